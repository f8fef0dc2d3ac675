"""Forms of the Cultuurmenu."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from fluxus.forms import ClockField, DayField, EuroField, HouseForm, HouseModelForm
from fluxus.periods import Period, today
from network.enums import CULTUURMAKER_ROLES, Discipline, PartnerRole
from network.forms import PartnerField
from network.models import Partner
from programmes.domain.activities import ActivityFacts
from programmes.enums import ActivityKind
from programmes.models import Activity, SchoolGroup

GRADES = [(grade, str(grade)) for grade in range(1, 9)]


class GradesField(forms.TypedMultipleChoiceField):
    """One or more of the eight grades of primary school."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"choices": GRADES, "coerce": int, "widget": forms.CheckboxSelectMultiple, **kwargs})
        self.widget.attrs["class"] = "in-line"


class ActivityForm(HouseModelForm):
    """What an activity is."""

    grades = GradesField(label="Leerjaren", help_text="Voor welke leerjaren is dit?")
    fee_cents = EuroField(label="Honorarium per keer", help_text="In euro’s, zonder btw.")

    class Meta:
        model = Activity
        fields = ("title", "description", "kind", "discipline", "grades", "minutes", "groups_per_delivery", "fee_cents")
        help_texts = {
            "groups_per_delivery": "Hoeveel doen er tegelijk mee? Bij een les meestal 1, bij een voorstelling vaak 2.",
            "description": "Wat doen de kinderen, en wat moet de school klaarzetten?",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Kies een soort"), *ActivityKind.choices]
        self.fields["discipline"].choices = [("", "Kies een discipline"), *Discipline.choices]

    def facts(self) -> ActivityFacts:
        return ActivityFacts(**{name: self.cleaned_data[name] for name in ActivityFacts.__annotations__})


class NewActivityForm(ActivityForm):
    """An activity and whose it is."""

    maker = PartnerField(label="Cultuurmaker", roles=CULTUURMAKER_ROLES)
    field_order = ("maker",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = Partner.objects.cultuurmakers(on=today())


class MenuFilter(HouseForm):
    """What of the menu to show; everything may be left out."""

    q = forms.CharField(label="Activiteit of maker", max_length=80, required=False, widget=forms.SearchInput)
    discipline = forms.ChoiceField(label="Discipline", choices=[("", "Alle"), *Discipline.choices], required=False)
    grade = forms.TypedChoiceField(
        label="Leerjaar", choices=[("", "Alle"), *GRADES], coerce=int, empty_value=None, required=False
    )


class SchoolForm(HouseForm):
    """The school whose groups are wanted."""

    school = PartnerField(label="School", roles=[PartnerRole.SCHOOL], help_text="Begin te typen en kies uit de lijst.")

    def __init__(self, *args: Any, schools: QuerySet[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools


class GroupChoice(forms.ModelMultipleChoiceField):
    """Groups with their number of pupils."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group: Any) -> str:
        return f"Groep {group.name}, {group.pupils} leerlingen"


class DeliveryForm(HouseForm):
    """Which groups, and when."""

    groups = GroupChoice(queryset=SchoolGroup.objects.none(), label="Groepen")
    day = DayField(label="Dag", help_text="Een schooldag, van maandag tot en met vrijdag.")
    start = ClockField(label="Begint om")

    def __init__(self, *args: Any, activity: Activity, groups: QuerySet[SchoolGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["groups"].queryset = groups
        self.fields["groups"].help_text = together(activity.groups_per_delivery)
        self.fields["start"].help_text = f"De activiteit duurt {activity.minutes} minuten."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        day, start = cleaned.get("day"), cleaned.get("start")
        if day and start:
            cleaned["moment"] = self.existing(datetime.combine(day, start))
        return cleaned

    def existing(self, moment: datetime) -> datetime | None:
        """The moment, or an error when the clock skips it in spring."""
        try:
            Period(moment, moment.replace(hour=23, minute=59))
        except ValidationError as error:
            self.add_error("start", error)
            return None
        return moment


def together(number: int) -> str:
    """How many groups come at a time."""
    if number == 1:
        return "Kies je twee groepen, dan komt de maker twee keer na elkaar."
    return f"Er doen hoogstens {number} groepen tegelijk mee. Kies je er meer, dan komt de maker na elkaar."


class CancelForm(HouseForm):
    """Why a visit is called off."""

    reason = forms.CharField(label="Reden", max_length=200, help_text="Komt op de tijdlijn van de maker en de school.")


class GroupForm(HouseModelForm):
    """A group that is added by hand."""

    grades = GradesField(label="Leerjaren")
    pupils = forms.IntegerField(label="Leerlingen", min_value=1, max_value=60)

    class Meta:
        model = SchoolGroup
        fields = ("name", "grades", "pupils")
        help_texts = {"name": "Zoals de school hem noemt: 5, 7/8 of 1/2A."}
