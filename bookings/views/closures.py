"""Closing rooms, with a place elsewhere for every booking that stands there; and opening them again."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.domain import closing, placing
from bookings.domain.placing import relocation
from bookings.enums import ClosureKind
from bookings.forms import ClosureForm
from bookings.forms.closures import chosen, key_of
from bookings.models import Closure, Unit
from bookings.rules import may_book, may_decide
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import now, wall_clock
from fluxus.web import respond, see_other, toast
from network.models import OutgoingMail

ASK, CHOOSE, CHECK = (f"bookings/closures/{name}.html" for name in ("add", "choose", "check"))
ONE_BY_ONE = ("van_dag", "van", "tot_dag", "tot", "soort", "reden")
STEP, CARRY_OUT, LOOK, TAKE_ALL, DROP_ALL = "stap", "uitvoeren", "nakijken", "voorstellen", "vervallen"
MOST_PAST = 30


def with_places(closures: QuerySet[Closure]) -> QuerySet[Closure]:
    units = Prefetch("units", Unit.objects.select_related("building").order_by("building__position", "name"))
    moved, lapsed = Q(displacements__to_room__isnull=False), Q(displacements__to_room__isnull=True)
    return (
        closures.select_related("made_by", "lifted_by")
        .prefetch_related(units)
        .annotate(
            moved=Count("displacements", filter=moved & Q(displacements__isnull=False)),
            lapsed=Count("displacements", filter=lapsed & Q(displacements__isnull=False)),
        )
    )


@allow(may_book)
@require_GET
def closures(request: HttpRequest) -> HttpResponse:
    """What is closed now, what will be, and what was."""
    wall = now()
    coming = Closure.objects.filter(lifted_at__isnull=True, local_end__gt=wall)
    past = Closure.objects.exclude(pk__in=coming.values("pk"))
    context = {
        "running": named(with_places(coming.filter(local_start__lte=wall)).order_by("local_end", "pk")),
        "coming": named(with_places(coming.filter(local_start__gt=wall)).order_by("local_start", "pk")),
        "past": named(with_places(past).order_by("-local_end", "-pk")[:MOST_PAST]),
        "may_close": may_decide(request.user),
    }
    return respond(request, "bookings/closures/list.html", context)


def named(found: QuerySet[Closure]) -> list[tuple[Closure, list[str]]]:
    """Each closure with what it closes, in words."""
    rows = list(found)
    totals = closing.sizes(unit for row in rows for unit in row.units.all())
    return [(row, closing.places(row.units.all(), totals)) for row in rows]


@allow(may_decide)
@require_http_methods(["GET", "HEAD", "POST"])
def closure_add(request: HttpRequest) -> HttpResponse:
    """What and when, then a place for every booking, then the letters, then all of it at once."""
    if request.method != "POST" and STEP not in request.GET:
        return respond(request, ASK, {"form": ClosureForm(initial=prefill(request))})
    data = request.POST if request.method == "POST" else request.GET
    form = ClosureForm(data)
    if not form.is_valid():
        return respond(request, ASK, {"form": form}, status=422)
    units, period, at = form.units(), form.cleaned_data["period"], timezone.now()
    step = data.get(STEP, "")
    try:
        closing.refuse_double(units, period, at)
        closing.refuse_too_many(units, period)
        if request.method == "POST" and step == CARRY_OUT:
            return carry_out(request, form, units, at)
    except Refusal as refusal:
        return refused(request, form, units, refusal, at)
    choices = {} if step == TAKE_ALL else chosen(data)
    return shown(request, form, units, choices, at, step=step)


def prefill(request: HttpRequest) -> dict[str, Any]:
    """What another page knows already, ?ruimte=&van_dag=, and everything that was typed when somebody comes back."""
    several = {name: request.GET.getlist(name) for name in ("huis", "ruimte")}
    return several | {name: request.GET[name] for name in ONE_BY_ONE if request.GET.get(name)}


def carry_out(request: HttpRequest, form: ClosureForm, units: list[Unit], at: datetime) -> HttpResponse:
    asked = form.cleaned_data
    done = relocation.carry_out(
        units=units,
        period=asked["period"],
        reason=asked["reden"],
        kind=ClosureKind(asked["soort"]),
        choices=chosen(request.POST),
        by=request.user,
        at=at,
    )
    toast(
        request,
        "De sluiting staat. Wie er moest wijken, krijgt bericht."
        if done.moved or done.cancelled
        else "De sluiting staat.",
    )
    return see_other(request, reverse("bookings:closure", args=[done.closure.pk]))


def refused(request: HttpRequest, form: ClosureForm, units: list[Unit], refusal: Refusal, at: datetime) -> HttpResponse:
    """Wrong from the start: back to the form. Something changed meanwhile: back to the choices, which are kept."""
    if refusal.field in form.fields:
        form.refuse(refusal)
        return respond(request, ASK, {"form": form}, status=422)
    booking = refusal.extra.get("booking")
    problems = {booking.pk: refusal.sentence} if booking else {}
    choices = chosen(request.POST)
    return shown(request, form, units, choices, at, problems=problems, refusal=refusal.sentence, status=422)


def shown(
    request: HttpRequest,
    form: ClosureForm,
    units: list[Unit],
    choices: closing.Choices,
    at: datetime,
    *,
    step: str = "",
    problems: dict[int, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The bookings in the way with a choice for each, or the letters that follow from those."""
    period = form.cleaned_data["period"]
    proposals = relocation.propose(units=units, period=period, by=request.user, at=at)
    if step == DROP_ALL:
        choices = dict.fromkeys((each.booking.pk for each in proposals), None)
    lines = closing.lines(proposals, choices, problems or {})
    context = {
        "form": form,
        "closure": Closure(
            kind=form.cleaned_data["soort"],
            reason=form.cleaned_data["reden"],
            local_start=period.start,
            local_end=period.end,
        ),
        "places": closing.places(units, closing.sizes(units)),
        "lines": [(own, key_of(own.chosen), [(key_of(one), one) for one in own.options]) for own in lines],
        "fixed": [own for own in lines if own.is_fixed],
        "moved": sum(own.chosen is not None for own in lines),
        "lapsed": sum(own.chosen is None for own in lines),
        "without": sum(not own.options for own in lines),
        "refusal": refusal,
    }
    if step == LOOK and not context["fixed"]:
        context["letters"] = closing.letters_of(lines, context["closure"])
        return respond(request, CHECK, context)
    context["requests"] = list(closing.requests_in_the_way(units, period))
    return respond(request, CHOOSE, context, status=status)


@allow(may_book)
@require_GET
def closure(request: HttpRequest, pk: int) -> HttpResponse:
    """What a closure did: who moved, who lapsed, and what can come back."""
    found = get_object_or_404(with_places(Closure.objects.all()), pk=pk)
    rows = list(
        found.displacements.select_related("booking__partner", "from_room__building", "to_room__building").order_by(
            "from_start", "pk"
        )
    )
    is_over = found.lifted_at is not None or found.local_end <= wall_clock(timezone.now())
    context = {
        "closure": found,
        "places": closing.places(found.units.all(), closing.sizes(found.units.all())),
        "moved": [row for row in rows if row.to_room_id],
        "lapsed": [row for row in rows if not row.to_room_id],
        "letters": OutgoingMail.objects.filter(key__startswith=f"bookings-relocated:{pk}:").count(),
        "free_again": placing.free_again(closing.skipped_for(found)) if found.lifted_at else [],
        "may_lift": may_decide(request.user) and not is_over,
        "may_book": may_book(request.user),
        "is_running": found.local_start <= now() < found.local_end and found.lifted_at is None,
    }
    return respond(request, "bookings/closures/closure.html", context)


@allow(may_decide)
@require_POST
def closure_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Open again before its time."""
    found = get_object_or_404(Closure, pk=pk)
    try:
        placing.lift(closure=found, by=request.user)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="info")
    else:
        toast(request, "De sluiting is opgeheven. De ruimtes zijn weer vrij.")
    return see_other(request, reverse("bookings:closure", args=[found.pk]))
