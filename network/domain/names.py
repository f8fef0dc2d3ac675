"""Dutch names: 'Sanne van der Berg', filed under 'Berg, Sanne van der'."""

import re

from fluxus.text import fold, tidy

WORDS = """
    aan af al auf bij d' da dal de dei del della den der des di do don dos du el ibn in la las le les lo los
    onder op over 's 't te ten ter thoe tot uit uijt van ven vom von vor voor zu zum zur
"""
INFIXES = frozenset(WORDS.split())

# Words that say what kind of organisation it is, not which one: left out before names are compared.
GENERIC = frozenset(
    """
    basisschool bs bv cbs chr christelijke de den der en gbs gereformeerde het ibs jenaplanschool kbs katholieke
    montessorischool nv obs openb openbare pcb pcbs rk rkbs sbo school sg speciale st stg sticht stichting ten ter van
    ver vereniging vof voor vso
    """.split()
)
# Long ones count with a slip of the pen too: 'Stichitng', 'Bassischool', and 'openbaar' beside 'openbare'.
LONG = frozenset(word for word in GENERIC if len(word) >= 8)
SLIPS = LONG | {word[:at] + word[at + 1 :] for word in LONG for at in range(len(word))}
SHORT_FOR = {"muziekver": "muziekvereniging", "ned": "nederlands", "gem": "gemeente"}


def comparable(name: str, *, is_person: bool = False) -> str:
    """A name reduced to what tells it apart: 'Stg. De Watermolen' and 'Stichting de Watermolen' → 'watermolen'.

    Of a person only the infixes go: 'Sanne v.d. Berg' and 'Sanne van der Berg' → 'sanne berg'.
    """
    if is_person:
        return comparable_person(name)
    words = re.sub(r"\bv d\b", " ", fold(name)).split()
    return " ".join(SHORT_FOR.get(word, word) for word in words if not is_generic(word)) or " ".join(words)


def is_generic(word: str) -> bool:
    """Says what kind of organisation it is; also with one letter lost, added, changed or swapped with its neighbour."""
    if word in GENERIC or word in SLIPS:
        return True
    return len(word) >= 7 and any(word[:at] + word[at + 1 :] in SLIPS for at in range(len(word)))


def comparable_person(name: str) -> str:
    """Without infixes, but a capital at the beginning is a name: 'Don van Es', 'Al Jones'."""
    words = re.sub(r"\b[vV][./ ]*d[./]?(?=\s)", " ", name.replace(",", " ").replace("’", "'")).split()
    rest = [word for at, word in enumerate(words) if word.lower() not in INFIXES or (at == 0 and word[0].isupper())]
    return fold(" ".join(rest)) or fold(name)


def person_name(*, given_name: str, infix: str, family_name: str) -> str:
    """As one says it."""
    return tidy(f"{given_name} {infix} {family_name}")


def sort_name(*, given_name: str, infix: str, family_name: str) -> str:
    """As one looks it up: the infix does not count."""
    rest = tidy(f"{given_name} {infix}")
    return f"{tidy(family_name)}, {rest}" if rest else tidy(family_name)


def split_name(name: str) -> tuple[str, str, str]:
    """'Sanne van der Berg' or 'Berg, Sanne van der' → ('Sanne', 'van der', 'Berg'); one word is a family name."""
    family, comma, rest = tidy(name).partition(",")
    words = rest.split() if comma else family.split()
    if not comma and len(words) < 2:
        return "", "", family
    start = next((at for at, word in enumerate(words) if at and word.lower() in INFIXES), None)
    if comma:
        end = len(words) if start is None else start
        return " ".join(words[:end]), " ".join(words[end:]), tidy(family)
    start = 1 if start is None else start
    end = start
    while end < len(words) - 1 and words[end].lower() in INFIXES:
        end += 1
    return " ".join(words[:start]), " ".join(words[start:end]), " ".join(words[end:])
