"""Forms of the season: a rule in fields that also stand in the address, the wizard, and changes of a series."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from bookings.domain import recurring
from bookings.domain.recurring import Rule
from bookings.enums import BookingMode, RoomFeature, RoomKind, Weekday
from bookings.forms.bookings import LATEST_NIGHT
from bookings.forms.places import BuildingSelect, RoomSelect
from bookings.forms.supplements import SupplementsForm
from bookings.models import Season
from bookings.models.series import MOST_WEEKS_BETWEEN
from fluxus.errors import Refusal
from fluxus.forms import ClockField, DayField, HouseForm
from fluxus.periods import today
from fluxus.text import tidy
from network.forms import PartnerField

WEEKS = [(1, "elke week"), *((weeks, f"om de {weeks} weken") for weeks in range(2, MOST_WEEKS_BETWEEN + 1))]
RULE_FIELDS = ("dagen", "van", "tot", "om", "seizoen", "eerste", "laatste", "schoolvakanties", "feestdagen")


class SeasonSelect(forms.ModelChoiceField):
    """Seasons that are not over."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"queryset": Season.objects.none(), "label": "Seizoen", "empty_label": "Eigen datums", **kwargs}
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.starts_on:%d-%m-%Y} – {obj.ends_on:%d-%m-%Y})"


def coming_seasons() -> QuerySet[Season]:
    return Season.objects.filter(ends_on__gte=today()).order_by("starts_on")


class RuleForm(HouseForm):
    """Days, time and stretch of a series; `rule` and `season` after cleaning. Its fields stand in addresses, so Dutch.

    A season fills in the days that are left empty; one that runs already counts from today.
    """

    dagen = forms.TypedMultipleChoiceField(
        label="Op", choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple, required=False
    )
    van = ClockField(label="Van")
    tot = ClockField(label="Tot")
    om = forms.TypedChoiceField(label="Hoe vaak", choices=WEEKS, coerce=int, empty_value=1, initial=1, required=False)
    seizoen = SeasonSelect(required=False)
    eerste = DayField(label="Eerste dag", required=False)
    laatste = DayField(label="Laatste dag", required=False)
    schoolvakanties = forms.BooleanField(label="Niet in schoolvakanties (regio Noord)", required=False, initial=True)
    feestdagen = forms.BooleanField(label="Niet op feestdagen", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seasons: Any = self.fields["seizoen"]
        seasons.queryset = coming_seasons()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.check_hours(cleaned)
        cleaned["rule"] = None if self.errors else self.rule_of(cleaned)
        return cleaned

    def check_hours(self, cleaned: dict[str, Any]) -> None:
        start, end = cleaned.get("van"), cleaned.get("tot")
        if start is not None and end is not None and (end == start or LATEST_NIGHT < end < start):
            self.add_error("tot", ValidationError("Het einde moet na het begin liggen.", code="end_before_start"))

    def rule_of(self, cleaned: dict[str, Any]) -> Rule | None:
        """The rule that was typed, or None with an error at the field that lacks or does not fit."""
        first, last = stretch(cleaned)
        if first is None or last is None:
            missing = "laatste" if first else "eerste"
            self.add_error(missing, ValidationError("Kies een seizoen, of vul een eerste en een laatste dag in."))
            return None
        if not cleaned["dagen"]:
            self.add_error("dagen", ValidationError("Kies een of meer dagen van de week.", code="weekdays"))
            return None
        return self.checked(typed_rule(cleaned, tuple(cleaned["dagen"]), first, last))

    def checked(self, rule: Rule) -> Rule | None:
        names = {"weekdays": "dagen", "every_weeks": "om", "last_on": "laatste"}
        try:
            recurring.check_rule(rule)
        except Refusal as refusal:
            self.add_error(names.get(refusal.field or ""), ValidationError(refusal.sentence, code=refusal.code))
            return None
        return rule


def stretch(cleaned: dict[str, Any]) -> tuple[date | None, date | None]:
    season = cleaned.get("seizoen")
    first, last = cleaned.get("eerste"), cleaned.get("laatste")
    if season is None:
        return first, last
    return first or max(season.starts_on, today()), last or season.ends_on


def typed_rule(cleaned: dict[str, Any], weekdays: tuple[int, ...], first: date, last: date) -> Rule:
    return Rule(
        weekdays=weekdays,
        starts=cleaned["van"],
        ends=cleaned["tot"],
        first_on=first,
        last_on=last,
        every_weeks=cleaned["om"],
        follows_school_holidays=cleaned["schoolvakanties"],
        follows_public_holidays=cleaned["feestdagen"],
    )


class FinderForm(RuleForm):
    """Book-first: one day or a season, for whom and with what. `is_series` after cleaning."""

    hoe = forms.ChoiceField(
        label="Hoe vaak wil je de ruimte?",
        choices=[("reeks", "Een reeks"), ("dag", "Eén keer")],
        widget=forms.RadioSelect,
        initial="reeks",
        required=False,
    )
    dag = DayField(label="Dag", required=False)
    personen = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)
    soort = forms.ChoiceField(label="Soort", choices=[("", "Alle soorten"), *RoomKind.choices], required=False)
    huis = BuildingSelect(label="Cultuurhuis", required=False)
    met = forms.MultipleChoiceField(
        label="Met", choices=RoomFeature.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def clean_hoe(self) -> str:
        return self.cleaned_data["hoe"] or "reeks"

    @property
    def is_series(self) -> bool:
        return bool(self.cleaned_data.get("hoe") == "reeks")

    def rule_of(self, cleaned: dict[str, Any]) -> Rule | None:
        if cleaned.get("hoe") == "reeks":
            return super().rule_of(cleaned)
        day = cleaned.get("dag")
        if day is None:
            self.add_error("dag", ValidationError("Kies een dag.", code="required"))
            return None
        once = {"om": 1, "schoolvakanties": False, "feestdagen": False}
        return typed_rule({**cleaned, **once}, (day.isoweekday(),), day, day)


class SeriesForm(RuleForm):
    """The first step of the wizard: who, what, where and the rule."""

    huurder = PartnerField(label="Huurder", help_text="Typ een paar letters van de naam.")
    activiteit = forms.CharField(label="Activiteit", max_length=120, help_text="Bijvoorbeeld gitaarles.")
    ruimte = RoomSelect(to_field_name="slug")
    personen = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)

    field_order = ("huurder", "activiteit", "ruimte", "personen", *RULE_FIELDS)

    def __init__(self, *args: Any, for_partner: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if for_partner:
            del self.fields["huurder"]
            rooms: Any = self.fields["ruimte"]
            rooms.queryset = rooms.queryset.exclude(booking_mode=BookingMode.INTERNAL)

    def clean_activiteit(self) -> str:
        return tidy(self.cleaned_data["activiteit"])


class PlanForm(SupplementsForm):
    """What goes along with the chosen dates to the end of the wizard."""

    opmerking = forms.CharField(
        label="Opmerking", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reden = forms.CharField(
        label="Waarom mag het toch?",
        max_length=200,
        required=False,
        help_text="Met een reden ga je tegen een huisregel in. Wie al in de ruimte staat, gaat altijd voor.",
    )
    request_token = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ReasonForm(HouseForm):
    """Why the rest of a series is cancelled."""

    reason = forms.CharField(
        label="Waarom vervallen de overige datums?", max_length=200, help_text="De huurder ziet deze reden ook."
    )


class SeriesChangeForm(HouseForm):
    """What changes for one date, this and the following, or all. Empty is: stays as it is."""

    SCOPES = (("one", "Alleen deze datum"), ("following", "Deze en alle volgende"), ("all", "De hele reeks"))

    boeking = forms.IntegerField(widget=forms.HiddenInput)
    gezien = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    bereik = forms.ChoiceField(label="Voor welke datums?", choices=SCOPES, widget=forms.RadioSelect)
    ruimte = RoomSelect()
    dagen = forms.TypedMultipleChoiceField(
        label="Op", choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    van = ClockField(label="Van")
    tot = ClockField(label="Tot")
    laatste = DayField(label="Laatste dag")
    activiteit = forms.CharField(label="Activiteit", max_length=120)
    personen = forms.IntegerField(label="Personen", min_value=1, max_value=5000, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("van"), cleaned.get("tot")
        if start is not None and end is not None and (end == start or LATEST_NIGHT < end < start):
            self.add_error("tot", ValidationError("Het einde moet na het begin liggen.", code="end_before_start"))
        return cleaned
