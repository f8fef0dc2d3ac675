"""What signatures are in a PDF of anybody, and whether they hold."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from fluxus.pades.apart import apart
from fluxus.pades.keys import common_name

MOST_SIGNATURES = 20
LONGEST_WORD = 1024 * 1024
SPACES = (b" ", b"\n", b"\r", b"\t", b"\f", b"\0")


class NotReadable(ValueError):
    """Not a PDF, or one that is too broken to look into."""


class Encrypted(NotReadable):
    """A PDF with a lock on it."""


@dataclass(frozen=True)
class Found:
    """One signature or document time stamp.

    `is_intact`: these bytes were signed with this certificate and did not change. `is_whole`: nothing but later
    signatures and time stamps came behind it; `is_last`: not even a later signature. `revision` is the SHA-256 of the
    file as it was when this was added. `claimed_at` is what the signer's clock said, `timestamped_at` what a time-
    stamping service said.
    """

    name: str
    reason: str
    signer: str
    issuer: str
    fingerprint: str
    is_timestamp: bool
    is_intact: bool
    is_whole: bool
    is_last: bool
    claimed_at: datetime | None
    timestamped_at: datetime | None
    timestamped_by: str
    valid_from: datetime
    expires_at: datetime
    revision: str


@apart
def inspect(content: bytes) -> list[Found]:
    """The signatures and document time stamps in a PDF, oldest first. NotReadable or Encrypted when it cannot be read.

    Says nothing about whom to trust: compare `fingerprint` with certificates that you know.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    if b"%PDF-" not in content[:1024]:
        raise NotReadable("this does not begin like a PDF")
    if has_endless_word(content):
        raise NotReadable("a word that no writer of PDFs makes")
    try:
        document = PdfFileReader(BytesIO(content), strict=False)
        if document.encrypted:
            raise Encrypted("this PDF is encrypted")
        signatures = document.embedded_signatures
        if len(signatures) > MOST_SIGNATURES:
            raise NotReadable("more signatures than anybody needs")
        return [_look_at(each, content) for each in signatures]
    except NotReadable:
        raise
    except Exception as fault:  # a broken or hostile file finds a way to raise anything
        raise NotReadable(f"{type(fault).__name__}: {fault}") from fault


def has_endless_word(content: bytes) -> bool:
    """So many bytes without a space between them: pyHanko reads a word byte by byte, at ninety bytes of memory each."""
    at = 0
    while at + LONGEST_WORD <= len(content):
        last = max(content.rfind(space, at, at + LONGEST_WORD) for space in SPACES)
        if last < 0:
            return True
        at = last + 1
    return False


def _look_at(signature: Any, content: bytes) -> Found:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
    from pyhanko_certvalidator import ValidationContext

    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    is_timestamp = signature.sig_object_type == "/DocTimeStamp"

    def judge(*, skip_diff: bool) -> Any:
        if is_timestamp:
            return validate_pdf_timestamp(signature, nobody, skip_diff=skip_diff)
        return validate_pdf_signature(signature, nobody, nobody, skip_diff=skip_diff)

    status = judge(skip_diff=True)
    if status.intact and status.valid:  # comparing revisions takes seconds, and says nothing once a byte was changed
        status = judge(skip_diff=False)
    level = status.modification_level
    token = status if is_timestamp else status.timestamp_validity
    certificate = status.signing_cert
    return Found(
        name=str(signature.sig_object.get("/Name", "")),
        reason=str(signature.sig_object.get("/Reason", "")),
        **_owner(certificate),
        is_timestamp=is_timestamp,
        is_intact=bool(status.intact and status.valid),
        is_whole=level is not None and level <= ModificationLevel.FORM_FILLING and status.docmdp_ok is not False,
        is_last=level is not None and level <= ModificationLevel.LTA_UPDATES,
        claimed_at=signature.self_reported_timestamp,
        timestamped_at=token.timestamp if token is not None and token.intact and token.valid else None,
        timestamped_by=_owner(token.signing_cert)["signer"] if token is not None else "",
        revision=hashlib.sha256(content[: _end(signature)]).hexdigest(),
    )


def _owner(certificate: Any) -> dict[str, Any]:
    """Who the certificate says it is of; `certificate` as asn1crypto has it."""
    from cryptography import x509

    known = x509.load_der_x509_certificate(certificate.dump())
    return {
        "signer": common_name(known.subject),
        "issuer": common_name(known.issuer),
        "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
        "valid_from": known.not_valid_before_utc,
        "expires_at": known.not_valid_after_utc,
    }


def _end(signature: Any) -> int:
    """Where the bytes end that this signature is about."""
    *_, start, length = signature.byte_range
    return int(start) + int(length)
