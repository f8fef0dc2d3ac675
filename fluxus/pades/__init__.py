"""PAdES signatures on PDFs, made and checked: the only pyHanko in the house.

Everything that is added stands behind the bytes that were there (incremental updates), so a sealed file begins with
exactly the document that people signed.
"""

from fluxus.pades.checking import Encrypted, Found, NotReadable, inspect
from fluxus.pades.keys import Key, NoKey, load_key, make_key
from fluxus.pades.making import Act, NoTimestamp, Sealed, seal, timestamp

__all__ = [
    "Act",
    "Encrypted",
    "Found",
    "Key",
    "NoKey",
    "NoTimestamp",
    "NotReadable",
    "Sealed",
    "inspect",
    "load_key",
    "make_key",
    "seal",
    "timestamp",
]
