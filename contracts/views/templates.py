"""Templates of agreements: all of them, one version with its text for a real agreement, and what changed."""

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.texts import differences, previews, templates
from contracts.domain.texts.reviewing import IN_THE_MAKING
from contracts.domain.texts.template_checks import faults, warnings
from contracts.domain.texts.texts import in_order
from contracts.enums import Condition, ProofKind, TextStatus
from contracts.forms.texts import JudgeForm, NewTemplateForm, PlaceForm, SampleForm, TermsForm
from contracts.models import AgreementTemplate, TemplateVersion
from contracts.models.readiness import SHORT_NAMES
from contracts.rules import may_draw_up, may_see_amounts, may_write_texts
from contracts.views.clauses import chosen_pair
from contracts.views.text_samples import chosen_sample
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast

IN_USE = (TextStatus.PUBLISHED, TextStatus.WITHDRAWN)


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """All templates with what is in force and what is in the making."""
    versions = TemplateVersion.objects.annotate(uses=Count("agreements")).order_by("-version")
    found = AgreementTemplate.objects.order_by("kind", "name").prefetch_related(Prefetch("versions", versions))
    rows = [(each, newest(each, IN_USE[:1]), newest(each, IN_THE_MAKING)) for each in found]
    return respond(
        request, "contracts/texts/templates.html", {"rows": rows, "may_write": may_write_texts(request.user)}
    )


def newest(template: AgreementTemplate, statuses: tuple[TextStatus, ...]) -> TemplateVersion | None:
    return next((each for each in template.versions.all() if each.status in statuses), None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_write_texts)
def new(request: HttpRequest) -> HttpResponse:
    """A new kind of agreement, still empty."""
    form = NewTemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = templates.create(**form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het model is gemaakt. Zet er nu bepalingen in.")
            return see_other(request, made.get_absolute_url())
    return respond(request, "contracts/texts/template_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@allow(may_see_amounts)
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """One template: its versions and its terms."""
    return show_template(request, get_object_or_404(AgreementTemplate, pk=pk))


def show_template(
    request: HttpRequest, found: AgreementTemplate, *, form: TermsForm | None = None, status: int = 200
) -> HttpResponse:
    versions = list(found.versions.annotate(uses=Count("agreements")).order_by("-version"))
    context = {
        "template": found,
        "versions": versions,
        "is_in_the_making": any(each.status in IN_THE_MAKING for each in versions),
        "terms_form": form or TermsForm(initial={name: getattr(found, name) for name in TermsForm.base_fields}),
        "may_write": may_write_texts(request.user),
    }
    return respond(request, "contracts/texts/template.html", context, status=status)


@require_safe
@allow(may_see_amounts)
def version(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One version: its clauses in order, and what still keeps it from being published."""
    return show_version(request, find(pk, version))


def show_version(request: HttpRequest, found: TemplateVersion, *, status: int = 200, **forms: Any) -> HttpResponse:
    places = in_order(found)
    is_open = found.status in IN_THE_MAKING
    clauses = {place.clause_version.clause_id for place in places}
    newer = templates.newest_published(clauses)
    context = {
        "version": found,
        "here": f"versie {found.version}",
        "places": [
            (place, newer.get(place.clause_version.clause_id, 0) > place.clause_version.version) for place in places
        ],
        "faults": faults(found) if is_open else [],
        "warnings": warnings(found, today=today()) if is_open else [],
        "needed": proof_names(found.required_proofs),
        "wanted": proof_names(found.advised_proofs),
        "conditions": Condition.choices,
        "place_form": PlaceForm(without=clauses),
        "judge_form": JudgeForm(),
        "may_write": may_write_texts(request.user),
        "may_preview": may_draw_up(request.user),
        **forms,
    }
    return respond(request, "contracts/texts/template_version.html", context, status=status)


def proof_names(kinds: list[str]) -> list[str]:
    return [SHORT_NAMES[ProofKind(kind)] for kind in kinds]


@require_safe
@allow(may_draw_up)
def preview(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The whole text for a real agreement or partner."""
    found = find(pk, version)
    form = SampleForm(request.GET, user=request.user, kind=found.template.kind)
    context: dict[str, Any] = {"version": found, "sample_form": form, "query": request.GET.urlencode()}
    try:
        sample = chosen_sample(form, found)
        if sample:
            context |= {"tried_on": sample.agreement, "doc": previews.snapshot_of(found, sample, today=today())}
    except Refusal as refusal:
        context["refusal"] = refusal
    status = 422 if request.GET and form.errors else 200
    return respond(request, "contracts/texts/template_preview.html", context, status=status, fragment="preview")


@require_safe
@allow(may_draw_up)
def preview_pdf(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """The same as PDF, made now and kept nowhere."""
    found = find(pk, version)
    sample = chosen_sample(SampleForm(request.GET, user=request.user, kind=found.template.kind), found)
    if sample is None:
        raise Refusal("Kies eerst een overeenkomst of een partner voor het voorbeeld.")
    content = previews.pdf_of(found, sample, today=today())
    headers = {"Content-Disposition": 'inline; filename="Voorbeeld.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@allow(may_see_amounts)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a template, clause by clause and word by word."""
    found = get_object_or_404(AgreementTemplate, pk=pk)
    versions = {each.version: each for each in templates.with_clauses().filter(template=found)}
    old, new = chosen_pair(request, sorted(versions))
    parts = templates_compared(versions[old], versions[new])
    context = {
        "title": found.name,
        "subject_url": found.get_absolute_url(),
        "list_name": "Modellen",
        "list_page": "contracts:templates",
        "versions": sorted(versions),
        "old": old,
        "new": new,
        "parts": parts,
        "is_same": all(differences.is_same(lines) for _, lines in parts),
    }
    return respond(request, "contracts/texts/compare.html", context)


def templates_compared(old: TemplateVersion, new: TemplateVersion) -> list[tuple[str, list[differences.ChangedLine]]]:
    """Per part that differs: what it is called, and its lines."""
    before, after = parts_of(old), parts_of(new)
    found = []
    for key in {**after, **before}:
        was, now = before.get(key, ("", "")), after.get(key, ("", ""))
        lines = differences.compare(was[1], now[1])
        if was[0] != now[0] or not differences.is_same(lines):
            found.append((now[0] or f"{was[0]} (weg)", lines))
    return found


def parts_of(version: TemplateVersion) -> dict[int, tuple[str, str]]:
    """Title and preamble as 0, then each clause: what it is called, and its lines with its condition."""
    parts = {0: ("Titel en overwegingen", f"{version.title}\n{version.preamble}")}
    for place in in_order(version):
        when = "" if place.condition == Condition.ALWAYS else f"Alleen bij: {place.get_condition_display()}.\n"
        parts[place.clause_version.clause_id] = (place.clause_version.heading, when + place.clause_version.body)
    return parts


def find(pk: int, version: int) -> TemplateVersion:
    return get_object_or_404(templates.with_clauses(), template_id=pk, version=version)
