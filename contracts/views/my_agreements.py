"""The agreements of a partner in the portal, and signing them logged in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.signing import acts
from contracts.enums import OPEN_REQUESTS, ProvenBy, SignerRole
from contracts.models import Agreement, SignatureRequest
from contracts.rules import is_partner
from contracts.views import signing_steps as steps
from contracts.views.lists import page
from contracts.views.mine import acting_partner, bills_us
from contracts.views.signing_steps import Door, private, remember, remembered
from contracts.views.visitors import visitor
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other
from network.models import Partner

type Step = Callable[[HttpRequest, Door], HttpResponse]
type View = Callable[..., HttpResponse]


@require_safe
@allow(is_partner)
def index(request: HttpRequest) -> HttpResponse:
    """What this partner agreed with the house; what waits for his signature stands on top."""
    partner = acting_partner(request)
    mine = Agreement.objects.visible_to(request.user).shared().filter(partner=partner)
    mine = mine.select_related("seal").prefetch_related(Prefetch("requests", own_requests(), to_attr="asked"))
    shown = page(request, mine)
    to_sign = [] if shown.newer else list(mine.filter(requests__in=waiting()).order_by("pk"))
    waiting_ids = {agreement.pk for agreement in to_sign}
    context = {
        "page": shown,
        "bills_us": bills_us(partner),
        "to_sign": to_sign,
        "others": [agreement for agreement in shown.rows if agreement.pk not in waiting_ids],
    }
    return respond(request, "contracts/my_agreements.html", context)


def own_requests() -> Any:
    return SignatureRequest.objects.filter(role=SignerRole.COUNTERPARTY).order_by("-pk")


def waiting() -> Any:
    """What partners are asked to sign now."""
    return own_requests().filter(status__in=OPEN_REQUESTS, sent_at__isnull=False)


def through_login(step: Step) -> View:
    """Finds what this person is asked to sign for the partner he acts for; an ended request gets a page that says so."""

    @wraps(step)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        door = door_of(request, pk)
        if door.asked.closed_at is None:
            return step(request, door)
        return steps.show_closed(request, door, is_known=True)

    return view


def door_of(request: HttpRequest, pk: int) -> Door:
    """Any partner he acts for will do: a link in a letter does not know whom he chose in the menu."""
    user: Any = request.user
    own = Agreement.objects.visible_to(user).shared().filter(partner__in=acted_for(user))
    agreement = get_object_or_404(own, pk=pk)
    found = own_requests().filter(agreement=agreement).select_related("agreement__partner", "document")
    asked = found.exclude(status="planned").first()
    if asked is None:
        raise Http404
    return Door(asked, "my-sign", (agreement.pk,), ProvenBy.LOGIN, by=user)


def acted_for(user: Any) -> Any:
    return Partner.objects.acted_for_by(user, on=timezone.localdate())


def begun(step: Step) -> Step:
    """Only for who pressed the button to begin; anybody else sees that button first."""

    @wraps(step)
    def guarded(request: HttpRequest, door: Door) -> HttpResponse:
        return step(request, door) if remembered(request, door) else see_other(request, door.page_url)

    return guarded


@require_safe
@allow(is_partner)
@through_login
def sign(request: HttpRequest, door: Door) -> HttpResponse:
    """The first look, or the step where somebody was."""
    if remembered(request, door):
        return steps.page(request, door)
    return show_first(request, door)


@require_POST
@allow(is_partner)
@through_login
def begin(request: HttpRequest, door: Door) -> HttpResponse:
    """Opened on purpose: this goes into the evidence."""
    try:
        acts.open(request=door.asked, who=visitor(request), by=door.by, at=timezone.now())
    except Refusal as refusal:
        return show_first(request, door, refusal=refusal)
    remember(request, door)
    return see_other(request, door.page_url)


@require_POST
@allow(is_partner)
@through_login
@begun
def read(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.note_read(request, door)


@require_POST
@allow(is_partner)
@through_login
@begun
def put(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.put(request, door)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(is_partner)
@through_login
@begun
def decline(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.decline(request, door)


@require_safe
@allow(is_partner)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes to sign, or that were signed."""
    door = door_of(request, pk)
    if door.asked.closed_at is not None or remembered(request, door):
        return steps.document(request, door)
    return see_other(request, door.page_url)


def show_first(request: HttpRequest, door: Door, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "door": door,
        "asked": door.asked,
        "agreement": door.asked.agreement,
        "refusal": refusal,
        "begin_url": door.url("begin"),
        "list_url": reverse("contracts:my-agreements"),
    }
    return private(respond(request, "contracts/signing/first.html", context, status=409 if refusal else 200))
