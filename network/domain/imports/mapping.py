"""Which column is what: guessed from its heading, else from what stands in it."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from fluxus.errors import Refusal
from fluxus.text import fold
from network.domain import identifiers
from network.domain.imports.cells import emails, phones, website
from network.domain.imports.fields import BSN, FIELDS, IGNORE, NAMING, plain, without_numbers
from network.domain.imports.left_out import LEFT_OUT

SURE, COUNTED, PARTLY, SEEN, NO_IDEA = 95, 85, 60, 50, 0
SHORTEST_PART = 5
# Of these a longer heading still tells what it is: 'E-mailadres ouder', 'telefoonnummer secretariaat'.
TELLING = (
    "email",
    "phone",
    "website",
    "street",
    "postcode",
    "city",
    "given_name",
    "family_name",
    "infix",
    "kvk",
    "iban",
    "note",
)
# Of these the last words of a heading over two rows still tell: 'Adres Nr', 'Contact Vast'.
TAIL = (*TELLING, "house_number", "house_suffix", "initials")
SEVERAL = ("email", "phone", "website", "role", "discipline", "tag", "note", "brin", BSN)
PREFERRED = frozenset({"roepnaam"})
GENERIC_NAMES = frozenset({"naam", "name", "volledigenaam", "titel", "title"})
ADDRESS = ("street", "house_number", "house_suffix", "postcode", "city", "country")
EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]{2,}")
NAMED_EMAIL = re.compile(r"[^<>@]+<[^\s@<>]+@[^\s@<>]+>")
PERSON = re.compile(r"([A-ZÀ-Ý][\w'’.-]*\s)+((van|de|der|den|het|'t|te|ter|ten|v\.d\.)\s)*[A-ZÀ-Ý][\w'’-]+")
NOT_A_LIST = (
    "In dit bestand staat geen kolom met een naam, organisatie of e-mailadres. Kies zelf welke kolom de naam is, of"
    " controleer of dit het goede bestand is."
)


@dataclass(frozen=True)
class Guess:
    """The field that a column seems to be ('' when it is left out), and how sure that is, 0–100."""

    field: str
    confidence: int


def guess(headings: Sequence[str], samples: Mapping[str, Sequence[str]]) -> dict[str, Guess]:
    """For every heading what it seems to be; `samples` are some cells that stand under it."""
    guesses = {heading: from_both(heading, samples.get(heading, ())) for heading in headings}
    guesses = suffixes(who_is_named(guesses))
    guesses = once_each(guesses)
    return named_by_samples(guesses, samples)


def refuse_nameless(mapping: Mapping[str, str]) -> None:
    """Raises Refusal when no column says whom a row is about: this is no list of contacts."""
    if not set(mapping.values()) & set(NAMING):
        raise Refusal(NOT_A_LIST, field="mapping", code="nameless")


def fingerprint(headings: Iterable[str]) -> str:
    """The same for the same headings in any order and spelling of capitals, so a remembered choice is found again."""
    return hashlib.sha256("\n".join(sorted({fold(heading) for heading in headings})).encode()).hexdigest()


def from_both(heading: str, samples: Sequence[str]) -> Guess:
    """What the heading says, unless the cells say otherwise."""
    said = from_heading(heading)
    seen = from_samples(samples)
    if said.confidence == NO_IDEA:
        return seen
    if said.confidence <= PARTLY and said.field in SHAPES and seen.field != said.field:
        return said if not samples or any(map(MAY_BE.get(said.field, SHAPES[said.field]), samples)) else seen
    if seen.field == "email" and said.field in {"name", "phone", "organisation", "website"}:
        return seen
    return said


def from_heading(heading: str) -> Guess:
    exact, bare = plain(heading), without_numbers(heading)
    for words, confidence in ((exact, SURE), (bare, COUNTED)):
        if words in LEFT_OUT:
            return Guess(IGNORE, confidence)
        if words in KNOWN:
            return Guess(at_address(KNOWN[words], heading) if confidence == COUNTED else KNOWN[words], confidence)
    return Guess(from_a_part(heading, bare), PARTLY) if from_a_part(heading, bare) else Guess(IGNORE, NO_IDEA)


def from_a_part(heading: str, bare: str) -> str:
    """The field that the last words, the beginning or the end of a heading tell; '' for none."""
    words = heading.split()
    tails = (KNOWN.get(plain(" ".join(words[at:])), "") for at in range(1, len(words)))
    if told := next((key for key in tails if key in TAIL), ""):
        return told
    parts = [alias for alias in PARTS if bare.startswith(alias) or bare.endswith(alias)]
    return PARTS[max(parts, key=len)] if parts else ""


def at_address(key: str, heading: str) -> str:
    """'Address 2 - City' is the city of the second address."""
    number = re.search("[23]", heading)
    return f"{key}_{number[0]}" if key in ADDRESS and number else key


def from_samples(samples: Sequence[str]) -> Guess:
    """The shape that most of the cells have."""
    cells = [cell.strip() for cell in samples if cell.strip()]
    for key, has_shape in SHAPES.items():
        if cells and sum(map(has_shape, cells)) > len(cells) * 0.6:
            return Guess(key, SEEN)
    return Guess(IGNORE, NO_IDEA)


def who_is_named(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """'Naam' alone: beside a first name it is the family name, beside a BRIN or a contact person the organisation."""
    keys = {guess.field for guess in guesses.values()}
    plainly = [
        heading for heading, guess in guesses.items() if guess.field == "name" and plain(heading) in GENERIC_NAMES
    ]
    other_names = [h for h, guess in guesses.items() if guess.field == "name" and h not in plainly]
    instead = ""
    if "brin" in keys or "board" in keys or (other_names and "organisation" not in keys and "family_name" not in keys):
        instead = "organisation"
    elif keys & {"given_name", "initials", "infix"} and "family_name" not in keys:
        instead = "family_name"
    if instead and plainly and instead not in keys:
        guesses[plainly[0]] = Guess(instead, COUNTED)
    return guesses


def suffixes(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """'Huisnummertoevoeging' is number and suffix in a register, and only the suffix beside a column for the number."""
    numbers = [heading for heading, guess in guesses.items() if guess.field == "house_number"]
    both = [heading for heading in numbers if plain(heading) == "huisnummertoevoeging"]
    keys = {guess.field for guess in guesses.values()}
    if both and len(numbers) > 1 and "house_suffix" not in keys:
        guesses[both[0]] = Guess("house_suffix", SURE)
    return guesses


def once_each(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """The surest column of each field that holds one thing, and the first of equally sure ones; all of the others."""
    best: dict[str, str] = {}
    for heading, guess in sorted(guesses.items(), key=lambda item: plain(item[0]) not in PREFERRED):
        known = best.get(guess.field)
        if known is None or guess.confidence > guesses[known].confidence:
            best[guess.field] = heading
    return {
        heading: guess if guess.field in {IGNORE, *SEVERAL} or best[guess.field] == heading else Guess(IGNORE, PARTLY)
        for heading, guess in guesses.items()
    }


def named_by_samples(guesses: dict[str, Guess], samples: Mapping[str, Sequence[str]]) -> dict[str, Guess]:
    """In a list of addresses without a heading for names, the column that reads like names of people."""
    keys = {guess.field for guess in guesses.values()}
    if keys & (set(NAMING) - {"email"}) or not keys & {"email", "phone"}:
        return guesses
    for heading, guess in guesses.items():
        cells = samples.get(heading, ())
        is_free = guess.field == IGNORE and guess.confidence == NO_IDEA
        if is_free and cells and sum(bool(PERSON.fullmatch(cell)) for cell in cells) > len(cells) * 0.6:
            return guesses | {heading: Guess("name", SEEN)}
    return guesses


def holds(check: Callable[[str], str]) -> Callable[[str], bool]:
    """Whether a check of `network.domain.identifiers` lets a cell through."""

    def is_held(cell: str) -> bool:
        try:
            check(cell)
        except Refusal:
            return False
        return True

    return is_held


SHAPES: dict[str, Callable[[str], bool]] = {
    "email": lambda cell: bool(EMAIL.fullmatch(cell) or NAMED_EMAIL.fullmatch(cell)),
    "website": lambda cell: bool(re.fullmatch(r"(https?://|www\.)\S+", cell)),
    "iban": holds(identifiers.iban),
    "postcode": holds(identifiers.postcode),
    "phone": holds(identifiers.phone),
}
# Looser: what a cell of such a column may be before it is repaired.
MAY_BE: dict[str, Callable[[str], bool]] = {
    "email": lambda cell: bool(emails(cell).found),
    "phone": lambda cell: bool(phones(cell).found),
    "website": lambda cell: bool(website(cell).found),
}
KNOWN = {alias: key for key, field in reversed(FIELDS.items()) for alias in field.aliases}
PARTS = {alias: key for alias, key in KNOWN.items() if key in TELLING and len(alias) >= SHORTEST_PART}
