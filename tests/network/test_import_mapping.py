"""Columns of lists that people really have, recognised by heading or by what stands under it."""

import pytest

from fluxus.errors import Refusal
from network.domain.imports.fields import FIELDS
from network.domain.imports.left_out import LEFT_OUT
from network.domain.imports.mapping import COUNTED, PARTLY, SEEN, SURE, Guess, fingerprint, guess, refuse_nameless

OUTLOOK_NL = """Titel|Voornaam|Middelste naam|Achternaam|Achtervoegsel|Bedrijf|Afdeling|Functie|Werkadres, straat|Werkadres, plaats
|Werkadres, provincie|Werkadres, postcode|Land/regio (werk)|Huisadres, straat|Huisadres, plaats|Huisadres, provincie
|Huisadres, postcode|Land/regio (thuis)|Ander adres, straat|Ander adres, plaats|Ander adres, postcode|Land/regio (anders)
|Telefoon assistent|Fax op werk|Telefoon op werk|Telefoon op werk 2|Telefoon thuis|Mobiele telefoon|Pager|Account
|E-mailadres|E-mailtype|E-mailadres 2|E-mailadres 3|Categorieën|Notities|Organisatie-id|Partner|Prioriteit|Privé|Sofinummer
|Verjaardag|Webpagina|Werkadres, postbusnummer|Geslacht|Initialen"""
OUTLOOK_EN = """Title|First Name|Middle Name|Last Name|Suffix|Company|Department|Job Title|Business Street|Business Street 2
|Business City|Business Postal Code|Business Country/Region|Home Street|Home City|Home Postal Code|Other Street|Business Fax
|Business Phone|Business Phone 2|Home Phone|Mobile Phone|Birthday|Categories|E-mail Address|E-mail Type|E-mail 2 Address
|E-mail 3 Address|Gender|Government ID Number|Initials|Notes|Web Page|Spouse|Private"""
GOOGLE = """First Name|Middle Name|Last Name|Phonetic First Name|Name Prefix|Name Suffix|Nickname|File As|Organization Name
|Organization Title|Organization Department|Birthday|Notes|Photo|Labels|E-mail 1 - Label|E-mail 1 - Value|E-mail 2 - Value
|Phone 1 - Label|Phone 1 - Value|Phone 2 - Value|Address 1 - Formatted|Address 1 - Street|Address 1 - City
|Address 1 - Postal Code|Address 2 - Street|Address 2 - City|Address 2 - Postal Code|Website 1 - Value|Custom Field 1 - Value"""
GOOGLE_OLD = """Name|Given Name|Additional Name|Family Name|Yomi Name|Group Membership|E-mail 1 - Type|E-mail 1 - Value
|Phone 1 - Type|Phone 1 - Value|Organization 1 - Name|Organization 1 - Title|Location"""
MUSIC = """Voornaam|tv|Achternm|E-mail adres|Tel.|06|Straat|Huisnr|Toev|Postcode|Woonplaats|Instrument|Orkest|Rol|Opm.|BSN
|Lid sinds"""
DUO = """PROVINCIE|BEVOEGD GEZAG NUMMER|BRIN NUMMER|VESTIGINGSNUMMER|VESTIGINGSNAAM|STRAATNAAM|HUISNUMMER-TOEVOEGING|POSTCODE
|PLAATSNAAM|GEMEENTENAAM|DENOMINATIE|TELEFOONNUMMER|INTERNETADRES|POSTCODE CORRESPONDENTIEADRES"""


def headings(text: str) -> list[str]:
    return text.replace("\n", "").split("|")


def mapped(names: str | list[str], **samples: list[str]) -> dict[str, str]:
    """Heading → field, those that are left out aside."""
    guesses = guess(headings(names) if isinstance(names, str) else names, samples)
    return {heading: found.field for heading, found in guesses.items() if found.field}


def test_outlook_in_dutch_is_known() -> None:
    assert mapped(OUTLOOK_NL) == {
        "Titel": "prefix",
        "Voornaam": "given_name",
        "Middelste naam": "middle_name",
        "Achternaam": "family_name",
        "Bedrijf": "organisation",
        "Afdeling": "department",
        "Functie": "function",
        "Werkadres, straat": "street",
        "Werkadres, plaats": "city",
        "Werkadres, postcode": "postcode",
        "Land/regio (werk)": "country",
        "Huisadres, straat": "street_2",
        "Huisadres, plaats": "city_2",
        "Huisadres, postcode": "postcode_2",
        "Land/regio (thuis)": "country_2",
        "Ander adres, straat": "street_3",
        "Ander adres, plaats": "city_3",
        "Ander adres, postcode": "postcode_3",
        "Land/regio (anders)": "country_3",
        "Telefoon op werk": "phone",
        "Telefoon op werk 2": "phone",
        "Telefoon thuis": "phone",
        "Mobiele telefoon": "phone",
        "E-mailadres": "email",
        "E-mailadres 2": "email",
        "E-mailadres 3": "email",
        "Categorieën": "tag",
        "Notities": "note",
        "Sofinummer": "bsn",
        "Webpagina": "website",
        "Geslacht": "gender",
        "Initialen": "initials",
    }


def test_outlook_headings_without_their_accents_are_known() -> None:
    assert mapped(["Achternaam", "Categorien", "Priv"]) == {"Achternaam": "family_name", "Categorien": "tag"}


def test_outlook_in_english_is_known() -> None:
    found = mapped(OUTLOOK_EN)
    assert found["Government ID Number"] == "bsn"
    assert [heading for heading, key in found.items() if key == "email"] == [
        "E-mail Address",
        "E-mail 2 Address",
        "E-mail 3 Address",
    ]
    assert (found["Business Street"], found["Home Street"], found["Other Street"]) == ("street", "street_2", "street_3")
    assert not {"Business Street 2", "Spouse", "Private", "Birthday", "Business Fax", "E-mail Type"} & set(found)


def test_google_contacts_are_known() -> None:
    assert mapped(GOOGLE) == {
        "First Name": "given_name",
        "Middle Name": "middle_name",
        "Last Name": "family_name",
        "Name Prefix": "prefix",
        "File As": "name",
        "Organization Name": "organisation",
        "Organization Title": "function",
        "Organization Department": "department",
        "Notes": "note",
        "Labels": "tag",
        "E-mail 1 - Value": "email",
        "E-mail 2 - Value": "email",
        "Phone 1 - Value": "phone",
        "Phone 2 - Value": "phone",
        "Address 1 - Street": "street",
        "Address 1 - City": "city",
        "Address 1 - Postal Code": "postcode",
        "Address 2 - Street": "street_2",
        "Address 2 - City": "city_2",
        "Address 2 - Postal Code": "postcode_2",
        "Website 1 - Value": "website",
    }


def test_google_contacts_of_before_are_known() -> None:
    assert mapped(GOOGLE_OLD) == {
        "Name": "name",
        "Given Name": "given_name",
        "Additional Name": "middle_name",
        "Family Name": "family_name",
        "Group Membership": "tag",
        "E-mail 1 - Value": "email",
        "Phone 1 - Value": "phone",
        "Organization 1 - Name": "organisation",
        "Organization 1 - Title": "function",
    }


def test_list_of_an_orchestra_is_known() -> None:
    assert list(mapped(MUSIC).values()) == [
        *("given_name", "infix", "family_name", "email", "phone", "phone", "street", "house_number", "house_suffix"),
        *("postcode", "city", "discipline", "organisation", "role", "note", "bsn", "since"),
    ]


def test_school_register_is_known() -> None:
    assert mapped(DUO) == {
        "BEVOEGD GEZAG NUMMER": "board",
        "BRIN NUMMER": "brin",
        "VESTIGINGSNUMMER": "brin",
        "VESTIGINGSNAAM": "organisation",
        "STRAATNAAM": "street",
        "HUISNUMMER-TOEVOEGING": "house_number",
        "POSTCODE": "postcode",
        "PLAATSNAAM": "city",
        "TELEFOONNUMMER": "phone",
        "INTERNETADRES": "website",
    }


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (["Naam", "E-mail"], "name"),
        (["Voorletters", "Naam"], "family_name"),
        (["Voornaam", "Tussenvoegsel", "Naam"], "family_name"),
        (["Naam", "Contactpersoon", "E-mail"], "organisation"),
        (["vestigingscode", "Naam"], "organisation"),
        (["Voornaam", "Achternaam", "Naam"], "name"),
    ],
)
def test_plain_naam_is_what_its_neighbours_leave(names: list[str], key: str) -> None:
    assert mapped(names)["Naam"] == key


def test_house_number_with_suffix_is_the_suffix_beside_a_number() -> None:
    assert mapped(["Huisnummer-toevoeging"]) == {"Huisnummer-toevoeging": "house_number"}
    assert mapped(["Huisnummer", "Huisnummertoevoeging"])["Huisnummertoevoeging"] == "house_suffix"


def test_how_sure_a_guess_is() -> None:
    found = guess(["E-mailadres", "E-mailadres 2", "E-mailadres ouders", "Xyz"], {"E-mailadres ouders": ["a@x.nl"]})
    assert [one.confidence for one in found.values()] == [SURE, COUNTED, PARTLY, 0]


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (["a@x.nl", "b@y.nl", "geen"], "email"),
        (["06 12345678", "075-6123456"], "phone"),
        (["1506 EK", "1531ab"], "postcode"),
        (["NL91 ABNA 0417 1643 00"], "iban"),
        (["www.x.nl", "https://y.nl"], "website"),
        (["Jan", "Piet"], ""),
        (["hallo @jan, zie https://x.nl"], ""),
        ([], ""),
    ],
)
def test_unknown_heading_is_guessed_by_its_cells(cells: list[str], key: str) -> None:
    assert guess(["Xyz"], {"Xyz": cells})["Xyz"] == Guess(key, SEEN if key else 0)


def test_cells_outweigh_a_vague_heading() -> None:
    assert mapped(["Contact"], Contact=["a@x.nl", "b@x.nl"]) == {"Contact": "email"}
    assert mapped(["Mailinglijst"], Mailinglijst=["ja", "nee"]) == {}


def test_names_without_heading_are_found_beside_addresses() -> None:
    names, mails = ["Sanne van der Berg", "Jan Smit", "Bilal El Amrani"], ["a@x.nl", "b@x.nl", "c@x.nl"]
    assert mapped(["Kolom A", "Kolom B"], **{"Kolom A": names, "Kolom B": mails}) == {
        "Kolom A": "name",
        "Kolom B": "email",
    }
    assert mapped(["Kolom A"], **{"Kolom A": names}) == {}


def test_only_the_surest_column_gets_a_field_that_holds_one_thing() -> None:
    assert mapped(["Postcode school", "Postcode", "Straat", "Adres"], **{"Postcode school": ["1506 EK"]}) == {
        "Postcode": "postcode",
        "Straat": "street",
    }


def test_fingerprint_is_of_the_headings_and_not_of_their_order() -> None:
    assert fingerprint(["Naam", "E-mail"]) == fingerprint(["e-mail", "NAAM"])
    assert fingerprint(["Naam", "E-mail"]) != fingerprint(["Naam", "E-mail", "Plaats"])


@pytest.mark.parametrize("key", ["name", "family_name", "organisation", "email"])
def test_list_that_names_somebody_is_a_list_of_contacts(key: str) -> None:
    refuse_nameless({"A": key, "B": ""})


def test_list_without_names_is_refused() -> None:
    with pytest.raises(Refusal, match="geen kolom met een naam"):
        refuse_nameless({"Plaats": "city", "Jaar": ""})


def test_every_field_is_known_by_its_own_label_and_by_no_other() -> None:
    found = {field.label: mapped([field.label]).get(field.label) for field in FIELDS.values()}
    assert found == {field.label: key for key, field in FIELDS.items()}
    aliases = [alias for field in FIELDS.values() for alias in field.aliases]
    assert sorted({alias for alias in aliases if aliases.count(alias) > 1}) == []
    assert set(aliases) & LEFT_OUT == set()
