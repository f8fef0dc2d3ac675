"""Where a column of somebody else's list can go, and under which headings such columns are known.

Headings of Outlook (Dutch and English, 92 columns), Google Contacts (old and new), Thunderbird, our own card reader, DUO
registers and lists made at home. A heading is compared without capitals, accents, spaces and numbers.
"""

import re
from dataclasses import dataclass

from fluxus.text import fold
from network.enums import Discipline, Gender, PartnerKind, PartnerRole, VatStatus

IGNORE = ""
BSN = "bsn"
NAMES, REACH, ADDRESS, NUMBERS, NETWORK = "Naam", "Bereiken", "Adres", "Nummers", "In het netwerk"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A place where a column can go. `meanings` are the words it may hold, for a field that holds fixed words."""

    key: str
    label: str
    group: str
    aliases: tuple[str, ...]
    meanings: tuple[tuple[str, str], ...] = ()


def plain(heading: str) -> str:
    """A heading reduced to its letters and digits: 'E-mail 2 - Value' → 'email2value'."""
    return re.sub(r"[^a-z0-9]", "", fold(heading))


def without_numbers(heading: str) -> str:
    """The same without numbers that only count columns or years: 'Telefoon (2)', 'telefoon_2020' → 'telefoon'."""
    return re.sub(r"[^a-z]", "", fold(heading)) if re.search("[a-zA-Z]", heading) else ""


def field(
    key: str, label: str, group: str, aliases: str, meanings: tuple[tuple[str, str], ...] = ()
) -> tuple[str, Field]:
    """`aliases` stand between bars."""
    words = dict.fromkeys(plain(word) for word in (label, *aliases.split("|")))
    return key, Field(key=key, label=label, group=group, aliases=tuple(filter(None, words)), meanings=meanings)


def address_fields(number: int, place: str) -> list[tuple[str, Field]]:
    """The parts of the first, second or third address: of work, of home, of elsewhere."""
    key = "" if number == 1 else f"_{number}"
    words = {name: "|".join(PLACES[name][place]) for name in PLACES}
    tail = {1: "", 2: " (tweede adres)", 3: " (derde adres)"}[number]
    return [
        field(f"{name}{key}", f"{label}{tail}", ADDRESS, words[name])
        for name, label in (
            ("street", "Straat"),
            ("house_number", "Huisnummer"),
            ("house_suffix", "Toevoeging"),
            ("postcode", "Postcode"),
            ("city", "Plaats"),
            ("country", "Land"),
        )
    ]


# Per part of an address the headings of the address of work (or the only one), of home and of elsewhere.
PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "street": {
        "work": (
            "straatnaam|adres|bezoekadres|adresregel|adres en huisnummer|straat en huisnummer|straat + nr|straat huisnr",
            "straat nr|werkadres straat|vestigingsadres|street|street address|address|address line|address street",
            "business street|work address|work street|location street|openbare ruimte|bezoekadres straat",
        ),
        "home": (
            "huisadres straat|thuisadres|huisadres|woonadres|privéadres|straat thuis",
            "home street|home address|home formatted",
        ),
        "other": ("ander adres straat|other street|other address|tweede adres",),
    },
    "house_number": {
        "work": (
            "huisnr|huis nr|nr|nummer|huisnummer toevoeging|huisnummer en toevoeging|house number|huisnummer-toevoeging",
        ),
        "home": ("huisnummer thuis",),
        "other": ("huisnummer ander adres",),
    },
    "house_suffix": {
        "work": ("toev|huisletter|huisnr toevoeging|house number suffix|letter",),
        "home": ("toevoeging thuis",),
        "other": ("toevoeging ander adres",),
    },
    "postcode": {
        "work": (
            "post code|pc|postc|werkadres postcode|bezoekadres postcode|zip|zip code|zipcode|postal code",
            "business postal code|work zipcode|work zip|address postal code|location zip",
        ),
        "home": ("huisadres postcode|postcode thuis|home postal code|home zipcode|home zip",),
        "other": ("ander adres postcode|other postal code",),
    },
    "city": {
        "work": (
            "woonplaats|plaatsnaam|stad|gemeente plaats|vestigingsplaats|werkadres plaats|werkplaats|bezoekadres plaats",
            "city|town|place|business city|work city|address city|locality",
        ),
        "home": ("huisadres plaats|plaats thuis|home city",),
        "other": ("ander adres plaats|other city",),
    },
    "country": {
        "work": (
            "land/regio|land/regio (werk)|werkland|country|country/region|business country/region|work country|address country",
        ),
        "home": ("land/regio (thuis)|home country/region|home country",),
        "other": ("land/regio (anders)|other country/region",),
    },
}

FIELDS: dict[str, Field] = dict(
    [
        field(
            "name",
            "Naam (voluit)",
            NAMES,
            "naam|volledige naam|weergavenaam|naam voluit|voornaam en achternaam|voor en achternaam|naam contact"
            "|contactpersoon|naam contactpersoon|contact|naam docent|docent|naam lid|lid|naam leerling|naam kunstenaar"
            "|kunstenaar|naam deelnemer|deelnemer|naam vrijwilliger|vrijwilliger|achternaam voornaam|directeur"
            "|name|full name|display name|contact name|file as|fn|e-mail display name|weergavenaam voor e-mail",
        ),
        field(
            "given_name",
            "Voornaam",
            NAMES,
            "roepnaam|voornamen|vnaam|voornm|first name|firstname|given name|forename|voornaam contactpersoon",
        ),
        field("initials", "Voorletters", NAMES, "voorletter|initialen|voorl|vl|initials|voorletter(s)"),
        field(
            "infix",
            "Tussenvoegsel",
            NAMES,
            "tussenvoegsels|tussenv|tussenvgsl|tv|tvg|tsv|voorvoegsel|voorvoegsels|tussenv.|infix|name infix|tussen",
        ),
        field(
            "middle_name",
            "Middelste naam",
            NAMES,
            "tussennaam|tweede naam|middle name|additional name|middelste naam",
        ),
        field(
            "family_name",
            "Achternaam",
            NAMES,
            "achternm|anaam|familienaam|geslachtsnaam|last name|lastname|family name|surname|achternaam contactpersoon",
        ),
        field(
            "prefix",
            "Aanhef of titel",
            NAMES,
            "titel|aanhef|aanspreektitel|aanspreekvorm|dhr/mevr|dhr/mw|de heer/mevrouw|voorvoegsel naam|salutation"
            "|title|name prefix|prefix|honorific",
        ),
        field(
            "gender",
            "Geslacht",
            NAMES,
            "m/v|man/vrouw|m/v/x|sekse|gender|sex|aanspreken als|geslachtsaanduiding",
            tuple(Gender.choices),
        ),
        field(
            "organisation",
            "Organisatie",
            NAMES,
            "bedrijf|bedrijfsnaam|instelling|naam instelling|naam organisatie|organisatienaam|school|naam school"
            "|schoolnaam|vereniging|naam vereniging|verenigingsnaam|stichting|naam stichting|werkgever|vestigingsnaam"
            "|orkest|koor|gezelschap|club|firma|instellingsnaam|bevoegd gezag naam|naam bevoegd gezag|bestuursnaam"
            "|company|company name|organization|organisation|organization name|organisation name|work company"
            "|naam bedrijf|organization 1 - name",
        ),
        field(
            "trade_name",
            "Handelsnaam",
            NAMES,
            "handelsnaam|artiestennaam|trade name|samenwerking|bandnaam|naam praktijk",
        ),
        field(
            "function",
            "Functie",
            NAMES,
            "functietitel|positie|job title|jobtitle|organization title|position|work title|functieomschrijving",
        ),
        field(
            "since",
            "Sinds (datum)",
            NETWORK,
            "sinds|vanaf|lid sinds|in dienst|in dienst sinds|ingangsdatum|startdatum|begindatum|member since|start date|since",
        ),
        field("department", "Afdeling", NAMES, "department|organization department|team|work dept"),
        field(
            "email",
            "E-mailadres",
            REACH,
            "e-mail|email|mail|mailadres|emailadres|e-mail adres|e mail|email adres|e-mailadressen|mailadressen"
            "|e-mailadres werk|e-mailadres privé|e-mail address|email address|e-mail value|primary email|secondary email"
            "|email home|email work|email other|e-mail contactpersoon|e-mail school|contact e-mail|emailaddress",
        ),
        field(
            "phone",
            "Telefoonnummer",
            REACH,
            "telefoon|tel|tel.|telnr|tel nr|telefoonnr|telefoonnummers|mobiel|mobiele telefoon|mobiel nummer|mobielnummer"
            "|mobiele nummer|mob|gsm|06|06-nummer|06 nummer|telefoon werk|telefoon thuis|telefoon mobiel|telefoon privé"
            "|vaste telefoon|vast nummer|vast|telefoon op werk|andere telefoon|hoofdtelefoon|hoofdtelefoon bedrijf|belnummer"
            "|phone|phone number|phone value|telephone|mobile|mobile phone|mobile number|business phone|home phone"
            "|work phone|other phone|primary phone|company main phone|cell|cell phone|home mobile|work mobile|nummer mobiel",
        ),
        field(
            "website",
            "Website",
            REACH,
            "webpagina|site|internetadres|url|homepage|web page|website value|www|webadres|internet",
        ),
        *address_fields(1, "work"),
        *address_fields(2, "home"),
        *address_fields(3, "other"),
        field("kvk", "KvK-nummer", NUMBERS, "kvk|kvk nr|kvknr|kvknummer|kamer van koophandel|handelsregister|nr kvk"),
        field(
            "btw",
            "Btw-id",
            NUMBERS,
            "btw|btw nummer|btwnummer|btw nr|btwnr|btw-identificatienummer|omzetbelastingnummer|vat|vat number|vat id",
        ),
        field(
            "iban",
            "IBAN",
            NUMBERS,
            "rekeningnummer|bankrekening|rekening|bankrekeningnummer|iban nummer|banknummer|reknr",
        ),
        field(
            "brin",
            "BRIN of vestigingscode",
            NUMBERS,
            "brin|brin nummer|brinnummer|brin nr|vestigingsnummer|vestigingscode|brincode|vestiging brin",
        ),
        field(
            "board",
            "Bestuursnummer",
            NUMBERS,
            "bevoegd gezag nummer|bevoegd gezag|bevoegd gezag nr|bestuursnr|bg nummer|administratienummer",
        ),
        field(
            "vat_status",
            "Btw-status",
            NUMBERS,
            "btwstatus|btw plichtig|btwplichtig|kor|kleineondernemersregeling",
            tuple(VatStatus.choices),
        ),
        field(
            "kind",
            "Soort (persoon of organisatie)",
            NETWORK,
            "soort|soort partner|persoon of organisatie|soort relatie|type|type relatie|kind",
            tuple(PartnerKind.choices),
        ),
        field(
            "role",
            "Rol in het netwerk",
            NETWORK,
            "rol|rollen|soort organisatie|type organisatie|categorie organisatie|role|roles|doelgroep partner",
            tuple(PartnerRole.choices),
        ),
        field(
            "discipline",
            "Discipline",
            NETWORK,
            "disciplines|instrument|instrumenten|kunstvorm|kunstdiscipline|vak|vakgebied|discipline(s)|genre",
            tuple(Discipline.choices),
        ),
        field(
            "tag",
            "Label",
            NETWORK,
            "labels|categorieën|categorien|categorie|groep|groepen|tags|trefwoorden|categories|group|groups"
            "|group membership|keywords|lijst",
        ),
        field(
            "note",
            "Notitie",
            NETWORK,
            "notities|opmerking|opmerkingen|opm|opm.|toelichting|bijzonderheden|memo|notes|note|remarks|comment|comments|info",
        ),
        field(
            BSN,
            "Burgerservicenummer (mag niet)",
            NUMBERS,
            "bsn|sofinummer|sofi|sofi-nummer|sofi nr|burgerservicenummer|bsn nummer|bsnnr|government id number|persoonsnummer"
            "|onderwijsnummer|pgn",
        ),
    ]
)

# Without one of these nobody can tell whom a row is about.
NAMING = ("name", "given_name", "family_name", "organisation", "trade_name", "email")
