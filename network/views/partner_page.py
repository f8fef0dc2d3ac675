"""Who is this? Everything we know of one partner that this colleague may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Prefetch, Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fluxus.access import allow
from fluxus.home import panels
from fluxus.web import respond
from network.domain import identifiers, readiness
from network.domain.matching import open_pairs_of
from network.domain.salutations import salutation_of
from network.enums import AddressKind, IdentifierKind
from network.forms.moments import MomentForm
from network.models import Address, Affiliation, EmailAddress, Partner, PhoneNumber, Task, WijkAccount
from network.rules import (
    is_colleague,
    may_edit_network,
    may_keep_tasks,
    may_manage_access,
    may_merge,
    may_note_contact,
    may_see_iban,
    may_see_numbers,
)
from network.views.tags import tags_context
from network.views.timeline import timeline_context

MAKERS = frozenset({"teacher", "artist", "cultural_organisation"})
MOST_TIES = 60
MOST_TASKS = 6


@dataclass(frozen=True)
class Tie:
    """An affiliation as seen from one of its two sides."""

    link: Affiliation
    other: Partner
    is_outward: bool
    is_over: bool
    is_coming: bool

    @property
    def words(self) -> str:
        """What the other is here, or what this partner is there."""
        kind = str(self.link.get_kind_display())
        return kind if self.is_outward or not self.link.function else self.link.function


@allow(is_colleague)
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner page."""
    known = Partner.objects.visible_to(request.user).select_related("school__board")
    found = get_object_or_404(known, pk=pk)
    return respond(request, "network/partner.html", page_context(request, found))


def page_context(request: HttpRequest, partner: Partner) -> dict[str, Any]:
    """What the page shows; each part keeps to what this colleague may see."""
    today = timezone.localdate()
    places = Address.objects.select_related("wijk").defer("wijk__boundary")
    prefetch_related_objects(
        [partner],
        Prefetch("emails", EmailAddress.objects.order_by("-is_primary", "pk")),
        Prefetch("phones", PhoneNumber.objects.order_by("-is_primary", "pk")),
        Prefetch("addresses", places),
        "identifiers",
        "role_assignments",
    )
    addresses = {row.kind: row for row in partner.addresses.all()}
    address = addresses.get(AddressKind.VISIT) or addresses.get(AddressKind.POST)
    return {
        "partner": partner,
        "school": getattr(partner, "school", None),
        "address": address,
        "post_address": addresses.get(AddressKind.POST) if AddressKind.VISIT in addresses else None,
        "accounts": accounts_of(address, today),
        "governed": partner.governed_schools.select_related("partner").order_by("partner__sort_name"),
        "panels": panels("PARTNER_PANELS", request, partner),
        "today": today,
        "salutation": salutation_of(partner) if partner.is_person else "",
        **roles_context(request, partner, today, has_address=address is not None),
        **ties_context(partner, today),
        **doors_context(request, partner, today),
        **tags_context(request, partner),
        **timeline_context(request, partner),
    }


def accounts_of(address: Any, today: date) -> list[WijkAccount]:
    """The colleagues who answer for the wijk of an address."""
    if address is None or address.wijk is None:
        return []
    return list(address.wijk.accounts.on(today).select_related("user").order_by("-is_primary", "user__name"))


def roles_context(request: HttpRequest, partner: Partner, today: date, *, has_address: bool) -> dict[str, Any]:
    """Roles that hold or will, and that held; numbers and what misses for an agreement, for who works with them."""
    rows = sorted(partner.role_assignments.all(), key=lambda row: (row.ended_on is not None, row.get_role_display()))
    present = [row for row in rows if row.ended_on is None or row.ended_on > today]
    numbers = {row.kind: row.value for row in partner.identifiers.all()}
    sees_numbers = may_see_numbers(request.user)
    is_maker = any(row.role in MAKERS for row in present)
    missing = readiness.missing(partner, numbers=numbers, has_address=has_address, has_email=bool(partner.emails.all()))
    return {
        "roles": present,
        "roles_now": [row for row in present if not (row.started_on and row.started_on > today)],
        "past_roles": [row for row in rows if row not in present],
        "sees_numbers": sees_numbers,
        "sees_iban": may_see_iban(request.user),
        "numbers": shown_numbers(numbers, request.user) if sees_numbers else [],
        "missing": missing if is_maker and sees_numbers else [],
    }


def shown_numbers(numbers: dict[str, str], user: Any) -> list[tuple[str, str]]:
    """Label and number; an IBAN only for who pays or draws up agreements."""
    shown = {kind: value for kind, value in numbers.items() if kind != IdentifierKind.IBAN or may_see_iban(user)}
    if IdentifierKind.IBAN in shown:
        shown[IdentifierKind.IBAN] = identifiers.shown_iban(shown[IdentifierKind.IBAN])
    return [(str(kind.label), shown[kind]) for kind in IdentifierKind if kind in shown]


def ties_context(partner: Partner, today: date) -> dict[str, Any]:
    """Both ways: people here, what this partner is elsewhere, and what is over. The first to speak to stands first."""
    links = (
        Affiliation.objects.filter(Q(partner=partner) | Q(organisation=partner))
        .select_related("partner", "organisation")
        .prefetch_related(
            Prefetch("partner__phones", PhoneNumber.objects.filter(is_primary=True)),
            Prefetch("partner__emails", EmailAddress.objects.filter(is_primary=True)),
        )
        .order_by(
            F("ended_on").desc(nulls_first=True), "-is_primary", "organisation__sort_name", "partner__sort_name", "pk"
        )
    )
    found = [tie_of(link, partner, today) for link in links[: MOST_TIES + 1]]
    ties, present = found[:MOST_TIES], [tie for tie in found[:MOST_TIES] if not tie.is_over]
    return {
        "people": [tie for tie in present if not tie.is_outward],
        "elsewhere": [tie for tie in present if tie.is_outward],
        "elsewhere_now": [tie for tie in present if tie.is_outward and not tie.is_coming],
        "past_ties": [tie for tie in ties if tie.is_over],
        "has_more_ties": len(found) > MOST_TIES,
    }


def tie_of(link: Affiliation, partner: Partner, today: date) -> Tie:
    is_outward = link.partner_id == partner.pk
    other = link.organisation if is_outward else link.partner
    return Tie(
        link=link,
        other=other,
        is_outward=is_outward,
        is_over=bool(link.ended_on and link.ended_on <= today),
        is_coming=bool(link.started_on and link.started_on > today),
    )


def doors_context(request: HttpRequest, partner: Partner, today: date) -> dict[str, Any]:
    """What this colleague may do here, and what is open."""
    user = request.user
    tasks = Task.objects.visible_to(user).open().filter(partner=partner).for_rows().in_order()
    waiting = list(tasks[: MOST_TASKS + 1])
    members = partner.memberships.on(today).select_related("user").order_by("user__name", "pk")
    may_merge_here = may_merge(user)
    return {
        "may_edit": may_edit_network(user),
        "may_note": may_note_contact(user),
        "may_add_task": may_keep_tasks(user),
        "may_merge": may_merge_here,
        "may_invite": may_manage_access(user),
        "moment_form": MomentForm(),
        "tasks": waiting[:MOST_TASKS],
        "has_more_tasks": len(waiting) > MOST_TASKS,
        "members": members if may_manage_access(user) else [],
        "lookalikes": open_pairs_of(partner) if may_edit_network(user) else [],
        "merges": partner.merges.filter(undone_at__isnull=True).order_by("-pk") if may_merge_here else [],
    }
