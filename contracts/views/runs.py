"""Runs: choose for whom, look at what comes, start, watch, stop and go on."""

from typing import Any
from uuid import uuid4

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain import runs
from contracts.domain.runs import sampling
from contracts.enums import ItemStatus, RunSource, RunStatus
from contracts.forms.runs import RunForm, StartForm, newest_versions, ticked
from contracts.models import AgreementRun
from contracts.rules import may_draw_up
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from programmes.domain import years

STUCK = (ItemStatus.BLOCKED, ItemStatus.FAILED, ItemStatus.DROPPED)
SHOWN = 50
"""So many lines of a run stand on its page at once."""


@require_safe
@allow(may_draw_up)
def index(request: HttpRequest) -> HttpResponse:
    """All runs, newest first."""
    counted = {str(status): Count("items", filter=Q(items__status=status)) for status in ItemStatus.values}
    found = AgreementRun.objects.select_related("started_by").annotate(
        total=Count("items"), cents=runs.cents(), **counted
    )
    return respond(request, "contracts/runs/index.html", {"page": page(request, found)})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def new(request: HttpRequest) -> HttpResponse:
    """Choose, and see what would come of it; sent, it starts."""
    if request.method == "POST":
        return begin(request)
    form = RunForm(request.GET if "source" in request.GET else None, initial=usual())
    return shown(request, form)


@require_POST
@allow(may_draw_up)
def sample(request: HttpRequest) -> HttpResponse:
    """The PDF of the first agreement that would come, marked as an example. Nothing is kept of it."""
    form = StartForm(request.POST)
    if not form.is_valid():
        return shown(request, form)
    content = sampling.sample(**asked(form), criteria=chosen(request, form), by=request.user, today=today())
    headers = {"Content-Disposition": 'inline; filename="Voorbeeld.pdf"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@allow(may_draw_up)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, and what could not be drawn up with the reason."""
    return respond(request, "contracts/runs/run.html", context_of(find(pk), request))


@require_safe
@allow(may_draw_up)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked again and again while it is busy; when it is over the page itself comes anew."""
    found = find(pk)
    if found.status != RunStatus.RUNNING:
        return see_other(request, found.get_absolute_url())
    return respond(request, "contracts/runs/run.html", context_of(found, request), fragment="progress")


@require_POST
@allow(may_draw_up)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up and send no more."""
    stopped = runs.stop(run=find(pk), by=request.user, at=timezone.now())
    if stopped.status == RunStatus.STOPPED:
        toast(request, "De run is gestopt. Wat is opgesteld, blijft.", kind="info")
    return see_other(request, stopped.get_absolute_url())


@require_POST
@allow(may_draw_up)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on, and try again what could not be done before."""
    found = runs.go_on(run=find(pk), by=request.user)
    toast(request, "De run gaat verder.")
    return see_other(request, found.get_absolute_url())


def begin(request: HttpRequest) -> HttpResponse:
    """Start what was looked at; the same form sent twice leads to the same run."""
    form = StartForm(request.POST)
    if form.is_valid():
        try:
            started = runs.start(
                **asked(form),
                criteria=chosen(request, form),
                title=form.title(),
                sends_letters=form.cleaned_data["sends_letters"],
                request_token=form.cleaned_data["request_token"],
                by=request.user,
                at=timezone.now(),
            )
        except Refusal as refusal:
            found = looked_at(form)
            if found:
                form.refuse(refusal)
            return shown(request, form, found)
        return see_other(request, started.get_absolute_url())
    return shown(request, form)


def asked(form: RunForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("source", "bundling", "template_version")}


def chosen(request: HttpRequest, form: RunForm) -> runs.Criteria:
    """With the partners who are ticked, when not everybody is."""
    criteria = form.criteria()
    partners = ticked(request.POST)
    everybody = request.POST.get("everybody", "")
    if form.cleaned_data["source"] == RunSource.SELECTION or everybody != str(len(partners)):
        criteria["partners"] = partners
    return criteria


def usual() -> dict[str, Any]:
    """What one comes here for most: the menu of this school year."""
    return {
        "year": years.current(on=today()),
        "template_version": newest_versions().filter(template__kind="ovo").first(),
    }


def shown(request: HttpRequest, form: RunForm, found: runs.Preview | None = None) -> HttpResponse:
    """The form, and below it what would come of it."""
    context: dict[str, Any] = {"form": form, "request_token": uuid4(), "sends_letters": sends_letters(request)}
    if found is None and form.is_bound and form.is_valid():
        found = looked_at(form)
    if found:
        who = ticks(request, form, found)
        context |= {"preview": found, "groups": found.groups, "ticked": who, "kept": kept(form)}
    is_wrong = form.is_bound and bool(form.errors)
    return respond(request, "contracts/runs/new.html", context, status=422 if is_wrong else 200)


def looked_at(form: RunForm) -> runs.Preview | None:
    """What would come of a form that makes sense; None when the house refuses even that, which the form then says."""
    try:
        return runs.preview(**asked(form), criteria=form.criteria(), today=today())
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def ticks(request: HttpRequest, form: RunForm, found: runs.Preview) -> set[int]:
    """Who is ticked: as it was sent, else everybody of a menu or season and nobody of a selection."""
    if request.method == "POST":
        return set(ticked(request.POST))
    if given := ticked(request.GET):
        return set(given)
    is_selection = form.cleaned_data["source"] == RunSource.SELECTION
    return set() if is_selection else {row.bundle.partner.pk for row in found.rows}


def sends_letters(request: HttpRequest) -> bool:
    """Yes, unless it was unticked on the form that comes back."""
    return request.method != "POST" or "sends_letters" in request.POST


def kept(form: RunForm) -> list[tuple[str, str]]:
    """The choice, to go along with the form that starts it."""
    names = [name for name in RunForm.base_fields if name != "sends_letters"]
    return [(name, form.data[name]) for name in names if form.data.get(name)]


def find(pk: int) -> AgreementRun:
    return get_object_or_404(AgreementRun.objects.select_related("started_by", "template_version"), pk=pk)


def context_of(found: AgreementRun, request: HttpRequest) -> dict[str, Any]:
    now = runs.progress(found)
    items = found.items.select_related("partner", "agreement").order_by("position")
    stuck = list(items.filter(status__in=STUCK)[:SHOWN])
    return {
        "run": found,
        "now": now,
        "is_running": found.status == RunStatus.RUNNING,
        "is_stopped": found.status == RunStatus.STOPPED,
        "may_go_on": found.status != RunStatus.RUNNING
        and (now.waiting or now.blocked or now.failed or now.unprintable),
        "stuck": stuck,
        "more_stuck": now.stuck - len(stuck),
        "made": list(items.filter(status=ItemStatus.MADE)[:SHOWN]),
        "more_made": now.made > SHOWN,
        "register_url": f"{reverse('contracts:agreements')}?run={found.pk}",
        "progress_url": reverse("contracts:run-progress", args=[found.pk]),
    }
