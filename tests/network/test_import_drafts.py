"""One row of a list as a draft of a partner."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.domain.details import AddressLines, checked
from network.domain.imports.drafts import NO_NAME, Draft, draft, scrubbed
from network.domain.imports.fields import FIELDS
from network.domain.imports.people import person
from network.enums import Gender, PartnerKind, PartnerRole

BSN = "123456782"
CELL = st.text(alphabet=" 0123456789-.+@ax/()vdJ.=\",'\n", max_size=25)


def drafted(values: dict[str, dict[str, str]] | None = None, **cells: str) -> Draft:
    """A row whose headings are the fields themselves."""
    return draft(cells, {key: key for key in cells}, values or {})


def named(found: Draft) -> tuple[str, str, str, str]:
    return found.given_name, found.infix, found.family_name, found.initials


@pytest.mark.parametrize(
    ("columns", "parts"),
    [
        ({"given": "Sanne", "infix": "van der", "family": "Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "family": "van der Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "family": "Van Der Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "family": "Berg, van der"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "family": "Berg van der"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "middle": "van der", "family": "Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "middle": "Anna van", "family": "Berg"}, ("Sanne Anna", "van", "Berg", "")),
        ({"given": "Sanne van der", "family": "Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"given": "Sanne", "family": "v.d. Berg"}, ("Sanne", "v.d.", "Berg", "")),
        ({"given": "J.P.", "family": "Smit"}, ("", "", "Smit", "J.P.")),
        ({"given": "J.P. (Jan)", "family": "Smit"}, ("Jan", "", "Smit", "J.P.")),
        ({"initials": "jp", "family": "Smit"}, ("", "", "Smit", "J.P.")),
        ({"given": "Jan", "family": "Smit MSc"}, ("Jan", "", "Smit", "")),
        ({"initials": "Jan", "family": "Smit, BA"}, ("", "", "Smit", "J.")),
        ({"name": "Li Ma"}, ("Li", "", "Ma", "")),
        ({"given": "An", "family": "Van"}, ("An", "", "Van", "")),
        ({"name": "Sanne van der Berg"}, ("Sanne", "van der", "Berg", "")),
        ({"name": "Berg, Sanne van der"}, ("Sanne", "van der", "Berg", "")),
        ({"name": "Berg, S. van der"}, ("", "van der", "Berg", "S.")),
        ({"name": "Mevr. drs. S. van der Berg"}, ("", "van der", "Berg", "S.")),
        ({"name": "J.P. (Jan) de Vries"}, ("Jan", "de", "Vries", "J.P.")),
        ({"name": "J. P. de Vries"}, ("", "de", "Vries", "J.P.")),
        ({"name": "Sanne v/d Berg"}, ("Sanne", "v/d", "Berg", "")),
        ({"name": "de heer J. Smit"}, ("", "", "Smit", "J.")),
        ({"name": "Esma in 't Veld"}, ("Esma", "in 't", "Veld", "")),
        ({"name": "Jan de Heer"}, ("Jan", "de", "Heer", "")),
        ({"name": "Bo"}, ("", "", "Bo", "")),
        ({"name": "Anna Maria Smit"}, ("Anna Maria", "", "Smit", "")),
        ({"name": "J. Smit Kan"}, ("", "", "Smit Kan", "J.")),
        ({"name": "Christine Jansen-de Groot"}, ("Christine", "", "Jansen-de Groot", "")),
        ({"name": "Peter het Hart"}, ("Peter", "het", "Hart", "")),
        ({"given": "Ali", "family": "El Rafi", "has_infix_column": True}, ("Ali", "", "El Rafi", "")),
        ({"given": "Ali", "family": "el Rafi", "has_infix_column": True}, ("Ali", "el", "Rafi", "")),
        ({"given": "Madonna"}, ("", "", "Madonna", "")),
        ({}, ("", "", "", "")),
    ],
)
def test_name_is_put_together(columns: dict[str, Any], parts: tuple[str, str, str, str]) -> None:
    found = person(**columns)
    assert (found.given_name, found.infix, found.family_name, found.initials) == parts


@pytest.mark.parametrize(
    ("prefix", "gender"),
    [
        ("mevr.", Gender.WOMAN),
        ("Mw", Gender.WOMAN),
        ("Geachte mevrouw", Gender.WOMAN),
        ("Mrs.", Gender.WOMAN),
        ("dhr.", Gender.MAN),
        ("de heer", Gender.MAN),
        ("De heer ir.", Gender.MAN),
        ("de heer en mevrouw", Gender.UNKNOWN),
        ("fam.", Gender.UNKNOWN),
        ("mr.", Gender.UNKNOWN),
        ("drs.", Gender.UNKNOWN),
    ],
)
def test_prefix_tells_how_somebody_is_addressed(prefix: str, gender: str) -> None:
    assert drafted(prefix=prefix, given_name="Bo", family_name="Smit").gender == gender


@pytest.mark.parametrize(
    ("typed", "gender"), [("V", "woman"), ("man", "man"), ("f", "woman"), ("x", "unknown"), ("?", "unknown")]
)
def test_gender_is_read(typed: str, gender: str) -> None:
    assert drafted(gender=typed, given_name="Bo", family_name="Smit").gender == gender


def test_whole_row_becomes_a_person_at_an_organisation() -> None:
    found = drafted(
        given_name="Sanne",
        family_name="van der Berg",
        prefix="mevr.",
        organisation="Koor De Klank",
        function="dirigent",
        email="Sanne@x.nl; s2@x.nl",
        phone="612345678",
        website="www.x.nl",
        street="Westzijde 148a",
        postcode="1506ek",
        city="ZAANDAM",
        kvk="1234567",
        role="docent, kunstenaar",
        discipline="zang|piano",
        tag="* myContacts ::: Kerst",
        note="belt graag\nop maandag",
        since="01-09-2023",
    )
    assert found == Draft(
        kind=PartnerKind.PERSON,
        name="Sanne van der Berg",
        given_name="Sanne",
        infix="van der",
        family_name="Berg",
        details={
            "email": "sanne@x.nl",
            "phone": "0612345678",
            "website": "https://www.x.nl",
            "gender": "woman",
            "address": AddressLines(
                street="Westzijde", house_number=148, suffix="a", postcode="1506EK", city="Zaandam"
            ),
            "identifiers": {"kvk": "01234567"},
            "roles": ["teacher", "artist"],
            "disciplines": ["music"],
        },
        extra_emails=["s2@x.nl"],
        organisation="Koor De Klank",
        function="dirigent",
        since=date(2023, 9, 1),
        tags=["zang", "piano", "Kerst"],
        note="belt graag\nop maandag",
        repairs=[
            "Bij telefoonnummer 0612345678 is de 0 vooraan teruggezet.",
            "Bij KvK-nummer 01234567 zijn de nullen vooraan teruggezet.",
        ],
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"organisation": "Koor De Klank"},
        {"name": "Koor De Klank"},
        {"name": "Stichting Jan de Vries"},
        {"name": "Studio 148"},
        {"name": "Kunst & Co B.V."},
        {"trade_name": "De Klank"},
        {"name": "De Klank", "kind": "organisatie"},
        {"name": "De Klank", "brin": "30AH00"},
        {"name": "De Klank", "organisation": "de klank"},
        {"email": "info@klank.nl"},
    ],
)
def test_organisation_is_known_by_what_the_row_says(cells: dict[str, str]) -> None:
    found = drafted(**cells)
    assert (found.kind, found.problems, found.family_name) == (PartnerKind.ORGANISATION, [], "")


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Jan de Vries"},
        {"name": "Koor De Klank", "kind": "persoon"},
        {"name": "Jan Smit", "organisation": "Koor"},
    ],
)
def test_person_is_known_by_what_the_row_says(cells: dict[str, str]) -> None:
    assert drafted(**cells).kind == PartnerKind.PERSON


def test_organisation_keeps_its_contact_person_in_the_note() -> None:
    found = drafted(organisation="De Klank", kind="organisatie", given_name="Jan", family_name="Smit", note="x")
    assert (found.name, found.note) == ("De Klank", "Contactpersoon: Jan Smit\nx")


def test_school_keeps_its_site_code_and_not_the_number_of_its_board() -> None:
    found = drafted(organisation="De Oceaan", brin="30AH00", board="41251")
    assert found.details == {"identifiers": {"brin": "30AH00"}, "roles": [PartnerRole.SCHOOL]}


def test_longest_of_two_brin_columns_is_the_site() -> None:
    found = draft({"a": "30AH", "b": "30AH00", "n": "De Oceaan"}, {"a": "brin", "b": "brin", "n": "organisation"}, {})
    assert found.details["identifiers"] == {"brin": "30AH00"}


def test_board_keeps_its_number() -> None:
    found = drafted(organisation="Zaan Primair", board="1852")
    assert found.details == {"identifiers": {"board": "01852"}, "roles": [PartnerRole.SCHOOL_BOARD]}


def test_number_of_a_school_is_not_given_to_who_works_there() -> None:
    found = drafted(given_name="Els", family_name="Kan", organisation="De Oceaan", brin="30AH00", role="school")
    assert "identifiers" not in found.details
    assert "roles" not in found.details
    assert found.repairs == ["Het BRIN of bestuursnummer hoort bij de school en is niet bij de persoon gezet."]


def test_only_addresses_make_the_first_one_the_name() -> None:
    found = drafted(email="b@x.nl, a@x.nl")
    assert (found.name, found.family_name, found.emails) == ("b@x.nl", "b@x.nl", ["b@x.nl", "a@x.nl"])
    assert found.repairs == ["Er staat geen naam; het e-mailadres is de naam geworden."]


def test_address_in_the_place_of_a_name_is_no_name() -> None:
    assert drafted(given_name="jan@x.nl", email="jan@x.nl").name == "jan@x.nl"
    assert drafted(name="jan@x.nl", email="jan@x.nl", phone="0612345678").family_name == "jan@x.nl"


@pytest.mark.parametrize(
    "cells", [{"phone": "0612345678"}, {"city": "Zaandam"}, {"infix": "van"}, {"note": "x"}, {}, {"email": "x"}]
)
def test_row_without_a_name_is_refused(cells: dict[str, str]) -> None:
    assert drafted(**cells).problems == [NO_NAME]


def test_one_word_and_nothing_else_is_refused() -> None:
    assert drafted(name="Bob").problems == [
        "Er staat alleen “Bob” en verder niets. Dat is te weinig om iemand te herkennen."
    ]
    assert drafted(name="Bob", email="bob@x.nl").problems == []


def test_work_address_goes_before_home_and_home_stands_in() -> None:
    work = {"street": "Dam 1", "postcode": "1506EK", "city": "Zaandam"}
    home = {"street_2": "Werf 2", "postcode_2": "1531AA", "city_2": "Wormer"}
    both, only_home = drafted(name="Jan Smit", **work, **home), drafted(name="Jan Smit", **home)
    assert (both.details["address"].street, only_home.details["address"].street) == ("Dam", "Werf")  # type: ignore[union-attr]  # there is one


@pytest.mark.parametrize(
    ("cells", "remark"),
    [
        ({"street": "Dam 1", "city": "Utrecht"}, "Het adres is niet overgenomen: postcode ontbreekt."),
        ({"city": "Utrecht"}, "Het adres is niet overgenomen: straat, huisnummer en postcode ontbreken."),
        ({"postcode": "1506EK"}, "Het adres is niet overgenomen: straat en huisnummer ontbreken."),
        (
            {"street": "Dam 1", "postcode": "15", "city": "Utrecht"},
            "Het adres is niet overgenomen: Postcode “15” klopt niet; zo hoort het: 1506 EK.",
        ),
        (
            {"street": "Dam", "house_number": "2024-12-14", "postcode": "1506EK"},
            "Het adres is niet overgenomen: van het huisnummer heeft een rekenprogramma een datum gemaakt.",
        ),
        (
            {"street": "Kerkstraat 1", "postcode": "2000", "city": "Antwerpen", "country": "België"},
            "Het adres in “België” is niet overgenomen: alleen adressen in Nederland passen.",
        ),
    ],
)
def test_address_that_is_not_whole_is_left_out_and_told(cells: dict[str, str], remark: str) -> None:
    found = drafted(name="Jan Smit", **cells)
    assert "address" not in found.details
    assert found.repairs == [remark]


@pytest.mark.parametrize(
    ("cells", "suffix"),
    [
        ({"house_number": "121-A"}, "A"),
        ({"house_number": "121", "house_suffix": "A"}, "A"),
        ({"house_number": "121 A", "house_suffix": "2"}, "A-2"),
    ],
)
def test_house_number_and_suffix_come_together(cells: dict[str, str], suffix: str) -> None:
    address = drafted(name="Jan Smit", street="Dam", postcode="1506EK", **cells).details["address"]
    assert address == AddressLines(street="Dam", house_number=121, suffix=suffix, postcode="1506EK", city="Zaandam")


def test_column_with_bsn_is_left_out_and_told() -> None:
    found = drafted(name="Jan Smit", bsn=BSN, note=f"bsn {BSN}", city=BSN)
    assert found.note == "bsn [nummer weggehaald]"
    assert BSN not in repr(found)
    assert [remark for remark in found.repairs if "burgerservicenummer" in remark] == [
        "De kolom “bsn” is weggelaten: een burgerservicenummer mogen we niet bewaren.",
        "In “note” stond een nummer dat op een burgerservicenummer lijkt; dat is weggehaald.",
        "In “city” stond een nummer dat op een burgerservicenummer lijkt; dat is weggehaald.",
    ]


def test_old_btw_number_of_a_person_is_left_out() -> None:
    found = drafted(name="Jan Smit", btw=f"NL{BSN}B01")
    assert "identifiers" not in found.details
    assert BSN not in repr(found)
    assert drafted(organisation="Koor BV", btw="NL810433941B01").details["identifiers"] == {"btw": "NL810433941B01"}


def test_row_is_kept_without_bsn() -> None:
    cells = {"Sofi": BSN, "Opm": f"zie {BSN}", "Tel": "612345678", "Naam": "Jan"}
    assert scrubbed(cells, {"Sofi": "bsn", "Opm": "note", "Tel": "phone"}) == {
        "Sofi": "",
        "Opm": "zie [nummer weggehaald]",
        "Tel": "612345678",
        "Naam": "Jan",
    }


def test_btw_number_is_only_kept_of_an_organisation() -> None:
    cells = {"Btw": f"NL{BSN}B01"}
    assert scrubbed(cells, {"Btw": "btw"}) == {"Btw": "[nummer weggehaald]"}
    assert scrubbed(cells, {"Btw": "btw"}, person=False) == cells


def test_words_mean_what_a_colleague_chose() -> None:
    values = {"role": {"Fluitist": "artist", "docent": ""}, "kind": {"club": "organisation"}}
    found = drafted(values, name="Klank", kind="club", role="fluitist; Fluitist; docent")
    assert (found.kind, found.details["roles"]) == (PartnerKind.ORGANISATION, ["artist"])


def test_unknown_role_is_the_function_of_who_has_an_organisation() -> None:
    assert drafted(name="Jan Smit", organisation="Koor", role="penningmeester").function == "penningmeester"
    alone = drafted(name="Jan Smit", role="penningmeester")
    assert alone.repairs == ["Rol in het netwerk: “penningmeester” kennen we niet; niet overgenomen."]


def test_filler_of_outlook_is_nothing() -> None:
    found = drafted(
        given_name="Hans", family_name="Worst", since="0-0-00", gender="Niet-gespecificeerd", initials="H.W."
    )
    assert (found.since, found.gender, found.initials, found.repairs) == (None, "unknown", "H.W.", [])


def test_date_follows_the_order_of_its_list() -> None:
    found = draft({"n": "Jan Smit", "s": "3/4/2024"}, {"n": "name", "s": "since"}, {}, order="mdy")
    assert found.since == date(2024, 3, 4)


def test_text_that_does_not_fit_is_cut_and_told() -> None:
    found = drafted(given_name="J" * 100, family_name="Smit")
    assert (len(found.given_name), found.repairs) == (80, ["Voornaam is te lang en is afgekapt."])


def test_heading_that_is_not_mapped_is_not_read() -> None:
    found = draft({"Naam": "Jan Smit", "Geheim": "x"}, {"Naam": "name", "Geheim": ""}, {})
    assert "x" not in repr(found.details)
    assert draft({"Naam": "Jan"}, {"Naam": "weg"}, {}).problems == [NO_NAME]


@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), CELL, max_size=12))
def test_any_row_is_drafted_and_holds(cells: dict[str, str]) -> None:
    found = drafted(**cells)
    if found.problems:
        return
    assert found.name
    assert bool(found.family_name) is found.is_person
    checked(found.details, person=found.is_person)
