"""The PDF of an agreement: long names, one date and sixty, annexes, and the places to sign."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from contracts.domain.drawing_up import drafting
from contracts.domain.drawing_up.drafting import Appointment
from contracts.domain.drawing_up.issuing import issue
from contracts.domain.printing import printable
from contracts.models import Agreement
from fluxus import pdf
from fluxus.pades.fields import BOX, anchors
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.contracts import DAY, make_house, make_teacher

pytestmark = pytest.mark.django_db
LONG = "Maximiliaan-Alexander van der Zaanstreek-Waterland tot Noord"
A4 = (595.28, 841.89)


def agreed(cast: Cast, *, dates: int, **terms: Any) -> Agreement:
    """An agreement about so many evenings, with somebody whose name fills sixty characters."""
    make_house()
    partner = make_teacher()
    partner.name = LONG
    partner.save()
    start = datetime(2026, 12, 1, 19)
    evenings = [Period(start, start + timedelta(hours=2)).moved(timedelta(days=number)) for number in range(dates)]
    rows = [Appointment(each, "Workshop", "De Fabriek, Westzijde 148, Zaandam", 10000) for each in evenings]
    draft = drafting.by_hand(partner=partner, lines=rows, subject="Workshops", by=cast.bureau, today=DAY, **terms)
    return issue(agreement=draft, by=cast.bureau, today=DAY)


def rendered(agreement: Agreement) -> bytes:
    page = printable(agreement)
    return pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)


def texts(content: bytes) -> list[str]:
    """What stands on each page, on one line."""
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(pages[number].get_textpage().get_text_range().split()) for number in range(len(pages))]


@pytest.mark.parametrize("dates", [1, 60])
def test_one_date_and_sixty_stand_in_full(dates: int, cast: Cast) -> None:
    pages = texts(rendered(agreed(cast, dates=dates)))
    whole = " ".join(pages)
    assert whole.count("19:00–21:00") == dates
    assert "di 1 dec 2026" in pages[0]
    assert pages[-1].startswith("Bijlage 1 Gedragscode")
    assert f"FluXus · Overeenkomst van opdracht OVO-2026-0001 · {LONG}" in pages[-1]
    assert pages[0].endswith(f"pagina 1 van {len(pages)}")


def test_the_places_to_sign_are_on_one_page_and_inside_it(cast: Cast) -> None:
    found = anchors(PdfFileReader(BytesIO(rendered(agreed(cast, dates=1)))))
    assert found.keys() == {"teken-huis", "teken-wederpartij"}
    (page, house), (other_page, other) = found["teken-huis"], found["teken-wederpartij"]
    assert page == other_page
    for left, bottom, right, top in (house, other):
        assert 0 < left < right <= A4[0] - 15
        assert 40 < bottom < top < A4[1]
        assert (round(right - left), round(top - bottom)) == (round(BOX[0]), round(BOX[1]))
    assert house[2] < other[0]
    assert house[1] == pytest.approx(other[1])


def test_travel_special_terms_and_pay_are_printed(cast: Cast) -> None:
    agreement = agreed(cast, dates=1, travel_cents=1860, remarks="Sleutel bij de balie.\nEerst bellen.")
    whole = " ".join(texts(rendered(agreement)))
    assert "Reiskosten, zonder btw € 18,60" in whole
    assert "Bijzondere afspraken Sleutel bij de balie. Eerst bellen." in whole


def test_the_same_agreement_gives_the_same_bytes(cast: Cast) -> None:
    agreement = agreed(cast, dates=1)
    assert rendered(agreement) == rendered(agreement)
