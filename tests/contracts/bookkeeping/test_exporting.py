"""Each invoice leaves once per target; the journal balances and goes to the accounts that the rules say."""

import csv
import io
import zipfile
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from contracts.domain import documents
from contracts.domain.billing.lines import NewLine
from contracts.domain.bookkeeping import exporting, packing
from contracts.domain.bookkeeping.columns import COLUMNS, USUAL
from contracts.domain.bookkeeping.journal import of_invoice, transactions
from contracts.domain.bookkeeping.ledger import Ledger
from contracts.enums import ExportTarget, OrderStatus
from contracts.models import EInvoice, ExportBatch, ExportItem, Invoice, LedgerAccount, LedgerRule
from fluxus.db import violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.bookkeeping import make_batch
from tests.factories.contracts import DAY, make_credit, make_draft_invoice, make_invoice, make_typed_invoice
from tests.factories.network import make_teacher

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
JANUARY = date(2026, 1, 1)


def take(by: Any, target: str = ExportTarget.JOURNAL, token: UUID | None = None, **changes: Any) -> ExportBatch:
    asked: dict[str, Any] = {"from_on": JANUARY, "until_on": DAY, "columns": USUAL, **changes}
    return exporting.make(target=target, request_token=token or uuid4(), by=by, at=NOW, **asked)


def rows(batch: ExportBatch) -> list[dict[str, str]]:
    assert batch.document is not None
    text = documents.read(batch.document).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def cents(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100)


def mixed(by: Any) -> Invoice:
    """A service at 21% and a performance at 9%."""
    lines = [
        NewLine("Techniek", 10000, product="service"),
        NewLine("Kaartjes", 5033, product="admission"),
    ]
    return make_typed_invoice(by, lines)


def test_each_invoice_leaves_once_per_target(cast: Cast, archive: Path) -> None:
    first = make_invoice(cast.finance)
    batch = take(cast.finance)
    assert [item.invoice for item in batch.items.all()] == [first]
    with pytest.raises(Refusal, match="niets dat nog niet"):
        take(cast.finance)
    second = make_invoice(cast.finance)
    assert [item.invoice for item in take(cast.finance).items.all()] == [second]
    assert take(cast.finance, ExportTarget.XAF).items.count() == 2


def test_same_form_sent_twice_is_one_batch(cast: Cast, archive: Path) -> None:
    make_invoice(cast.finance)
    token = uuid4()
    assert take(cast.finance, token=token) == take(cast.finance, token=token)
    assert ExportBatch.objects.count() == 1


def test_journal_balances_per_invoice_with_credit_notes_the_other_way(cast: Cast, archive: Path) -> None:
    whole = mixed(cast.finance)
    note = make_credit(cast.finance, whole, amounts={whole.lines.get(position=1).pk: 2500})
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    found = rows(take(cast.finance))
    for row in found:
        sums[row["factuurnummer"]][0] += cents(row["debet"])
        sums[row["factuurnummer"]][1] += cents(row["credit"])
    assert sums == {
        str(whole.number): [whole.gross_cents, whole.gross_cents],
        str(note.number): [note.gross_cents, note.gross_cents],
    }
    by_account = {(row["factuurnummer"], row["RGS-code"]): (row["debet"], row["credit"]) for row in found}
    assert by_account[str(whole.number), "WOmzNodOdh"] == ("0,00", "100,00")
    assert by_account[str(whole.number), "WOmzNodOdl"] == ("0,00", "50,33")
    assert by_account[str(whole.number), "BSchBtwAtdOla"] == ("0,00", "21,00")
    assert by_account[str(whole.number), "BSchBtwAtdOlv"] == ("0,00", "4,53")
    assert by_account[str(note.number), "WOmzNodOdh"] == ("25,00", "0,00")
    assert by_account[str(note.number), "BVorDebHad"] == ("0,00", "30,25")


def test_any_mix_of_lines_and_credits_balances(cast: Cast) -> None:
    """Discounts, odd cents, three rates and credit notes for parts of lines."""
    random, products = Random(6), ("service", "admission", "youth_lesson", "adult_lesson", "room")
    for _ in range(12):
        lines = [
            NewLine(
                "Iets",
                random.randint(1, 99_999),
                product=random.choice(products),
                quantity=Decimal(random.randint(1, 400)) / 100,
                unit="hour",
            )
            for _ in range(random.randint(1, 8))
        ]
        invoice = make_typed_invoice(cast.finance, lines)
        parts = {line.pk: random.randint(0, line.net_cents) for line in invoice.lines.all()}
        if any(parts.values()):
            make_credit(cast.finance, invoice, amounts=parts)
    ledger = Ledger.load()
    whole = list(transactions(Invoice.objects.issued(), ledger))
    assert len(whole) > 12
    assert [str(each.invoice) for each in whole if not each.is_balanced] == []
    assert ledger.missing == set()
    owed = sum(entry.cents for each in whole for entry in each.entries if entry.account.rgs == "BVorDebHad")
    assert owed == sum(
        -each.gross_cents if each.kind == "credit" else each.gross_cents for each in Invoice.objects.issued()
    )


def test_rent_goes_to_rent_with_its_house_as_cost_centre(cast: Cast, archive: Path) -> None:
    make_invoice(cast.finance)
    rent = next(row for row in rows(take(cast.finance)) if row["RGS-code"] == "WOvbHuoHuo")
    assert (rent["kostenplaats"], rent["credit"], rent["btw-code"]) == ("De Fabriek", "29,00", "E")


def test_rule_that_says_most_wins(cast: Cast) -> None:
    invoice = make_invoice(cast.finance)
    line = invoice.lines.select_related("booking__room").get()
    assert line.booking is not None
    own = LedgerAccount.objects.create(code="8208011", name="Huur van De Fabriek")
    LedgerRule.objects.create(product="room", building_id=line.booking.room.building_id, account=own)
    entries = of_invoice(invoice, Ledger.load()).entries
    assert [entry.account for entry in entries if entry.building] == [own]


def test_what_has_no_account_is_said_before_and_never_guessed(cast: Cast) -> None:
    mixed(cast.finance)
    LedgerRule.objects.filter(product="admission").delete()
    LedgerRule.objects.filter(product="", vat_percent=9).delete()
    preview = exporting.preview(ExportTarget.JOURNAL, from_on=JANUARY, until_on=DAY)
    assert preview.missing == ["de btw zelf (btw 9%)", "voorstelling of concert (btw 9%)"]
    assert not preview.can_be_made
    with pytest.raises(Refusal, match="nog geen rekening voor: de btw zelf"):
        take(cast.finance)
    assert not ExportBatch.objects.exists()


def test_preview_counts_credit_notes_down_and_what_was_taken(cast: Cast, archive: Path) -> None:
    make_invoice(cast.finance)
    take(cast.finance)
    second = make_invoice(cast.finance)
    make_credit(cast.finance, second)
    make_draft_invoice(cast.finance)
    preview = exporting.preview(ExportTarget.JOURNAL, from_on=JANUARY, until_on=DAY)
    assert (preview.count, preview.gross_cents, preview.taken, preview.unready) == (2, 0, 1, 0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"from_on": date(2026, 11, 24), "until_on": date(2026, 11, 23)}, "ligt voor de eerste"),
        ({"until_on": date(2026, 11, 24)}, "tot en met vandaag"),
        ({"columns": []}, "minstens één kolom"),
        ({"columns": ["number", "wachtwoord"]}, "minstens één kolom"),
        ({"columns": ["number", "account", "debit"]}, "Zonder rekening en bedrag"),
        ({"target": ExportTarget.XAF, "from_on": date(2025, 12, 1)}, "één kalenderjaar"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, changes: dict[str, Any], sentence: str) -> None:
    make_invoice(cast.finance)
    with pytest.raises(Refusal, match=sentence):
        take(cast.finance, **changes)


def test_chosen_columns_come_in_the_order_of_the_house(cast: Cast, archive: Path) -> None:
    make_invoice(cast.finance)
    batch = take(cast.finance, columns=["amount", "account", "number"])
    assert list(rows(batch)[0]) == [COLUMNS[name].label for name in ("number", "account", "amount")]
    assert sum(cents(row["bedrag"]) for row in rows(batch)) == 0


def test_name_that_looks_like_a_formula_stays_a_name(cast: Cast, archive: Path) -> None:
    evil = make_teacher()
    evil.name = "=1+1"
    evil.save()
    make_invoice(cast.finance, partner=evil)
    assert {row["relatie"] for row in rows(take(cast.finance))} == {"'=1+1"}


def put_papers(invoice: Invoice) -> None:
    """The PDF and the e-invoice are in the archive."""
    pdf = documents.store(f"pdf {invoice.pk}".encode(), filename="f.pdf", renderer="proef")
    xml = documents.store(
        f"xml {invoice.pk}".encode(), filename="f.xml", renderer="proef", media_type="application/xml"
    )
    order = invoice.document_order
    order.status, order.document, order.finished_at = OrderStatus.READY, pdf, NOW
    order.save()
    EInvoice.objects.update_or_create(
        invoice=invoice, defaults={"profile": "nlcius", "document": xml, "reason": "", "errors": []}
    )


def test_zip_holds_pdf_and_e_invoice_of_what_is_ready(cast: Cast, archive: Path) -> None:
    ready, unready = make_invoice(cast.finance), make_invoice(cast.finance)
    put_papers(ready)
    preview = exporting.preview(ExportTarget.DOCUMENTS, from_on=JANUARY, until_on=DAY)
    assert (preview.count, preview.unready) == (1, 1)
    batch = take(cast.finance, ExportTarget.DOCUMENTS)
    content = io.BytesIO(b"".join(packing.packed(batch, at=NOW)))
    with zipfile.ZipFile(content) as book:
        assert book.namelist() == [f"{ready.number}.pdf", f"{ready.number}.xml"]
        assert book.read(f"{ready.number}.xml") == f"xml {ready.pk}".encode()
    put_papers(unready)
    assert [item.invoice for item in take(cast.finance, ExportTarget.DOCUMENTS).items.all()] == [unready]


def test_lost_file_becomes_a_note_in_the_zip(cast: Cast, archive: Path) -> None:
    invoice = make_invoice(cast.finance)
    put_papers(invoice)
    batch = take(cast.finance, ExportTarget.DOCUMENTS)
    for file in (archive / "documents").rglob("*"):
        if file.is_file():
            file.unlink()
    with zipfile.ZipFile(io.BytesIO(b"".join(packing.packed(batch, at=NOW)))) as book:
        assert book.namelist() == [f"{invoice.number}.pdf-ONTBREEKT.txt", f"{invoice.number}.xml-ONTBREEKT.txt"]


def twice_in_a_target(cast: Cast) -> None:
    invoice = make_invoice(cast.finance)
    for _ in range(2):
        make_batch(cast.finance, invoice)


def a_draft(cast: Cast) -> None:
    make_batch(cast.finance, make_draft_invoice(cast.finance))


def another_target(cast: Cast) -> None:
    invoice, batch = make_invoice(cast.finance), make_batch(cast.finance)
    ExportItem.objects.create(batch=batch, target=ExportTarget.XAF, invoice=invoice)


def outside_its_days(cast: Cast) -> None:
    make_batch(cast.finance, make_invoice(cast.finance), until_on=date(2026, 11, 22))


def reversed_days(cast: Cast) -> None:
    make_batch(cast.finance, from_on=date(2026, 11, 24))


def changed(cast: Cast) -> None:
    make_batch(cast.finance)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contracts_exportbatch SET target = 'xaf'")


def taken_back(cast: Cast) -> None:
    make_batch(cast.finance, make_invoice(cast.finance))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM contracts_exportitem")


def same_rule(cast: Cast) -> None:
    LedgerRule.objects.create(product="room", account=LedgerAccount.objects.all()[0])


def same_account(cast: Cast) -> None:
    LedgerAccount.objects.create(code="1101010", name="Debiteuren")


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("contracts_exported_once", twice_in_a_target),
        ("contracts_export_fits", a_draft),
        ("contracts_export_fits", another_target),
        ("contracts_export_fits", outside_its_days),
        ("contracts_export_ends_after_start", reversed_days),
        ("contracts_export_is_final", changed),
        ("contracts_export_item_is_final", taken_back),
        ("contracts_ledger_rule_once", same_rule),
        ("contracts_ledgeraccount_code_key", same_account),
    ],
)
def test_database_refuses_what_cannot_be(cast: Cast, name: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act(cast)
    assert name in violation(error.value)


def test_batch_is_made_by_someone(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_batch(cast.finance, made_by=None)


def test_just_after_midnight_here_today_is_not_to_come(cast: Cast) -> None:
    half_past_midnight = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    with pytest.raises(Refusal) as caught:
        exporting.make(
            target=ExportTarget.JOURNAL, request_token=uuid4(), by=cast.finance, at=half_past_midnight,
            from_on=date(2026, 11, 24), until_on=date(2026, 11, 24), columns=USUAL,
        )  # fmt: skip
    assert caught.value.code == "nothing"
