"""The sets of rooms that somebody keeps for the board."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from bookings.domain import room_sets
from bookings.forms import FilterForm, QuickSetForm, RoomSetForm
from bookings.models import RoomSet
from bookings.rules import may_see_board
from bookings.views.board import filtered
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

PAGE = "bookings/room_sets.html"


@allow(may_see_board)
@require_http_methods(["GET", "HEAD", "POST"])
def sets(request: HttpRequest) -> HttpResponse:
    """All sets of this person; POST makes one."""
    form = RoomSetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = room_sets.keep(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De set {made.name} is bewaard.")
            return see_other(request, board_of(made))
    owner: Any = request.user
    own = RoomSet.objects.filter(owner=owner).order_by("name").prefetch_related("rooms")
    context = {"form": form, "sets": [(one, board_of(one)) for one in own]}
    return respond(request, PAGE, context, status=422 if form.errors else 200)


def board_of(one: RoomSet) -> str:
    return f"{reverse('bookings:board')}?set={one.pk}"


@allow(may_see_board)
@require_POST
def set_keep(request: HttpRequest) -> HttpResponse:
    """Keeps the rooms that the board shows now, under a name."""
    form, filters = QuickSetForm(request.POST), FilterForm(request.POST, owner=request.user)
    rooms = filtered(filters)
    if form.is_valid():
        try:
            made = room_sets.keep(name=form.cleaned_data["name"], rooms=rooms, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De set {made.name} is bewaard.")
            return see_other(request, board_of(made))
    full = RoomSetForm(initial={"name": request.POST.get("name", ""), "rooms": rooms})
    return respond(request, PAGE, {"form": full, "refused": form, "sets": []}, status=422)


@allow(may_see_board)
@require_http_methods(["GET", "HEAD", "POST"])
def room_set(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_set(request, pk)
    form = RoomSetForm(request.POST or None, initial={"name": found.name, "rooms": found.rooms.all()})
    if request.method == "POST" and form.is_valid():
        try:
            room_sets.change(room_set=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De set {found.name} is bewaard.")
            return see_other(request, reverse("bookings:room-sets"))
    return respond(request, "bookings/room_set.html", {"form": form, "set": found}, status=422 if form.errors else 200)


@allow(may_see_board)
@require_POST
def set_forget(request: HttpRequest, pk: int) -> HttpResponse:
    found = own_set(request, pk)
    toast(request, f"De set {found.name} is weg.")
    room_sets.forget(room_set=found)
    return see_other(request, reverse("bookings:room-sets"))


def own_set(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(RoomSet, pk=pk, owner=request.user)
