"""Agreements of which the planning changed since: what differs, and drawing up an amendment."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.drawing_up import amendments
from contracts.enums import AT_THE_SIGNERS, AgreementStatus
from contracts.models import Agreement
from contracts.rules import may_draw_up, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

UNDER_WAY = (AgreementStatus.DRAFT, AgreementStatus.ISSUED, *AT_THE_SIGNERS)


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """What changed in the planning, newest agreement first, and the amendments that are under way."""
    visible = Agreement.objects.visible_to(request.user).select_related("partner")
    alive = visible.filter(ends_on__gte=today()).exclude(amendments__status__in=UNDER_WAY)
    shown = page(request, amendments.changed(alive))
    differences = amendments.differences_of(shown.rows)
    context: dict[str, Any] = {
        "page": shown,
        "rows": [(each, differences[each.pk]) for each in shown.rows],
        "under_way": visible.filter(Q(amends__isnull=False), status__in=UNDER_WAY)
        .select_related("amends")
        .order_by("-pk")[:50],
        "may_draw_up": may_draw_up(request.user),
    }
    return respond(request, "contracts/drafting/amendments.html", context)


@require_POST
@allow(may_draw_up)
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up an amendment of this agreement; when there is one already, go there."""
    found = get_object_or_404(Agreement.objects.visible_to(request.user), pk=pk)
    try:
        drafted = amendments.amend(agreement=found, by=request.user, today=today())
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="info" if "amendment" in refusal.extra else "error")
        return see_other(request, refusal.extra.get("amendment", found).get_absolute_url())
    toast(request, f"Het concept van de wijziging staat klaar. {found.number} geldt tot beide partijen tekenen.")
    return see_other(request, drafted.get_absolute_url())
