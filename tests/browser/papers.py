"""An agreement and an invoice as somebody at a desk makes them, up to the PDF that anybody can read."""

import io
import re
from collections.abc import Sequence
from datetime import timedelta

import pypdf
from playwright.sync_api import Page, expect

from fluxus.periods import today


def pdf_behind(page: Page) -> tuple[int, str]:
    """Number of pages and text of the PDF that the button opens."""
    button = page.get_by_role("link", name="PDF openen")
    expect(button).to_be_visible(timeout=40_000)
    answer = page.request.get(button.get_attribute("href") or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    reader = pypdf.PdfReader(io.BytesIO(answer.body()))
    return len(reader.pages), "\n".join(sheet.extract_text() for sheet in reader.pages)


def agree(page: Page, parts: Sequence[str]) -> str:
    """What is planned becomes a draft, a proof that it lacks, a PDF with `parts` in it, and a letter; gives the number."""
    page.get_by_role("link", name="Overeenkomst opstellen").click()
    make = page.get_by_role("button", name="Concept maken")
    expect(make).to_be_visible()
    for box in page.locator("form input[type=checkbox]").all():
        box.check()
    make.click()
    expect(page.get_by_text("Concept, nog zonder nummer")).to_be_visible()
    draft = page.url
    expect(page.get_by_role("button", name="Opstellen")).to_be_disabled()
    page.get_by_role("link", name="De VOG ontbreekt.").click()
    hand_in_vog(page)
    page.goto(draft)
    page.get_by_role("button", name="Opstellen").click()
    number = read_agreement(page, parts)
    page.get_by_role("button", name="Versturen om te tekenen").click()
    expect(page.get_by_text("is aan de beurt om te tekenen")).to_be_visible()
    return number


def read_agreement(page: Page, parts: Sequence[str]) -> str:
    """A proper document, its annex at the end; gives the number."""
    pages, text = pdf_behind(page)
    number = re.search(r"OVO-\d{4}-\d{4}", text)
    assert number is not None
    for part in (*parts, "Afspraken", "Handtekeningen", "Bijlage 1", f"pagina {pages} van {pages}"):
        assert part.lower() in " ".join(text.split()).lower(), part
    return number.group(0)


def hand_in_vog(page: Page) -> None:
    """It came on paper: scanned for the partner, and looked at."""
    shelf = page.locator("#vog")
    shelf.get_by_text("Zelf inleveren voor deze partner").click()
    shelf.get_by_label("Bestand").set_input_files({"name": "vog.pdf", "mimeType": "application/pdf", "buffer": scan()})
    shelf.get_by_label("Afgegeven op").fill(f"{today() - timedelta(days=20):%Y-%m-%d}")
    shelf.get_by_role("button", name="Inleveren").click()
    page.get_by_label("Geldig tot en met").fill(f"{today() + timedelta(days=700):%Y-%m-%d}")
    page.get_by_label("Screeningsprofiel").fill("84 Belast zijn met de zorg voor minderjarigen")
    page.get_by_role("button", name="In orde").click()
    expect(page.get_by_text(re.compile("^Het bewijs van .* is in orde"))).to_be_visible()


def scan() -> bytes:
    """A sheet of paper."""
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(content)
    return content.getvalue()


def bill(page: Page, booking: str, maker: str) -> str:
    """Invoice of the booking with its payment QR; gives the number."""
    page.goto(booking)
    page.get_by_role("button", name="Factuur maken").click()
    page.get_by_role("button", name="Factuur uitgeven").click()
    pages, text = pdf_behind(page)
    number = re.search(r"\b\d{4}-\d{5}\b", text)
    assert number is not None
    assert pages == 1
    assert maker in text
    return number.group(0)
