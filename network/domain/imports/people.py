"""The name of a person out of the columns that lists spread it over."""

import re
from dataclasses import dataclass
from itertools import takewhile

from fluxus.text import fold, tidy
from network.domain.names import INFIXES, split_name
from network.enums import Gender

SHORT_INFIXES = INFIXES | {"het", "v.d.", "v.d", "vd", "v/d", "v.", "d.", "v.den", "vander", "vanden", "vande", "v"}
INITIALS = re.compile(r"(?:[A-ZÀ-Ý][a-z]{0,2}\.\s?)+[A-ZÀ-Ý]?\.?|[A-ZÀ-Ý]{1,4}|(?:[A-ZÀ-Ý]\s)+[A-ZÀ-Ý]")
CALLED = re.compile(r"[(\"]([^()\"]+)[)\"]")
# Dutch 'mr.' is a lawyer and English 'Mr.' a man, so it says nothing.
WOMEN = frozenset("mevrouw mevr mw mej mejuffrouw mrs ms miss".split())
MEN = frozenset("heer dhr hr meneer sir".split())
TITLES = WOMEN | MEN | frozenset("de dr drs ing ir prof mr geachte beste familie fam bc".split())
DEGREES = re.compile(r"(,?\s+(msc|bsc|phd|mba|jr|sr)\.?|,\s+(ma|ba|ra|rm|bed|ing)\.?)+$", re.IGNORECASE)
LONGEST_INITIALS = 20


@dataclass
class Person:
    """The parts of a name, all tidy."""

    given_name: str = ""
    infix: str = ""
    family_name: str = ""
    initials: str = ""
    gender: str = Gender.UNKNOWN

    def __bool__(self) -> bool:
        return bool(self.family_name)


def person(
    *,
    name: str = "",
    prefix: str = "",
    given: str = "",
    initials: str = "",
    middle: str = "",
    infix: str = "",
    family: str = "",
    has_infix_column: bool = False,
) -> Person:
    """A person out of what the columns hold. Without a family name the full name is taken apart; without that, nobody.

    In a list with a column for infixes a capital in front belongs to the name: 'De Smedt', 'El Rafi'.
    """
    if not family and (name or given):
        return named_in_full(name or tidy(f"{given} {middle} {infix}"), prefix=prefix, initials=initials)
    found = Person(given_name=without_title(given), infix=infix, family_name=DEGREES.sub("", family), initials=initials)
    found.gender = gender_of(prefix) or gender_of(given) or Gender.UNKNOWN
    if middle and is_infix(middle):
        found.infix = tidy(f"{middle} {found.infix}")
    elif middle:
        words, tail = infix_behind(middle.replace(",", " ").split())
        found.given_name, found.infix = tidy(f"{found.given_name} {' '.join(words)}"), found.infix or tail
    if not (has_infix_column and not found.infix and family[:1].isupper()):
        settle_infix(found)
    settle_initials(found)
    return found


def named_in_full(name: str, *, prefix: str = "", initials: str = "") -> Person:
    """'Mevr. drs. S. van der Berg', 'Berg, Sanne van der', 'J.P. (Jan) de Vries'."""
    gender = gender_of(prefix) or gender_of(name) or Gender.UNKNOWN
    bare = DEGREES.sub("", without_title(name))
    called = CALLED.search(bare)
    bare = tidy(CALLED.sub(" ", bare)) if called else bare
    given, infix, family = split_full(bare)
    found = Person(given, infix, family, initials, gender)
    settle_infix(found)
    settle_initials(found)
    if called and not found.given_name:
        found.given_name = tidy(called[1])
    return found


def split_full(name: str) -> tuple[str, str, str]:
    """Given names or initials, infix, family name. Without an infix the last word is the family name.

    Behind initials all words are family name: 'J.P. de Vries', 'J. Smit Kan'.
    """
    words = name.split()
    if "," in name or len(words) < 2:
        return split_name(name)
    start = 0
    while start < len(words) - 1 and INITIALS.fullmatch(words[start]) and "." in words[start]:
        start += 1
    if not start:
        infixes = (at for at, word in enumerate(words) if at and word.lower().rpartition("-")[2] in SHORT_INFIXES)
        start = next(infixes, len(words) - 1)
        start = min(start, len(words) - 1)
    end = start
    while end < len(words) - 1 and words[end].lower() in SHORT_INFIXES:
        end += 1
    return " ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])


def settle_infix(found: Person) -> None:
    """An infix that hides in the family name ('van der Berg', 'Berg, van der', 'Berg van der') or behind the given name."""
    if found.infix:
        found.infix = found.infix.strip(", ")
        return
    family, _, behind = found.family_name.partition(",")
    if behind and is_infix(behind):
        found.family_name, found.infix = family.strip(), tidy(behind)
        return
    words = found.family_name.split()
    ahead = 0
    while ahead < len(words) - 1 and words[ahead].lower() in SHORT_INFIXES:
        ahead += 1
    if ahead:
        found.infix, found.family_name = " ".join(words[:ahead]).lower(), " ".join(words[ahead:])
        return
    words, found.infix = infix_behind(words)
    found.family_name = " ".join(words)
    if not found.infix and found.given_name:
        given, found.infix = infix_behind(found.given_name.split())
        found.given_name = " ".join(given)


def infix_behind(words: list[str]) -> tuple[list[str], str]:
    """The words, and the infix they end with; the first word is never one."""
    end = len(words)
    while end > 1 and words[end - 1].lower() in SHORT_INFIXES:
        end -= 1
    return words[:end], " ".join(words[end:]).lower()


def settle_initials(found: Person) -> None:
    """'J.P.' is no given name, and 'J.P. (Jan)' is both."""
    called = CALLED.search(found.given_name)
    bare = tidy(CALLED.sub(" ", found.given_name))
    is_initials = bool(INITIALS.fullmatch(bare)) and (len(bare) == 1 or "." in bare or " " in bare or bool(called))
    if is_initials:
        found.initials, found.given_name = found.initials or bare, ""
    if called:
        found.given_name = (found.given_name and bare) or tidy(called[1])
    found.initials = with_dots(found.initials)[:LONGEST_INITIALS]


def with_dots(initials: str) -> str:
    """'jp' and 'J P' → 'J.P.', and of a whole name the first letter."""
    if re.fullmatch(r"[A-ZÀ-Ý][a-zà-ÿ]{2,}", initials):
        return f"{initials[0]}."
    letters = re.sub(r"[^\w]", "", initials)
    if "." in initials or len(letters) > 6:
        return tidy(initials).replace(". ", ".")
    return "".join(f"{letter.upper()}." for letter in letters)


def is_infix(text: str) -> bool:
    words = text.lower().strip(", ").split()
    return bool(words) and all(word in SHORT_INFIXES for word in words)


def without_title(name: str) -> str:
    """Without 'dhr.', 'drs.' and the like in front; 'Heer' alone stays a name."""
    words = name.split()
    while (
        len(words) > 1 and fold(words[0]) in TITLES - {"de"} and (words[0][-1] == "." or fold(words[0]) in WOMEN | MEN)
    ):
        words = words[1:]
        if len(words) > 1 and words[0] == "/":
            words = words[1:]
    if len(words) > 2 and [word.lower() for word in words[:2]] == ["de", "heer"]:
        words = words[2:]
    return " ".join(words)


def gender_of(text: str) -> str:
    """How the titles in front say that somebody is addressed; '' when they do not, or say both."""
    words = fold(text).split()
    titles = set(takewhile(lambda word: word in TITLES or word in {"en", "of", "m", "v"}, words))
    is_woman, is_man = bool(titles & WOMEN), bool(titles & MEN)
    if is_woman == is_man:
        return ""
    return str(Gender.WOMAN if is_woman else Gender.MAN)
