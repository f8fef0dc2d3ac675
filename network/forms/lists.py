"""Choosing which partners a list shows, keeping that choice under a name, and doing something for all on it."""

from typing import Any

from django import forms
from django.http import QueryDict

from fluxus.forms import DayField, HouseForm
from network.domain.segments import FOR_AGREEMENT, MOST_MONTHS, Missing, Names
from network.domain.tags import LONGEST_NAME
from network.domain.tasks import LONGEST_DETAIL, LONGEST_TITLE
from network.enums import AffiliationKind, Discipline, PartnerKind, PartnerRole
from network.forms.fields import PartnerField
from network.forms.tasks import WhoField, everybody
from network.models import Tag, Wijk

CHECKS = forms.CheckboxSelectMultiple
KEYS = ("organisation", "board")


class PartnerFilterForm(HouseForm):
    """Which partners the list shows; its names are those of `network.domain.segments`."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *PartnerKind.choices], required=False)
    roles = forms.MultipleChoiceField(label="Rol", choices=PartnerRole.choices, required=False, widget=CHECKS)
    disciplines = forms.MultipleChoiceField(
        label="Discipline", choices=Discipline.choices, required=False, widget=CHECKS
    )
    wijken = forms.MultipleChoiceField(label="Wijk", required=False, widget=CHECKS)
    silence = forms.IntegerField(label="Geen contact (maanden)", min_value=1, max_value=MOST_MONTHS, required=False)
    link = forms.ChoiceField(
        label="Verbinding", choices=[("", "Maakt niet uit"), *AffiliationKind.choices], required=False
    )
    function = forms.CharField(label="Functie", max_length=80, required=False)
    organisation = PartnerField(label="Bij organisatie", required=False)
    board = PartnerField(label="Schoolbestuur", required=False, roles=[PartnerRole.SCHOOL_BOARD])
    login = forms.ChoiceField(
        label="Inlog",
        choices=[("", "Maakt niet uit"), ("yes", "Kan inloggen"), ("no", "Kan niet inloggen")],
        required=False,
    )
    since = DayField(label="Toegevoegd sinds", required=False)
    missing = forms.MultipleChoiceField(label="Mist", choices=Missing.choices, required=False, widget=CHECKS)
    tags = forms.TypedMultipleChoiceField(label="Labels", coerce=int, required=False, widget=CHECKS)
    tags_all = forms.BooleanField(label="Alle gekozen labels tegelijk", required=False)

    def __init__(self, *args: Any, sees_numbers: bool, sees_details: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not sees_numbers:
            known = [(name, label) for name, label in Missing.choices if name not in FOR_AGREEMENT]
            self.fields["missing"].choices = known
        self.fields["wijken"].choices = list(Wijk.objects.order_by("name").values_list("slug", "name"))
        known_tags = Tag.objects.order_by("name").values_list("pk", "name") if sees_details else ()
        self.fields["tags"].choices = list(known_tags)

    def filters(self) -> dict[str, Any]:
        """What was rightly filled in, as the domain keeps it."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        for name in KEYS:
            if name in chosen:
                chosen[name] = chosen[name].pk
        if "since" in chosen:
            chosen["since"] = chosen["since"].isoformat()
        if "tags_all" in chosen:
            chosen["tags_all"] = "yes"
        return chosen

    def problems(self) -> list[str]:
        """What was filled in wrongly, a sentence each."""
        self.is_valid()
        return [
            f"{self.fields[name].label}: {errors[0]}" for name, errors in self.errors.items() if name in self.fields
        ]

    @property
    def more(self) -> list[Any]:
        """The filters behind "Meer filters"."""
        return [
            self[name] for name in ("kind", "silence", "link", "function", "organisation", "board", "login", "since")
        ]


def query_of(filters: dict[str, Any], names: Names) -> QueryDict:
    """Filters as the address of a list carries them, so that the form reads them back."""
    query = QueryDict(mutable=True)
    for name, value in filters.items():
        values = value if isinstance(value, list) else [value]
        query.setlist(name, [f"{names.partners[each]} · {each}" if name in KEYS else str(each) for each in values])
    return query


class SegmentForm(HouseForm):
    """The name of a list, and for whom it is."""

    name = forms.CharField(label="Naam van de lijst", max_length=80)
    is_shared = forms.BooleanField(label="Ook voor collega’s", required=False)


class TagNameForm(HouseForm):
    """A label by its name, known or new."""

    name = forms.CharField(
        label="Label", max_length=LONGEST_NAME, widget=forms.TextInput({"list": "labels", "autocomplete": "off"})
    )


class TagChoiceForm(HouseForm):
    """One of the labels that there are."""

    tag = forms.ModelChoiceField(label="Label", queryset=Tag.objects.none(), empty_label="Kies een label")

    def __init__(self, *args: Any, without: Tag | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tag"].queryset = Tag.objects.exclude(pk=without.pk if without else None).order_by("name")


class AnybodyField(WhoField):
    """As `WhoField`, or for each partner the accounthouder of his wijk."""

    def clean(self, value: Any) -> Any:
        if value == "account":
            return {"to_accounts": True}
        return super().clean(value)


class TaskForManyForm(HouseForm):
    """One task for each partner on a list."""

    title = forms.CharField(label="Wat moet er gebeuren?", max_length=LONGEST_TITLE)
    who = AnybodyField(label="Voor wie")
    due_on = DayField(label="Uiterlijk", required=False)
    detail = forms.CharField(
        label="Toelichting", max_length=LONGEST_DETAIL, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = [("account", "De accounthouder van de wijk")]
        self.fields["who"].choices = [("Per partner", accounts), *everybody(user)]
        self.fields["who"].initial = str(user.pk)

    def refuse(self, refusal: Any) -> None:
        if getattr(refusal, "field", None) in {"assigned_to", "team"}:
            refusal.field = "who"
        super().refuse(refusal)
