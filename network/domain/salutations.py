"""How one addresses a person, by the rules of the Dutch register of persons (RvIG, adressering).

`salutation` opens a letter, `address_line` stands above the address, `running_text` in the middle of a sentence. A name that
is not known gives '': better no salutation than a wrong one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from fluxus.text import tidy
from network.enums import Gender
from network.models import Partner

UNKNOWN_NAME = "."
NO_PERSON = "Geachte heer of mevrouw"
LEADS = {Gender.WOMAN: "mevrouw", Gender.MAN: "de heer", Gender.UNKNOWN: ""}
# Titles (between given and family name) and predicates (in front of all), each for a man and for a woman.
TITLES = {
    "baron": "barones",
    "graaf": "gravin",
    "hertog": "hertogin",
    "markies": "markiezin",
    "prins": "prinses",
    "ridder": "",
}
PREDICATES = {"jonkheer": "jonkvrouw"}
FEMININE = {**TITLES, **PREDICATES}
MASCULINE = {woman: man for man, woman in FEMININE.items() if woman}
ROYAL = "De hoogheid"


class NameUse(StrEnum):
    """Whose name somebody goes by."""

    OWN = "own"
    PARTNER = "partner"
    PARTNER_OWN = "partner_own"
    OWN_PARTNER = "own_partner"


@dataclass(frozen=True, kw_only=True)
class Surname:
    """A family name with its infix, and the title or predicate that goes with it ('barones', 'jonkheer')."""

    family_name: str = ""
    infix: str = ""
    title: str = ""

    @property
    def is_known(self) -> bool:
        return self.family_name not in ("", UNKNOWN_NAME)

    def written(self, title: str = "") -> str:
        return tidy(f"{title} {self.infix} {self.family_name}")


@dataclass(frozen=True, kw_only=True)
class Spouse(Surname):
    """Somebody's husband, wife or registered partner. `since` is a date as the register has it: '19610800', zeros unknown."""

    since: str = ""
    is_former: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonName:
    """All parts of a name that an address may need. `initials` as typed; '' takes them from the given names."""

    own: Surname
    given_names: str = ""
    initials: str = ""
    gender: str = Gender.UNKNOWN
    name_use: str = NameUse.OWN
    spouses: tuple[Spouse, ...] = ()

    @property
    def spouse(self) -> Spouse | None:
        """The one of the oldest relation; a date of which less is known counts as the older one."""
        return min(self.spouses, key=lambda spouse: spouse.since, default=None)

    @property
    def use(self) -> str:
        """Whose name is used: one's own when that of the partner is not known."""
        return self.name_use if self.spouse and self.spouse.is_known else NameUse.OWN

    @property
    def letters(self) -> str:
        return written_initials(self.initials) if self.initials else initials_of(self.given_names)


def initials_of(given_names: str) -> str:
    """'Jo Rene' → 'J.R.', 'Anne-Fleur' → 'A.', 'IJsbrand' → 'I.'; a name of one letter stands without a dot."""
    return "".join(name[0] if len(name) == 1 else f"{name[0]}." for name in tidy(given_names).split())


def written_initials(typed: str) -> str:
    """'jr', 'J R' and 'J.R' → 'J.R.'; 'Th.M.' keeps its double letter."""
    parts = re.findall(r"[^\W\d_]+", typed)
    if len(parts) == 1 and (parts[0].isupper() or parts[0].islower()):
        parts = list(parts[0])
    return "".join(f"{part[0].upper()}{part[1:]}." for part in parts)


def full_name(name: PersonName) -> str:
    """'jonkvrouw Jo Anne van Hoogh', 'Carolina barones Van Naersen'; what is not known is left out."""
    title = inflected(name.own.title, name.gender)
    family = name.own.family_name if name.own.is_known else ""
    before, between = (title, "") if is_predicate(title) else ("", title)
    return tidy(f"{before} {name.given_names} {between} {name.own.infix} {family}")


def salutation(name: PersonName) -> str:
    """'Geachte mevrouw Van den Berg', 'Geachte J.R. Groenen', 'Hooggeboren heer'."""
    if form := form_of_address(name):
        return capitalised(form.removeprefix("De "))
    surname = joined(name, titled=False)
    if not surname:
        return ""
    lead = {Gender.WOMAN: "mevrouw", Gender.MAN: "heer"}.get(Gender(name.gender), name.letters)
    return tidy(f"Geachte {lead} {surname if lead == name.letters and lead else capitalised(surname)}")


def envelope_name(name: PersonName) -> str:
    """'J. van den Berg', 'A. barones van den Aedel-de Boer', 'Jonkheer F. Groenen'."""
    surname = joined(name, titled=True)
    predicate = own_title(name) if is_predicate(own_title(name)) else ""
    return capitalised(tidy(f"{predicate} {name.letters} {surname}")) if surname else ""


def address_line(name: PersonName) -> str:
    """Above the address: 'mevrouw J. van den Berg'; who has a title stands there without mevrouw or de heer."""
    written = envelope_name(name)
    is_noble = bool(form_of_address(name))
    return tidy(f"{'' if is_noble or not written else LEADS[Gender(name.gender)]} {written}")


def running_text(name: PersonName) -> str:
    """In a sentence: 'mevrouw Jansen-de Boer', 'de heer In het Veld', 'J.R. van Zon', 'barones Van den Aedel'."""
    surname = joined(name, titled=False)
    if not surname:
        return ""
    title = own_title(name) if name.use in {NameUse.OWN, NameUse.OWN_PARTNER} else courtesy_title(name)
    lead = title or LEADS[Gender(name.gender)] or name.letters
    return tidy(f"{lead} {surname if lead == name.letters and lead else capitalised(surname)}")


def joined(name: PersonName, *, titled: bool) -> str:
    """The surnames as one uses them, with their titles where those are said; '' when one's own is needed and not known."""
    if name.use != NameUse.PARTNER and not name.own.is_known:
        return ""
    own_part = "" if is_predicate(own_title(name)) else own_title(name)
    own = name.own.written(own_part if titled else "")
    theirs = name.spouse.written(courtesy_title(name) if titled else "") if name.spouse else ""
    return {
        NameUse.OWN: own,
        NameUse.PARTNER: theirs,
        NameUse.PARTNER_OWN: f"{theirs}-{own}",
        NameUse.OWN_PARTNER: f"{own}-{theirs}",
    }[NameUse(name.use)]


def courtesy_title(name: PersonName) -> str:
    """The title that a woman takes from a titled husband whose name she uses ('titre de courtoisie')."""
    if name.gender != Gender.WOMAN or name.name_use == NameUse.OWN or name.spouse is None:
        return ""
    return TITLES.get(name.spouse.title, "")


def own_title(name: PersonName) -> str:
    """One's own title or predicate in the form of one's gender, '' when it is not said.

    Not said: with only the partner's name, when the gender is not known, by a woman for 'ridder', which has no form for
    her, and for 'jonkvrouw' by who is married or goes by more than her own name.
    """
    if name.use == NameUse.PARTNER or name.gender == Gender.UNKNOWN:
        return ""
    title = inflected(name.own.title, name.gender)
    is_wife = name.spouse is not None and (not name.spouse.is_former or name.name_use != NameUse.OWN)
    if name.gender == Gender.WOMAN and (title in FEMININE or (is_predicate(title) and is_wife)):
        return ""
    return title


def form_of_address(name: PersonName) -> str:
    """'De hooggeboren vrouwe' above the name on an envelope; '' for who has no title to be addressed by."""
    title = courtesy_title(name) or own_title(name)
    if (
        not title
        and name.use != NameUse.PARTNER
        and MASCULINE.get(name.own.title, name.own.title) in ("prins", "ridder")
    ):
        title = name.own.title  # said in the address only
    root = MASCULINE.get(title, title)
    if root == "prins":
        return ROYAL
    if not root or name.gender == Gender.UNKNOWN:
        return ""
    rank = "hooggeboren" if root == "graaf" else "hoogwelgeboren"
    return f"De {rank} {'vrouwe' if name.gender == Gender.WOMAN else 'heer'}"


def inflected(title: str, gender: str) -> str:
    """The title in the form of a gender, as it is where there is no such form."""
    if gender == Gender.MAN:
        return MASCULINE.get(title, title)
    return (FEMININE.get(title) or title) if gender == Gender.WOMAN else title


def is_predicate(title: str) -> bool:
    return MASCULINE.get(title, title) in PREDICATES


def capitalised(text: str) -> str:
    """With a capital when it begins with a letter: 'Van den Berg', but \"'t Wolkje\"."""
    return text[:1].upper() + text[1:]


def name_of(partner: Partner) -> PersonName:
    """What we know of a person's name: his own, without titles."""
    return PersonName(
        own=Surname(family_name=partner.family_name, infix=partner.infix),
        given_names=partner.given_name,
        initials=partner.initials,
        gender=partner.gender,
    )


def salutation_of(partner: Partner) -> str:
    """The opening of a letter to a partner: 'Geachte mevrouw Van den Berg', 'Geachte heer of mevrouw' to an organisation."""
    return (salutation(name_of(partner)) if partner.is_person else "") or NO_PERSON


def address_line_of(partner: Partner) -> str:
    """The first line of his address: 'mevrouw J. van den Berg', or the name of the organisation."""
    return (address_line(name_of(partner)) if partner.is_person else "") or partner.name
