"""Whatever is done in whatever order, the audit finds nothing, and every row tells a story that the database accepts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bookings.domain import placing
from bookings.domain.auditing import audit
from bookings.domain.availability import Alternative
from bookings.domain.placing import relocation
from bookings.enums import CLAIMING, BookingStatus, ClosureKind
from bookings.models import Booking, Closure, Room, RoomClaim
from fluxus.errors import Refusal
from fluxus.periods import Period
from network.enums import Role
from tests.cast import person
from tests.factories.bookings import AT, evening, make_building, make_hall, make_room, make_tariffs
from tests.factories.network import make_teacher

HOURS = [(9, 11), (10, 12), (11, 13), (9, 13), (12, 14)]
periods = st.sampled_from(HOURS).map(lambda hours: evening(*hours))
rooms = st.integers(0, 3)
targets = st.integers(0, 50)


def attempt(act: Callable[[], Any]) -> None:
    """A refusal is an answer; any other exception fails the test."""
    sentence = "Gedaan."
    try:
        act()
    except Refusal as refusal:
        sentence = refusal.sentence
    assert sentence.endswith(".")


class House(RuleBasedStateMachine):
    """Three units, a hall over two of them with turnaround, one partner, one colleague, and a clock that goes on."""

    @initialize()
    def build(self) -> None:
        self.example = transaction.atomic()
        self.example.__enter__()
        make_tariffs()
        first, second, both = make_hall()
        Room.objects.filter(pk=both.pk).update(turnaround_minutes=30)
        studio = make_room("Studio", building=make_building(), turnaround_minutes=15)
        self.rooms = [first, second, Room.objects.get(pk=both.pk), studio]
        self.at, self.partner, self.by = AT, make_teacher(), person("bureau", Role.PROJECTBUREAU)

    def teardown(self) -> None:
        """Every example begins in an empty house."""
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def new(self, room: int, period: Period) -> dict[str, Any]:
        who = {"partner": self.partner, "by": self.by, "at": self.at}
        return {"room": self.rooms[room], "period": period, "title": "les", **who}

    def booking(self, number: int) -> Booking | None:
        found = list(Booking.objects.order_by("pk"))
        return found[number % len(found)] if found else None

    @rule(minutes=st.sampled_from([5, 600]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(room=rooms, period=periods)
    def place(self, room: int, period: Period) -> None:
        attempt(lambda: placing.place(**self.new(room, period)))

    @rule(room=rooms, period=periods)
    def ask(self, room: int, period: Period) -> None:
        attempt(lambda: placing.ask(**self.new(room, period)))

    @rule(room=rooms, period=periods, minutes=st.sampled_from([10, 300]))
    def keep(self, room: int, period: Period, minutes: int) -> None:
        attempt(lambda: placing.option(**self.new(room, period), until=self.at + timedelta(minutes=minutes)))

    @rule(number=targets, room=rooms, period=periods)
    def move(self, number: int, room: int, period: Period) -> None:
        if booking := self.booking(number):
            where = {"room": self.rooms[room], "period": period}
            attempt(lambda: placing.move(booking=booking, by=self.by, at=self.at, **where))

    @rule(number=targets, verb=st.sampled_from(["approve", "reject", "cancel", "restore", "as_option", "approve_many"]))
    def decide(self, number: int, verb: str) -> None:
        booking = self.booking(number)
        if booking is None:
            return
        extra: dict[str, Any] = {
            "reject": {"reason": "vol"},
            "cancel": {"reason": "ziek"},
            "as_option": {"until": self.at + timedelta(hours=1)},
        }.get(verb, {})
        what: dict[str, Any] = {"bookings": [booking]} if verb.endswith("many") else {"booking": booking}
        attempt(lambda: getattr(placing, verb)(**what, by=self.by, at=self.at, **extra))

    @rule(room=rooms, period=periods)
    def close(self, room: int, period: Period) -> None:
        units = list(self.rooms[room].units.all())
        attempt(lambda: placing.close(units=units, period=period, reason="verf", by=self.by, at=self.at))

    @rule(room=rooms, period=periods, drop=st.booleans())
    def relocate(self, room: int, period: Period, drop: bool) -> None:
        where: dict[str, Any] = {
            "units": list(self.rooms[room].units.all()),
            "period": period,
            "by": self.by,
            "at": self.at,
        }
        choices: dict[int, Alternative | None] = {
            each.booking.pk: each.options[0] if each.options and not drop else None
            for each in relocation.propose(**where)
        }
        attempt(lambda: relocation.carry_out(**where, reason="vloer", kind=ClosureKind.MAINTENANCE, choices=choices))

    @rule()
    def lift(self) -> None:
        closure = Closure.objects.filter(lifted_at=None).order_by("pk").first()
        if closure:
            attempt(lambda: placing.lift(closure=closure, by=self.by, at=self.at))

    @rule()
    def clock_ends_options(self) -> None:
        placing.expire_options(at=self.at)
        assert not Booking.objects.filter(status=BookingStatus.OPTION, option_ends_at__lte=self.at).exists()

    @invariant()
    def nothing_is_wrong(self) -> None:
        assert audit(at=AT).problems == []
        owners = set(RoomClaim.objects.filter(booking__isnull=False).values_list("booking__status", flat=True))
        assert owners <= set(CLAIMING)


def test_any_order_keeps_the_house_sound(db: None) -> None:
    run_state_machine_as_test(
        House,
        settings=settings(
            max_examples=10, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
