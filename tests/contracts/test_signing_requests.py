"""Asking to sign, reminding, and every way in which an agreement ends."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.drawing_up import agreements
from contracts.domain.signing import acts, requests
from contracts.enums import AgreementStatus, EventKind, RequestStatus, SignerRole
from contracts.models import Agreement, AgreementLine, AgreementTemplate, PaperSignature, Seal, SignatureRequest
from fluxus.errors import Refusal
from network.models import EmailAddress, OutgoingMail, TimelineEntry, User
from tests.cast import Cast
from tests.factories.contracts import DAY, make_agreement, make_draft_agreement, make_run
from tests.factories.signing import PHONE, asked, later, make_mandate, make_pdf, make_ready, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau, at=AT)


def now_of(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def both_sign(agreement: Agreement, cast: Cast) -> Agreement:
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    sign(asked(agreement, SignerRole.HOUSE), director(cast))
    return now_of(agreement)


def director(cast: Cast) -> User:
    if not cast.finance.mandates.exists():
        make_mandate(cast.finance, cast.admin)
    return cast.finance


def holding(agreement: Agreement) -> list[bool]:
    return list(agreement.lines.order_by("position").values_list("holds", flat=True))


def fault_of(act: Any, **fields: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act(**fields)
    return caught.value


def letters(what: str) -> list[str]:
    found = OutgoingMail.objects.filter(key__startswith=f"contracts-sign:{what}:").order_by("pk")
    return list(found.values_list("to", flat=True))


class TestSend:
    def test_asks_both_and_writes_to_one(self, cast: Cast) -> None:
        agreement = make_ready(cast.bureau)
        sent = requests.send(agreement=agreement, by=cast.bureau, at=AT)
        assert sent.status == AgreementStatus.SENT
        first, house = asked(sent), asked(sent, SignerRole.HOUSE)
        assert (first.status, house.status) == (RequestStatus.SENT, RequestStatus.PLANNED)
        assert first.document_id == house.document_id == agreement.document_order.document_id
        assert (first.name, house.name, house.email) == (sent.partner.name, "Marit Kuiper", "")
        assert letters("invitation") == [first.email]
        assert TimelineEntry.objects.order_by("-pk")[0].title == f"Overeenkomst {sent} verstuurd om te tekenen"

    def test_invitation_stands_in_the_evidence(self, sent: Agreement, cast: Cast) -> None:
        event, request = sent.events.get(kind=EventKind.INVITED), asked(sent)
        assert (event.happened_at, event.happened_by) == (AT, cast.bureau)
        assert event.data["sha256"] == request.document_id
        assert event.data["data_hash"] == sent.data_hash
        assert event.data["email"] == request.email
        assert evidence.check(sent).is_whole

    def test_time_runs_by_the_calendar_of_the_house(self, cast: Cast) -> None:
        """Thirty days later at one minute to midnight, also when the clock goes back in between."""
        AgreementTemplate.objects.update(days_to_sign=30, first_reminder_days=5)
        before = make_sent(cast.bureau, at=datetime(2026, 10, 20, 21, 59, tzinfo=UTC))
        request = asked(before)
        assert timezone.localtime(request.expires_at).isoformat() == "2026-11-19T23:59:00+01:00"
        assert request.next_reminder_at is not None
        assert timezone.localtime(request.next_reminder_at).isoformat() == "2026-10-25T09:00:00+01:00"

    def test_no_reminder_when_there_are_none(self, cast: Cast) -> None:
        agreement = make_ready(cast.bureau)
        AgreementTemplate.objects.update(most_reminders=0)
        requests.send(agreement=agreement, by=cast.bureau, at=AT)
        assert asked(agreement).next_reminder_at is None

    def test_waits_for_the_pdf(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        assert fault_of(requests.send, agreement=agreement, by=cast.bureau, at=AT).code == "not_ready"
        assert (now_of(agreement).status, SignatureRequest.objects.count()) == (AgreementStatus.ISSUED, 0)

    def test_twice_is_refused(self, sent: Agreement, cast: Cast) -> None:
        assert fault_of(requests.send, agreement=sent, by=cast.bureau, at=AT).code == "state"
        assert len(letters("invitation")) == 1

    def test_without_an_address_nothing_happens(self, cast: Cast) -> None:
        agreement = make_ready(cast.bureau)
        EmailAddress.objects.filter(partner=agreement.partner).delete()
        fault = fault_of(requests.send, agreement=agreement, by=cast.bureau, at=AT)
        assert (fault.field, now_of(agreement).status) == ("email", AgreementStatus.ISSUED)

    def test_expired_one_can_be_sent_again(self, sent: Agreement, cast: Cast) -> None:
        requests.expire(at=later(days=90))
        again = requests.send(agreement=now_of(sent), by=cast.bureau, at=later(days=91))
        assert (again.status, holding(sent)) == (AgreementStatus.SENT, [True, True])
        assert sent.requests.count() == 4
        both = sign(asked(again), speak_for(again.partner, cast.bilal), at=later(days=92))
        assert both.request.status == RequestStatus.SIGNED

    def test_expired_one_whose_visit_is_taken_stays_expired(self, sent: Agreement, cast: Cast) -> None:
        requests.expire(at=later(days=90))
        taken = sent.lines.order_by("position")[0].delivery
        assert taken is not None
        agreements.draft(partner=sent.partner, deliveries=[taken], by=cast.bureau, today=AT.date())
        fault = fault_of(requests.send, agreement=now_of(sent), by=cast.bureau, at=later(days=91))
        assert fault.code == "contracts_delivery_agreed_once"
        assert (now_of(sent).status, letters("invitation")) == (AgreementStatus.EXPIRED, [])


class TestRuns:
    def test_leaves_as_soon_as_the_pdf_is_there(self, cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
        agreement = self.of_run(cast, make_run(cast.bureau))
        assert requests.send_when_ready(agreement_id=agreement.pk, at=AT) is None
        make_pdf(agreement)
        with django_capture_on_commit_callbacks() as nudges:
            assert requests.send_ready() == 1
        assert len(nudges) == 1
        assert requests.send_when_ready(agreement_id=agreement.pk, at=AT) == agreement
        assert requests.send_when_ready(agreement_id=agreement.pk, at=AT) is None
        assert requests.send_ready() == 0
        assert len(letters("invitation")) == 1

    def test_run_without_letters_sends_none(self, cast: Cast) -> None:
        agreement = self.of_run(cast, make_run(cast.bureau, sends_letters=False))
        make_pdf(agreement)
        assert requests.send_when_ready(agreement_id=agreement.pk, at=AT) is None
        assert requests.send_ready() == 0

    def test_what_cannot_leave_waits_for_a_colleague(self, cast: Cast) -> None:
        agreement = self.of_run(cast, make_run(cast.bureau))
        make_pdf(agreement)
        EmailAddress.objects.filter(partner=agreement.partner).delete()
        assert requests.send_when_ready(agreement_id=agreement.pk, at=AT) is None
        assert now_of(agreement).status == AgreementStatus.ISSUED

    def of_run(self, cast: Cast, run: Any) -> Agreement:
        draft = make_draft_agreement(cast.bureau)
        Agreement.objects.filter(pk=draft.pk).update(run=run)
        return agreements.issue(agreement=now_of(draft), by=cast.bureau, today=DAY)


class TestRemind:
    def test_by_itself_as_often_as_the_template_says(self, sent: Agreement) -> None:
        """After 5 days, then every 7, three times in all, and not after the last day."""
        days = [day for day in range(40) if requests.remind_all(at=AT + timedelta(days=day))]
        assert days == [5, 12, 19]
        assert (asked(sent).reminders_sent, asked(sent).next_reminder_at) == (3, None)
        assert len(letters("reminder")) == 3
        assert sent.events.filter(kind=EventKind.REMINDED, happened_by=None).count() == 3

    def test_by_hand_moves_the_next_one(self, sent: Agreement, cast: Cast) -> None:
        requests.remind(request=asked(sent), by=cast.bureau, at=AT + timedelta(days=4))
        assert requests.remind_all(at=AT + timedelta(days=5)) == 0
        assert sent.events.get(kind=EventKind.REMINDED).happened_by == cast.bureau

    def test_double_click_is_one_letter(self, sent: Agreement, cast: Cast) -> None:
        at = AT + timedelta(days=1)
        requests.remind(request=asked(sent), by=cast.bureau, at=at)
        fault = fault_of(requests.remind, request=asked(sent), by=cast.bureau, at=at + timedelta(seconds=2))
        assert (fault.code, len(letters("reminder"))) == ("just_sent", 1)

    def test_not_right_after_the_invitation(self, sent: Agreement, cast: Cast) -> None:
        fault = fault_of(requests.remind, request=asked(sent), by=cast.bureau, at=AT + timedelta(minutes=9))
        assert fault.code == "just_sent"

    def test_stops_when_answered(self, sent: Agreement, cast: Cast) -> None:
        acts.decline(request=asked(sent), reason="Nee.", who=PHONE, at=AT)
        assert requests.remind_all(at=AT + timedelta(days=6)) == 0
        fault = fault_of(requests.remind, request=asked(sent), by=cast.bureau, at=AT + timedelta(days=1))
        assert fault.code == "declined"

    def test_signers_of_the_house_hear_once_a_day_what_waits(self, cast: Cast) -> None:
        for agreement in (make_sent(cast.bureau), make_sent(cast.bureau)):
            sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
        director(cast)
        for hours in (0, 1, 2):
            requests.remind_all(at=datetime(2026, 11, 24, 8 + hours, tzinfo=UTC))
        assert letters("waiting") == [cast.finance.email]
        requests.remind_all(at=datetime(2026, 11, 25, 8, tzinfo=UTC))
        assert len(letters("waiting")) == 2
        assert "2 overeenkomsten" in OutgoingMail.objects.filter(key__contains=":waiting:")[0].subject


class TestExpire:
    def test_ends_what_was_not_signed_in_time(self, sent: Agreement) -> None:
        last = asked(sent).expires_at
        assert requests.expire(at=last - timedelta(seconds=1)) == 0
        assert requests.expire(at=last) == 1
        assert requests.expire(at=last) == 0
        assert now_of(sent).status == AgreementStatus.EXPIRED
        assert set(sent.requests.values_list("status", flat=True)) == {RequestStatus.EXPIRED}
        assert holding(sent) == [False, False]
        assert len(letters("expired")) == 1

    def test_slow_house_does_not_undo_what_the_other_signed(self, sent: Agreement, cast: Cast) -> None:
        sign(asked(sent), speak_for(sent.partner, cast.bilal), at=AT)
        assert requests.expire(at=AT + timedelta(days=400)) == 0
        sign(asked(sent, SignerRole.HOUSE), director(cast), at=AT + timedelta(days=400))
        assert now_of(sent).status == AgreementStatus.SIGNED


class TestWithdraw:
    @pytest.mark.parametrize("how_far", ["issued", "sent", "partly_signed"])
    def test_before_both_signed(self, cast: Cast, how_far: str) -> None:
        agreement = make_ready(cast.bureau)
        if how_far != "issued":
            agreement = requests.send(agreement=agreement, by=cast.bureau, at=AT)
        if how_far == "partly_signed":
            sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
        requests.withdraw(agreement=agreement, reason=" Fout bedrag. ", by=cast.bureau, at=AT)
        held = now_of(agreement)
        assert (held.status, held.status_reason) == (AgreementStatus.WITHDRAWN, "Fout bedrag.")
        assert holding(agreement) == [False, False]
        assert not agreement.requests.filter(closed_at=None).exists()
        assert len(letters("withdrawn")) == (how_far != "issued")
        assert (held in Agreement.objects.shared()) == (how_far != "issued")

    @pytest.mark.parametrize(
        ("has_signed", "sentence"), [(False, "Je hoeft niets meer te tekenen"), (True, "Je had al getekend")]
    )
    def test_letter_says_why(self, sent: Agreement, cast: Cast, has_signed: bool, sentence: str) -> None:
        if has_signed:
            sign(asked(sent), speak_for(sent.partner, cast.bilal))
        requests.withdraw(agreement=sent, reason="Fout bedrag.", by=cast.bureau, at=AT)
        body = OutgoingMail.objects.get(key__startswith="contracts-sign:withdrawn:").body
        assert sentence in body
        assert "De reden: Fout bedrag." in body

    def test_invitation_that_did_not_leave_yet_stays_in(self, sent: Agreement, cast: Cast) -> None:
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=AT)
        assert letters("invitation") == []

    def test_after_both_signed_it_is_too_late(self, sent: Agreement, cast: Cast) -> None:
        both_sign(sent, cast)
        fault_of(requests.withdraw, agreement=sent, reason="Fout.", by=cast.bureau, at=AT)
        assert now_of(sent).status == AgreementStatus.SIGNED

    def test_twice_says_so(self, sent: Agreement, cast: Cast) -> None:
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=AT)
        fault = fault_of(requests.withdraw, agreement=sent, reason="Fout.", by=cast.bureau, at=AT)
        assert fault.sentence == "Deze overeenkomst is ingetrokken en kan niet ingetrokken worden."

    def test_needs_a_reason(self, sent: Agreement, cast: Cast) -> None:
        assert fault_of(requests.withdraw, agreement=sent, reason=" ", by=cast.bureau, at=AT).field == "reason"


class TestTerminate:
    def test_from_a_day_on(self, sent: Agreement, cast: Cast) -> None:
        """What was done before that day stays held: nobody can agree it once more."""
        both_sign(sent, cast)
        lines = list(sent.lines.order_by("position"))
        day = lines[0].local_start.date()
        AgreementLine.objects.filter(pk=lines[0].pk).update(holds=True)
        requests.terminate(agreement=sent, reason="Ziek.", on=day, by=cast.bureau, at=AT)
        assert holding(sent) == [False, False]
        assert now_of(sent).status == AgreementStatus.TERMINATED
        assert letters("terminated") == [asked(sent).email]

    def test_what_was_done_stays_held(self, sent: Agreement, cast: Cast) -> None:
        both_sign(sent, cast)
        after = max(sent.lines.values_list("local_end", flat=True)).date() + timedelta(days=1)
        requests.terminate(agreement=sent, reason="Ziek.", on=after, by=cast.bureau, at=AT)
        assert holding(sent) == [True, True]

    def test_only_what_is_in_force(self, sent: Agreement, cast: Cast) -> None:
        day = date(2026, 12, 1)
        fault = fault_of(requests.terminate, agreement=sent, reason="Ziek.", on=day, by=cast.bureau, at=AT)
        assert fault.code == "state"

    def test_not_before_it_was_drawn_up(self, sent: Agreement, cast: Cast) -> None:
        both_sign(sent, cast)
        day = date(2020, 1, 1)
        fault = fault_of(requests.terminate, agreement=sent, reason="Ziek.", on=day, by=cast.bureau, at=AT)
        assert fault.field == "on"


class TestPaper:
    def scan(self) -> Any:
        return documents.store(b"%PDF-1.7 scan", filename="scan.pdf", renderer="scan")

    @pytest.mark.parametrize("is_sent", [False, True])
    def test_in_force_without_a_seal(self, cast: Cast, is_sent: bool) -> None:
        agreement = make_ready(cast.bureau)
        if is_sent:
            requests.send(agreement=agreement, by=cast.bureau, at=AT)
        day = date(2026, 11, 23)
        requests.paper(agreement=agreement, document=self.scan(), signed_on=day, by=cast.bureau, at=AT)
        assert now_of(agreement).status == AgreementStatus.SIGNED
        assert PaperSignature.objects.get(agreement=agreement).signed_on == day
        assert not Seal.objects.exists()
        assert holding(agreement) == [True, True]
        assert set(agreement.requests.values_list("status", flat=True)) <= {RequestStatus.REVOKED}
        assert agreement.events.get(kind=EventKind.PAPER).data["signed_on"] == "2026-11-23"

    @pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 24)], ids=["before", "not yet"])
    def test_on_a_day_that_can_be(self, sent: Agreement, cast: Cast, day: date) -> None:
        fault = fault_of(requests.paper, agreement=sent, document=self.scan(), signed_on=day, by=cast.bureau, at=AT)
        assert fault.field == "signed_on"

    def test_not_when_it_is_over(self, sent: Agreement, cast: Cast) -> None:
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=AT)
        day = date(2026, 11, 23)
        fault = fault_of(requests.paper, agreement=sent, document=self.scan(), signed_on=day, by=cast.bureau, at=AT)
        assert fault.code == "state"
