"""The clause library: all clauses, one with its versions, and what changed between two of them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.drawing_up.agreement_snapshots import WORDS
from contracts.domain.texts import differences, library
from contracts.enums import Condition, TextStatus
from contracts.forms.texts import ClauseFilterForm, JudgeForm, NewClauseForm
from contracts.models import Clause, ClauseVersion, TemplateVersion
from contracts.rules import may_see_amounts, may_write_texts
from contracts.views.text_samples import clause_preview
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

FULL = ("clause", "model_agreement", "drafted_by", "reviewed_by", "published_by")


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """All clauses, articles first."""
    form = ClauseFilterForm(request.GET)
    found = library.listed()
    if query := form.chosen("q"):
        found = found.filter(
            Q(name__icontains=query) | Q(versions__heading__icontains=query) | Q(versions__body__icontains=query)
        ).distinct()
    if kind := form.chosen("kind"):
        found = found.filter(kind=kind)
    context = {
        "form": form,
        "clauses": [(each, TextStatus(each.making_status) if each.making_status else None) for each in found],
        "may_write": may_write_texts(request.user),
    }
    return respond(request, "contracts/texts/clauses.html", context, fragment="list")


@require_safe
@allow(may_see_amounts)
def clause(request: HttpRequest, pk: int) -> HttpResponse:
    """One clause: what is in force, what is in the making, and everything before."""
    return show(request, get_object_or_404(Clause, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_write_texts)
def new(request: HttpRequest) -> HttpResponse:
    """A new subject with its first text."""
    form = NewClauseForm(request.POST or None)
    wants_preview = request.POST.get("doel") == "voorbeeld"
    if request.method == "POST" and form.is_valid() and not wants_preview:
        try:
            made = library.write(**form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het concept is bewaard.")
            return see_other(request, made.clause.get_absolute_url())
    context = {"form": form, **writing_context(request, None, "", "")}
    status = 422 if form.errors and not wants_preview else 200
    return respond(request, "contracts/texts/clause_edit.html", context, status=status, fragment=fragment_of(request))


@require_safe
@allow(may_see_amounts)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of a clause, word by word."""
    found = get_object_or_404(Clause, pk=pk)
    versions = {each.version: each for each in found.versions.select_related("clause").order_by("version")}
    old, new = chosen_pair(request, sorted(versions))
    lines = differences.compare(written(versions[old]), written(versions[new])) if versions else []
    context = {
        "title": found.name,
        "subject_url": found.get_absolute_url(),
        "list_name": "Bepalingen",
        "list_page": "contracts:clauses",
        "versions": sorted(versions),
        "old": old,
        "new": new,
        "parts": [("", lines)],
        "is_same": differences.is_same(lines),
    }
    return respond(request, "contracts/texts/compare.html", context)


def chosen_pair(request: HttpRequest, numbers: list[int]) -> tuple[int, int]:
    """The versions that `?van=` and `?tot=` name; else the last two."""
    last, before = numbers[-1], numbers[-2] if len(numbers) > 1 else numbers[-1]
    known = {str(number): number for number in numbers}
    return known.get(request.GET.get("van", ""), before), known.get(request.GET.get("tot", ""), last)


def written(version: ClauseVersion) -> str:
    return f"{version.heading}\n{version.body}"


def show(
    request: HttpRequest, found: Clause, *, judge_form: JudgeForm | None = None, status: int = 200
) -> HttpResponse:
    versions = list(found.versions.select_related(*FULL).order_by("-version"))
    context = {
        "clause": found,
        "versions": versions,
        "current": next((each for each in versions if each.status == TextStatus.PUBLISHED), None),
        "making": next((each for each in versions if each.status not in library.USED), None),
        "judge_form": judge_form or JudgeForm(),
        "used_in": TemplateVersion.objects.filter(clauses__clause_version__clause=found)
        .select_related("template")
        .distinct()
        .order_by("template__name", "-version"),
        "may_write": may_write_texts(request.user),
    }
    return respond(request, "contracts/texts/clause.html", context, status=status)


def fragment_of(request: HttpRequest) -> str | None:
    """Only the example, when that is all that was asked for."""
    return "preview" if request.POST.get("doel") == "voorbeeld" else None


def writing_context(request: HttpRequest, text: ClauseVersion | None, heading: str, body: str) -> dict[str, Any]:
    """The words and conditions to choose from, and how the text reads that is typed at this moment."""
    heading, body = request.POST.get("heading", heading)[:120], request.POST.get("body", body)[:8000]
    return {
        "words": sorted(WORDS.items()),
        "conditions": [choice for choice in Condition.choices if choice[0] != Condition.ALWAYS],
        **clause_preview(request, text, heading.replace("\0", ""), body.replace("\0", "")),
    }
