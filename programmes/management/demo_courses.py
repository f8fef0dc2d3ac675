"""The courses of the demo world: a catalogue with lessons ahead, and some that wait for FluXus."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period
from fluxus.text import fold
from network.enums import Discipline, EntryKind
from network.models import EmailAddress, Partner, TimelineEntry, User
from programmes.domain import courses, lessons
from programmes.enums import CourseStatus
from programmes.management.demo_menu import DATA
from programmes.models import Course, CourseDate

EVENINGS = (time(19), time(19, 30), time(20))
AFTERNOONS = (time(13, 30), time(15), time(16))
MORNINGS = (time(9, 30), time(10))
PLACES = ("Wijkcentrum De Poort", "Buurthuis Kogerveld", "Bibliotheek Zaandam", "Atelier aan de Zaan", "De Kaasfabriek")
LENGTHS = (60, 75, 90, 120)
MORE = (
    "We beginnen bij wat je al kunt. Elke les is er tijd om te oefenen en om te kijken naar wat anderen maken. "
    "Je hoeft niets mee te nemen behalve makkelijke kleren; materiaal is er.\n\n"
    "Aan het eind laten we elkaar zien wat we gemaakt hebben. Vrienden en familie mogen komen kijken."
)


def build_courses(world: World) -> None:
    """Published courses with lessons from last week on, submitted ones, and one of Bilal in each state."""
    rows = json.loads((DATA / "courses.json").read_text())
    makers = makers_by_discipline(world)
    online, waiting = world.scale(small=8, house=40), world.scale(small=1, house=4)
    planned = [plan(world, rows[place % len(rows)], makers, place) for place in range(online + waiting)]
    store(world, planned[:online])
    store(world, planned[online:], CourseStatus.SUBMITTED)
    build_bilal(world)


def makers_by_discipline(world: World) -> dict[str, list[Partner]]:
    """Who could give a course of a discipline; everybody where nobody says so."""
    everybody = list(world.shared["cultuurmakers"])
    return {
        discipline: [partner for partner in everybody if discipline in partner.disciplines] or everybody
        for discipline in Discipline.values
    }


def plan(
    world: World, row: dict[str, Any], makers: dict[str, list[Partner]], place: int
) -> tuple[Course, list[Period]]:
    """One course, not stored yet, with its lessons."""
    maker = world.random.choice(makers[row["discipline"]])
    rooms = world.shared.get("rooms", [])
    room = world.random.choice(rooms) if rooms and world.random.random() < 0.6 else None
    course = Course(
        **row,
        maker=maker,
        room=room,
        place="" if room else world.random.choice(PLACES),
        slug=f"{fold(row['title']).replace(' ', '-')}-{place + 1}",
        description=MORE,
    )
    return course, weekly(world, row)


def weekly(world: World, row: dict[str, Any]) -> list[Period]:
    """Children after school or on Saturday, adults in the evening; from some weeks ago to some weeks ahead."""
    is_young = (row["age_to"] or 99) <= 16
    first = world.today + timedelta(days=world.random.randint(-7, 60))
    while first.weekday() == 6 or (is_young and first.weekday() in {0, 1, 3}):
        first += timedelta(days=1)
    starts = MORNINGS if first.weekday() == 5 else AFTERNOONS if is_young else EVENINGS
    start = world.random.choice(starts)
    ends = datetime.combine(first, start) + timedelta(minutes=world.random.choice(LENGTHS))
    return lessons.weekly(first=first, start=start, end=ends.time(), number=world.random.choice((4, 6, 8, 10))).lessons


def store(world: World, planned: list[tuple[Course, list[Period]]], status: str = CourseStatus.PUBLISHED) -> None:
    """All rows at once, as the domain would have left them."""
    mails = dict(EmailAddress.objects.order_by("-is_primary", "-pk").values_list("partner_id", "address"))
    for course, _ in planned:
        at = moment(world)
        course.created_at, course.created_by = at - timedelta(days=3), world.shared["bureau"]
        course.submitted_at, course.submitted_by = at - timedelta(days=2), world.shared["bureau"]
        if status == CourseStatus.PUBLISHED:
            course.published_at, course.published_by = at, world.shared["bureau"]
        course.status = status
        course.contact_email = mails.get(course.maker_id, "info@fluxus.test")
        course.search_text = fold(f"{course.title} {course.summary} {course.where} {course.maker.name}")
    Course.objects.bulk_create(course for course, _ in planned)
    CourseDate.objects.bulk_create(
        CourseDate(course=course, local_start=period.start, local_end=period.end)
        for course, periods in planned
        for period in periods
    )
    TimelineEntry.objects.bulk_create(line(world, course, step) for course, _ in planned for step in steps(course))


def steps(course: Course) -> list[tuple[str, datetime | None]]:
    """What happened to a course, and when."""
    happened = [
        ("opgezet", course.created_at),
        ("ingediend", course.submitted_at),
        ("gepubliceerd", course.published_at),
    ]
    return [step for step in happened if step[1] is not None]


def line(world: World, course: Course, step: tuple[str, datetime | None]) -> TimelineEntry:
    """The line of one step on the timeline of the maker."""
    return TimelineEntry(
        partner=course.maker,
        kind=EntryKind.COURSE,
        at=step[1],
        by=world.shared["bureau"],
        title=f"Cursus ‘{course.title}’ {step[0]}",
        path=course.get_absolute_url(),
    )


def moment(world: World) -> datetime:
    """Some day in the last weeks, in office hours."""
    day = world.today - timedelta(days=world.random.randint(2, 40))
    return datetime.combine(day, time(world.random.randint(9, 16), world.random.randint(0, 59)), AMSTERDAM)


def build_bilal(world: World) -> None:
    """Bilal has one course in the catalogue and one that waits, made as he would make them."""
    bilal, user = world.shared["bilal"], world.shared["bilal_user"]
    course = own_course(world, bilal, user, "Handtrommels voor gevorderden", world.today + timedelta(days=9))
    courses.submit(course=course, by=user, today=world.today)
    row = {
        "title": "Slagwerk voor iedereen",
        "summary": "Ritme in je lijf, in je handen en in de groep.",
        "discipline": Discipline.MUSIC,
        "age_from": 12,
        "age_to": None,
        "capacity": 12,
        "price_cents": 14500,
    }
    store(world, [plan(world, row, {Discipline.MUSIC: [bilal]}, 0)])


def own_course(world: World, maker: Partner, user: User, title: str, first: date) -> Course:
    """A concept with six lessons."""
    facts = courses.CourseFacts(
        title=title,
        summary="Samba, salsa en West-Afrikaanse ritmes voor wie de basis kent.",
        description=MORE,
        discipline=Discipline.MUSIC,
        age_from=16,
        age_to=None,
        capacity=10,
        price_cents=16500,
        place="" if world.shared.get("rooms") else PLACES[0],
        room=next(iter(world.shared.get("rooms", [])), None),
        contact_email=user.email,
    )
    series = lessons.weekly(first=first, start=time(20), end=time(21, 30), number=6)
    return courses.draft(maker=maker, facts=facts, lessons=series.lessons, by=user)
