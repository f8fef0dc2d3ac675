"""A list of lesson days in a form: one row of day, start and end per lesson, rows left empty do not count."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from fluxus.errors import Refusal
from fluxus.forms import ClockField, DayField
from fluxus.periods import Period
from programmes.domain.lessons import MOST_LESSONS, lesson

FIELDS = (DayField(required=False), ClockField(required=False), ClockField(required=False))


class LessonRow(NamedTuple):
    """What somebody typed for one lesson."""

    day: str = ""
    start: str = ""
    end: str = ""

    @classmethod
    def of(cls, period: Period) -> "LessonRow":
        return cls(f"{period.start:%Y-%m-%d}", f"{period.start:%H:%M}", f"{period.end:%H:%M}")


class LessonsInput(forms.Widget):
    """The rows, and one empty row to add to."""

    template_name = "programmes/widgets/lessons.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[LessonRow]:
        columns = (data.getlist(f"{name}-{part}") if hasattr(data, "getlist") else [] for part in LessonRow._fields)
        rows = (LessonRow(*(text.strip() for text in row)) for row in zip_longest(*columns, fillvalue=""))
        return [row for row in rows if any(row)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-day" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        context["rows"] = [*(value or []), LessonRow()]
        return context


class LessonsField(forms.Field):
    """Gives a list of periods in the order they were typed."""

    widget = LessonsInput

    def prepare_value(self, value: Iterable[Any] | None) -> list[LessonRow]:
        return [LessonRow.of(row) if isinstance(row, Period) else LessonRow(*row) for row in value or []]

    def clean(self, value: list[LessonRow]) -> list[Period]:
        if len(value) > MOST_LESSONS:
            raise ValidationError(f"Een cursus heeft hoogstens {MOST_LESSONS} lessen.", code="many")
        found: list[Period] = []
        errors: list[ValidationError] = []
        for number, row in enumerate(value, start=1):
            try:
                found.append(read(row))
            except (ValidationError, Refusal) as error:
                sentence = error.sentence if isinstance(error, Refusal) else " ".join(error.messages)
                errors.append(ValidationError(f"Les {number}: {sentence}", code="lesson"))
        if errors:
            raise ValidationError(errors)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def readable(rows: Iterable[LessonRow]) -> list[Period]:
    """The lessons of the rows that make sense."""
    found = []
    for row in rows:
        with suppress(ValidationError, Refusal):
            found.append(read(row))
    return found


def read(row: LessonRow) -> Period:
    """The lesson somebody typed."""
    day, start, end = (field.clean(text) for field, text in zip(FIELDS, row, strict=True))
    if day is None or start is None or end is None:
        raise ValidationError("Vul de dag, het begin en het einde in.", code="incomplete")
    return lesson(day, start, end)
