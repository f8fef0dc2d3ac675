"""Saved lists: seen, opened, kept, changed and thrown away."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import segments as domain
from network.enums import Role
from network.forms.lists import SegmentForm
from network.models import Segment
from network.rules import may_keep_lists
from network.views.listing import asked_for, kept, page_context


@allow(may_keep_lists)
def segments(request: HttpRequest) -> HttpResponse:
    """One's own lists first, then those of colleagues, each with what it asks for."""
    known = list(Segment.objects.visible_to(request.user).select_related("created_by").order_by("name", "pk"))
    phrases = described(known)
    lines = [(segment, *phrases[segment.pk], may_change(request.user, segment)) for segment in known]
    context = {
        "own": [line for line in lines if line[0].created_by_id == request.user.pk],
        "others": [line for line in lines if line[0].created_by_id != request.user.pk],
    }
    return respond(request, "network/segments/index.html", context)


def described(many: list[Segment]) -> dict[int, tuple[str, bool]]:
    """By key: what a list asks for, and whether it can still be read."""
    readable, found = {}, {}
    for segment in many:
        try:
            readable[segment.pk] = domain.cleaned(segment.filters)
        except Refusal as refusal:
            found[segment.pk] = (refusal.sentence, False)
    names = domain.names_in(readable.values())
    for key, filters in readable.items():
        try:
            found[key] = (domain.sentence(filters, names), True)
        except Refusal as refusal:
            found[key] = (refusal.sentence, False)
    return found


def may_change(user: Any, segment: Segment) -> bool:
    return bool(segment.created_by_id == user.pk or user.has_role(Role.ADMIN))


def visible(request: HttpRequest, pk: int) -> Segment:
    return get_object_or_404(Segment.objects.visible_to(request.user).select_related("created_by"), pk=pk)


@allow(may_keep_lists)
def segment(request: HttpRequest, pk: int) -> HttpResponse:
    """The partners of a saved list as they are today, on the page of all partners."""
    found = visible(request, pk)
    context = page_context(request, kept(found, request.GET, request.user))
    phrase, is_readable = described([found])[found.pk]
    context |= {
        "description": capfirst(phrase) if is_readable else "",
        "may_change": may_change(request.user, found),
    }
    return respond(request, "network/partners.html", context)


@allow(may_keep_lists)
def add(request: HttpRequest) -> HttpResponse:
    """Keep the filters and columns of the address under a name."""
    listing = asked_for(request.GET, request.user)
    form = SegmentForm(request.POST or None, initial={"is_shared": True})
    if form.is_valid():
        try:
            refuse_problems(listing.problems)
            made = domain.keep(filters=listing.filters, columns=listing.columns, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De lijst ‘{made.name}’ is bewaard.")
            return see_other(request, made.get_absolute_url())
    return shown(request, form, listing.filters, back=reverse("network:partners") + f"?{request.GET.urlencode()}")


@allow(may_keep_lists)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or other readers; and other filters and columns when the address names them."""
    found = visible(request, pk)
    if not may_change(request.user, found):
        raise PermissionDenied
    listing = asked_for(request.GET, request.user) if request.GET else kept(found, request.GET, request.user)
    form = SegmentForm(request.POST or None, initial={"name": found.name, "is_shared": found.is_shared})
    if form.is_valid():
        try:
            refuse_problems(listing.problems)
            domain.change(
                segment=found, filters=listing.filters, columns=listing.columns, by=request.user, **form.cleaned_data
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De lijst ‘{form.cleaned_data['name']}’ is bewaard.")
            return see_other(request, found.get_absolute_url())
    return shown(
        request, form, listing.filters, back=found.get_absolute_url(), segment=found, changed=bool(request.GET)
    )


def refuse_problems(problems: list[str]) -> None:
    if problems:
        raise Refusal(problems[0], code="filter")


def shown(request: HttpRequest, form: SegmentForm, filters: dict[str, Any], **context: Any) -> HttpResponse:
    context |= {"form": form, "description": domain.describe(filters)}
    return respond(request, "network/segments/form.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(may_keep_lists)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a list away; the partners stay."""
    found = visible(request, pk)
    domain.remove(segment=found, by=request.user)
    toast(request, f"De lijst ‘{found.name}’ is weg. De partners staan er nog.")
    return see_other(request, reverse("network:segments"))
