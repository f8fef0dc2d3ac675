"""The list of partners that may be the same."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.web import respond, safe_next, see_other, toast
from network.domain import matching
from network.enums import PairStatus
from network.models import DuplicatePair
from network.rules import may_merge
from network.views.keyset import page_of, with_parameter
from network.views.side_by_side import facts_of, load

PAGE = 20
LISTS = {"open": (PairStatus.OPEN, "Nog bekijken"), "anders": (PairStatus.DIFFERENT, "Geen duplicaat")}


@allow(may_merge)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs with the most points first, side by side; or those that somebody called different."""
    which = request.GET.get("lijst", "")
    which = which if which in LISTS else "open"
    visible = DuplicatePair.objects.visible_to(request.user)
    pairs, last = page_of(
        visible.filter(status=LISTS[which][0]).select_related("first", "second", "decided_by"),
        by="score",
        after=request.GET.get("na", ""),
        size=PAGE,
    )
    load([partner for pair in pairs for partner in (pair.first, pair.second)])
    context = {
        "pairs": [shown(pair, request.user) for pair in pairs],
        "which": which,
        "lists": [(key, label, visible.filter(status=status).count()) for key, (status, label) in LISTS.items()],
        "next_page": with_parameter(request.GET, "na", last),
    }
    return respond(request, "network/duplicates/index.html", context)


def shown(pair: DuplicatePair, user: Any) -> dict[str, Any]:
    """A pair with what is known of both."""
    return {"pair": pair, "sides": (pair.first, pair.second), "facts": facts_of([pair.first, pair.second], user)}


@allow(may_merge)
@require_POST
def different(request: HttpRequest, pk: int) -> HttpResponse:
    """These two are not the same; that is remembered."""
    pair = get_object_or_404(DuplicatePair.objects.visible_to(request.user).select_related("first", "second"), pk=pk)
    matching.call_different(pair=pair, by=request.user, at=timezone.now())
    toast(request, f"{pair.first.name} en {pair.second.name} zijn niet dezelfde. Dat onthouden we.")
    return see_other(request, safe_next(request, reverse("network:duplicates")))


@allow(may_merge)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at these two again."""
    pair = get_object_or_404(DuplicatePair.objects.visible_to(request.user), pk=pk)
    matching.reopen(pair=pair)
    toast(request, "Het paar staat weer in de lijst.")
    return see_other(request, safe_next(request, reverse("network:duplicates")))
