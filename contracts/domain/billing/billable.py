"""What there is to bill in a month, per partner who pays: the same for the preview and for the run."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from bookings.enums import BookingStatus
from bookings.models import BookedSupplement, Booking
from contracts.domain.billing.adding_up import total
from contracts.domain.billing.btw import VatRules, refuse_mixed
from contracts.domain.billing.drafting import unbilled
from contracts.domain.billing.lines import LAPSED
from contracts.domain.billing.payers import payers_of
from contracts.domain.readiness.readiness import Blocker, billing_readiness
from contracts.enums import InvoiceKind, InvoiceStatus
from contracts.models import BillingHold, BillingProfile, Invoice, InvoiceLine
from fluxus.errors import Refusal
from network.models import Partner

UNDECIDED = (BookingStatus.REQUESTED, BookingStatus.OPTION)
REACH_BACK = timedelta(days=365)
"""What stayed behind (an address was missing, a hold was released, a line credited) comes along for a year."""


@dataclass
class PartnerBill:
    """What one payer gets on his invoice, what he does not, and what stands in the way.

    Of a partner who is skipped (`hold`) the lines are in `kept`, so that nobody bills them by accident.
    """

    partner: Partner
    month: date
    lines: list[InvoiceLine] = field(default_factory=list)
    cancelled: list[Booking] = field(default_factory=list)
    undecided: list[Booking] = field(default_factory=list)
    held: list[BillingHold] = field(default_factory=list)
    credits: list[Invoice] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    hold: BillingHold | None = None
    kept: list[InvoiceLine] = field(default_factory=list)
    net_cents: int = 0
    vat_cents: int = 0
    gross_cents: int = 0

    @property
    def is_ready(self) -> bool:
        return bool(self.lines) and not self.blockers

    @property
    def from_earlier(self) -> list[InvoiceLine]:
        """The lines of bookings before this month."""
        return [line for line in self.lines if line.delivered_from_on and line.delivered_from_on < self.month]


def month(month: date, *, payers: Collection[int] | None = None) -> list[PartnerBill]:
    """For each payer (or only for `payers`) what the month asks, by name; a fixed number of queries.

    Bookings that nobody billed in the year before come along. A partner with nothing to bill is there when something of
    him was cancelled, held back or credited.
    """
    bookings = list(_bookings(month, payers))
    prefetched = ("addresses", "identifiers", "emails", "phones")
    payer_of = payers_of({booking.partner for booking in bookings})
    notes = list(_credits(month, payers))
    wanted = {*payer_of.values(), *(note.partner_id for note in notes)}
    partners = Partner.objects.prefetch_related(*prefetched).in_bulk(wanted)
    bills = {pk: PartnerBill(partner=partners[pk], month=month) for pk in wanted}
    _sort_out(bookings, bills, payer_of)
    for note in notes:
        bills[note.partner_id].credits.append(note)
    _skip(bills)
    for bill in bills.values():
        _weigh(bill)
    return sorted(bills.values(), key=lambda bill: (bill.partner.sort_name, bill.partner.pk))


def of(*, partner: Partner, month: date) -> PartnerBill:
    """As `month` for one payer; empty when there is nothing."""
    found = _month(month, payers=[partner.pk])
    return found[0] if found else PartnerBill(partner=partner, month=month)


_month = month  # `of` has an argument of that name


def next_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _bookings(month: date, payers: Collection[int] | None) -> QuerySet[Booking]:
    """Of the month what asks for a line or a word; from before it only what was never billed."""
    start, end = datetime.combine(month, time.min), datetime.combine(next_month(month), time.min)
    held = InvoiceLine.objects.filter(holds=True)
    rent = held.filter(booking=OuterRef("pk"), supplement=None)
    extra = BookedSupplement.objects.filter(booking=OuterRef("pk"), price_cents__gt=0)
    extra = extra.exclude(Exists(held.filter(supplement=OuterRef("pk"))))
    agreed = Q(status=BookingStatus.CONFIRMED)
    to_bill = (agreed & Q(price_cents__gt=0) | Q(status__in=LAPSED, charge_cents__gt=0)) & ~Exists(rent)
    to_mention = Q(local_start__gte=start, status__in=(*UNDECIDED, *LAPSED)) & ~Exists(rent)
    found = Booking.objects.filter(to_bill | agreed & Exists(extra) | to_mention)
    found = found.filter(local_start__gte=start - REACH_BACK, local_start__lt=end)
    if payers is not None:
        others = BillingProfile.objects.filter(payer__isnull=False)
        found = found.filter(
            Q(partner__in=payers) & ~Exists(others.filter(partner=OuterRef("partner")))
            | Exists(others.filter(partner=OuterRef("partner"), payer__in=payers))
        )
    ordered = found.select_related("partner", "room__building").order_by("local_start", "pk")
    return ordered.prefetch_related("supplements__supplement")


def _credits(month: date, payers: Collection[int] | None) -> QuerySet[Invoice]:
    """Credit notes of the month, and those that are still a draft."""
    issued = Q(status=InvoiceStatus.ISSUED, issued_on__gte=month, issued_on__lt=next_month(month))
    found = Invoice.objects.filter(issued | Q(status=InvoiceStatus.DRAFT), kind=InvoiceKind.CREDIT)
    if payers is not None:
        found = found.filter(partner__in=payers)
    return found.select_related("credits").order_by("pk")


def _sort_out(bookings: list[Booking], bills: dict[int, PartnerBill], payer_of: dict[int, int]) -> None:
    """Each booking to the list where it belongs: a line, held back, cancelled or not decided yet."""
    holds = _holds(bookings, payer_of)
    to_bill: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings:
        bill = bills[payer_of[booking.partner_id]]
        if booking.status in UNDECIDED:
            bill.undecided.append(booking)
        elif booking.status in LAPSED and not booking.charge_cents:
            bill.cancelled.append(booking)
        elif booking.pk in holds:
            bill.held.append(holds[booking.pk])
        else:
            to_bill[bill.partner.pk].append(booking)
    _bill(to_bill, bills)


def _holds(bookings: list[Booking], payer_of: dict[int, int]) -> dict[int, BillingHold]:
    """What keeps a booking back, by its key: a hold of its own, or of its partner for whom another pays."""
    renters = {booking.partner_id for booking in bookings if payer_of[booking.partner_id] != booking.partner_id}
    rows = BillingHold.objects.filter(Q(booking__in=bookings) | Q(partner__in=renters), released_at=None)
    known = list(rows.select_related("held_by"))
    own = {hold.booking_id: hold for hold in known if hold.booking_id}
    every = {hold.partner_id: hold for hold in known if hold.partner_id}
    found = {}
    for booking in bookings:
        if hold := own.get(booking.pk) or every.get(booking.partner_id):
            found[booking.pk] = copy(hold)
            found[booking.pk].booking = booking
    return found


def _bill(to_bill: dict[int, list[Booking]], bills: dict[int, PartnerBill]) -> None:
    every = [booking for bookings in to_bill.values() for booking in bookings]
    rules = VatRules.of({booking.partner for booking in every})
    whose = {booking.pk: pk for pk, bookings in to_bill.items() for booking in bookings}
    for line in unbilled(every, rules=rules):
        bills[whose[line.booking_id or 0]].lines.append(line)


def _skip(bills: dict[int, PartnerBill]) -> None:
    """Nothing for whom somebody skips."""
    for hold in BillingHold.objects.filter(partner__in=bills, released_at=None).select_related("held_by"):
        bill = bills[hold.partner_id or 0]
        bill.hold, bill.kept, bill.lines = hold, bill.lines, []


def _weigh(bill: PartnerBill) -> None:
    """Totals, and what stands in the way of an invoice."""
    if not bill.lines:
        return
    invoice = Invoice(partner=bill.partner)
    total(invoice, bill.lines)
    bill.net_cents, bill.vat_cents, bill.gross_cents = invoice.net_cents, invoice.vat_cents, invoice.gross_cents
    bill.blockers = billing_readiness(bill.partner)
    try:
        refuse_mixed(line.vat_category for line in bill.lines)
    except Refusal as refusal:
        bill.blockers.append(Blocker(refusal.sentence, bill.partner.get_absolute_url()))


def sums(bills: Iterable[PartnerBill]) -> dict[str, int]:
    """Net, btw and gross cents of the bills that are ready, and how many there are."""
    ready = [bill for bill in bills if bill.is_ready]
    return {
        "count": len(ready),
        "net_cents": sum(bill.net_cents for bill in ready),
        "vat_cents": sum(bill.vat_cents for bill in ready),
        "gross_cents": sum(bill.gross_cents for bill in ready),
    }
