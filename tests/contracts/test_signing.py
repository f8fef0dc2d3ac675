"""Signing: who can, and every way in which somebody cannot."""

import zlib
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageDraw

from contracts.domain import documents, evidence
from contracts.domain.signing import acts, codes, consent, requests
from contracts.domain.signing.visitors import Visitor
from contracts.enums import AgreementStatus, EventKind, ProvenBy, RequestStatus, SealLevel, SignatureMethod, SignerRole
from contracts.models import Agreement, Seal, Signature, SignatureRequest
from fluxus.errors import Refusal
from network.models import Membership, OutgoingMail, TimelineEntry, User
from tests.cast import Cast
from tests.factories.signing import (
    LAPTOP,
    PHONE,
    asked,
    fake_hash,
    later,
    make_mandate,
    make_sent,
    sign,
    speak_for,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


@pytest.fixture
def signer(sent: Agreement, cast: Cast) -> User:
    """Somebody who speaks for the other party."""
    return speak_for(sent.partner, cast.bilal)


@pytest.fixture
def director(cast: Cast) -> User:
    make_mandate(cast.finance, cast.admin)
    return cast.finance


def state(agreement: Agreement) -> str:
    return Agreement.objects.get(pk=agreement.pk).status


def kinds(agreement: Agreement) -> list[str]:
    return list(agreement.events.order_by("position").values_list("kind", flat=True))


def refused(act: Any, **fields: Any) -> Refusal:
    """The refusal, and nothing was signed."""
    before = Signature.objects.count()
    with pytest.raises(Refusal) as caught:
        act(**fields)
    assert Signature.objects.count() == before
    return caught.value


def drawing(line: bool = True) -> bytes:
    image = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    if line:
        ImageDraw.Draw(image).line([(10, 100), (150, 20), (290, 90)], fill="black", width=4)
    content = BytesIO()
    image.save(content, format="PNG", pnginfo=None)
    return content.getvalue()


class TestBothSign:
    def test_first_the_other_party_then_the_house(self, sent: Agreement, signer: User, director: User) -> None:
        house = asked(sent, SignerRole.HOUSE)
        assert house.status == RequestStatus.PLANNED
        sign(asked(sent), signer)
        assert state(sent) == AgreementStatus.PARTLY_SIGNED
        house.refresh_from_db()
        assert house.status == RequestStatus.SENT
        last = sign(house, director, name="Marit Kuiper", who=LAPTOP)
        assert state(sent) == AgreementStatus.SIGNED
        assert (last.function, last.mandate.function if last.mandate else "") == ("directeur-bestuurder",) * 2
        assert evidence.check(sent).is_whole

    def test_last_signature_asks_for_a_seal(
        self, sent: Agreement, signer: User, director: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        sign(asked(sent), signer)
        assert not Seal.objects.exists()
        with django_capture_on_commit_callbacks() as nudges:
            sign(asked(sent, SignerRole.HOUSE), director)
        seal = Seal.objects.get(agreement=sent)
        assert (seal.wanted_level, seal.reached_level, seal.sealed_at) == (SealLevel.B, "", None)
        assert list(Seal.objects.waiting()) == [seal]
        assert len(nudges) == 1

    def test_time_stamp_is_wanted_where_there_is_a_service(
        self, sent: Agreement, signer: User, director: User, settings: Any
    ) -> None:
        settings.TSA_URL = "http://127.0.0.1:9/"
        sign(asked(sent), signer)
        sign(asked(sent, SignerRole.HOUSE), director)
        assert Seal.objects.get().wanted_level == SealLevel.T

    def test_signature_says_all_of_it(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        made = sign(request, signer, name="  Bilal   Amrani ", who=PHONE)
        event = sent.events.get(kind=EventKind.SIGNED)
        assert event.happened_by == signer
        assert event.data == {
            "request": request.pk,
            "role": "counterparty",
            "signature": made.pk,
            "sha256": request.document_id,
            "name": "Bilal Amrani",
            "function": "",
            "method": "typed",
            "image": "",
            "consent_version": consent.VERSION,
            "consent": consent.SENTENCES[consent.VERSION],
            "language": "nl",
            "proven_by": "login",
            "invited_as": request.email,
            "ip": "192.0.2.7",
            "user_agent": "Telefoon",
            "session": "a" * 64,
            "timezone": "Europe/Amsterdam",
        }

    def test_one_line_on_the_timeline_per_signature(self, sent: Agreement, signer: User, director: User) -> None:
        before = TimelineEntry.objects.count()
        sign(asked(sent), signer)
        sign(asked(sent, SignerRole.HOUSE), director, name="Marit Kuiper")
        titles = list(TimelineEntry.objects.order_by("-pk").values_list("title", flat=True))
        assert len(titles) == before + 2
        assert titles[:2] == [
            f"Overeenkomst {sent} getekend door Marit Kuiper",
            f"Overeenkomst {sent} getekend door Bilal Amrani",
        ]

    def test_drawn_signature_is_kept_as_a_picture(self, sent: Agreement, signer: User) -> None:
        made = sign(asked(sent), signer, method=SignatureMethod.DRAWN, image=drawing())
        assert made.image is not None
        content = documents.read(made.image)
        with Image.open(BytesIO(content)) as kept:
            assert (kept.format, kept.size, kept.mode) == ("PNG", (300, 120), "L")
        assert sent.events.get(kind=EventKind.SIGNED).data["image"] == made.image_id

    def test_code_proves_it_too(self, sent: Agreement) -> None:
        request = asked(sent)
        code = codes.fresh(request.pk, timezone.now())
        assert codes.check(request=request, code=code, who=PHONE, at=timezone.now())
        made = sign(request, None, proven_by=ProvenBy.CODE)
        assert (made.proven_by, made.signed_by) == (ProvenBy.CODE, None)


class TestCannotSign:
    def test_other_bytes(self, sent: Agreement, signer: User) -> None:
        fault = refused(sign, request=asked(sent), by=signer, sha256=fake_hash("een andere versie"))
        assert (fault.code, state(sent)) == ("other_bytes", AgreementStatus.SENT)

    def test_bytes_that_were_damaged_in_the_archive(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now(), by=signer)
        path = Path(settings.MEDIA_ROOT) / request.document.storage_name
        path.write_bytes(path.read_bytes() + b" ")
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "damaged"

    def test_what_was_not_read(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "unread"

    def test_after_the_last_day(self, sent: Agreement, signer: User) -> None:
        """Also when the worker that ends it has not come by yet."""
        request = asked(sent)
        acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now(), by=signer)
        fault = refused(
            sign, request=request, by=signer, sha256=request.document_id, at=request.expires_at + timedelta(seconds=1)
        )
        assert fault.code == "expired"

    def test_up_to_the_last_minute(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        sign(request, signer, at=request.expires_at - timedelta(seconds=1))
        assert state(sent) == AgreementStatus.PARTLY_SIGNED

    def test_after_it_expired(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        requests.expire(at=later(days=60))
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "expired"

    def test_after_it_was_withdrawn(self, sent: Agreement, signer: User, cast: Cast) -> None:
        """From a page that still stood open."""
        request = asked(sent)
        acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now(), by=signer)
        requests.withdraw(agreement=sent, reason="Fout bedrag.", by=cast.bureau, at=timezone.now())
        fault = refused(sign, request=request, by=signer, sha256=request.document_id)
        assert (fault.code, state(sent)) == ("revoked", AgreementStatus.WITHDRAWN)

    def test_twice(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        sign(request, signer)
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "signed"
        assert kinds(sent).count(EventKind.SIGNED) == 1

    def test_after_declining(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        acts.decline(request=request, reason="Te weinig.", who=PHONE, at=timezone.now(), by=signer)
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "declined"

    def test_for_someone_else(self, sent: Agreement, signer: User, cast: Cast) -> None:
        """Neither a stranger, nor a partner of another, nor a colleague who may draw it up."""
        request = asked(sent)
        acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now())
        for other in (cast.stranger, cast.bureau, cast.admin, None):
            assert refused(sign, request=request, by=other, sha256=request.document_id).code == "someone_else"

    def test_by_who_spoke_for_the_partner_once(self, sent: Agreement, signer: User) -> None:
        Membership.objects.filter(user=signer, partner=sent.partner).update(ended_on=date(2026, 1, 1))
        request = asked(sent)
        assert refused(sign, request=request, by=signer, sha256=request.document_id).code == "someone_else"

    def test_by_code_without_a_code(self, sent: Agreement) -> None:
        fault = refused(sign, request=asked(sent), by=None, proven_by=ProvenBy.CODE)
        assert (fault.code, fault.field) == ("no_proof", "code")

    def test_by_the_code_of_another_session(self, sent: Agreement) -> None:
        request = asked(sent)
        code = codes.fresh(request.pk, timezone.now())
        codes.check(request=request, code=code, who=LAPTOP, at=timezone.now())
        assert refused(sign, request=request, by=None, proven_by=ProvenBy.CODE, who=PHONE).code == "no_proof"

    def test_by_the_code_of_another_agreement(self, sent: Agreement, cast: Cast) -> None:
        other = asked(make_sent(cast.bureau))
        code = codes.fresh(other.pk, timezone.now())
        codes.check(request=other, code=code, who=PHONE, at=timezone.now())
        assert refused(sign, request=asked(sent), by=None, proven_by=ProvenBy.CODE).code == "no_proof"

    def test_by_a_code_of_long_ago(self, sent: Agreement) -> None:
        request, now = asked(sent), timezone.now()
        codes.check(request=request, code=codes.fresh(request.pk, now), who=PHONE, at=now)
        fault = refused(sign, request=request, by=None, proven_by=ProvenBy.CODE, at=now + codes.PROVES_FOR)
        assert fault.code == "no_proof"

    def test_visitor_without_a_session_proves_nothing(self, sent: Agreement) -> None:
        nobody = Visitor(ip="", user_agent="", session_hash="")
        request = asked(sent)
        codes.check(request=request, code=codes.fresh(request.pk, timezone.now()), who=nobody, at=timezone.now())
        assert refused(sign, request=request, by=None, proven_by=ProvenBy.CODE, who=nobody).code == "no_proof"

    def test_house_before_the_other_party(self, sent: Agreement, director: User) -> None:
        assert refused(sign, request=asked(sent, SignerRole.HOUSE), by=director).code == "planned"

    def test_with_an_older_sentence(self, sent: Agreement, signer: User) -> None:
        fault = refused(sign, request=asked(sent), by=signer, consent_version=consent.VERSION - 1)
        assert (fault.code, fault.field) == ("consent", "consent")

    @pytest.mark.parametrize("name", ["", "  ", "\x00\x00\x00", "B", "B" * 201])
    def test_without_a_name(self, sent: Agreement, signer: User, name: str) -> None:
        fault = refused(sign, request=asked(sent), by=signer, name=name)
        assert fault.field == "name"

    @pytest.mark.parametrize(
        "image",
        [
            None,
            b"",
            b"GIF89a",
            b"\x89PNG\r\n\x1a\n" + b"x" * 50,
            b"\x89PNG\r\n\x1a\n" + b"x" * 400_000,
            drawing(line=False),
        ],
        ids=["none", "empty", "gif", "broken", "huge", "blank"],
    )
    def test_with_a_drawing_that_is_none(self, sent: Agreement, signer: User, image: bytes | None) -> None:
        fault = refused(sign, request=asked(sent), by=signer, method=SignatureMethod.DRAWN, image=image)
        assert fault.field == "image"

    def test_with_a_drawing_of_too_many_pixels(self, sent: Agreement, signer: User) -> None:
        bomb = BytesIO()
        Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")
        fault = refused(sign, request=asked(sent), by=signer, method=SignatureMethod.DRAWN, image=bomb.getvalue())
        assert fault.field == "image"

    def test_with_a_drawing_that_hides_its_size(self, sent: Agreement, signer: User) -> None:
        """What stands where the size should stand says one pixel; the size itself comes after it."""
        whole = BytesIO()
        Image.new("1", (6_000, 6_000)).save(whole, format="PNG")
        said = b"prVt" + (1).to_bytes(4) * 2
        first = (8).to_bytes(4) + said + zlib.crc32(said).to_bytes(4)
        bomb = whole.getvalue()[:8] + first + whole.getvalue()[8:]
        fault = refused(sign, request=asked(sent), by=signer, method=SignatureMethod.DRAWN, image=bomb)
        assert fault.sentence.startswith("Deze tekening is te groot.")


class TestLookingAndReading:
    def test_opening_shows_on_the_request_and_once_per_session_in_the_evidence(self, sent: Agreement) -> None:
        request, at = asked(sent), timezone.now()
        for who in (PHONE, PHONE, LAPTOP):
            acts.open(request=request, who=who, at=at)
        request.refresh_from_db()
        assert (request.status, request.opened_at) == (RequestStatus.OPENED, at)
        assert kinds(sent).count(EventKind.OPENED) == 2

    def test_reading_and_fetching_stand_in_the_evidence_once_with_the_hash(self, sent: Agreement) -> None:
        request = asked(sent)
        for _ in range(3):
            acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now())
            acts.downloaded(request=request, sha256=request.document_id, who=PHONE, at=timezone.now())
        for kind in (EventKind.READ, EventKind.DOWNLOADED):
            assert sent.events.get(kind=kind).data["sha256"] == request.document_id

    def test_reading_other_bytes_is_refused(self, sent: Agreement) -> None:
        with pytest.raises(Refusal) as caught:
            acts.read(request=asked(sent), sha256=fake_hash("anders"), who=PHONE, at=timezone.now())
        assert caught.value.code == "other_bytes"

    def test_what_a_browser_says_is_cleaned(self, sent: Agreement) -> None:
        odd = Visitor(ip="192.0.2.9", user_agent="A\x00B\ud800" + "x" * 999, session_hash="c" * 64)
        acts.open(request=asked(sent), who=odd, at=timezone.now())
        assert sent.events.get(kind=EventKind.OPENED).data["user_agent"] == "AB" + "x" * 298
        assert evidence.check(sent).is_whole


class TestDecline:
    def test_ends_it_and_frees_the_appointments(self, sent: Agreement, signer: User) -> None:
        request = asked(sent)
        acts.decline(request=request, reason=" Dit bedrag is te laag. ", who=PHONE, at=timezone.now(), by=signer)
        sent.refresh_from_db()
        assert (sent.status, sent.status_reason) == (AgreementStatus.DECLINED, "Dit bedrag is te laag.")
        assert set(sent.requests.values_list("role", "status")) == {("counterparty", "declined"), ("house", "revoked")}
        assert not sent.lines.filter(holds=True).exists()
        told = sent.events.get(kind=EventKind.DECLINED).data
        assert (told["reason"], told["proven_by"]) == ("Dit bedrag is te laag.", "login")

    def test_letter_goes_to_who_drew_it_up(self, sent: Agreement, signer: User, cast: Cast) -> None:
        acts.decline(request=asked(sent), reason="Nee.", who=PHONE, at=timezone.now(), by=signer)
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:declined:")
        assert letter.to == cast.bureau.email
        assert "De reden: Nee." in letter.body

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
    def test_needs_a_reason_that_fits(self, sent: Agreement, reason: str) -> None:
        assert refused(acts.decline, request=asked(sent), reason=reason, who=PHONE, at=timezone.now()).field == "reason"

    def test_is_not_for_another_partner(self, sent: Agreement, cast: Cast) -> None:
        fault = refused(acts.decline, request=asked(sent), reason="Nee", who=PHONE, at=timezone.now(), by=cast.bilal)
        assert fault.code == "someone_else"

    def test_the_house_withdraws_instead(self, sent: Agreement, signer: User, director: User) -> None:
        sign(asked(sent), signer)
        house = asked(sent, SignerRole.HOUSE)
        fault = refused(acts.decline, request=house, reason="Nee", who=PHONE, at=timezone.now(), by=director)
        assert fault.code == "house"


class TestManyAtOnce:
    def test_what_is_refused_stops_no_other(self, cast: Cast, director: User) -> None:
        waiting = []
        for _ in range(3):
            agreement = make_sent(cast.bureau)
            sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
            waiting.append(asked(agreement, SignerRole.HOUSE))
        requests.withdraw(agreement=waiting[1].agreement, reason="Fout.", by=cast.bureau, at=timezone.now())
        done = acts.countersign_many(requests=waiting, by=director, name="Marit", who=LAPTOP, at=timezone.now())
        assert [each.request_id for each in done.signed] == [waiting[0].pk, waiting[2].pk]
        assert done.refused == [(waiting[1], "Deze uitnodiging is ingetrokken. Tekenen kan niet meer.")]
        assert Agreement.objects.filter(status=AgreementStatus.SIGNED).count() == 2

    def test_second_click_signs_nothing_twice(self, sent: Agreement, signer: User, director: User) -> None:
        sign(asked(sent), signer)
        house = [asked(sent, SignerRole.HOUSE)]
        for _ in range(2):
            done = acts.countersign_many(requests=house, by=director, name="Marit", who=LAPTOP, at=timezone.now())
        assert (done.signed, done.refused) == ([], [(house[0], "Hier is al getekend.")])
        assert SignatureRequest.objects.filter(status=RequestStatus.SIGNED).count() == 2
