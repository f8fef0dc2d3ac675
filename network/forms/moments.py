"""Noting a contact moment, in two lines or with all that belongs to it."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fluxus.errors import Refusal
from fluxus.forms import DayField, HouseForm
from fluxus.periods import to_utc
from network.domain.moments import FollowUp
from network.domain.tasks import LONGEST_TITLE
from network.enums import Confidentiality, MomentKind
from network.forms.fields import PartnerField, PartnersField
from network.forms.tasks import WhoField, everybody
from network.models import User, Wijk

LEVELS = [
    (Confidentiality.OPEN, "Open: collega’s die notities lezen"),
    (Confidentiality.TEAM, "Team: projectbureau en cultuurexperts"),
    (Confidentiality.PERSONAL, "Persoonlijk: alleen wie erbij was"),
]
FOLLOW_UP_FIELDS = {"title": "task_title", "assigned_to": "task_who", "team": "task_who"}


SHORT_LEVELS = [
    (Confidentiality.OPEN, "Open voor collega’s"),
    (Confidentiality.TEAM, "Bureau en experts"),
    (Confidentiality.PERSONAL, "Wie erbij was"),
]


class MomentForm(HouseForm):
    """What was spoken, how and when; the day is today unless another is chosen."""

    kind = forms.ChoiceField(label="Hoe", choices=MomentKind.choices, initial=MomentKind.PHONE)
    occurred_on = DayField(label="Wanneer")
    summary = forms.CharField(
        label="Wat is er besproken?", max_length=5000, widget=forms.Textarea({"rows": 2}), strip=True
    )
    confidentiality = forms.ChoiceField(
        label="Wie mag dit lezen", choices=SHORT_LEVELS, initial=Confidentiality.OPEN, required=False
    )

    def clean_confidentiality(self) -> str:
        return self.cleaned_data["confidentiality"] or Confidentiality.OPEN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occurred_on"].initial = timezone.localdate

    @property
    def occurred_at(self) -> datetime:
        """Now for today, else noon of that day: nobody remembers the minute."""
        day = self.cleaned_data["occurred_on"]
        return timezone.now() if day == timezone.localdate() else to_utc(datetime.combine(day, time(12)))


class People(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class FullMomentForm(MomentForm):
    """With everybody who was there, the wijk, and what has to be done after it."""

    partners = PartnersField(label="Met wie", error_messages={"required": "Met wie was het?"})
    colleagues = People(
        label="Namens FluXus", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    wijk = forms.ModelChoiceField(label="Wijk", queryset=Wijk.objects.none(), required=False, empty_label="Geen")
    confidentiality = forms.ChoiceField(
        label="Wie mag dit lezen",
        choices=LEVELS,
        initial=Confidentiality.OPEN,
        widget=forms.RadioSelect,
        help_text="Beheer kan alles lezen. Receptie en marketing lezen geen notities.",
    )
    task_title = forms.CharField(label="Wat moet er nog gebeuren?", max_length=LONGEST_TITLE, required=False)
    task_who = WhoField(label="Voor wie", required=False)
    task_due_on = DayField(label="Uiterlijk", required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleagues"].queryset = User.objects.colleagues().order_by("name", "pk")
        self.fields["colleagues"].initial = [user.pk]
        self.fields["wijk"].queryset = Wijk.objects.defer("boundary").order_by("name")
        self.fields["task_who"].choices = everybody(user)
        self.fields["task_who"].initial = str(user.pk)

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        if isinstance(refusal, Refusal):
            refusal.field = FOLLOW_UP_FIELDS.get(refusal.field or "", refusal.field)
        super().refuse(refusal)

    @property
    def follow_up(self) -> FollowUp | None:
        """The task that follows, when somebody wrote what has to be done."""
        data = self.cleaned_data
        if not data["task_title"]:
            return None
        return {"title": data["task_title"], "due_on": data["task_due_on"], **data["task_who"]}

    def as_typed(self) -> dict[str, Any]:
        """What stands in the form, unchecked: to show it again with room for one more."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }


class CorrectionForm(HouseForm):
    """What was wrong in a contact moment of today."""

    kind = forms.ChoiceField(label="Hoe", choices=MomentKind.choices)
    summary = forms.CharField(
        label="Wat is er besproken?", max_length=5000, widget=forms.Textarea({"rows": 5}), strip=True
    )


class LevelForm(HouseForm):
    """Who may read a contact moment from now on."""

    confidentiality = forms.ChoiceField(label="Wie mag dit lezen", choices=LEVELS, widget=forms.RadioSelect)


class MomentFilterForm(HouseForm):
    """Which contact moments the list shows."""

    kind = forms.ChoiceField(label="Hoe", choices=[("", "Alle soorten"), *MomentKind.choices], required=False)
    wijk = forms.ModelChoiceField(
        label="Wijk", queryset=Wijk.objects.none(), required=False, to_field_name="slug", empty_label="Alle wijken"
    )
    colleague = forms.ModelChoiceField(
        label="Collega", queryset=User.objects.none(), required=False, empty_label="Alle collega’s"
    )
    partner = PartnerField(label="Partner", required=False)
    mine = forms.BooleanField(label="Alleen van mij", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wijk"].queryset = Wijk.objects.defer("boundary").order_by("name")
        self.fields["colleague"].queryset = User.objects.colleagues().order_by("name", "pk")
