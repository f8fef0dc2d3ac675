"""Courses from concept to catalogue.

A maker drafts and submits, FluXus publishes or sends back with a reason. While a course is published its maker may
change the words around it at once; a change of what a participant agrees to (title, price, lesson days) sends it back
to FluXus, and until it is published again it is not in the catalogue.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify

from bookings.models import Room
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.periods import Period
from fluxus.text import fold
from network.domain.outbox import queue_mail
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner
from programmes.domain.lessons import in_order
from programmes.enums import CourseStatus
from programmes.models import Course, CourseDate

FIELD_OF = {"programmes_course_ages_in_order": "age_to", "programmes_course_has_places": "capacity"}
OPEN_TO_SUBMIT = (CourseStatus.DRAFT, CourseStatus.WITHDRAWN)


class CourseFacts(TypedDict):
    """What a maker fills in. `price_cents` is what a participant pays him for the whole course, btw included."""

    title: str
    summary: str
    description: str
    discipline: str
    age_from: int | None
    age_to: int | None
    capacity: int
    price_cents: int
    place: str
    room: Room | None
    contact_email: str


def draft(*, maker: Partner, facts: CourseFacts, lessons: Sequence[Period], by: Any) -> Course:
    """Start a course of `maker` as a concept, with a line on his timeline. Opens a transaction."""
    course = Course(maker=maker, created_by=by, **facts)
    course.slug = free_slug(course.title)
    return store(course, lessons, "Cursus {} opgezet", by=by)


def change(*, course: Course, facts: CourseFacts, lessons: Sequence[Period], by: Any) -> Course:
    """Change a course, with a line on the timeline. Opens a transaction.

    A published course goes back to FluXus when its title, price or lesson days change; the rest is live at once.
    """
    with transaction.atomic():
        locked = hold(course)
        agreed = terms(locked)
        for name, value in facts.items():
            setattr(locked, name, value)
        store(locked, lessons, "Cursus {} gewijzigd", by=by)
        if locked.status == CourseStatus.PUBLISHED and terms(locked) != agreed:
            to_review(locked, by=by)
            line(locked, "Cursus {} gaat opnieuw langs FluXus: titel, prijs of lesdagen zijn veranderd", by=by)
    return locked


def submit(*, course: Course, by: Any, today: date) -> Course:
    """Ask FluXus to publish, with a line on the timeline. Opens a transaction.

    Refuses what is incomplete: no description, no place, no lesson on or after `today`.
    """
    with transaction.atomic():
        locked = hold(course, OPEN_TO_SUBMIT, "Deze cursus is al ingediend.")
        if not locked.description.strip():
            raise Refusal("Schrijf eerst een omschrijving.", field="description")
        if not locked.where:
            raise Refusal("Vul eerst in waar de cursus is.", field="place")
        if not any(period.end.date() >= today for period in periods_of(locked)):
            raise Refusal("Vul eerst minstens één lesdag in die nog moet komen.", field="lessons")
        to_review(locked, by=by)
        return line(locked, "Cursus {} ingediend", by=by)


def publish(*, course: Course, by: Any) -> Course:
    """Put a submitted course in the catalogue; the maker gets a letter. Opens a transaction."""
    with transaction.atomic():
        locked = hold(course, (CourseStatus.SUBMITTED,), "Alleen een ingediende cursus kan gepubliceerd worden.")
        locked.status, locked.published_at, locked.published_by = CourseStatus.PUBLISHED, timezone.now(), by
        locked.save(update_fields=["status", "published_at", "published_by"])
        write_to_maker(locked, "staat online", f"Je cursus ‘{locked.title}’ staat nu in de catalogus van FluXus.")
        return line(locked, "Cursus {} gepubliceerd", by=by)


def send_back(*, course: Course, reason: str, by: Any) -> Course:
    """Send a submitted course back to its maker with what has to change, as a letter. Opens a transaction."""
    with transaction.atomic():
        locked = hold(course, (CourseStatus.SUBMITTED,), "Alleen een ingediende cursus kan terug naar de maker.")
        locked.status, locked.review_note = CourseStatus.DRAFT, reason
        locked.save(update_fields=["status", "review_note"])
        text = f"We willen je cursus ‘{locked.title}’ graag publiceren. Pas daarvoor eerst dit aan:\n\n{reason}"
        write_to_maker(locked, "vraagt nog iets", text)
        return line(locked, "Cursus {} teruggestuurd", by=by, detail=reason)


def withdraw(*, course: Course, by: Any, reason: str = "") -> Course:
    """Take a published or submitted course out of the catalogue or the queue. Opens a transaction."""
    with transaction.atomic():
        open_states = (CourseStatus.PUBLISHED, CourseStatus.SUBMITTED)
        locked = hold(course, open_states, "Deze cursus staat niet in de catalogus.")
        locked.status = CourseStatus.WITHDRAWN
        locked.save(update_fields=["status"])
        return line(locked, "Cursus {} teruggetrokken", by=by, detail=reason)


def hold(course: Course, allowed: Sequence[str] = tuple(CourseStatus), otherwise: str = "") -> Course:
    """The course, locked, in one of the allowed states."""
    (locked,) = lock(Course.objects.filter(pk=course.pk))
    if locked.status not in allowed:
        raise Refusal(otherwise)
    return locked


def to_review(course: Course, *, by: Any) -> None:
    """Put it in the queue of FluXus."""
    course.status, course.review_note = CourseStatus.SUBMITTED, ""
    course.submitted_at, course.submitted_by = timezone.now(), by
    course.save(update_fields=["status", "review_note", "submitted_at", "submitted_by"])


def terms(course: Course) -> tuple[str, int, list[Period]]:
    """What a participant agrees to, as it stands in the database and on the row."""
    return course.title, course.price_cents, periods_of(course)


def periods_of(course: Course) -> list[Period]:
    """The lessons in order."""
    return [row.period for row in course.dates.order_by("local_start")] if course.pk else []


def store(course: Course, lessons: Sequence[Period], title: str, *, by: Any) -> Course:
    """Save a course and its lessons with the line that goes with it; a broken constraint becomes its Dutch sentence."""
    ordered = in_order(lessons)
    course.search_text = fold(f"{course.title} {course.summary} {course.where} {course.maker.name}")
    try:
        with transaction.atomic():
            course.save()
            if ordered != periods_of(course):
                keep_lessons(course, ordered)
            return line(course, title, by=by)
    except IntegrityError as error:
        refusal = explain(Course, error)
        refusal.field = FIELD_OF.get(refusal.code)
        raise refusal from error


def keep_lessons(course: Course, ordered: Sequence[Period]) -> None:
    """Bring the lessons to these periods; a lesson that moves stays the same lesson, because agreements point to it.

    Who begins at the same time is the same lesson, the others move in order of time, so that no two are ever in each
    other's way. What is left over goes, or is refused when an agreement has it.
    """
    rows = {row.local_start: row for row in course.dates.order_by("local_start")}
    wanted = {period.start: period for period in ordered}
    spare = [row for start, row in rows.items() if start not in wanted]
    missing = [period for start, period in wanted.items() if start not in rows]
    for row in spare[len(missing) :]:
        drop_lesson(row)
    stays = [(row, wanted[start]) for start, row in rows.items() if start in wanted]
    for row, period in [*stays, *zip(spare, missing, strict=False)]:
        if row.period != period:
            row.local_start, row.local_end = period.start, period.end
            row.save(update_fields=["local_start", "local_end"])
    CourseDate.objects.bulk_create(
        CourseDate(course=course, local_start=p.start, local_end=p.end) for p in missing[len(spare) :]
    )


def drop_lesson(lesson: CourseDate) -> None:
    try:
        lesson.delete()
    except ProtectedError as error:
        raise Refusal(
            f"De les van {lesson.period} staat in een overeenkomst. Verplaats die les, of vraag FluXus wat er kan.",
            field="lessons",
            code="agreed",
        ) from error


def free_slug(title: str) -> str:
    """An address nobody has yet; it stays when the title changes, so that links keep working."""
    stem = slugify(title)[:120] or "cursus"
    taken = set(Course.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 2))
    return next(slug for slug in numbered if slug not in taken)


def line(course: Course, title: str, *, by: Any, detail: str = "") -> Course:
    """A line on the timeline of the maker."""
    text = title.format(f"‘{course.title}’")
    path = course.get_absolute_url()
    record(partners=[course.maker], kind=EntryKind.COURSE, title=text, detail=detail, by=by, path=path)
    return course


def write_to_maker(course: Course, what: str, text: str) -> None:
    """A letter to who submitted the course; one per round of review."""
    if course.submitted_by is None or course.submitted_at is None:
        return
    name, where = course.submitted_by.name, "Je vindt de cursus onder Mijn FluXus, Cursussen."
    body = f"Dag {name},\n\n{text}\n\n{where}\n\nGroet,\nFluXus"
    queue_mail(
        key=f"course-{course.pk}-{slugify(what)}-{course.submitted_at:%Y%m%d%H%M%S%f}",
        to=course.submitted_by.email,
        subject=f"Je cursus ‘{course.title}’ {what}",
        body=body,
        partner=course.maker,
    )
