"""Spreadsheets: what Excel and LibreOffice make of a list, and files that only look like one."""

from datetime import date, datetime, time
from typing import Any

import pytest

from fluxus.errors import Refusal
from fluxus.tables import Reading, Table, packed, read
from tests import sheets

HEADING = ["Naam", "Telefoon", "Sinds"]


def table(data: bytes, reading: Reading | None = None) -> Table:
    return read(data, "lijst.xlsx", reading or Reading())


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (612345678, "612345678"),
        (120000000000, "120000000000"),
        (0.23, "0,23"),
        (12.0, "12"),
        (date(2024, 12, 31), "2024-12-31"),
        (datetime(2024, 12, 31, 9, 5), "2024-12-31 09:05"),
        (time(9, 5), "09:05"),
        (True, "WAAR"),
        (False, "ONWAAR"),
        ("  Jan\u00a0", "Jan"),
        ("één\ntwee", "één\ntwee"),
    ],
)
def test_cell_is_text_as_typed(value: Any, text: str) -> None:
    found = table(sheets.xlsx([HEADING, ["x", "y", value]]))
    assert (found.kind, found.rows[0].cells["Sinds"]) == ("xlsx", text)


def test_lines_are_those_of_the_sheet() -> None:
    found = table(sheets.xlsx([["Leden"], [], HEADING, ["Jan", 1, 2], [], ["Piet", 1, 2]]))
    assert (found.reading.header_line, [row.line for row in found.rows]) == (3, [4, 6])


def test_merged_cells_are_filled_on_every_row() -> None:
    rows = [["Plaats", "Naam", "Uren"], ["Zaandam", "Jan", 1], ["", "Piet", 2], ["Wormer", "Els", 3]]
    found = table(sheets.xlsx(rows, merged=["A2:A3"]))
    assert [row.cells["Plaats"] for row in found.rows] == ["Zaandam", "Zaandam", "Wormer"]
    assert found.notes == ["Samengevoegde cellen zijn op elke regel ingevuld (bij regel 2). Kijk of dat klopt."]


def test_merged_heading_over_two_rows_is_joined() -> None:
    rows = [["Naam", "Adres", "", ""], ["", "Straat", "Nr", "Plaats"], ["Jan", "Dam", 1, "Zaandam"]]
    found = table(sheets.xlsx(rows, merged=["A1:A2", "B1:D1"]))
    assert found.headings == ["Naam", "Adres Straat", "Adres Nr", "Adres Plaats"]


def test_hidden_rows_and_sheets_are_told() -> None:
    data = sheets.xlsx(
        [HEADING, ["Jan", 1, 2], ["Piet", 3, 4]], hidden_rows=[3], more={"Oud": "hidden", "Nieuw": "visible"}
    )
    found = table(data)
    assert found.notes == [
        "Dit is het blad “Lijst”. Er zijn ook: Oud, Nieuw.",
        "Verborgen bladen: Oud.",
        "Verborgen rijen doen ook mee: regel 3.",
    ]
    assert (found.sheets, len(found.rows)) == (["Lijst", "Oud", "Nieuw"], 2)


def test_sheet_can_be_chosen_and_an_empty_one_is_passed_over() -> None:
    data = sheets.xlsx([HEADING, ["Jan", 1, 2]], more={"Leeg": "visible"})
    assert table(data, Reading(sheet="Lijst")).rows == table(data).rows == table(data, Reading(sheet="weg")).rows
    with pytest.raises(Refusal, match="staat niets"):
        table(data, Reading(sheet="Leeg"))


def test_ods_is_read_with_its_hidden_rows() -> None:
    found = table(sheets.ods([["Naam", "Plaats"], ["Jörg", "Zaandam"]], about=' table:visibility="filter"'))
    assert (found.kind, found.rows[0].cells) == ("ods", {"Naam": "Jörg", "Plaats": "Zaandam"})
    assert found.notes == ["In dit bestand zijn 1 rijen verborgen. Die doen ook mee."]


def test_ods_with_endless_empty_rows_is_read() -> None:
    found = table(
        sheets.ods([["Naam", "Plaats"], ["Jan", "Wormer"], []], about=' table:number-rows-repeated="1048570"')
    )
    assert len(found.rows) == 1


def test_workbook_of_before_2007_is_read() -> None:
    found = table(sheets.xls())
    assert (found.kind, found.sheets, [row.line for row in found.rows]) == ("xls", ["Lijst", "Oud"], [2, 3, 4])
    assert found.rows[0].cells == {"Naam": "Renée", "Telefoon": "612345678", "Sinds": "2024-12-31", "Actief": "WAAR"}
    assert [row.cells["Naam"] for row in found.rows] == ["Renée", "Jörg", "Jörg"]
    assert found.notes == [
        "Dit is het blad “Lijst”. Er zijn ook: Oud.",
        "Verborgen bladen: Oud.",
        "Samengevoegde cellen zijn op elke regel ingevuld (bij regel 3). Kijk of dat klopt.",
        "Verborgen rijen doen ook mee: regel 4.",
    ]


@pytest.mark.parametrize(
    ("parts", "code", "word"),
    [
        ({"word/document.xml": "<a/>"}, "kind", "Word"),
        ({"ppt/presentation.xml": "<a/>"}, "kind", "presentatie"),
        ({"xl/workbook.bin": "x"}, "kind", "xlsb"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "kind", "geen rekenblad"),
        ({"leden.csv": "Naam\nJan"}, "kind", "zip"),
        ({"xl/workbook.xml": "<a/>"}, "damaged", "beschadigd"),
        ({"mimetype": "x", "META-INF/manifest.xml": "<encryption-data/>"}, "locked", "wachtwoord"),
    ],
)
def test_other_zip_files_are_refused_by_name(parts: dict[str, str], code: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        table(sheets.packed(parts))
    assert refused.value.code == code
    assert word in refused.value.sentence


@pytest.mark.parametrize(
    ("inside", "code", "word"),
    [
        ("EncryptedPackage", "locked", "wachtwoord"),
        ("WordDocument", "kind", "Word"),
        ("niets", "damaged", "beschadigd"),
    ],
)
def test_other_old_office_files_are_refused_by_name(inside: str, code: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + inside.encode("utf-16-le"))
    assert refused.value.code == code
    assert word in refused.value.sentence


def test_one_cell_far_away_is_no_bomb() -> None:
    far = sheets.packed(
        {
            "xl/workbook.xml": "<a/>",
            "xl/worksheets/sheet1.xml": '<sheetData><row r="1"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>',
        }
    )
    with pytest.raises(Refusal, match="te groot"):
        table(far)


def test_repeated_cells_are_no_bomb() -> None:
    with pytest.raises(Refusal, match="te groot"):
        table(sheets.ods([["Naam"], ["Jan"]], about=' table:number-rows-repeated="90000000"'))


def test_zip_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_UNPACKED_BYTES", 100_000)
    with pytest.raises(Refusal, match="te groot"):
        table(sheets.packed({"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": " " * 200_000}))


def test_cut_off_workbook_is_damaged() -> None:
    data = sheets.xlsx([HEADING, ["Jan", 1, 2]])
    with pytest.raises(Refusal, match="beschadigd"):
        table(data[: len(data) // 2])
