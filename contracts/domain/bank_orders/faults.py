"""What stands in the way of a line of a batch now, in words; asked in a fixed number of queries."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.domain.bank_orders.choosing import paused
from contracts.domain.settling.settlement import with_open
from contracts.domain.snapshots import primary_email
from contracts.enums import BankOrderKind, BankOrderStatus, PurchaseStatus
from contracts.models import BankOrder, BankOrderLine, BillingProfile, Invoice, PurchaseInvoice
from network.enums import MailStatus
from network.models import Partner


def address_for(partner: Partner) -> str:
    """Where a collection is announced: where invoices go, else the first address; '' when there is none."""
    profile = BillingProfile.objects.filter(partner=partner).first()
    return (profile.email if profile else "") or primary_email(partner)


def faults(order: BankOrder, lines: Sequence[BankOrderLine], *, on: date) -> dict[int, str]:
    """By key of the line what is wrong with it today; a sound line is not in it."""
    sales: Any = with_open(Invoice.objects.filter(pk__in=[line.invoice_id for line in lines if line.invoice_id]))
    invoices = {row.pk: row for row in sales.annotate(is_paused=paused(on))}
    owed: Any = with_open(PurchaseInvoice.objects.filter(pk__in=[line.purchase_id for line in lines]))
    purchases = {row.pk: row for row in owed}
    reachable = _reachable(order, lines)
    found = {}
    for line in lines:
        if line.purchase_id:
            fault = _of_purchase(line, purchases[line.purchase_id])
        elif line.mandate_id:
            fault = _of_collection(line, invoices[line.invoice_id or 0], reachable)
        else:
            fault = _of_refund(line, invoices[line.invoice_id or 0])
        if fault:
            found[line.pk] = fault
    return found


def _reachable(order: BankOrder, lines: Sequence[BankOrderLine]) -> set[int]:
    """Partners to whom a letter can go; only asked as long as it has to go."""
    wanted = {line.mandate.partner_id for line in lines if line.mandate}
    if order.kind != BankOrderKind.COLLECT or order.status != BankOrderStatus.DRAFT:
        return wanted
    profiles = BillingProfile.objects.filter(partner__in=wanted).exclude(email="").values_list("partner", flat=True)
    known = Partner.objects.filter(pk__in=wanted, emails__is_primary=True).values_list("pk", flat=True)
    return {*profiles, *known}


def _of_collection(line: BankOrderLine, invoice: Any, reachable: set[int]) -> str:
    mandate = line.mandate
    if mandate is None or mandate.revoked_at:
        return "De machtiging is ingetrokken."
    if invoice.open_cents < line.amount_cents:
        return "Er staat minder open dan dit bedrag; er is intussen betaald of gecrediteerd."
    if invoice.is_paused:
        return "Over deze factuur loopt een bezwaar of een betalingsregeling."
    if mandate.partner_id not in reachable:
        return "Er is geen e-mailadres om de incasso aan te kondigen."
    if line.announcement and line.announcement.status == MailStatus.FAILED:
        return "De aankondiging kwam niet weg."
    if line.announcement and line.announcement.status == MailStatus.QUEUED:
        return "De aankondiging is nog onderweg."
    return ""


def _of_refund(line: BankOrderLine, invoice: Any) -> str:
    return "" if -invoice.open_cents >= line.amount_cents else "Er is minder terug te betalen dan dit bedrag."


def _of_purchase(line: BankOrderLine, purchase: Any) -> str:
    if purchase.status != PurchaseStatus.APPROVED:
        return "Deze factuur is niet meer goedgekeurd."
    if purchase.iban != line.iban:
        return "Het rekeningnummer is veranderd sinds de opdracht is opgezet."
    return "" if purchase.open_cents >= line.amount_cents else "Er staat minder open dan dit bedrag."
