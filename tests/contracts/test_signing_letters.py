"""Links, codes and letters of signing: secrets stand in the letter alone, and the evidence knows what left."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.utils import timezone

from contracts import tasks
from contracts.domain.signing import acts, codes, letters, links, requests
from contracts.enums import EventKind, RequestStatus, SignerRole
from contracts.models import Agreement, SignatureRequest, SigningLink
from fluxus.errors import Refusal
from network.domain import outbox
from network.enums import MailStatus
from network.models import EmailAddress, OutgoingMail
from tests.cast import Cast
from tests.factories.signing import LAPTOP, PHONE, asked, later, make_mandate, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
TOKEN = re.compile(rf"{re.escape(settings.BASE_URL)}/teken/([\w-]{{43}})/")
CODE = re.compile(r"^\d{6}$", re.MULTILINE)


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


def post(what: str, mailoutbox: list[EmailMessage]) -> str:
    """Send the newest letter of this kind; its text as it arrives."""
    letter = OutgoingMail.objects.filter(key__startswith=f"contracts-sign:{what}:").order_by("-pk")[0]
    assert outbox.send(mail_id=letter.pk, at=timezone.now())
    return str(mailoutbox[-1].body)


def token_in(text: str) -> str:
    found = TOKEN.search(text)
    assert found, text
    return found.group(1)


def code_in(text: str) -> str:
    found = CODE.search(text)
    assert found, text
    return found.group()


def fault_of(act: Any, **fields: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(**fields)
    return caught.value


class TestLinks:
    def test_token_stands_in_the_letter_alone(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        token = token_in(post("invitation", mailoutbox))
        assert links.find(token, at=timezone.now()) == asked(sent)
        letter = OutgoingMail.objects.get(key=f"contracts-sign:invitation:{asked(sent).pk}:1")
        assert f"[[signing_link:{asked(sent).pk}]]" in letter.body
        everything = str([list(model.objects.values()) for model in (OutgoingMail, SigningLink, SignatureRequest)])
        assert token not in everything + str(list(sent.events.values()))
        assert SigningLink.objects.get().sha256 == links._hash(token)

    def test_each_letter_has_a_link_of_its_own(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        first = token_in(post("invitation", mailoutbox))
        requests.remind(request=asked(sent), by=None, at=later(days=5))
        second = token_in(post("reminder", mailoutbox))
        assert first != second
        assert links.find(first, at=timezone.now()) == links.find(second, at=timezone.now()) == asked(sent)

    @pytest.mark.parametrize("token", ["", "a", "a" * 43, "é" * 20, "\ud800", "x" * 100_000])
    def test_guessed_token_leads_nowhere(self, sent: Agreement, token: str, mailoutbox: list[EmailMessage]) -> None:
        post("invitation", mailoutbox)
        assert links.find(token, at=timezone.now()) is None
        assert links.find_closed(token, at=timezone.now()) is None

    def test_hash_of_a_link_opens_nothing(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        """Who reads the database cannot sign with it."""
        post("invitation", mailoutbox)
        assert links.find(SigningLink.objects.get().sha256, at=timezone.now()) is None

    def test_old_links_die_with_the_request(self, sent: Agreement, cast: Cast, mailoutbox: list[EmailMessage]) -> None:
        token = token_in(post("invitation", mailoutbox))
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=timezone.now())
        assert links.find(token, at=timezone.now()) is None
        closed = links.find_closed(token, at=timezone.now())
        assert closed is not None
        assert closed.status == RequestStatus.REVOKED

    def test_link_of_yesterday_is_closed_before_the_worker_comes_by(
        self, sent: Agreement, mailoutbox: list[EmailMessage]
    ) -> None:
        token = token_in(post("invitation", mailoutbox))
        after = asked(sent).expires_at + timedelta(seconds=1)
        assert links.find(token, at=after) is None
        assert links.find_closed(token, at=after) == asked(sent)

    def test_new_address_makes_links_to_the_old_one_worthless(
        self, sent: Agreement, mailoutbox: list[EmailMessage]
    ) -> None:
        wrong = token_in(post("invitation", mailoutbox))
        EmailAddress.objects.filter(partner=sent.partner).update(address="goed@elders.test")
        requests.remind(request=asked(sent), by=None, at=later(days=1))
        assert links.find_closed(wrong, at=timezone.now()) is None
        right = token_in(post("reminder", mailoutbox))
        assert mailoutbox[-1].to == ["goed@elders.test"]
        assert links.find(right, at=timezone.now()) == asked(sent)

    def test_letter_about_a_closed_request_does_not_leave(
        self, sent: Agreement, mailoutbox: list[EmailMessage]
    ) -> None:
        """It was on its way while the request was closed by other means than ours."""
        SignatureRequest.objects.filter(pk=asked(sent).pk).update(
            status=RequestStatus.REVOKED, closed_at=timezone.now(), next_reminder_at=None
        )
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:invitation:")
        assert not outbox.send(mail_id=letter.pk, at=timezone.now())
        letter.refresh_from_db()
        assert (letter.status, mailoutbox) == (MailStatus.FAILED, [])
        assert not SigningLink.objects.exists()

    def test_marker_in_somebody_elses_text_is_mere_text(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        """A name or remark with a marker in it would otherwise bring the link of another in the wrong mailbox."""
        marker = f"[[signing_link:{asked(sent).pk}]]"
        letter = outbox.queue_mail(key="x", to="slim@elders.test", subject="Dag", body=f"Dag {marker}")
        outbox.send(mail_id=letter.pk, at=timezone.now())
        assert mailoutbox[-1].body == f"Dag {marker}"

    def test_hash_has_the_form_of_one(self, sent: Agreement) -> None:
        with pytest.raises(IntegrityError, match="contracts_link_hash_form"), transaction.atomic():
            SigningLink.objects.create(request=asked(sent), sha256="geen hash")


class TestCodes:
    def test_code_of_the_letter_works_once(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        codes.send(request=asked(sent), at=timezone.now())
        code = code_in(post("code", mailoutbox))
        assert codes.check(request=asked(sent), code=f" {code[:3]} {code[3:]} ", who=PHONE, at=timezone.now())
        assert fault_of(codes.check, request=asked(sent), code=code, who=LAPTOP, at=timezone.now()).code == "stale"
        kinds = list(sent.events.order_by("position").values_list("kind", flat=True))
        assert kinds[-2:] == [EventKind.CODE_SENT, EventKind.CODE_PASSED]

    def test_code_is_not_in_the_database(self, sent: Agreement, mailoutbox: list[EmailMessage]) -> None:
        codes.send(request=asked(sent), at=timezone.now())
        code = code_in(post("code", mailoutbox))
        row = SignatureRequest.objects.get(pk=asked(sent).pk)
        assert re.fullmatch(r"[0-9a-f]{64}", row.code_hash)
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:code:")
        assert code not in letter.body

    def test_right_code_after_a_quarter_of_an_hour_is_too_late(self, sent: Agreement) -> None:
        at = timezone.now()
        code = codes.fresh(asked(sent).pk, at)
        fault = fault_of(codes.check, request=asked(sent), code=code, who=PHONE, at=at + codes.LIVES)
        assert (fault.code, fault.field) == ("stale", "code")

    def test_sixth_try_is_refused_even_when_right(self, sent: Agreement) -> None:
        at = timezone.now()
        code = codes.fresh(asked(sent).pk, at)
        wrong = "000000" if code != "000000" else "111111"
        for _ in range(codes.MOST_TRIES):
            assert fault_of(codes.check, request=asked(sent), code=wrong, who=PHONE, at=at).code == "wrong"
        assert fault_of(codes.check, request=asked(sent), code=code, who=PHONE, at=at).code == "too_often"
        assert sent.events.filter(kind=EventKind.CODE_FAILED).count() == codes.MOST_TRIES
        assert asked(sent).code_tries == codes.MOST_TRIES

    def test_new_code_replaces_the_old_one(self, sent: Agreement) -> None:
        at = timezone.now()
        old = codes.fresh(asked(sent).pk, at)
        new = codes.fresh(asked(sent).pk, at)
        if old != new:
            assert fault_of(codes.check, request=asked(sent), code=old, who=PHONE, at=at).code == "wrong"
        assert codes.check(request=asked(sent), code=new, who=PHONE, at=at)

    def test_code_of_another_request_is_wrong(self, sent: Agreement, cast: Cast) -> None:
        at, other = timezone.now(), asked(make_sent(cast.bureau))
        codes.fresh(asked(sent).pk, at)
        code = codes.fresh(other.pk, at)
        if SignatureRequest.objects.filter(code_hash=codes._hash(asked(sent).pk, code)).exists():
            pytest.skip("by chance one in a million: both codes are the same")
        assert fault_of(codes.check, request=asked(sent), code=code, who=PHONE, at=at).code == "wrong"

    def test_double_click_is_one_letter(self, sent: Agreement) -> None:
        first = codes.send(request=asked(sent), at=timezone.now())
        assert codes.send(request=asked(sent), at=timezone.now()) == first
        assert OutgoingMail.objects.filter(key__startswith="contracts-sign:code:").count() == 1

    def test_five_codes_an_hour_at_most(self, sent: Agreement) -> None:
        for minutes in range(codes.MOST_PER_HOUR):
            letter = codes.send(request=asked(sent), at=later(minutes=minutes))
            OutgoingMail.objects.filter(pk=letter.pk).update(queued_at=later(minutes=minutes))
        fault = fault_of(codes.send, request=asked(sent), at=later(minutes=10))
        assert (fault.code, fault.field) == ("too_many", "code")
        assert codes.send(request=asked(sent), at=later(minutes=70))

    def test_house_gets_no_code(self, sent: Agreement, cast: Cast) -> None:
        sign(asked(sent), speak_for(sent.partner, cast.bilal))
        fault = fault_of(codes.send, request=asked(sent, SignerRole.HOUSE), at=timezone.now())
        assert fault.code == "no_code"

    def test_closed_request_gets_no_code(self, sent: Agreement, cast: Cast) -> None:
        request = asked(sent)
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=timezone.now())
        assert fault_of(codes.send, request=request, at=timezone.now()).code == "revoked"


class TestHeard:
    def test_letter_that_left_stands_in_the_evidence_once(
        self, sent: Agreement, mailoutbox: list[EmailMessage]
    ) -> None:
        post("invitation", mailoutbox)
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:invitation:")
        letters.heard(letter=letter, at=timezone.now())
        event = sent.events.get(kind=EventKind.MAILED)
        assert (event.happened_at, event.happened_by) == (letter.sent_at, None)
        said = {"request": asked(sent).pk, "mail": letter.pk, "letter": "invitation", "to": letter.to}
        assert event.data == said

    def test_letter_that_could_not_leave_marks_the_request(self, sent: Agreement) -> None:
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:invitation:")
        OutgoingMail.objects.filter(pk=letter.pk).update(subject="Dag\nBcc: iedereen@elders.test")
        assert not outbox.send(mail_id=letter.pk, at=timezone.now())
        assert asked(sent).has_bounced
        assert sent.events.get(kind=EventKind.BOUNCED).data["to"] == letter.to

    def test_letter_too_late_for_who_signed_already_is_no_bounce(self, sent: Agreement, cast: Cast) -> None:
        letter = OutgoingMail.objects.get(key__startswith="contracts-sign:invitation:")
        sign(asked(sent), speak_for(sent.partner, cast.bilal))
        assert not outbox.send(mail_id=letter.pk, at=timezone.now())
        assert not asked(sent).has_bounced
        assert not sent.events.filter(kind=EventKind.BOUNCED).exists()

    def test_outcome_that_was_missed_is_heard_later(self, sent: Agreement) -> None:
        """A worker was killed between sending and telling."""
        at = timezone.now()
        OutgoingMail.objects.filter(key__startswith="contracts-sign:invitation:").update(
            status=MailStatus.SENT, sent_at=at
        )
        assert letters.catch_up(at=at) == 1
        assert letters.catch_up(at=at) == 0
        assert sent.events.filter(kind=EventKind.MAILED).count() == 1

    def test_other_letters_are_none_of_our_business(self, mailoutbox: list[EmailMessage]) -> None:
        letter = outbox.queue_mail(key="contracts-sign:x", to="a@elders.test", subject="Dag", body="Tekst")
        assert outbox.send(mail_id=letter.pk, at=timezone.now())
        assert letters.catch_up(at=timezone.now()) == 0

    def test_tasks_have_the_names_of_the_schedule(self, sent: Agreement) -> None:
        tasks.catch_up_letters()
        tasks.remind_signers()
        tasks.expire_requests()
        tasks.send_ready()
        tasks.send_when_ready(agreement_id=sent.pk)
        from fluxus.celery import app

        ours = {"catch_up_letters", "remind_signers", "expire_requests", "send_ready"}
        assert {f"contracts.{name}" for name in ours} <= set(app.conf.beat_schedule)


class TestWords:
    """Every letter as the reader gets it: no marker, no empty value, no HTML."""

    def check(self, letter: OutgoingMail) -> None:
        text = f"{letter.subject}\n{letter.body}"
        assert not re.search(r"\{\{|\{%|None|&#|\[\[(?!signing_)", text), text
        assert letter.subject

    def test_all_of_them(self, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        ended = [make_sent(cast.bureau) for _ in range(5)]
        now = timezone.now()
        codes.send(request=asked(ended[0]), at=now)
        requests.withdraw(agreement=ended[1], reason="Fout bedrag.", by=cast.bureau, at=now)
        acts.decline(request=asked(ended[2]), reason="Te laag & te laat.", who=PHONE, at=now)
        for agreement in ended[3:]:
            sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
        sign(asked(ended[3], SignerRole.HOUSE), cast.finance)
        requests.terminate(agreement=ended[3], reason="Ziek.", on=timezone.localdate(), by=cast.bureau, at=now)
        requests.remind_all(at=later(days=7))
        sent = {letter.key.split(":")[1]: letter for letter in OutgoingMail.objects.all()}
        requests.expire(at=later(days=60))
        sent["expired"] = OutgoingMail.objects.get(key__startswith="contracts-sign:expired:")
        kinds = {"invitation", "reminder", "code", "withdrawn", "expired", "declined", "terminated", "waiting"}
        assert set(sent) == kinds
        for letter in sent.values():
            self.check(letter)
        assert "Te laag & te laat." in sent["declined"].body
        assert sent["waiting"].subject == "1 overeenkomst om te tekenen"
