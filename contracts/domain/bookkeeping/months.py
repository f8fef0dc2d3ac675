"""The months as the bookkeeper sees them: what was issued, what is in the books, and whether they are closed."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import TruncMonth

from contracts.domain.billing_runs.months import first_day, last_day, month_before, month_name
from contracts.domain.bookkeeping.signs import signed
from contracts.enums import ExportTarget
from contracts.models import ExportItem, Invoice, MonthClosing

SHOWN = 24
"""So many months back one looks at and closes."""


@dataclass(frozen=True)
class Month:
    """A month as the bookkeeper sees it. `closing` is there while it is closed, `before` when it was opened again."""

    first: date
    name: str
    is_over: bool
    invoices: int = 0
    gross_cents: int = 0
    not_in_journal: int = 0
    closing: MonthClosing | None = None
    before: MonthClosing | None = None

    @property
    def last(self) -> date:
        return last_day(self.first)

    @property
    def slug(self) -> str:
        return f"{self.first:%Y-%m}"


def months(*, today: date) -> list[Month]:
    """This month and those before it, newest first, as far back as there are invoices; a fixed number of queries."""
    firsts = [first_day(today)]
    oldest = min(_oldest(), month_before(today))
    while firsts[-1] > oldest and len(firsts) < SHOWN:
        firsts.append(month_before(firsts[-1]))
    sums, taken = _sums(firsts[-1]), _in_journal(firsts[-1])
    rows = MonthClosing.objects.filter(month__gte=firsts[-1]).select_related("closed_by", "reopened_by")
    closings = {row.month: row for row in rows.order_by("pk")}
    found = []
    for first in firsts:
        count, gross = sums.get(first, (0, 0))
        row = closings.get(first)
        is_closed = row is not None and row.reopened_at is None
        found.append(
            Month(
                first=first,
                name=month_name(first),
                is_over=first < firsts[0],
                invoices=count,
                gross_cents=gross,
                not_in_journal=count - taken[first],
                closing=row if is_closed else None,
                before=None if is_closed else row,
            )
        )
    return found


def _oldest() -> date:
    """The month of the first invoice or the first closing."""
    invoice = Invoice.objects.issued().aggregate(day=Min("issued_on"))["day"]
    closed = MonthClosing.objects.aggregate(day=Min("month"))["day"]
    return min((first_day(day) for day in (invoice, closed) if day), default=date.max)


def _sums(since: date) -> dict[date, tuple[int, int]]:
    """Per month how many invoices and credit notes, and what they come to together."""
    rows = Invoice.objects.issued().filter(issued_on__gte=since).annotate(month=TruncMonth("issued_on"))
    summed = rows.values("month").annotate(count=Count("pk"), gross=Sum(signed("gross_cents"))).order_by()
    return {row["month"]: (row["count"], row["gross"]) for row in summed}


def _in_journal(since: date) -> Counter[date]:
    """Per month how many are in a batch that the books are made of: the journal or the auditfile."""
    books = Q(target=ExportTarget.JOURNAL) | Q(target=ExportTarget.XAF)
    rows = ExportItem.objects.filter(books, invoice__issued_on__gte=since).annotate(
        month=TruncMonth("invoice__issued_on")
    )
    counted = rows.values("month").annotate(count=Count("invoice", distinct=True)).order_by()
    return Counter({row["month"]: row["count"] for row in counted})
