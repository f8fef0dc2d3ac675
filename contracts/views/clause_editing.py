"""One version of a clause: writing it, and taking it from concept to published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts.domain.texts import library, reviewing
from contracts.enums import TextStatus
from contracts.forms.texts import ClauseTextForm, JudgeForm
from contracts.models import Clause, ClauseVersion
from contracts.rules import may_write_texts
from contracts.views.clauses import FULL, fragment_of, show, writing_context
from contracts.views.text_steps import Steps
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


def initial(version: ClauseVersion) -> dict[str, object]:
    return {
        "heading": version.heading,
        "body": version.body,
        "summary": version.summary,
        "model_agreement": version.model_agreement_id,
        "seen": version.sha256,
    }


def find(pk: int, version: int) -> ClauseVersion:
    return get_object_or_404(ClauseVersion.objects.select_related(*FULL), clause_id=pk, version=version)


def after(found: ClauseVersion) -> str:
    """The page of the clause, or the library when its only version was thrown away."""
    is_there = Clause.objects.filter(pk=found.clause_id).exists()
    return found.clause.get_absolute_url() if is_there else reverse("contracts:clauses")


def show_judged(request: HttpRequest, found: ClauseVersion, form: JudgeForm) -> HttpResponse:
    return show(request, found.clause, judge_form=form, status=422)


STEPS = Steps(find, after, show_judged)
judge = STEPS.judge()
submit = STEPS.step(lambda found, by, at: reviewing.submit(version=found), "De tekst ligt bij de jurist.")
reopen = STEPS.step(lambda found, by, at: reviewing.reopen(version=found), "Je kunt de tekst weer veranderen.")
publish = STEPS.step(
    lambda found, by, at: library.publish(version=found, by=by, at=at),
    "De tekst is gepubliceerd en verandert niet meer.",
)
withdraw = STEPS.step(lambda found, by, at: library.withdraw(version=found), "De tekst is ingetrokken.")
restore = STEPS.step(lambda found, by, at: reviewing.restore(version=found), "De tekst is weer in gebruik.")
discard = STEPS.step(lambda found, by, at: library.throw_away(version=found), "Het concept is weggegooid.")
