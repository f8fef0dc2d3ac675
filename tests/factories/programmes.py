"""Makes rows of programmes with sensible values; say only what the test is about."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from bookings.enums import CalendarKind
from bookings.models import Calendar, CalendarPeriod
from fluxus.periods import Period, today
from network.enums import Discipline
from network.models import Partner, User
from programmes.domain import years
from programmes.domain.courses import CourseFacts
from programmes.enums import ActivityKind, CourseStatus
from programmes.models import Activity, Course, CourseDate, Delivery, DeliveryGroup, SchoolGroup, SchoolYear
from tests.factories.network import make_school, make_teacher, make_user

NUMBERS = count(1)
SCHOOL_DAY = date(2026, 12, 1)


def make_year(day: date = SCHOOL_DAY) -> SchoolYear:
    return years.of(day=day)


def make_group(school: Partner | None = None, *, name: str = "", **fields: Any) -> SchoolGroup:
    """A group 5 of 25 pupils in the school year of SCHOOL_DAY."""
    values = {"school_year": fields.pop("school_year", None) or make_year(), "grades": [5], "pupils": 25, **fields}
    return SchoolGroup.objects.create(school=school or make_school(), name=name or f"5{next(NUMBERS)}", **values)


def make_activity(maker: Partner | None = None, **fields: Any) -> Activity:
    """A lesson of an hour for grades 5 and 6, one group at a time."""
    values = {
        "school_year": fields.pop("school_year", None) or make_year(),
        "title": f"Slagwerk {next(NUMBERS)}",
        "kind": ActivityKind.LESSON,
        "discipline": Discipline.MUSIC,
        "grades": [5, 6],
        "minutes": 60,
        "groups_per_delivery": 1,
        "fee_cents": 6500,
        **fields,
    }
    return Activity.objects.create(maker=maker or make_teacher(), **values)


def make_delivery(
    activity: Activity | None = None,
    groups: list[SchoolGroup] | None = None,
    *,
    start: datetime | None = None,
    **fields: Any,
) -> Delivery:
    """A visit on SCHOOL_DAY at 09:00 unless said otherwise."""
    activity, groups = activity or make_activity(), groups or [make_group()]
    start = start or datetime.combine(SCHOOL_DAY, time(9))
    values = {"fee_cents": activity.fee_cents, "planned_by": fields.pop("planned_by", None) or make_user(), **fields}
    delivery = Delivery.objects.create(
        activity=activity,
        school=groups[0].school,
        local_start=start,
        local_end=start + timedelta(minutes=activity.minutes),
        **values,
    )
    DeliveryGroup.objects.bulk_create(DeliveryGroup(delivery=delivery, group=group) for group in groups)
    return delivery


def make_facts(**changes: Any) -> CourseFacts:
    """A complete course."""
    facts: dict[str, Any] = {
        "title": "Djembé voor beginners",
        "summary": "Spelen met twee handen.",
        "description": "Acht avonden slagwerk.",
        "discipline": Discipline.MUSIC,
        "age_from": 16,
        "age_to": None,
        "capacity": 12,
        "price_cents": 14500,
        "place": "De Kaasfabriek",
        "room": None,
        "contact_email": "maker@fluxus.test",
        **changes,
    }
    return CourseFacts(**facts)


def evenings(first: date, number: int = 3) -> list[Period]:
    """Lessons from 19:00 to 21:00, a week apart."""
    days = [first + timedelta(weeks=week) for week in range(number)]
    return [Period.on(day, time(19), time(21)) for day in days]


def make_course(
    maker: Partner | None = None,
    *,
    status: str = CourseStatus.PUBLISHED,
    lessons: list[Period] | None = None,
    by: User | None = None,
    **fields: Any,
) -> Course:
    """A course in any state, with lessons from next week on."""
    actor, at = by or make_user(), datetime(2026, 9, 1, 12).astimezone()
    moments: dict[str, Any] = {}
    if status in {CourseStatus.SUBMITTED, CourseStatus.PUBLISHED}:
        moments |= {"submitted_at": at, "submitted_by": actor}
    if status == CourseStatus.PUBLISHED:
        moments |= {"published_at": at, "published_by": actor}
    number = next(NUMBERS)
    facts = {**make_facts(), "slug": f"cursus-{number}", "search_text": "djembe voor beginners", **moments, **fields}
    course = Course.objects.create(maker=maker or make_teacher(), status=status, created_by=actor, **facts)
    periods = lessons if lessons is not None else evenings(today() + timedelta(days=7))
    CourseDate.objects.bulk_create(CourseDate(course=course, local_start=p.start, local_end=p.end) for p in periods)
    return course


def make_holiday(
    first: date, last: date, *, name: str = "Projectvrij", kind: str = CalendarKind.SCHOOL_HOLIDAY
) -> CalendarPeriod:
    calendar = Calendar.objects.create(name=f"Kalender {next(NUMBERS)}", kind=kind, source="test")
    return CalendarPeriod.objects.create(calendar=calendar, name=name, starts_on=first, ends_on=last)
