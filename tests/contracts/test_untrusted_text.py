"""Clauses, names, notes and places come from people: none of them makes the PDF engine fetch anything or run anything."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from contracts.domain.drawing_up import drafting
from contracts.domain.drawing_up.drafting import Appointment
from contracts.domain.drawing_up.issuing import issue
from contracts.domain.printing import printable
from contracts.domain.texts.editions import fingerprint_of_text
from contracts.enums import TextStatus
from contracts.models import Agreement, AgreementTemplate, Clause, ClauseVersion, TemplateClause, TemplateVersion
from fluxus import pdf
from fluxus.pdf import ForbiddenAddress
from fluxus.periods import Period
from tests.cast import Cast
from tests.factories.contracts import DAY, make_house, make_teacher

pytestmark = pytest.mark.django_db
EVENING = Period(datetime(2026, 12, 5, 19), datetime(2026, 12, 5, 21))


class Listener:
    """A server on this machine that writes down whoever comes by."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.visits: list[bytes] = []
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            with caller:
                caller.settimeout(2)
                self.visits.append(caller.recv(1000))
                caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file of this machine that must not end up in a document."""
    found = tmp_path / "geheim.txt"
    found.write_text("het-geheim-van-deze-machine")
    return found


def traps(address: str) -> list[str]:
    """Ways to make a careless engine go somewhere."""
    return [
        f'<img src="{address}">',
        f'<link rel="stylesheet" href="{address}">',
        f'<link rel="attachment" href="{address}">',
        f"<style>@import url({address}); body {{ background: url({address}) }}</style>",
        f'<object data="{address}"></object><embed src="{address}"><iframe src="{address}"></iframe>',
        f'<svg><image href="{address}"/><use href="{address}#x"/></svg>',
        f'"><img src="{address}" onerror="x">',
        f"{{% include '{address}' %}}",
        "{% debug %}",
        "{% load static %}",
    ]


def poisoned(address: str, cast: Cast) -> Agreement:
    """An agreement with traps in every place where somebody types."""
    trap, every = f"<img src={address}>", "\n".join(traps(address))
    house = make_house()
    house.name, house.signatory_function = trap[:60], trap[:120]
    house.save()
    partner = make_teacher()
    partner.name, partner.trade_name = trap[:60], trap[:60]
    partner.save()
    draft = drafting.by_hand(
        partner=partner,
        lines=[Appointment(EVENING, trap[:160], trap[:240], 100, detail=trap[:240])],
        subject=trap,
        by=cast.bureau,
        today=DAY,
        template_version=template_with(every),
        remarks=every,
    )
    return issue(agreement=draft, by=cast.bureau, today=DAY)


def template_with(text: str) -> TemplateVersion:
    """A published template with this text as preamble, article and annex; words between braces are not in it."""
    plain = text.replace("{", "(").replace("}", ")")
    number = AgreementTemplate.objects.count()
    template = AgreementTemplate.objects.create(name=f"Proef {number}", slug=f"proef-{number}")
    version = TemplateVersion.objects.create(template=template, version=1, title=plain[:160], preamble=plain)
    for position, kind in enumerate(("article", "annex"), start=1):
        clause = Clause.objects.create(slug=f"proef-{number}-{kind}", name="Proef", kind=kind)
        written = ClauseVersion.objects.create(
            clause=clause, version=1, heading=plain[:120], body=plain, sha256=fingerprint_of_text(plain[:120], plain)
        )
        TemplateClause.objects.create(version=version, position=position, clause_version=written)
    TemplateVersion.objects.filter(pk=version.pk).update(
        status=TextStatus.PUBLISHED, published_at=datetime(2026, 1, 1).astimezone()
    )
    return TemplateVersion.objects.get(pk=version.pk)


def written(agreement: Agreement) -> str:
    """The text of its PDF."""
    page = printable(agreement)
    content = pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)
    document = pypdfium2.PdfDocument(content)
    return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))


@pytest.mark.parametrize("place", ["http", "file"])
def test_nothing_is_fetched_from_any_text(place: str, cast: Cast, listener: Listener, secret: Path) -> None:
    address = secret.as_uri() if place == "file" else f"http://127.0.0.1:{listener.port}/x"
    text = written(poisoned(address, cast)).replace("\r\n", "").replace("\n", "")
    assert listener.visits == []
    assert "het-geheim-van-deze-machine" not in text
    for trap in traps(address):
        assert trap[:20] in text


def test_the_listener_does_hear_who_comes_by(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.sendall(b"hallo")
        caller.recv(1)
    assert listener.visits == [b"hallo"]


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file"])
def test_even_html_that_slipped_through_fetches_nothing(scheme: str, listener: Listener, secret: Path) -> None:
    place = secret.as_uri() if scheme == "file" else f"{scheme}://127.0.0.1:{listener.port}/x"
    for html in (
        f'<img src="{place}">',
        f'<link rel="stylesheet" href="{place}">',
        f"<style>@import '{place}'</style>",
    ):
        with pytest.raises(ForbiddenAddress):
            pdf.render_pdf(f"<html><body>{html}</body></html>", identifier=b"x")
    assert listener.visits == []


def test_a_name_with_braces_stays_a_name(cast: Cast) -> None:
    make_house()
    partner = make_teacher()
    partner.name = "Jan {iban} {{ doc.contractor.iban }}"
    partner.save()
    row: Any = Appointment(EVENING, "{honorarium}", "{% now 'Y' %}", 100)
    draft = drafting.by_hand(partner=partner, lines=[row], subject="{nummer}", by=cast.bureau, today=DAY)
    text = written(issue(agreement=draft, by=cast.bureau, today=DAY))
    for said in ("Jan {iban} {{ doc.contractor.iban }}", "{honorarium}", "{% now 'Y' %}", "{nummer}"):
        assert said in text.replace("\r\n", " ")
