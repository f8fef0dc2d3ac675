"""Fair pay: what the sector advises for a kind of work on a day, against what was agreed (Fair Practice Code)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.models import Rate, RateTable, WorkKind
from fluxus.money import half_up, per_hour


@dataclass(frozen=True)
class Advice:
    """Cents per hour without btw, and the table that says so."""

    hourly_cents: int
    table: RateTable


@dataclass(frozen=True)
class Weighed:
    """A fee against the advice. Minutes with preparation, cents per hour; None where nothing can be said."""

    paid_minutes: int
    agreed_hourly_cents: int | None
    advised_hourly_cents: int | None
    table: RateTable | None

    @property
    def is_low(self) -> bool:
        """Under the advice, so that it has to be explained (apply or explain)."""
        agreed, advised = self.agreed_hourly_cents, self.advised_hourly_cents
        return agreed is not None and advised is not None and agreed < advised

    @property
    def advised_fee_cents(self) -> int | None:
        """What the same work costs at the advised rate."""
        return None if self.advised_hourly_cents is None else per_hour(self.advised_hourly_cents, self.paid_minutes)


def advice(*, work_kind: WorkKind | None, on: date) -> Advice | None:
    """The rate in the newest table that holds on a day; None when there is none or when it does not know this work."""
    if work_kind is None:
        return None
    newest = RateTable.objects.filter(valid_from__lte=on).order_by("-valid_from").values("pk")[:1]
    rate = Rate.objects.filter(table__in=newest, work_kind=work_kind).select_related("table").first()
    return Advice(rate.hourly_cents, rate.table) if rate else None


def weigh(*, fee_cents: int, minutes: int, work_kind: WorkKind | None, on: date) -> Weighed:
    """The fee per paid hour against the advice of a day. Preparation counts as paid time: 120 minutes at 50% are 180."""
    found = advice(work_kind=work_kind, on=on)
    return against(found, fee_cents=fee_cents, minutes=minutes, work_kind=work_kind)


def against(found: Advice | None, *, fee_cents: int, minutes: int, work_kind: WorkKind | None) -> Weighed:
    """The same with the advice at hand; asks the database nothing."""
    paid = paid_minutes(minutes, work_kind)
    return Weighed(
        paid_minutes=paid,
        agreed_hourly_cents=hourly(fee_cents, paid),
        advised_hourly_cents=found.hourly_cents if found else None,
        table=found.table if found else None,
    )


def paid_minutes(minutes: int, work_kind: WorkKind | None) -> int:
    """Minutes of work with the preparation that belongs to them."""
    percent = work_kind.preparation_percent if work_kind else 0
    return half_up(Decimal(minutes) * (100 + percent) / 100)


def hourly(fee_cents: int, minutes: int) -> int | None:
    """Cents per hour, rounded to whole cents; None without time."""
    return half_up(Decimal(fee_cents) * 60 / minutes) if minutes > 0 else None
