"""From a frozen snapshot to the HTML of its document. Live data never comes in here."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string

from contracts.domain.snapshots import Snapshot, canonical, fingerprint, in_fours
from contracts.enums import AgreementKind, InvoiceKind, LineUnit
from contracts.models import Agreement, Invoice, ReminderLetter
from fluxus.pdf import Attachment

DAYS = frozenset(
    {
        "issued_on",
        "due_on",
        "starts_on",
        "ends_on",
        "delivered_on",
        "delivered_from_on",
        "delivered_until_on",
        "from_on",
        "until_on",
    }
)
MOMENTS = frozenset({"start", "end"})
NAMES: dict[str, dict[str, str]] = {
    AgreementKind.OVO: {
        "client": "Opdrachtgever",
        "contractor": "Opdrachtnemer",
        "amount": "Honorarium",
        "detail": "Voor wie",
    },
    AgreementKind.RENTAL: {
        "client": "Verhuurder",
        "contractor": "Huurder",
        "amount": "Huurprijs",
        "detail": "Prijs",
    },
}


UNITS = {LineUnit.HOUR: ("uur", "uur"), LineUnit.PIECE: ("stuk", "stuks"), LineUnit.DAY: ("dag", "dagen")}
MOST_TEXT = 140
INVOICES: dict[str, str] = {
    InvoiceKind.INVOICE: "Factuur",
    InvoiceKind.ADVANCE: "Voorschotfactuur",
    InvoiceKind.DEPOSIT: "Waarborgsom",
    InvoiceKind.CREDIT: "Creditfactuur",
}


@dataclass(frozen=True)
class Printable:
    """Everything the PDF is made from; `identifier` is its hash, which keeps the bytes the same."""

    snapshot: Snapshot
    template: str
    filename: str
    identifier: bytes

    def html(self) -> str:
        doc = spelled_out(with_dates(self.snapshot))
        house = doc.get("client") or doc["seller"]
        context = {"doc": doc, "house": house, "hash": self.identifier.decode(), "qr": payment_qr(self.snapshot)}
        return render_to_string(self.template, context | in_words(self.snapshot))

    @property
    def attachments(self) -> list[Attachment]:
        """The data behind the page travels with it, so that a machine can read and check it."""
        name = self.filename.replace(".pdf", ".json")
        dated_on = date.fromisoformat(self.snapshot["issued_on"])
        what = "De vastgelegde gegevens van dit document"
        return [Attachment(name, canonical(self.snapshot), what, dated_on, relationship="Source")]


def printable(subject: Agreement | Invoice | ReminderLetter | None) -> Printable:
    """What is printed for what is issued or written. ValueError when its snapshot is not what was frozen."""
    if subject is None or subject.snapshot is None:
        raise ValueError("only what is issued can be printed")
    if fingerprint(subject.snapshot) != subject.data_hash:
        raise ValueError("the snapshot is not the one that was frozen")
    template, filename = paper_of(subject)
    return Printable(subject.snapshot, template, filename, identifier=subject.data_hash.encode())


def paper_of(subject: Agreement | Invoice | ReminderLetter) -> tuple[str, str]:
    """The template of a document and the name of its file."""
    if isinstance(subject, ReminderLetter):
        label = subject.snapshot["step_label"].replace(" ", "-")
        return "pdf/reminder.html", f"{label}-{subject.written_on:%Y-%m-%d}-{subject.pk}.pdf"
    if isinstance(subject, Invoice):
        return "pdf/invoice.html", f"{INVOICES[(subject.snapshot or {})['kind']]}-{subject.number}.pdf"
    return "pdf/agreement.html", f"{subject.number}.pdf"


def with_dates(value: Any, key: str = "") -> Any:
    """A copy in which ISO texts are days and moments again."""
    if isinstance(value, dict):
        return {name: with_dates(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [with_dates(each) for each in value]
    if key in DAYS:
        return date.fromisoformat(value) if value else None
    return datetime.fromisoformat(value) if key in MOMENTS else value


def spelled_out(doc: Snapshot) -> Snapshot:
    """With account numbers and the reference in groups of four, and minutes as hours."""
    for party in ("client", "contractor", "seller", "buyer"):
        if party in doc:
            doc[party]["iban_written"] = in_fours(doc[party]["iban"])
    for line in doc.get("lines", []):
        if "unit_price_cents" in line:
            line["amount"] = written_amount(line)
    doc["reference_written"] = in_fours(doc.get("payment_reference", ""))
    return doc


def in_words(snapshot: Snapshot) -> dict[str, Any]:
    """What a document of this kind is called; for an agreement its parties and amount, and the columns of its dates."""
    if snapshot["kind"] != "agreement":
        return {"title": INVOICES.get(snapshot["kind"], ""), "is_credit": snapshot["kind"] == InvoiceKind.CREDIT}
    dates, pay = snapshot["dates"], snapshot["pay"]
    is_rental = snapshot["agreement_kind"] == AgreementKind.RENTAL
    return {
        "names": NAMES[snapshot["agreement_kind"]],
        "is_rental": is_rental,
        "has_where": any(each["where"] for each in dates),
        "has_detail": not is_rental and any(each["detail"] for each in dates),
        "paid_hours": written_hours(pay["paid_minutes"]) if pay else "",
    }


def written_amount(line: Snapshot) -> str:
    """'1,5 uur', '3 stuks' or '1 dag'; the first snapshots of invoices knew hours only."""
    if "quantity" not in line:
        return f"{written_hours(line['minutes'])} uur"
    if line["unit"] == LineUnit.HOUR and line["minutes"]:
        return f"{written_hours(line['minutes'])} uur"
    count = Decimal(line["quantity"])
    one, many = UNITS[line["unit"]]
    return f"{line['quantity'].replace('.', ',')} {one if abs(count) == 1 else many}"


def written_hours(minutes: int) -> str:
    """120 → '2', 90 → '1,5', 100 → '1,67'."""
    return f"{Decimal(minutes) / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def payment_qr(snapshot: Snapshot) -> str:
    """The EPC QR (EPC069-12) of what is to be paid as a data: URI, '' when nothing is."""
    is_to_pay = snapshot["kind"] not in {"agreement", "credit"} and snapshot["gross_cents"] > 0
    if not is_to_pay or snapshot.get("is_collected"):
        return ""
    from segno.helpers import make_epc_qr

    seller = snapshot["seller"]
    code = make_epc_qr(
        name=seller["legal_name"],
        iban=seller["iban"],
        amount=Decimal(snapshot["gross_cents"]) / 100,
        encoding="utf-8",
        **words_of_payment(snapshot),
    )
    return str(code.svg_data_uri(border=0, dark="#0b4636", scale=4))


def words_of_payment(snapshot: Snapshot) -> dict[str, str]:
    """The reference of the invoice, or the numbers of all invoices in a letter: 140 characters of free text at most."""
    if snapshot["payment_reference"]:
        return {"reference": snapshot["payment_reference"]}
    numbers = " ".join(line["number"] for line in snapshot["lines"])
    return {"text": numbers if len(numbers) <= MOST_TEXT else numbers[:MOST_TEXT].rpartition(" ")[0]}
