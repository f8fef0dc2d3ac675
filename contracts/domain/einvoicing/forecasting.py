"""What would be wrong with the e-invoice of a draft, told while it can still be mended."""

from copy import copy
from datetime import date, timedelta

from contracts.domain.billing.invoice_snapshots import Terms, freeze
from contracts.domain.einvoicing import checks, content, ubl
from contracts.domain.einvoicing.checks import Finding
from contracts.domain.einvoicing.refusing import why_not
from contracts.domain.snapshots import Snapshot, house_on
from contracts.models import Invoice

SOME_NUMBER = "0000-00000"


def forecast(*, draft: Invoice, today: date) -> list[Finding]:
    """What our checks would find if this draft were issued today; nothing is stored.

    Empty when it is right, and when there will be no e-invoice. Refuses as long as nobody filled in who the house is.
    """
    snapshot = _as_if_issued(draft, today)
    if why_not(snapshot):
        return []
    read = content.read(snapshot)
    return checks.findings(ubl.document(read), read.profile)


def _as_if_issued(draft: Invoice, today: date) -> Snapshot:
    """The snapshot that issuing would freeze, with a number that stands for the one to come."""
    terms = Terms.of(draft.partner, house_on(today))
    imagined = copy(draft)
    imagined.number, imagined.payment_reference = SOME_NUMBER, SOME_NUMBER
    imagined.issued_on, imagined.due_on = today, today + timedelta(days=terms.payment_days)
    lines = draft.lines.select_related("booking", "supplement").order_by("position")
    vat_totals = draft.vat_totals.order_by("category", "percent")
    return freeze(imagined, terms=terms, lines=list(lines), vat_totals=list(vat_totals))
