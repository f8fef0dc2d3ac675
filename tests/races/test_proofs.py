"""Proofs when several hands move at the same moment."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.readiness import dba, proofs
from contracts.models import DbaCheck, PartnerProof
from fluxus.errors import Refusal
from network.models import OutgoingMail, TimelineEntry
from tests.cast import Cast, gather
from tests.contracts.test_dba import fill_in
from tests.factories.proofs import GIVEN, make_code_of_conduct, make_proof
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


@pytest.fixture
def people(committed_db: str, settings: Any, tmp_path: Path) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    return gather()


def test_a_double_click_hands_in_once(people: Cast, tmp_path: Path) -> None:
    results = race(RIVALS, lambda _: make_proof(people.bilal_partner, by=people.bilal, at=timezone.now()))
    assert failures(results) == []
    assert (PartnerProof.objects.count(), TimelineEntry.objects.count()) == (1, 1)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_two_colleagues_decide_once(people: Cast) -> None:
    """One accepts and one rejects: the first counts, the other hears so, and no letter contradicts what stands."""
    proof = make_proof(people.bilal_partner, by=people.bilal)

    def act(rival: int) -> Any:
        if rival % 2:
            return proofs.reject(proof=proof, reason="Onleesbaar.", by=people.admin, at=timezone.now())
        return proofs.accept(
            proof=proof, starts_on=GIVEN, ends_on=GIVEN, profile="84", by=people.bureau, at=timezone.now()
        )

    results = race(RIVALS, act)
    assert failures(results, Refusal) == []
    assert [result.code for result in results if isinstance(result, Refusal)] == ["decided"] * (RIVALS - 1)
    proof.refresh_from_db()
    assert OutgoingMail.objects.count() == (proof.status == "rejected")


def test_taking_back_or_accepting_but_never_both(people: Cast) -> None:
    proof = make_proof(people.bilal_partner, by=people.bilal)

    def act(rival: int) -> Any:
        if rival % 2:
            return proofs.take_back(proof=proof, by=people.bilal, at=timezone.now())
        return proofs.accept(
            proof=proof, starts_on=GIVEN, ends_on=GIVEN, profile="84", by=people.bureau, at=timezone.now()
        )

    results = race(RIVALS, act)
    assert failures(results, Refusal) == []
    accepted = [result for result in results if isinstance(result, PartnerProof)]
    assert len(accepted) == PartnerProof.objects.filter(status="accepted").count() == PartnerProof.objects.count()


def test_agreeing_and_checking_twice_is_once(people: Cast) -> None:
    version, at = make_code_of_conduct(), timezone.now()
    agreed = race(RIVALS, lambda _: proofs.agree(partner=people.bilal_partner, version=version, by=people.bilal, at=at))
    dba.publish("dba-1.toml")
    checked = race(RIVALS, lambda _: fill_in(people.bilal_partner, people.bureau, at=at))
    assert failures([*agreed, *checked]) == []
    assert (PartnerProof.objects.count(), DbaCheck.objects.count()) == (1, 1)
