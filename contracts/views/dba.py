"""The DBA check of one person: the questions, what we know already, and what was answered before."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from contracts.domain.readiness import dba as domain
from contracts.enums import Risk
from contracts.forms.dba import DbaForm
from contracts.models import Questionnaire
from contracts.rules import may_draw_up
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner

FACTS = ("hours_per_week", "clients", "hourly_cents")
TONES = {Risk.LOW: "good", Risk.MEDIUM: "wait", Risk.HIGH: "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def dba(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the questions of today about this partner."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    questionnaire = domain.current()
    form = form_for(request, partner, questionnaire)
    if request.method == "POST" and form.is_valid() and answered(request, partner, form):
        toast(request, "De DBA-check is bewaard.")
        return see_other(request, reverse("contracts:dba", args=[partner.pk]))
    earlier = list(partner.dba_checks.select_related("answered_by", "questionnaire").order_by("-answered_at", "-pk"))
    context = {
        "partner": partner,
        "questionnaire": questionnaire,
        "form": form,
        "form_title": "Opnieuw invullen" if earlier else "Vragen",
        "known": domain.known(partner, today()),
        "limit": domain.presumption(today()),
        "checks": [(check, TONES[Risk(check.risk)]) for check in earlier],
    }
    return respond(request, "contracts/dba.html", context, status=422 if form.errors else 200)


def form_for(request: HttpRequest, partner: Partner, questionnaire: Questionnaire) -> DbaForm:
    """With what was just sent; else with the last answers, and hours and rate as the agreements have them."""
    questions = domain.questions_of(questionnaire)
    if request.method == "POST":
        return DbaForm(request.POST, questions=questions)
    known, last = domain.known(partner, today()), domain.latest(partner)
    initial: dict[str, Any] = {"version": questionnaire.version}
    if last:
        initial |= {**last.answers, **{name: getattr(last, name) for name in FACTS}}
    if known.appointments:
        initial |= {"hours_per_week": known.hours_per_week, "hourly_cents": known.hourly_cents}
    return DbaForm(initial=initial, questions=questions)


def answered(request: HttpRequest, partner: Partner, form: DbaForm) -> bool:
    """Kept, or the form says why not."""
    questionnaire = get_object_or_404(Questionnaire, version=form.cleaned_data["version"])
    try:
        domain.answer(
            partner=partner,
            questionnaire=questionnaire,
            answers=form.answers(),
            by=request.user,
            at=timezone.now(),
            **form.facts(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True
