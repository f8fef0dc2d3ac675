"""Sealing: once, for as long as it takes, as high as can be reached, and never with a time that nobody gave."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from contracts import tasks
from contracts.domain import documents, evidence
from contracts.domain.sealing import seals
from contracts.enums import AgreementStatus, EventKind, SealLevel
from contracts.models import Agreement, AgreementEvent, Document, Seal, SealCertificate
from fluxus import pades
from fluxus.errors import Refusal
from network import tasks as network_tasks
from network.models import OutgoingMail
from tests.cast import Cast
from tests.factories.sealing import make_sealed, make_signed, sealed_bytes
from tests.tsa import NAME, Authority, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def clock(settings: Settings) -> Any:
    """A time-stamping service that is asked."""
    authority = Authority()
    with serving(authority) as url:
        settings.TSA_URL = url
        yield authority


def kinds(agreement: Agreement) -> list[str]:
    return list(agreement.events.order_by("position").values_list("kind", flat=True))


def seal_of(agreement: Agreement) -> Seal:
    return Seal.objects.select_related("document", "evidence", "certificate", "agreement").get(agreement=agreement)


class TestSealing:
    def test_sealed_document_begins_with_what_was_signed(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        offer = documents.read(seal.agreement.document_order.document)
        content = sealed_bytes(seal)
        assert content.startswith(offer)
        assert len(content) > len(offer)

    def test_two_signatures_state_two_acts(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        first, second = pades.inspect(sealed_bytes(seal))
        assert (first.name, second.name) == ("Bilal Amrani", "Marit Kuiper")
        assert first.reason.startswith(f"Bilal Amrani tekende overeenkomst {seal.agreement.number} op ")
        assert seal.agreement.document_order.document_id in first.reason
        assert first.is_intact
        assert second.is_intact
        assert (first.is_whole, first.is_last, second.is_last) == (True, False, True)

    def test_agreement_is_sealed_and_the_chain_says_so(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        agreement = Agreement.objects.get(pk=seal.agreement_id)
        assert agreement.status == AgreementStatus.SEALED
        event = AgreementEvent.objects.get(agreement=agreement, kind=EventKind.SEALED)
        assert event.data["sha256"] == seal.document_id
        assert event.data["evidence_sha256"] == seal.evidence_id
        assert event.data["certificate"] == SealCertificate.objects.get().pk
        assert evidence.check(agreement).is_whole

    def test_without_a_service_the_wanted_level_is_reached_without_time_stamp(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        assert (seal.wanted_level, seal.reached_level) == (SealLevel.B, SealLevel.B)
        assert (seal.timestamped_at, seal.tsa_url, seal.next_attempt_at, seal.last_error) == (None, "", None, "")

    def test_second_nudge_does_nothing(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        assert seals.make(seal_id=seal.pk, at=timezone.now() + timedelta(days=1)) is None
        assert kinds(seal.agreement).count(EventKind.SEALED) == 1

    def test_row_that_is_gone_is_no_fault(self, db: None) -> None:
        assert seals.make(seal_id=987654, at=timezone.now()) is None

    def test_agreement_that_was_replaced_meanwhile_keeps_its_state(self, cast: Cast) -> None:
        agreement = make_signed(cast)
        agreement.status = AgreementStatus.TERMINATED
        agreement.save(update_fields=["status"])
        seals.make(seal_id=agreement.seal.pk, at=timezone.now())
        assert Agreement.objects.get(pk=agreement.pk).status == AgreementStatus.TERMINATED
        assert seal_of(agreement).sealed_at is not None


class TestTimeStamp:
    def test_service_raises_the_level(self, cast: Cast, clock: Authority) -> None:
        seal = make_sealed(cast)
        first, second = pades.inspect(sealed_bytes(seal))
        assert seal.reached_level == SealLevel.T
        assert (first.timestamped_by, second.timestamped_by) == (NAME, NAME)
        assert seal.timestamped_at == second.timestamped_at
        assert seal.next_attempt_at is None

    @pytest.mark.parametrize("nonsense", [b"", b"no time stamp", b"\x30\x03\x02\x01\x00"])
    def test_service_that_is_away_or_talks_nonsense_lowers_the_level_visibly(
        self, cast: Cast, clock: Authority, nonsense: bytes
    ) -> None:
        clock.is_away, clock.says = not nonsense, nonsense
        seal = make_sealed(cast)
        assert (seal.wanted_level, seal.reached_level) == (SealLevel.T, SealLevel.B)
        assert seal.timestamped_at is None
        assert seal.next_attempt_at is not None
        assert seal.last_error.startswith("De tijdstempeldienst gaf geen tijdstempel")
        assert all(each.timestamped_at is None for each in pades.inspect(sealed_bytes(seal)))

    def test_time_stamp_is_added_when_the_service_is_back(self, cast: Cast, clock: Authority) -> None:
        clock.is_away = True
        seal = make_sealed(cast)
        without = sealed_bytes(seal)
        clock.is_away = False
        assert seal.next_attempt_at is not None
        stamped = seals.make(seal_id=seal.pk, at=seal.next_attempt_at)
        assert stamped is not None
        content = sealed_bytes(stamped)
        assert content.startswith(without)
        assert [each.is_timestamp for each in pades.inspect(content)] == [False, False, True]
        assert all(each.is_intact and each.is_whole for each in pades.inspect(content))
        assert (stamped.reached_level, stamped.next_attempt_at, stamped.last_error) == (SealLevel.T, None, "")
        assert kinds(seal.agreement)[-2:] == [EventKind.SEALED, EventKind.RESEALED]
        assert Document.objects.filter(pk=seal.document_id).exists()

    def test_time_stamp_that_stays_away_is_asked_for_again_and_again(self, cast: Cast, clock: Authority) -> None:
        clock.is_away = True
        seal = make_sealed(cast)
        at = timezone.now() + timedelta(days=400)
        with pytest.raises(pades.NoTimestamp):
            seals.make(seal_id=seal.pk, at=at)
        seal = seal_of(seal.agreement)
        assert seal.attempts == 2
        assert seal.next_attempt_at == at + seals.pause_after(2)
        assert seal.last_error.startswith("NoTimestamp: ")
        assert seal.reached_level == SealLevel.B

    def test_service_that_was_taken_away_is_named(self, cast: Cast, clock: Authority, settings: Settings) -> None:
        agreement = make_signed(cast)
        settings.TSA_URL = ""
        seal = seals.make(seal_id=agreement.seal.pk, at=timezone.now())
        assert seal is not None
        assert seal.last_error == "Er is geen tijdstempeldienst ingesteld (TSA_URL)."
        assert seal.next_attempt_at is not None
        with pytest.raises(Refusal, match="geen tijdstempeldienst"):
            seals.make(seal_id=seal.pk, at=seal.next_attempt_at)


class TestQueue:
    def test_fault_stands_on_the_row_and_it_comes_back(self, cast: Cast, settings: Settings) -> None:
        agreement = make_signed(cast)
        own, settings.OWN_SIGNING_CERTIFICATE = settings.OWN_SIGNING_CERTIFICATE, None
        at = timezone.now()
        with pytest.raises(Refusal):
            seals.make(seal_id=agreement.seal.pk, at=at)
        seal = seal_of(agreement)
        assert (
            seal.last_error
            == "Er is nog geen certificaat om mee te verzegelen. Beheer stelt het in (SIGNING_CERTIFICATE)."
        )
        assert (seal.attempts, seal.sealed_at, seal.next_attempt_at) == (1, None, at + seals.FIRST_PAUSE)
        settings.OWN_SIGNING_CERTIFICATE = own
        assert seals.make(seal_id=seal.pk, at=at + timedelta(minutes=1)) is None
        assert seals.make(seal_id=seal.pk, at=at + seals.FIRST_PAUSE) is not None

    def test_damaged_offer_is_never_sealed(self, cast: Cast, archive: Path) -> None:
        agreement = make_signed(cast)
        path = archive / agreement.document_order.document.storage_name
        path.write_bytes(path.read_bytes().replace(b"%%EOF", b"%%EOX"))
        with pytest.raises(Refusal, match="beschadigd"):
            seals.make(seal_id=agreement.seal.pk, at=timezone.now())
        assert seal_of(agreement).document is None

    @pytest.mark.parametrize(("attempts", "minutes"), [(1, 6), (2, 12), (3, 24), (7, 360), (500, 360)])
    def test_pauses_grow_to_six_hours(self, attempts: int, minutes: int) -> None:
        assert seals.pause_after(attempts) == timedelta(minutes=minutes)

    def test_sweep_knows_no_age(self, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
        agreement = make_signed(cast)
        long_ago = timezone.now() - timedelta(days=2000)
        Seal.objects.update(requested_at=long_ago, next_attempt_at=long_ago, attempts=4000)
        with django_capture_on_commit_callbacks() as nudges:
            assert seals.sweep(at=timezone.now()) == 1
        assert len(nudges) == 1
        assert seals.make(seal_id=agreement.seal.pk, at=timezone.now()) is not None
        assert seals.sweep(at=timezone.now()) == 0

    def test_sweep_leaves_whose_turn_it_is_not(self, cast: Cast) -> None:
        make_signed(cast)
        Seal.objects.update(next_attempt_at=timezone.now() + timedelta(minutes=1))
        assert seals.sweep(at=timezone.now()) == 0

    def test_again_is_now(self, cast: Cast) -> None:
        agreement = make_signed(cast)
        Seal.objects.update(next_attempt_at=timezone.now() + timedelta(hours=6))
        at = timezone.now()
        assert seals.again(seal=agreement.seal, at=at).next_attempt_at == at

    def test_again_leaves_what_is_finished(self, cast: Cast) -> None:
        assert seals.again(seal=make_sealed(cast), at=timezone.now()).next_attempt_at is None

    def test_tasks_do_the_work(self, cast: Cast) -> None:
        agreement = make_signed(cast)
        tasks.seal(seal_id=agreement.seal.pk)
        tasks.sweep_seals()
        assert seal_of(agreement).document is not None


class TestCopies:
    def test_both_parties_get_both_files(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        letters = OutgoingMail.objects.filter(key__startswith=f"contracts-copies:{seal.pk}:").order_by("key")
        for letter in letters:
            network_tasks.send_mail(mail_id=letter.pk)
        counterparty, house = mail.outbox[-2:]
        assert house.to == ["administratie@fluxus.test"]
        assert counterparty.to == [seal.agreement.requests.get(role="counterparty").email]
        for each in (counterparty, house):
            assert [name for name, *_ in each.attachments] == [
                f"{seal.agreement.number}-verzegeld.pdf",
                f"{seal.agreement.number}-bewijs.pdf",
            ]
            assert each.attachments[0][1] == sealed_bytes(seal)
        sent = AgreementEvent.objects.filter(agreement=seal.agreement, kind=EventKind.COPIES_SENT)
        assert {each.data["to"] for each in sent} == {*counterparty.to, *house.to}
        assert evidence.check(seal.agreement).is_whole

    def test_that_copies_left_is_said_once(self, cast: Cast) -> None:
        seal = make_sealed(cast)
        letter = OutgoingMail.objects.get(key=f"contracts-copies:{seal.pk}:house")
        letter.status, letter.sent_at = "sent", timezone.now()
        letter.save()
        tasks.sweep_seals()
        tasks.sweep_seals()
        assert kinds(seal.agreement).count(EventKind.COPIES_SENT) == 1

    def test_a_later_time_stamp_sends_no_second_letter(self, cast: Cast, clock: Authority) -> None:
        clock.is_away = True
        seal = make_sealed(cast)
        clock.is_away = False
        assert seal.next_attempt_at is not None
        seals.make(seal_id=seal.pk, at=seal.next_attempt_at)
        assert OutgoingMail.objects.filter(key__startswith="contracts-copies:").count() == 2
