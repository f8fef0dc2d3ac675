"""Making one partner of two, the list of merges, and undoing one."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import matching, merging
from network.forms.merges import MergeForm, MergeWithForm
from network.models import Merge, Partner
from network.rules import may_merge
from network.views.keyset import page_of, with_parameter
from network.views.side_by_side import facts_of, load

PAGE = 50


@allow(may_merge)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """With whom may this partner be the same? Who looks like him, or anybody one can name."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = MergeWithForm(request.GET if "other" in request.GET else None, partner=partner)
    if form.is_valid():
        return see_other(request, reverse("network:merge", args=[partner.pk, form.cleaned_data["other"].pk]))
    context = {"partner": partner, "form": form, "alike": matching.open_pairs_of(partner)}
    return respond(request, "network/merges/choose.html", context, status=422 if form.is_bound else 200)


@allow(may_merge)
def merge(request: HttpRequest, first: int, second: int) -> HttpResponse:
    """What differs between the two, what will move, and who stays (the first). Already merged: what that did."""
    visible = Partner.objects.visible_to(request.user)
    already = Merge.objects.visible_to(request.user).open().filter(loser_key__in=(first, second)).first()
    if already is not None:
        return see_other(request, already.get_absolute_url())
    winner, loser = get_object_or_404(visible, pk=first), get_object_or_404(visible, pk=second)
    comparison = merging.compare(winner, loser)
    form = MergeForm(request.POST or None, comparison=comparison)
    if not form.is_valid():
        return shown(request, form)
    try:
        done = merging.merge(
            winner=winner,
            loser=loser,
            by=request.user,
            at=timezone.now(),
            choices=form.choices(),
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        if refusal.code not in {"stale", "blocked"}:
            raise
        return shown_again(request, winner, loser, refusal)
    toast(request, f"{done.loser_name} is opgegaan in {done.winner.name}.")
    return see_other(request, done.get_absolute_url())


def shown(request: HttpRequest, form: MergeForm, **context: Any) -> HttpResponse:
    """The page; both partners are loaded with what is known of them."""
    comparison = form.comparison
    sides = [comparison.winner, comparison.loser]
    load(sides)
    facts = facts_of(sides, request.user)
    context = {"form": form, "comparison": comparison, "sides": sides, "facts": facts, "changed": [], **context}
    return respond(request, "network/merges/merge.html", context, status=422 if form.is_bound else 200)


def shown_again(request: HttpRequest, winner: Partner, loser: Partner, refusal: Refusal) -> HttpResponse:
    """As they are now, with what was chosen where that is still to be chosen, and what changed meanwhile."""
    fresh = Partner.objects.in_bulk([winner.pk, loser.pk])
    if len(fresh) < len({winner.pk, loser.pk}):
        raise refusal
    comparison = merging.compare(fresh[winner.pk], fresh[loser.pk])
    form = MergeForm(
        {**request.POST.dict(), "seen": MergeForm(comparison=comparison)["seen"].initial}, comparison=comparison
    )
    form.refuse(refusal)
    return shown(request, form, changed=refusal.extra.get("changed", []))


@allow(may_merge)
def merges(request: HttpRequest) -> HttpResponse:
    """What was merged, newest first."""
    rows = Merge.objects.visible_to(request.user).select_related("winner", "merged_by", "undone_by").defer("record")
    found, last = page_of(rows, by="merged_at", after=request.GET.get("na", ""), size=PAGE)
    context = {"merges": found, "next_page": with_parameter(request.GET, "na", last)}
    return respond(request, "network/merges/index.html", context)


@allow(may_merge)
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What one merge did, and what undoing it would give back; or what stayed when it was undone."""
    found = get_object_or_404(
        Merge.objects.visible_to(request.user).select_related("winner", "merged_by", "undone_by"), pk=pk
    )
    is_open = found.undone_at is None
    remainder = merging.plan(found).remainder if is_open else found.remainder
    context = {
        "merge": found,
        "moved": merging.moved_in_words(found),
        "picked": found.record.get("picked", []),
        "remainder": remainder,
        "later": merging.later_merge(found) if is_open else None,
    }
    return respond(request, "network/merges/page.html", context)


@allow(may_merge)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Make two of one again."""
    found = get_object_or_404(Merge.objects.visible_to(request.user).select_related("winner"), pk=pk)
    done = merging.undo(merge=found, by=request.user, at=timezone.now())
    toast(request, f"{done.loser_name} is weer een eigen partner.")
    return see_other(request, done.get_absolute_url())


def address_of_merged(request: HttpRequest) -> str:
    """The same page of the partner in whom somebody went up, for who may see that partner; else ''."""
    match = request.resolver_match
    if match is None or match.view_name not in settings.PARTNER_ADDRESSES:
        return ""
    winner = merging.winner_of(match.kwargs["pk"])
    if winner is None or not Partner.objects.visible_to(request.user).filter(pk=winner.pk).exists():
        return ""
    toast(request, f"Deze partner is samengevoegd met {winner.name}.", kind="info")
    query = request.META.get("QUERY_STRING", "")
    return reverse(match.view_name, args=[winner.pk]) + (f"?{query}" if query else "")
