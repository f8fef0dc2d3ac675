"""Proofs of partners at the desk: what waits, one to look at, all of one partner, and the file itself."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.readiness import proofs
from contracts.enums import ProofKind, ProofStatus
from contracts.forms.proofs import AcceptForm, HandInForm, RejectForm
from contracts.models import PartnerProof
from contracts.rules import may_check_proofs, may_open_proofs
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner

SOON = timedelta(days=60)
ENDING = "loopt-af"
TOO_LATE = {"decided", "gone"}


@require_safe
@allow(may_check_proofs)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a look, or (`?lijst=loopt-af`) what was accepted and ends soon."""
    shows_ending = request.GET.get("lijst") == ENDING
    visible = PartnerProof.objects.visible_to(request.user)
    ending, waiting = visible.ending(after=today(), until=today() + SOON), visible.waiting()
    found = (ending if shows_ending else waiting).select_related("partner", "handed_in_by")
    context = {
        "page": page(request, found),
        "shows_ending": shows_ending,
        "shows_waiting": not shows_ending,
        "ending_url": f"{reverse('contracts:proofs')}?lijst={ENDING}",
        "caption": "Bewijzen die aflopen" if shows_ending else "Bewijzen om na te kijken",
        "waiting": waiting.count(),
        "ending": ending.count(),
        "days": SOON.days,
    }
    return respond(request, "contracts/proofs/index.html", context)


@require_safe
@allow(may_check_proofs)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """One proof, with what to read on it."""
    return show(request, find(request, pk))


@require_POST
@allow(may_check_proofs)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """It is in order."""
    found = find(request, pk)
    form = AcceptForm(request.POST, proof=found)
    if form.is_valid():
        try:
            proofs.accept(proof=found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.code in TOO_LATE:
                return too_late(request, refusal)
            form.refuse(refusal)
        else:
            toast(request, f"Het bewijs van {found.partner} is in orde.")
            return see_other(request, reverse("contracts:proofs"))
    return show(request, found, accept_form=form)


@require_POST
@allow(may_check_proofs)
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not do; the partner gets a letter."""
    found = find(request, pk)
    form = RejectForm(request.POST)
    if form.is_valid():
        try:
            proofs.reject(proof=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            if refusal.code in TOO_LATE:
                return too_late(request, refusal)
            form.refuse(refusal)
        else:
            toast(request, f"{found.partner} krijgt een mail met de reden.")
            return see_other(request, reverse("contracts:proofs"))
    return show(request, found, reject_form=form)


@require_safe
@allow(may_check_proofs)
def of_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """All proofs of one partner, and the forms to hand one in for him."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    return show_partner(request, partner)


@require_http_methods(["POST"])
@allow(may_check_proofs)
def hand_in(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A colleague puts in what came by mail or on paper."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = form_for(request, kind)
    made = handed_in(request, partner, kind, form)
    if made is None:
        return show_partner(request, partner, refused=form)
    toast(request, "Het bewijs is ingeleverd. Je kunt het meteen nakijken.")
    return see_other(request, reverse("contracts:proof", args=[made.pk]))


@require_safe
@allow(may_open_proofs)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was handed in, for who checks it and who handed it in; never kept by a cache."""
    found = find(request, pk)
    return HttpResponse(
        proofs.read(found),
        content_type=found.media_type,
        headers={
            "Content-Disposition": str(content_disposition_header(False, found.filename)),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def too_late(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Somebody was first, or the partner took it back: on to what still waits."""
    toast(request, refusal.sentence, kind="warning")
    return see_other(request, reverse("contracts:proofs"))


def form_for(request: HttpRequest, kind: str) -> HandInForm:
    """The form that was sent; 404 for a kind without a file."""
    if kind not in proofs.WITH_FILE:
        raise Http404
    return HandInForm(request.POST, request.FILES, kind=kind)


def handed_in(request: HttpRequest, partner: Partner, kind: str, form: HandInForm) -> PartnerProof | None:
    """The proof that was made; None when the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return proofs.hand_in(partner=partner, kind=kind, by=request.user, at=timezone.now(), **form.handed_in())
    except Refusal as refusal:
        form.refuse(refusal)
        return None


def find(request: HttpRequest, pk: int) -> PartnerProof:
    visible = PartnerProof.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("partner", "handed_in_by", "checked_by", "clause_version"), pk=pk)


def show(request: HttpRequest, found: PartnerProof, **forms: Any) -> HttpResponse:
    context = {
        "proof": found,
        "name": found.short_name,
        "is_waiting": found.status == ProofStatus.PENDING,
        "accept_form": AcceptForm(proof=found),
        "reject_form": RejectForm(),
        **forms,
    }
    return respond(request, "contracts/proofs/proof.html", context, status=422 if forms else 200)


def show_partner(request: HttpRequest, partner: Partner, *, refused: HandInForm | None = None) -> HttpResponse:
    context = {"partner": partner, "shelves": shelves(partner, refused)}
    return respond(request, "contracts/proofs/of_partner.html", context, status=422 if refused else 200)


def shelves(partner: Partner, refused: HandInForm | None = None) -> list[dict[str, Any]]:
    """Per kind of proof: what was handed in, what is missing now, and the form."""
    handed = list(partner.proofs.select_related("clause_version", "checked_by").order_by("-pk"))
    return [
        {
            "kind": kind,
            "name": proofs.SHORT_NAMES[kind],
            "label": kind.label,
            "proofs": [each for each in handed if each.kind == kind],
            "lack": proofs.lack(partner, kind, until=today()),
            "form": shelf_form(kind, refused),
        }
        for kind in ProofKind
    ]


def shelf_form(kind: ProofKind, refused: HandInForm | None) -> HandInForm | None:
    if kind not in proofs.WITH_FILE:
        return None
    return refused if refused is not None and refused.prefix == kind else HandInForm(kind=kind)
