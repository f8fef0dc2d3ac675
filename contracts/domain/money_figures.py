"""What the house earns: per month, house, class and kind of partner, beside the budget; what is open and what will come.

Income is net, of issued invoices less credit notes, in the month in which it was delivered. Deposits are not income.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import DateField, Exists, F, Func, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncMonth

from bookings.domain import renters
from bookings.enums import BookingStatus, TariffClass
from bookings.models import BookedSupplement, Booking, Building
from contracts.domain.billing.lines import LAPSED
from contracts.domain.bookkeeping.signs import signed
from contracts.domain.settling.settlement import with_open
from contracts.enums import InvoiceKind, InvoiceStatus, Product
from contracts.models import BillingHold, Invoice, InvoiceLine, RentBudget

AGES = ((0, "nog niet te laat"), (30, "1 tot 30 dagen te laat"), (60, "31 tot 60 dagen"), (90, "61 tot 90 dagen"))
OLDEST = "meer dan 90 dagen"


@dataclass(frozen=True)
class Row:
    """Income of one month from one booker in one class of room; without a house it was no rent."""

    month: date
    building: int | None
    tariff_class: str
    partner: int | None
    product: str
    cents: int

    @property
    def is_rent(self) -> bool:
        return self.building is not None


@dataclass(frozen=True)
class Month:
    """Cents of one month: rent that was billed, the same a year before, the budget, and what is still to be billed."""

    first: date
    rent: int
    year_before: int
    budget: int
    expected: int


@dataclass(frozen=True)
class Age:
    """What is open so long after its due day."""

    label: str
    count: int
    cents: int


@dataclass
class Figures:
    """Everything about one year, of one house or all."""

    year: int
    months: list[Month]
    rows: list[Row]
    rows_before: list[Row]
    budgets: dict[int, int]
    partners_on: date
    ages: list[Age] = field(default_factory=list)

    @property
    def rent_cents(self) -> int:
        return sum(month.rent for month in self.months)

    @property
    def rent_before_cents(self) -> int:
        return sum(month.year_before for month in self.months)

    @property
    def budget_cents(self) -> int:
        return sum(month.budget for month in self.months)

    @property
    def expected_cents(self) -> int:
        return sum(month.expected for month in self.months)

    def per_building(self) -> Counter[int]:
        return _summed((row.building, row.cents) for row in self.rows)

    def per_building_before(self) -> Counter[int]:
        return _summed((row.building, row.cents) for row in self.rows_before)

    def per_class(self) -> list[tuple[str, int]]:
        found: Counter[str] = Counter()
        for row in self.rows:
            if row.is_rent:
                found[str(TariffClass(row.tariff_class).label)] += row.cents
        return found.most_common()

    def per_kind(self) -> list[tuple[str, int]]:
        """By what the booker is; one query."""
        per_partner = _summed((row.partner, row.cents) for row in self.rows if row.is_rent)
        return renters.by_role(per_partner, on=self.partners_on)

    def others(self) -> list[tuple[str, int]]:
        """What was no rent, per product."""
        found: Counter[str] = Counter()
        for row in self.rows:
            if not row.is_rent:
                found[str(Product(row.product).label)] += row.cents
        return found.most_common()


def figures(*, year: int, today: date, building: Building | None = None) -> Figures:
    """The figures of a calendar year; a fixed number of queries, whatever there is to count."""
    rows = _rows(year - 1, year, building)
    now = [row for row in rows if row.month.year == year]
    before = [row for row in rows if row.month.year == year - 1]
    budget, budgets = _budget(year, building)
    return Figures(
        year=year,
        months=_months(year, now, before, budget, expected(year=year, building=building)),
        rows=now,
        rows_before=before,
        budgets=budgets,
        partners_on=min(today, date(year, 12, 31)),
        ages=ages(today=today),
    )


def years(today: date) -> list[int]:
    """The years in which something was billed, newest first; this one always."""
    found = Invoice.objects.issued().dates("issued_on", "year")
    return sorted({today.year, *(day.year for day in found)}, reverse=True)


def expected(*, year: int, building: Building | None = None) -> Counter[date]:
    """Per month what confirmed bookings and charges will bring that stand on no invoice. What is never billed is not in it."""
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)
    held = InvoiceLine.objects.filter(holds=True)
    never = BillingHold.objects.filter(booking=OuterRef("pk"), is_for_good=True, released_at=None)
    here = {"local_start__gte": start, "local_start__lt": end} | ({"room__building": building} if building else {})
    bookings = Booking.objects.filter(**here).exclude(Exists(never))
    unbilled = bookings.exclude(Exists(held.filter(booking=OuterRef("pk"), supplement=None)))
    rent = unbilled.filter(status=BookingStatus.CONFIRMED, price_cents__gt=0)
    charges = unbilled.filter(status__in=LAPSED, charge_cents__gt=0)
    extras = BookedSupplement.objects.filter(
        booking__in=bookings.filter(status=BookingStatus.CONFIRMED), price_cents__gt=0
    ).exclude(Exists(held.filter(supplement=OuterRef("pk"))))
    found: Counter[date] = Counter()
    for queryset, moment, amount in (
        (rent, "local_start", "price_cents"),
        (charges, "local_start", "charge_cents"),
        (extras, "booking__local_start", "price_cents"),
    ):
        found.update(_per_month(queryset, moment, amount))
    return found


def ages(*, today: date) -> list[Age]:
    """What is open on invoices, by how long ago it should have been paid. One query."""
    found = with_open(Invoice.objects.filter(status=InvoiceStatus.ISSUED).exclude(kind=InvoiceKind.CREDIT))
    counted: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    for due_on, open_cents in found.filter(open_cents__gt=0).values_list("due_on", "open_cents"):  # type: ignore[misc]  # annotated
        label = _age((today - due_on).days)
        counted[label] += 1
        cents[label] += open_cents
    return [Age(label, counted[label], cents[label]) for label in (*(label for _, label in AGES), OLDEST)]


def _age(days: int) -> str:
    return next((label for most, label in AGES if days <= most), OLDEST)


def _rows(first: int, last: int, building: Building | None) -> list[Row]:
    """All income of these years, summed as finely as the page asks. One query."""
    found = InvoiceLine.objects.filter(invoice__status=InvoiceStatus.ISSUED).exclude(product=Product.DEPOSIT)
    found = found.annotate(day=Coalesce("delivered_from_on", "invoice__issued_on"))
    found = found.filter(day__range=(date(first, 1, 1), date(last, 12, 31)))
    if building:
        found = found.filter(booking__room__building=building)
    names = ("month", "booking__room__building", "booking__room__tariff_class", "booking__partner", "product")
    summed = (
        found.annotate(month=TruncMonth("day"))
        .values(*names)
        .annotate(cents=Sum(signed("net_cents", kind="invoice__kind")))
        .order_by()
    )
    return [
        Row(month, house, tariff_class or "", partner, product, cents)
        for month, house, tariff_class, partner, product, cents in summed.values_list(*names, "cents")
    ]


def _budget(year: int, building: Building | None) -> tuple[Counter[date], dict[int, int]]:
    """Per month, and per house over the year."""
    found = RentBudget.objects.filter(month__year=year)
    if building:
        found = found.filter(building=building)
    rows = list(found.values_list("month", "building", "amount_cents"))
    return _summed_by_month(rows), dict(_summed((house, cents) for _, house, cents in rows))


def _summed_by_month(rows: Iterable[tuple[date, int, int]]) -> Counter[date]:
    found: Counter[date] = Counter()
    for month, _, cents in rows:
        found[month] += cents
    return found


def _months(year: int, now: list[Row], before: list[Row], budget: Counter[date], coming: Counter[date]) -> list[Month]:
    rent, earlier = _rent(now), _rent(before)
    firsts = [date(year, month, 1) for month in range(1, 13)]
    return [
        Month(first, rent[first], earlier[first.replace(year=year - 1)], budget[first], coming[first])
        for first in firsts
    ]


def _rent(rows: list[Row]) -> Counter[date]:
    found: Counter[date] = Counter()
    for row in rows:
        if row.is_rent:
            found[row.month] += row.cents
    return found


def _summed(pairs: Iterable[tuple[int | None, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for key, cents in pairs:
        if key is not None:
            found[key] += cents
    return found


def _per_month(queryset: QuerySet[Booking] | QuerySet[BookedSupplement], moment: str, amount: str) -> dict[date, int]:
    """Cents per month of a wall-clock moment."""
    month = Func(
        Value("month"), F(moment), function="date_trunc", template="(%(function)s(%(expressions)s))::date",
        output_field=DateField(),
    )  # fmt: skip
    rows = queryset.order_by().annotate(in_month=month).values("in_month").annotate(cents=Sum(amount))
    return dict(rows.values_list("in_month", "cents"))
