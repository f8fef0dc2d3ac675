"""What a run of invoices would do, before anything is written: who, for how much, and what stands in the way."""

from dataclasses import dataclass
from datetime import date

from contracts.domain.billing import billable
from contracts.domain.billing.billable import PartnerBill
from contracts.domain.billing_runs.months import first_day, last_day
from contracts.models import BillingHold, Invoice


@dataclass(frozen=True)
class Preview:
    """The outcome of a dry run; amounts in cents. Who is blocked comes first: that is where something is to be done."""

    month: date
    bills: list[PartnerBill]
    skipped: list[PartnerBill]
    others: list[PartnerBill]
    is_over: bool

    @property
    def ready(self) -> list[PartnerBill]:
        return [bill for bill in self.bills if not bill.blockers]

    @property
    def blocked(self) -> list[PartnerBill]:
        return [bill for bill in self.bills if bill.blockers]

    @property
    def lines(self) -> int:
        return sum(len(bill.lines) for bill in self.bills)

    @property
    def net_cents(self) -> int:
        return sum(bill.net_cents for bill in self.bills)

    @property
    def vat_cents(self) -> int:
        return sum(bill.vat_cents for bill in self.bills)

    @property
    def gross_cents(self) -> int:
        return sum(bill.gross_cents for bill in self.bills)

    @property
    def held(self) -> list[BillingHold]:
        """Bookings that somebody holds back."""
        return [hold for bill in [*self.bills, *self.skipped, *self.others] for hold in bill.held]

    @property
    def credits(self) -> list[Invoice]:
        return [note for bill in [*self.bills, *self.skipped, *self.others] for note in bill.credits]

    @property
    def nothing(self) -> list[PartnerBill]:
        """Who was here this month and pays nothing: cancelled in time, or not decided yet."""
        return [bill for bill in self.others if bill.cancelled or bill.undecided]


def preview(*, month: date, today: date) -> Preview:
    """A dry run: nothing is written, no number is taken. Queries do not grow with the number of partners."""
    start = first_day(month)
    found = billable.month(start)
    bills = sorted((bill for bill in found if bill.lines), key=lambda bill: not bill.blockers)
    return Preview(
        month=start,
        bills=bills,
        skipped=[bill for bill in found if bill.hold],
        others=[bill for bill in found if not bill.lines and not bill.hold],
        is_over=last_day(start) < today,
    )
