"""What the database refuses about requests, signatures and evidence, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.signing import requests
from contracts.enums import AgreementStatus, EventKind, ProvenBy, RequestStatus, SignatureMethod, SignerRole
from contracts.models import Agreement, AgreementEvent, Mandate, PaperSignature, Signature, SignatureRequest
from fluxus.db import violation
from tests.cast import Cast
from tests.factories.contracts import DAY
from tests.factories.signing import asked, fake_hash, make_mandate, make_ready, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


def broken(act: Callable[[], Any]) -> str:
    """The name of the promise that this act breaks."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return violation(caught.value)


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row).objects.filter(pk=row.pk).update(**values)


def remove(row: Any) -> Callable[[], Any]:
    return lambda: type(row).objects.filter(pk=row.pk)._raw_delete("default")


def signature(request: SignatureRequest, **changes: Any) -> Signature:
    values = {
        "request": request,
        "document": request.document,
        "name": "Bilal",
        "method": SignatureMethod.TYPED,
        "consent_version": 1,
        "consent": "Ja.",
        "proven_by": ProvenBy.CODE,
        "signed_at": timezone.now(),
    }
    return Signature(**{**values, **changes})


def event(agreement: Agreement, **changes: Any) -> AgreementEvent:
    values = {
        "agreement": agreement,
        "position": agreement.chain_length + 1,
        "kind": EventKind.OPENED,
        "happened_at": timezone.now(),
        "previous": agreement.chain_head,
        "hash": fake_hash("x"),
    }
    return AgreementEvent(**{**values, **changes})


class TestRequests:
    def test_one_open_or_signed_per_party(self, sent: Agreement) -> None:
        request = asked(sent)
        request.pk = None
        assert broken(lambda: request.save(force_insert=True)) == "contracts_request_one_per_role"

    def test_closed_one_has_a_moment(self, sent: Agreement) -> None:
        assert broken(change(asked(sent), closed_at=timezone.now())) == "contracts_request_closed_has_moment"
        values = {"status": RequestStatus.REVOKED, "closed_at": timezone.now()}
        assert broken(change(asked(sent), **values)) == "contracts_request_closed_has_moment"

    def test_closed_one_is_final_save_for_a_letter_that_came_back(self, sent: Agreement, cast: Cast) -> None:
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=timezone.now())
        closed = asked(sent)
        assert broken(change(closed, status=RequestStatus.SIGNED)) == "contracts_request_is_final"
        assert broken(change(closed, reason="Anders.")) == "contracts_request_is_final"
        assert broken(remove(closed)) == "contracts_request_is_final"
        assert change(closed, has_bounced=True)() == 1


class TestSignatures:
    def test_who_logs_in_is_somebody(self, sent: Agreement) -> None:
        made = signature(asked(sent), proven_by=ProvenBy.LOGIN)
        assert broken(made.save) == "contracts_signature_login_has_user"

    def test_drawn_one_has_its_picture(self, sent: Agreement) -> None:
        made = signature(asked(sent), method=SignatureMethod.DRAWN)
        assert broken(made.save) == "contracts_signature_drawn_has_image"
        picture = documents.store(b"\x89PNG", filename="h.png", renderer="test", media_type="image/png")
        assert broken(signature(asked(sent), image=picture).save) == "contracts_signature_drawn_has_image"

    def test_has_a_moment(self, sent: Agreement, cast: Cast) -> None:
        """The column itself is required; the promise about the pair stands beside it."""
        with pytest.raises(IntegrityError, match="signed_at"), transaction.atomic():
            signature(asked(sent), signed_at=None, signed_by=cast.bilal).save()
        names = {constraint.name for constraint in Signature._meta.constraints}
        assert "contracts_signature_by_someone" in names

    def test_once_per_request(self, sent: Agreement) -> None:
        signature(asked(sent)).save()
        with pytest.raises(IntegrityError, match="request_id"), transaction.atomic():
            signature(asked(sent)).save()

    def test_never_changes_or_goes(self, sent: Agreement, cast: Cast) -> None:
        made = sign(asked(sent), speak_for(sent.partner, cast.bilal))
        assert broken(change(made, name="Iemand anders")) == "contracts_signature_is_final"
        assert broken(change(made, document=asked(sent).document, consent="Nee.")) == "contracts_signature_is_final"
        assert broken(remove(made)) == "contracts_signature_is_final"

    def test_on_paper_neither(self, cast: Cast) -> None:
        agreement = make_ready(cast.bureau)
        scan = documents.store(b"%PDF-1.7 scan", filename="scan.pdf", renderer="scan")
        paper = PaperSignature.objects.create(agreement=agreement, document=scan, signed_on=DAY, noted_by=cast.bureau)
        assert broken(change(paper, signed_on=agreement.ends_on)) == "contracts_paper_is_final"
        assert broken(remove(paper)) == "contracts_paper_is_final"

    @pytest.mark.parametrize("model", [PaperSignature, Mandate])
    def test_who_noted_it_is_required(self, model: type) -> None:
        """Column and promise: contracts_paper_noted_by_someone, contracts_mandate_granted_by_someone."""
        paired = [each for each in model._meta.constraints if each.name.endswith("_by_someone")]  # type: ignore[attr-defined]  # a model
        (actor,) = [each for each in model._meta.get_fields() if each.name in {"noted_by", "granted_by"}]  # type: ignore[attr-defined]  # a model
        assert (len(paired), actor.null) == (1, False)


class TestMandates:
    def test_ends_after_it_starts(self, cast: Cast) -> None:
        mandate = make_mandate(cast.finance, cast.admin)
        assert broken(change(mandate, ended_on=mandate.started_on)) == "contracts_mandate_ends_after_start"


class TestEvents:
    def test_place_is_taken_once(self, sent: Agreement) -> None:
        """The trigger stands before the promise that each place is there once."""
        assert broken(event(sent, position=sent.chain_length).save) == "contracts_event_follows"
        assert "contracts_event_once" in {each.name for each in AgreementEvent._meta.constraints}

    @pytest.mark.parametrize("skip", [0, 2, 10])
    def test_follows_without_a_hole(self, sent: Agreement, skip: int) -> None:
        assert broken(event(sent, position=sent.chain_length + skip).save) == "contracts_event_follows"

    def test_knows_the_one_before(self, sent: Agreement) -> None:
        assert broken(event(sent, previous=fake_hash("een ander verleden")).save) == "contracts_event_follows"

    def test_hash_has_the_form_of_one(self, sent: Agreement) -> None:
        assert broken(event(sent, hash="geen hash").save) == "contracts_event_hash_form"

    def test_has_a_moment(self, sent: Agreement, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match="happened_at"), transaction.atomic():
            event(sent, happened_at=None, happened_by=cast.bureau).save()
        assert "contracts_event_by_someone" in {each.name for each in AgreementEvent._meta.constraints}

    def test_never_changes_or_goes(self, sent: Agreement) -> None:
        last = sent.events.order_by("-position")[0]
        assert broken(change(last, data={})) == "contracts_event_is_final"
        assert broken(remove(last)) == "contracts_event_is_final"

    def test_chain_on_the_agreement_never_gets_shorter(self, sent: Agreement) -> None:
        assert broken(change(sent, chain_length=sent.chain_length - 1)) == "contracts_agreement_goes_on"
        assert evidence.check(sent).is_whole


class TestWays:
    @pytest.mark.parametrize(
        "status", [AgreementStatus.DRAFT, AgreementStatus.ISSUED, AgreementStatus.SEALED, AgreementStatus.TERMINATED]
    )
    def test_from_sent_only_on(self, sent: Agreement, status: AgreementStatus) -> None:
        assert broken(change(sent, status=status)) in {
            "contracts_agreement_goes_on",
            "contracts_agreement_issued_is_complete",
        }

    def test_what_ended_does_not_come_back(self, sent: Agreement, cast: Cast) -> None:
        requests.withdraw(agreement=sent, reason="Fout.", by=cast.bureau, at=timezone.now())
        for status in set(AgreementStatus) - {AgreementStatus.WITHDRAWN, AgreementStatus.DRAFT}:
            assert broken(change(sent, status=status)) == "contracts_agreement_goes_on"

    def test_house_is_asked_once_too(self, sent: Agreement) -> None:
        house = asked(sent, SignerRole.HOUSE)
        house.pk = None
        assert broken(lambda: house.save(force_insert=True)) == "contracts_request_one_per_role"
