"""What the search box finds here."""

from typing import Any

from django.db.models import Q

from contracts.models import Agreement, Invoice
from contracts.rules import may_see_amounts
from fluxus.money import euros
from fluxus.search import SearchHit
from fluxus.text import fold
from network.domain.finding import begins

MOST = 4


def numbered(query: str, user: Any) -> list[SearchHit]:
    """Agreements and invoices by number, reference or partner, for who may open them."""
    if not may_see_amounts(user):
        return []
    digits = query.replace(" ", "").upper()
    folded = fold(query)
    named = begins("partner__name_text", folded) if len(folded) > 2 else Q(pk=None)
    agreements = Agreement.objects.visible_to(user).issued().filter(Q(number__contains=digits) | named)
    invoices = Invoice.objects.visible_to(user).issued()
    invoices = invoices.filter(Q(number__contains=digits) | Q(payment_reference=digits) | named)
    return [
        SearchHit("Overeenkomsten", found.number or "", found.get_absolute_url(), told(found), "sign")
        for found in agreements.select_related("partner").order_by("-pk")[:MOST]
    ] + [
        SearchHit(
            "Facturen",
            found.number or "",
            found.get_absolute_url(),
            f"{found.partner}, {euros(found.gross_cents)}",
            "invoice",
        )
        for found in invoices.select_related("partner").order_by("-pk")[:MOST]
    ]


def told(found: Agreement) -> str:
    """With whom, what about, and how far it is."""
    return f"{found.partner}, {found.subject}, {found.get_status_display()}"
