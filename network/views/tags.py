"""Labels: all of them with how many carry each, one of them to rename, merge or throw away, and those of one partner."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import is_fragment_request, respond, see_other, toast
from network.domain import tags as domain
from network.forms.lists import TagChoiceForm, TagNameForm
from network.models import Partner, Tag, TagChange
from network.rules import is_projectbureau, may_keep_lists

SHOWN = 10


@allow(may_keep_lists)
def tags(request: HttpRequest) -> HttpResponse:
    """All labels with how many partners carry each."""
    counted = Tag.objects.annotate(carried=Count("partnertag")).select_related("created_by").order_by("name")
    return respond(request, "network/tags/index.html", {"tags": counted})


@allow(may_keep_lists)
def tag(request: HttpRequest, pk: int) -> HttpResponse:
    """One label: who carries it, what was done with it, and for who may: another name, merging, throwing away."""
    return shown(request, get_object_or_404(Tag.objects.select_related("created_by"), pk=pk))


def may_change(user: Any, tag: Tag) -> bool:
    """Who made the label, and the projectbureau, which keeps them in order."""
    return bool(tag.created_by_id == user.pk or is_projectbureau(user))


def changeable(request: HttpRequest, pk: int) -> Tag:
    found = get_object_or_404(Tag.objects.select_related("created_by"), pk=pk)
    if not may_change(request.user, found):
        raise PermissionDenied
    return found


def shown(request: HttpRequest, tag: Tag, **forms: Any) -> HttpResponse:
    context = {
        "tag": tag,
        "carried": tag.partnertag_set.count(),
        "lists": domain.lists_with(tag).visible_to(request.user).order_by("name"),
        "changes": tag.changes.select_related("changed_by", "undone_by").order_by("-changed_at", "-pk")[:SHOWN],
        "may_change": may_change(request.user, tag),
        "rename_form": TagNameForm(initial={"name": tag.name}),
        "merge_form": TagChoiceForm(without=tag),
        **forms,
    }
    return respond(request, "network/tags/tag.html", context, status=422 if forms else 200)


@require_POST
@allow(may_keep_lists)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a label another name, everywhere at once."""
    found = changeable(request, pk)
    form = TagNameForm(request.POST)
    if form.is_valid():
        try:
            domain.rename(tag=found, name=form.cleaned_data["name"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het label heeft een andere naam.")
            return see_other(request, reverse("network:tag", args=[found.pk]))
    return shown(request, found, rename_form=form)


@require_POST
@allow(may_keep_lists)
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let another label take over all partners and lists of this one."""
    found = changeable(request, pk)
    form = TagChoiceForm(request.POST, without=found)
    if form.is_valid():
        try:
            into = domain.merge(tag=found, into=form.cleaned_data["tag"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Het label ‘{found.name}’ gaat verder als ‘{into.name}’.")
            return see_other(request, reverse("network:tag", args=[into.pk]))
    return shown(request, found, merge_form=form)


@require_POST
@allow(may_keep_lists)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a label away."""
    found = changeable(request, pk)
    name = found.name
    carried = domain.remove(tag=found, by=request.user)
    also = f", ook bij de {carried} partners die het hadden" if carried > 1 else ""
    toast(request, f"Het label ‘{name}’ is weg{also}.")
    return see_other(request, reverse("network:tags"))


@require_POST
@allow(may_keep_lists)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn back what was done with a label for many at once."""
    change = get_object_or_404(TagChange.objects.select_related("tag"), pk=pk)
    turned = domain.undo(change=change, by=request.user)
    toast(request, f"Teruggedraaid voor {turned} {'partner' if turned == 1 else 'partners'}.")
    return see_other(request, reverse("network:tag", args=[change.tag_id]))


def tags_context(request: HttpRequest, partner: Partner, form: TagNameForm | None = None) -> dict[str, Any]:
    """What network/tags_of_partner.html needs."""
    may_keep = may_keep_lists(request.user)
    return {
        "tags": partner.tags.order_by("name"),
        "tag_form": form or TagNameForm() if may_keep else None,
        "known_tags": Tag.objects.order_by("name").values_list("name", flat=True) if may_keep else [],
        "may_tag": may_keep,
    }


@require_POST
@allow(may_keep_lists)
def add_to_partner(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a label on one partner; it is made when it is new."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = TagNameForm(request.POST)
    if form.is_valid():
        try:
            domain.add(partner=partner, name=form.cleaned_data["name"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return answered(request, partner)
    return answered(request, partner, form)


@require_POST
@allow(may_keep_lists)
def take_off_partner(request: HttpRequest, pk: int, tag: int) -> HttpResponse:
    """Take a label off one partner."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    domain.take_off(partner=partner, tag=get_object_or_404(Tag, pk=tag), by=request.user)
    return answered(request, partner)


def answered(request: HttpRequest, partner: Partner, form: TagNameForm | None = None) -> HttpResponse:
    """The labels alone for htmx, else back to the partner page, with the refusal as a toast."""
    if is_fragment_request(request):
        context = {"partner": partner, **tags_context(request, partner, form)}
        return respond(request, "network/tags_of_partner.html", context, fragment="tags", status=422 if form else 200)
    if form is not None:
        toast(request, " ".join(str(error) for errors in form.errors.values() for error in errors), kind="error")
    return see_other(request, partner.get_absolute_url())
