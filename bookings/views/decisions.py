"""Deciding: first what it comes to, then the deed, then per booking what became of it."""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from bookings.domain import deciding, desk, swaps
from bookings.domain.placing import Decision
from bookings.domain.requests import rivals_of
from bookings.enums import BookingStatus
from bookings.forms.bookings import default_until
from bookings.forms.decisions import Action, ChosenForm, RefuseForm, RejectForm, decision_form
from bookings.models import Booking, SwapRequest
from bookings.rules import may_decide
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from fluxus.web import respond, safe_next, see_other, toast

OUTCOME = "bookings.outcome"
LOST = "De ruimte is op deze tijd aan iemand anders gegeven."
SAID = {Action.APPROVE: "Goedgekeurd.", Action.OPTION: "De ruimte staat in optie.", Action.REJECT: "Afgewezen."}


@allow(may_decide)
@require_POST
def requests_decide(request: HttpRequest) -> HttpResponse:
    """Without `confirmed` only what it comes to; one free request without rivals needs no such question."""
    chosen = ChosenForm(request.POST)
    if not chosen.is_valid():
        toast(request, str(next(iter(chosen.errors.values()))[0]), kind="warning")
        return see_other(request, back(request))
    bookings, action = chosen.cleaned_data["booking"], chosen.cleaned_data["action"]
    if is_done_before(request):
        return see_other(request, reverse("bookings:requests-outcome"))
    weighed = desk.weigh(bookings, by=request.user)
    if not request.POST.get("confirmed") and not is_plain(action, weighed):
        first = min(booking.local_start for booking in bookings).date()
        return preview(request, action, weighed, blank(action, first, by=request.user))
    return carry_out(request, action, bookings, weighed)


def carry_out(
    request: HttpRequest, action: str, bookings: Sequence[Booking], weighed: Sequence[desk.Weighed]
) -> HttpResponse:
    form = decision_form(action, request.POST, by=request.user)
    if not form.is_valid():
        return preview(request, action, weighed, form, status=422)
    try:
        decision = decide(action, bookings, form.cleaned_data, by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return preview(request, action, desk.weigh(fresh(bookings), by=request.user), form, status=422)
    return told(request, action, decision)


def decide(action: str, bookings: Sequence[Booking], asked: dict[str, Any], *, by: Any) -> Decision:
    at = timezone.now()
    if action == Action.REJECT:
        return deciding.reject(bookings=bookings, reason=asked["reason"], by=by, at=at)
    if action == Action.OPTION:
        return deciding.give_options(bookings=bookings, until=asked["until"], by=by, at=at)
    return deciding.approve(bookings=bookings, by=by, at=at, override_reason=asked.get("override_reason", ""))


def is_plain(action: str, weighed: Sequence[desk.Weighed]) -> bool:
    """Approving one that nobody else wants and that is free asks no question."""
    return action == Action.APPROVE and len(weighed) == 1 and weighed[0].is_free and not weighed[0].rivals


def blank(action: str, first: date, *, by: Any) -> Any:
    initial = {"until": default_until(wall_clock(timezone.now()), first)} if action == Action.OPTION else {}
    return decision_form(action, initial=initial, by=by)


def fresh(bookings: Sequence[Booking]) -> list[Booking]:
    """As they are now: somebody else may have decided."""
    rows = Booking.objects.filter(pk__in=[booking.pk for booking in bookings])
    return list(rows.select_related("room__building", "partner", "series").order_by("local_start", "pk"))


def preview(
    request: HttpRequest, action: str, weighed: Sequence[desk.Weighed], form: Any, *, status: int = 200
) -> HttpResponse:
    """What it comes to: how many, which of them can't be, and who stands without a room after it."""
    able = [row for row in weighed if row.is_open and (row.is_free or action == Action.REJECT)]
    context = {
        "action": Action(action),
        "rows": weighed,
        "able": able,
        "partners": len({row.booking.partner_id for row in weighed}),
        "unable": [row for row in weighed if row not in able],
        "losers": [] if action == Action.REJECT else desk.losers(weighed),
        "form": form,
        "token": request.POST.get("token") or uuid4(),
        "next": back(request),
    }
    return respond(request, "bookings/requests/preview.html", context, status=status)


def told(request: HttpRequest, action: str, decision: Decision) -> HttpResponse:
    """One that is done and takes nothing from others goes back with a word; else the list of what became of each."""
    losers = lost(decision.done) if action != Action.REJECT else []
    if len(decision.done) == 1 and not decision.refused and not losers:
        toast(request, SAID[Action(action)])
        return see_other(request, back(request))
    request.session[OUTCOME] = {
        "token": request.POST.get("token", ""),
        "action": action,
        "done": [booking.pk for booking in decision.done],
        "refused": [[booking.pk, sentence] for booking, sentence in decision.refused],
    }
    return see_other(request, reverse("bookings:requests-outcome"))


def is_done_before(request: HttpRequest) -> bool:
    """The same page sent twice: the outcome of the first time stands."""
    token = request.POST.get("token")
    return bool(token) and token == request.session.get(OUTCOME, {}).get("token")


def lost(done: Sequence[Booking]) -> list[Booking]:
    """Requests that want what these have now."""
    rivals = chain.from_iterable(rivals_of(fresh(done)).values())
    found = {rival.pk: rival for rival in rivals if rival.status == BookingStatus.REQUESTED}
    return sorted(found.values(), key=lambda rival: (rival.placed_at, rival.pk))


@allow(may_decide)
@require_GET
def requests_outcome(request: HttpRequest) -> HttpResponse:
    """Per booking what became of it; and the way to reject at once who now stands without a room."""
    outcome = request.session.get(OUTCOME)
    if not outcome:
        return see_other(request, reverse("bookings:requests"))
    sentences = dict(outcome["refused"])
    rows = Booking.objects.filter(pk__in=[*outcome["done"], *sentences])
    bookings = {booking.pk: booking for booking in rows.select_related("room__building", "partner", "series")}
    done = [bookings[pk] for pk in outcome["done"] if pk in bookings]
    losers = lost(done) if outcome["action"] != Action.REJECT else []
    context = {
        "action": Action(outcome["action"]),
        "done": done,
        "refused": [(bookings[pk], sentence) for pk, sentence in sentences.items() if pk in bookings],
        "unreached": deciding.without_address(done),
        "losers": losers,
        "form": RejectForm(initial={"reason": LOST}) if losers else None,
        "token": uuid4(),
    }
    return respond(request, "bookings/requests/outcome.html", context)


@allow(may_decide)
@require_POST
def swap_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a wish for another room or time, or refuse it with an answer."""
    swap = get_object_or_404(SwapRequest.objects.select_related("booking__partner", "booking__room", "room"), pk=pk)
    form = RefuseForm(request.POST)
    try:
        if request.POST.get("answer") is None:
            if not desk.is_wish(swap):
                return see_other(request, reverse("bookings:booking-move", args=[swap.booking_id]))
            swaps.grant(swap=swap, by=request.user, at=timezone.now())
            toast(request, f"De boeking van {swap.booking.partner.name} is verplaatst.")
        elif form.is_valid():
            swaps.refuse(swap=swap, answer=form.cleaned_data["answer"], by=request.user, at=timezone.now())
            toast(request, "Het ruilverzoek is afgewezen.")
        else:
            toast(request, "Vul in waarom het niet kan.", kind="warning")
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="error")
    return see_other(request, back(request))


def back(request: HttpRequest) -> str:
    return safe_next(request, reverse("bookings:requests"))
