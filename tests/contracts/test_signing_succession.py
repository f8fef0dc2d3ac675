"""Of an agreement and its amendments one is at the signers or in force at a time, however late somebody sends the other."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.drawing_up import agreements
from contracts.domain.readiness import dba, fair_pay_figures
from contracts.domain.signing import requests
from contracts.enums import AgreementStatus
from contracts.models import Agreement, AgreementLine, Document
from fluxus.errors import Refusal
from programmes.models import Delivery
from tests.cast import Cast
from tests.contracts.test_signing_amendments import DAY, amended, both_sign, held_by, now_of, send
from tests.factories.signing import asked, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


def scan() -> Document:
    return documents.store(b"%PDF-1.7 scan", filename="scan.pdf", renderer="scan")


def on_paper(agreement: Agreement, cast: Cast) -> Agreement:
    at = timezone.now() + timedelta(days=1)
    return requests.paper(agreement=agreement, document=scan(), signed_on=DAY, by=cast.bureau, at=at)


def expired(agreement: Agreement) -> Agreement:
    requests.expire(at=asked(agreement).expires_at)
    assert now_of(agreement).status == AgreementStatus.EXPIRED
    return now_of(agreement)


def refused(agreement: Agreement, cast: Cast) -> str:
    with pytest.raises(Refusal) as caught:
        send(agreement, cast)
    return caught.value.code


def without_holds(*drawn_up: Agreement) -> None:
    """As if drawn up by hand: no visit of theirs stops another agreement."""
    AgreementLine.objects.filter(agreement__in=drawn_up).update(holds=False)


def test_signed_on_paper_before_it_was_sent_ends_what_lies_at_the_signers(sent: Agreement, cast: Cast) -> None:
    new = on_paper(amended(sent, cast), cast)
    old = now_of(sent)
    assert (new.status, old.status) == (AgreementStatus.SIGNED, AgreementStatus.WITHDRAWN)
    assert (held_by(old), held_by(new)) == (0, 2)
    assert evidence.check(old).is_whole
    with pytest.raises(Refusal) as caught:
        sign(asked(sent), speak_for(sent.partner, cast.bilal), sha256=asked(sent).document_id)
    assert caught.value.code == "revoked"


def test_expired_amendment_is_not_sent_again_after_later_ones_were_signed(sent: Agreement, cast: Cast) -> None:
    old = both_sign(sent, cast)
    late = expired(send(amended(old, cast), cast))
    second = both_sign(send(amended(old, cast), cast), cast)
    third = both_sign(send(amended(second, cast), cast), cast)
    assert now_of(second).status == AgreementStatus.REPLACED
    without_holds(third)
    assert refused(late, cast) == "late"
    assert now_of(late).status == AgreementStatus.EXPIRED


def test_expired_amendment_is_not_sent_again_after_the_agreement_ended(sent: Agreement, cast: Cast) -> None:
    old = both_sign(sent, cast)
    late = expired(send(amended(old, cast), cast))
    requests.terminate(agreement=old, reason="Ziek.", on=DAY + timedelta(days=900), by=cast.bureau, at=timezone.now())
    assert refused(late, cast) == "late"


def test_expired_agreement_is_not_sent_again_while_its_amendment_is_at_the_signers(sent: Agreement, cast: Cast) -> None:
    new = amended(sent, cast)
    old = expired(sent)
    send(new, cast)
    without_holds(new)
    assert refused(old, cast) == "late"
    assert both_sign(new, cast).status == AgreementStatus.SIGNED
    without_holds(new)
    assert refused(old, cast) == "late"


def test_expired_amendment_is_not_sent_again_when_a_third_took_what_it_added(sent: Agreement, cast: Cast) -> None:
    """Else the other party signs what the house can no longer sign."""
    old = both_sign(sent, cast)
    first = old.lines.order_by("position")[0].delivery
    assert first is not None
    later = timedelta(weeks=2)
    extra = Delivery.objects.create(
        activity=first.activity,
        school=first.school,
        local_start=first.local_start + later,
        local_end=first.local_end + later,
        fee_cents=12500,
        planned_by=cast.bureau,
    )
    late = send(amended(old, cast), cast)
    assert (late.lines.count(), held_by(late)) == (3, 1)
    expired(late)
    agreements.draft(partner=old.partner, deliveries=[extra], by=cast.bureau, today=DAY)
    with pytest.raises(Refusal, match="staat al in een overeenkomst"):
        send(now_of(late), cast)
    assert now_of(late).status == AgreementStatus.EXPIRED


def test_work_counts_once_while_its_amendment_is_on_its_way(sent: Agreement, cast: Cast) -> None:
    """For the DBA check and for the figures of fair pay."""
    old = both_sign(sent, cast)
    year = old.issued_on.year  # type: ignore[union-attr]  # issued
    new = send(amended(old, cast), cast)
    assert (dba.known(old.partner, DAY).appointments, fair_pay_figures.figures(year).total.agreements) == (2, 1)
    both_sign(new, cast)
    assert (dba.known(old.partner, DAY).appointments, fair_pay_figures.figures(year).total.agreements) == (2, 1)


def test_work_before_the_end_of_an_agreement_counts(sent: Agreement, cast: Cast) -> None:
    old = both_sign(sent, cast)
    requests.terminate(agreement=old, reason="Ziek.", on=DAY + timedelta(days=900), by=cast.bureau, at=timezone.now())
    assert dba.known(old.partner, DAY).appointments == 2
