"""What an issued invoice says, frozen: seller, buyer, lines, btw and how to pay."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contracts.domain.billing.payers import mandate_of, payment_days, profile_of
from contracts.domain.snapshots import Snapshot, house_party, letter_address, partner_party
from contracts.enums import InvoiceKind
from contracts.models import BillingProfile, House, Invoice, InvoiceLine, InvoiceVat, SepaMandate
from network.models import Partner

SCHEMA = 2


@dataclass(frozen=True)
class Terms:
    """What holds for the invoices of one partner: the house, what was noted about billing him, and his mandate."""

    house: House
    profile: BillingProfile
    mandate: SepaMandate | None

    @classmethod
    def of(cls, partner: Partner, house: House) -> "Terms":
        return cls(house, profile_of(partner), mandate_of(partner))

    @classmethod
    def of_many(cls, partners: Iterable[Partner], house: House) -> "dict[int, Terms]":
        """The terms of each of these partners by his key, in two queries."""
        known = {partner.pk: partner for partner in partners}
        profiles = {each.partner_id: each for each in BillingProfile.objects.filter(partner__in=known)}
        mandates = {
            each.partner_id: each for each in SepaMandate.objects.filter(partner__in=known, revoked_at__isnull=True)
        }
        return {
            pk: cls(house, profiles.get(pk) or BillingProfile(partner=partner), mandates.get(pk))
            for pk, partner in known.items()
        }

    @property
    def payment_days(self) -> int:
        return payment_days(self.profile, self.house)


def freeze(invoice: Invoice, *, terms: Terms, lines: list[InvoiceLine], vat_totals: list[InvoiceVat]) -> Snapshot:
    """The snapshot of an invoice that has its number, dates and totals. Days are ISO texts, amounts euro cents."""
    return {
        "schema": SCHEMA,
        **_head(invoice),
        "seller": _seller(terms.house),
        "buyer": _buyer(invoice.partner, terms.profile),
        "lines": [_line(line) for line in lines],
        "vat": [_vat(each) for each in vat_totals],
        "vat_reasons": sorted({line.vat_reason for line in lines if line.vat_reason}),
        "net_cents": invoice.net_cents,
        "vat_cents": invoice.vat_cents,
        "gross_cents": invoice.gross_cents,
        **_payment(invoice, terms),
    }


def _head(invoice: Invoice) -> Snapshot:
    corrected = invoice.credits
    return {
        "kind": invoice.kind,
        "number": invoice.number,
        "issued_on": _iso(invoice.issued_on),
        "due_on": _iso(invoice.due_on),
        "credits": {"number": corrected.number, "issued_on": _iso(corrected.issued_on)} if corrected else None,
        "credit_reason": invoice.credit_reason,
        "subject": invoice.subject,
        "note": invoice.note,
        "buyer_reference": invoice.buyer_reference,
        "order_reference": invoice.order_reference,
        "period": _period(invoice),
    }


def _payment(invoice: Invoice, terms: Terms) -> Snapshot:
    """A credit note is not collected; what there is to give back goes another way."""
    mandate = terms.mandate if invoice.kind != InvoiceKind.CREDIT else None
    return {
        "payment_reference": invoice.payment_reference,
        "payment_days": terms.payment_days,
        "is_collected": mandate is not None,
        "mandate_reference": mandate.reference if mandate else "",
    }


def _seller(house: House) -> Snapshot:
    return house_party(house) | {
        "postcode": house.postcode,
        "city": house.city,
        "creditor_id": house.creditor_id,
    }


def _buyer(partner: Partner, profile: BillingProfile) -> Snapshot:
    address = letter_address(partner)
    return partner_party(partner) | {
        "postcode": address.postcode if address else "",
        "city": address.city if address else "",
        "oin": profile.oin,
        "einvoice_profile": profile.einvoice_profile,
        "buyer_kind": profile.buyer_kind,
    }


def _line(line: InvoiceLine) -> Snapshot:
    return {
        "product": line.product,
        "description": line.description,
        "quantity": plain(line.quantity),
        "unit": line.unit,
        "minutes": line.minutes,
        "unit_price_cents": line.unit_price_cents,
        "discount_cents": line.discount_cents,
        "discount_reason": line.discount_reason,
        "net_cents": line.net_cents,
        "vat_category": line.vat_category,
        "vat_percent": plain(line.vat_percent),
        "vat_reason": line.vat_reason,
        "vat_explanation": line.vat_explanation,
        "explanation": _explanation(line),
        "delivered_from_on": _iso(line.delivered_from_on),
        "delivered_until_on": _iso(line.delivered_until_on),
    }


def _explanation(line: InvoiceLine) -> str:
    """How the price came about: in the words of the supplement, the charge or the booking."""
    if line.supplement:
        return line.supplement.price_explanation
    if line.booking and line.product == "cancellation":
        return line.booking.charge_explanation
    return line.booking.price_explanation if line.booking else ""


def _vat(each: InvoiceVat) -> Snapshot:
    return {
        "category": each.category,
        "percent": plain(each.percent),
        "net_cents": each.net_cents,
        "vat_cents": each.vat_cents,
    }


def _period(invoice: Invoice) -> Snapshot | None:
    if not invoice.period_from_on or not invoice.period_until_on:
        return None
    return {"from_on": _iso(invoice.period_from_on), "until_on": _iso(invoice.period_until_on)}


def plain(value: Any) -> str:
    """'21' or '9.5', never '21.00'."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def _iso(day: Any) -> str:
    """'2026-11-23', '' without a day."""
    return day.isoformat() if day else ""
