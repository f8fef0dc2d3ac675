"""Signatures, letters and evidence when several hands move at the same moment."""

import threading
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from contracts.domain import evidence
from contracts.domain.signing import acts, codes, requests
from contracts.enums import AgreementStatus, EventKind, RequestStatus, SignerRole
from contracts.models import Agreement, AgreementEvent, Seal, Signature, SignatureRequest, SigningLink
from fluxus.errors import Refusal
from network.domain import outbox
from network.models import OutgoingMail
from tests.cast import Cast, gather
from tests.factories.signing import LAPTOP, PHONE, asked, later, make_mandate, make_ready, make_sent, sign, speak_for
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


@pytest.fixture
def people(committed_db: str) -> Cast:
    return gather()


def half_signed(people: Cast) -> Agreement:
    """Signed by the other party; finance and the projectbureau have a mandate."""
    agreement = make_sent(people.bureau)
    sign(asked(agreement), speak_for(agreement.partner, people.bilal))
    for user in (people.finance, people.bureau):
        if not user.mandates.exists():
            make_mandate(user, people.admin)
    return agreement


def state(agreement: Agreement) -> str:
    return Agreement.objects.get(pk=agreement.pk).status


def refusals(results: list[Any]) -> list[str]:
    assert failures(results, Refusal) == []
    return sorted(result.code for result in results if isinstance(result, Refusal))


def test_double_click_is_one_signature(people: Cast) -> None:
    agreement = make_sent(people.bureau)
    signer, request = speak_for(agreement.partner, people.bilal), asked(agreement)
    acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now(), by=signer)
    results = race(RIVALS, lambda _: sign(request, signer, sha256=request.document_id))
    assert refusals(results) == ["signed"] * (RIVALS - 1)
    assert Signature.objects.count() == 1
    assert AgreementEvent.objects.filter(kind=EventKind.SIGNED).count() == 1
    assert state(agreement) == AgreementStatus.PARTLY_SIGNED
    assert evidence.check(agreement).is_whole


def test_two_directors_sign_once_and_ask_for_one_seal(people: Cast) -> None:
    agreement = half_signed(people)
    request = asked(agreement, SignerRole.HOUSE)
    directors = [people.finance, people.bureau]
    results = race(RIVALS, lambda rival: sign(request, directors[rival % 2], name="Marit", who=LAPTOP))
    assert refusals(results) == ["signed"] * (RIVALS - 1)
    assert (Seal.objects.count(), state(agreement)) == (1, AgreementStatus.SIGNED)
    assert evidence.check(agreement).is_whole


@pytest.mark.parametrize("round_number", range(3))
def test_last_signature_or_withdrawal_but_never_both(people: Cast, round_number: int) -> None:
    agreement = half_signed(people)
    request = asked(agreement, SignerRole.HOUSE)

    def act(rival: int) -> Any:
        if rival % 2:
            return requests.withdraw(agreement=agreement, reason="Fout.", by=people.bureau, at=timezone.now())
        return sign(request, people.finance, name="Marit", who=LAPTOP)

    assert len(refusals(race(2, act))) == 1
    is_signed = Signature.objects.filter(request=request).exists()
    assert state(agreement) == (AgreementStatus.SIGNED if is_signed else AgreementStatus.WITHDRAWN)
    assert Seal.objects.filter(agreement=agreement).exists() == is_signed
    assert set(agreement.lines.values_list("holds", flat=True)) == {is_signed}
    assert evidence.check(agreement).is_whole


@pytest.mark.parametrize("round_number", range(3))
def test_signature_or_refusal_by_the_other_party(people: Cast, round_number: int) -> None:
    """Two tabs: sign in one, decline in the other."""
    agreement = make_sent(people.bureau)
    signer, request = speak_for(agreement.partner, people.bilal), asked(agreement)
    acts.read(request=request, sha256=request.document_id, who=PHONE, at=timezone.now(), by=signer)

    def act(rival: int) -> Any:
        if rival % 2:
            return acts.decline(request=request, reason="Nee.", who=PHONE, at=timezone.now(), by=signer)
        return sign(request, signer, sha256=request.document_id)

    assert len(refusals(race(RIVALS, act))) == RIVALS - 1
    status = SignatureRequest.objects.get(pk=request.pk).status
    assert (status == RequestStatus.SIGNED) == Signature.objects.filter(request=request).exists()
    assert evidence.check(agreement).is_whole


def test_sent_by_many_is_one_letter(people: Cast) -> None:
    agreement = make_ready(people.bureau)
    results = race(RIVALS, lambda _: requests.send(agreement=agreement, by=people.bureau, at=timezone.now()))
    assert refusals(results) == ["state"] * (RIVALS - 1)
    assert SignatureRequest.objects.filter(agreement=agreement).count() == 2
    assert OutgoingMail.objects.filter(key__startswith="contracts-sign:invitation:").count() == 1


def test_two_workers_that_remind_and_expire_do_each_once(people: Cast) -> None:
    agreements = [make_sent(people.bureau) for _ in range(4)]
    race(RIVALS, lambda _: requests.remind_all(at=later(days=6)))
    assert OutgoingMail.objects.filter(key__startswith="contracts-sign:reminder:").count() == 4
    ended = race(RIVALS, lambda _: requests.expire(at=later(days=60)))
    assert failures(ended) == []
    assert sum(ended) == 4
    assert {state(agreement) for agreement in agreements} == {AgreementStatus.EXPIRED}


class Slow(EmailBackend):
    """A mail server that takes its time, and counts."""

    sent = 0
    busy = threading.Lock()

    def send_messages(self, messages: Any) -> int:
        with self.busy:
            type(self).sent += len(messages)
        threading.Event().wait(0.2)
        return len(messages)


def test_two_workers_send_one_letter_with_one_link(people: Cast, settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Slow"}}
    Slow.sent = 0
    agreement = make_sent(people.bureau)
    letter = OutgoingMail.objects.get(key__startswith="contracts-sign:invitation:")
    results = race(RIVALS, lambda _: outbox.send(mail_id=letter.pk, at=timezone.now()))
    assert sorted(results) == [False] * (RIVALS - 1) + [True]
    assert (Slow.sent, SigningLink.objects.count()) == (1, 1)
    assert agreement.events.filter(kind=EventKind.MAILED).count() == 1


def test_guesses_at_once_count_each(people: Cast) -> None:
    """Many tries at the same moment get no more tries than five."""
    request = asked(make_sent(people.bureau))
    code = codes.fresh(request.pk, timezone.now())
    wrong = "000000" if code != "000000" else "111111"
    results = race(RIVALS, lambda _: codes.check(request=request, code=wrong, who=PHONE, at=timezone.now()))
    assert refusals(results) == ["too_often"] * (RIVALS - codes.MOST_TRIES) + ["wrong"] * codes.MOST_TRIES


def test_events_of_many_make_one_chain(people: Cast) -> None:
    agreement = make_sent(people.bureau)
    before = evidence.check(agreement).length

    def note(rival: int) -> None:
        with transaction.atomic():
            evidence.add(agreement=agreement, kind=EventKind.OPENED, at=timezone.now(), data={"rival": rival})

    assert failures(race(RIVALS, note)) == []
    check = evidence.check(agreement)
    assert (check.is_whole, check.length) == (True, before + RIVALS)


def test_the_race_is_real_without_the_lock(people: Cast) -> None:
    """Last event plus one, read without a lock: rivals want the same place, and the database refuses all but one."""
    agreement = make_sent(people.bureau)
    start = threading.Barrier(RIVALS)

    def naive(rival: int) -> None:
        with transaction.atomic():
            last = AgreementEvent.objects.filter(agreement=agreement).order_by("-position")[0]
            start.wait(timeout=30)
            event = AgreementEvent(
                agreement=agreement,
                position=last.position + 1,
                kind=EventKind.OPENED,
                happened_at=timezone.now(),
                previous=last.hash,
            )
            event.hash = evidence.fingerprint_of(event)
            event.save()

    results = race(RIVALS, naive)
    assert len(failures(results)) == RIVALS - 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM contracts_agreementevent WHERE agreement_id = %s", [agreement.pk])
        assert cursor.fetchone()[0] == evidence.check(agreement).length
