"""The PDFs of agreements and invoices: PDF/A-3a with their data inside, proper pages, within their budget."""

import hashlib
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from contracts.domain import documents
from contracts.models import Agreement, Invoice
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_invoice
from tests.factories.network import make_teacher

NASTY = "<img src=http://127.0.0.1:9> {iban} & Co"


@pytest.fixture
def archive(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def file_of(subject: Agreement | Invoice) -> bytes:
    document = documents.make(document_order_id=subject.document_order.pk)
    assert document is not None
    return documents.read(document)


def pages_of(content: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_an_agreement_has_proper_pages(cast: Cast, archive: None) -> None:
    """Five for what is agreed about eight visits, and the gedragscode on one of its own after the signatures."""
    agreement = make_agreement(cast.bureau, deliveries=8)
    pages = pages_of(file_of(agreement))
    assert len(pages) == 6
    for number, text in enumerate(pages, start=1):
        assert f"pagina {number} van 6" in text
        assert "OVO-2026-0001" in text
    everything = " ".join(pages)
    for expected in (
        "Stichting FluXus",
        agreement.partner.name,
        "di 1 dec 2026",
        "€ 1.000,00",
        "Geschillen en slot",
        "Handtekeningen",
        agreement.data_hash,
    ):
        assert expected in everything
    assert "Handtekeningen" in pages[4]
    assert "Bijlage 1 Gedragscode" in pages[5]


def test_an_invoice_has_what_the_law_asks(cast: Cast, archive: None) -> None:
    """Wet OB 1968 art. 35a: date, number, names and addresses, btw-id, what, when, amounts, why no btw."""
    invoice = make_invoice(cast.bureau)
    (text,) = pages_of(file_of(invoice))
    for expected in (
        "2026-00001",
        "23 november 2026",
        "23 december 2026",
        "Stichting FluXus",
        "NL814815066B01",
        "KvK 34814815",
        invoice.partner.name,
        "1506 EK Zaandam",
        "di 1 dec 2026 19:00–21:00",
        "€ 29,00",
        "Vrijgesteld van btw",
        "RF32 2026 0000 1",
        "NL49 FLXS 0148 1506 00",
    ):
        assert expected in text


@pytest.mark.parametrize("make", [make_agreement, make_invoice])
def test_the_data_travels_inside(cast: Cast, archive: None, make: Any) -> None:
    subject = make(cast.bureau)
    with pikepdf.open(BytesIO(file_of(subject))) as file:
        (name,) = file.attachments
        assert hashlib.sha256(file.attachments[name].get_file().read_bytes()).hexdigest() == subject.data_hash
        assert [str(each.AFRelationship) for each in file.Root.AF] == ["/Source"]
        meta = file.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
        assert str(file.Root.Lang) == "nl"
        assert subject.number in meta["dc:title"]


def test_text_of_people_stays_text(cast: Cast, archive: None) -> None:
    agreement = make_agreement(cast.bureau, partner=make_teacher(family_name=NASTY))
    assert NASTY in " ".join(pages_of(file_of(agreement)))


@pytest.mark.parametrize(("make", "budget"), [(make_agreement, 1.0), (make_invoice, 0.3)])
def test_the_budget_in_cpu_time_holds(cast: Cast, archive: None, make: Any, budget: float) -> None:
    """The best of three after a warm-up, in seconds of this process."""
    subject = make(cast.bureau, **({"deliveries": 8} if make is make_agreement else {}))
    file_of(make(cast.bureau))
    page = documents.printable(subject)
    spent = []
    for _ in range(3):
        started = time.process_time()
        documents.pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)
        spent.append(time.process_time() - started)
    assert min(spent) < budget
