"""A file of the bank is read once, whatever overlaps with what was read before."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from contracts.domain.documents import read as read_document
from contracts.domain.settling.importing import Imported, import_file
from contracts.management.demo_camt import Line, statement
from contracts.models import BankFile, BankStatement, BankTransaction, Document
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import OUR_IBAN

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
pytestmark = pytest.mark.usefixtures("archive")


def take_in(content: bytes, cast: Cast) -> Imported:
    make_house()
    return import_file(content=content, filename="afschrift.xml", by=cast.finance, at=timezone.now())


def file(*lines: Line, identification: str = "A1", copies: int = 1, opening_cents: int = 0) -> bytes:
    return statement(lines, account=OUR_IBAN, identification=identification, copies=copies, opening_cents=opening_cents)


def test_import_keeps_every_fact_and_the_file_itself(cast: Cast) -> None:
    content = file(
        Line(2900, MONDAY, "J. de Vries", "NL91ABNA0417164300", "huur", "RF32202600001", "E1"),
        Line(-1000, TUESDAY, "K. Smit", "NL91ABNA0417164300", "terug", return_code="AM04"),
        opening_cents=50_000,
    )
    done = take_in(content, cast)
    assert (done.is_new, len(done.made), done.known, done.waiting, done.gaps) == (True, 2, 0, 0, ())
    assert read_document(done.file.document) == content
    first, second = BankTransaction.objects.order_by("position")
    assert (first.amount_cents, first.counter_name, first.counter_iban, first.remittance) == (
        2900,
        "J. de Vries",
        "NL91ABNA0417164300",
        "huur",
    )
    assert (first.reference, first.end_to_end, first.booked_on, first.return_code) == (
        "RF32202600001",
        "E1",
        MONDAY,
        "",
    )
    assert (second.amount_cents, second.return_code, second.counter_name) == (-1000, "AM04", "K. Smit")
    kept = BankStatement.objects.get()
    assert (kept.opening_cents, kept.closing_cents, kept.from_on, kept.until_on) == (50_000, 51_900, MONDAY, TUESDAY)


def test_import_of_the_same_bytes_again_changes_nothing(cast: Cast) -> None:
    content = file(Line(2900, MONDAY))
    take_in(content, cast)
    again = take_in(content, cast)
    assert (again.is_new, again.made, again.known) == (False, [], 1)
    assert (
        BankFile.objects.count(),
        BankTransaction.objects.count(),
        Document.objects.filter(renderer="bank").count(),
    ) == (
        1,
        1,
        1,
    )


def test_import_of_files_that_overlap_adds_only_what_is_new(cast: Cast) -> None:
    first, second, third = Line(2900, MONDAY, "A"), Line(2900, MONDAY, "B"), Line(2900, TUESDAY, "A")
    take_in(file(first, second), cast)
    done = take_in(file(second, third, identification="A2"), cast)
    assert ([row.booked_on for row in done.made], done.known) == ([TUESDAY], 1)
    assert BankTransaction.objects.count() == 3


def test_import_of_a_statement_that_grew_adds_the_rest_under_its_name(cast: Cast) -> None:
    take_in(file(Line(100, MONDAY)), cast)
    done = take_in(file(Line(100, MONDAY), Line(200, MONDAY)), cast)
    assert [row.amount_cents for row in done.made] == [200]
    assert sorted(BankStatement.objects.values_list("identification", flat=True)) == [
        "A1",
        f"A1 ({done.file.sha256[:8]}-1)",
    ]


def test_import_keeps_payments_that_look_the_same_apart(cast: Cast) -> None:
    """Twice € 29 of the same person on one day, and the file of tomorrow that has both again."""
    same = Line(2900, MONDAY, "A", text="huur")
    assert len(take_in(file(same, same), cast).made) == 2
    assert take_in(file(same, same, Line(1, TUESDAY), identification="A2"), cast).known == 2
    assert BankTransaction.objects.count() == 3


def test_import_knows_a_payment_by_the_reference_of_the_bank(cast: Cast) -> None:
    """Another version of the file may say other words."""
    take_in(file(Line(2900, MONDAY, "A", text="huur", servicer="S1")), cast)
    done = take_in(file(Line(2900, MONDAY, "A.", text="huur november", servicer="S1"), identification="A2"), cast)
    assert (done.made, done.known) == ([], 1)


def test_import_tells_equal_payments_in_two_files_apart_by_the_reference_of_the_bank(cast: Cast) -> None:
    take_in(file(Line(2900, MONDAY, "A", text="huur", servicer="S1")), cast)
    done = take_in(file(Line(2900, MONDAY, "A", text="huur", servicer="S2"), identification="A2"), cast)
    assert (len(done.made), done.known) == (1, 0)


def test_import_of_a_copy_in_the_same_file_counts_once(cast: Cast) -> None:
    assert len(take_in(file(Line(2900, MONDAY), copies=2), cast).made) == 1


def test_import_leaves_out_what_is_not_booked_and_says_so(cast: Cast) -> None:
    content = file(Line(2900, MONDAY), Line(100, MONDAY)).replace(b"BOOK", b"PDNG", 1)
    done = take_in(content, cast)
    assert ([row.amount_cents for row in done.made], done.waiting) == ([100], 1)
    assert done.gaps == ("In afschrift A1 sluiten de saldo’s niet aan op de boekingen.",)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (OUR_IBAN, "NL91ABNA0417164300", "foreign"),
        ("camt.053.001.08", "camt.052.001.08", "kind"),
        ("camt.053.001.08", "camt.054.001.08", "kind"),
        ('Ccy="EUR"', 'Ccy="USD"', "currency"),
        ("<BookgDt><Dt>2026-11-23</Dt></BookgDt>", "", "damaged"),
        ("urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", "urn:bank:mt940", "kind"),
    ],
)
def test_import_refuses_what_is_no_statement_of_ours(cast: Cast, old: str, new: str, code: str) -> None:
    content = file(Line(2900, MONDAY)).decode().replace(old, new).encode()
    with pytest.raises(Refusal) as refused:
        take_in(content, cast)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert not BankFile.objects.exists()


def test_import_refused_leaves_no_document(cast: Cast, archive: Path) -> None:
    with pytest.raises(Refusal):
        take_in(b"geen xml", cast)
    assert list(archive.rglob("*")) == []
