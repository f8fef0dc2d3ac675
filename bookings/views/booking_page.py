"""The page of one booking, and what can be done with it there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.domain import availability, charges, clashes, placing, reception, swaps
from bookings.domain.desk import UNDECIDED
from bookings.enums import ENDED, BookingStatus, SwapStatus
from bookings.forms import CancelForm, MoveForm
from bookings.forms.bookings import default_until
from bookings.forms.decisions import RejectForm, UntilForm
from bookings.models import Booking, SwapRequest
from bookings.rules import may_book, may_decide, may_receive, may_see_board
from bookings.views.bookings import carry_out, instead, visible_booking
from bookings.views.story import history, series_place
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import wall_clock
from fluxus.web import respond, see_other, toast

MOVE_PAGE = "bookings/booking_move.html"


@allow(may_see_board)
@require_GET
def booking(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    user: Any = request.user
    context = {
        "booking": found,
        "may": offered(found, user),
        "place": series_place(found),
        **price_of(found),
        "panel_url": other_app("contracts:booking-panel", found) if user.is_colleague else "",
        **(inside(found, user) if user.is_colleague else {}),
    }
    return respond(request, "bookings/booking.html", context)


def price_of(found: Booking) -> dict[str, Any]:
    """The supplements, and what it costs with them. One query."""
    extras = list(found.supplements.select_related("supplement").order_by("supplement__position", "pk"))
    return {"extras": extras, "total_cents": found.price_cents + sum(each.price_cents for each in extras)}


def offered(found: Booking, user: Any) -> dict[str, bool]:
    """The actions that the state and the role allow; the domain judges again."""
    lives = found.status not in (*ENDED, BookingStatus.SKIPPED)
    is_open = may_book(user) and not found.sealed_reason
    is_undecided = found.status in UNDECIDED and may_decide(user)
    is_past = found.local_end <= wall_clock(timezone.now())
    return {
        "decide": is_undecided,
        "move": is_open and lives,
        "price": is_open and lives,
        "cancel": is_open and lives and found.status != BookingStatus.REQUESTED,
        "restore": is_open and found.status == BookingStatus.CANCELLED and not is_past,
        "add_back": is_open and found.status == BookingStatus.SKIPPED and not is_past,
        "receive": may_receive(user) and found.status == BookingStatus.CONFIRMED,
        "attend": may_receive(user) and reception.is_due(found, timezone.now()),
        "miss": found.local_start <= wall_clock(timezone.now()),
        "own": lives and not user.is_colleague and not found.sealed_reason and not is_past,
    }


def inside(found: Booking, user: Any) -> dict[str, Any]:
    """What only colleagues see: rivals, who is in its place, what happened, and the forms to decide with."""
    waits = found.status in UNDECIDED
    return {
        "rivals": placing.rivals_of([found])[found.pk] if waits else [],
        "in_the_way": in_the_way(found, user) if found.status in (BookingStatus.REQUESTED, *ENDED) else "",
        "timeline_url": reverse("network:partner", args=[found.partner_id]),
        "history": history(found, user),
        "incidents": found.incidents.select_related("noted_by").order_by("noted_at"),
        "reject_form": RejectForm(auto_id="afwijzen_%s"),
        "until_form": UntilForm(
            initial={"until": default_until(wall_clock(timezone.now()), found.local_start.date())}, auto_id="optie_%s"
        ),
    }


def in_the_way(found: Booking, user: Any) -> str:
    """Who is in now, as a sentence; '' when the room is free."""
    blockers = availability.clashes(found.room, found.period, ignoring=found)
    return clashes.describe(room=found.room, period=found.period, blockers=blockers, by=user) if blockers else ""


def other_app(name: str, found: Booking) -> str:
    """The agreement and invoice of a booking are shown by a higher app, by name only; it may not be there."""
    try:
        return reverse(name, args=[found.pk])
    except NoReverseMatch:
        return ""


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another room or time; where the renter asked for that, moving is the answer to his wish."""
    found = visible_booking(request, pk)
    swap = found.swap_requests.filter(status=SwapStatus.OPEN).select_related("room", "asked_by").first()
    context = {"booking": found, "swap": swap, "wish": swaps.wish(swap) if swap else ""}
    if request.method != "POST":
        return respond(request, MOVE_PAGE, {"form": MoveForm.of(found, by=request.user), **context})
    form = MoveForm(instead(request.POST), by=request.user)
    done = "De boeking is verplaatst."
    return carry_out(
        request, form, lambda: moved(found, swap, form.cleaned_data, request.user), MOVE_PAGE, context, done=done
    )


def moved(found: Booking, swap: SwapRequest | None, asked: dict[str, Any], by: Any) -> Booking:
    where = {"room": asked["room"], "period": asked["period"], "override_reason": asked.get("override_reason", "")}
    if swap and may_decide(by):
        return swaps.grant(swap=swap, by=by, at=timezone.now(), **where).booking
    return placing.move(booking=found, by=by, **where)


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    charge = charges.of(found, at=timezone.now())
    form = CancelForm(request.POST or None, in_series=found.series_id is not None, may_waive=bool(charge.cents))
    if request.method == "POST" and form.is_valid():
        try:
            toast(request, let_lapse(found, form.cleaned_data, by=request.user))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, found.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    context = {"booking": found, "form": form, "charge": charge}
    return respond(request, "bookings/booking_cancel.html", context, status=status)


def let_lapse(found: Booking, asked: dict[str, Any], *, by: Any) -> str:
    if asked.get("scope") == "following":
        ended = placing.cancel_following(
            booking=found, reason=asked["reason"], by=by, waive_reason=asked["waive_reason"]
        )
        many = "1 datum is" if len(ended) == 1 else f"{len(ended)} datums zijn"
        return f"{many} vervallen. De ruimte is weer vrij."
    placing.cancel(booking=found, reason=asked["reason"], by=by, waive_reason=asked["waive_reason"])
    return "De boeking is vervallen. De ruimte is weer vrij."


@allow(may_book)
@require_POST
def booking_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what had lapsed; when somebody is in by now, say who and what is free instead."""
    found = visible_booking(request, pk)
    try:
        placing.restore(booking=found, by=request.user)
    except Refusal as refusal:
        if refusal.code != clashes.ROOM_TAKEN:
            raise
        context = {"booking": found, "clash": refusal.sentence, "alternatives": nearby(found)}
        return respond(request, "bookings/booking_restore.html", context, status=409)
    toast(request, "De boeking staat er weer.")
    return see_other(request, found.get_absolute_url())


def nearby(found: Booking) -> list[availability.Alternative]:
    return availability.alternatives(
        room=found.room, period=found.period, persons=found.persons, not_before=wall_clock(timezone.now())
    )
