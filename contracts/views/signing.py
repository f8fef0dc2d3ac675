"""Signing by the personal link in a letter: a code by mail first, then reading, then the signature."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.signing import acts, codes, links
from contracts.enums import ProvenBy
from contracts.forms.signing import CodeForm
from contracts.models import SignatureRequest
from contracts.views import signing_steps as steps
from contracts.views.signing_steps import Door, private, remember, remembered
from contracts.views.visitors import may_look, may_send_code, may_try_code, note_wrong_address, too_many, visitor
from fluxus.access import public
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

type Step = Callable[[HttpRequest, Door], HttpResponse]
type View = Callable[..., HttpResponse]


def door_to(token: str, asked: SignatureRequest) -> Door:
    return Door(asked, "sign", (token,), ProvenBy.CODE)


def through_link(step: Step) -> View:
    """Finds the request behind a token; an ended one gets a page that says so, an unknown one a 404 that is counted."""

    @wraps(step)
    def view(request: HttpRequest, token: str) -> HttpResponse:
        if not may_look(request):
            return too_many(request)
        at = timezone.now()
        asked = links.find(token, at=at)
        if asked is not None:
            return step(request, door_to(token, asked))
        ended = links.find_closed(token, at=at)
        if ended is None:
            note_wrong_address(request)
            raise Http404
        door = door_to(token, ended)
        return steps.show_closed(request, door, is_known=bool(remembered(request, door)))

    return view


def recognised(step: Step) -> Step:
    """Only for who filled in the code in this session; anybody else goes to the door."""

    @wraps(step)
    def guarded(request: HttpRequest, door: Door) -> HttpResponse:
        if remembered(request, door):
            return step(request, door)
        toast(request, "Vul eerst de code uit de mail in.", kind="info")
        return see_other(request, door.page_url)

    return guarded


@public
@require_safe
@through_link
def sign(request: HttpRequest, door: Door) -> HttpResponse:
    """The door, or the step where somebody was. Looking in leaves no trace: programs that check mail look in too."""
    if remembered(request, door):
        return steps.page(request, door)
    return show_door(request, door)


@public
@require_POST
@through_link
def code(request: HttpRequest, door: Door) -> HttpResponse:
    """Send a code to the address that was invited."""
    if not may_send_code(request, door.asked.pk):
        return too_many(request)
    try:
        codes.send(request=door.asked, at=timezone.now())
    except Refusal as refusal:
        return show_door(request, door, refusal=refusal)
    return see_other(request, f"{door.page_url}?code#id_code")


@public
@require_POST
@through_link
def check(request: HttpRequest, door: Door) -> HttpResponse:
    """Is it the code from the mail? Then the page is open."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return show_door(request, door, form=form)
    if not may_try_code(request, door.asked.pk):
        return too_many(request)
    request.session.cycle_key()  # whoever knew the session before does not come along; the evidence names the new one
    who = visitor(request, timezone=form.cleaned_data["timezone"])
    try:
        codes.check(request=door.asked, code=form.cleaned_data["code"], who=who, at=timezone.now())
        acts.open(request=door.asked, who=who, at=timezone.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return show_door(request, door, form=form)
    remember(request, door)
    return see_other(request, door.page_url)


@public
@require_POST
@through_link
@recognised
def read(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.note_read(request, door)


@public
@require_POST
@through_link
@recognised
def put(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.put(request, door)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@through_link
@recognised
def decline(request: HttpRequest, door: Door) -> HttpResponse:
    return steps.decline(request, door)


@public
@require_safe
def document(request: HttpRequest, token: str) -> HttpResponse:
    """The bytes to sign, or that were signed, for who was recognised in this session."""
    if not may_look(request):
        return too_many(request)
    at = timezone.now()
    asked = links.find(token, at=at) or links.find_closed(token, at=at)
    if asked is None:
        note_wrong_address(request)
        raise Http404
    door = door_to(token, asked)
    return steps.document(request, door) if remembered(request, door) else see_other(request, door.page_url)


def show_door(
    request: HttpRequest, door: Door, *, form: CodeForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    """Little is told to who only has the link: the number, and where the code goes."""
    context: dict[str, Any] = {
        "door": door,
        "agreement": door.asked.agreement,
        "form": form or CodeForm(),
        "refusal": refusal,
        "masked": masked(door.asked.email),
        "is_code_sent": form is not None or "code" in request.GET,
        "code_url": door.url("code"),
        "check_url": door.url("check"),
    }
    status = 409 if refusal else 422 if form else 200
    return private(respond(request, "contracts/signing/door.html", context, status=status))


def masked(email: str) -> str:
    """'bilal@fluxus.test' → 'b•••@fluxus.test'."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"
