"""What a colleague does with an issued agreement: send, remind, withdraw, put a scan of paper under it, terminate."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contracts.domain import documents
from contracts.domain.signing import requests
from contracts.domain.signing.endings import CAN_BE_WITHDRAWN
from contracts.enums import IN_FORCE, SignerRole
from contracts.forms.signing import PaperForm, ReasonForm, TerminateForm
from contracts.models import Agreement, SignatureRequest
from contracts.rules import may_draw_up
from contracts.views.agreement_page import find, show
from fluxus import uploads
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.forms import HouseForm
from fluxus.web import respond, see_other, toast

type Carry = Callable[[dict[str, Any]], object]


@require_POST
@allow(may_draw_up)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite the other party to sign."""
    agreement = find(request, pk)
    try:
        requests.send(agreement=agreement, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return show(request, agreement, refusal=refusal, status=409)
    toast(request, f"De uitnodiging gaat naar {agreement.partner}.")
    return see_other(request, agreement.get_absolute_url())


@require_POST
@allow(may_draw_up)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the other party once more, with a fresh link."""
    agreement = find(request, pk)
    asked = counterparty(agreement)
    try:
        if asked is None:
            raise Refusal("Deze overeenkomst is nog niet verstuurd.")
        requests.remind(request=asked, by=request.user, at=timezone.now())
    except Refusal as refusal:
        return show(request, agreement, refusal=refusal, status=409)
    toast(request, f"De herinnering gaat naar {agreement.partner}.")
    return see_other(request, agreement.get_absolute_url())


def counterparty(agreement: Agreement) -> SignatureRequest | None:
    """The newest request to the other party."""
    asked = agreement.requests.filter(role=SignerRole.COUNTERPARTY).select_related("agreement__partner")
    return asked.order_by("-pk").first()


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an agreement back before both have signed."""
    agreement = find(request, pk)

    def carry(asked: dict[str, Any]) -> object:
        return requests.withdraw(agreement=agreement, reason=asked["reason"], by=request.user, at=timezone.now())

    return act(
        request,
        agreement,
        ReasonForm(request.POST or None),
        carry,
        name="Intrekken",
        lead="De links om te tekenen werken dan niet meer. De wederpartij krijgt een mail.",
        done="De overeenkomst is ingetrokken.",
        is_possible=agreement.status in CAN_BE_WITHDRAWN,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """End an agreement that is in force (BW 7:408)."""
    agreement = find(request, pk)

    def carry(asked: dict[str, Any]) -> object:
        return requests.terminate(
            agreement=agreement, reason=asked["reason"], on=asked["on"], by=request.user, at=timezone.now()
        )

    return act(
        request,
        agreement,
        TerminateForm(request.POST or None),
        carry,
        name="Opzeggen",
        lead="Vanaf die dag geldt de overeenkomst niet meer. De wederpartij krijgt een mail.",
        done="De overeenkomst is opgezegd.",
        is_possible=agreement.status in IN_FORCE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Signed on paper: keep the scan, and the agreement is signed."""
    agreement = find(request, pk)

    def carry(asked: dict[str, Any]) -> object:
        upload = uploads.check(asked["scan"], field="scan")
        scan = documents.store(upload.content, filename=upload.name, renderer="scan", media_type=upload.media_type)
        return requests.paper(
            agreement=agreement, document=scan, signed_on=asked["signed_on"], by=request.user, at=timezone.now()
        )

    return act(
        request,
        agreement,
        PaperForm(request.POST or None, request.FILES or None),
        carry,
        name="Op papier getekend",
        lead="Bewaar de scan met beide handtekeningen. De overeenkomst is dan getekend.",
        done="De scan is bewaard. De overeenkomst is getekend.",
        is_possible=agreement.status in CAN_BE_WITHDRAWN,
    )


def act(
    request: HttpRequest,
    agreement: Agreement,
    form: HouseForm,
    carry: Carry,
    *,
    name: str,
    lead: str,
    done: str,
    is_possible: bool,
) -> HttpResponse:
    """A page with one form; what was filled in stays when the house refuses."""
    if not is_possible:
        refusal = Refusal(f"Deze overeenkomst is {agreement.get_status_display()}. Dit kan nu niet meer.")
        return show(request, agreement, refusal=refusal, status=409)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            carry(form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409
        else:
            toast(request, done)
            return see_other(request, agreement.get_absolute_url())
    context = {"agreement": agreement, "form": form, "name": name, "lead": lead}
    return respond(request, "contracts/agreement_act.html", context, status=status)
