"""Why an invoice has no e-invoice, in the words of the page."""

from contracts.domain.einvoicing.content import FIRST_SCHEMA
from contracts.domain.snapshots import Snapshot
from contracts.enums import EInvoiceProfile
from contracts.models import BillingProfile
from fluxus.errors import Refusal
from network.enums import IdentifierKind
from network.models import Partner

TOO_OLD = "Deze factuur is van voor de e-facturen; hij gaat als PDF."
NO_NUMBER = "Van deze afnemer is geen KvK-nummer of OIN bekend. Een Nederlandse e-factuur kan niet zonder; de factuur gaat als PDF."
NOT_ASKED = "Voor deze afnemer is geen e-factuur gekozen; de factuur gaat als PDF. Dat kies je bij de factuurgegevens van de partner."


def why_not(snapshot: Snapshot) -> str:
    """The reason that there is no e-invoice of this frozen content; '' when there is one."""
    if snapshot.get("schema", 0) < FIRST_SCHEMA:
        return TOO_OLD
    buyer = snapshot["buyer"]
    return _why_not(buyer["kvk"] or buyer["oin"], buyer["einvoice_profile"])


def why_not_yet(profile: BillingProfile) -> str:
    """The same for an invoice that is issued now to the partner of this billing profile."""
    return _why_not(profile.oin or _kvk(profile.partner), profile.einvoice_profile)


def refuse_unreachable(*, partner: Partner, oin: str, profile: str) -> None:
    """Refuses e-invoices for who has no KvK-nummer and no OIN."""
    if profile != EInvoiceProfile.NONE and not (oin or _kvk(partner)):
        raise Refusal(
            "Van deze partner is geen KvK-nummer of OIN bekend. Vul dat eerst in, of kies geen e-factuur.",
            field="einvoice_profile",
            code="no_number",
        )


def _kvk(partner: Partner) -> str:
    return partner.identifiers.filter(kind=IdentifierKind.KVK).values_list("value", flat=True).first() or ""


def _why_not(number: str, profile: str) -> str:
    """NLCIUS and Peppol ask for the number of a Dutch buyer (BR-NL-10, NL-R-005): a consumer has none."""
    if not number:
        return NO_NUMBER
    return NOT_ASKED if profile == EInvoiceProfile.NONE else ""
