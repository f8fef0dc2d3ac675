"""One of everything in the rooms, of Bilal and of somebody else, for the tests of access."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from bookings.domain import displays, incidents, personal_feeds, placing, swaps
from bookings.domain.recurring import Rule
from bookings.models import Booking, RoomSet, Supplement
from fluxus.periods import Period, wall_clock
from network.models import Membership, User
from tests.cast import Cast
from tests.factories.bookings import make_price_list, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.house.addresses import Address

OTHER_NAME, OTHER_TITLE, OTHER_NOTE = "Zeger Zwaan", "geheime repetitie", "de sleutel ligt onder de mat"
WEEKDAY = 2
HIDDEN = (OTHER_NAME, OTHER_TITLE, OTHER_NOTE)


class Scene:
    """`booking` and the rest belong to Bilal; `other` is of somebody whose name, title and note partners may not learn."""

    def __init__(self, cast: Cast) -> None:
        make_tariffs()
        self.cast = cast
        Membership.objects.create(user=cast.admin, partner=cast.bilal_partner, started_on=date(2020, 1, 1))
        self.room = make_room("Studio 1", slug="studio-1")
        self.soon = next_tuesday()
        self.booking = self.place(19)
        self.other = self.place(14, partner=make_teacher("Zeger", "Zwaan"), title=OTHER_TITLE, note=OTHER_NOTE)
        self.draft = make_price_list(Supplement(name="Vleugel", amount_cents=3500), published=False)
        self.rows = self.make_rows()
        self.feed = personal_feeds.make(partner=cast.bilal_partner, by=cast.bilal, today=timezone.localdate())
        self.set = RoomSet.objects.create(owner=cast.bureau, name="Popzalen")

    def place(self, hour: int, **fields: Any) -> Booking:
        start = datetime.combine(self.soon, time(hour))
        made = {
            "room": self.room,
            "partner": self.cast.bilal_partner,
            "period": Period(start, start + timedelta(hours=2)),
            "title": "gitaarles",
            "by": self.cast.bureau,
        }
        return placing.place(**{**made, **fields})

    def make_rows(self) -> dict[str, Any]:
        """The row that an address is about, by the beginning of its name."""
        cast = self.cast
        first = self.soon + timedelta(days=7)
        rule = Rule(
            weekdays=(WEEKDAY,), starts=time(19), ends=time(21), first_on=first, last_on=first + timedelta(days=21)
        )
        series = placing.place_series(
            rule=rule, room=self.room, partner=cast.bilal_partner, title="gitaarles", by=cast.bureau
        )
        skipped = placing.skip(booking=series.bookings.order_by("local_start")[1], reason="cursus", by=cast.bureau)
        shut = Period(datetime.combine(self.soon, time(8)), datetime.combine(self.soon, time(9)))
        incidents.note(building=self.room.building, text="Kras in de vloer", by=cast.bureau, booking=self.booking)
        asked = swaps.ask(booking=self.booking, reason="vleugel", by=cast.bilal)
        return {
            "booking": self.booking,
            "series": series,
            "add-back": skipped,
            "my-add-back": skipped,
            "closure": placing.close(units=self.room.units.all(), period=shut, reason="lek", by=cast.bureau),
            "display": displays.make(building=self.room.building, room=self.room, name="Deur 1", by=cast.bureau),
            "swap": asked,
            "swap-add": self.booking,
            "price-list": self.draft,
            "price-line": self.draft,
        }

    def belong_to(self, user: User) -> None:
        """What only its owner opens is his."""
        RoomSet.objects.update(owner=user)

    def arguments(self, address: Address) -> dict[str, Any]:
        """What stands in the path of an address of the rooms."""
        name = address.name.removeprefix("bookings:")
        house = self.room.building
        known: dict[str, Any] = {
            "slug": self.room.slug if name.startswith("room") else house.slug,
            "token": self.token(name),
            "pk": self.about(name).pk,
            "kind": "toeslag",
            "line": self.draft.supplements.get().pk,
        }
        return {argument: known[argument] for argument in address.arguments}

    def token(self, name: str) -> str:
        if name == "display":
            return displays.token_of(self.rows["display"])
        return personal_feeds.token(self.feed)

    def about(self, name: str) -> Any:
        """The row whose key stands in the path: of the longest name that this name begins with, else the booking."""
        if name.startswith("room-set"):
            return self.set
        fitting = [start for start in self.rows if name == start or name.startswith(f"{start}-")]
        return self.rows[max(fitting, key=len)] if fitting else self.booking


def next_tuesday() -> date:
    """Far enough for every notice, and outside the holidays of most of the year."""
    today = wall_clock(datetime.now(UTC)).date() + timedelta(days=3)
    return today + timedelta(days=(WEEKDAY - today.isoweekday()) % 7)
