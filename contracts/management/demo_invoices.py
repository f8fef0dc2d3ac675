"""Invoices of the demo world, in bulk: one per renter and month, for all but the present month."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models.functions import Concat

from bookings.models import Booking
from contracts.domain.billing.adding_up import total
from contracts.domain.billing.btw import VatRules
from contracts.domain.billing.invoice_snapshots import Terms, freeze
from contracts.domain.billing.invoices import reference
from contracts.domain.billing.lines import of_booking
from contracts.domain.readiness.readiness import billing_readiness
from contracts.domain.snapshots import fingerprint
from contracts.enums import InvoiceStatus, SeriesKind
from contracts.management.demo_invoice_runs import close_runs, open_runs
from contracts.management.demo_numbers import number_in_order
from contracts.models import DocumentOrder, House, Invoice, InvoiceLine, InvoiceVat
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.enums import EntryKind
from network.models import Partner, TimelineEntry

DAY_OF_MONTH = 3
ORDERED = 10
ISSUED_FIELDS = [
    "status", "number", "issued_on", "issued_at", "issued_by", "due_on", "payment_reference", "snapshot", "data_hash",
]  # fmt: skip

type Bill = tuple[Invoice, list[InvoiceLine], list[InvoiceVat]]


def build_invoices(world: World, house: House) -> list[Invoice]:
    """Issued invoices for the rent of the last twelve months."""
    found = sorted(rents(world).items())
    rules = VatRules.of([partner for _, (partner, _) in found])
    bills = [bill(world, partner, month, bookings, rules) for (month, _), (partner, bookings) in found]
    if not bills:
        return []
    made = [invoice for invoice, _, _ in bills]
    open_runs(world, made)
    Invoice.objects.bulk_create(made)
    InvoiceLine.objects.bulk_create((line for _, lines, _ in bills for line in lines), batch_size=1000)
    InvoiceVat.objects.bulk_create(each for _, _, vat_totals in bills for each in vat_totals)
    issue(world, house, bills)
    tell(world, bills)
    close_runs(world, house, made)
    return made


def rents(world: World) -> dict[tuple[date, int], tuple[Partner, list[Booking]]]:
    """Bookings of a past month with a price, by month and renter; renters without an address get no invoice."""
    this_month = world.today.replace(day=1)
    bookings = (
        Booking.objects.standing()
        .filter(local_start__lt=this_month, local_start__gte=this_month - timedelta(days=365), price_cents__gt=0)
        .select_related("room__building")
        .prefetch_related("supplements__supplement")
        .order_by("local_start", "pk")
    )
    partners = Partner.objects.prefetch_related("identifiers", "addresses", "emails", "phones").in_bulk(
        {booking.partner_id for booking in bookings}
    )
    found: dict[tuple[date, int], tuple[Partner, list[Booking]]] = {}
    grouped: dict[tuple[date, int], list[Booking]] = defaultdict(list)
    for booking in bookings:
        grouped[booking.local_start.date().replace(day=1), booking.partner_id].append(booking)
    for key, rented in grouped.items():
        if not billing_readiness(partners[key[1]]):
            found[key] = partners[key[1]], rented
    return found


def bill(world: World, partner: Partner, month: date, bookings: list[Booking], rules: VatRules) -> Bill:
    """A draft on the third day of the next month, with a line per booking; not stored yet."""
    issued_on = (month + timedelta(days=32)).replace(day=DAY_OF_MONTH)
    issued_on = min(issued_on, world.today)
    at = datetime.combine(issued_on, time(9, 40), AMSTERDAM)
    invoice = Invoice(partner=partner, drafted_by=world.shared["financien"], drafted_at=at, issued_on=issued_on)
    lines = [line for booking in bookings for line in of_booking(booking, rules=rules)]
    for position, line in enumerate(lines, start=1):
        line.invoice, line.position = invoice, position
    return invoice, lines, total(invoice, lines)


def issue(world: World, house: House, bills: list[Bill]) -> None:
    """Number, freeze and seal; then ask for the PDFs of the newest."""
    number_in_order([invoice for invoice, _, _ in bills], kind=SeriesKind.INVOICE)
    all_terms = Terms.of_many([invoice.partner for invoice, _, _ in bills], house)
    for invoice, lines, vat_totals in bills:
        terms = all_terms[invoice.partner_id]
        if invoice.issued_on is None or invoice.number is None:
            raise ValueError("an invoice is dated and numbered before it is frozen")
        invoice.due_on = invoice.issued_on + timedelta(days=terms.payment_days)
        invoice.issued_at, invoice.issued_by = invoice.drafted_at, invoice.drafted_by
        invoice.payment_reference = reference(invoice.number)
        invoice.snapshot = freeze(invoice, terms=terms, lines=lines, vat_totals=vat_totals)
        invoice.data_hash = fingerprint(invoice.snapshot)
        invoice.status = InvoiceStatus.ISSUED
    made = [invoice for invoice, _, _ in bills]
    Invoice.objects.bulk_create(
        made, batch_size=200, update_conflicts=True, unique_fields=["id"], update_fields=ISSUED_FIELDS
    )
    number = Invoice.objects.filter(lines__booking=models.OuterRef("pk")).values("number")[:1]
    Booking.objects.filter(invoice_lines__isnull=False).update(
        sealed_reason=Concat(models.Value("factuur "), models.Subquery(number), output_field=models.CharField())
    )
    DocumentOrder.objects.bulk_create(DocumentOrder(invoice=invoice) for invoice in made[-ORDERED:])


def tell(world: World, bills: list[Bill]) -> None:
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            partner=invoice.partner,
            kind=EntryKind.INVOICE,
            at=invoice.drafted_at,
            by=world.shared["financien"],
            title=f"Factuur {invoice.number} uitgegeven",
            path=invoice.get_absolute_url(),
            amount_cents=invoice.gross_cents,
        )
        for invoice, _, _ in bills
    )
