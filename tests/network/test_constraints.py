"""The rules that the database keeps for lists, tasks, imports, duplicates and networks, each broken once in the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fluxus.db import violation
from network.models import (
    Affiliation,
    DuplicatePair,
    Import,
    ImportMapping,
    ImportRow,
    LocalNetwork,
    Merge,
    Partner,
    PartnerTag,
    RegisterProposal,
    Segment,
    Tag,
    TagChange,
    Task,
)
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)


def twice(make: Callable[..., Any], *same: Any) -> None:
    make(*same)
    make(*same)


def task(cast: Cast, **fields: Any) -> Task:
    return Task.objects.create(created_by=cast.bureau, **{"title": "Bellen", "assigned_to": cast.expert, **fields})


def pair(**fields: Any) -> DuplicatePair:
    first, second = make_person(), make_person()
    return DuplicatePair.objects.create(**{"first": first, "second": second, "score": 60, **fields})


def merge(cast: Cast, **fields: Any) -> Merge:
    values = {"winner": cast.bilal_partner, "loser_key": 7, "loser_name": "B. Amrani", "record": {}, **fields}
    return Merge.objects.create(merged_by=cast.bureau, **values)


def batch(cast: Cast, **fields: Any) -> Import:
    return Import.objects.create(name="lijst.csv", sha256="0" * 64, uploaded_by=cast.bureau, **fields)


def proposal(**fields: Any) -> RegisterProposal:
    values = {"kind": "new", "site_code": "30AH00", "row": {}, "source": "DUO", "fingerprint": "f", **fields}
    return RegisterProposal.objects.create(**values)


BREAKS: dict[str, Callable[[Cast], Any]] = {
    "network_affiliation_one_primary": lambda cast: twice(
        lambda body: Affiliation.objects.create(
            partner=make_person(), organisation=body, kind="works_at", is_primary=True
        ),
        make_organisation(),
    ),
    "network_tag_name_once": lambda cast: [
        Tag.objects.create(name=name, created_by=cast.bureau) for name in ("Zaanfestival", "zaanFESTIVAL")
    ],
    "network_tag_has_name": lambda cast: Tag.objects.create(name="", created_by=cast.bureau),
    "network_partner_tag_once": lambda cast: twice(
        lambda tag: PartnerTag.objects.create(tag=tag, partner=cast.bilal_partner),
        Tag.objects.create(name="Zaanfestival", created_by=cast.bureau),
    ),
    "network_tag_change_undone_by_somebody": lambda cast: TagChange.objects.create(
        tag=Tag.objects.create(name="x", created_by=cast.bureau),
        is_removal=False,
        partners=[],
        changed_by=cast.bureau,
        undone_at=AT,
    ),
    "network_task_done_by_somebody": lambda cast: task(cast, done_at=AT),
    "network_task_for_one_or_team": lambda cast: task(cast, team="finance"),
    "network_task_has_title": lambda cast: task(cast, title=""),
    "network_segment_name_once": lambda cast: twice(
        lambda: Segment.objects.create(name="Makers", created_by=cast.bureau)
    ),
    "network_local_network_ends_after_start": lambda cast: LocalNetwork.objects.create(
        name="Wijkoverleg", kind="care", joined_on=DAY, left_on=DAY, noted_by=cast.expert
    ),
    "network_import_undone_by_somebody": lambda cast: batch(cast, undone_at=AT),
    "network_import_row_once": lambda cast: twice(
        lambda found: ImportRow.objects.create(batch=found, line=2, cells={}), batch(cast)
    ),
    "network_importmapping_fingerprint_key": lambda cast: twice(
        lambda: ImportMapping.objects.create(fingerprint="f", mapping={}, saved_by=cast.bureau)
    ),
    "network_pair_once": lambda cast: twice(
        lambda first, second: pair(first=first, second=second), make_organisation(), make_organisation()
    ),
    "network_pair_in_order": lambda cast: pair(second=cast.bilal_partner),
    "network_pair_decided_by_somebody": lambda cast: pair(decided_at=AT),
    "network_merge_open_once": lambda cast: twice(lambda: merge(cast)),
    "network_merge_undone_by_somebody": lambda cast: merge(cast, undone_at=AT),
    "network_proposal_decided_by_somebody": lambda cast: proposal(decided_at=AT),
    "network_registerproposal_fingerprint_key": lambda cast: twice(proposal),
}


@pytest.mark.parametrize("name", BREAKS)
def test_database_keeps_the_rule(cast: Cast, name: str) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BREAKS[name](cast)
    assert violation(broken.value) == name


def test_task_waits_for_one_colleague_or_for_a_team(cast: Cast) -> None:
    assert [task(cast).team, task(cast, assigned_to=None, team="finance").assigned_to] == ["", None]


def test_merged_partner_comes_back_and_merges_again(cast: Cast) -> None:
    """Once undone the same loser may be merged anew."""
    merge(cast, undone_at=AT, undone_by=cast.bureau)
    assert merge(cast).undone_at is None


def test_removing_a_partner_takes_his_labels_tasks_and_pairs_along(cast: Cast) -> None:
    """And keeps the row of the import, which is what the file said."""
    partner = make_person()
    PartnerTag.objects.create(tag=Tag.objects.create(name="x", created_by=cast.bureau), partner=partner)
    task(cast, partner=partner)
    pair(second=partner, first=cast.bilal_partner)
    row = ImportRow.objects.create(batch=batch(cast), line=2, cells={}, partner=partner)
    Partner.objects.filter(pk=partner.pk).delete()
    row.refresh_from_db()
    assert (row.partner, PartnerTag.objects.count(), Task.objects.count(), DuplicatePair.objects.count()) == (
        None,
        0,
        0,
        0,
    )
