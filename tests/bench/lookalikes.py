"""People and schools, and the same ones again as somebody else would have typed them: always the same, to measure matching.

The people are RvIG's test persons where that file is at hand (it is not ours to hand out), the schools come with the product.
Beside the copies stand those who only look alike: families on one address, colleagues on one mail box, namesakes elsewhere.
"""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from random import Random

from network.domain.names import person_name
from network.enums import PartnerKind

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("FLUXUS_SHARED", ROOT.parent / "shared"))
PEOPLE = SHARED / "data" / "07_contacten" / "namen" / "brp_testpersonen.csv"
SCHOOLS = ROOT / "network" / "data" / "scholen_2024.csv"
SEED = 1506
PREFIXES = ("Basisschool", "BS", "OBS", "Openbare Basisschool", "")
OTHER_GIVEN = ("Anna", "Bram", "Chantal", "Dirk", "Esra", "Floor", "Gijs", "Hanneke", "Imad", "Joost")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What somebody typed. Two entries with the same `who` are the same."""

    who: int
    kind: str
    given: str = ""
    infix: str = ""
    family: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    place: tuple[str, int] | None = None
    numbers: tuple[tuple[str, str], ...] = field(default=())

    @property
    def full_name(self) -> str:
        return self.name or person_name(given_name=self.given, infix=self.infix, family_name=self.family)


def entries() -> list[Entry]:
    """Everybody once, everybody again in other words, and who only looks alike."""
    random, numbers = Random(SEED), count(1)
    people = [*persons(random, numbers)]
    schools = [*sites(random, numbers)]
    copies = [retyped(entry, random) for entry in (*people, *schools)]
    return [*people, *schools, *copies, *relatives(people, random, numbers), *colleagues(schools, numbers)]


def persons(random: Random, numbers: Iterator[int]) -> Iterator[Entry]:
    """Each test person with a name and a birth date once; most have mail, a phone and an address."""
    known = set()
    for row in read(PEOPLE) if PEOPLE.exists() else []:
        person = (row["voornamen"], row["voorvoegsel"], row["geslachtsnaam"], row["geboortedatum"])
        if person in known or not row["voornamen"] or not row["geslachtsnaam"]:
            continue
        known.add(person)
        who = next(numbers)
        has_place = row["postcode"] and row["huisnummer"].isdecimal() and row["postcode"][:1] != "0"
        yield Entry(
            who=who,
            kind=PartnerKind.PERSON,
            given=row["voornamen"],
            infix=row["voorvoegsel"],
            family=row["geslachtsnaam"],
            email=f"persoon{who}@post.test" if random.random() < 0.85 else "",
            phone=f"+316{who:08}" if random.random() < 0.7 else "",
            place=(row["postcode"], int(row["huisnummer"])) if has_place else None,
        )


def sites(random: Random, numbers: Iterator[int]) -> Iterator[Entry]:
    """The schools of the product, each with a mail box of its own."""
    for row in read(SCHOOLS):
        who = next(numbers)
        yield Entry(
            who=who,
            kind=PartnerKind.ORGANISATION,
            name=row["naam"],
            email=f"info@school{who}.test",
            phone=f"+3175{who:07}" if random.random() < 0.9 else "",
            place=(row["postcode"], int(row["huisnummer"])) if row["huisnummer"].isdecimal() else None,
            numbers=(("brin", row["vestigingscode"]),),
        )


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def retyped(entry: Entry, random: Random) -> Entry:
    """The same one with one or two mistakes in the name, and one or two details missing or new."""
    copy = replace(entry, numbers=())
    name_changes = PERSON_CHANGES if entry.kind == PartnerKind.PERSON else SCHOOL_CHANGES
    for change in random.sample(name_changes, random.randint(1, 2)):
        copy = change(copy, random)
    for change in random.sample(DETAIL_CHANGES, random.randint(0, 2)):
        copy = change(copy, random)
    return copy


def misspelt(word: str, random: Random) -> str:
    """Two letters swapped, one lost or one doubled, never the first."""
    if len(word) < 4:
        return word
    at = random.randrange(1, len(word) - 1)
    return random.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at : at + 1] + word[at:],
        )
    )


def misspelt_family(entry: Entry, random: Random) -> Entry:
    return replace(entry, family=misspelt(entry.family, random))


def initials(entry: Entry, random: Random) -> Entry:
    return replace(entry, given=" ".join(f"{word[0]}." for word in entry.given.split()))


def other_infix(entry: Entry, random: Random) -> Entry:
    """Abbreviated, or written as part of the family name."""
    if not entry.infix:
        return entry
    if random.random() < 0.5:
        return replace(entry, infix="", family=f"{entry.infix} {entry.family}")
    return replace(entry, infix=entry.infix.replace("van der", "v.d.").replace("van den", "v.d."))


def first_name_only(entry: Entry, random: Random) -> Entry:
    return replace(entry, given=entry.given.split()[0])


def capitals(entry: Entry, random: Random) -> Entry:
    return replace(entry, given=entry.given.upper(), family=entry.family.upper(), name=entry.name.upper())


def other_prefix(entry: Entry, random: Random) -> Entry:
    bare = entry.name
    for prefix in PREFIXES[:-1]:
        bare = bare.removeprefix(f"{prefix} ")
    return replace(entry, name=f"{random.choice(PREFIXES)} {bare}".strip())


def misspelt_name(entry: Entry, random: Random) -> Entry:
    words = entry.name.split()
    at = max(range(len(words)), key=lambda number: len(words[number]))
    return replace(entry, name=" ".join([*words[:at], misspelt(words[at], random), *words[at + 1 :]]))


def other_email(entry: Entry, random: Random) -> Entry:
    return replace(entry, email=f"anders{entry.who}@elders.test" if random.random() < 0.5 else "")


def other_phone(entry: Entry, random: Random) -> Entry:
    return replace(entry, phone=f"+3120{entry.who:07}" if random.random() < 0.5 else "")


def other_place(entry: Entry, random: Random) -> Entry:
    return replace(entry, place=("1999ZZ", entry.who) if random.random() < 0.3 else None)


PERSON_CHANGES = (misspelt_family, initials, other_infix, first_name_only, capitals)
SCHOOL_CHANGES = (other_prefix, misspelt_name, capitals)
DETAIL_CHANGES = (other_email, other_phone, other_place)


def relatives(people: list[Entry], random: Random, numbers: Iterator[int]) -> Iterator[Entry]:
    """Of every fourth person a relative with the same mail, phone and address; of every fifth a namesake elsewhere."""
    for entry in people[::4]:
        given = next(name for name in random.sample(OTHER_GIVEN, 10) if name[0] != entry.given[0])
        yield replace(entry, who=next(numbers), given=given)
    for entry in people[::5]:
        yield replace(entry, who=next(numbers), email="", phone="", place=("1888XX", next(numbers)))


def colleagues(schools: list[Entry], numbers: Iterator[int]) -> Iterator[Entry]:
    """A teacher and an after-school club with the mail box, phone and address of every school."""
    for entry in schools:
        shared = {"email": entry.email, "phone": entry.phone, "place": entry.place}
        who = next(numbers)
        yield Entry(who=who, kind=PartnerKind.PERSON, given=f"Juf{who}", family=f"Naam{who}", **shared)
        yield Entry(who=next(numbers), kind=PartnerKind.ORGANISATION, name=f"Kinderopvang {who} Stampertjes", **shared)
