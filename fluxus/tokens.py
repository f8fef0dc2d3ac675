"""Addresses that open one thing without logging in: who has the address may look, until the key of the thing changes."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.core.signing import BadSignature, Signer

BIGGEST_PK = 2**63 - 1


def sign(kind: str, pk: int, key: UUID) -> str:
    """A token for the address of row `pk` of this kind, made of letters, digits, '-', '_' and '.'.

    The key stands on the row: give the row another one and all addresses that went out before lead nowhere.
    """
    shown = urlsafe_b64encode(key.bytes).decode().rstrip("=")
    return signer(kind).sign(f"{pk}.{shown}")


def read(kind: str, token: str) -> tuple[int, UUID] | None:
    """The row and the key that were signed for this kind; None for whatever we did not sign.

    Ask the database for both: `filter(pk=pk, key=key)`.
    """
    try:
        pk, _, shown = signer(kind).unsign(token).partition(".")
        found = int(pk), UUID(bytes=urlsafe_b64decode(f"{shown}=="))
    except BadSignature:
        return None
    return found if 0 < found[0] <= BIGGEST_PK else None


def signer(kind: str) -> Signer:
    """The kind salts the signature, so that the token of a door never opens a calendar."""
    return Signer(salt=f"fluxus.tokens.{kind}", sep=".")
