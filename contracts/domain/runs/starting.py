"""Starting a run, stopping it and going on with it. Nothing is drawn up here: the items are the queue."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.runs.advancing import nudge
from contracts.domain.runs.choosing import Bundle, Criteria, choose
from contracts.enums import AgreementKind, ItemStatus, OrderStatus, RunSource, RunStatus
from contracts.models import AgreementRun, DocumentOrder, RunItem, TemplateVersion
from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal

KIND_OF = {RunSource.SEASON: AgreementKind.RENTAL}
AGAIN = (ItemStatus.BLOCKED, ItemStatus.FAILED)


def start(
    *,
    source: str,
    bundling: str,
    criteria: Criteria,
    title: str,
    template_version: TemplateVersion,
    sends_letters: bool,
    by: Any,
    at: datetime,
    request_token: UUID | None = None,
) -> AgreementRun:
    """Queue one item per bundle and nudge the workers, in one transaction.

    The same `request_token` gives the run that was started with it. Refuses when there is nothing to agree, when a run
    for the same choice is still busy (`extra["run"]`), and a template of another kind.
    """
    with transaction.atomic():
        one_at_a_time("agreement runs")
        earlier = AgreementRun.objects.filter(request_token=request_token).first() if request_token else None
        if earlier:
            return earlier
        _refuse_other_kind(source, template_version)
        _refuse_busy(source, criteria)
        _refuse_nobody(criteria)
        bundles = choose(source=source, bundling=bundling, criteria=criteria)
        if not bundles:
            raise Refusal("Er is niets om op te stellen: alles staat al in een overeenkomst.", code="nothing")
        run = AgreementRun.objects.create(
            source=source,
            bundling=bundling,
            criteria=criteria,
            title=title,
            template_version=template_version,
            issued_on=timezone.localdate(at),
            sends_letters=sends_letters,
            request_token=request_token,
            started_at=at,
            started_by=by,
        )
        _queue(run, bundles)
        nudge(run)
    return run


def stop(*, run: AgreementRun, by: Any, at: datetime) -> AgreementRun:
    """No more is drawn up or sent; what is drawn up stays. Stopped or finished already: nothing happens."""
    with transaction.atomic():
        held = lock(AgreementRun.objects.filter(pk=run.pk))[0]
        if held.status == RunStatus.RUNNING:
            held.status, held.finished_at = RunStatus.STOPPED, at
            held.save(update_fields=["status", "finished_at"])
    return held


def go_on(*, run: AgreementRun, by: Any) -> AgreementRun:
    """Carry on where it stopped, and try again what was blocked or failed."""
    with transaction.atomic():
        held = lock(AgreementRun.objects.filter(pk=run.pk))[0]
        held.items.filter(status__in=AGAIN).update(status=ItemStatus.WAITING, attempts=0, message="")
        for order in DocumentOrder.objects.filter(agreement__run=held, status=OrderStatus.FAILED):
            documents.retry(order=order)
        held.status, held.finished_at = RunStatus.RUNNING, None
        held.save(update_fields=["status", "finished_at"])
        nudge(held)
    return held


def unfinished(*, source: str, criteria: Criteria) -> AgreementRun | None:
    """The run for this menu, season or selection that is busy or was stopped."""
    found = AgreementRun.objects.filter(source=source).exclude(status=RunStatus.FINISHED)
    key = _subject(source)
    return found.filter(**{f"criteria__{key}": criteria.get(key)}).order_by("-pk").first()


def _subject(source: str) -> str:
    subjects = {RunSource.MENU: "year", RunSource.SEASON: "season", RunSource.LESSONS: "season"}
    return subjects.get(RunSource(source), "partners")


def _refuse_other_kind(source: str, version: TemplateVersion) -> None:
    wanted = KIND_OF.get(RunSource(source), AgreementKind.OVO)
    if version.template.kind != wanted:
        raise Refusal(f"Kies een model voor een {wanted.label}.", field="template_version")


def _refuse_busy(source: str, criteria: Criteria) -> None:
    busy = unfinished(source=source, criteria=criteria)
    if busy and busy.status == RunStatus.RUNNING:
        raise Refusal(f"De run “{busy}” is hier nog mee bezig.", code="busy", run=busy)


def _refuse_nobody(criteria: Criteria) -> None:
    if criteria.get("partners") == []:
        raise Refusal("Vink minstens één partner aan.", code="nobody")


def _queue(run: AgreementRun, bundles: list[Bundle]) -> None:
    RunItem.objects.bulk_create(
        RunItem(run=run, position=position, partner=bundle.partner, sources=bundle.sources)
        for position, bundle in enumerate(bundles, start=1)
    )
