"""pyHanko's own validator about what we seal: both signatures hold, the time is somebody else's, one byte is found."""

import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pytest_django.fixtures import Settings

from contracts.domain import documents
from contracts.domain.sealing import seals
from contracts.domain.sealing.verification import Finding, verify
from contracts.models import Seal, SealCertificate
from fluxus.pades.apart import apart
from tests.cast import Cast
from tests.factories.sealing import make_sealed, sealed_bytes
from tests.tsa import Authority, serving

FLIPS = 20


@pytest.fixture
def archive(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def seal(cast: Cast, archive: None) -> Seal:
    return make_sealed(cast)


def roots() -> ValidationContext:
    """Trusts the root behind our certificate, and nobody else."""
    *_, (_, _, root) = pem.unarmor(SealCertificate.objects.get().pem.encode(), multiple=True)
    return ValidationContext(trust_roots=[x509.Certificate.load(root)], allow_fetching=False)


def judged(content: bytes, clock: Authority | None = None, *, skip_diff: bool = False) -> list[Any]:
    """What pyHanko says of every signature in a file; `skip_diff` leaves out what came behind them."""
    clocks = ValidationContext(trust_roots=[clock.certificate] if clock else [], allow_fetching=False)
    document = PdfFileReader(BytesIO(content))
    signatures = document.embedded_regular_signatures
    return [apart(validate_pdf_signature)(each, roots(), clocks, skip_diff=skip_diff) for each in signatures]


def test_both_signatures_are_valid(seal: Seal) -> None:
    first, second = judged(sealed_bytes(seal))
    assert first.bottom_line
    assert second.bottom_line
    assert (first.coverage, second.coverage) == (
        SignatureCoverageLevel.ENTIRE_REVISION,
        SignatureCoverageLevel.ENTIRE_FILE,
    )
    assert first.modification_level == ModificationLevel.FORM_FILLING
    assert second.modification_level == ModificationLevel.NONE


def test_they_are_pades(seal: Seal) -> None:
    """EN 319 142-1: this SubFilter, no signing time among the signed attributes, the certificate bound by its hash."""
    for signature in PdfFileReader(BytesIO(sealed_bytes(seal))).embedded_signatures:
        assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
        attributes = {each["type"].native for each in signature.signer_info["signed_attrs"]}
        assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}


def test_report_is_sealed_too(seal: Seal) -> None:
    assert seal.evidence is not None
    (only,) = judged(documents.read(seal.evidence))
    assert only.bottom_line
    assert only.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_whoever_does_not_know_us_sees_an_intact_seal_of_an_unknown(seal: Seal) -> None:
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    for signature in PdfFileReader(BytesIO(sealed_bytes(seal))).embedded_signatures:
        status = apart(validate_pdf_signature)(signature, nobody)
        assert (status.intact, status.valid, status.trusted) == (True, True, False)


def test_time_is_stated_by_the_service(cast: Cast, archive: None, settings: Settings) -> None:
    clock = Authority()
    with serving(clock) as settings.TSA_URL:
        first, second = judged(sealed_bytes(make_sealed(cast)), clock)
    for each in (first, second):
        assert each.bottom_line
        assert each.timestamp_validity.trusted
        assert each.timestamp_validity.signing_cert.dump() == clock.certificate.dump()


def test_time_stamp_that_came_later_covers_everything(cast: Cast, archive: None, settings: Settings) -> None:
    clock = Authority()
    with serving(clock) as settings.TSA_URL:
        clock.is_away = True
        seal = make_sealed(cast)
        clock.is_away = False
        assert seal.next_attempt_at is not None
        stamped = seals.make(seal_id=seal.pk, at=seal.next_attempt_at)
    assert stamped is not None
    content = sealed_bytes(stamped)
    (stamp,) = PdfFileReader(BytesIO(content)).embedded_timestamp_signatures
    clocks = ValidationContext(trust_roots=[clock.certificate], allow_fetching=False)
    status = apart(validate_pdf_timestamp)(stamp, clocks)
    assert status.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert [each.modification_level for each in judged(content)] == [
        ModificationLevel.FORM_FILLING,
        ModificationLevel.LTA_UPDATES,
    ]
    assert all(each.bottom_line for each in judged(content))


def test_a_flipped_byte_is_found_wherever_it_is(seal: Seal) -> None:
    """By our own check, anywhere in the file, and never with a loud fault."""
    content = sealed_bytes(seal)
    step = len(content) // FLIPS
    found = {verify(flipped(content, spot)).finding for spot in range(step // 2, len(content), step)}
    assert found <= {Finding.CHANGED, Finding.BROKEN, Finding.UNSIGNED, Finding.UNKNOWN_COPY, Finding.ADDED_TO}
    assert Finding.CHANGED in found


def test_a_flipped_byte_under_both_signatures_breaks_both(seal: Seal) -> None:
    """By pyHanko: in what people read, which comes before the first signature."""
    content, offer = sealed_bytes(seal), documents.read(seal.agreement.document_order.document)
    streams = [place for place in range(len(offer)) if offer.startswith(b"\nstream", place)]
    unopened = 0
    for place in streams[:: max(1, len(streams) // 8)]:
        try:
            statuses = judged(flipped(content, place + 20), skip_diff=True)
        except zlib.error:  # it was the table of contents of the file: no reader opens it any more
            unopened += 1
        else:
            assert [(each.intact, each.bottom_line) for each in statuses] == [(False, False)] * 2
    assert unopened < 4


def test_a_flipped_byte_between_the_signatures_breaks_the_second(seal: Seal) -> None:
    content = sealed_bytes(seal)
    between = content.index(b"%%EOF", content.index(b"/ByteRange")) + 6
    spot = content.index(b"stream", between) + 20
    assert [each.intact for each in judged(flipped(content, spot), skip_diff=True)] == [True, False]


def flipped(content: bytes, spot: int) -> bytes:
    return content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :]


def test_verdict_is_a_value(seal: Seal) -> None:
    """The same file gives the same verdict."""
    first, second = (verify(sealed_bytes(seal)) for _ in range(2))
    assert replace(first, marks=[]) == replace(second, marks=[])
    assert [mark.found for mark in first.marks] == [mark.found for mark in second.marks]
