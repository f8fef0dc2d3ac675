"""What was signed, sealed, answered and run does not change either: proved in raw SQL, past the domain and the ORM."""

from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.texts.editions import current
from contracts.enums import ItemStatus, SignerRole
from contracts.models import (
    Agreement,
    AgreementEvent,
    AgreementRun,
    DbaCheck,
    PaperSignature,
    Questionnaire,
    RunItem,
    SealCertificate,
    Signature,
    SignatureRequest,
)
from fluxus.db import violation
from tests.cast import Cast
from tests.contracts.test_final import run
from tests.factories.contracts import make_agreement
from tests.factories.signing import asked, fake_hash, make_mandate, make_sent, sign, speak_for

NOON = timezone.make_aware(datetime.combine(date(2026, 11, 23), time(12)))
LOOSE_EVENT = """
INSERT INTO contracts_agreementevent (agreement_id, position, kind, happened_at, data, previous, hash)
SELECT agreement_id, {position}, 'opened', now(), '{{}}', {previous}, max(hash)
FROM contracts_agreementevent GROUP BY agreement_id
"""
FINAL = {
    "contracts_event_is_final": [
        "UPDATE contracts_agreementevent SET data = '{}', kind = 'opened'",
        "UPDATE contracts_agreementevent SET happened_at = now()",
        "DELETE FROM contracts_agreementevent",
        "TRUNCATE contracts_agreementevent",
    ],
    "contracts_event_follows": [
        LOOSE_EVENT.format(position="max(position) + 2", previous="max(hash)"),
        LOOSE_EVENT.format(position="max(position) + 1", previous="repeat('0', 64)"),
    ],
    "contracts_signature_is_final": [
        "UPDATE contracts_signature SET name = 'Iemand anders'",
        "UPDATE contracts_signature SET signed_at = now()",
        "DELETE FROM contracts_signature",
        "TRUNCATE contracts_signature CASCADE",
    ],
    "contracts_request_is_final": [
        "UPDATE contracts_signaturerequest SET email = 'x@y.test' WHERE closed_at IS NOT NULL",
        "UPDATE contracts_signaturerequest SET closed_at = NULL, status = 'sent' WHERE closed_at IS NOT NULL",
        "DELETE FROM contracts_signaturerequest WHERE closed_at IS NOT NULL",
        "TRUNCATE contracts_signaturerequest CASCADE",
    ],
    "contracts_paper_is_final": [
        "UPDATE contracts_papersignature SET signed_on = '2001-01-01'",
        "DELETE FROM contracts_papersignature",
        "TRUNCATE contracts_papersignature",
    ],
    "contracts_certificate_is_final": [
        "UPDATE contracts_sealcertificate SET is_self_issued = NOT is_self_issued",
        "DELETE FROM contracts_sealcertificate",
        "TRUNCATE contracts_sealcertificate CASCADE",
    ],
    "contracts_dba_check_is_final": [
        "UPDATE contracts_dbacheck SET risk = 'low', answers = '{}'",
        "DELETE FROM contracts_dbacheck",
        "TRUNCATE contracts_dbacheck",
    ],
    "contracts_run_item_is_final": [
        "UPDATE contracts_runitem SET position = 99",
        "DELETE FROM contracts_runitem",
        "TRUNCATE contracts_runitem",
    ],
    "contracts_agreement_goes_on": [
        "UPDATE contracts_agreement SET status = 'sent' WHERE status = 'signed'",
        "UPDATE contracts_agreement SET status = 'draft' WHERE status = 'signed'",
        "UPDATE contracts_agreement SET chain_length = chain_length - 1 WHERE status = 'signed'",
    ],
}
WATCHED = (Agreement, AgreementEvent, Signature, SignatureRequest, PaperSignature, SealCertificate, DbaCheck, RunItem)


@pytest.fixture
def signed(cast: Cast, archive: object) -> Agreement:
    """An agreement that both signed, and one of everything else that is final."""
    agreement = make_sent(cast.bureau)
    make_mandate(cast.bureau, cast.admin)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    sign(asked(agreement, SignerRole.HOUSE), cast.bureau, name="Marit Kuiper")
    other = make_agreement(cast.bureau)
    scan = documents.store(b"een scan", filename="scan.pdf", renderer="test")
    PaperSignature.objects.create(agreement=other, document=scan, signed_on=date(2026, 11, 20), noted_by=cast.bureau)
    _seal_and_answer(cast, agreement)
    started = AgreementRun.objects.create(
        source="menu", bundling="school", title="Proef", template_version=current(), issued_on=date(2026, 11, 23)
    )
    RunItem.objects.create(
        run=started, position=1, partner=other.partner, sources=[], status=ItemStatus.MADE, agreement=other
    )
    return Agreement.objects.get(pk=agreement.pk)


def _seal_and_answer(cast: Cast, agreement: Agreement) -> None:
    SealCertificate.objects.create(
        fingerprint=fake_hash("certificaat"),
        subject="FluXus",
        issuer="FluXus",
        is_self_issued=True,
        pem="-",
        valid_from=NOON,
        expires_at=NOON.replace(year=2028),
    )
    DbaCheck.objects.create(
        partner=agreement.partner,
        questionnaire=Questionnaire.objects.latest("version"),
        answers={"vraag": "ja"},
        hours_per_week=8,
        clients=3,
        hourly_cents=6000,
        risk="medium",
        answered_by=cast.bureau,
    )


def rows() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in WATCHED]


@pytest.mark.parametrize("name", FINAL)
def test_the_database_refuses(signed: Agreement, name: str) -> None:
    assert signed.status == "signed"
    before = rows()
    for statement in FINAL[name]:
        with pytest.raises(IntegrityError) as caught:
            run(statement)
        assert (statement, violation(caught.value)) == (statement, name)
    assert rows() == before


def test_a_letter_that_bounced_may_still_be_noted(signed: Agreement) -> None:
    assert SignatureRequest.objects.filter(agreement=signed).update(has_bounced=True) == 2


def test_an_item_that_is_not_made_may_change(signed: Agreement) -> None:
    started = AgreementRun.objects.get()
    item = RunItem.objects.create(run=started, position=2, partner=signed.partner, sources=[])
    item.status, item.message = ItemStatus.BLOCKED, "Het IBAN ontbreekt."
    item.save()
    item.delete()
    assert started.items.count() == 1
