"""CSV as people have it: letters, separators, quotes, headings that are not on the first row."""

import gzip

import pytest

from fluxus.errors import Refusal
from fluxus.tables import NO_HEADER, Reading, Table, read
from fluxus.tables.shapes import MOST_COLUMNS

LIST = "Naam;Plaats\nRenée van der Bèrg;Zaandam\nJörg;Wormer\n"


def table(text: str | bytes, reading: Reading | None = None) -> Table:
    return read(text.encode() if isinstance(text, str) else text, "lijst.csv", reading or Reading())


def cells(found: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in found.rows]


def lines(found: Table) -> list[int]:
    return [row.line for row in found.rows]


@pytest.mark.parametrize(
    ("written_as", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_found(written_as: str, found: str) -> None:
    read_back = table(LIST.encode(written_as))
    assert (read_back.reading.encoding, read_back.headings) == (found, ["Naam", "Plaats"])
    assert read_back.rows[0].cells["Naam"] == "Renée van der Bèrg"


def test_doubtful_letters_are_shown() -> None:
    assert table(LIST.encode("cp1252")).notes == ["Kijk of deze woorden goed gelezen zijn: Renée, Bèrg, Jörg."]
    assert table(LIST).notes == []


def test_letters_that_were_encoded_twice_are_shown() -> None:
    assert table(LIST.encode().decode("cp1252")).notes[0].startswith("Kijk of deze woorden goed gelezen zijn: Ren")


def test_encoding_can_be_chosen() -> None:
    chosen = table(LIST.encode("cp850"), Reading(encoding="cp850"))
    assert chosen.rows[0].cells["Naam"] == "Renée van der Bèrg"


def test_encoding_that_does_not_exist_is_left_to_the_reader() -> None:
    assert table(LIST, Reading(encoding="klingon")).rows[1].cells["Naam"] == "Jörg"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    found = table(f"Naam{delimiter}Plaats\nJan{delimiter}Zaandam\n")
    assert (found.reading.delimiter, cells(found)) == (delimiter, [["Jan", "Zaandam"]])


def test_decimal_commas_are_no_delimiter() -> None:
    found = table("Naam;Tarief\nJan;0,23\nPiet;1,50\n")
    assert cells(found) == [["Jan", "0,23"], ["Piet", "1,50"]]


def test_list_of_addresses_stays_one_column() -> None:
    found = table("E-mail\nlola@lelie.nl\nella@klok.nl\nbilal@bel.nl\n")
    assert (found.reading.delimiter, found.headings, lines(found)) == ("", ["E-mail"], [2, 3, 4])


def test_addresses_on_one_line_stand_one_under_the_other() -> None:
    found = table("jan@x.nl; Els Kan <els@x.nl>; piet@x.nl;\n")
    assert cells(found) == [["jan@x.nl"], ["Els Kan <els@x.nl>"], ["piet@x.nl"]]
    assert found.notes[0] == "De adressen stonden achter elkaar op één regel; elk adres is een rij geworden."
    assert cells(table("Jan;jan@x.nl\n")) == [["Jan", "jan@x.nl"]]


def test_separator_line_of_excel_is_followed_and_not_counted() -> None:
    found = table("sep=|\r\nNaam, voluit|Plaats\r\nJansen, Jan|Zaandam\r\n")
    assert (found.headings, cells(found), lines(found)) == (
        ["Naam, voluit", "Plaats"],
        [["Jansen, Jan", "Zaandam"]],
        [2],
    )


def test_cell_with_line_ends_stays_one_row() -> None:
    found = table('Naam;Notitie;Plaats\r\nJan;"een\r\ntwee\u2028drie";Zaandam\r\n\r\nPiet;;Wormer\r\n')
    assert cells(found) == [["Jan", "een\r\ntwee\u2028drie", "Zaandam"], ["Piet", "", "Wormer"]]
    assert lines(found) == [2, 4]


def test_old_mac_line_ends_are_read() -> None:
    assert cells(table("Naam;Plaats\rJan;Zaandam\rPiet;Wormer\r")) == [["Jan", "Zaandam"], ["Piet", "Wormer"]]


def test_quote_that_never_closes_swallows_nothing() -> None:
    found = table('Naam;Plaats\n"Jan;Zaandam\nPiet;Wormer\n')
    assert cells(found) == [['"Jan', "Zaandam"], ["Piet", "Wormer"]]
    assert found.notes == [
        "Ergens staat een aanhalingsteken te veel. De aanhalingstekens zijn als gewone tekens gelezen."
    ]


def test_titles_above_the_heading_are_passed_over() -> None:
    found = table("Ledenlijst 2024;;\n;;\nNaam;E-mail;Plaats\nJan;jan@x.nl;Zaandam\n")
    assert (found.headings, found.reading.header_line, lines(found)) == (["Naam", "E-mail", "Plaats"], 3, [4])
    assert found.notes == ["De kop staat op regel 3. Wat erboven staat is overgeslagen."]


def test_words_of_a_title_are_no_groups() -> None:
    found = table("Ledenlijst;2024;;\nNaam;E-mail;Plaats;Functie\nJan;jan@x.nl;Zaandam;lid\n")
    assert found.headings == ["Naam", "E-mail", "Plaats", "Functie"]


def test_number_over_a_column_may_be_a_heading() -> None:
    assert table("Naam;06;2024\nJan;0612345678;3\n").headings == ["Naam", "06", "2024"]


def test_list_of_names_with_addresses_has_no_heading() -> None:
    found = table("Jan Smit <jan@x.nl>\nPiet Kan <piet@x.nl>\n")
    assert (found.headings, len(found.rows)) == (["Kolom A"], 2)


def test_heading_over_two_rows_is_joined() -> None:
    found = table("Naam;;Adres;;\nVoornaam;Achternaam;Straat;Postcode;Plaats\nJan;Smit;Dam 1;1506 EK;Zaandam\n")
    assert found.headings == ["Naam Voornaam", "Naam Achternaam", "Adres Straat", "Adres Postcode", "Adres Plaats"]
    assert (lines(found), found.notes) == ([3], ["De kop staat over twee regels (1 en 2); ze zijn samengevoegd."])


def test_heading_that_goes_on_below_is_joined() -> None:
    found = table("Voornaam;Achternaam;Contact;;\n;;E-mail;Mobiel;Vast\nJan;Smit;j@x.nl;0612345678;0756123456\n")
    assert found.headings == ["Voornaam", "Achternaam", "Contact E-mail", "Contact Mobiel", "Contact Vast"]


def test_list_without_heading_names_columns_by_letter() -> None:
    found = table("Jan;jan@x.nl\nPiet;piet@x.nl\n")
    assert (found.headings, found.reading.header_line, lines(found)) == (["Kolom A", "Kolom B"], NO_HEADER, [1, 2])


def test_words_that_stand_again_below_are_no_heading() -> None:
    found = table("Jan Smit;Zaandam\nPiet Kan;Zaandam\nEls Was;Wormer\n")
    assert (found.reading.header_line, len(found.rows)) == (NO_HEADER, 3)


def test_header_line_can_be_chosen() -> None:
    chosen = table("Jan Smit;Zaandam\nNaam;Plaats\nEls Was;Wormer\n", Reading(header_line=2))
    assert (chosen.headings, lines(chosen)) == (["Naam", "Plaats"], [3])
    none = table("Naam;Plaats\nJan;Zaandam\n", Reading(header_line=NO_HEADER))
    assert (none.headings, lines(none)) == (["Kolom A", "Kolom B"], [1, 2])


def test_totals_repeated_headings_and_footnotes_are_left_out() -> None:
    found = table(
        "Naam;Uren;Plaats\nJan;3;Wormer\nNaam;Uren;Plaats\nTotaal Theater;4;Zaandam\nTotaal;7;\n;;\nBron: leden;;\n"
    )
    assert [row[0] for row in cells(found)] == ["Jan", "Totaal Theater"]
    assert found.notes == ["Weggelaten als herhaalde kop, totaal of voetnoot: regel 3, 5, 7."]


def test_headings_are_unique_and_never_empty() -> None:
    found = table("Naam;Telefoon;Telefoon;;\nJan;1;2;3;\n")
    assert found.headings == ["Naam", "Telefoon", "Telefoon (2)", "Kolom D"]
    assert found.original_headings == ["Naam", "Telefoon", "Telefoon", ""]


def test_padding_around_cells_goes() -> None:
    found = table('\ufeff Naam \u00a0, "Plaats"\n  Jan  ,\u00a0Zaandam\n')
    assert (found.headings, cells(found)) == (["Naam", "Plaats"], [["Jan", "Zaandam"]])


def test_gzip_is_unpacked() -> None:
    assert cells(table(gzip.compress(LIST.encode())))[1] == ["Jörg", "Wormer"]


def test_what_was_used_reads_the_same_again() -> None:
    text = "Leden;;\nNaam;;Adres\nVoor;Achter;Plaats\nJan;Smit;Zaandam\nPiet;Kan;Wormer 3\n".encode("cp1252")
    first = table(text)
    again = table(text, Reading.from_dict(first.reading.as_dict()))
    assert (again.headings, again.rows, again.reading) == (first.headings, first.rows, first.reading)


@pytest.mark.parametrize("typed", [{}, {"header_line": "x", "encoding": None}, {"header_line": "²"}])
def test_reading_of_nonsense_is_left_to_the_reader(typed: dict[str, object]) -> None:
    assert Reading.from_dict(typed) == Reading()


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "empty", "leeg"),
        (b" \r\n\t", "empty", "leeg"),
        (b"\xef\xbb\xbf", "empty", "leeg"),
        (b"Naam;Plaats\n", "empty", "geen rijen"),
        (b"\x89PNG\r\n\x1a\n0000", "kind", "afbeelding"),
        (b"\xff\xd8\xff\xe0foto", "kind", "foto"),
        (b"%PDF-1.7\n", "kind", "pdf"),
        (b"<html><table><tr><td>Jan</td></tr></table></html>", "kind", "webpagina"),
        (b'{"naam": "Jan"}', "kind", "JSON"),
        (b"\x1f\x8b kapot", "damaged", "beschadigd"),
        (bytes(range(256)) * 20, "kind", "geen lijst"),
        (
            b"Beste mensen, " + b"wij komen graag spelen " * 30 + b"\n\nGroeten van Jan\nen van Els\n",
            "kind",
            "gewone tekst",
        ),
        (b";".join(b"k%d" % at for at in range(MOST_COLUMNS + 1)) + b"\n", "size", "kolommen"),
        (b"a;b\n" * 50_001, "size", "50000"),
    ],
)
def test_what_is_no_list_is_refused_in_dutch(data: bytes, code: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        table(data)
    assert refused.value.code == code
    assert word in refused.value.sentence


def test_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fluxus.tables.reading.MOST_BYTES", 1000)
    with pytest.raises(Refusal) as refused:
        table(gzip.compress(b"a;b\n" * 1000))
    assert refused.value.code == "size"


def test_zero_bytes_go_wherever_they_stand() -> None:
    """No database keeps them; a spreadsheet shows nothing there either."""
    rows = "".join(f"Jan{at};jan{at}@x.nl\n" for at in range(300))
    found = read(f"Voor\x00naam;E-mail\nAn\x00na;a@x.nl\n{rows}".encode(), "lijst.csv")
    assert (found.headings, found.rows[0].cells["Voornaam"]) == (["Voornaam", "E-mail"], "Anna")
    card = "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:Jan=00 Pot\nNOTE;CHARSET=idna;ENCODING=QUOTED-PRINTABLE:=FF=00b\nEND:VCARD\n"
    cells = read(card.encode(), "x.vcf").rows[0].cells
    assert (cells["Weergavenaam"], "\x00" in cells["Notities"]) == ("Jan Pot", False)
