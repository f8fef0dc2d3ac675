"""What stands in one cell: repaired where that is sure, left out with a reason otherwise, and no BSN ever."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.domain import identifiers
from network.domain.imports import cells

BSN = "123456782"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("jan@x.nl", ["jan@x.nl"]),
        ("a@x.nl; b@y.nl", ["a@x.nl", "b@y.nl"]),
        ("a@x.nl ::: b@y.nl", ["a@x.nl", "b@y.nl"]),
        ("A@X.nl, a@x.nl\nc@x.nl", ["a@x.nl", "c@x.nl"]),
        ("Jan Smit <jan@x.nl>", ["jan@x.nl"]),
        ("mailto:jan@x.nl?subject=hoi", ["jan@x.nl"]),
        ("'jan@x.nl'", ["jan@x.nl"]),
        ("jan@x.nl.", ["jan@x.nl"]),
    ],
)
def test_emails_are_found(typed: str, found: list[str]) -> None:
    assert cells.emails(typed) == cells.Read(found)


@pytest.mark.parametrize(
    ("typed", "found", "remark"),
    [
        ("jan (at) x.nl", ["jan@x.nl"], "E-mailadres “jan (at) x.nl” is gelezen als jan@x.nl."),
        ("jan@x", [], "E-mailadres “jan@x” klopt niet; niet overgenomen."),
        ("volgt nog", [], "“volgt nog” is geen e-mailadres; niet overgenomen."),
        ("jan@x.nl, piet@", ["jan@x.nl"], "E-mailadres “piet@” klopt niet; niet overgenomen."),
    ],
)
def test_doubtful_email_is_told(typed: str, found: list[str], remark: str) -> None:
    assert cells.emails(typed) == cells.Read(found, [remark] if remark else [])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("06 12345678", ["06 12345678"]),
        ("+31 (0)6 12345678", ["+31 (0)6 12345678"]),
        ("0031612345678", ["0031612345678"]),
        ("31612345678", ["31612345678"]),
        ("06-12345678 / 075-6123456", ["06 12345678", "075 612 3456"]),
        ("06 12345678 (alleen ma)", ["06 12345678"]),
        ("075/6123456", ["075/6123456"]),
        ("+32 2 512 34 56", ["+32 2 512 34 56"]),
    ],
)
def test_phones_are_found(typed: str, found: list[str]) -> None:
    assert cells.phones(typed) == cells.Read(found)
    assert all(identifiers.phone(number) for number in found)


@pytest.mark.parametrize("typed", ["612345678", "6 12 34 56 78", "612.345.678"])
def test_lost_zero_of_a_phone_comes_back(typed: str) -> None:
    assert cells.phones(typed) == cells.Read(
        ["0612345678"], ["Bij telefoonnummer 0612345678 is de 0 vooraan teruggezet."]
    )


@pytest.mark.parametrize("typed", ["1,2E+11", "6,12345678E+08", "6.1E8"])
def test_rounded_phone_is_lost(typed: str) -> None:
    read = cells.phones(typed)
    assert read.found == []
    assert read.remarks == [f"Telefoonnummer “{typed}” is afgerond door een rekenprogramma; de echte cijfers zijn weg."]


def test_mobile_number_that_could_be_a_bsn_is_a_mobile_number() -> None:
    mobile = next(str(n) for n in range(612345600, 612345700) if identifiers.looks_like_bsn(str(n)))
    assert cells.phones(mobile).found == [f"0{mobile}"]


def test_bsn_is_no_phone_number_and_is_not_repeated() -> None:
    amsterdam = next(str(n) for n in range(201234500, 201234600) if identifiers.looks_like_bsn(str(n)))
    for number in (BSN, amsterdam):
        read = cells.phones(number)
        assert read.found == []
        assert not any(number in remark for remark in read.remarks)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("kvk", "12345678", "12345678"),
        ("iban", "nl91 abna 0417 1643 00", "NL91ABNA0417164300"),
        ("btw", "NL.8143.26.584.B.01", "NL814326584B01"),
        ("brin", "07NU 00", "07NU00"),
    ],
)
def test_official_number_is_kept(kind: str, typed: str, value: str) -> None:
    assert cells.number(kind, kind, typed, person=False) == cells.Read([value])


def test_lost_zero_of_a_kvk_number_comes_back() -> None:
    assert cells.number("kvk", "KvK-nummer", "1234567", person=True) == cells.Read(
        ["01234567"], ["Bij KvK-nummer 01234567 zijn de nullen vooraan teruggezet."]
    )


@pytest.mark.parametrize(("kind", "typed"), [("btw", f"NL{BSN}B01"), ("kvk", BSN), ("iban", BSN)])
def test_bsn_is_no_official_number_and_is_not_repeated(kind: str, typed: str) -> None:
    read = cells.number(kind, "Nummer", typed, person=True)
    assert (read.found, len(read.remarks)) == ([], 1)
    assert "burgerservicenummer" in read.remarks[0]
    assert BSN not in read.remarks[0]


@pytest.mark.parametrize(
    ("typed", "number", "suffix"),
    [
        ("148", 148, ""),
        ("148-2", 148, "2"),
        ("148 hs", 148, "hs"),
        ("12-14", 12, "14"),
        ("121-A", 121, "A"),
        ("5a", 5, "a"),
        ("hs", 0, ""),
        ("2024-12-14", 0, ""),
        ("14-dec", 0, ""),
    ],
)
def test_house_number_is_taken_apart(typed: str, number: int, suffix: str) -> None:
    assert cells.house(typed) == (number, suffix)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Westzijde 148a", ("Westzijde", 148, "a")),
        ("Westzijde 148-2", ("Westzijde", 148, "2")),
        ("Westzijde 148 hs", ("Westzijde", 148, "hs")),
        ("Westzijde 12 - 14", ("Westzijde", 12, "14")),
        ("Plein 1945 12", ("Plein 1945", 12, "")),
        ("1e Jan Steenstraat 3", ("1e Jan Steenstraat", 3, "")),
        ("Laan van 1813, 5", ("Laan van 1813", 5, "")),
        ("Postbus 12", ("Postbus", 12, "")),
        ("Westzijde 148 2", ("Westzijde", 148, "2")),
        ("Plein 40-45 6", ("Plein 40-45", 6, "")),
        ("Westzijde", ("Westzijde", 0, "")),
        ("12", ("12", 0, "")),
    ],
)
def test_address_line_is_taken_apart(typed: str, parts: tuple[str, int, str]) -> None:
    assert cells.address_line(typed) == parts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Westzijde 148a, 1506 EK Zaandam", ("Westzijde 148a", "1506 EK", "Zaandam")),
        ("Westzijde 148\n1506ek ZAANDAM\nNederland", ("Westzijde 148", "1506ek", "ZAANDAM")),
        ("Westzijde 148", ("Westzijde 148", "", "")),
    ],
)
def test_whole_address_is_taken_apart(typed: str, parts: tuple[str, str, str]) -> None:
    assert cells.split_address(typed) == parts


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("Jan", "Jan"),
        ('=HYPERLINK("mailto:jan@x.nl","Jan Smit")', "Jan Smit"),
        ('=HYPERLINK("mailto:jan@x.nl?subject=x"; "Mail")', "Mail"),
        ('=HYPERLINK("mailto:jan@x.nl")', "jan@x.nl"),
        ('=HYPERLINK("https://x.nl";"x.nl")', "x.nl"),
        ('="0612345678"', "0612345678"),
        ("=1+1", ""),
        ("=cmd|' /C calc'!A0", ""),
    ],
)
def test_formula_is_only_text(typed: str, text: str) -> None:
    found, remarks = cells.without_formula(typed)
    assert found == text
    assert bool(remarks) is (typed.startswith("=") and not typed.startswith('="'))


@pytest.mark.parametrize(
    "typed", ["0-0-00", "0.0.00", "Niet-gespecificeerd", "#N/B", " - ", "NULL", "n.v.t.", "\u00a0"]
)
def test_filler_is_nothing(typed: str) -> None:
    assert (cells.clean(typed), cells.clean_lines(typed)) == ("", "")


def test_quotes_and_spaces_are_made_plain() -> None:
    assert cells.clean("in ’t\u00a0Veld\u200b “x”") == 'in \'t Veld "x"'
    assert cells.clean_lines(" een\u00a0\r\ntwee ") == "een\ntwee"


@pytest.mark.parametrize(
    "typed", [BSN, "1234.56.782", f"zijn BSN is {BSN}.", "123 456 782", f"btw NL{BSN}B01", f"{BSN}B01"]
)
def test_bsn_is_taken_out_of_any_text(typed: str) -> None:
    text, had_bsn = cells.without_bsn(typed)
    assert had_bsn
    assert cells.REMOVED in text
    assert cells.without_bsn(text) == (text, False)


@pytest.mark.parametrize(
    "typed",
    ["0612345678", "NL91ABNA0417164300", "12345678", "000000000", "1234567820", "+31123456782", "NL002455799B11"],
)
def test_other_numbers_stay_in_a_text(typed: str) -> None:
    assert cells.without_bsn(typed) == (typed, False)


@pytest.mark.parametrize(
    ("column", "order", "remark"),
    [
        (["31-12-2024", "01-02-2024"], "dmy", ""),
        (["12/31/2024", "1/2/2024"], "mdy", "Deze datums zijn gelezen als maand/dag/jaar."),
        (["03-04-2024"], "dmy", "Gelezen als dag-maand-jaar (03-04-2024). Kijk of dat klopt."),
        (["31-12-2024", "12/31/2024"], "dmy", "In deze kolom staan datums door elkaar"),
        (["2024-12-31", "volgt"], "dmy", ""),
    ],
)
def test_order_of_dates_is_decided_for_the_column(column: list[str], order: str, remark: str) -> None:
    found, remarks = cells.day_order(column)
    assert found == order
    assert "".join(remarks).startswith(remark)
    assert bool(remarks) is bool(remark)


@pytest.mark.parametrize(
    ("typed", "order", "day"),
    [
        ("31-12-2024", "dmy", date(2024, 12, 31)),
        ("3/4/24", "dmy", date(2024, 4, 3)),
        ("3/4/24", "mdy", date(2024, 3, 4)),
        ("1.2.1962", "dmy", date(1962, 2, 1)),
        ("2024-12-31", "mdy", date(2024, 12, 31)),
        ("19801231", "dmy", date(1980, 12, 31)),
        ("45292", "dmy", date(2024, 1, 1)),
        ("31-02-2024", "dmy", None),
        ("2024", "dmy", None),
    ],
)
def test_date_is_read_in_the_order_of_its_column(typed: str, order: str, day: date | None) -> None:
    assert cells.day(typed, order) == day


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("www.x.nl", ["https://www.x.nl"]),
        ("http://x.nl/a b", ["http://x.nl/a"]),
        ("javascript://x", []),
        ("geen site", []),
    ],
)
def test_website_gets_its_beginning(typed: str, found: list[str]) -> None:
    read = cells.website(typed)
    assert read.found == found
    assert bool(read.remarks) is not found or read.remarks == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("docent, kunstenaar", ["docent", "kunstenaar"]),
        ("* myContacts ::: Docenten", ["myContacts", "Docenten"]),
        ("zang en piano", ["zang", "piano"]),
        ("a|b|a", ["a", "b"]),
        (" ; ", []),
    ],
)
def test_list_in_a_cell_is_taken_apart(typed: str, words: list[str]) -> None:
    assert cells.parts(typed) == words


@given(st.text(alphabet=" 0123456789-.+@ax/()E,\n", max_size=40))
def test_any_cell_is_read_without_a_fault(text: str) -> None:
    cells.emails(text)
    phones = cells.phones(text).found
    assert [identifiers.phone(number) for number in phones] if phones else True
    cells.house(text)
    cells.address_line(text)
    cells.split_address(text)
    cells.day(text)
    assert cells.without_bsn(cells.without_bsn(text)[0])[1] is False
