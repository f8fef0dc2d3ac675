"""/verifieer/: the truth about a file of anybody, for everybody, and nothing of it is kept."""

import tracemalloc
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from contracts.domain import documents
from contracts.domain.sealing import verification
from contracts.domain.sealing.verification import Finding, verify
from contracts.models import AgreementEvent, Document, Seal, SealCertificate
from contracts.views import verification as page
from contracts.views.verification import WORDS
from fluxus import pades
from fluxus.pades.checking import LONGEST_WORD, has_endless_word
from tests.cast import Cast
from tests.contracts.test_evidence import change
from tests.factories.sealing import make_sealed, sealed_bytes

# a catalog that is its own page tree and its own form
IN_CIRCLES = b"""%PDF-1.7
1 0 obj<</Type/Catalog/Pages 1 0 R/AcroForm 1 0 R/Fields[1 0 R]/Kids[1 0 R]>>endobj
xref
0 2
0000000000 65535 f\x20
0000000009 00000 n\x20
trailer<</Root 1 0 R/Size 2>>
startxref
93
%%EOF"""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def seal(cast: Cast) -> Seal:
    return make_sealed(cast)


def plain_pdf(**save: Any) -> bytes:
    file, written = pikepdf.new(), BytesIO()
    file.add_blank_page()
    file.save(written, **save)
    return written.getvalue()


def signed_by_others(content: bytes) -> bytes:
    key = pades.load_key(pades.make_key(name="FluXus zegel", of="Stichting FluXus", at=timezone.now()))
    return pades.seal(content, key=key, acts=[pades.Act("Ander", "Ander", "Ander", "Ander")]).content


class TestVerdict:
    def test_sealed_document_is_known_with_who_signed_and_the_chain(self, seal: Seal) -> None:
        verdict = verify(sealed_bytes(seal))
        assert verdict.finding == Finding.SEALED
        assert verdict.agreement == seal.agreement
        assert [each.name for each in verdict.signed_by] == ["Bilal Amrani", "Marit Kuiper"]
        assert [mark.found.is_intact and mark.was_valid for mark in verdict.marks] == [True, True]
        assert {mark.certificate for mark in verdict.marks} == {SealCertificate.objects.get()}
        assert verdict.is_self_issued
        assert verdict.chain is not None
        assert verdict.chain.is_whole

    def test_offer_is_known_as_not_signed(self, seal: Seal) -> None:
        verdict = verify(documents.read(seal.agreement.document_order.document))
        assert (verdict.finding, verdict.signed_by, verdict.marks) == (Finding.OFFER, [], [])

    def test_evidence_report_is_known_and_sealed(self, seal: Seal) -> None:
        assert seal.evidence is not None
        verdict = verify(documents.read(seal.evidence))
        assert verdict.finding == Finding.EVIDENCE
        assert [mark.found.is_intact for mark in verdict.marks] == [True]

    def test_earlier_seal_stays_known(self, seal: Seal) -> None:
        content, other = sealed_bytes(seal), documents.store(b"%PDF-1.7 nieuwer", filename="n.pdf", renderer="test")
        Seal.objects.filter(pk=seal.pk).update(document=other)
        verdict = verify(content)
        assert (verdict.finding, verdict.agreement) == (Finding.OLDER, seal.agreement)

    def test_other_file_of_the_archive(self, db: None) -> None:
        content = plain_pdf()
        documents.store(content, filename="factuur.pdf", renderer="test")
        assert verify(content).finding == Finding.OURS

    def test_something_behind_the_seal(self, seal: Seal) -> None:
        verdict = verify(sealed_bytes(seal) + b"\n% erbij\n")
        assert (verdict.finding, verdict.agreement) == (Finding.ADDED_TO, seal.agreement)

    def test_signature_of_another_behind_the_seal(self, seal: Seal) -> None:
        verdict = verify(signed_by_others(sealed_bytes(seal)))
        assert (verdict.finding, verdict.agreement) == (Finding.ADDED_TO, seal.agreement)
        assert [mark.certificate is not None for mark in verdict.marks] == [True, True, False]

    def test_changed_text(self, seal: Seal) -> None:
        content = sealed_bytes(seal)
        spot = content.index(b"stream") + 40
        verdict = verify(content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :])
        assert (verdict.finding, verdict.agreement) == (Finding.CHANGED, None)

    def test_cut_off_before_the_second_signature(self, seal: Seal) -> None:
        """A file with one of two signatures: intact, but not what we keep."""
        content = sealed_bytes(seal)
        first_ends = content.index(b"%%EOF", content.index(b"/ByteRange")) + 6
        verdict = verify(content[:first_ends])
        assert verdict.finding == Finding.UNKNOWN_COPY
        assert verdict.agreement is None

    def test_somebody_elses_certificate_in_our_name_is_not_ours(self, seal: Seal) -> None:
        verdict = verify(signed_by_others(plain_pdf()))
        assert (verdict.finding, verdict.is_self_issued) == (Finding.FOREIGN, False)

    def test_without_signatures(self, db: None) -> None:
        assert verify(plain_pdf()).finding == Finding.UNSIGNED

    def test_locked(self, db: None) -> None:
        assert verify(plain_pdf(encryption=pikepdf.Encryption(owner="a", user="b"))).finding == Finding.ENCRYPTED

    @pytest.mark.parametrize("content", [b"", b"hallo", b"\x89PNG\r\n\x1a\n", b"\x00" * 5000, "Een brief ‰".encode()])
    def test_no_pdf(self, db: None, content: bytes) -> None:
        assert verify(content).finding == Finding.NOT_A_PDF

    @pytest.mark.parametrize(
        "content",
        [
            b"%PDF-1.7",
            b"%PDF-1.7\n" + b"[" * 50_000,
            b"%PDF-1.7\ntrailer<</Root 1 0 R/Size 2>>\nstartxref\n0\n%%EOF",
            IN_CIRCLES,
        ],
    )
    def test_broken_pdf(self, db: None, content: bytes) -> None:
        assert verify(content).finding in {Finding.BROKEN, Finding.UNSIGNED}

    def test_half_a_sealed_document(self, seal: Seal) -> None:
        content = sealed_bytes(seal)
        assert verify(content[: len(content) // 2]).finding in {Finding.BROKEN, Finding.UNSIGNED, Finding.CHANGED}

    def test_chain_that_was_changed_shows(self, seal: Seal) -> None:
        change(seal.agreement, 2, data={"ip": "192.0.2.99"})
        chain = verify(sealed_bytes(seal)).chain
        assert chain is not None
        assert (chain.is_whole, len(chain.faults)) == (False, 1)

    def test_nothing_is_kept(self, seal: Seal) -> None:
        before = Document.objects.count(), AgreementEvent.objects.count()
        verify(sealed_bytes(seal))
        verify(plain_pdf())
        assert (Document.objects.count(), AgreementEvent.objects.count()) == before

    def test_every_finding_has_words(self) -> None:
        assert set(WORDS) == set(Finding)


def brought(content: bytes, name: str = "overeenkomst.pdf") -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type="application/pdf")
    return Client().post(reverse("contracts:verify"), {"file": file})  # type: ignore[return-value]  # the test client wraps it


class TestPage:
    def test_anybody_may_ask(self, db: None) -> None:
        response = Client().get("/verifieer/")
        assert response.status_code == 200
        assert "Kies een overeenkomst" in response.content.decode()

    def test_page_tells_who_signed_and_that_it_is_whole(self, seal: Seal) -> None:
        text = brought(sealed_bytes(seal)).content.decode()
        for expected in ("Echt en niet veranderd", str(seal.agreement.number), "Bilal Amrani", "Marit Kuiper", "klopt"):
            assert expected in text
        assert "klopt niet" not in text
        assert "Waarom waarschuwt mijn PDF-lezer?" in text

    def test_page_tells_of_a_changed_file(self, seal: Seal) -> None:
        content = sealed_bytes(seal)
        spot = content.index(b"stream") + 40
        text = brought(content[:spot] + bytes([content[spot] ^ 1]) + content[spot + 1 :]).content.decode()
        assert "Vertrouw de inhoud niet" in text
        assert "klopt niet" in text

    @pytest.mark.parametrize(
        ("content", "words"), [(b"hallo", "Dit is geen pdf"), (b"%PDF-1.7 kapot", "Dit bestand is beschadigd")]
    )
    def test_page_tells_of_what_is_no_document(self, db: None, content: bytes, words: str) -> None:
        assert words in brought(content).content.decode()

    def test_a_name_is_only_a_name(self, db: None) -> None:
        text = brought(b"hallo", name="<script>alert(1)</script>.pdf").content.decode()
        assert "<script>alert" not in text

    def test_without_a_file(self, db: None) -> None:
        response = Client().post("/verifieer/")
        assert response.status_code == 422
        assert "Kies eerst een bestand." in response.content.decode()

    def test_too_large(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("contracts.forms.verification.MOST_BYTES", 100)
        response = brought(b"%PDF-" + b"x" * 200)
        assert response.status_code == 422
        assert "Dit bestand is te groot." in response.content.decode()
        assert verification.MOST_BYTES == 20 * 1024 * 1024

    def test_too_many(self, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(page, "MOST_FILES", 0)
        response = brought(b"hallo")
        assert response.status_code == 429
        assert "Probeer het over tien minuten weer." in response.content.decode()


class TestDocuments:
    """What is behind the addresses of an agreement."""

    def test_sealed_document_comes_in_the_place_of_the_offer(self, seal: Seal, as_bureau: Client) -> None:
        response = as_bureau.get(reverse("contracts:agreement-pdf", args=[seal.agreement.number]))
        assert response.content == sealed_bytes(seal)

    def test_evidence_report(self, seal: Seal, as_bureau: Client) -> None:
        response = as_bureau.get(reverse("contracts:agreement-evidence", args=[seal.agreement.number]))
        assert response.headers["Content-Disposition"] == f'inline; filename="{seal.agreement.number}-bewijs.pdf"'

    def test_no_evidence_as_long_as_nothing_is_sealed(self, seal: Seal, as_bureau: Client) -> None:
        Seal.objects.update(evidence=None)
        url = reverse("contracts:agreement-evidence", args=[seal.agreement.number])
        assert as_bureau.get(url).status_code == 404


def test_key_of_development_is_for_its_owner_only(cast: Cast, settings: Settings) -> None:
    make_sealed(cast)
    assert settings.OWN_SIGNING_CERTIFICATE.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a" + b" x" * 3, False),
        (b" ".join([b"x" * (LONGEST_WORD - 1)] * 3), False),
        (b"x" * LONGEST_WORD, True),
        (b"a b\n" + b"x" * LONGEST_WORD, True),
        (b"x" * (LONGEST_WORD - 1) + b"\0" + b"x" * LONGEST_WORD + b" end", True),
    ],
)
def test_a_word_without_end_is_noticed(content: bytes, expected: bool) -> None:
    assert has_endless_word(content) is expected


def test_a_file_of_one_word_costs_no_memory() -> None:
    """A visitor without an account sends it: read byte by byte it took almost two gigabytes."""
    content = b"%PDF-1.7\n" + b"%" * (2 * LONGEST_WORD) + b"\nstartxref\n9\n%%EOF"
    tracemalloc.start()
    with pytest.raises(pades.NotReadable):
        pades.inspect(content)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10 * LONGEST_WORD
