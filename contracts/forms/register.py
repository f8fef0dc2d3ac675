"""What the register shows, and the name under which that is kept."""

from typing import Any

from django import forms
from django.http import QueryDict

from contracts.domain.keeping.register import LONGEST_NAME, Filters
from contracts.enums import AgreementKind, AgreementStatus
from contracts.models import AgreementRun, AgreementTemplate, Funding
from fluxus.forms import DayField, HouseForm
from network.enums import Discipline
from network.models import Wijk

MOST_DAYS = 3650
MOST_RUNS = 50
CHOSEN = ("status", "kind", "wijk", "discipline", "funding", "run", "template")
KEYS = frozenset({"wijk", "funding", "run", "template"})


class RegisterForm(HouseForm):
    """The filters of the register. One that makes no sense is told, and shows everything."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label="Stand", required=False)
    kind = forms.ChoiceField(label="Soort", required=False)
    wijk = forms.ChoiceField(label="Wijk", required=False)
    discipline = forms.ChoiceField(label="Discipline", required=False)
    funding = forms.ChoiceField(label="Financiering", required=False)
    run = forms.ChoiceField(label="Run", required=False)
    template = forms.ChoiceField(label="Model", required=False)
    since = DayField(label="Werk vanaf", required=False)
    until = DayField(label="Werk tot en met", required=False)
    ends_within = forms.IntegerField(label="Loopt af binnen (dagen)", min_value=0, max_value=MOST_DAYS, required=False)
    unsigned_for = forms.IntegerField(
        label="Niet getekend sinds (dagen)", min_value=0, max_value=MOST_DAYS, required=False
    )
    is_changed = forms.BooleanField(label="De planning is veranderd", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, Any] = {
            "status": AgreementStatus.choices,
            "kind": AgreementKind.choices,
            "wijk": Wijk.objects.order_by("name").values_list("pk", "name"),
            "discipline": Discipline.choices,
            "funding": Funding.objects.order_by("name").values_list("pk", "name"),
            "run": AgreementRun.objects.order_by("-pk").values_list("pk", "title")[:MOST_RUNS],
            "template": AgreementTemplate.objects.order_by("name").values_list("pk", "name"),
        }
        for name, choices in known.items():
            self.fields[name].choices = [("", "Alles"), *((str(value), label) for value, label in choices)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "Deze dag ligt voor de eerste dag.")
        return cleaned

    def filters(self) -> Filters:
        """What was rightly filled in."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return Filters(**{name: int(value) if name in KEYS else value for name, value in chosen.items()})

    def query(self) -> str:
        """The same filters as an address, without what is empty or wrong."""
        self.is_valid()
        wanted = QueryDict(mutable=True)
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if value not in ("", None, False):
                wanted[name] = "on" if value is True else str(value)
        return wanted.urlencode()

    def words(self) -> list[tuple[str, str]]:
        """Each filter in use: its name and what it says, 'Stand: verstuurd'."""
        self.is_valid()
        return [
            (name, self._word(name)) for name in self.fields if self.cleaned_data.get(name) not in ("", None, False)
        ]

    def problems(self) -> list[str]:
        """What was filled in wrongly, a sentence each."""
        self.is_valid()
        return [
            f"{self.fields[name].label}: {errors[0]}" for name, errors in self.errors.items() if name in self.fields
        ]

    @property
    def more(self) -> list[Any]:
        """The filters behind "Meer filters"."""
        first = {"q", "status", "kind"}
        return [self[name] for name in self.fields if name not in first]

    def _word(self, name: str) -> str:
        field, value = self.fields[name], self.cleaned_data[name]
        if name in CHOSEN:
            return f"{field.label}: {dict(field.choices)[value]}"
        if value is True:
            return str(field.label)
        return f"{field.label}: {value:%-d-%-m-%Y}" if hasattr(value, "year") else f"{field.label}: {value}"


class RegisterViewForm(HouseForm):
    """The name of a kept look, and for whom it is."""

    name = forms.CharField(label="Naam van de lijst", max_length=LONGEST_NAME)
    is_shared = forms.BooleanField(label="Ook voor collega’s", required=False)
