"""A change is a new agreement: the old one goes or is replaced, and each appointment is held by one of them at a time."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.drawing_up import agreements, holds
from contracts.domain.drawing_up.amendments import amend
from contracts.domain.signing import acts, requests
from contracts.enums import AgreementStatus, EventKind, SignerRole
from contracts.models import Agreement, AgreementLine, Seal
from fluxus.errors import Refusal
from network.models import OutgoingMail, User
from programmes.models import Delivery
from tests.cast import Cast
from tests.factories.contracts import make_delivery
from tests.factories.signing import PHONE, asked, make_mandate, make_pdf, make_ready, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
DAY = date(2026, 11, 24)


@pytest.fixture
def signed(cast: Cast) -> Agreement:
    """In force."""
    return both_sign(make_sent(cast.bureau), cast)


def both_sign(agreement: Agreement, cast: Cast) -> Agreement:
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    sign(asked(agreement, SignerRole.HOUSE), director(cast))
    return now_of(agreement)


def director(cast: Cast) -> User:
    if not cast.finance.mandates.exists():
        make_mandate(cast.finance, cast.admin)
    return cast.finance


def now_of(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def amended(old: Agreement, cast: Cast) -> Agreement:
    """An issued amendment with its PDF: the first visit is an hour later."""
    first = old.lines.order_by("position")[0].delivery
    assert first is not None
    later = timedelta(hours=1)
    Delivery.objects.filter(pk=first.pk).update(
        local_start=first.local_start - later, local_end=first.local_end - later
    )
    draft = amend(agreement=old, by=cast.bureau, today=DAY)
    new = agreements.issue(agreement=draft, by=cast.bureau, today=DAY)
    make_pdf(new)
    return now_of(new)


def send(new: Agreement, cast: Cast) -> Agreement:
    return requests.send(agreement=new, by=cast.bureau, at=timezone.now())


def held_by(agreement: Agreement) -> int:
    return agreement.lines.filter(holds=True).count()


class TestOfWhatIsInForce:
    def test_old_one_stays_until_both_signed_the_new_one(self, signed: Agreement, cast: Cast) -> None:
        new = send(amended(signed, cast), cast)
        assert (now_of(signed).status, held_by(signed), held_by(new)) == (AgreementStatus.SIGNED, 2, 0)
        sign(asked(new), cast.bilal)
        assert (now_of(signed).status, held_by(signed), held_by(new)) == (AgreementStatus.SIGNED, 2, 0)
        sign(asked(new, SignerRole.HOUSE), cast.finance)
        old = now_of(signed)
        assert (old.status, old.status_reason) == (AgreementStatus.REPLACED, f"Vervangen door {new}.")
        assert (held_by(signed), held_by(new)) == (0, 2)
        assert now_of(new).status == AgreementStatus.SIGNED
        assert old.events.get(kind=EventKind.REPLACED).data == {"by_agreement": str(new)}
        assert evidence.check(old).is_whole
        assert evidence.check(new).is_whole
        assert set(Seal.objects.values_list("agreement_id", flat=True)) == {old.pk, new.pk}

    @pytest.mark.parametrize("end", ["declined", "withdrawn", "expired"])
    def test_old_one_goes_on_when_the_new_one_does_not_come(self, signed: Agreement, cast: Cast, end: str) -> None:
        new = send(amended(signed, cast), cast)
        if end == "declined":
            acts.decline(request=asked(new), reason="Nee.", who=PHONE, at=timezone.now())
        elif end == "withdrawn":
            requests.withdraw(agreement=new, reason="Toch niet.", by=cast.bureau, at=timezone.now())
        else:
            requests.expire(at=asked(new).expires_at)
        assert now_of(new).status == end
        assert (now_of(signed).status, held_by(signed), held_by(new)) == (AgreementStatus.SIGNED, 2, 0)

    def test_on_paper_it_takes_over_too(self, signed: Agreement, cast: Cast) -> None:
        from contracts.domain import documents

        new = amended(signed, cast)
        scan = documents.store(b"%PDF-1.7 scan", filename="scan.pdf", renderer="scan")
        requests.paper(
            agreement=new, document=scan, signed_on=DAY, by=cast.bureau, at=timezone.now() + timedelta(days=1)
        )
        assert (now_of(signed).status, held_by(signed), held_by(new)) == (AgreementStatus.REPLACED, 0, 2)

    def test_cannot_be_terminated_while_its_amendment_is_on_its_way(self, signed: Agreement, cast: Cast) -> None:
        amended(signed, cast)
        with pytest.raises(Refusal) as caught:
            requests.terminate(agreement=signed, reason="Ziek.", on=DAY, by=cast.bureau, at=timezone.now())
        assert caught.value.code == "amended"


class TestOfWhatIsNotSigned:
    def test_old_one_goes_when_the_new_one_is_sent(self, cast: Cast) -> None:
        old = make_sent(cast.bureau)
        request = asked(old)
        new = send(amended(old, cast), cast)
        gone = now_of(old)
        assert (gone.status, gone.status_reason) == (AgreementStatus.WITHDRAWN, f"Vervangen door {new}.")
        assert (held_by(old), held_by(new)) == (0, 2)
        with pytest.raises(Refusal) as caught:
            sign(request, speak_for(old.partner, cast.bilal), sha256=request.document_id)
        assert caught.value.code == "revoked"
        assert not OutgoingMail.objects.filter(key__startswith="contracts-sign:withdrawn:").exists()
        assert f"in de plaats van {old.number}" in OutgoingMail.objects.get(key__contains=":invitation:").body

    def test_signature_of_one_party_falls_away(self, cast: Cast) -> None:
        """He signed other dates; nobody puts the other signature under those any more."""
        old = make_sent(cast.bureau)
        sign(asked(old), speak_for(old.partner, cast.bilal))
        new = send(amended(old, cast), cast)
        with pytest.raises(Refusal) as caught:
            sign(asked(old, SignerRole.HOUSE), director(cast))
        assert caught.value.code == "revoked"
        assert both_sign(new, cast).status == AgreementStatus.SIGNED
        assert now_of(old).status == AgreementStatus.WITHDRAWN

    def test_bytes_of_the_old_revision_do_not_sign_the_new_one(self, cast: Cast) -> None:
        old = make_sent(cast.bureau)
        bytes_of_old = asked(old).document_id
        new = send(amended(old, cast), cast)
        with pytest.raises(Refusal) as caught:
            sign(asked(new), speak_for(new.partner, cast.bilal), sha256=bytes_of_old)
        assert caught.value.code == "other_bytes"

    def test_old_one_signed_in_the_meantime_stays_in_force(self, cast: Cast) -> None:
        """It was drawn up while the old one lay at the signers, and is sent after they signed."""
        old = make_sent(cast.bureau)
        new = amended(old, cast)
        both_sign(old, cast)
        send(new, cast)
        assert now_of(old).status == AgreementStatus.SIGNED
        assert both_sign(new, cast).status == AgreementStatus.SIGNED
        assert now_of(old).status == AgreementStatus.REPLACED


class TestHolds:
    def test_what_a_third_took_is_not_given_back(self, signed: Agreement, cast: Cast) -> None:
        first, second = signed.lines.order_by("position")
        holds.let_go(signed)
        agreements.draft(partner=signed.partner, deliveries=[first.delivery], by=cast.bureau, today=DAY)  # type: ignore[list-item]  # it has one
        new = make_ready(cast.bureau)
        holds.give_back(old=signed, new=new)
        assert list(signed.lines.filter(holds=True)) == [second]
        assert held_by(new) == 0

    def test_line_without_origin_is_always_free(self, cast: Cast) -> None:
        draft = agreements.draft(
            partner=(delivery := make_delivery_of(cast)).activity.maker,
            deliveries=[delivery],
            by=cast.bureau,
            today=DAY,
        )
        AgreementLine.objects.filter(agreement=draft).update(delivery=None, holds=False)
        holds.take_free(draft)
        assert held_by(draft) == 1


def make_delivery_of(cast: Cast) -> Delivery:
    from tests.factories.contracts import make_house
    from tests.factories.network import make_teacher

    make_house()
    return make_delivery(make_teacher(), cast.bureau)
