"""The words that stand in lists for what FluXus has a fixed word for."""

import re
from collections.abc import Mapping

from fluxus.text import fold
from network.domain.imports.fields import FIELDS
from network.enums import Discipline, Gender, PartnerKind, PartnerRole, VatStatus

WORDS: dict[str, dict[str, str]] = {
    "gender": {
        Gender.WOMAN: "v vrouw f female mevr mevrouw mw mej mejuffrouw mrs ms miss vrouwelijk dame",
        Gender.MAN: "m man male heer dhr hr mannelijk",
        Gender.UNKNOWN: "x o onbekend nonbinair anders",
    },
    "kind": {
        PartnerKind.PERSON: "persoon p individu particulier zzp natuurlijk",
        PartnerKind.ORGANISATION: "organisatie o bedrijf instelling org rechtspersoon",
    },
    "role": {
        PartnerRole.TEACHER: "leraar lerares leerkracht muziekdocent dansdocent vakdocent workshopdocent teacher",
        PartnerRole.ARTIST: "kunstenaar artiest kunstenares muzikant musicus artist theatermaker danser beeldhouwer schilder",
        PartnerRole.CULTURAL_ORGANISATION: "cultuurorganisatie cultuurinstelling museum",
        PartnerRole.AMATEUR_ASSOCIATION: "vereniging amateur amateurgroep koor orkest muziekvereniging toneelvereniging",
        PartnerRole.SCHOOL: "basisschool po sbo so vso vo onderwijs middelbare",
        PartnerRole.SCHOOL_BOARD: "bestuur schoolbestuur",
        PartnerRole.SOCIAL_ORGANISATION: "welzijn welzijnsorganisatie maatschappelijk",
        PartnerRole.COMMUNITY_CENTRE: "wijkcentrum buurtcentrum",
        PartnerRole.CARE: "zorg zorgorganisatie verpleeghuis",
        PartnerRole.SOCIAL_TEAM: "wijkteam",
        PartnerRole.CHILDCARE: "kinderdagverblijf bso kdv",
        PartnerRole.VENUE: "theater zaal poppodium",
        PartnerRole.GOVERNMENT: "gemeente provincie",
        PartnerRole.FUND: "subsidiegever",
        PartnerRole.PRESS: "media krant journalist",
        PartnerRole.VOLUNTEER: "vrijwilligster",
        PartnerRole.EMPLOYEE: "collega personeel",
    },
    "discipline": {
        Discipline.MUSIC: """muziek zang piano gitaar basgitaar viool altviool cello contrabas drums slagwerk percussie fluit
            dwarsfluit blokfluit klarinet saxofoon trompet trombone hoorn tuba bugel euphonium hobo fagot accordeon harp
            keyboard orgel ukelele popmuziek muziekles dirigent koor zangles dj""",
        Discipline.VISUAL: """beeldend tekenen schilderen keramiek boetseren beeldhouwen textiel fotografie grafiek illustratie
            mode glas edelsmeden""",
        Discipline.THEATRE_DANCE: "theater dans toneel ballet hiphop streetdance musical cabaret circus drama breakdance jazzdans",
        Discipline.DIGITAL: "digitaal film video animatie schrijven games gaming poezie literatuur media podcast programmeren",
        Discipline.AMATEUR: "amateur",
    },
    "vat_status": {
        VatStatus.LIABLE: "ja btwplichtig plichtig",
        VatStatus.SMALL_BUSINESS: "kor kleineondernemersregeling",
        VatStatus.EXEMPT: "vrijgesteld nee",
        VatStatus.NO_ENTREPRENEUR: "particulier",
    },
}
ORGANISATION_WORDS = frozenset(
    """
    stichting stg vereniging ver bv nv vof school basisschool obs cbs rkbs ibs pcbs sbo vso college lyceum gymnasium mavo havo
    vmbo kindcentrum ikc kinderopvang theater museum bibliotheek koor orkest harmonie fanfare brassband gemeente provincie
    ministerie fonds buurthuis buurtcentrum wijkteam wijkcentrum centrum galerie atelier studio podium club academie kerk
    parochie cooperatie scouting festival zorg zorggroep groep bureau uitgeverij drukkerij producties productions festival
    foundation company ltd inc gmbh ag corp corporation administratie secretariaat redactie collectief ensemble gezelschap
    """.split()
)
ORGANISATION_ENDS = (
    "koor",
    "orkest",
    "school",
    "theater",
    "vereniging",
    "museum",
    "college",
    "stichting",
    "bibliotheek",
    "opvang",
)
# The front half of an e-mail address that is nobody in particular.
GENERAL_ADDRESSES = frozenset(
    """
    admin administratie bestuur boekhouding contact directie facturen factuur finance financien hallo hello info kantoor
    mail office onthaal penningmeester planning post receptie redactie school secretariaat secretaris team verhuur welkom
    """.split()
)


def meaning(key: str, typed: str, values: Mapping[str, Mapping[str, str]]) -> str | None:
    """What a word means for a field: as a colleague chose ('' is nothing), else as it is commonly used; None is unknown."""
    chosen = values.get(key, {})
    for word in (typed, fold(typed)):
        if word in chosen:
            return chosen[word]
    return MEANINGS[key].get(fold(typed))


def is_label(key: str, typed: str) -> bool:
    """Whether the word is our own word for it, not a nearby one."""
    return fold(typed) in {fold(label) for _, label in FIELDS[key].meanings}


def sounds_like_organisation(name: str) -> bool:
    """'Stichting De Vlieger', 'Zaans Mannenkoor', 'Studio 148', 'Kunst & Co B.V.' – and not 'Jan de Vries'."""
    words = re.sub(r"\bb v\b", "bv", fold(name)).split()
    if any(word in ORGANISATION_WORDS or word.endswith(ORGANISATION_ENDS) for word in words):
        return True
    return bool(re.search(r"\d", name))


def known_words(key: str) -> dict[str, str]:
    """Folded word → value: our own words and those of others."""
    others = {word: value for value, words in WORDS.get(key, {}).items() for word in words.split()}
    own = {fold(str(label)): value for value, label in FIELDS[key].meanings}
    return others | {value.replace("_", " "): value for value, _ in FIELDS[key].meanings} | own


MEANINGS = {key: known_words(key) for key in WORDS}
