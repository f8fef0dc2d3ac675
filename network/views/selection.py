"""Something for all on a list at once: first what will happen and for whom not, then doing it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import tags, tasks_for_many
from network.forms.lists import TagChoiceForm, TagNameForm, TaskForManyForm
from network.models import Tag
from network.rules import may_keep_lists
from network.views.selected import Selection, selected


@allow(may_keep_lists)
def add_tag(request: HttpRequest) -> HttpResponse:
    """Hang a label on all of them: choose it, see for how many that changes something, do it."""
    choice = selected(request.POST or request.GET, request.user)
    form = TagNameForm(request.POST or given(request, "name"))
    context: dict[str, Any] = {"form": form, "known": Tag.objects.order_by("name").values_list("name", flat=True)}
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            tags.checked_name(name)
            context["preview"] = tags.preview_adding(partners=choice.partners, name=name)
            if request.method == "POST" and not is_stale(request, form, context["preview"]):
                change = tags.add_to_many(partners=choice.partners, name=name, by=request.user)
                return done(
                    request,
                    change.tag,
                    f"{people(len(change.partners), 'kreeg', 'kregen')} het label ‘{change.tag.name}’.",
                )
        except Refusal as refusal:
            form.refuse(refusal)
    return shown(request, "network/tags/add_to_many.html", choice, **context)


@allow(may_keep_lists)
def take_off_tag(request: HttpRequest) -> HttpResponse:
    """Take a label off all of them."""
    choice = selected(request.POST or request.GET, request.user)
    form = TagChoiceForm(request.POST or given(request, "tag"))
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        tag = form.cleaned_data["tag"]
        try:
            context["preview"] = tags.preview_taking_off(partners=choice.partners, tag=tag)
            if request.method == "POST" and not is_stale(request, form, context["preview"]):
                change = tags.take_off_many(partners=choice.partners, tag=tag, by=request.user)
                return done(
                    request, tag, f"{people(len(change.partners), 'heeft', 'hebben')} het label ‘{tag.name}’ niet meer."
                )
        except Refusal as refusal:
            form.refuse(refusal)
    return shown(request, "network/tags/take_off_many.html", choice, **context)


@allow(may_keep_lists)
def add_task(request: HttpRequest) -> HttpResponse:
    """One task for each of them."""
    today = timezone.localdate()
    choice = selected(request.POST or request.GET, request.user)
    form = TaskForManyForm(request.POST or None, user=request.user)
    context: dict[str, Any] = {"form": form}
    try:
        many = tasks_for_many.sized(choice.partners)
        context |= {"count": len(many), "without_account": len(many) - len(tasks_for_many.accounts_of(many, today))}
    except Refusal as refusal:
        return shown(request, "network/tasks_for_many.html", choice, refused=refusal.sentence, **context)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = tasks_for_many.add(
                partners=choice.partners,
                title=data["title"],
                due_on=data["due_on"],
                detail=data["detail"],
                by=request.user,
                today=today,
                **data["who"],
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            passed = f" {people(made.waiting, 'had', 'hadden')} deze taak al." if made.waiting else ""
            toast(request, f"{made.made} {'taak' if made.made == 1 else 'taken'} gemaakt.{passed}")
            return see_other(request, back_to(choice))
    return shown(request, "network/tasks_for_many.html", choice, **context)


def given(request: HttpRequest, name: str) -> Any:
    """What the address says, when it says it: a form that nobody filled in has no errors."""
    return request.GET if request.GET.get(name) else None


def is_stale(request: HttpRequest, form: Any, preview: tags.Preview) -> bool:
    """Whether the list changed since its preview was shown; then the new one is shown first."""
    if request.POST.get("changes") == str(preview.changes):
        return False
    form.add_error(None, "De lijst is intussen veranderd. Kijk de aantallen nog eens na.")
    return True


def done(request: HttpRequest, tag: Tag, text: str) -> HttpResponse:
    """On to the label, where the change can be undone."""
    toast(request, text)
    return see_other(request, reverse("network:tag", args=[tag.pk]))


def people(number: int, one_does: str, many_do: str) -> str:
    """'1 partner kreeg', '12 partners kregen'."""
    return f"1 partner {one_does}" if number == 1 else f"{number} partners {many_do}"


def back_to(choice: Selection) -> str:
    return choice.back if choice.back.startswith("/") else f"{reverse('network:partners')}{choice.back}"


def shown(request: HttpRequest, template: str, choice: Selection, **context: Any) -> HttpResponse:
    """The page of an action: for whom, what will happen, and the way back."""
    form = context["form"]
    context |= {"choice": choice, "total": choice.partners.count(), "back": back_to(choice)}
    return respond(request, template, context, status=422 if form.is_bound and form.errors else 200)
