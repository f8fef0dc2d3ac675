"""What has to be done: the lists, one task, and ticking it off."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import is_fragment_request, respond, safe_next, see_other, toast
from network.domain import tasks
from network.forms.tasks import TaskFilterForm, TaskForm, initial_of
from network.models import ContactMoment, Partner, Task, Wijk
from network.models.tasks import TaskQuerySet
from network.rules import may_keep_tasks
from network.views.asked import asked_for
from network.views.keyset import page_of, with_parameter

PAGE = 50
LISTS = {"mijn": "Mijn taken", "team": "Mijn team", "laat": "Te laat", "open": "Alle open", "gedaan": "Gedaan"}


@allow(may_keep_tasks)
def index(request: HttpRequest) -> HttpResponse:
    """Mine, my team's, the late, all that are open or what was done; of one partner or wijk when asked."""
    today = timezone.localdate()
    form = TaskFilterForm(request.GET)
    chosen = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    which = request.GET.get("lijst", "")
    which = which if which in LISTS else ("open" if chosen else "mijn")
    visible = about(Task.objects.visible_to(request.user), **chosen)
    found, last = page_in_order(listed(visible, which, request.user, today), which, request.GET.get("na", ""))
    context = {
        "form": form,
        "tasks": found,
        "which": which,
        "lists": list_links(request, counts(visible, request.user, today)),
        "older": with_parameter(request.GET, "na", last),
        "today": today,
        "is_filtered": bool(chosen),
        "add_url": add_url(**chosen),
    }
    return respond(request, "network/tasks/index.html", context, fragment="list")


def about(tasks: TaskQuerySet, *, partner: Partner | None = None, wijk: Wijk | None = None) -> TaskQuerySet:
    """Those of one partner; those of a wijk and of the partners there, as the page of the wijk counts them."""
    if partner:
        tasks = tasks.filter(partner=partner)
    return tasks.in_wijk(wijk) if wijk else tasks


def listed(visible: TaskQuerySet, which: str, user: Any, today: date) -> TaskQuerySet:
    """The tasks of one list."""
    if which == "gedaan":
        return visible.filter(done_at__isnull=False)
    lists: dict[str, Callable[[], TaskQuerySet]] = {
        "mijn": lambda: visible.open().of(user),
        "team": lambda: visible.open().of_teams_of(user),
        "laat": lambda: visible.late(today),
        "open": visible.open,
    }
    return lists[which]()


def page_in_order(rows: TaskQuerySet, which: str, after: str) -> tuple[list[Task], str]:
    """What was done newest first, what is open by its day, without a day last."""
    if which == "gedaan":
        return page_of(rows.for_rows(), by="done_at", after=after, size=PAGE)
    return page_of(rows.for_rows().in_order(), by="day", after=after, size=PAGE, newest_first=False)


def counts(visible: TaskQuerySet, user: Any, today: date) -> dict[str, int]:
    """How many are open in each list, in one question."""
    mine = Task.objects.of(user).values("pk")
    team = Task.objects.of_teams_of(user).values("pk")
    return visible.open().aggregate(
        mijn=Count("pk", filter=Q(pk__in=mine)),
        team=Count("pk", filter=Q(pk__in=team)),
        laat=Count("pk", filter=Q(due_on__lt=today)),
        open=Count("pk"),
    )


def list_links(request: HttpRequest, numbers: dict[str, int]) -> list[tuple[str, str, str, int | None]]:
    """Key, label, address and number of each list."""
    kept = request.GET.copy()
    for name in ("na", "lijst"):
        kept.pop(name, None)
    return [(key, label, with_parameter(kept, "lijst", key), numbers.get(key)) for key, label in LISTS.items()]


def add_url(*, partner: Partner | None = None, wijk: Wijk | None = None) -> str:
    """Where a task is added, about this partner or wijk."""
    about = [f"partner={partner.pk}"] if partner else []
    about += [f"wijk={wijk.slug}"] if wijk else []
    return f"{reverse('network:task-add')}?{'&'.join(about)}" if about else reverse("network:task-add")


@allow(may_keep_tasks)
def add(request: HttpRequest) -> HttpResponse:
    """A new task; about the partner, wijk or contact moment in the address."""
    moment = asked_for(request, ContactMoment.objects.visible_to(request.user), "moment", "pk")
    partner = asked_for(request, Partner.objects.visible_to(request.user), "partner", "pk")
    wijk = asked_for(request, Wijk.objects.visible_to(request.user).defer("boundary"), "wijk", "slug")
    if moment and not partner:
        partner = moment.partners.order_by("sort_name", "pk").first()
    about = {"partner": partner, "wijk": wijk or (moment.wijk if moment else None)}
    form = TaskForm(request.POST or None, user=request.user, initial=about)
    if form.is_valid():
        try:
            task = tasks.add(by=request.user, moment=moment, **form.changes())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De taak staat klaar voor {tasks.waits_for(task)}.")
            return see_other(request, safe_next(request, back_from(task)))
    context = {"form": form, "moment": moment, "partner": partner, "next": safe_next(request, "")}
    return respond(request, "network/tasks/add.html", context, status=422 if form.is_bound else 200)


def back_from(task: Task) -> str:
    """Where somebody was, most likely, when he wrote the task."""
    return task.partner.get_absolute_url() if task.partner else reverse("network:tasks")


def found_task(request: HttpRequest, pk: int) -> Task:
    """The task, when this person may see it."""
    return get_object_or_404(Task.objects.visible_to(request.user).for_rows().select_related("created_by"), pk=pk)


@allow(may_keep_tasks)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what, for whom, since when; changed here, passed on here."""
    found = found_task(request, pk)
    form = TaskForm(request.POST or None, user=request.user, initial=initial_of(found))
    if form.is_valid():
        try:
            tasks.change(task=found, by=request.user, **form.changes())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De taak is bewaard.")
            return see_other(request, found.get_absolute_url())
    context = {
        "task": found,
        "form": form,
        "moment": ContactMoment.objects.visible_to(request.user).filter(pk=found.moment_id).first(),
        "may_take": bool(found.team and request.user.has_role(found.team)),
        "today": timezone.localdate(),
    }
    return respond(request, "network/tasks/task.html", context, status=422 if form.is_bound else 200)


@allow(may_keep_tasks)
@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick off."""
    return settle(request, pk, tasks.done, "Gedaan: {}.")


@allow(may_keep_tasks)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Not done after all."""
    return settle(request, pk, tasks.reopen, "Staat weer open: {}.")


@allow(may_keep_tasks)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task of the team upon oneself."""
    return settle(request, pk, tasks.take, "Je doet het zelf: {}.")


def settle(request: HttpRequest, pk: int, act: Callable[..., Task], said: str) -> HttpResponse:
    """One click on a task. In a list its row comes back as it is now, also when somebody else was first."""
    found = found_task(request, pk)
    try:
        found = act(task=found, by=request.user)
    except Refusal as refusal:
        if refusal.code not in {"done", "open", "taken"}:
            raise
        toast(request, refusal.sentence, kind="warning")
    else:
        if not is_fragment_request(request):
            toast(request, said.format(found.title))
    if not is_fragment_request(request):
        return see_other(request, safe_next(request, reverse("network:tasks")))
    now = Task.objects.for_rows().get(pk=pk)
    context = {"task": now, "today": timezone.localdate(), "is_changed": True}
    return respond(request, "network/tasks/rows.html", context, fragment="row")
