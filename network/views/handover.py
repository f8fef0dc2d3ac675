"""Handing over: choose, look at what will happen, do it, and hand it back when it was wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import handover as handover_domain
from network.forms.handover import HandoverForm, Ticked
from network.models import Task, User, WijkAccount
from network.rules import may_hand_over


@allow(may_hand_over)
def handover(request: HttpRequest) -> HttpResponse:
    """From one colleague to another; `klaar` in the address shows what was just done."""
    if request.method == "POST":
        return decided(request)
    asked = "receiver" in request.GET
    form = HandoverForm(request.GET) if asked else HandoverForm(initial={"giver": request.GET.get("giver", "")})
    if not asked or not form.is_valid():
        return shown(request, form)
    if "klaar" in request.GET:
        return shown(request, form, done=moved(Ticked(request.GET), form.cleaned_data))
    return choosing(request, form, Ticked(request.GET))


def choosing(request: HttpRequest, form: HandoverForm, ticked: Ticked, **more: Any) -> HttpResponse:
    """Everything he holds, ticked; or only what the address or the form names."""
    held = handover_domain.holdings(user=form.cleaned_data["giver"])
    readable = set(
        Task.objects.visible_to(request.user)
        .filter(pk__in=[task.pk for task in held.tasks])
        .values_list("pk", flat=True)
    )
    context = {
        "giver": form.cleaned_data["giver"],
        "receiver": form.cleaned_data["receiver"],
        "accounts": [(row, ticked.is_empty or row.wijk_id in ticked.wijk_ids) for row in held.accounts],
        "tasks": [(task, ticked.is_empty or task.pk in ticked.task_ids, task.pk in readable) for task in held.tasks],
        "others": User.objects.colleagues().exclude(pk=form.cleaned_data["giver"].pk).order_by("name", "pk"),
        "chosen": {key: user.pk for key, user in ticked.receivers().items()},
        **more,
    }
    return shown(request, form, holdings=context, status=422 if more else 200)


def decided(request: HttpRequest) -> HttpResponse:
    """Preview, back to the ticks, or do it."""
    form, ticked = HandoverForm(request.POST), Ticked(request.POST)
    if not form.is_valid():
        return shown(request, form, status=422)
    if "terug" in request.POST:
        return choosing(request, form, ticked)
    what: dict[str, Any] = {
        "giver": form.cleaned_data["giver"],
        "receiver": form.cleaned_data["receiver"],
        "receivers": ticked.receivers(),
        "wijk_ids": ticked.wijk_ids,
        "task_ids": ticked.task_ids,
    }
    try:
        if "doen" not in request.POST:
            return shown(request, form, plan=preview(request, handover_domain.plan(**what)))
        handover_domain.hand_over(**what, from_day=form.cleaned_data["from_day"], by=request.user)
    except Refusal as refusal:
        return choosing(request, form, ticked, refusal=refusal.sentence)
    toast(request, f"De overdracht van {what['giver'].name} aan {what['receiver'].name} is gedaan.")
    return see_other(request, done_url(form, ticked))


def preview(request: HttpRequest, plan: handover_domain.Plan) -> dict[str, Any]:
    """The plan, with the titles of confidential tasks left out."""
    keys = [task.pk for task, _user in plan.tasks]
    readable = set(Task.objects.visible_to(request.user).filter(pk__in=keys).values_list("pk", flat=True))
    return {"steps": plan.steps, "tasks": [(task, user, task.pk in readable) for task, user in plan.tasks]}


def done_url(form: HandoverForm, ticked: Ticked) -> str:
    query: list[tuple[str, Any]] = [(name, form.data[name]) for name in ("giver", "receiver", "from_day")]
    query += [("wijk", key) for key in ticked.wijk_ids] + [("taak", key) for key in ticked.task_ids]
    return f"{reverse('network:handover')}?{urlencode([*query, ('klaar', 1)])}"


def moved(ticked: Ticked, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """Who has the wijken and tasks of the address now, each with the way back to the giver."""
    accounts = WijkAccount.objects.filter(wijk__in=ticked.wijk_ids, ended_on=None).exclude(user=chosen["giver"])
    tasks = Task.objects.open().filter(pk__in=ticked.task_ids, assigned_to__isnull=False)
    found: dict[User, dict[str, list[Any]]] = {}
    for account in accounts.select_related("wijk", "user").defer("wijk__boundary").order_by("wijk__name"):
        if account.started_on == chosen["from_day"]:
            found.setdefault(account.user, {"accounts": [], "tasks": []})["accounts"].append(account)
    for task in tasks.exclude(assigned_to=chosen["giver"]).select_related("assigned_to"):
        if task.assigned_to:
            found.setdefault(task.assigned_to, {"accounts": [], "tasks": []})["tasks"].append(task)
    return [{"user": user, **what, "back_url": back_url(user, what, chosen)} for user, what in found.items()]


def back_url(user: User, what: dict[str, list[Any]], chosen: dict[str, Any]) -> str:
    """The same things the other way, ticked."""
    query: list[tuple[str, Any]] = [
        ("giver", user.pk),
        ("receiver", chosen["giver"].pk),
        ("from_day", chosen["from_day"]),
    ]
    query += [("wijk", account.wijk_id) for account in what["accounts"]] + [("taak", task.pk) for task in what["tasks"]]
    return f"{reverse('network:handover')}?{urlencode(query)}"


def shown(request: HttpRequest, form: HandoverForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return respond(request, "network/handover.html", {"form": form, **context}, status=status)
