"""Drafts of invoices: for a booking, for lines that somebody types, as an advance or a deposit."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain.billing.adding_up import add_up
from contracts.domain.billing.btw import VatRules, refuse_mixed
from contracts.domain.billing.deducting import deductions
from contracts.domain.billing.lines import LAPSED, NewLine, of_booking, of_new
from contracts.domain.billing.payers import payer_of, profile_of
from contracts.enums import InvoiceKind, InvoiceStatus, Product
from contracts.models import Invoice, InvoiceLine, InvoiceRun
from fluxus.db import explain, lock, one_at_a_time
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

ONLY_DEPOSITS = (InvoiceKind.DEPOSIT, {Product.DEPOSIT})
NOT_BILLED: dict[str, str] = {
    BookingStatus.REQUESTED: "nog niet goedgekeurd",
    BookingStatus.OPTION: "nog een optie",
    BookingStatus.CANCELLED: "vervallen",
    BookingStatus.REJECTED: "afgewezen",
    BookingStatus.SKIPPED: "overgeslagen",
}


def draft(
    *,
    partner: Partner,
    lines: Sequence[NewLine],
    by: Any,
    today: date,
    kind: str = InvoiceKind.INVOICE,
    deducts: Iterable[Invoice] = (),
    request_token: UUID | None = None,
    **words: Any,
) -> Invoice:
    """A draft of typed lines, in one transaction; `words` are subject, note, references and period.

    `deducts` are issued advances: what is left of them is taken off. A deposit has lines outside the btw only. The same
    `request_token` gives the draft that was made with it.
    """
    if kind == InvoiceKind.CREDIT:
        raise ValueError("a credit note is drafted from the invoice that it corrects")
    if not lines:
        raise Refusal("Zet minstens één regel op de factuur.", field="lines", code="empty")
    products = {line.product for line in lines}
    if (kind == InvoiceKind.DEPOSIT or Product.DEPOSIT in products) and (kind, products) != ONLY_DEPOSITS:
        raise Refusal("Een waarborgsom staat op een eigen factuur, met alleen waarborgsommen.", code="deposit")
    rules = VatRules.of([partner])
    made = [of_new(each, partner=partner, on=today, rules=rules) for each in lines]
    with transaction.atomic():
        if request_token:
            one_at_a_time(f"invoice {request_token}")
            if same := Invoice.objects.filter(request_token=request_token).first():
                return same
        advances = lock(Invoice.objects.filter(pk__in=[each.pk for each in deducts]))
        lines_in_all = [*made, *deductions(advances, partner=partner)]
        return draft_lines(partner=partner, lines=lines_in_all, by=by, kind=kind, request_token=request_token, **words)


def draft_for_booking(*, booking: Booking, by: Any) -> Invoice:
    """A draft for one booking, to whoever pays for its partner, in one transaction. Refuses what is not billable."""
    with transaction.atomic():
        found = Booking.objects.filter(pk=booking.pk).select_related("partner", "room__building")
        held = lock(found)[0]
        refuse_unbillable(held)
        lines = unbilled([held])
        return draft_lines(partner=payer_of(held.partner), lines=lines, by=by, about=held.title)


def draft_lines(
    *,
    partner: Partner,
    lines: Sequence[InvoiceLine],
    by: Any,
    kind: str = InvoiceKind.INVOICE,
    run: InvoiceRun | None = None,
    about: str = "",
    **words: Any,
) -> Invoice:
    """A draft with these lines, in the transaction of whoever calls. Refuses what stands on another invoice already."""
    refuse_mixed(line.vat_category for line in lines)
    profile = profile_of(partner)
    references = {"buyer_reference": profile.buyer_reference, "order_reference": profile.order_reference}
    given = {name: value for name, value in words.items() if value}
    invoice = Invoice.objects.create(partner=partner, kind=kind, run=run, drafted_by=by, **references | given)
    store(invoice, lines)
    if invoice.gross_cents < 0:
        raise Refusal("Deze factuur komt onder nul uit. Trek minder voorschot af.", field="deducts", code="negative")
    tell_draft(invoice, about or invoice.subject or invoice.get_kind_display(), by)
    return invoice


def store(invoice: Invoice, lines: Sequence[InvoiceLine]) -> None:
    """Put the lines on the draft, in this order, and add up."""
    for position, line in enumerate(lines, start=1):
        line.invoice, line.position = invoice, position
    try:
        with transaction.atomic():
            InvoiceLine.objects.bulk_create(lines)
    except IntegrityError as error:
        raise explain(InvoiceLine, error) from error
    add_up(invoice)


def unbilled(bookings: Sequence[Booking], *, rules: VatRules | None = None) -> list[InvoiceLine]:
    """The lines of these bookings that stand on no invoice yet; a fixed number of queries."""
    held = InvoiceLine.objects.filter(booking__in=[booking.pk for booking in bookings], holds=True)
    taken = set(held.values_list("booking_id", "supplement_id"))
    known = rules or VatRules.of([booking.partner for booking in bookings])
    found = [line for booking in bookings for line in of_booking(booking, rules=known)]
    return [line for line in found if (line.booking_id, line.supplement_id) not in taken]


def refuse_unbillable(booking: Booking) -> None:
    """Refuses a booking that was never agreed, ended without costs, is free of charge, or is on an invoice already."""
    lapsed_for_free = booking.status in LAPSED and not booking.charge_cents
    if booking.status != BookingStatus.CONFIRMED and (booking.status not in LAPSED or lapsed_for_free):
        sentence = f"Deze boeking is {NOT_BILLED[booking.status]}; daar komt geen factuur voor."
        raise Refusal(sentence, code=booking.status)
    if not of_booking(booking):
        raise Refusal("Deze boeking kost niets; daar komt geen factuur voor.", code="free")
    if not unbilled([booking]):
        line = booking.invoice_lines.filter(holds=True).select_related("invoice").latest("pk")
        raise Refusal(f"Deze boeking staat al op factuur {line.invoice}.", code="billed", invoice=line.invoice)


def discard(*, invoice: Invoice, by: Any) -> None:
    """Throw a draft away; what was on it can be billed again."""
    with transaction.atomic():
        held = locked_draft(invoice)
        partner = held.partner
        held.delete()
        record(partners=[partner], kind=EntryKind.INVOICE, title="Concept voor een factuur weggegooid", by=by)


def locked_draft(invoice: Invoice) -> Invoice:
    """The draft as it is now, locked after the invoice that it corrects. Refuses what is gone or was issued."""
    rows = lock(Invoice.objects.filter(pk__in=[invoice.pk, invoice.credits_id]))
    held = next((row for row in rows if row.pk == invoice.pk), None)
    if held is None:
        raise Refusal("Dit concept bestaat niet meer.", code="gone")
    if held.status != InvoiceStatus.DRAFT:
        raise Refusal(f"Factuur {held.number} is al uitgegeven en verandert niet meer.", code="issued")
    return held


def tell_draft(invoice: Invoice, about: str, by: Any) -> None:
    record(
        partners=[invoice.partner],
        kind=EntryKind.INVOICE,
        title=f"Concept voor een factuur: {about}"[:200],
        by=by,
        path=invoice.get_absolute_url(),
        amount_cents=invoice.gross_cents,
    )
