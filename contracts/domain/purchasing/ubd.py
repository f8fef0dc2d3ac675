"""The yearly list of amounts paid to third parties (UBD, formerly IB47): who is on it, who is not, and why.

Since 2022 a withholding agent reports payments to natural persons who are not employed and put no btw on their invoice,
also under the KOR or an exemption (art. 22a Uitvoeringsbesluit IB 2001; Belastingdienst, uitbetaalde bedragen aan derden).
The report asks for birth date and BSN. This house keeps neither: whoever files it adds them outside FluXus.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from contracts.domain.snapshots import letter_address
from contracts.enums import AllocationKind, VatChoice
from contracts.models import Allocation, PurchaseInvoice
from network.enums import PartnerRole
from network.models import Partner

FIRST_YEAR = 2022


@dataclass
class Payee:
    """Somebody who was paid in the year. `cents` without btw, `payments` how often; `is_reported` with `why`."""

    partner: Partner
    cents: int
    payments: int
    last_paid_on: date
    is_reported: bool
    why: str
    remark: str

    @property
    def initials(self) -> str:
        return self.partner.initials or self.partner.given_name[:1]

    @property
    def surname(self) -> str:
        return " ".join(part for part in (self.partner.infix, self.partner.family_name) if part) or self.partner.name

    @property
    def address(self) -> tuple[str, str, str]:
        """Street line, postcode and city of the letter address; empty where we know none."""
        known = letter_address(self.partner)
        return (known.line, known.postcode, known.city) if known else ("", "", "")


def payees(year: int) -> list[Payee]:
    """All who were paid on an invoice of theirs in that calendar year, by name; a payment that came back counts against it."""
    found: dict[tuple[int, bool], Payee] = {}
    for row in paid_in(year):
        purchase = row.purchase
        if purchase is None:
            continue
        has_vat = purchase.vat_category == VatChoice.STANDARD
        payee = found.setdefault((purchase.partner_id, has_vat), _payee(purchase, row.allocated_on, has_vat=has_vat))
        payee.cents += _without_vat(-row.amount_cents, purchase)
        payee.payments += 1 if row.amount_cents < 0 else -1
        payee.last_paid_on = max(payee.last_paid_on, row.allocated_on)
    return sorted((each for each in found.values() if each.cents), key=lambda each: (each.partner.sort_name, each.why))


def paid_in(year: int) -> QuerySet[Allocation]:
    """What the bank paid on invoices of cultuurmakers in that year, and what came back."""
    money = (AllocationKind.PAYMENT, AllocationKind.REFUND, AllocationKind.RETURN)
    rows = Allocation.objects.filter(purchase__isnull=False, kind__in=money, transaction__booked_on__year=year)
    rows = rows.select_related("purchase__partner").order_by("allocated_on", "pk")
    return rows.prefetch_related("purchase__partner__addresses", "purchase__partner__role_assignments")


def total(rows: Iterable[Payee]) -> int:
    return sum(row.cents for row in rows)


def _payee(purchase: PurchaseInvoice, day: date, *, has_vat: bool) -> Payee:
    partner = purchase.partner
    is_reported, why = _reported(partner, has_vat=has_vat)
    return Payee(partner, 0, 0, day, is_reported, why, _remark(partner) if is_reported else "")


def _reported(partner: Partner, *, has_vat: bool) -> tuple[bool, str]:
    if not partner.is_person:
        return False, "Een organisatie, geen natuurlijk persoon."
    if has_vat:
        return False, "Zette btw op de factuur."
    return True, "Natuurlijk persoon, niet in dienst, factuur zonder btw."


def _remark(partner: Partner) -> str:
    """What somebody must look at before it is filed."""
    roles = {each.role for each in partner.role_assignments.all()}
    if PartnerRole.ARTIST in roles:
        return "Artiest: geldt de artiestenregeling, dan hoort dit bedrag daar."
    if PartnerRole.VOLUNTEER in roles:
        return "Ook vrijwilliger: een vergoeding binnen de vrijwilligersregeling telt niet mee."
    return "" if letter_address(partner) else "Het adres ontbreekt."


def _without_vat(cents: int, purchase: PurchaseInvoice) -> int:
    """The part of a payment that is not btw, to the cent."""
    return (
        cents
        if purchase.gross_cents == purchase.net_cents
        else round(cents * purchase.net_cents / purchase.gross_cents)
    )
