"""One wijk: who is there on a real map, what waits, who answers for it, and what is missing."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.home import panels
from fluxus.web import respond, see_other, toast
from network.domain import wijken as wijken_domain
from network.domain.local_networks import PER_AREA
from network.domain.wijk_facts import SILENCE_MONTHS, facts, people_of, silent_in, tasks_of
from network.domain.wijk_kinds import KINDS, OTHER, Kind
from network.domain.wijk_map import parts, spread
from network.enums import PartnerKind, PartnerRole
from network.forms.networks import JoinForm
from network.forms.wijken import AppointForm
from network.models import Address, LocalNetwork, Partner, SchoolProfile, Wijk
from network.rules import is_colleague, may_edit_network, may_hand_over, may_keep_tasks, may_note_contact
from network.views.keyset import page_of, with_parameter
from network.views.wijken import drawn

SHOWN = 8
PAGE = 50
MOST_ON_MAP = 500
PERSONS = {PartnerRole.TEACHER, PartnerRole.ARTIST}


@allow(is_colleague)
def wijk(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a wijk."""
    found = get_object_or_404(Wijk.objects.visible_to(request.user), slug=slug)
    return shown(request, found)


def shown(
    request: HttpRequest, wijk: Wijk, *, appoint_form: AppointForm | None = None, join_form: JoinForm | None = None
) -> HttpResponse:
    today, user = timezone.localdate(), request.user
    (known,) = facts(wijken=[wijk], user=user, on=today)
    forms = {
        "appoint_form": (appoint_form or AppointForm()) if may_hand_over(user) else None,
        "join_form": (join_form or JoinForm(wijk=wijk)) if may_edit_network(user) else None,
    }
    silent, tasks = silent_in(wijk, on=today), tasks_of(wijk, user=user)
    context = {
        "wijk": wijk,
        "facts": known,
        "figures": wijken_domain.key_figures().get(wijk.code, {}),
        "silent": silent[:SHOWN],
        "silence_months": SILENCE_MONTHS,
        "tasks": tasks[:SHOWN],
        "today": today,
        "white_spots": [
            (role, "cultuurmaker" if role in PERSONS else PartnerKind.ORGANISATION.label) for role in known.white_spots
        ],
        "panels": panels("WIJK_PANELS", request, wijk),
        "may_edit": may_edit_network(user),
        "may_note": may_note_contact(user),
        "may_keep_tasks": may_keep_tasks(user),
        "schools": schools_of(wijk),
        **answering(wijk),
        **networks_of(wijk),
        **map_of(wijk, request),
        **listed(wijk, request),
        **forms,
    }
    has_errors = any(form is not None and form.is_bound for form in (appoint_form, join_form))
    return respond(request, "network/wijk.html", context, status=422 if has_errors else 200)


def schools_of(wijk: Wijk) -> QuerySet[SchoolProfile]:
    """The schools of a wijk with board and pupils."""
    there = Address.objects.filter(wijk=wijk).values("partner")
    return (
        SchoolProfile.objects.filter(partner__in=there)
        .select_related("partner", "board")
        .order_by("partner__sort_name")
    )


def answering(wijk: Wijk) -> dict[str, Any]:
    """Who answers for the wijk now, soon and before."""
    today = timezone.localdate()
    rows = list(wijk.accounts.select_related("user").order_by("-is_primary", "-started_on", "-pk"))
    return {
        "accounts": [row for row in rows if row.started_on <= today and (row.ended_on is None or row.ended_on > today)],
        "coming": [row for row in rows if row.started_on > today],
        "past_accounts": sorted(
            (row for row in rows if row.ended_on and row.ended_on <= today), key=lambda row: row.ended_on, reverse=True
        ),
    }


def networks_of(wijk: Wijk) -> dict[str, Any]:
    """The networks we take part in here, against the target of the jaarplan."""
    today = timezone.localdate()
    rows = list(LocalNetwork.objects.filter(wijken=wijk).select_related("organiser").order_by("joined_on", "pk"))
    present = [row for row in rows if row.left_on is None or row.left_on > today]
    return {
        "networks": present,
        "past_networks": [row for row in rows if row not in present],
        "networks_now": sum(row.joined_on <= today for row in present),
        "per_area": PER_AREA,
    }


def map_of(wijk: Wijk, request: HttpRequest) -> dict[str, Any]:
    """The wijk with its buurten, its neighbours, and everybody who is there."""
    everywhere = list(Wijk.objects.visible_to(request.user).order_by("name"))
    drawing = drawn(everywhere, lambda one: "wijk--here" if one.pk == wijk.pk else "", here=wijk)
    people = list(people_of(wijk, on=timezone.localdate()).order_by("sort_name", "pk")[:MOST_ON_MAP])
    spots, clusters = spread(people, wijk, drawing["frame"])
    counts: dict[str, int] = {}
    for spot in (*spots, *(spot for cluster in clusters for spot in cluster.spots)):
        counts[spot.kind.slug] = counts.get(spot.kind.slug, 0) + 1
    return {
        "map": drawing,
        "parts": parts(wijk, drawing["frame"], clusters),
        "spots": spots,
        "clusters": clusters,
        "legend": [(kind, counts[kind.slug]) for kind in (*KINDS, OTHER) if kind.slug in counts],
        "is_cut": len(people) == MOST_ON_MAP,
        "most_on_map": MOST_ON_MAP,
        "loose": sum(cluster.number for cluster in clusters),
    }


def listed(wijk: Wijk, request: HttpRequest) -> dict[str, Any]:
    """The table beneath the map: everybody in the wijk by name, of one kind when asked, fifty at a time."""
    people = people_of(wijk, on=timezone.localdate())
    kind = next((kind for kind in KINDS if kind.slug == request.GET.get("soort")), None)
    people = of_kind(people, kind) if kind else people
    page, last = page_of(people, by="sort_name", after=request.GET.get("na", ""), size=PAGE, newest_first=False)
    for person in page:
        person.role_labels = ", ".join(
            str(PartnerRole(role).label) for role in PartnerRole if role in person.role_names
        )
    return {"people": page, "kind": kind, "next_page": with_parameter(request.GET, "na", last)}


def of_kind(people: QuerySet[Partner], kind: Kind) -> QuerySet[Partner]:
    return people.filter(pk__in=Partner.objects.with_role(*kind.roles, on=timezone.localdate()).values("pk"))


@allow(may_hand_over)
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a colleague accounthouder of a wijk."""
    found = get_object_or_404(Wijk.objects.visible_to(request.user), slug=slug)
    form = AppointForm(request.POST or None)
    if form.is_valid():
        try:
            wijken_domain.appoint(wijk=found, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{form.cleaned_data['user']} is accounthouder van {found.name}.")
            return see_other(request, found.get_absolute_url())
    return shown(request, found, appoint_form=form)
