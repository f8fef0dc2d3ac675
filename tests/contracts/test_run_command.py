"""manage.py contract_run: a look beforehand, a run with workers of its own, and going on with one that was not finished."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contracts.domain import runs
from contracts.enums import ItemStatus, RunStatus
from contracts.management import run_workers
from contracts.management.commands import contract_run
from contracts.models import Agreement, AgreementRun
from network.enums import Role
from network.models import Identifier, User
from tests.cast import Cast
from tests.factories.contracts import make_run
from tests.factories.network import make_user
from tests.houses import MakeHouse

MENU = ["--menu", "2026-2027"]


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("contract_run", *MENU, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def planned(cast: Cast, archive: Any) -> AgreementRun:
    """Two makers with a visit each; the run that comes with them is thrown away."""
    run = make_run(cast.bureau, items=2)
    run.items.all().delete()
    run.delete()
    return run


@pytest.mark.django_db
class TestLookingBeforehand:
    def test_counts_as_json_and_writes_nothing(self, planned: AgreementRun) -> None:
        Identifier.objects.filter(kind="iban").order_by("pk")[0].delete()
        told = json.loads(said("--dry-run", "--json"))
        assert (told["dry_run"], told["total"], told["ready"], told["blocked"]) == (True, 2, 1, 1)
        assert [row["reasons"] for row in told["reasons"]] == [["Het IBAN ontbreekt."]]
        assert (AgreementRun.objects.count(), Agreement.objects.count()) == (0, 0)

    def test_counts_in_words(self, planned: AgreementRun) -> None:
        assert said("--dry-run").startswith("2 overeenkomsten, 2 kunnen, 0 kunnen nog niet.")

    @pytest.mark.parametrize("year", ["1999-2000", ""])
    def test_refuses_a_school_year_that_is_not_there(self, year: str, planned: AgreementRun) -> None:
        with pytest.raises(CommandError, match="bestaat niet"):
            call_command("contract_run", "--menu", year, "--dry-run")

    @pytest.mark.parametrize("number", ["0", "-3", "veel"])
    def test_refuses_a_number_that_is_none(self, number: str, planned: AgreementRun) -> None:
        with pytest.raises(CommandError):
            said("--most", number)


@pytest.mark.django_db
class TestBeginning:
    def begin(self, **options: Any) -> AgreementRun:
        year = contract_run.school_year("2026-2027")
        values = {"per": "school", "most": None, "by": None, "no_letters": True, **options}
        return contract_run.begin(year, values)

    def test_goes_on_with_the_run_that_was_not_finished(self, planned: AgreementRun, cast: Cast) -> None:
        run = self.begin()
        run.items.filter(position=1).update(status=ItemStatus.BLOCKED, message="Het IBAN ontbreekt.")
        assert self.begin() == run
        assert set(run.items.values_list("status", flat=True)) == {ItemStatus.WAITING}

    def test_at_most_so_many_are_of_those_who_are_ready(self, planned: AgreementRun) -> None:
        missing = Identifier.objects.filter(kind="iban").order_by("pk")[0]
        missing.delete()
        run = self.begin(most=2)
        assert [item.partner_id == missing.partner_id for item in run.items.all()] == [False]

    def test_somebody_of_the_projectbureau_draws_up(self, planned: AgreementRun, cast: Cast) -> None:
        assert self.begin().started_by == cast.bureau

    def test_only_who_may_draw_up_can_be_named(self, planned: AgreementRun, cast: Cast) -> None:
        assert contract_run.actor(cast.admin.email) == cast.admin
        for email in (cast.bilal.email, "niemand@fluxus.test"):
            with pytest.raises(CommandError, match="niemand van het projectbureau"):
                said("--by", email)
        User.objects.update(is_active=False)
        with pytest.raises(CommandError, match="niemand van het projectbureau"):
            said()


@pytest.mark.django_db
def test_a_lane_makes_place_when_it_grew_large(
    planned: AgreementRun, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(cast.bureau)
    monkeypatch.setattr(run_workers, "MOST_MEGABYTES", 1)
    assert run_workers.lane(run.pk) == run_workers.MAKES_PLACE
    monkeypatch.setattr(run_workers, "MOST_MEGABYTES", 1 << 20)  # whatever this process grew to before this test
    assert run_workers.lane(run.pk) == 0
    assert AgreementRun.objects.get(pk=run.pk).status == RunStatus.FINISHED


@pytest.mark.worker
def test_works_without_celery_and_reports(make_house: MakeHouse) -> None:
    with make_house(web=0) as house:
        run = make_run(make_user("Bureau", Role.PROJECTBUREAU), items=3)
        told = json.loads(house.manage("contract_run", *MENU, "--workers", "1", "--json"))
        assert {name: told[name] for name in ("run", "total", "made", "printed", "sent", "failed")} == {
            "run": run.pk, "total": 3, "made": 3, "printed": 3, "sent": 3, "failed": 0,
        }  # fmt: skip
        assert (told["first"], told["last"]) == ("OVO-2026-0001", "OVO-2026-0003")
        assert runs.progress(run).sent == 3


def test_a_run_that_kills_every_worker_is_left_to_people(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        returncode = -9

        def poll(self) -> int:
            return self.returncode

        def terminate(self) -> None:
            """It is gone already."""

        wait = terminate

    monkeypatch.setattr(run_workers, "LOOK_SECONDS", 0)
    monkeypatch.setattr(run_workers.Crew, "hire", lambda self: Dead())
    with pytest.raises(run_workers.TooManyDeaths):
        run_workers.Crew(run_id=1, count=2).work(lambda: None)
