"""The demo world of the network: complete, believable and the same every time."""

from datetime import date
from random import Random

import pytest
from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Count
from stdnum.nl import bsn

from fluxus.demo import PASSWORD, World
from network.domain import identifiers, readiness
from network.enums import Confidentiality, ImportStatus, PairStatus, ProposalKind
from network.management.demo import build
from network.models import (
    ContactMoment,
    DuplicatePair,
    Identifier,
    Import,
    ImportRow,
    Merge,
    Partner,
    RegisterProposal,
    Task,
    TimelineEntry,
    User,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def made() -> World:
    world = World("small", Random(7), TODAY)
    build(world)
    return world


def test_world_has_its_people_and_lists() -> None:
    shared = made().shared
    assert User.objects.colleagues().count() == 27
    for name in ("beheer", "bureau", "expert", "financien", "marketing", "receptie"):
        assert shared[name].email == f"{name}@fluxus.test"
    assert shared["bureau"].check_password(PASSWORD)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == User.objects.count() == 31
    assert (shared["bilal"].name, shared["koor"].name) == ("Bilal Amrani", "Zaans Gemengd Koor De Stroom")
    portal = [shared[f"{name}_user"] for name in ("bilal", "koor", "school")]
    assert [Partner.objects.visible_to(user).count() for user in portal] == [1, 1, 1]
    assert Partner.objects.visible_to(shared["carla"]).count() == 0
    assert (len(shared["schools"]), len(shared["primary_schools"]), len(shared["wijken"])) == (65, 45, 19)
    assert len(shared["cultuurmakers"]) == 12
    assert [readiness.missing_of(maker) for maker in shared["cultuurmakers"]] == [[]] * 12
    assert TimelineEntry.objects.filter(at__date__gt=TODAY).count() == 0
    numbers_hold_and_belong_to_nobody()


def numbers_hold_and_belong_to_nobody() -> None:
    for row in Identifier.objects.select_related("partner"):
        assert identifiers.normalise(row.kind, row.value, person=row.partner.is_person) == row.value
    own = Identifier.objects.filter(kind="btw", partner__kind="person")
    assert [row.value for row in own if bsn.is_valid(row.value[2:11])] == []
    assert {row.value[4:8] for row in Identifier.objects.filter(kind="iban")} == {"FLUX"}


def test_same_seed_gives_the_same_network() -> None:
    def picture() -> list[object]:
        with transaction.atomic():
            made()
            rows = list(TimelineEntry.objects.order_by("at", "partner__sort_name", "title").values_list("at", "title"))
            people = list(Partner.objects.order_by("pk").values_list("search_text", flat=True))
            transaction.set_rollback(True)
        return [rows, people]

    assert picture() == picture()


def test_world_is_lively_on_every_page_of_the_network() -> None:
    """Each stand that a page can show is there to be seen."""
    shared = made().shared
    mine = Task.objects.open().of(shared["bureau"])
    assert mine.exists()
    assert Task.objects.late(TODAY).exists()
    assert Task.objects.filter(done_at__isnull=False).exists()
    assert set(Task.objects.exclude(team="").values_list("team", flat=True)) >= {"reception", "marketing", "finance"}
    assert set(ContactMoment.objects.values_list("confidentiality", flat=True)) == set(Confidentiality.values)
    assert ContactMoment.objects.annotate(many=Count("partners")).filter(many__gt=1, colleagues__isnull=False).exists()
    assert set(Import.objects.values_list("status", flat=True)) == {ImportStatus.DONE, ImportStatus.CHECKED}
    assert {"created", "refused", "duplicate"} <= set(ImportRow.objects.values_list("outcome", flat=True))
    assert set(DuplicatePair.objects.values_list("status", flat=True)) == set(PairStatus.values)
    assert set(RegisterProposal.objects.values_list("kind", flat=True)) == set(ProposalKind.values)
    assert [merge.undone_at for merge in Merge.objects.all()] == [None]
