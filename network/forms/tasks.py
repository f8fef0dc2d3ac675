"""Writing down what has to be done, and choosing which tasks a list shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fluxus.errors import Refusal
from fluxus.forms import DayField, HouseForm
from network.domain.tasks import LONGEST_DETAIL, LONGEST_TITLE, Changes
from network.enums import COLLEAGUE_ROLES
from network.forms.fields import PartnerField
from network.models import Task, User, Wijk

TEAMS = [(f"team-{role.value}", f"Team {role.label}") for role in COLLEAGUE_ROLES]


def everybody(user: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who a task can be for: himself first, then colleagues, then teams."""
    colleagues = User.objects.colleagues().exclude(pk=user.pk).order_by("name", "pk")
    return [
        ("Ik", [(str(user.pk), f"Ik ({user.name})")]),
        ("Collega’s", [(str(row.pk), row.name) for row in colleagues]),
        ("Teams", TEAMS),
    ]


class WhoField(forms.ChoiceField):
    """One colleague or one team. Gives `{"assigned_to": User | None, "team": str}`."""

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if not chosen:
            return {"assigned_to": None, "team": ""}
        if chosen.startswith("team-"):
            return {"assigned_to": None, "team": chosen.removeprefix("team-")}
        colleague = User.objects.colleagues().filter(pk=chosen).first()
        if colleague is None:
            raise ValidationError("Deze collega werkt hier niet meer.", code="gone")
        return {"assigned_to": colleague, "team": ""}


def who_of(task: Task) -> str:
    """The choice that stands for who has to do it."""
    return f"team-{task.team}" if task.team else str(task.assigned_to_id)


class TaskForm(HouseForm):
    """What, for whom, before when, and what it is about."""

    title = forms.CharField(label="Wat moet er gebeuren?", max_length=LONGEST_TITLE)
    who = WhoField(label="Voor wie")
    due_on = DayField(label="Uiterlijk", required=False)
    partner = PartnerField(label="Over wie", required=False)
    wijk = forms.ModelChoiceField(label="Wijk", queryset=Wijk.objects.none(), required=False, empty_label="Geen")
    detail = forms.CharField(
        label="Toelichting", max_length=LONGEST_DETAIL, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = everybody(user)
        self.fields["who"].initial = str(user.pk)
        if "who" in self.initial and not self.fields["who"].valid_value(self.initial["who"]):
            self.fields["who"].choices = [("", "Kies iemand"), *self.fields["who"].choices]
        self.fields["wijk"].queryset = Wijk.objects.defer("boundary").order_by("name")

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        if isinstance(refusal, Refusal) and refusal.field in {"assigned_to", "team"}:
            refusal.field = "who"
        super().refuse(refusal)

    def changes(self) -> Changes:
        """What the domain wants to know."""
        data = self.cleaned_data
        return {
            "title": data["title"],
            "detail": data["detail"],
            "due_on": data["due_on"],
            "partner": data["partner"],
            "wijk": data["wijk"],
            **data["who"],
        }


def initial_of(task: Task) -> dict[str, Any]:
    """A task as the form shows it."""
    own = {name: getattr(task, name) for name in ("title", "detail", "due_on", "partner", "wijk")}
    return {**own, "who": who_of(task)}


class TaskFilterForm(HouseForm):
    """Which tasks the list shows."""

    partner = PartnerField(label="Partner", required=False)
    wijk = forms.ModelChoiceField(
        label="Wijk", queryset=Wijk.objects.none(), required=False, to_field_name="slug", empty_label="Alle wijken"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wijk"].queryset = Wijk.objects.defer("boundary").order_by("name")
