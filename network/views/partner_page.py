"""Who is this? Everything we know of one partner, and what happened with him."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fluxus.access import allow
from fluxus.home import panels
from fluxus.money import euros
from fluxus.web import respond
from network.domain import identifiers, readiness
from network.enums import EntryKind, IdentifierKind
from network.forms.moments import MomentForm
from network.models import Affiliation, Partner, TimelineEntry, WijkAccount
from network.rules import is_colleague, may_edit_network, may_note_contact, may_see_amounts

LINES = 25
ICONS = {
    EntryKind.PARTNER: "edit",
    EntryKind.CONTACT: "phone",
    EntryKind.TASK: "check",
    EntryKind.ACCOUNT: "key",
    EntryKind.BOOKING: "door",
    EntryKind.MENU: "plate",
    EntryKind.COURSE: "book",
    EntryKind.AGREEMENT: "sign",
    EntryKind.INVOICE: "invoice",
}
MOMENT_ICONS = {"Telefoon": "phone", "Mail": "mail", "Gesprek": "people", "Bezoek": "pin", "Notitie": "note"}


@dataclass(frozen=True)
class Line:
    """One line of the timeline as this person may see it."""

    entry: TimelineEntry
    icon: str
    title: str
    path: str
    amount: str
    body: str


@allow(is_colleague)
def partner(request: HttpRequest, pk: int) -> HttpResponse:
    """The partner page."""
    found = get_object_or_404(Partner.objects.visible_to(request.user).select_related("school__board"), pk=pk)
    return respond(request, "network/partner.html", page_context(request, found))


def page_context(request: HttpRequest, partner: Partner, moment_form: MomentForm | None = None) -> dict[str, Any]:
    """What the page shows; with the form of a contact moment that was refused, when there is one."""
    today = timezone.localdate()
    prefetch_related_objects([partner], "emails", "phones", "identifiers", "role_assignments", "addresses__wijk")
    address = next(iter(partner.addresses.all()), None)
    numbers = {row.kind: row.value for row in partner.identifiers.all()}
    roles = sorted(partner.role_assignments.all(), key=lambda row: (row.ended_on is not None, row.get_role_display()))
    present = [row for row in roles if row.ended_on is None or row.ended_on > today]
    is_maker = any(row.role in {"teacher", "artist", "cultural_organisation"} for row in present)
    missing = readiness.missing(
        partner, numbers=numbers, has_address=address is not None, has_email=bool(partner.emails.all())
    )
    return {
        "partner": partner,
        "school": getattr(partner, "school", None),
        "roles": present,
        "past_roles": [row for row in roles if row not in present],
        "address": address,
        "accounts": accounts_of(address, today),
        "numbers": shown_numbers(numbers, request.user),
        "missing": missing if is_maker else [],
        "affiliations": affiliations_of(partner),
        "governed": partner.governed_schools.select_related("partner").order_by("partner__sort_name"),
        "panels": panels("PARTNER_PANELS", request, partner),
        "moment_form": moment_form or MomentForm(),
        "may_edit": may_edit_network(request.user),
        "may_note": may_note_contact(request.user),
        **timeline_context(request, partner),
    }


def accounts_of(address: Any, today: Any) -> list[WijkAccount]:
    """The colleagues who answer for the wijk of an address."""
    if address is None or address.wijk is None:
        return []
    return list(address.wijk.accounts.on(today).select_related("user").order_by("-is_primary", "user__name"))


def shown_numbers(numbers: dict[str, str], user: Any) -> list[tuple[str, str]]:
    """Label and number; an IBAN only for those who pay or keep the network."""
    sees_iban = may_see_amounts(user) or may_edit_network(user)
    shown = {kind: value for kind, value in numbers.items() if kind != IdentifierKind.IBAN or sees_iban}
    if IdentifierKind.IBAN in shown:
        shown[IdentifierKind.IBAN] = identifiers.shown_iban(shown[IdentifierKind.IBAN])
    return [(str(kind.label), shown[kind]) for kind in IdentifierKind if kind in shown]


def affiliations_of(partner: Partner) -> list[dict[str, Any]]:
    """Both ways in one list: what this partner is to others, and others to him; what holds first."""
    links = (
        Affiliation.objects.filter(Q(partner=partner) | Q(organisation=partner))
        .select_related("partner", "organisation")
        .order_by("ended_on", "-is_primary", "organisation__sort_name", "partner__sort_name")
    )
    return [
        {
            "link": link,
            "other": link.organisation if link.partner_id == partner.pk else link.partner,
            "words": link.get_kind_display()
            if link.partner_id == partner.pk
            else link.function or link.get_kind_display(),
            "is_outward": link.partner_id == partner.pk,
        }
        for link in links
    ]


@allow(is_colleague)
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline alone: of one kind, or what is older."""
    found = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    context = {"partner": found, **timeline_context(request, found)}
    return respond(request, "network/timeline.html", context, fragment="timeline")


def timeline_context(request: HttpRequest, partner: Partner) -> dict[str, Any]:
    """The newest lines, or those before the line named in the address; amounts only for who may see them."""
    kind = request.GET.get("soort", "")
    entries = TimelineEntry.objects.visible_to(request.user).filter(partner=partner).select_related("by")
    kinds = set(entries.order_by().values_list("kind", flat=True).distinct())
    if kind in EntryKind.values:
        entries = entries.filter(kind=kind)
    before = request.GET.get("voor", "")
    edge = entries.filter(pk=int(before)).first() if before.isdecimal() and len(before) < 19 else None
    if edge:
        entries = entries.filter(Q(at__lt=edge.at) | Q(at=edge.at, pk__lt=edge.pk))
    found = list(entries.order_by("-at", "-pk")[: LINES + 1])
    sees_amounts = may_see_amounts(request.user)
    return {
        "lines": [shown_line(entry, sees_amounts) for entry in found[:LINES]],
        "entry_kinds": [(value, label) for value, label in EntryKind.choices if value in kinds],
        "chosen_kind": kind,
        "older": older_link(kind, found[LINES - 1]) if len(found) > LINES else "",
        "is_continued": edge is not None,
    }


def shown_line(entry: TimelineEntry, sees_amounts: bool) -> Line:
    """A title that only repeats the beginning of the detail is cut back to its first word.

    Agreements and invoices open only for who may see amounts, so nobody else gets the link.
    """
    amount = euros(entry.amount_cents) if entry.amount_cents is not None and sees_amounts else ""
    lead, _colon, ending = entry.title.partition(": ")
    is_cut = ending.endswith(" …") and entry.detail.startswith(ending.removesuffix(" …"))
    return Line(
        entry=entry,
        icon=MOMENT_ICONS.get(lead) or ICONS[EntryKind(entry.kind)],
        title=lead if is_cut else entry.title,
        path="" if entry.kind in {EntryKind.AGREEMENT, EntryKind.INVOICE} and not sees_amounts else entry.path,
        amount=amount,
        body="" if entry.detail == ending else entry.detail,
    )


def older_link(kind: str, last: TimelineEntry) -> str:
    query = QueryDict(mutable=True)
    query.update({**({"soort": kind} if kind else {}), "voor": str(last.pk)})
    return f"?{query.urlencode()}"
