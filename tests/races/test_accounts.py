"""Letters leave once and keys work once, also when workers or browsers act at the same moment."""

import pytest
from django.core import mail
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import invitations, outbox, registrations
from network.enums import MailStatus
from network.models import Membership, OutgoingMail, Registration, User
from tests.cast import gather
from tests.network.test_invitations import token_in_letter
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def test_rival_workers_send_each_letter_once(committed_db: str) -> None:
    letters = [
        outbox.queue_mail(key=f"race-{number}", to="a@fluxus.test", subject=str(number), body="Dag")
        for number in range(20)
    ]
    mail.outbox.clear()

    def work(rival: int) -> int:
        return sum(outbox.send(mail_id=letter.pk, at=timezone.now()) for letter in letters)

    results = race(RIVALS, work)
    assert failures(results) == []
    assert sum(results) == 20
    assert sorted(int(sent.subject) for sent in mail.outbox) == list(range(20))
    assert OutgoingMail.objects.filter(status=MailStatus.SENT, attempts=1).count() == 20


def test_key_of_an_invitation_makes_one_account(committed_db: str) -> None:
    cast, at = gather(), timezone.now()
    invitation = invitations.invite(email="noor@fluxus.test", name="Noor", roles=["expert"], by=cast.bureau, at=at)
    token = token_in_letter(invitation)

    def accept(rival: int) -> User:
        return invitations.accept(token=token, name=f"Noor {rival}", password="water-onder-de-brug", at=at)

    results = race(RIVALS, accept)
    assert failures(results, Refusal) == []
    assert len([user for user in results if isinstance(user, User)]) == 1


def test_registration_is_decided_once(committed_db: str) -> None:
    cast, at = gather(), timezone.now()
    registration = Registration.objects.create(user=cast.stranger)

    def decide(rival: int) -> Registration:
        if rival % 2:
            return registrations.refuse(registration=registration, reason="Nee.", by=cast.bureau, at=at)
        return registrations.approve(registration=registration, partner=cast.bilal_partner, by=cast.bureau, at=at)

    results = race(RIVALS, decide)
    assert failures(results, Refusal) == []
    winners = [result for result in results if isinstance(result, Registration)]
    assert len(winners) == 1
    assert Membership.objects.filter(user=cast.stranger).count() == int(bool(winners[0].is_approved))
    assert OutgoingMail.objects.count() == 1
