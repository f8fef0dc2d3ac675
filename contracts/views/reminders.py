"""Late payments: who owes what and how long, which letters are due today, and writing them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.reminding import ageing, facts, pausing, plan, write
from contracts.enums import PauseKind
from contracts.forms.reminding import DebtorFilterForm, WriteForm
from contracts.models import ReminderLetter, ReminderPause, ReminderStep
from contracts.rules import may_handle_money, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

SHOWN = 200
"""So many debtors or letters stand on one page: who owes most."""


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """Debtors by age, and payment plans."""
    form = DebtorFilterForm(request.GET)
    everybody = ageing.debtors(on=today())
    found = ageing.debtors(on=today(), query=form.chosen()) if form.chosen() else everybody
    context = {
        "form": form,
        "query": form.chosen(),
        "debtors": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "totals": ageing.totals(everybody),
        "credit_cents": sum(each.credit_cents for each in everybody),
        "bands": [label for label, _ in ageing.BANDS],
        "plans": plans(),
    }
    return respond(request, "contracts/reminding/index.html", context, fragment="list")


def plans() -> list[Any]:
    """Payment plans that run, each with `kept`; those that are not kept first."""
    running: list[Any] = list(
        facts.running_pauses(today())
        .filter(kind=PauseKind.PLAN)
        .select_related("partner")
        .prefetch_related("terms")
        .order_by("pk")
    )
    standing = pausing.kept_of(running, on=today())
    for each in running:
        each.kept = standing[each.pk]
    return sorted(running, key=lambda each: -each.kept.behind_cents)


@require_safe
@allow(may_see_amounts)
def letters_today(request: HttpRequest) -> HttpResponse:
    """Who gets which letter today, and who does not and why."""
    return show_today(request)


@require_POST
@allow(may_handle_money)
def write_letters(request: HttpRequest) -> HttpResponse:
    """Write the ticked letters; what changed since the page was opened is left out."""
    keys = WriteForm.keys(request.POST)
    if not keys:
        return show_today(request, refusal=Refusal("Zet eerst een vinkje bij wie een brief krijgt."))
    try:
        done = write(keys=keys, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return show_today(request, refusal=refusal)
    count = len(done.letters)
    if count:
        toast(request, f"{count} {'brief' if count == 1 else 'brieven'} gemaakt. Ze gaan weg zodra de PDF klaar is.")
    if done.changed:
        sentence = f"{done.changed} niet: er is intussen iets veranderd, zoals een betaling. Kijk de lijst nog eens na."
        toast(request, sentence, kind="warning")
    return see_other(request, reverse("contracts:reminders-today"))


@require_safe
@allow(may_see_amounts)
def letters(request: HttpRequest) -> HttpResponse:
    """What was written, newest first, and what became of it."""
    found = ReminderLetter.objects.visible_to(request.user).select_related("partner", "step", "mail", "written_by")
    return respond(request, "contracts/reminding/letters.html", {"page": page(request, found)})


@require_safe
@allow(may_see_amounts)
def steps(request: HttpRequest) -> HttpResponse:
    """The steps as they are set, and what is paused."""
    rows = ReminderStep.objects.order_by("-buyer_kind", "position")
    paused = ReminderPause.objects.filter(pk__in=facts.running_pauses(today())).exclude(kind=PauseKind.PLAN)
    context = {"steps": rows, "paused": page(request, paused.select_related("partner", "invoice", "paused_by"))}
    return respond(request, "contracts/reminding/steps.html", context)


def show_today(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    cases = plan(on=today())
    due = [case for case in cases if case.step]
    waiting = [case for case in cases if not case.step]
    is_sent = request.method == "POST"
    context = {
        "due": due[:SHOWN],
        "more_due": max(0, len(due) - SHOWN),
        "waiting": waiting[:SHOWN],
        "more_waiting": max(0, len(waiting) - SHOWN),
        "ticked": set(WriteForm.keys(request.POST)) if is_sent else {case.key for case in due},
        "open_cents": sum(case.open_cents for case in due),
        "costs_cents": sum(case.costs_cents for case in due),
        "read_until": facts.read_until(),
        "is_fresh": facts.is_fresh(on=today()),
        "may_write": may_handle_money(request.user),
        "refusal": refusal,
    }
    return respond(request, "contracts/reminding/today.html", context, status=422 if refusal else 200)
