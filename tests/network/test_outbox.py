"""The outbox: once per key, once per letter, and it gives up in time."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from network import tasks
from network.adapters import AccountAdapter
from network.domain import outbox
from network.domain.outbox import MOST_ATTEMPTS, WIPED, StoredFile, plain_text, queue_letter, queue_mail
from network.enums import MailStatus
from network.models import OutgoingMail

pytestmark = pytest.mark.django_db


class Away(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("weg")


@pytest.fixture
def server_away(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Away"}}


def letter(**changes: Any) -> OutgoingMail:
    return queue_mail(**{"key": "k1", "to": "sanne@fluxus.test", "subject": "Dag", "body": "Tekst"} | changes)


def send(mail: OutgoingMail) -> bool:
    return outbox.send(mail_id=mail.pk, at=timezone.now())


class TestQueue:
    def test_same_key_twice_is_one_letter(self, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks() as nudges:
            first, second = letter(), letter(body="Anders")
        assert first == second
        assert OutgoingMail.objects.get().body == "Tekst"
        assert len(nudges) == 1

    def test_rolled_back_letter_is_never_sent(self, django_capture_on_commit_callbacks: Any) -> None:
        with django_capture_on_commit_callbacks() as nudges, transaction.atomic():
            letter()
            transaction.set_rollback(True)
        assert nudges == []
        assert not OutgoingMail.objects.exists()

    def test_template_gives_subject_and_text_without_escaping(self) -> None:
        mail = queue_letter(
            key="k",
            to="a@fluxus.test",
            template="mail/network/registration_refused.txt",
            context={"user": {"name": "D'Arcy & zoon"}, "reason": "<nee>"},
        )
        assert mail.subject == "Over je aanmelding bij FluXus"
        assert mail.body.startswith("Hallo D'Arcy & zoon,")
        assert "<nee>" in mail.body


class TestSend:
    def test_leaves_once(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter()
        assert send(mail)
        assert not send(mail)
        assert [(sent.to, sent.subject, sent.body) for sent in mailoutbox] == [(["sanne@fluxus.test"], "Dag", "Tekst")]
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == (MailStatus.SENT, 1)
        assert mail.sent_at is not None

    def test_gone_letter_is_left(self, mailoutbox: list[EmailMessage]) -> None:
        assert not outbox.send(mail_id=999_999, at=timezone.now())
        assert mailoutbox == []

    def test_secret_text_is_wiped(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter(body="code 123456", is_secret=True)
        send(mail)
        mail.refresh_from_db()
        assert mail.body == WIPED
        assert mailoutbox[0].body == "code 123456"

    @pytest.mark.usefixtures("server_away")
    def test_fault_stands_on_the_row_and_the_fifth_ends_it(self) -> None:
        mail = letter()
        for attempt in range(1, MOST_ATTEMPTS + 1):
            assert not send(mail)
            mail.refresh_from_db()
            assert mail.attempts == attempt
            assert mail.last_error == "SMTPServerDisconnected: weg"
        assert mail.status == MailStatus.FAILED
        assert not send(mail)
        mail.refresh_from_db()
        assert mail.attempts == MOST_ATTEMPTS

    def test_letter_no_server_can_take_ends_at_once(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter(subject="Dag\nBcc: iedereen@fluxus.test")
        assert not send(mail)
        mail.refresh_from_db()
        assert mail.status == MailStatus.FAILED
        assert mailoutbox == []

    def test_failed_letter_gets_new_attempts(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter()
        OutgoingMail.objects.filter(pk=mail.pk).update(status=MailStatus.FAILED, attempts=5)
        outbox.retry(letter=mail, at=timezone.now())
        assert send(mail)
        outbox.retry(letter=mail, at=timezone.now())
        assert not send(mail)
        assert len(mailoutbox) == 1


secrets_made: list[tuple[int, datetime]] = []
letters_heard: list[tuple[str, str]] = []


def secret(pk: int, at: datetime) -> str:
    secrets_made.append((pk, at))
    return f"geheim-{pk}"


def listen(*, letter: OutgoingMail, at: datetime) -> None:
    letters_heard.append((letter.key, letter.status))


def stumble(*, letter: OutgoingMail, at: datetime) -> None:
    raise ValueError("de luisteraar viel")


class TestSecretsAndFiles:
    """What is filled in at the moment of sending stands in no row."""

    @pytest.fixture
    def known(self, settings: Settings) -> None:
        secrets_made.clear()
        settings.MAIL_SECRETS = {"test": f"{__name__}.secret"}

    @pytest.mark.usefixtures("known")
    def test_marker_is_filled_in_while_it_leaves(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter(body="Ga naar [[test:7]] of [[test:8]].", secrets=["test:7"])
        at = timezone.now()
        outbox.send(mail_id=mail.pk, at=at)
        assert mailoutbox[0].body == "Ga naar geheim-7 of [[test:8]]."
        mail.refresh_from_db()
        assert mail.body == "Ga naar [[test:7]] of [[test:8]]."
        assert secrets_made == [(7, at)]

    @pytest.mark.usefixtures("known", "server_away")
    def test_next_attempt_has_a_new_secret(self) -> None:
        mail = letter(body="[[test:7]]", secrets=["test:7"])
        send(mail)
        send(mail)
        assert [pk for pk, _ in secrets_made] == [7, 7]

    @pytest.mark.parametrize("secrets", [["onbekend:7"], ["test:geen-getal"]])
    @pytest.mark.usefixtures("known")
    def test_secret_that_nobody_gives_ends_the_letter(self, secrets: list[str], mailoutbox: list[EmailMessage]) -> None:
        mail = letter(secrets=secrets)
        assert not send(mail)
        mail.refresh_from_db()
        assert (mail.status, mailoutbox) == (MailStatus.FAILED, [])

    def test_files_go_along(self, mailoutbox: list[EmailMessage]) -> None:
        name = default_storage.save("proef/a.pdf", ContentFile(b"%PDF-1.7"))
        file = StoredFile(name="OVO-2026-0001.pdf", storage_name=name)
        mail = queue_mail(key="k", to="a@fluxus.test", subject="Dag", body="Tekst", attachments=[file])
        send(mail)
        attachment: Any = mailoutbox[0].attachments[0]
        assert tuple(attachment) == ("OVO-2026-0001.pdf", b"%PDF-1.7", "application/pdf")

    def test_file_that_is_not_there_yet_is_tried_again(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter(attachments=[StoredFile(name="a.pdf", storage_name="proef/nergens.pdf")])
        assert not send(mail)
        mail.refresh_from_db()
        assert (mail.status, mail.attempts, mailoutbox) == (MailStatus.QUEUED, 1, [])
        assert "nergens.pdf" in mail.last_error


class TestListeners:
    @pytest.fixture(autouse=True)
    def listening(self, settings: Settings) -> None:
        letters_heard.clear()
        settings.MAIL_LISTENERS = [f"{__name__}.listen"]

    def test_letter_that_left_is_told_once(self, mailoutbox: list[EmailMessage]) -> None:
        mail = letter()
        send(mail)
        send(mail)
        assert letters_heard == [("k1", MailStatus.SENT)]

    @pytest.mark.usefixtures("server_away")
    def test_fault_is_told_when_it_is_the_last(self) -> None:
        mail = letter()
        for _ in range(MOST_ATTEMPTS):
            send(mail)
        assert letters_heard == [("k1", MailStatus.FAILED)]

    def test_listener_that_stumbles_sends_nothing_twice(
        self, settings: Settings, mailoutbox: list[EmailMessage]
    ) -> None:
        settings.MAIL_LISTENERS = [f"{__name__}.stumble"]
        mail = letter()
        with pytest.raises(ValueError, match="luisteraar"):
            send(mail)
        assert not send(mail)
        assert len(mailoutbox) == 1


class TestTakeBack:
    def test_only_what_waits_and_begins_so(self, mailoutbox: list[EmailMessage]) -> None:
        send(letter(key="a:1:x"))
        for key in ("a:1:y", "a:1:z", "a:11:x", "b:1"):
            letter(key=key)
        assert outbox.take_back(prefix="a:1:") == 2
        assert set(OutgoingMail.objects.values_list("key", flat=True)) == {"a:1:x", "a:11:x", "b:1"}


class TestSweep:
    @pytest.mark.parametrize(
        ("attempts", "minutes", "is_due"),
        [(0, 0, False), (0, 2, True), (1, 2, False), (1, 5, True), (4, 200, False), (4, 300, True), (5, 9000, False)],
    )
    def test_waits_longer_after_each_fault(
        self, django_capture_on_commit_callbacks: Any, attempts: int, minutes: int, is_due: bool
    ) -> None:
        letter()
        at = timezone.now()
        OutgoingMail.objects.update(attempts=attempts, queued_at=at - timedelta(minutes=minutes))
        with django_capture_on_commit_callbacks() as nudges:
            assert outbox.sweep(at=at) == int(is_due)
        assert len(nudges) == int(is_due)

    def test_sent_and_failed_letters_rest(self) -> None:
        at = timezone.now()
        yesterday = at - timedelta(days=1)
        letter(key="a")
        letter(key="b")
        OutgoingMail.objects.filter(key="a").update(status=MailStatus.SENT, sent_at=at, queued_at=yesterday)
        OutgoingMail.objects.filter(key="b").update(status=MailStatus.FAILED, queued_at=yesterday)
        assert outbox.sweep(at=at) == 0

    def test_costs_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for n in range(30):
            letter(key=str(n))
        OutgoingMail.objects.update(queued_at=timezone.now() - timedelta(hours=1))
        with django_assert_num_queries(1):
            outbox.sweep(at=timezone.now())


class TestTasks:
    def test_send(self, mailoutbox: list[EmailMessage]) -> None:
        tasks.send_mail(mail_id=letter().pk)
        assert len(mailoutbox) == 1

    def test_sweep_and_clear_run(self) -> None:
        tasks.sweep_outbox()
        tasks.clear_sessions()

    def test_names_are_those_of_the_schedule(self) -> None:
        names = {tasks.send_mail.name, tasks.sweep_outbox.name, tasks.clear_sessions.name}
        assert names == {"network.send_mail", "network.sweep_outbox", "network.clear_sessions"}


def test_letters_of_allauth_go_through_the_outbox() -> None:
    AccountAdapter().send_mail("account/email/login_code", "a@fluxus.test", {"code": "ABC-DEF", "user": None})
    mail = OutgoingMail.objects.get()
    assert mail.is_secret
    assert "ABC-DEF" in mail.body


def test_plain_text_has_the_house_tags() -> None:
    body = plain_text(
        template="mail/network/invitation.txt",
        context={"invitation": {"name": "Noor"}, "url": "https://x", "last_day": timezone.localdate()},
    )
    assert "Hallo Noor," in body


def test_sent_letter_has_a_moment_in_the_database() -> None:
    mail = letter()
    with pytest.raises(IntegrityError, match="network_mail_sent_has_moment"), transaction.atomic():
        OutgoingMail.objects.filter(pk=mail.pk).update(status=MailStatus.SENT)
