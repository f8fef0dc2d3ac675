"""One version of a clause: writing it, and taking it from concept to published."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from contracts.domain.texts import library, reviewing
from contracts.enums import TextStatus
from contracts.forms.texts import ClauseTextForm, JudgeForm
from contracts.models import Clause, ClauseVersion
from contracts.rules import may_write_texts
from contracts.views.clauses import FULL, fragment_of, show, writing_context
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast


@require_POST
@allow(may_write_texts)
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a new version with the newest text."""
    made = library.new_version(clause=get_object_or_404(Clause, pk=pk), by=request.user)
    toast(request, f"Versie {made.version} staat klaar als concept.")
    return see_other(request, reverse("contracts:clause-edit", args=[pk, made.version]))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_write_texts)
def edit(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Write a concept, with how it reads for a real agreement beside it."""
    found = find(pk, version)
    if request.method != "POST" and found.status != TextStatus.DRAFT:
        return see_other(request, found.clause.get_absolute_url())
    form = ClauseTextForm(request.POST or None, initial=initial(found))
    wants_preview = request.POST.get("doel") == "voorbeeld"
    if request.method == "POST" and form.is_valid() and not wants_preview:
        try:
            library.change(version=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het concept is bewaard.")
            return see_other(request, found.clause.get_absolute_url())
    context = {"form": form, "version": found, **writing_context(request, found, found.heading, found.body)}
    status = 422 if form.errors and not wants_preview else 200
    return respond(request, "contracts/texts/clause_edit.html", context, status=status, fragment=fragment_of(request))


@require_POST
@allow(may_write_texts)
def judge(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Note what the lawyer found."""
    found = find(pk, version)
    form = JudgeForm(request.POST)
    if form.is_valid():
        try:
            judged = reviewing.judge(version=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Het oordeel is vastgelegd. Versie {judged.version} is {judged.get_status_display()}.")
            return see_other(request, found.clause.get_absolute_url())
    return show(request, found.clause, judge_form=form, status=422)


@require_POST
@allow(may_write_texts)
def submit(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """To the lawyer."""
    return step(request, pk, version, lambda found: reviewing.submit(version=found), "De tekst ligt bij de jurist.")


@require_POST
@allow(may_write_texts)
def reopen(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Back to concept."""
    return step(
        request, pk, version, lambda found: reviewing.reopen(version=found), "Je kunt de tekst weer veranderen."
    )


@require_POST
@allow(may_write_texts)
def publish(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """From now on in force, and never changed again."""

    def act(found: ClauseVersion) -> object:
        return library.publish(version=found, by=request.user, at=timezone.now())

    return step(request, pk, version, act, "De tekst is gepubliceerd en verandert niet meer.")


@require_POST
@allow(may_write_texts)
def withdraw(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Out of use."""
    return step(request, pk, version, lambda found: library.withdraw(version=found), "De tekst is ingetrokken.")


@require_POST
@allow(may_write_texts)
def restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Into use again."""
    return step(request, pk, version, lambda found: reviewing.restore(version=found), "De tekst is weer in gebruik.")


@require_POST
@allow(may_write_texts)
def discard(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Throw a concept away."""
    return step(request, pk, version, lambda found: library.throw_away(version=found), "Het concept is weggegooid.")


def step(
    request: HttpRequest, pk: int, version: int, act: Callable[[ClauseVersion], object], told: str
) -> HttpResponse:
    """One step of a text; what is refused is said on the page of the clause."""
    found = find(pk, version)
    try:
        act(found)
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="error")
    else:
        toast(request, told)
    is_there = Clause.objects.filter(pk=pk).exists()
    return see_other(request, found.clause.get_absolute_url() if is_there else reverse("contracts:clauses"))


def find(pk: int, version: int) -> ClauseVersion:
    return get_object_or_404(ClauseVersion.objects.select_related(*FULL), clause_id=pk, version=version)


def initial(version: ClauseVersion) -> dict[str, object]:
    return {
        "heading": version.heading,
        "body": version.body,
        "summary": version.summary,
        "model_agreement": version.model_agreement_id,
        "seen": version.sha256,
    }
