"""The desk of who signs for the house: what waits, looked at once more, then signed in one go."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.signing import acts, consent, mandates
from contracts.enums import AgreementStatus, SignerRole
from contracts.forms.signing import HouseSignForm, of_today
from contracts.models import Agreement, SignatureRequest
from contracts.rules import may_see_amounts
from contracts.views.visitors import visitor
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

SHOWN = 100
"""Agreements on the desk at once; the next ones come when these are signed."""


@require_safe
@allow(may_see_amounts)
def desk(request: HttpRequest) -> HttpResponse:
    """What waits; or with `?kies=` what was chosen of it, and the form to sign it."""
    if "kies" in request.GET:
        return show_check(request, chosen_of(request, request.GET))
    mine = list(with_signatures(mandates.to_sign(request.user, today()))[: SHOWN + 1])
    context = {
        "mandate": mandates.running(request.user, today()).first(),
        "rows": mine[:SHOWN],
        "has_more": len(mine) > SHOWN,
        "of_others": of_others(request.user, [asked.pk for asked in mine]),
    }
    return respond(request, "contracts/countersign.html", context)


@require_POST
@allow(may_see_amounts)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign all that was shown. What cannot be signed any more is told by number, the rest is done."""
    rows = chosen_of(request, request.POST)
    form = sign_form(request, rows, of_today(request.POST))
    if not rows:
        toast(request, "Deze overeenkomsten wachten niet meer op je handtekening.", kind="warning")
        return see_other(request, reverse("contracts:countersign"))
    if not form.is_valid():
        return show_check(request, rows, form=form)
    done = acts.countersign_many(
        requests=rows,
        by=request.user,
        name=form.cleaned_data["name"],
        who=visitor(request),
        at=timezone.now(),
        shown=len(ticked(request.POST)),
        consent_version=form.cleaned_data["consent_version"],
    )
    tell(request, done)
    return see_other(request, reverse("contracts:countersign"))


def tell(request: HttpRequest, done: Any) -> None:
    count = len(done.signed)
    if count:
        what = "De overeenkomst is" if count == 1 else f"{count} overeenkomsten zijn"
        toast(request, f"{what} getekend. Het verzegelen begint.")
    for asked, sentence in done.refused:
        toast(request, f"{asked.agreement.number}: {sentence}", kind="error")


def chosen_of(request: HttpRequest, data: Any) -> list[SignatureRequest]:
    """Those of the ticked requests that this colleague may sign now."""
    return list(with_signatures(mandates.to_sign(request.user, today()).filter(pk__in=ticked(data))))


def ticked(data: Any) -> list[int]:
    """The keys that were sent; what is no key of anything is left out."""
    texts = dict.fromkeys(data.getlist("kies"))
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19][:SHOWN]


def with_signatures(asked: QuerySet[SignatureRequest]) -> QuerySet[SignatureRequest]:
    """With what the other party signed, in the same number of queries for one and for a hundred."""
    signed = SignatureRequest.objects.filter(role=SignerRole.COUNTERPARTY, signature__isnull=False)
    return asked.filter(agreement__status=AgreementStatus.PARTLY_SIGNED).prefetch_related(
        Prefetch("agreement__requests", signed.select_related("signature"), to_attr="signed_requests")
    )


def of_others(user: Any, mine: list[int]) -> list[Agreement]:
    """What waits for the house but not for this colleague: above his mandate, or with himself."""
    waiting = Agreement.objects.visible_to(user).filter(status=AgreementStatus.PARTLY_SIGNED)
    return list(waiting.exclude(requests__in=mine).select_related("partner").order_by("pk")[:SHOWN])


def show_check(
    request: HttpRequest, rows: list[SignatureRequest], *, form: HouseSignForm | None = None
) -> HttpResponse:
    """Once more what is signed, with amounts and documents, and the sentence under it."""
    if not rows:
        toast(request, "Kies eerst wat je tekent.", kind="info")
        return see_other(request, reverse("contracts:countersign"))
    user: Any = request.user
    context = {
        "rows": rows,
        "total_cents": sum(mandates.amount(asked.agreement) for asked in rows),
        "mandate": mandates.running(user, today()).first(),
        "form": form or sign_form(request, rows),
        "list_url": reverse("contracts:countersign"),
    }
    return respond(request, "contracts/countersign_check.html", context, status=422 if form else 200)


def sign_form(request: HttpRequest, rows: list[SignatureRequest], data: Any = None) -> HouseSignForm:
    """With the sentence of today, for one or for many."""
    user: Any = request.user
    words = consent.sentence(consent.VERSION, count=len(rows))
    return HouseSignForm(data, sentence=words, initial={"name": user.name, "consent_version": consent.VERSION})
