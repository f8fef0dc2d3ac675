"""What is measured in ten years of rooms, each with its budget; pages by whole requests, what is placed really stands afterwards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import islice
from uuid import uuid4

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bookings.domain import availability, personal_feeds, placing
from bookings.domain.figures import Stretch, figures
from bookings.domain.recurring import DaysOff, Rule, occasions
from bookings.models import Booking, Building, PriceList, Room, Season
from fluxus.periods import Period, monday, today
from network.models import Membership, Partner, User
from tests.bench.rows import AHEAD, get, placements

WEEKS = timedelta(weeks=40)
SEARCHED = {"hoe": "reeks", "dagen": "2", "van": "19:00", "tot": "21:00", "schoolvakanties": "on", "feestdagen": "on"}


@dataclass(frozen=True)
class Row:
    """One line of the table: the budget in milliseconds, the act, and how many queries it may ask (0: as many as it likes)."""

    name: str
    budget: float
    act: Callable[[], object]
    most_queries: int = 0


def rows(client: Client) -> Iterator[Row]:
    bureau = User.objects.get(email="bureau@fluxus.test")
    client.force_login(bureau)
    board, week = reverse("bookings:board"), busy_week()
    single, series, feed = placements(client), series_placements(bureau), feed_of_one()
    year = Stretch(today().replace(month=1, day=1), today().replace(month=12, day=31))
    yield Row("board, day, 60 rooms", 60, lambda: get(client, f"{board}?dag={week}"))
    yield Row("board, week, 60 rooms", 120, lambda: get(client, f"{board}?beeld=week&dag={week}"), most_queries=12)
    yield Row("place one booking, over the form", 40, lambda: next(single))
    yield Row("place a series of 40 weeks", 90, lambda: next(series))
    yield Row("season search, 40 weeks x 60 rooms", 250, lambda: get(client, search_url()))
    yield Row("day sheet of a house", 80, lambda: get(client, sheet_url(week)))
    yield Row("feed of one partner", 80, lambda: get(Client(HTTP_HOST="127.0.0.1"), feed))
    yield Row("try a price list on a season", 2000, lambda: get(client, trial_url()), most_queries=25)
    yield Row("figures of a year, sums", 300, lambda: figures(stretch=year, buildings=houses()))


def trial_url() -> str:
    """The list in the making, on the season of now."""
    return reverse("bookings:price-list-trial", args=[PriceList.objects.latest("valid_from").pk])


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def busy_week() -> str:
    """The fullest Tuesday of the coming weeks: no holiday."""
    tuesdays = [monday(today()) + timedelta(days=1, weeks=number) for number in range(1, 4)]
    return f"{max(tuesdays, key=bookings_on):%Y-%m-%d}"


def bookings_on(day: date) -> int:
    whole = Period(datetime.combine(day, clock()), datetime.combine(day + timedelta(days=1), clock()))
    return Booking.objects.standing().within(whole).count()


def houses() -> list[Building]:
    return list(Building.objects.prefetch_related("opening_hours"))


def sheet_url(day: str) -> str:
    return reverse("bookings:day-sheet", args=["muziekschool"]) + f"?dag={day}"


def search_url() -> str:
    first = next_season()
    typed = "&".join(f"{name}={value}" for name, value in SEARCHED.items())
    last = first + WEEKS - timedelta(days=1)
    return f"{reverse('bookings:finder')}?{typed}&eerste={first:%Y-%m-%d}&laatste={last:%Y-%m-%d}"


def next_season() -> date:
    """The day on which the season after this one begins; ten years of rooms end with it."""
    return Season.objects.filter(starts_on__gt=today()).order_by("starts_on")[0].starts_on


def series_placements(bureau: User) -> Iterator[None]:
    """Each step places a series of forty weeks for another free hour; it stays in the bench world."""
    partner = Partner.objects.cultuurmakers(on=today()).order_by("pk")[1]
    for room, rule in list(islice(free_series(), AHEAD)):
        placing.place_series(
            rule=rule,
            room=room,
            partner=partner,
            title="Meting",
            by=bureau,
            at=timezone.now(),
            request_token=uuid4(),
            override_reason="zo ver vooruit is alles nog vrij",
        )
        yield


def free_series() -> Iterator[tuple[Room, Rule]]:
    """Hours that are free for forty weeks, on any weekday in any room."""
    first = next_season()
    last = first + WEEKS - timedelta(days=1)
    days_off = DaysOff.between(first, last)
    for room in Room.objects.bookable().select_related("building").order_by("position", "pk"):
        for weekday in range(1, 6):
            for hour in (14, 19):
                rule = Rule((weekday,), clock(hour), clock(hour + 1), first, last)
                wanted = [each.period for each in occasions(rule, days_off) if each.period and not each.skip]
                if not availability.clashes_of(room, wanted):
                    yield room, rule


def feed_of_one() -> str:
    """The private calendar of the renter in the middle: half of them have less. In ten years that is some thousands."""
    renters = Partner.objects.annotate(many=Count("bookings")).filter(many__gt=0).order_by("many", "pk")
    partner = renters[renters.count() // 2]
    user = User.objects.get(email="bilal@fluxus.test")
    Membership.objects.get_or_create(user=user, partner=partner, defaults={"started_on": today() - timedelta(days=10)})
    feed = personal_feeds.make(partner=partner, by=user, today=today())
    return reverse("bookings:personal-calendar", args=[personal_feeds.token(feed)])
