"""Text as people type it, made comparable or made safe."""

import re
import unicodedata
from functools import lru_cache

LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ł": "l", "Ł": "l", "đ": "d", "ı": "i"}
)
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Lower case, without accents, punctuation as single spaces: 'Sanne v.d. Bèrg' → 'sanne v d berg'."""
    plain = unicodedata.normalize("NFKD", text.translate(LETTERS)).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^a-z0-9@]+", " ", plain.lower()).split())


def tidy(text: str) -> str:
    """Without invisible and direction-changing characters, spaces single, ends trimmed."""
    return " ".join(INVISIBLE.sub("", text).split())
