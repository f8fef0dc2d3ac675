"""Proofs in the portal: what FluXus needs of this partner, and handing it in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.readiness import proofs
from contracts.domain.texts.texts import CONDITION
from contracts.forms.proofs import AgreeForm
from contracts.models import ClauseVersion, PartnerProof
from contracts.rules import is_partner
from contracts.views.proofs import form_for, handed_in, shelves
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.domain.acting import current_partner
from network.models import Partner


@require_safe
@allow(is_partner)
def index(request: HttpRequest) -> HttpResponse:
    """What is in order, what is still needed, and a form for each."""
    return show(request, acting_partner(request))


@require_POST
@allow(is_partner)
def hand_in(request: HttpRequest, kind: str) -> HttpResponse:
    """A VOG or an insurance."""
    partner = acting_partner(request)
    form = form_for(request, kind)
    if handed_in(request, partner, kind, form) is None:
        return show(request, partner, refused=form)
    toast(request, "Dank je wel. Een collega kijkt je bewijs na.")
    return see_other(request, reverse("contracts:my-proofs"))


@require_POST
@allow(is_partner)
def agree(request: HttpRequest) -> HttpResponse:
    """Yes to the code of conduct that was on the page."""
    partner = acting_partner(request)
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return show(request, partner, agree_form=form)
    version = get_object_or_404(ClauseVersion, pk=form.cleaned_data["version"])
    try:
        proofs.agree(partner=partner, version=version, by=request.user, at=timezone.now())
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
    else:
        toast(request, "Dank je wel. Je stemde in met de gedragscode.")
    return see_other(request, reverse("contracts:my-proofs"))


@require_POST
@allow(is_partner)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The wrong file; as long as nobody looked at it, it can be taken back."""
    partner = acting_partner(request)
    found = PartnerProof.objects.filter(partner=partner, pk=pk).first()
    if found is not None:
        proofs.take_back(proof=found, by=request.user, at=timezone.now())
    toast(request, "Je bewijs is teruggenomen en gewist.", kind="info")
    return see_other(request, reverse("contracts:my-proofs"))


def code_text(version: ClauseVersion) -> str:
    """Every line of the code, as it stands in an agreement where all conditions hold."""
    return "\n\n".join(CONDITION.sub("", line.strip()) for line in version.body.splitlines() if line.strip())


def acting_partner(request: HttpRequest) -> Partner:
    partner = current_partner(user=request.user, session=request.session, on=today())
    if partner is None:
        raise Http404
    return partner


def show(request: HttpRequest, partner: Partner, *, refused: Any = None, agree_form: Any = None) -> HttpResponse:
    version = proofs.code_of_conduct()
    context = {
        "partner": partner,
        "shelves": shelves(partner, refused),
        "code": version,
        "code_text": code_text(version) if version else "",
        "agreed": partner.proofs.filter(clause_version=version).first() if version else None,
        "agree_form": agree_form or (AgreeForm(initial={"version": version.pk}) if version else None),
    }
    return respond(request, "contracts/proofs/mine.html", context, status=422 if refused or agree_form else 200)
