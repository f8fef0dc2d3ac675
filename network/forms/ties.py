"""Ties of a partner: what he is to us and to others, from when; and every way to reach him."""

from typing import Any

from django import forms

from fluxus.forms import DayField, HouseForm
from network.domain import identifiers
from network.domain.details import MOST_HOUSE_NUMBER, AddressLines
from network.domain.wijken import city_of
from network.enums import AffiliationKind, PartnerKind, PartnerRole
from network.forms.fields import PartnerField
from network.forms.partners import or_invalid
from network.models import Affiliation, Partner

OF_A_PERSON = [(f"to-{kind.value}", kind.label) for kind in AffiliationKind if kind != AffiliationKind.PART_OF]
AT_AN_ORGANISATION = [
    ("from-contact", "Contactpersoon hier is"),
    ("from-works_at", "Hier werkt"),
    ("from-board_member", "In het bestuur zit"),
    ("from-member", "Lid hier is"),
    ("from-part_of", "Hieronder valt"),
]
OF_AN_ORGANISATION = [("to-part_of", "Valt onder"), ("to-member", "Is lid van")]


class AffiliationForm(HouseForm):
    """With whom this partner is tied, as what and since when."""

    relation = forms.ChoiceField(label="Verbinding")
    other = PartnerField(label="Met wie")
    function = forms.CharField(label="Functie", max_length=120, required=False, help_text="Zoals directeur of icc’er.")
    from_day = DayField(label="Sinds", required=False, help_text="Leeg als je het niet weet.")
    is_primary = forms.BooleanField(label="Eerste aanspreekpunt van de organisatie", required=False)

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partner = partner
        if partner.is_person:
            self.fields["relation"].choices = [(key, label.capitalize()) for key, label in OF_A_PERSON]
            self.fields["other"].label = "Organisatie"
            self.fields["other"].queryset = Partner.objects.filter(kind=PartnerKind.ORGANISATION)
        else:
            self.fields["relation"].choices = [
                ("Mensen en onderdelen", AT_AN_ORGANISATION),
                ("Waar dit bij hoort", OF_AN_ORGANISATION),
            ]

    def tie(self) -> dict[str, Any]:
        """What the domain wants to know."""
        data = self.cleaned_data
        way, _dash, kind = data["relation"].partition("-")
        one, other = (self.partner, data["other"]) if way == "to" else (data["other"], self.partner)
        return {
            "partner": one,
            "organisation": other,
            "kind": kind,
            "function": data["function"],
            "from_day": data["from_day"],
            "is_primary": data["is_primary"],
        }


class AffiliationChangeForm(HouseForm):
    """The function, and the beginning when nobody knew it."""

    function = forms.CharField(label="Functie", max_length=120, required=False)
    started_on = DayField(label="Sinds", required=False)

    def __init__(self, *args: Any, link: Affiliation, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"function": link.function}, **kwargs})
        if link.started_on:
            del self.fields["started_on"]


class EndForm(HouseForm):
    """When something ended: the first day that it no longer holds."""

    ended_on = DayField(label="Tot", help_text="De eerste dag dat het niet meer zo is.")


class RoleForm(HouseForm):
    """A role from a day on."""

    role = forms.ChoiceField(label="Rol")
    from_day = DayField(label="Sinds", required=False, help_text="Leeg als je het niet weet.")

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in PartnerRole if role not in held]


class EmailForm(HouseForm):
    address = forms.EmailField(label="Nog een e-mailadres", max_length=254)


class PhoneForm(HouseForm):
    number = forms.CharField(label="Nog een telefoonnummer", max_length=40, widget=forms.TextInput({"type": "tel"}))


class PostAddressForm(HouseForm):
    """Where letters go."""

    street = forms.CharField(label="Straat of postbus", max_length=120, help_text="Een postbus: schrijf ‘Postbus’.")
    house_number = forms.IntegerField(label="Nummer", min_value=1, max_value=MOST_HOUSE_NUMBER)
    suffix = forms.CharField(label="Toevoeging", max_length=20, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10)
    city = forms.CharField(label="Plaats", max_length=80, required=False)

    def clean_postcode(self) -> str:
        return or_invalid(lambda: identifiers.postcode(self.cleaned_data["postcode"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["city"] = data.get("city") or city_of(data.get("postcode") or "")
        if not data["city"] and "postcode" in data:
            self.add_error("city", "Vul de plaats in.")
        return data

    def lines(self) -> AddressLines:
        return AddressLines(
            **{name: self.cleaned_data[name] for name in ("street", "house_number", "suffix", "postcode", "city")}
        )
