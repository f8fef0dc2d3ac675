"""Drawing up an agreement: what goes into it, and mending the draft."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from bookings.models import Booking
from contracts.domain.drawing_up.composing import texts_for
from contracts.enums import AgreementKind
from contracts.forms.appointments import MOST_CENTS, AppointmentsField
from contracts.models import Agreement, AgreementLine, Funding, TemplateVersion, WorkKind
from fluxus.forms import EuroField, HouseForm
from fluxus.money import euros
from fluxus.periods import dutch_day
from programmes.enums import CourseStatus
from programmes.models import CourseDate, Delivery

NO_BREAK = "\N{NO-BREAK SPACE}"
MOST_TRAVEL = 1_000_000


class TextField(forms.ModelChoiceField):
    """Which text the agreement follows."""

    def label_from_instance(self, version: TemplateVersion) -> str:
        return f"{version.template.name}, versie {version.version}"


class DeliveriesField(forms.ModelMultipleChoiceField):
    """Planned visits, each with its day, activity, school and fee, and why it is not ticked beforehand."""

    today: date

    def label_from_instance(self, delivery: Delivery) -> str:
        fee = unbroken(delivery.fee_cents)
        words = f"{delivery.period}: {delivery.activity.title}, {delivery.school.name}, {fee}"
        return f"{words} (al geweest)" if is_past(delivery, self.today) else words


class LessonsField(forms.ModelMultipleChoiceField):
    """Lessons, each with its moment and course, and why it is not ticked beforehand."""

    def label_from_instance(self, lesson: CourseDate) -> str:
        words = f"{lesson.period}: {lesson.course.title}"
        return words if is_published(lesson) else f"{words} (cursus nog niet gepubliceerd)"


class DrawUpForm(HouseForm):
    """What every way of drawing up has: the text, when there is more than one to choose from."""

    kind = AgreementKind.OVO

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = texts_for(self.kind)
        if len(texts) > 1:
            found = TemplateVersion.objects.filter(pk__in=[each.pk for each in texts]).select_related("template")
            self.fields["template_version"] = TextField(
                queryset=found.order_by("template__name"), label="Model", initial=texts[0], empty_label=None
            )

    @property
    def text(self) -> TemplateVersion | None:
        """What was chosen, None when there was no choice."""
        return self.cleaned_data.get("template_version")


class AgreementDraftForm(DrawUpForm):
    """Which deliveries go into the agreement; those that are over are there to tick, but not ticked."""

    deliveries = DeliveriesField(
        queryset=Delivery.objects.none(),
        label="Uitvoeringen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één uitvoering."},
    )

    def __init__(self, *args: Any, deliveries: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["deliveries"]
        field.queryset, field.today = deliveries, today
        field.initial = [each.pk for each in deliveries if not is_past(each, today)]


class LessonsDraftForm(DrawUpForm):
    """Which lessons, and what one of them pays; those of a course that nobody can see yet are not ticked."""

    lessons = LessonsField(
        queryset=CourseDate.objects.none(),
        label="Lessen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één les."},
    )
    fee_cents = EuroField(
        label="Honorarium per les, zonder btw",
        help_text="Per les kun je dit in het concept nog veranderen.",
        error_messages={"required": "Vul het honorarium per les in."},
    )

    def __init__(self, *args: Any, lessons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lessons"].queryset = lessons
        self.fields["lessons"].initial = [each.pk for each in lessons if is_published(each)]

    def clean_fee_cents(self) -> int:
        return affordable(self.cleaned_data["fee_cents"])


class RentalDraftForm(DrawUpForm):
    """Which bookings are hired under one agreement: whole series, and bookings that stand alone."""

    kind = AgreementKind.RENTAL

    hires = forms.MultipleChoiceField(
        label="Boekingen",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Kies minstens één reeks of boeking.",
            "invalid_choice": "Een van deze boekingen is niet meer vrij. Kies opnieuw.",
        },
    )

    def __init__(self, *args: Any, bookings: Iterable[Booking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grouped: dict[str, list[Booking]] = defaultdict(list)
        for each in bookings:
            self.grouped[f"reeks-{each.series_id}" if each.series_id else f"boeking-{each.pk}"].append(each)
        self.fields["hires"].choices = [(name, hire_label(rows)) for name, rows in self.grouped.items()]
        self.fields["hires"].initial = list(self.grouped)

    @property
    def bookings(self) -> list[Booking]:
        """What was chosen."""
        return [each for name in self.cleaned_data["hires"] for each in self.grouped[name]]


class HandDraftForm(DrawUpForm):
    """An agreement typed by hand, such as a workshop or an event."""

    subject = forms.CharField(
        label="Opdracht",
        max_length=200,
        help_text="In een paar woorden, zoals “Workshops op de Zaanse cultuurdag”.",
        error_messages={"required": "Schrijf in een paar woorden wat de opdracht is."},
    )
    rows = AppointmentsField(label="Wat, waar en wanneer")
    with_minors = forms.BooleanField(label="Er wordt met minderjarigen gewerkt", required=False)

    field_order = ("template_version", "subject", "rows", "with_minors")


class DraftForm(HouseForm):
    """Mending a draft: its terms, the fee per planned line, and rows of its own."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    subject = forms.CharField(label="Opdracht", max_length=200, error_messages={"required": "Noem de opdracht."})
    rows = AppointmentsField(label="Regels die je zelf toevoegt", required=False)
    travel_cents = EuroField(label="Reiskosten, zonder btw", required=False, help_text="Voor de hele opdracht samen.")
    with_minors = forms.BooleanField(label="Er wordt met minderjarigen gewerkt", required=False)
    work_kind = forms.ModelChoiceField(
        queryset=WorkKind.objects.none(),
        label="Soort werk",
        required=False,
        empty_label="Niet gekozen",
        help_text="Hiermee vergelijken we het honorarium met het advies van de sector.",
    )
    pay_explanation = forms.CharField(
        label="Uitleg bij een lager honorarium",
        max_length=300,
        required=False,
        help_text="Nodig als het honorarium onder het advies ligt. De uitleg staat in de overeenkomst.",
    )
    funding = forms.ModelChoiceField(
        queryset=Funding.objects.none(), label="Financiering", required=False, empty_label="Niet gekozen"
    )
    remarks = forms.CharField(
        label="Bijzondere afspraken",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="Gewone tekst. Dit komt in de overeenkomst te staan, boven de bepalingen.",
    )

    def __init__(self, *args: Any, agreement: Agreement, lines: Sequence[AgreementLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.planned = [each for each in lines if each.delivery_id or each.course_date_id or each.booking_id]
        self.fields["work_kind"].queryset = WorkKind.objects.order_by("name")
        self.fields["funding"].queryset = Funding.objects.order_by("name")
        for name in ("subject", "travel_cents", "with_minors", "work_kind", "pay_explanation", "funding", "remarks"):
            self.fields[name].initial = getattr(agreement, name)
        self.fields["rows"].initial = [each for each in lines if each not in self.planned]
        if agreement.kind == AgreementKind.RENTAL:
            for name in ("travel_cents", "with_minors", "work_kind", "pay_explanation"):
                del self.fields[name]
        for line in self.planned:
            self._add_line(line)

    def _add_line(self, line: AgreementLine) -> None:
        moment = f"{line.what}, {line.period}"
        if not line.booking_id:
            fee = EuroField(label=f"Honorarium voor {moment}", initial=line.fee_cents)
            fee.widget.attrs["aria-label"] = f"Honorarium voor {moment}"
            self.fields[f"fee_{line.position}"] = fee
        drop = forms.BooleanField(label=f"Haal {moment} weg", required=False)
        drop.widget.attrs["aria-label"] = f"Haal {moment} weg"
        self.fields[f"drop_{line.position}"] = drop

    @property
    def line_rows(self) -> list[dict[str, Any]]:
        """Each planned line with its fee and its box to leave out."""
        return [
            {
                "line": line,
                "fee": self[f"fee_{line.position}"] if f"fee_{line.position}" in self.fields else None,
                "drop": self[f"drop_{line.position}"],
            }
            for line in self.planned
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in [name for name in cleaned if name.startswith("fee_") and cleaned[name] is not None]:
            try:
                affordable(cleaned[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        if (cleaned.get("travel_cents") or 0) > MOST_TRAVEL:
            self.add_error("travel_cents", "Reiskosten zijn hoogstens 10.000 euro.")
        return cleaned

    @property
    def terms(self) -> dict[str, Any]:
        """What `revise` takes; a hire has no travel, no kind of work and no advice."""
        cleaned = self.cleaned_data
        return {
            "subject": cleaned["subject"],
            "remarks": cleaned["remarks"].replace("\r\n", "\n").strip(),
            "travel_cents": cleaned.get("travel_cents") or 0,
            "with_minors": cleaned.get("with_minors", False),
            "work_kind": cleaned.get("work_kind"),
            "pay_explanation": cleaned.get("pay_explanation", ""),
            "funding": cleaned["funding"],
        }

    @property
    def fees(self) -> dict[int, int]:
        return {
            line.position: self.cleaned_data[f"fee_{line.position}"]
            for line in self.planned
            if f"fee_{line.position}" in self.fields
        }

    @property
    def dropped(self) -> set[int]:
        return {line.position for line in self.planned if self.cleaned_data[f"drop_{line.position}"]}


def is_past(delivery: Delivery, today: date) -> bool:
    return delivery.local_end.date() < today


def is_published(lesson: CourseDate) -> bool:
    return lesson.course.status == CourseStatus.PUBLISHED


def affordable(cents: int) -> int:
    """An amount that one line may have."""
    if not 0 <= cents <= MOST_CENTS:
        raise forms.ValidationError("Een bedrag is 0 tot 100.000 euro.", code="amount")
    return cents


def hire_label(bookings: Sequence[Booking]) -> str:
    """'Slagwerkles, Studio 3, De Fabriek: 36 keer van 1 sept 2026 tot en met …, samen € 522,00'."""
    first, last = bookings[0], bookings[-1]
    where = f"{first.title}, {first.room.name}, {first.room.building.name}"
    price = unbroken(sum(each.price_cents for each in bookings))
    if len(bookings) == 1:
        return f"{where}: {first.period}, {price}"
    start, end = (dutch_day(each.local_start.date(), short=True, year=True) for each in (first, last))
    return f"{where}: {len(bookings)} keer, {start} tot en met {end}, samen {price}"


def unbroken(cents: int) -> str:
    return euros(cents).replace(" ", NO_BREAK)
