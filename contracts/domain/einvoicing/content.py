"""What an e-invoice says, read from the frozen snapshot of an invoice; nothing live comes in here."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from contracts.domain.snapshots import Snapshot
from contracts.enums import EInvoiceProfile, InvoiceKind, VatChoice

FIRST_SCHEMA = 2
"""Older snapshots know neither a quantity nor the number of the buyer."""


@dataclass(frozen=True)
class Party:
    """Seller or buyer. An OIN goes before a KvK-nummer: government bodies are found by it.

    `creditor_id` is the number under which the seller collects by direct debit.
    """

    name: str
    trade_name: str
    street: str
    postcode: str
    city: str
    kvk: str
    oin: str
    btw: str
    email: str
    phone: str
    creditor_id: str = ""

    @property
    def official_number(self) -> tuple[str, str]:
        """The number of the legal entity and its scheme in ISO 6523: 0190 is OIN, 0106 is KvK."""
        return (self.oin, "0190") if self.oin else (self.kvk, "0106")


@dataclass(frozen=True)
class Line:
    """One line. `net_cents` is what counts; the price a unit follows from it where cents do not divide evenly."""

    name: str
    note: str
    quantity: Decimal
    unit: str
    unit_price_cents: int
    discount_cents: int
    discount_reason: str
    net_cents: int
    category: str
    percent: Decimal
    delivered_from_on: str
    delivered_until_on: str

    @property
    def before_discount_cents(self) -> int:
        return self.net_cents + self.discount_cents


@dataclass(frozen=True)
class VatTotal:
    """Btw of one category and rate, with why there is none."""

    category: str
    percent: Decimal
    net_cents: int
    vat_cents: int
    reason: str


@dataclass(frozen=True)
class Content:
    """All of one e-invoice. Days are ISO texts, '' where there is none."""

    profile: EInvoiceProfile
    kind: InvoiceKind
    number: str
    issued_on: str
    due_on: str
    credits_number: str
    note: str
    buyer_reference: str
    order_reference: str
    period: tuple[str, str] | None
    seller: Party
    buyer: Party
    iban: str
    payment_reference: str
    payment_days: int
    mandate_reference: str
    lines: list[Line]
    vat_totals: list[VatTotal]
    lines_cents: int
    net_cents: int
    vat_cents: int
    gross_cents: int

    @property
    def is_credit(self) -> bool:
        return self.kind == InvoiceKind.CREDIT

    @property
    def names_btw_ids(self) -> bool:
        """Outside the btw no btw-id may stand on the e-invoice, ours nor the buyer's (BR-O-02)."""
        return all(line.category != VatChoice.OUTSIDE_SCOPE for line in self.lines)


def read(snapshot: Snapshot) -> Content:
    """The e-invoice of a snapshot. KeyError when something is missing that every snapshot of this schema has."""
    lines = [_line(each) for each in snapshot["lines"]]
    credited = snapshot["credits"]
    return Content(
        profile=EInvoiceProfile(snapshot["buyer"]["einvoice_profile"]),
        kind=InvoiceKind(snapshot["kind"]),
        number=snapshot["number"],
        issued_on=snapshot["issued_on"],
        due_on=snapshot["due_on"],
        credits_number=credited["number"] if credited else "",
        note=_joined(snapshot["subject"], snapshot["credit_reason"], snapshot["note"]),
        buyer_reference=_buyer_reference(snapshot),
        order_reference=snapshot["order_reference"],
        period=_period(snapshot["period"], lines),
        seller=_party(snapshot["seller"], legal_name=snapshot["seller"]["legal_name"]),
        buyer=_party(snapshot["buyer"], legal_name=snapshot["buyer"]["name"]),
        iban=snapshot["seller"]["iban"],
        payment_reference=snapshot["payment_reference"],
        payment_days=snapshot["payment_days"],
        mandate_reference=snapshot["mandate_reference"],
        lines=lines,
        vat_totals=[_vat_total(each, snapshot["lines"]) for each in snapshot["vat"]],
        lines_cents=sum(line.net_cents for line in lines),
        net_cents=snapshot["net_cents"],
        vat_cents=snapshot["vat_cents"],
        gross_cents=snapshot["gross_cents"],
    )


def _party(party: Snapshot, *, legal_name: str) -> Party:
    return Party(
        name=legal_name,
        trade_name=party.get("trade_name", "") or (party["name"] if party["name"] != legal_name else ""),
        street=party["street"],
        postcode=party["postcode"],
        city=party["city"],
        kvk=party["kvk"],
        oin=party.get("oin", ""),
        btw=party["btw"],
        email=party["email"],
        phone=party["phone"],
        creditor_id=party.get("creditor_id", ""),
    )


def _line(line: Snapshot) -> Line:
    return Line(
        name=line["description"],
        note=line["explanation"],
        quantity=Decimal(line["quantity"]),
        unit=line["unit"],
        unit_price_cents=line["unit_price_cents"],
        discount_cents=line["discount_cents"],
        discount_reason=line["discount_reason"],
        net_cents=line["net_cents"],
        category=line["vat_category"],
        percent=Decimal(line["vat_percent"]),
        delivered_from_on=line.get("delivered_from_on") or "",
        delivered_until_on=line.get("delivered_until_on") or "",
    )


def _vat_total(total: Snapshot, lines: list[Snapshot]) -> VatTotal:
    key = (total["category"], Decimal(total["percent"]))
    return VatTotal(*key, total["net_cents"], total["vat_cents"], _reasons(lines)[key])


def _reasons(lines: list[Snapshot]) -> dict[tuple[str, Decimal], str]:
    """Why there is no btw, per category and rate: every reason once, in the order of the lines."""
    found: dict[tuple[str, Decimal], dict[str, None]] = defaultdict(dict)
    for line in lines:
        if line["vat_reason"]:
            found[line["vat_category"], Decimal(line["vat_percent"])][line["vat_reason"]] = None
    return defaultdict(str, {key: " ".join(reasons) for key, reasons in found.items()})


def _period(stated: Snapshot | None, lines: list[Line]) -> tuple[str, str] | None:
    """From the first day that is billed until the last one: every line falls within it (PEPPOL-EN16931-R110, R111)."""
    days = [day for line in lines for day in (line.delivered_from_on, line.delivered_until_on)]
    days += [stated["from_on"], stated["until_on"]] if stated else []
    known = sorted(day for day in days if day)
    return (known[0], known[-1]) if known else None


def _buyer_reference(snapshot: Snapshot) -> str:
    """What the buyer knows the invoice by. A reference of his or a bestelnummer has to be there (BR-NL-2,
    PEPPOL-EN16931-R003); who gave us none finds the subject, and at the least our own number."""
    if snapshot["buyer_reference"] or snapshot["order_reference"]:
        return str(snapshot["buyer_reference"])
    return str(snapshot["subject"] or snapshot["number"])


def _joined(*sentences: str) -> str:
    return " – ".join(sentence for sentence in sentences if sentence)
