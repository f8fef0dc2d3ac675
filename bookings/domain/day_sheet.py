"""The sheet that reception works from: everything in one house on one day, in the order of the clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from bookings.domain import opening, reception
from bookings.domain.occupation import Holiday, holidays
from bookings.enums import BookingStatus
from bookings.models import Booking, Building, Closure, Incident, Unit
from fluxus.periods import AMSTERDAM, Period, wall_clock
from network.models import Affiliation, PhoneNumber

SHOWN = (BookingStatus.CONFIRMED, BookingStatus.OPTION, BookingStatus.REQUESTED, BookingStatus.CANCELLED)
SOON = timedelta(minutes=60)
STILL_SHOWN = timedelta(minutes=60)
"""So long after its end a booking that nobody ticked stays in sight."""


@dataclass(frozen=True)
class Contact:
    """Whom to ring: the partner, or the first to speak to of an organisation."""

    name: str = ""
    number: str = ""
    e164: str = ""


@dataclass(frozen=True)
class Line:
    """One booking on the sheet. `moment` says where it stands on the clock: past, now, soon or later."""

    booking: Booking
    contact: Contact
    is_first: bool
    is_from_before: bool
    moment: str
    may_arrive: bool
    may_be_missed: bool

    @property
    def is_settled(self) -> bool:
        """Over, and seen or long over: it no longer asks anything of who is at the desk."""
        return self.moment == "gone"


@dataclass(frozen=True)
class DaySheet:
    """A house on a day. `now` is the wall-clock moment of reading; `cancelled` was agreed once."""

    building: Building
    day: date
    now: datetime
    lines: list[Line]
    cancelled: list[Booking]
    requested: int
    closures: list[Closure]
    incidents: list[Incident]
    hours: opening.Window | None
    holidays: list[Holiday]

    @property
    def is_today(self) -> bool:
        return self.day == self.now.date()

    @property
    def is_empty(self) -> bool:
        return not (self.lines or self.closures or self.cancelled)

    @property
    def persons(self) -> int:
        """How many people are expected, as far as that was said."""
        return sum(line.booking.persons or 0 for line in self.lines)

    def count(self, *moments: str) -> int:
        return sum(line.moment in moments for line in self.lines)

    @property
    def counts(self) -> dict[str, int]:
        """How many are going on, come soon, come later, and were."""
        return {
            "now": self.count("now"),
            "soon": self.count("soon"),
            "later": self.count("later"),
            "past": self.count("past", "gone"),
        }


def day_sheet(*, building: Building, day: date, at: datetime) -> DaySheet:
    """The sheet of a house and a day as it is at the aware moment `at`. Ten queries, however full the house is."""
    period = Period(datetime.combine(day, time()), datetime.combine(day + timedelta(days=1), time()))
    found = list(bookings_of(building, period))
    standing = [booking for booking in found if booking.is_claiming]
    contacts = contacts_of(standing, day)
    now = wall_clock(at)
    hours = building.opening_hours.filter(weekday=day.isoweekday()).first()
    return DaySheet(
        building=building,
        day=day,
        now=now,
        lines=[line(booking, contacts, day, now, at) for booking in standing],
        cancelled=[booking for booking in found if booking.status == BookingStatus.CANCELLED and booking.confirmed_at],
        requested=sum(booking.status == BookingStatus.REQUESTED for booking in found),
        closures=closures_of(building, period),
        incidents=incidents_of(building, day),
        hours=opening.window(hours, day) if hours else None,
        holidays=holidays(day, day),
    )


def bookings_of(building: Building, period: Period) -> QuerySet[Booking]:
    """Everything with some time in the period, what began the evening before included; each with `is_known`."""
    earlier = Booking.objects.standing().filter(partner=OuterRef("partner"), local_start__lt=OuterRef("local_start"))
    return (
        Booking.objects.within(period)
        .filter(room__building=building, status__in=SHOWN)
        .select_related("room", "partner", "attended_by")
        .annotate(is_known=Exists(earlier))
        .order_by("local_start", "room__position", "room__name", "pk")
    )


def line(booking: Booking, contacts: dict[int, Contact], day: date, now: datetime, at: datetime) -> Line:
    may_be_noted = booking.status == BookingStatus.CONFIRMED and reception.is_due(booking, at)
    return Line(
        booking=booking,
        contact=contacts.get(booking.partner_id, Contact()),
        is_first=not booking.is_known,  # type: ignore[attr-defined]  # annotated by bookings_of
        is_from_before=booking.local_start.date() < day,
        moment=moment_of(booking, now),
        may_arrive=may_be_noted and not booking.attendance,
        may_be_missed=may_be_noted and not booking.attendance and booking.local_start <= now,
    )


def moment_of(booking: Booking, now: datetime) -> str:
    if booking.local_end <= now:
        return "gone" if booking.attendance or booking.local_end + STILL_SHOWN <= now else "past"
    if booking.local_start <= now:
        return "now"
    return "soon" if booking.local_start <= now + SOON else "later"


def contacts_of(bookings: Iterable[Booking], day: date) -> dict[int, Contact]:
    """Per partner whom to ring. Two queries."""
    partners = {booking.partner_id: booking.partner for booking in bookings}
    first = {
        link.organisation_id: link.partner
        for link in Affiliation.objects.on(day)
        .filter(organisation__in=partners, is_primary=True)
        .select_related("partner")
        .order_by("pk")
    }
    numbers = numbers_of([*partners, *(person.pk for person in first.values())])
    found = {}
    for key, partner in partners.items():
        person = first.get(key, partner)
        number = numbers.get(person.pk) or numbers.get(key)
        found[key] = Contact(
            name=person.name if person.pk != key else "",
            number=number.number if number else "",
            e164=number.e164 if number else "",
        )
    return found


def numbers_of(partners: Sequence[int]) -> dict[int, PhoneNumber]:
    """The first phone number of each."""
    rows = PhoneNumber.objects.filter(partner__in=partners).order_by("is_primary", "-pk")
    return {row.partner_id: row for row in rows}


def closures_of(building: Building, period: Period) -> list[Closure]:
    """What is closed or in production; each with the names of the parts of this house that are."""
    here = Prefetch("units", Unit.objects.filter(building=building).order_by("name"), to_attr="here")
    return list(
        Closure.objects.filter(
            Exists(Closure.units.through.objects.filter(closure=OuterRef("pk"), unit__building=building)),
            lifted_at__isnull=True,
            local_start__lt=period.end,
            local_end__gt=period.start,
        )
        .prefetch_related(here)
        .order_by("local_start", "pk")
    )


def incidents_of(building: Building, day: date) -> list[Incident]:
    """What was noted on the day and the day before, newest first."""
    first = datetime.combine(day - timedelta(days=1), time(), tzinfo=AMSTERDAM)
    last = datetime.combine(day + timedelta(days=1), time(), tzinfo=AMSTERDAM)
    return list(
        Incident.objects.filter(building=building, noted_at__gte=first, noted_at__lt=last)
        .select_related("room", "noted_by", "booking")
        .order_by("-noted_at", "-pk")
    )
