"""Forms of the courses."""

from typing import Any

from django import forms

from bookings.models import Room
from fluxus.forms import ClockField, DayField, EuroField, HouseForm, HouseModelForm
from fluxus.periods import WEEKDAYS
from network.enums import Discipline
from programmes.domain.courses import CourseFacts
from programmes.domain.lessons import MOST_LESSONS
from programmes.forms.lessons import LessonsField
from programmes.models import Course

PRICES = [("", "Alle prijzen"), ("0", "gratis"), ("50", "tot € 50"), ("100", "tot € 100"), ("200", "tot € 200")]


class CourseForm(HouseModelForm):
    """A course with its lessons, as its maker fills it in."""

    price_cents = EuroField(label="Prijs voor de hele cursus", help_text="In euro’s, met btw. Gratis? Vul 0 in.")
    age_from = forms.IntegerField(label="Vanaf leeftijd", min_value=0, max_value=120, required=False)
    age_to = forms.IntegerField(label="Tot en met leeftijd", min_value=0, max_value=120, required=False)
    capacity = forms.IntegerField(label="Plaatsen", min_value=1, max_value=500)
    lessons = LessonsField(
        label="Lesdagen", required=False, help_text="Maak een regel leeg om die les te laten vervallen."
    )

    class Meta:
        model = Course
        fields = (
            "title", "summary", "description", "discipline", "age_from", "age_to", "capacity", "price_cents",
            "room", "place", "contact_email",
        )  # fmt: skip
        help_texts = {
            "summary": "Dit lezen mensen in de catalogus.",
            "description": "Wat leren mensen, voor wie is het, wat nemen ze mee?",
            "room": "Alleen als je een ruimte bij FluXus hebt geboekt.",
            "contact_email": "Hier mailen mensen naartoe om zich aan te melden. Jullie spreken het samen af.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = (
            Room.objects.bookable().select_related("building").order_by("building", "position")
        )
        self.fields["discipline"].choices = [("", "Kies een discipline"), *Discipline.choices]
        self.fields["room"].empty_label = "Niet in een cultuurhuis"
        self.fields["room"].label_from_instance = lambda room: f"{room.building.name}: {room.name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lowest, highest = cleaned.get("age_from"), cleaned.get("age_to")
        if lowest is not None and highest is not None and highest < lowest:
            self.add_error("age_to", "De hoogste leeftijd ligt onder de laagste.")
        return cleaned

    def facts(self) -> CourseFacts:
        return CourseFacts(**{name: self.cleaned_data[name] for name in CourseFacts.__annotations__})


class SeriesForm(HouseForm):
    """Fills in the lessons of a weekly course."""

    series_first = DayField(label="Eerste les", required=False)
    series_start = ClockField(label="Van", required=False)
    series_end = ClockField(label="Tot", required=False)
    series_number = forms.IntegerField(label="Aantal lessen", min_value=1, max_value=MOST_LESSONS, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in set(self.fields) - set(self.errors):
            if cleaned.get(name) is None:
                self.add_error(name, "Vul dit in.")
        start, end = cleaned.get("series_start"), cleaned.get("series_end")
        if start and end and end <= start:
            self.add_error("series_end", "Het einde moet na het begin liggen.")
        return cleaned


class CatalogueForm(HouseForm):
    """What a visitor looks for; everything may be left out, and nonsense counts as left out."""

    q = forms.CharField(label="Zoeken", max_length=80, required=False, widget=forms.SearchInput)
    discipline = forms.ChoiceField(label="Discipline", choices=[("", "Alles"), *Discipline.choices], required=False)
    weekday = forms.TypedChoiceField(
        label="Dag",
        choices=[("", "Elke dag"), *((number, name) for number, name in enumerate(WEEKDAYS, start=1))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    age = forms.IntegerField(label="Leeftijd", min_value=0, max_value=120, required=False)
    price = forms.TypedChoiceField(label="Prijs", choices=PRICES, coerce=int, empty_value=None, required=False)


class TurnDownForm(HouseForm):
    """What the maker should change."""

    reason = forms.CharField(
        label="Wat moet er anders?",
        max_length=1000,
        widget=forms.Textarea,
        help_text="De maker krijgt deze tekst als mail.",
    )


class ReasonForm(HouseForm):
    """Why something is taken back."""

    reason = forms.CharField(label="Reden", max_length=200, required=False)
