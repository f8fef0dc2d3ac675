"""Proofs: handed in, looked at, and kept no longer than needed."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from contracts.domain.readiness import proofs
from contracts.enums import ProofStatus
from contracts.models import PartnerProof
from fluxus.errors import Refusal
from network.models import OutgoingMail, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_teacher
from tests.factories.proofs import A_PDF, AT, GIVEN, an_upload, make_code_of_conduct, make_proof

UNTIL = date(2029, 11, 1)


def stored(archive: Path) -> list[Path]:
    """The files that lie in private storage."""
    return [path for path in archive.rglob("*") if path.is_file()]


def titles(proof: PartnerProof) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=proof.partner).order_by("pk").values_list("title", flat=True))


def accept(proof: PartnerProof, by: Any, **changes: Any) -> PartnerProof:
    values = {"starts_on": GIVEN, "ends_on": UNTIL, "profile": "84", "at": AT, **changes}
    return proofs.accept(proof=proof, by=by, **values)


def test_a_proof_waits_with_its_file(cast: Cast, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    assert (proof.status, proof.filename, proof.media_type) == ("pending", "vog.pdf", "application/pdf")
    assert proofs.read(proof) == A_PDF
    assert [path.relative_to(archive).as_posix() for path in stored(archive)] == [proof.storage_name]
    assert titles(proof) == ["VOG ingeleverd"]


def test_a_double_click_is_one_proof(cast: Cast, archive: Path) -> None:
    first, second = (make_proof(cast.bilal_partner, by=cast.bilal) for _ in range(2))
    assert (first.pk, len(stored(archive)), len(titles(first))) == (second.pk, 1, 1)


def test_a_new_file_takes_the_place_of_one_that_waits(
    cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any
) -> None:
    make_proof(cast.bilal_partner, by=cast.bilal)
    with django_capture_on_commit_callbacks(execute=True):
        newer = make_proof(cast.bilal_partner, by=cast.bilal, upload=an_upload(A_PDF + b"2"))
    assert list(cast.bilal_partner.proofs.all()) == [newer]
    assert [path.name for path in stored(archive)] == [Path(newer.storage_name).name]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "code_of_conduct"}, "kind"),
        ({"starts_on": date(2026, 11, 24)}, "starts_on"),
        ({"kind": "insurance", "ends_on": GIVEN - timedelta(days=1)}, "ends_on"),
    ],
)
def test_dates_that_cannot_be_are_refused(cast: Cast, archive: Path, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        make_proof(cast.bilal_partner, by=cast.bilal, **fields)
    assert (caught.value.field, stored(archive)) == (field, [])


def test_the_file_of_a_vog_is_wiped_once_seen(
    cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any
) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    with django_capture_on_commit_callbacks(execute=True):
        accepted = accept(proof, cast.bureau)
    assert (accepted.status, accepted.ends_on, accepted.profile) == ("accepted", UNTIL, "84")
    assert (accepted.checked_by, accepted.checked_at, accepted.sha256) == (cast.bureau, AT, proof.sha256)
    assert (accepted.storage_name, stored(archive)) == ("", [])
    with pytest.raises(Refusal, match="gewist"):
        proofs.read(accepted)
    assert titles(proof)[-1] == "VOG gecontroleerd, geldig tot en met 1 november 2029"


def test_the_policy_of_an_insurance_stays(cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal, kind="insurance")
    with django_capture_on_commit_callbacks(execute=True):
        accepted = accept(proof, cast.bureau, profile="")
    assert proofs.read(accepted) == A_PDF


def test_a_wipe_waits_until_the_decision_is_sure(
    cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any
) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        accept(proof, cast.bureau)
        transaction.set_rollback(True)
    proof.refresh_from_db()
    assert (proof.status, proofs.read(proof)) == ("pending", A_PDF)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"profile": ""}, "profile"),
        ({"ends_on": None}, "ends_on"),
        ({"starts_on": date(2026, 11, 24)}, "starts_on"),
        ({"ends_on": GIVEN - timedelta(days=1)}, "ends_on"),
    ],
)
def test_accepting_asks_for_what_stands_on_it(cast: Cast, archive: Path, changes: dict[str, Any], field: str) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    with pytest.raises(Refusal) as caught:
        accept(proof, cast.bureau, **changes)
    proof.refresh_from_db()
    assert (caught.value.field, proof.status, proofs.read(proof)) == (field, "pending", A_PDF)


def test_nobody_accepts_his_own_proof(cast: Cast, archive: Path) -> None:
    partner = make_teacher()
    partner.memberships.create(user=cast.bureau, started_on=GIVEN)
    proof = make_proof(partner, by=cast.bureau)
    with pytest.raises(Refusal, match="eigen bewijs"):
        accept(proof, cast.bureau)
    assert accept(proof, cast.admin).status == ProofStatus.ACCEPTED


def test_a_rejected_proof_is_told_by_letter_and_wiped(
    cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any
) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    with django_capture_on_commit_callbacks(execute=True):
        rejected = proofs.reject(proof=proof, reason="De naam is niet te lezen.", by=cast.bureau, at=AT)
    assert (rejected.status, rejected.remark, stored(archive)) == ("rejected", "De naam is niet te lezen.", [])
    letter = OutgoingMail.objects.get(key=f"contracts.proof-rejected.{proof.pk}")
    assert (letter.to, letter.subject) == ("bilal@fluxus.test", "Je VOG is nog niet in orde")
    assert "De naam is niet te lezen." in letter.body
    assert "/mijn/bewijzen/" in letter.body
    assert mail.outbox == []


def test_a_decision_is_taken_once(cast: Cast, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    accept(proof, cast.bureau)
    with pytest.raises(Refusal, match="Iemand anders"):
        accept(proof, cast.admin)
    with pytest.raises(Refusal, match="Iemand anders"):
        proofs.reject(proof=proof, reason="Toch niet.", by=cast.admin, at=AT)
    with pytest.raises(Refusal, match="al gecontroleerd"):
        proofs.take_back(proof=proof, by=cast.bilal, at=AT)


def test_rejecting_asks_for_a_reason(cast: Cast, archive: Path) -> None:
    with pytest.raises(Refusal) as caught:
        proofs.reject(proof=make_proof(cast.bilal_partner, by=cast.bilal), reason="", by=cast.bureau, at=AT)
    assert caught.value.field == "reason"


def test_what_nobody_saw_can_be_taken_back(cast: Cast, archive: Path, django_capture_on_commit_callbacks: Any) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    with django_capture_on_commit_callbacks(execute=True):
        proofs.take_back(proof=proof, by=cast.bilal, at=AT)
        proofs.take_back(proof=proof, by=cast.bilal, at=AT)
    assert (cast.bilal_partner.proofs.count(), stored(archive)) == (0, [])
    with pytest.raises(Refusal, match="teruggenomen"):
        accept(proof, cast.bureau)


def test_agreeing_is_about_the_newest_text_and_counts_once(cast: Cast) -> None:
    old = make_code_of_conduct()
    first, again = (proofs.agree(partner=cast.bilal_partner, version=old, by=cast.bilal, at=AT) for _ in range(2))
    assert (first.pk, first.status, first.sha256) == (again.pk, "accepted", old.sha256)
    newer = make_code_of_conduct(version=2)
    with pytest.raises(Refusal, match="net veranderd"):
        proofs.agree(partner=cast.bilal_partner, version=old, by=cast.bilal, at=AT)
    assert proofs.agree(partner=cast.bilal_partner, version=newer, by=cast.bilal, at=AT).pk != first.pk
    assert titles(first) == ["Stemde in met de gedragscode (versie 1)", "Stemde in met de gedragscode (versie 2)"]


def raw(cast: Cast, **fields: Any) -> PartnerProof:
    values = {"partner": cast.bilal_partner, "kind": "vog", "starts_on": GIVEN, "handed_in_by": cast.bilal, **fields}
    return PartnerProof.objects.create(**values)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("contracts_proof_ends_after_start", {"ends_on": GIVEN - timedelta(days=1)}),
        ("contracts_proof_conduct_has_text", {"kind": "code_of_conduct"}),
        ("contracts_proof_checked_by_someone", {"checked_at": AT}),
    ],
)
def test_the_database_refuses_a_proof_that_cannot_be(cast: Cast, name: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        raw(cast, **fields)
