"""Putting a template together, and taking it from concept to published."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contracts.domain.texts import reviewing, templates
from contracts.enums import TextStatus
from contracts.forms.texts import ConditionForm, JudgeForm, PlaceForm, TemplateTextForm, TermsForm
from contracts.models import AgreementTemplate, TemplateClause, TemplateVersion
from contracts.rules import may_write_texts
from contracts.views.templates import find, show_template, show_version
from contracts.views.text_steps import Steps
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast


@require_POST
@allow(may_write_texts)
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """How long signers have and how long is kept."""
    found = get_object_or_404(AgreementTemplate, pk=pk)
    form = TermsForm(request.POST)
    if not form.is_valid():
        return show_template(request, found, form=form, status=422)
    templates.set_terms(template=found, **form.cleaned_data)
    toast(request, "De termijnen zijn bewaard. Ze gelden voor wat je vanaf nu verstuurt.")
    return see_other(request, found.get_absolute_url())


@require_POST
@allow(may_write_texts)
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a new version with everything of the newest."""
    made = templates.new_version(template=get_object_or_404(AgreementTemplate, pk=pk))
    toast(request, f"Versie {made.version} staat klaar als concept.")
    return see_other(request, made.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_write_texts)
def edit(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """What stands around the clauses."""
    found = find(pk, version)
    if request.method != "POST" and found.status != TextStatus.DRAFT:
        return see_other(request, found.get_absolute_url())
    initial = {name: getattr(found, name) for name in TemplateTextForm.base_fields}
    form = TemplateTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            templates.change(version=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het concept is bewaard.")
            return see_other(request, found.get_absolute_url())
    context = {"form": form, "version": found}
    return respond(request, "contracts/texts/template_edit.html", context, status=422 if form.errors else 200)


@require_POST
@allow(may_write_texts)
def place(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Put a clause at the end."""
    found = find(pk, version)
    clauses = {each.clause_version.clause_id for each in found.clauses.all()}
    form = PlaceForm(request.POST, without=clauses)
    if form.is_valid():
        try:
            templates.place(
                version=found, text=form.cleaned_data["clause_version"], condition=form.cleaned_data["condition"]
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, f"{found.get_absolute_url()}#bepalingen")
    return show_version(request, found, place_form=form, status=422)


@require_POST
@allow(may_write_texts)
def arrange(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """Move a clause, take it out, renew its text, or change when it stands there (`doel` says what)."""
    found = find(pk, version)
    key = request.POST.get("plaats", "")
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
    spot = get_object_or_404(TemplateClause, pk=number, version=found)
    wishes: dict[str, Callable[[], object]] = {
        "omhoog": lambda: templates.move(place=spot, by=-1),
        "omlaag": lambda: templates.move(place=spot, by=1),
        "eruit": lambda: templates.remove(place=spot),
        "vernieuw": lambda: templates.renew(place=spot),
    }
    form = ConditionForm(request.POST)
    if request.POST.get("doel") == "voorwaarde" and form.is_valid():
        wishes["voorwaarde"] = lambda: templates.set_condition(place=spot, condition=form.cleaned_data["condition"])
    wish = wishes.get(request.POST.get("doel", ""))
    if wish is None:
        raise Refusal("Kies wat er met deze bepaling moet gebeuren.")
    wish()
    return see_other(request, f"{found.get_absolute_url()}#bepalingen")


def after(found: TemplateVersion) -> str:
    """The page of the version; when that was thrown away its template, or all of them."""
    left = TemplateVersion.objects.filter(template_id=found.template_id)
    if left.filter(pk=found.pk).exists():
        return found.get_absolute_url()
    return found.template.get_absolute_url() if left.exists() else reverse("contracts:templates")


def show_judged(request: HttpRequest, found: TemplateVersion, form: JudgeForm) -> HttpResponse:
    return show_version(request, found, judge_form=form, status=422)


STEPS = Steps(find, after, show_judged)
judge = STEPS.judge()
submit = STEPS.step(lambda found, by, at: reviewing.submit(version=found), "Het model ligt bij de jurist.")
reopen = STEPS.step(lambda found, by, at: reviewing.reopen(version=found), "Je kunt het model weer veranderen.")
publish = STEPS.step(
    lambda found, by, at: templates.publish(version=found, by=by, at=at),
    "Het model is gepubliceerd. Nieuwe overeenkomsten volgen het vanaf nu.",
)
withdraw = STEPS.step(lambda found, by, at: templates.withdraw(version=found), "Deze versie is ingetrokken.")
restore = STEPS.step(lambda found, by, at: reviewing.restore(version=found), "De tekst is weer in gebruik.")
discard = STEPS.step(lambda found, by, at: templates.throw_away(version=found), "Het concept is weggegooid.")
