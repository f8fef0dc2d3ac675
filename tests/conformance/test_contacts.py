"""Our reader of lists against public address books, messy spreadsheets, registers and names."""

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fluxus.errors import Refusal
from fluxus.tables import Reading, Table, read
from network.domain.imports import mapping
from network.domain.imports.drafts import Draft, draft
from network.domain.imports.people import person
from tests.fluxus.test_tables_any_bytes import survives

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
CONTACTS, SCHOOLS, NUMBERS = SHARED / "07_contacten", SHARED / "02_scholen", SHARED / "11_nummers"

# A skip with its reason, not a failure: these files are no part of the repository.
pytestmark = pytest.mark.skipif(not CONTACTS.exists(), reason="the public address books are not on this machine")

NO_ROWS, NO_NAMES, EMPTY = "geen rijen", "geen kolom met een naam", "staat niets"
# What becomes of each spreadsheet: why it is no list of contacts, or why each of its rows is refused.
MESSY = {
    "blank_line.ods": "te weinig om iemand te herkennen",
    "complex.csv": NO_NAMES,
    "excel_pasting.csv": NO_NAMES,
    "libreoffice.xlsx": EMPTY,
    "null.csv": NO_NAMES,
    "ods_formats.ods": NO_NAMES,
    "simple.psv": NO_NAMES,
    "simple.ssv": NO_NAMES,
    "simple.xlsx": NO_NAMES,
    "sw_gen.xlsx": NO_NAMES,
    "unicode_sheet_name.xls": NO_ROWS,
    "utf8bom.csv": NO_ROWS,
    "weird_head_padding.csv": NO_NAMES,
}
# Headings and rows (the first, and how many) that the makers of these files say they hold.
TABLES = {
    "blank_line.ods": (["Name", "Age", "When"], [2, 3, 5]),
    "complex.csv": (["date", "another date", "temperature", "place"], [2, 3, 4]),
    "excel_pasting.csv": (["Year", *map(str, range(2000, 2008))], list(range(5, 18))),
    "null.csv": ([f"Kolom {letter}" for letter in "ABCD"], list(range(1, 11))),
    "simple.ssv": (["date", "temperature", "place"], list(range(2, 8))),
    "simple.xlsx": (["date", "temperature", "place"], list(range(2, 8))),
}


def files(*folders: Path) -> list[Path]:
    return [path for folder in folders if folder.exists() for path in sorted(folder.iterdir()) if path.is_file()]


def table(path: Path) -> Table:
    return read(path.read_bytes(), path.name)


def drafts(path: Path) -> list[Draft]:
    """Every row of a file as a draft. Raises Refusal when it is no list of contacts."""
    found = table(path)
    columns = {heading: guess.field for heading, guess in mapping.guess(found.headings, found.samples()).items()}
    mapping.refuse_nameless(columns)
    return [draft(row.cells, columns, {}) for row in found.rows]


def reasons(path: Path) -> set[str]:
    """Why a file, or each row of it, is refused."""
    try:
        found = drafts(path)
    except Refusal as refusal:
        return {refusal.sentence}
    return {" ".join(one.problems) for one in found}


def expected_cards(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The name and addresses of each card, by the plainest reading of a card there is."""
    text = re.sub(r"\r?\n[ \t]", "", path.read_text(encoding="utf-8"))
    for card in re.findall(r"(?is)BEGIN:VCARD(.*?)END:VCARD", text):
        name = re.search(r"(?m)^FN[^:\n]*:(.*)$", card)
        yield (
            name[1].strip() if name else "",
            [mail.strip() for mail in re.findall(r"(?m)^(?:item\d+\.)?EMAIL[^:\n]*:(.*)$", card)],
        )


@pytest.mark.parametrize(
    "path",
    files(CONTACTS, CONTACTS / "csv", CONTACTS / "vcard", CONTACTS / "messy", CONTACTS / "namen", SCHOOLS, NUMBERS),
    ids=lambda path: path.name,
)
def test_every_file_is_read_or_refused_in_dutch(path: Path) -> None:
    survives(path.read_bytes(), path.name, Reading())
    assert all(reason.endswith((".", "")) for reason in reasons(path))


@pytest.mark.parametrize("name", ["roundcube-email", "roundcube-outlook"])
def test_csv_gives_the_cards_its_makers_expect(name: str) -> None:
    expected = list(expected_cards(CONTACTS / "csv" / f"{name}.vcf"))
    for suffix in ("csv", "vcf"):
        found = drafts(CONTACTS / "csv" / f"{name}.{suffix}")
        assert [(one.name, one.emails) for one in found] == expected
        assert not any(one.problems for one in found)


def test_heading_of_google_is_known_column_by_column() -> None:
    path = CONTACTS / "csv" / "google-contacts-kopregel-nieuw.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        headings = next(csv.reader(lines))
    guesses = mapping.guess(headings, {})
    assert [heading for heading, guess in guesses.items() if not guess.confidence] == []
    assert reasons(path) == {"Onder de kopregel staan geen rijen. Er is niets om in te lezen."}


def test_headings_of_outlook_and_thunderbird_are_known_as_others_know_them() -> None:
    text = (CONTACTS / "csv" / "roundcube-outlook-labels-en.inc").read_text(encoding="utf-8")
    labels = {
        label.replace("\\'", "'"): kind
        for label, kind in re.findall(r"^\$map\['(.+)'\] = '([^']+)'", text, re.MULTILINE)
    }
    ours = {
        "firstname": "given_name",
        "surname": "family_name",
        "middlename": "middle_name",
        "organization": "organisation",
        "jobtitle": "function",
        "prefix": "prefix",
        "notes": "note",
        "groups": "tag",
        "name": "name",
        "email:home": "email",
        "email:other": "email",
        "email:work": "email",
        "phone:work": "phone",
        "phone:home": "phone",
        "phone:mobile": "phone",
        "zipcode:work": "postcode",
        "zipcode:home": "postcode_2",
        "locality:work": "city",
        "locality:home": "city_2",
        "website:homepage": "website",
    }
    known = {label: kind for label, kind in labels.items() if kind in ours}
    assert len(known) > 45
    assert {label: mapping.from_heading(label).field for label in known} == {
        label: ours[kind] for label, kind in known.items()
    }


@pytest.mark.parametrize("path", files(CONTACTS / "vcard"), ids=lambda path: path.name)
def test_card_keeps_its_name_and_every_address(path: Path) -> None:
    expected = list(expected_cards(path))
    rows = [row.cells for row in table(path).rows]
    assert [row["Weergavenaam"] for row in rows] == [re.sub(r"\\(.)", r"\1", name) for name, _ in expected]
    mails = [{cell for heading, cell in row.items() if heading.startswith("E-mail") and cell} for row in rows]
    assert mails == [set(addresses) for _, addresses in expected]
    assert [one.problems for one in drafts(path)] == [[] for _ in expected]


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("ez-John_Doe_MS_OUTLOOK.vcf", "THIS SOFTWARE IS PROVIDED BY GEORGE EL-HADDAD", "POSSIBILITY OF SUCH DAMAGE."),
        ("ez-John_Doe_EVOLUTION.vcf", "THIS SOFTWARE IS PROVIDED BY", "POSSIBILITY OF SUCH DAMAGE."),
        ("ez-outlook-2007.vcf", "This is the NOTE field", "It does not preserve the formatting"),
        ("ez-gmail-single2.vcf", "note line 1\nnote line 2", "CustomField: field value"),
        (
            "ez-thunderbird-MoreFunctionsForAddressBook-extension.vcf",
            "This is the notes field.\nSecond Line\n\n",
            "even curse words.",
        ),
    ],
)
def test_note_of_a_card_is_whole(name: str, begins: str, ends: str) -> None:
    note = table(CONTACTS / "vcard" / name).rows[0].cells["Notities"]
    assert note.startswith(begins)
    assert note.endswith(ends)


def test_card_of_a_company_is_an_organisation() -> None:
    [found] = drafts(CONTACTS / "vcard" / "rc-photo.vcf")
    assert (found.kind, found.name, found.note) == ("organisation", "Apple Computer AG", "Contactpersoon: Jörg Müller")


@pytest.mark.parametrize(("name", "reason"), MESSY.items())
def test_messy_spreadsheet_is_refused_with_its_reason(name: str, reason: str) -> None:
    found = reasons(CONTACTS / "messy" / name)
    assert found
    assert all(reason in sentence for sentence in found)


def test_every_messy_spreadsheet_is_judged() -> None:
    assert {path.name for path in files(CONTACTS / "messy")} == set(MESSY)


@pytest.mark.parametrize(("name", "expected"), TABLES.items())
def test_messy_spreadsheet_is_read_as_its_makers_mean(name: str, expected: tuple[list[str], list[int]]) -> None:
    found = table(CONTACTS / "messy" / name)
    assert (found.headings, [row.line for row in found.rows]) == expected


def test_register_of_2024_gives_every_school() -> None:
    found = drafts(SCHOOLS / "zaanstad_scholen_2024.csv")
    assert (len(found), [one.problems for one in found if one.problems]) == (65, [])
    assert len({one.details["identifiers"]["brin"] for one in found}) == 65
    assert all("address" in one.details and one.details["roles"] == ["school"] for one in found)


def test_national_register_of_2020_gives_every_school() -> None:
    found = drafts(SCHOOLS / "duo_alle-vestigingen-bo_2020_origineel.csv.gz")
    assert (len(found), sum(bool(one.problems) for one in found)) == (6268, 0)
    assert len({one.details["identifiers"]["brin"] for one in found}) == 6268
    assert sum("address" not in one.details for one in found) == 0
    assert "Hindoeïstisch" in table(SCHOOLS / "duo_alle-vestigingen-bo_2020_origineel.csv.gz").notes[0]


def test_persons_of_the_register_keep_their_names() -> None:
    """Fictitious persons; not in one piece are '.', quotes, one letter (an initial) and what is longer than our columns."""
    path = CONTACTS / "namen" / "brp_testpersonen.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    found = drafts(path)
    odd = [
        row
        for row, one in zip(rows, found, strict=True)
        if (one.given_name, one.infix, one.family_name)
        != (row["voornamen"][:80], row["voorvoegsel"], row["geslachtsnaam"][:120])
    ]
    assert (len(found), len(odd)) == (863, 6)
    named = [(row, one) for row, one in zip(rows, found, strict=True) if one.name]
    assert len(named) == 862
    assert all(one.gender == {"M": "man", "V": "woman"}.get(row["geslacht"], "unknown") for row, one in named)


def test_thousand_family_names_are_taken_apart() -> None:
    """'de Jong' and 'van der Berg' behind a given name; of names with variants the register gives no single answer."""
    rows = csv.DictReader(
        io.StringIO((CONTACTS / "namen" / "top_1000_achternamen_2007.csv").read_text(encoding="utf-8"))
    )
    plain = [row for row in rows if "(" not in row["lemma"] and "/" not in row["lemma"]]
    odd = {row["natural name"] for row in plain if not is_taken_apart(row["natural name"], row["lemma"])}
    assert len(plain) > 800
    assert odd == {"Şahin", "' t Hart"}


def is_taken_apart(name: str, lemma: str) -> bool:
    """Whether a full name and a family name give the parts of the lemma 'Berg, van der'."""
    family, _, infix = lemma.partition(", ")
    found = [person(name=f"Sanne {name}"), person(given="Sanne", family=name)]
    return all((one.given_name, one.infix, one.family_name) == ("Sanne", infix, family) for one in found)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(files(CONTACTS / "csv", CONTACTS / "vcard", CONTACTS / "messy") or [Path()]),
    st.lists(st.tuples(st.integers(0, 100_000), st.binary(max_size=8)), max_size=8),
)
def test_mangled_file_never_crashes(path: Path, faults: list[tuple[int, bytes]]) -> None:
    mangled = bytearray(path.read_bytes())
    for place, fault in faults:
        at = place % len(mangled)
        mangled[at : at + len(fault)] = fault
    survives(bytes(mangled), path.name, Reading())
