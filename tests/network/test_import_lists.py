"""Whole lists as people send them, from bytes to drafts."""

import csv
import io

from fluxus.tables import Table, read
from network.domain.details import AddressLines
from network.domain.imports import mapping
from network.domain.imports.drafts import Draft, draft
from tests import sheets
from tests.fluxus.test_tables_cards import OUTLOOK as OUTLOOK_CARD

BSN = "123456782"
OUTLOOK = {
    "Titel": "mevr.",
    "Voornaam": "Renée",
    "Middelste naam": "van der",
    "Achternaam": "Berg",
    "Bedrijf": "Stichting Klank",
    "Functie": "dirigent",
    "Werkadres, straat": "Westzijde 148 hs",
    "Werkadres, plaats": "Zaandam",
    "Werkadres, postcode": "1506 ek",
    "Land/regio (werk)": "Nederland",
    "Huisadres, straat": "Dam 1",
    "Huisadres, plaats": "Wormer",
    "Huisadres, postcode": "1531 AA",
    "Telefoon op werk": "075-612 34 56",
    "Mobiele telefoon": "612345678",
    "E-mailadres": "renee@x.nl",
    "E-mailtype": "SMTP",
    "Weergavenaam voor e-mail": "Renée (renee@x.nl)",
    "E-mailadres 2": "r@y.nl",
    "Categorieën": "Koor;Kerst",
    "Notities": "belt graag\r\nop maandag, niet laat",
    "Geslacht": "Niet-gespecificeerd",
    "Privé": "Onwaar",
    "Sofinummer": BSN,
    "Verjaardag": "0-0-00",
    "Webpagina": "",
}


def written(rows: list[dict[str, str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    target = io.StringIO()
    lines = csv.DictWriter(target, list(rows[0]), delimiter=delimiter, quoting=csv.QUOTE_ALL)
    lines.writeheader()
    lines.writerows(rows)
    return target.getvalue().encode(encoding)


def drafts(table: Table) -> list[Draft]:
    columns = {heading: guess.field for heading, guess in mapping.guess(table.headings, table.samples()).items()}
    mapping.refuse_nameless(columns)
    return [draft(row.cells, columns, {}) for row in table.rows]


def names(found: list[Draft]) -> list[tuple[str, str, str]]:
    return [(one.given_name, one.infix, one.family_name) for one in found]


def test_outlook_in_dutch_with_old_letters() -> None:
    [found] = drafts(read(written([OUTLOOK], ",", "cp1252"), "outlook.csv"))
    assert found == Draft(
        name="Renée van der Berg",
        given_name="Renée",
        infix="van der",
        family_name="Berg",
        organisation="Stichting Klank",
        function="dirigent",
        details={
            "email": "renee@x.nl",
            "phone": "075-612 34 56",
            "gender": "woman",
            "address": AddressLines(
                street="Westzijde", house_number=148, suffix="hs", postcode="1506EK", city="Zaandam"
            ),
        },
        extra_emails=["r@y.nl"],
        extra_phones=["0612345678"],
        tags=["Koor", "Kerst"],
        note="belt graag\nop maandag, niet laat",
        repairs=[
            "De kolom “Sofinummer” is weggelaten: een burgerservicenummer mogen we niet bewaren.",
            "Bij telefoonnummer 0612345678 is de 0 vooraan teruggezet.",
        ],
    )


def test_google_contacts_with_their_own_separator() -> None:
    shared = dict.fromkeys(
        ("First Name", "Last Name", "Labels", "E-mail 1 - Label", "E-mail 1 - Value", "Phone 1 - Value", "Notes"), ""
    )
    rows = [
        shared
        | {
            "First Name": "Jan",
            "Last Name": "Smit",
            "Labels": "* myContacts ::: Docenten",
            "E-mail 1 - Label": "* Work",
            "E-mail 1 - Value": "jan@x.nl ::: j@y.nl",
            "Phone 1 - Value": "06 12345678 ::: 075 6123456",
            "Notes": "een\ntwee",
        },
        shared | {"Phone 1 - Value": "0612345678"},
        shared | {"First Name": "info@x.nl", "E-mail 1 - Value": "info@x.nl"},
    ]
    known, only_phone, only_mail = drafts(read(written(rows, ",", "utf-8-sig"), "contacts.csv"))
    assert (known.emails, known.phones) == (["jan@x.nl", "j@y.nl"], ["06 12345678", "075 612 3456"])
    assert (known.tags, known.note) == (["Docenten"], "een\ntwee")
    assert only_phone.problems == ["Er staat geen naam, organisatie of e-mailadres in deze rij."]
    assert (only_mail.kind, only_mail.name) == ("organisation", "info@x.nl")


def test_list_of_teachers_that_lost_its_zeros_in_excel() -> None:
    rows = [
        ["Docenten 2024", "", "", "", "", ""],
        ["Naam", "06", "KvK", "IBAN", "Uurtarief", "Vak"],
        ["Berg, Sanne van der", 612345678, 1234567, "NL91 ABNA 0417 1643 00", 45.5, "viool"],
        ["P. de Vries", "1,2E+11", "", "", "", "toneel"],
        ["Totaal", "", "", "", 45.5, ""],
    ]
    table = read(sheets.xlsx(rows, merged=["A1:F1"]), "docenten.xlsx")
    sanne, piet = drafts(table)
    assert [row.line for row in table.rows] == [3, 4]
    assert names([sanne, piet]) == [("Sanne", "van der", "Berg"), ("", "de", "Vries")]
    assert sanne.details["identifiers"] == {"kvk": "01234567", "iban": "NL91ABNA0417164300"}
    assert (sanne.phones, sanne.details["disciplines"], sanne.tags) == (["0612345678"], ["music"], ["viool"])
    assert (piet.initials, piet.phones) == ("P.", [])
    assert piet.repairs == ["Telefoonnummer “1,2E+11” is afgerond door een rekenprogramma; de echte cijfers zijn weg."]


def test_list_of_an_orchestra_with_groups_above_its_headings() -> None:
    text = (
        "Ledenlijst Harmonie De Zaan;;;;;;;\r\n\r\n"
        "Naam;;;Adres;;;Contact;\r\n"
        "Voornaam;tv;Achternaam;Straat;Nr;Postcode;E-mail;Mobiel\r\n"
        "Els;;Kan;Dam;12-14;1506ek;els@x.nl;06-12345678\r\n"
        "Bilal;el;Amrani;Werf;5a;1506 EK;;\r\n"
    )
    els, bilal = drafts(read(text.encode("cp1252"), "leden.csv"))
    assert names([els, bilal]) == [("Els", "", "Kan"), ("Bilal", "el", "Amrani")]
    assert els.details["address"] == AddressLines(
        street="Dam", house_number=12, suffix="14", postcode="1506EK", city="Zaandam"
    )
    assert (els.emails, els.phones) == (["els@x.nl"], ["06-12345678"])


def test_schools_with_their_contact_persons() -> None:
    rows = [
        {
            "Naam": "OBS De Vlieger",
            "Directeur": "Mw. A. de Wit",
            "E-mail school": "info@vlieger.nl",
            "Plaats": "Zaandam",
        },
        {"Naam": "Kindcentrum Noord", "Directeur": "", "E-mail school": "info@noord.nl", "Plaats": "Wormer"},
    ]
    with_head, without = drafts(read(written(rows), "scholen.csv"))
    assert (with_head.kind, with_head.family_name, with_head.organisation) == ("person", "Wit", "OBS De Vlieger")
    assert (with_head.initials, with_head.gender) == ("A.", "woman")
    assert (without.kind, without.name, without.emails) == ("organisation", "Kindcentrum Noord", ["info@noord.nl"])


def test_addresses_pasted_out_of_a_mail() -> None:
    found = drafts(read(b'Jan Smit <jan@x.nl>\r\n"Kan, Els" <els@x.nl>\r\npiet@x.nl\r\n', "lijst.txt"))
    assert [(one.name, one.emails) for one in found] == [
        ("Jan Smit", ["jan@x.nl"]),
        ("Els Kan", ["els@x.nl"]),
        ("piet@x.nl", ["piet@x.nl"]),
    ]


def test_card_of_outlook() -> None:
    [found] = drafts(read(OUTLOOK_CARD.encode(), "kaart.vcf"))
    assert (found.name, found.infix, found.organisation, found.function) == (
        "Renée van der Berg",
        "van der",
        "Stichting Klank, Kleur",
        "Muziek",
    )
    assert (found.emails, found.phones) == (["eerste@x.nl", "tweede@x.nl"], ["06 12345678", "075 612 34 56"])
    assert str(found.details["address"].street) == "Westzijde"  # type: ignore[union-attr]  # there is one


def test_formulas_are_text() -> None:
    rows = [
        {
            "Naam": '=HYPERLINK("https://x.nl","Jan Smit")',
            "E-mail": '=HYPERLINK("mailto:jan@x.nl","mail mij")',
            "Opm": "=1+1",
        }
    ]
    [found] = drafts(read(written(rows), "lijst.csv"))
    assert (found.name, found.emails, found.note, len(found.repairs)) == ("Jan Smit", ["jan@x.nl"], "", 3)
