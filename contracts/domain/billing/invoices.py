"""Drafting and issuing invoices."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from stdnum.iso7064 import mod_97_10

from bookings.domain.placing import seal
from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain import documents
from contracts.domain.billing.btw import for_room_rental, totals
from contracts.domain.billing.invoice_snapshots import freeze
from contracts.domain.numbering import next_number
from contracts.domain.readiness.readiness import billing_readiness, refuse_blockers
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import InvoiceStatus, SeriesKind
from contracts.models import Invoice, InvoiceLine, InvoiceVat
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.money import half_up
from fluxus.periods import dutch_period
from network.domain.timeline import record
from network.enums import EntryKind

# What a line says of its booking, and so what has to hold still between the draft and the number.
BILLED = ("description", "minutes", "unit_price_cents", "net_cents", "vat_category", "vat_percent", "vat_reason")

NOT_BILLED: dict[str, str] = {
    BookingStatus.REQUESTED: "nog niet goedgekeurd",
    BookingStatus.OPTION: "nog een optie",
    BookingStatus.CANCELLED: "vervallen",
    BookingStatus.REJECTED: "afgewezen",
    BookingStatus.SKIPPED: "overgeslagen",
}


def refuse_unbillable(booking: Booking) -> None:
    """Refuses a booking that was never agreed or has ended, is free of charge, or is on an invoice already."""
    if booking.status != BookingStatus.CONFIRMED:
        sentence = f"Deze boeking is {NOT_BILLED[booking.status]}; daar komt geen factuur voor."
        raise Refusal(sentence, code=booking.status)
    if booking.price_cents == 0:
        raise Refusal("Deze boeking kost niets; daar komt geen factuur voor.", code="free")
    line = InvoiceLine.objects.filter(booking=booking).select_related("invoice").first()
    if line:
        raise Refusal(f"Deze boeking staat al op factuur {line.invoice}.", code="billed", invoice=line.invoice)


def draft_for_booking(*, booking: Booking, by: Any) -> Invoice:
    """A draft invoice for the rent of one booking, to its partner, in one transaction. Refuses what is not billable."""
    with transaction.atomic():
        held = lock(Booking.objects.filter(pk=booking.pk).select_related("partner", "room__building"))[0]
        refuse_unbillable(held)
        invoice = Invoice.objects.create(partner=held.partner, drafted_by=by)
        try:
            with transaction.atomic():
                rent_line(invoice, held).save(force_insert=True)
        except IntegrityError as error:
            raise explain(InvoiceLine, error) from error
        add_up(invoice)
        record(
            partners=[held.partner],
            kind=EntryKind.INVOICE,
            title=f"Concept voor een factuur: {held.title}",
            by=by,
            path=invoice.get_absolute_url(),
            amount_cents=invoice.gross_cents,
        )
    return invoice


def discard(*, invoice: Invoice, by: Any) -> None:
    """Throw a draft away; its booking can be billed again."""
    with transaction.atomic():
        held = _locked_draft(invoice)
        partner = held.partner
        held.delete()
        record(partners=[partner], kind=EntryKind.INVOICE, title="Concept voor een factuur weggegooid", by=by)


def issue(*, invoice: Invoice, by: Any, today: date) -> Invoice:
    """Number and date the draft, freeze it, seal its bookings and order the PDF, in one transaction.

    Due after the payment days of the house. Refuses when the address of the partner is missing (`extra["blockers"]`),
    when a booking was cancelled or no longer is what its line says, and a second time.
    """
    with transaction.atomic():
        held = _locked_draft(invoice)
        refuse_blockers(billing_readiness(held.partner))
        bookings = lock(Booking.objects.filter(invoice_lines__invoice=held))
        _refuse_changed(held, bookings)
        house = house_on(today)
        lines, vat_totals = billed(held), add_up(held)
        held.issued_on, held.issued_at, held.issued_by = today, timezone.now(), by
        held.due_on = today + timedelta(days=house.payment_days)
        held.number = next_number(kind=SeriesKind.INVOICE, on=today)
        held.payment_reference = reference(held.number)
        held.snapshot = freeze(held, house=house, lines=lines, vat_totals=vat_totals)
        held.data_hash = fingerprint(held.snapshot)
        held.status = InvoiceStatus.ISSUED
        held.save()
        for booking in bookings:
            seal(booking=booking, reason=f"factuur {held.number}")
        _tell(held, by)
        documents.order(invoice=held)
    return held


def reference(number: str) -> str:
    """The ISO 11649 creditor reference of an invoice number: '2026-00001' → 'RF32202600001'."""
    bare = number.replace("-", "")
    return f"RF{mod_97_10.calc_check_digits(f'{bare}RF')}{bare}"


def billed(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of an invoice in order, with their bookings."""
    return list(invoice.lines.select_related("booking").order_by("position"))


def add_up(invoice: Invoice) -> list[InvoiceVat]:
    """Write the btw per category and the totals of a draft from its lines."""
    vat_totals = total(invoice, list(invoice.lines.all()))
    invoice.vat_totals.all().delete()
    InvoiceVat.objects.bulk_create(vat_totals)
    invoice.save(update_fields=["net_cents", "vat_cents", "gross_cents"])
    return vat_totals


def total(invoice: Invoice, lines: list[InvoiceLine]) -> list[InvoiceVat]:
    """Set the totals of `invoice` to those of `lines`; gives its btw per category, nothing is stored yet."""
    amounts = totals((line.vat_category, line.vat_percent, line.net_cents) for line in lines)
    invoice.net_cents = sum(amount.net for amount in amounts.values())
    invoice.vat_cents = sum(amount.vat for amount in amounts.values())
    invoice.gross_cents = invoice.net_cents + invoice.vat_cents
    return [
        InvoiceVat(invoice=invoice, category=category, percent=percent, net_cents=amount.net, vat_cents=amount.vat)
        for (category, percent), amount in amounts.items()
    ]


def rent_line(invoice: Invoice, booking: Booking, *, position: int = 1) -> InvoiceLine:
    """The line that bills the rent of a booking, not stored yet."""
    rule = for_room_rental()
    minutes = booking.period.wall_minutes
    when = dutch_period(booking.local_start, booking.local_end)
    place = f"{booking.room.name}, {booking.room.building.name}"
    return InvoiceLine(
        invoice=invoice,
        position=position,
        booking=booking,
        description=f"Huur {place}, {when} ({booking.title})"[:240],
        minutes=minutes,
        unit_price_cents=hourly(booking.price_cents, minutes),
        net_cents=booking.price_cents,
        vat_category=rule.category,
        vat_percent=rule.percent,
        vat_reason=rule.reason,
    )


def hourly(net_cents: int, minutes: int) -> int:
    """The price an hour that gives `net_cents` for `minutes`, to the cent nearest."""
    return half_up(Decimal(net_cents) * 60 / minutes)


def _tell(invoice: Invoice, by: Any) -> None:
    record(
        partners=[invoice.partner],
        kind=EntryKind.INVOICE,
        title=f"Factuur {invoice.number} uitgegeven",
        by=by,
        path=invoice.get_absolute_url(),
        amount_cents=invoice.gross_cents,
    )


def _locked_draft(invoice: Invoice) -> Invoice:
    held = next(iter(lock(Invoice.objects.filter(pk=invoice.pk).select_related("partner"))), None)
    if held is None:
        raise Refusal("Dit concept bestaat niet meer.", code="gone")
    if held.status != InvoiceStatus.DRAFT:
        raise Refusal(f"Factuur {held.number} is al uitgegeven en verandert niet meer.", code="issued")
    return held


def _refuse_changed(invoice: Invoice, bookings: list[Booking]) -> None:
    drafted = {line.booking_id: line for line in invoice.lines.all()}
    if any(_differs(drafted[booking.pk], booking) for booking in bookings):
        raise Refusal(
            "De boeking is veranderd sinds dit concept. Gooi het concept weg en maak een nieuw.", code="changed"
        )


def _differs(line: InvoiceLine, booking: Booking) -> bool:
    """Whether the booking would be billed otherwise now: moved, longer, another price, cancelled, of somebody else."""
    if booking.status != BookingStatus.CONFIRMED or booking.partner_id != line.invoice.partner_id:
        return True
    fresh = rent_line(line.invoice, booking, position=line.position)
    return any(getattr(line, name) != getattr(fresh, name) for name in BILLED)
