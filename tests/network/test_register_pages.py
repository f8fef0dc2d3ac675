"""The page on which a next school register is read and decided."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.domain import school_files, schools
from network.enums import ProposalKind, ProposalStatus
from network.models import Partner, RegisterProposal, SchoolProfile
from tests.cast import Cast
from tests.factories.registers import BRIDGE, OCEAN, OURS, RAINBOW, TODAY, read, shown

PAGE = "/netwerk/scholen/voorstellen/"
UPLOAD, DECIDE = f"{PAGE}inlezen/", f"{PAGE}besluiten/"


@pytest.fixture
def known(db: None) -> None:
    """Three schools from the register of 2024."""
    read(OCEAN, RAINBOW, BRIDGE, year=2024)


def upload(client: Client, *lines: str, name: str = "scholen_2025.csv", **data: Any) -> Any:
    file = SimpleUploadedFile(name, "\n".join(lines).encode(), content_type="text/csv")
    return client.post(UPLOAD, {"file": file, **data})


def test_page_shows_old_and_new_and_takes_over(known: None, as_bureau: Client) -> None:
    answer = upload(as_bureau, OURS, OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    assert answer.status_code == 200
    assert "<del>De Oceaan</del>" in answer.text
    assert "<ins>De Zee</ins>" in answer.text
    now = shown(ProposalKind.RENAMED)
    pk = now.proposal.pk
    data = {"neem": pk, "voorstel": [pk], f"kolom-{pk}": ["name"], f"gezien-{pk}": now.seen}
    answer = as_bureau.post(f"{DECIDE}?soort=renamed", data)
    assert (answer.status_code, answer.url) == (303, f"{PAGE}?soort=renamed")
    assert Partner.objects.filter(name="De Zee").exists()
    assert "al besloten" in as_bureau.post(DECIDE, data, follow=True).text


def test_page_decides_all_of_a_kind(known: None, as_bureau: Client) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW.replace("De Regenboog", "De Bui"), BRIDGE)
    proposals = list(RegisterProposal.objects.values_list("pk", flat=True))
    as_bureau.post(DECIDE, {"laat": "alle", "voorstel": proposals})
    assert set(RegisterProposal.objects.values_list("status", flat=True)) == {ProposalStatus.DISMISSED}


@pytest.mark.parametrize(
    ("name", "content", "data", "sentence"),
    [
        ("a.csv", "a;b\n1;2", {}, "kolommen van het scholenregister"),
        ("a.csv.gz", "\x1f\x8bnee", {}, "niet de kolommen"),
        ("a.csv", OURS, {"year": "1850"}, "2000"),
    ],
)
def test_other_file_is_refused_on_the_page(
    known: None, as_bureau: Client, name: str, content: str, data: dict[str, str], sentence: str
) -> None:
    answer = upload(as_bureau, content, name=name, **data)
    assert (answer.status_code, sentence in answer.text) == (422, True)


def test_first_register_may_come_in_by_the_page(as_bureau: Client) -> None:
    answer = upload(as_bureau, OURS, OCEAN, RAINBOW, name="scholen.csv", year="2024")
    assert "2 scholen en 1 schoolbesturen" in answer.text
    assert SchoolProfile.objects.filter(source="DUO 2024, scholen.csv").count() == 2


def test_strange_numbers_decide_nothing(known: None, as_bureau: Client) -> None:
    for pressed in ("", "x", "9" * 30, "٣", "99999999"):
        assert as_bureau.post(DECIDE, {"neem": pressed, "voorstel": ["x", "\x00"]}).status_code == 303
    assert as_bureau.post(DECIDE, {"neem": "alle", "closed_on": "morgen"}).status_code == 422
    assert as_bureau.get(PAGE, {"soort": "\x00", "na": "\x00"}).status_code == 200


def test_who_may_import_may_decide(known: None, cast: Cast, client: Client) -> None:
    for user, status in ((cast.expert, 403), (cast.reception, 403), (cast.finance, 403), (cast.bilal, 404)):
        client.force_login(user)
        assert client.get(PAGE).status_code == status
        assert client.post(DECIDE).status_code == status
        assert client.post(UPLOAD).status_code == status


def test_page_costs_the_same_for_many_proposals(known: None, as_bureau: Client) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        as_bureau.get(PAGE)
    more = [RAINBOW.replace("09WP00", f"09WQ{number:02d}") for number in range(30)]
    rows = school_files.read_bytes("\n".join([OURS, *more]).encode())
    schools.import_rows(rows=rows, source="DUO 2024", today=TODAY)
    read(
        OCEAN.replace("De Oceaan", "De Zee"),
        RAINBOW,
        BRIDGE,
        *(line.replace("De Regenboog", "De Bui") for line in more),
    )
    with CaptureQueriesContext(connection) as many:
        page = as_bureau.get(f"{PAGE}?soort=renamed")
    assert page.text.count('class="proposal"') == 31
    assert len(many) == len(few)


def test_start_page_tells_who_may_decide_that_proposals_wait(known: None, cast: Cast, client: Client) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    for user, waits in ((cast.bureau, True), (cast.expert, False)):
        client.force_login(user)
        assert ("Voorstellen uit het scholenregister" in client.get("/werk/").text) is waits
