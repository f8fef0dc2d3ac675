"""The school register: ours and that of DUO, twice the same, never emptier."""

import gzip
import json
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from fluxus.errors import Refusal
from network.domain import school_files, schools, wijken
from network.enums import SchoolSector
from network.models import Identifier, Partner, SchoolProfile, TimelineEntry

TODAY = date(2026, 9, 7)
REGISTER = wijken.DATA / "scholen_2024.csv"
OURS = "vestigingscode,naam,soort,straat,huisnummer,huisletter,toevoeging,postcode,plaats,website,telefoon,leerlingen,bevoegd_gezag_nr"
OCEAN = "30AH00,De Oceaan,PO,Parkrijklaan,121,A,,1567HD,Assendelft,www.de-oceaan.nl,0752010132,345,41251"
DUO = (
    "PROVINCIE;BEVOEGD GEZAG NUMMER;BRIN NUMMER;VESTIGINGSNUMMER;VESTIGINGSNAAM;STRAATNAAM;HUISNUMMER-TOEVOEGING;POSTCODE;"
    "PLAATSNAAM;GEMEENTENUMMER;GEMEENTENAAM;DENOMINATIE;TELEFOONNUMMER;INTERNETADRES"
)
DUO_OCEAN = (
    "Noord-Holland;41251;30AH;30AH00;De Océaan;Parkrijklaan;121-A;1567 HD;ASSENDELFT;0479;ZAANSTAD;Openbaar;0752010132;"
    "www.de-oceaan.nl"
)
DUO_TIEL = "Gelderland;12345;11AA;11AA00;De Betuwe;Dorpsstraat;1;4001 AA;TIEL;0281;TIEL;Openbaar;0344612345;www.x.nl"

type Writer = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> Writer:
    """Writes lines to a file and gives its path."""

    def write(*lines: str, name: str = "scholen.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return write


def bring_in(path: Path) -> schools.Outcome:
    return schools.import_rows(rows=school_files.read(path), source="test", today=TODAY)


@pytest.mark.django_db
def test_the_real_register_comes_in_once() -> None:
    first = bring_in(REGISTER)
    assert (first.added, first.changed, first.boards_added, first.problems) == (65, 0, 10, [])
    lines = TimelineEntry.objects.count()
    second = bring_in(REGISTER)
    assert (second.added, second.changed, second.unchanged, second.boards_added) == (0, 0, 65, 0)
    assert TimelineEntry.objects.count() == lines
    assert SchoolProfile.objects.filter(sector=SchoolSector.PO).count() == 45
    assert SchoolProfile.objects.filter(pupils=None).values_list("partner__name", flat=True).get() == "Elif Zaandam"
    assert SchoolProfile.objects.filter(partner__addresses__wijk=None).count() == 0
    assert {board.name for board in Partner.objects.filter(name__in=["Zaan Primair", "Agora", "OVO Zaanstad"])} == {
        "Zaan Primair",
        "Agora",
        "OVO Zaanstad",
    }


@pytest.mark.django_db
def test_school_gets_address_wijk_board_and_numbers(file: Writer) -> None:
    bring_in(file(OURS, OCEAN))
    profile = SchoolProfile.objects.select_related("partner", "board").get()
    address = profile.partner.addresses.get()
    assert (profile.site_code, profile.pupils, str(profile.board)) == ("30AH00", 345, "Agora")
    assert (str(address), address.wijk.name) == ("Parkrijklaan 121-A, 1567 HD Assendelft", "Assendelft-Noord")
    assert profile.partner.website == "https://www.de-oceaan.nl"
    assert {row.value for row in Identifier.objects.all()} == {"30AH00", "41251"}
    assert [row.role for row in profile.partner.role_assignments.all()] == ["school"]


@pytest.mark.django_db
def test_empty_cell_leaves_what_we_have(file: Writer) -> None:
    bring_in(file(OURS, OCEAN))
    outcome = bring_in(file(OURS, "30AH00,De Oceaan,PO,,,,,,,,,,"))
    profile = SchoolProfile.objects.get()
    assert (outcome.unchanged, profile.pupils, profile.partner.phones.count(), profile.partner.addresses.count()) == (
        1,
        345,
        1,
        1,
    )


@pytest.mark.django_db
def test_change_is_told(file: Writer) -> None:
    bring_in(file(OURS, OCEAN))
    outcome = bring_in(file(OURS, OCEAN.replace("345", "350").replace("De Oceaan", "De Grote Oceaan")))
    newest = TimelineEntry.objects.order_by("-pk").first()
    assert newest is not None
    assert (outcome.changed, newest.title) == (1, "Bijgewerkt uit het scholenregister: naam, leerlingen")


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_duo_is_read_in_every_encoding(file: Writer, encoding: str) -> None:
    outcome = bring_in(file(DUO, DUO_OCEAN, DUO_TIEL, encoding=encoding))
    profile = SchoolProfile.objects.select_related("partner").get()
    assert (outcome.added, profile.partner.name, profile.sector) == (1, "De Océaan", SchoolSector.PO)
    assert str(profile.partner.addresses.get()) == "Parkrijklaan 121-A, 1567 HD Assendelft"


def test_duo_of_secondary_schools_is_told_by_its_columns(file: Writer) -> None:
    rows = school_files.read(file(f"{DUO};ONDERWIJSSTRUCTUUR", f"{DUO_OCEAN};HAVO"))
    assert [row.sector for row in rows] == [SchoolSector.VO]


def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "scholen.csv.gz"
    path.write_bytes(gzip.compress(f"{OURS}\n{OCEAN}\n".encode()))
    assert [row.name for row in school_files.read(path)] == ["De Oceaan"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("30AH,De Oceaan,PO,,,,,,,,,,", "vestigingscode is niet volledig"),
        ("xx,De Oceaan,PO,,,,,,,,,,", "Een BRIN ziet eruit als"),
        ("30AH00,De Oceaan,HBO,,,,,,,,,,", "soort van de school ontbreekt"),
        ("30AH00,,PO,,,,,,,,,,", "soort van de school ontbreekt"),
        ("30AH00,De Oceaan,PO,Laan,9999999,,,1567HD,Assendelft,,,,", "huisnummer"),
        ("30AH00,De Oceaan,PO,Laan,1,,,1,Assendelft,,,,", "postcode"),
        ("30AH00,De Oceaan,PO,,,,,,,,,veel,", "geen getal"),
        (f"30AH00,{'x' * 300},PO,,,,,,,,,,", "200"),
    ],
)
def test_row_that_does_not_hold_is_named_and_skipped(file: Writer, row: str, sentence: str) -> None:
    outcome = bring_in(file(OURS, row, OCEAN.replace("30AH00", "30AH01")))
    assert outcome.added == 1
    assert outcome.problems[0].startswith("Regel 2 ")
    assert sentence in outcome.problems[0]


@pytest.mark.django_db
def test_phone_and_website_that_do_not_hold_are_named_and_left_out(file: Writer) -> None:
    outcome = bring_in(file(OURS, OCEAN.replace("0752010132", "12").replace("www.de-oceaan.nl", "geen adres")))
    partner = Partner.objects.get(school__isnull=False)
    assert (outcome.added, len(outcome.problems), partner.phones.count(), partner.website) == (1, 2, 0, "")


@pytest.mark.django_db
def test_wijk_that_is_not_sure_is_asked_for(file: Writer) -> None:
    outcome = bring_in(file(OURS, OCEAN.replace("1567HD", "1506EK")))
    assert outcome.problems == [
        "Regel 2 (De Oceaan): de postcode ligt in meer wijken. Kies de wijk bij de school zelf."
    ]


@pytest.mark.django_db
def test_mistake_of_the_register_is_left_out(file: Writer) -> None:
    bring_in(file(OURS, "19BZ00,Herman Gorter,PO,,,,,,,www.mauritsschool-tiel.nl,0344634948,582,"))
    partner = Partner.objects.get()
    assert (partner.website, partner.phones.count()) == ("", 0)


def test_other_file_is_refused(file: Writer, tmp_path: Path) -> None:
    for path in (file("a;b;c", "1;2;3"), file("", name="leeg.csv"), tmp_path / "bestaat-niet.csv"):
        with pytest.raises(Refusal):
            school_files.read(path)


@pytest.mark.django_db
def test_command_prints_counts_and_json(file: Writer) -> None:
    out = StringIO()
    call_command("import_schools", str(file(OURS, OCEAN, "xx,Fout,PO,,,,,,,,,,")), "--json", stdout=out)
    *_, counts, last = out.getvalue().splitlines()
    assert counts.startswith("1 scholen toegevoegd, 0 bijgewerkt")
    assert {key: value for key, value in json.loads(last).items() if key not in {"problems", "proposals"}} == {
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "boards_added": 1,
    }


def test_command_refuses_another_file_in_dutch(file: Writer) -> None:
    with pytest.raises(CommandError, match="kolommen van het scholenregister"):
        call_command("import_schools", str(file("a,b")))
