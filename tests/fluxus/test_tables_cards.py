"""Contact cards of three versions and many makers."""

from time import perf_counter

import pytest

from fluxus.errors import Refusal
from fluxus.tables import Table, read

OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=nl;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:Berg;Ren=E9e;van der;mevr.;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9e van der =
Berg
ORG:Stichting Klank, Kleur;Muziek
TEL;WORK;VOICE:075 612 34 56
TEL;CELL:06 12345678
TEL;WORK;FAX:075 612 34 57
ADR;WORK;PREF:;;Westzijde 148;Zaandam;Noord-Holland;1506 EK;Nederland
NOTE;ENCODING=QUOTED-PRINTABLE:een=0D=0Atwee, drie
PHOTO;TYPE=JPEG;ENCODING=BASE64:
 /9j/4AAQSkZJRgABAQAAAQABAAD
 AAAA==

EMAIL;INTERNET:tweede@x.nl
EMAIL;PREF;INTERNET:eerste@x.nl
END:VCARD
"""
MODERN = """begin:vcard\r
VERSION:4.0\r
FN:Jan Smit\r
N:Smit;Jan;;;\r
item1.EMAIL;PREF=2:mailto:jan@x.nl\r
item1.X-ABLabel:werk\r
TEL;VALUE=uri;TYPE="work,voice":tel:+31-75-6123456;ext=12\r
URL:https\\://jan.example\r
CATEGORIES:docent,Zaandam\r
NOTE:regel een\\nregel\r
  twee\\; en drie\r
KIND:individual\r
end:vcard\r
"""


def table(text: str) -> Table:
    return read(text.encode(), "kaarten.vcf")


def test_card_of_outlook_is_read() -> None:
    assert table(OUTLOOK).rows[0].cells == {
        "Weergavenaam": "Renée van der Berg",
        "Titel": "mevr.",
        "Voornaam": "Renée",
        "Tussennaam": "van der",
        "Achternaam": "Berg",
        "Bedrijf": "Stichting Klank, Kleur",
        "Afdeling": "Muziek",
        "E-mailadres": "eerste@x.nl",
        "E-mailadres 2": "tweede@x.nl",
        "Mobiel": "06 12345678",
        "Telefoon werk": "075 612 34 56",
        "Fax": "075 612 34 57",
        "Straat": "Westzijde 148",
        "Plaats": "Zaandam",
        "Provincie": "Noord-Holland",
        "Postcode": "1506 EK",
        "Land": "Nederland",
        "Notities": "een\ntwee, drie",
    }


def test_card_of_version_four_is_read() -> None:
    assert table(MODERN).rows[0].cells == {
        "Weergavenaam": "Jan Smit",
        "Voornaam": "Jan",
        "Achternaam": "Smit",
        "E-mailadres": "jan@x.nl",
        "Telefoon werk": "+31-75-6123456",
        "Website": "https://jan.example",
        "Categorieën": "docent,Zaandam",
        "Notities": "regel een\nregel twee; en drie",
    }


def test_every_card_is_a_row_with_its_number() -> None:
    found = table(OUTLOOK + "\n" + MODERN)
    assert (found.kind, [row.line for row in found.rows]) == ("vcard", [1, 2])
    assert all(list(row.cells) == found.headings for row in found.rows)


def test_organisation_says_so() -> None:
    found = table("BEGIN:VCARD\nFN:Koor De Klank\nORG:Koor De Klank\nKIND:org\nEND:VCARD\n")
    assert found.rows[0].cells["Soort"] == "organisatie"


def test_second_address_is_kept_on_one_line() -> None:
    home = "ADR;TYPE=home:;;Dam 1;Zaandam;;1506 AA;\nADR;TYPE=work:;;Werf 2;Wormer;;1531 AA;\n"
    cells = table(f"BEGIN:VCARD\nVERSION:3.0\nFN:Jan\n{home}END:VCARD\n").rows[0].cells
    assert (cells["Straat"], cells["Ander adres"]) == ("Werf 2", "Dam 1, Zaandam, 1506 AA")


def test_card_inside_a_card_is_no_row() -> None:
    inner = "AGENT:\nBEGIN:VCARD\nFN:Hulp\nEND:VCARD\n"
    assert [row.cells["Weergavenaam"] for row in table(f"BEGIN:VCARD\nFN:Jan\n{inner}END:VCARD\n").rows] == ["Jan"]


def test_card_without_end_is_read() -> None:
    assert table("BEGIN:VCARD\nFN:Jan\nEMAIL:jan@x.nl\n").rows[0].cells["E-mailadres"] == "jan@x.nl"


def test_many_addresses_fill_ten_columns() -> None:
    mails = "".join(f"EMAIL:a{number}@x.nl\n" for number in range(12))
    cells = table(f"BEGIN:VCARD\nFN:Jan\n{mails}END:VCARD\n").rows[0].cells
    assert (len(cells), cells["E-mailadres 10"]) == (11, "a9@x.nl; a10@x.nl; a11@x.nl")


def test_a_very_long_folded_note_is_read_in_a_moment() -> None:
    lines = "=\n".join(["a" * 60] * 60_000)
    started = perf_counter()
    cells = table(f"BEGIN:VCARD\nFN:Jan\nNOTE;ENCODING=QUOTED-PRINTABLE:{lines}\nEND:VCARD\n").rows[0].cells
    assert (len(cells["Notities"]), perf_counter() - started < 10) == (60 * 60_000, True)


@pytest.mark.parametrize(
    ("text", "word"),
    [("BEGIN:VCARD\nEND:VCARD\n", "geen ingevulde"), ("Naam;Plaats\nJan;Wormer\n", "geen contactkaarten")],
)
def test_file_without_cards_is_refused(text: str, word: str) -> None:
    with pytest.raises(Refusal, match=word):
        table(text)
