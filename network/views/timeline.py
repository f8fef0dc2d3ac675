"""What happened with one partner, over all apps, as this person may see it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from fluxus.access import allow
from fluxus.money import euros
from fluxus.web import respond
from network.enums import EntryKind
from network.models import Partner, TimelineEntry
from network.rules import is_colleague, may_see_amounts
from network.views.keyset import page_of

LINES = 25
ICONS = {
    EntryKind.PARTNER: "edit",
    EntryKind.CONTACT: "phone",
    EntryKind.TASK: "task",
    EntryKind.ACCOUNT: "key",
    EntryKind.BOOKING: "door",
    EntryKind.MENU: "plate",
    EntryKind.COURSE: "book",
    EntryKind.AGREEMENT: "sign",
    EntryKind.INVOICE: "invoice",
}
MOMENT_ICONS = {"Telefoon": "phone", "Mail": "mail", "Gesprek": "people", "Bezoek": "pin", "Notitie": "note"}
WITH_AMOUNTS = frozenset({EntryKind.AGREEMENT, EntryKind.INVOICE})


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
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """The timeline alone: of one kind, or what is older."""
    found = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    context = {"partner": found, **timeline_context(request, found)}
    return respond(request, "network/timeline.html", context, fragment="timeline")


def timeline_context(request: HttpRequest, partner: Partner) -> dict[str, Any]:
    """The newest lines, or those before the line named in the address; amounts only for who may see them."""
    kind = request.GET.get("soort", "")
    entries = TimelineEntry.objects.visible_to(request.user).filter(partner=partner)
    kinds = set(entries.order_by().values_list("kind", flat=True).distinct())
    if kind in EntryKind.values:
        entries = entries.filter(kind=kind)
    before = request.GET.get("voor", "")
    found, last = page_of(entries.select_related("by"), by="at", after=before, size=LINES)
    sees_amounts = may_see_amounts(request.user)
    return {
        "lines": [shown_line(entry, sees_amounts) for entry in found],
        "entry_kinds": [(value, label) for value, label in EntryKind.choices if value in kinds],
        "chosen_kind": kind,
        "older": older_link(kind, last),
        "is_continued": bool(before),
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
        path="" if entry.kind in WITH_AMOUNTS and not sees_amounts else entry.path or path_of_moment(entry),
        amount=amount,
        body="" if entry.detail == ending else entry.detail,
    )


def path_of_moment(entry: TimelineEntry) -> str:
    """Contact that was written down before its lines had an address."""
    return reverse("network:moment", args=[entry.moment_id]) if entry.moment_id else ""


def older_link(kind: str, last: str) -> str:
    """The address of what is older than the line with this key, '' when nothing is."""
    if not last:
        return ""
    query = QueryDict(mutable=True)
    query.update({**({"soort": kind} if kind else {}), "voor": last})
    return f"?{query.urlencode()}"
