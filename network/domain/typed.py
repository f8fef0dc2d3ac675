"""What somebody typed, read as words to look for."""

import re
from dataclasses import dataclass

from fluxus.text import fold
from network.domain.names import GENERIC, INFIXES

LONGEST = 100
MOST_WORDS = 8
DIALLED = re.compile(r"[0-9+()\s./\-]{4,}")
ABROAD = re.compile(r"^(?:00|\+)?31(?:0(?=[1-9]))?")
POSTCODE = re.compile(r"\b([1-9][0-9]{3}) ([a-z]{2})\b(?=$| [0-9])")
VAN_DER = re.compile(r"\bv ?d\b")
TITLES = frozenset("dhr dr drs heer ing ir juf juffrouw meester meneer mevr mevrouw mnr mw prof".split())
KINDS = (
    INFIXES | GENERIC | frozenset("basis chr icbs ikc kindcentrum pcbs praktijkschool scholengemeenschap vd".split())
)
# What is left out, written otherwise or forgotten by who spells a name over the phone.
LOOSE = KINDS | TITLES


@dataclass(frozen=True)
class Typed:
    """`phrase` is all of it, folded. `firm` words must be found, `loose` ones only bring nearer.

    With `is_number` the one word is the digits of a phone number or a register.
    """

    phrase: str = ""
    firm: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    is_number: bool = False

    @property
    def core(self) -> str:
        """The firm words in a row, as `names.comparable` leaves a name."""
        return " ".join(self.firm)


def read(query: str) -> Typed:
    """A phone number or postcode typed with spaces is one word; 'v.d.', 'juf' and 'obs' are loose beside a real word."""
    query = query[:LONGEST].strip()
    digits = re.sub(r"[^0-9]", "", query)
    if DIALLED.fullmatch(query) and digits:
        return Typed(phrase=digits, firm=(dialled(query, digits),), is_number=True)
    folded = POSTCODE.sub(r"\1\2", fold(query))
    words = tuple(dict.fromkeys(VAN_DER.sub("vd", folded).split()))[:MOST_WORDS]
    firm = tuple(word for word in words if word not in LOOSE)
    if len("".join(firm)) < 3:
        return Typed(phrase=folded, firm=tuple(word for word in words if word != "vd") or words)
    return Typed(phrase=folded, firm=firm, loose=tuple(word for word in words if word in LOOSE))


def filed(sort_name: str) -> str:
    """A name as it is filed, without what does not count there: 'Berg, Sanne van der' → 'berg sanne'."""
    words = VAN_DER.sub("vd", fold(sort_name)).split()
    return " ".join(word for word in words if word not in KINDS) or " ".join(words)


def dialled(query: str, digits: str) -> str:
    """The digits as they stand in the network, from however many were typed: '+31 (0)6 12' → '31612'."""
    if query.startswith(("+", "00")) or len(digits) > 10:
        return ABROAD.sub("31", digits)
    return digits
