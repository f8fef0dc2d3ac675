"""Whom a text is tried on."""

from typing import Any

from django.http import HttpRequest

from contracts.domain.texts import previews
from contracts.domain.texts.editions import current
from contracts.domain.texts.previews import Sample
from contracts.forms.texts import SampleForm
from contracts.models import ClauseVersion, TemplateVersion
from fluxus.errors import Refusal
from fluxus.periods import today


def chosen_sample(form: SampleForm, version: TemplateVersion) -> Sample | None:
    """The partner or agreement that was chosen, else the newest agreement, else nobody."""
    if not form.is_valid():
        return None
    if form.cleaned_data["partner"]:
        return previews.sample_for(form.cleaned_data["partner"], version, today=today())
    return previews.sample_of(form.agreement, today=today()) if form.agreement else None


def clause_preview(request: HttpRequest, text: ClauseVersion | None, heading: str, body: str) -> dict[str, Any]:
    """How a clause reads while it is being written."""
    used = text and text.clause.versions.filter(template_clauses__isnull=False).exists()
    kind = TemplateVersion.objects.filter(clauses__clause_version__clause=text.clause).last() if text and used else None
    form = SampleForm(request.POST or request.GET, user=request.user, kind=kind.template.kind if kind else "")
    context: dict[str, Any] = {"sample_form": form, "preview_heading": heading}
    try:
        sample = chosen_sample(form, kind or current())
        context["preview"] = previews.lines_of(body, sample, today=today()) if sample else []
        context["tried_on"] = sample.agreement if sample else None
    except Refusal as refusal:
        context["preview_refusal"] = refusal.sentence
    return context
