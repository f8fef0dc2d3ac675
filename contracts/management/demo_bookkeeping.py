"""What the bookkeeper of the demo world took and closed, and the budget of this year."""

from datetime import date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Count, DateTimeField, F, Func, Sum, Value

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain.billing_runs.months import last_day, month_before
from contracts.domain.bookkeeping import closing, exporting
from contracts.domain.bookkeeping.columns import USUAL
from contracts.enums import ExportTarget
from contracts.models import ExportBatch, RentBudget
from fluxus.demo import World
from fluxus.periods import AMSTERDAM

CLOSED_MONTHS = 3
MONTHS_A_YEAR = 12
STEP_CENTS = 50_00
MONTH = Func(Value("month"), F("local_start"), function="date_trunc", output_field=DateTimeField())


def build_bookkeeping(world: World) -> None:
    """Three months in the books and closed, the newest opened again; a budget for who earns something.

    A world without invoices in those months has an auditfile of this year instead.
    """
    month = month_before(month_before(world.today))
    for _ in range(CLOSED_MONTHS):
        take_out(world, ExportTarget.JOURNAL, month, last_day(month))
        close(world, month)
        month = month_before(month)
    if not ExportBatch.objects.exists():
        take_out(world, ExportTarget.XAF, world.today.replace(month=1, day=1), world.today)
    build_budgets(world.today.year)


def take_out(world: World, target: str, first: date, last: date) -> None:
    """What was issued in these days; quiet days have no batch."""
    if not exporting.waiting(target, from_on=first, until_on=last).exists():
        return
    exporting.make(
        target=target,
        from_on=first,
        until_on=last,
        columns=USUAL,
        request_token=uuid5(NAMESPACE_URL, f"demo {target} {first}"),
        by=world.shared["financien"],
        at=moment(world.today),
    )


def close(world: World, month: date) -> None:
    """The newest of the closed months was opened again, as it goes."""
    by, at = world.shared["financien"], moment(world.today - timedelta(days=1))
    closed = closing.close(month=month, by=by, at=at, today=world.today)
    if month == month_before(month_before(world.today)):
        closing.reopen(closing=closed, reason="De accountant vroeg om een creditfactuur in deze maand.", by=by, at=at)


def build_budgets(year: int) -> None:
    """For each house the rent of an average month, rounded up to fifty euros."""
    rented = Booking.objects.filter(status=BookingStatus.CONFIRMED, price_cents__gt=0)
    months = dict(rented.order_by().values_list("room__building").annotate(months=Count(MONTH, distinct=True)))
    sums = rented.order_by().values_list("room__building").annotate(sum=Sum("price_cents"))
    RentBudget.objects.bulk_create(
        RentBudget(building_id=building, month=date(year, month, 1), amount_cents=rounded(cents // months[building]))
        for building, cents in sums
        for month in range(1, MONTHS_A_YEAR + 1)
    )


def rounded(cents: int) -> int:
    return -(-cents // STEP_CENTS) * STEP_CENTS


def moment(day: date) -> datetime:
    return datetime.combine(day, time(9, 15), AMSTERDAM)
