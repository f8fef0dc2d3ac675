"""Adding and changing a partner."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fluxus.errors import Refusal
from fluxus.forms import HouseForm
from network.domain import identifiers
from network.domain.details import MOST_HOUSE_NUMBER, AddressLines, Details
from network.domain.wijken import city_of
from network.enums import Discipline, Gender, IdentifierKind, PartnerKind, PartnerRole, VatStatus
from network.models import Partner, Wijk

PERSON_ROLES = (PartnerRole.TEACHER, PartnerRole.ARTIST, PartnerRole.VOLUNTEER, PartnerRole.EMPLOYEE)
ORGANISATION_ROLES = tuple(role for role in PartnerRole if role not in {PartnerRole.VOLUNTEER, PartnerRole.EMPLOYEE})
PERSON_NUMBERS = (IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.IBAN)
OF_PERSONS = ("given_name", "infix", "family_name", "initials", "gender")
OF_ORGANISATIONS = ("name", "brin", "board")
ADDRESS_FIELDS = ("street", "house_number", "suffix", "postcode", "city")
LONGEST_SEEN = 3_000
HELP = {
    IdentifierKind.KVK: "8 cijfers",
    IdentifierKind.BTW: "Zoals NL001234567B01. Nooit het oude nummer met een BSN erin.",
    IdentifierKind.IBAN: "Zoals NL91 ABNA 0417 1643 00",
    IdentifierKind.BRIN: "Zoals 30AH00",
    IdentifierKind.BOARD: "5 cijfers",
}


def or_invalid(check: Callable[[], Any]) -> Any:
    """What `check` gives; a Refusal as the error of a form field."""
    try:
        return check()
    except Refusal as refusal:
        raise ValidationError(refusal.sentence, code=refusal.code) from refusal


class PartnerForm(HouseForm):
    """One form for everybody: a person has name parts, an organisation a name and numbers of the school register.

    Who may not see an IBAN gets the form without it, and the number that is known stays.
    """

    given_name = forms.CharField(label="Voornaam", max_length=80, required=False)
    infix = forms.CharField(label="Tussenvoegsel", max_length=30, required=False)
    family_name = forms.CharField(label="Achternaam", max_length=120)
    initials = forms.CharField(label="Voorletters", max_length=20, required=False, help_text="Zoals J.M.")
    gender = forms.ChoiceField(
        label="Aanspreken als",
        choices=Gender.choices,
        initial=Gender.UNKNOWN,
        required=False,
        help_text="Niet bekend geeft een neutrale aanhef.",
    )
    name = forms.CharField(label="Naam", max_length=200)
    trade_name = forms.CharField(label="Handelsnaam", max_length=200, required=False, help_text="Als die anders is.")
    roles = forms.MultipleChoiceField(label="Rol in het netwerk", widget=forms.CheckboxSelectMultiple, required=False)
    disciplines = forms.MultipleChoiceField(
        label="Disciplines", choices=Discipline.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    email = forms.EmailField(label="E-mailadres", max_length=254, required=False)
    phone = forms.CharField(label="Telefoon", max_length=40, required=False, widget=forms.TextInput({"type": "tel"}))
    website = forms.URLField(label="Website", max_length=200, required=False, assume_scheme="https")
    street = forms.CharField(label="Straat", max_length=120, required=False)
    house_number = forms.IntegerField(label="Huisnummer", min_value=1, max_value=MOST_HOUSE_NUMBER, required=False)
    suffix = forms.CharField(label="Toevoeging", max_length=20, required=False)
    postcode = forms.CharField(label="Postcode", max_length=10, required=False)
    city = forms.CharField(
        label="Plaats", max_length=80, required=False, help_text="Leeg: we vullen hem aan bij de postcode."
    )
    wijk = forms.ModelChoiceField(
        label="Wijk", queryset=Wijk.objects.none(), required=False, empty_label="Volgens de postcode"
    )
    vat_status = forms.ChoiceField(label="Btw-status", choices=VatStatus.choices, initial=VatStatus.UNKNOWN)
    kvk = forms.CharField(label=IdentifierKind.KVK.label, max_length=40, required=False)
    btw = forms.CharField(label=IdentifierKind.BTW.label, max_length=40, required=False)
    iban = forms.CharField(label=IdentifierKind.IBAN.label, max_length=60, required=False)
    brin = forms.CharField(label=IdentifierKind.BRIN.label, max_length=40, required=False)
    board = forms.CharField(label=IdentifierKind.BOARD.label, max_length=40, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_SEEN, required=False)

    def __init__(self, *args: Any, kind: str, sees_iban: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        is_person = kind == PartnerKind.PERSON
        others = OF_ORGANISATIONS if is_person else OF_PERSONS
        for name in others if sees_iban else (*others, IdentifierKind.IBAN):
            del self.fields[name]
        roles = PERSON_ROLES if is_person else ORGANISATION_ROLES
        held = set(self.get_initial_for_field(self.fields["roles"], "roles") or ())
        self.fields["roles"].choices = [
            (role.value, role.label) for role in PartnerRole if role in roles or role in held
        ]
        self.fields["wijk"].queryset = Wijk.objects.defer("boundary").order_by("name")
        for kind_of_number in self.numbers:
            self.fields[kind_of_number].help_text = HELP[kind_of_number]

    @property
    def numbers(self) -> list[str]:
        return [kind.value for kind in IdentifierKind if kind in self.fields]

    def _checked_number(self, kind: str) -> str:
        typed = self.cleaned_data[kind]
        is_person = self.kind == PartnerKind.PERSON
        return or_invalid(lambda: identifiers.normalise(kind, typed, person=is_person)) if typed else ""

    def clean_kvk(self) -> str:
        return self._checked_number("kvk")

    def clean_btw(self) -> str:
        return self._checked_number("btw")

    def clean_iban(self) -> str:
        return self._checked_number("iban")

    def clean_brin(self) -> str:
        return self._checked_number("brin")

    def clean_board(self) -> str:
        return self._checked_number("board")

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        if typed:
            or_invalid(lambda: identifiers.phone(typed))
        return typed

    def clean_postcode(self) -> str:
        typed = self.cleaned_data["postcode"]
        return or_invalid(lambda: identifiers.postcode(typed)) if typed else ""

    def clean(self) -> dict[str, Any]:
        """An address is there with all its parts or not at all."""
        data = super().clean() or self.cleaned_data
        data["city"] = data.get("city") or city_of(data.get("postcode") or "")
        if any(data.get(field) for field in ADDRESS_FIELDS):
            needed = ("street", "house_number", "postcode", *(("city",) if data.get("postcode") else ()))
            for field in needed:
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, "Vul het hele adres in, of laat het adres leeg.")
        self.refuse_overwriting(data.get("seen", ""))
        return data

    def refuse_overwriting(self, seen: str) -> None:
        """Say what a colleague changed since this form was opened; saving once more is meant."""
        now = self.initial.get("seen", "")
        if not seen or not now or seen == now:
            return
        for name in changed_between(seen, now):
            if name in self.fields and name not in self.errors:
                is_text = not isinstance(self.fields[name], forms.ChoiceField)
                self.add_error(name, overtaken(self.initial.get(name) if is_text else None))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = now

    def names(self) -> dict[str, str]:
        return {
            field: self.cleaned_data[field]
            for field in ("given_name", "infix", "family_name", "name")
            if field in self.fields
        }

    def details(self) -> Details:
        """What the domain wants to know next to the name."""
        data = self.cleaned_data
        address = None
        if data["street"]:
            address = AddressLines(**{field: data[field] for field in ADDRESS_FIELDS}, wijk=data["wijk"])
        person: Details = {}
        if self.kind == PartnerKind.PERSON:
            person = {"initials": data["initials"], "gender": data["gender"] or Gender.UNKNOWN}
        return {
            **person,
            "trade_name": data["trade_name"],
            "disciplines": data["disciplines"],
            "vat_status": data["vat_status"],
            "website": data["website"],
            "roles": data["roles"],
            "email": data["email"],
            "phone": data["phone"],
            "address": address,
            "identifiers": {kind: data[kind] for kind in self.numbers},
        }


def initial_of(partner: Partner) -> dict[str, Any]:
    """What we know of a partner, as the form shows it."""
    email = partner.emails.filter(is_primary=True).first()
    phone = partner.phones.filter(is_primary=True).first()
    address = partner.addresses.filter(kind="visit").first()
    numbers = {row.kind: row.value for row in partner.identifiers.all()}
    if IdentifierKind.IBAN in numbers:
        numbers[IdentifierKind.IBAN] = identifiers.shown_iban(numbers[IdentifierKind.IBAN])
    own = (*OF_PERSONS, "name", "trade_name", "disciplines", "vat_status", "website")
    known = {
        **{field: getattr(partner, field) for field in own},
        **({field: getattr(address, field) for field in (*ADDRESS_FIELDS, "wijk")} if address else {}),
        **numbers,
        "roles": list(partner.role_assignments.filter(ended_on__isnull=True).values_list("role", flat=True)),
        "email": email.address if email else "",
        "phone": phone.number if phone else "",
    }
    return {**known, "seen": marks_of(known)}


def marks_of(known: Mapping[str, Any]) -> str:
    """A short mark of every value, for the page to keep."""
    words = {name: str(sorted(value) if isinstance(value, list) else value) for name, value in known.items()}
    return json.dumps({name: hashlib.sha256(word.encode()).hexdigest()[:12] for name, word in words.items()})


def changed_between(seen: str, now: str) -> list[str]:
    """Of which fields the marks differ; of none when what was sent cannot be read."""
    try:
        then, present = json.loads(seen), json.loads(now)
    except ValueError:
        return []
    names = sorted({*then, *present}) if isinstance(then, dict) else []
    return [name for name in names if then.get(name) != present.get(name)]


def overtaken(value: Any) -> str:
    shown = f" in “{value}”" if isinstance(value, str) and value else ""
    return f"Een collega veranderde dit intussen{shown}. Klopt jouw invoer? Bewaar dan opnieuw."
