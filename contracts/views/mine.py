"""Invoices in the portal, phone first; agreements are in `my_agreements`."""

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contracts.domain.billing.payers import mandate_of
from contracts.domain.settling import settlement
from contracts.enums import AgreementKind
from contracts.models import Agreement, Invoice
from contracts.rules import is_partner
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond
from network.domain.acting import current_partner
from network.models import Partner


@require_safe
@allow(is_partner)
def invoices(request: HttpRequest) -> HttpResponse:
    """What this partner owes the house, what is paid, and everything needed to pay the rest."""
    partner = acting_partner(request)
    mine = Invoice.objects.visible_to(request.user).issued().filter(partner=partner)
    rows = settlement.with_settlement(mine).select_related("credits", "einvoice__document")
    shown = page(request, rows)
    has_mandate = partner is not None and mandate_of(partner) is not None
    for invoice in shown.rows:
        dress(invoice, has_mandate=has_mandate)
    context = {"partner": partner, "bills_us": bills_us(partner), "page": shown, "today": today(), **open_sums(mine)}
    return respond(request, "contracts/my_invoices.html", context)


def dress(invoice: Any, *, has_mandate: bool) -> None:
    """How it stands, and whether he has to transfer something himself: also what was to be collected, once he revoked."""
    invoice.state = settlement.state(invoice, on=today())
    is_collected = has_mandate and (invoice.snapshot or {}).get("is_collected")
    invoice.is_to_pay = invoice.open_cents > 0 and not is_collected
    einvoice = getattr(invoice, "einvoice", None)
    invoice.has_ubl = bool(einvoice and einvoice.document_id and not einvoice.errors)


def bills_us(partner: Partner | None) -> bool:
    """Works for the house, so that he sends it invoices too; who only rents does not."""
    return Agreement.objects.shared().filter(partner=partner, kind=AgreementKind.OVO).exists()


def open_sums(mine: QuerySet[Invoice]) -> dict[str, Any]:
    """All that is still open, and the part of it that is late."""
    rows: QuerySet[Any] = settlement.with_open(mine)
    late = Q(due_on__lt=today())
    return rows.filter(open_cents__gt=0).aggregate(
        open_total=Sum("open_cents", default=0), late_total=Sum("open_cents", filter=late, default=0)
    )


def acting_partner(request: HttpRequest) -> Partner | None:
    return current_partner(user=request.user, session=request.session, on=today())
