"""What the search box finds here: partners, labels, wijken, contact moments and tasks."""

from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from fluxus.search import HitAction, SearchHit
from fluxus.text import fold
from network.domain.finding import BEST, find_partners, matching, resembling
from network.models import Address, Affiliation, ContactMoment, Partner, RoleAssignment, Tag, Task, Wijk
from network.models.partners import PartnerQuerySet
from network.rules import may_keep_lists, may_note_contact, may_see_contact_details

__all__ = ["BEST", "find_partners", "matching", "resembling"]

FEW = 4
LONGEST_LINE = 90
SHORTEST_WORD = 3
MOST_TASKS = 60


def partners(query: str, user: Any) -> list[SearchHit]:
    """People and organisations: who, what, where, and how to reach them. Reception finds by name and phone number."""
    sees_details, may_note = may_see_contact_details(user), may_note_contact(user)
    names_only = user.is_colleague and not sees_details
    known = with_what_is_shown(Partner.objects.visible_to(user))
    found = find_partners(known, query, names_only=names_only)
    hits = [hit(partner, sees_details=sees_details, may_note=may_note) for partner in found]
    if len(hits) == BEST and user.is_colleague:
        hits.append(everybody(query))
    return hits


def with_what_is_shown(partners: PartnerQuerySet) -> PartnerQuerySet:
    """With the present roles, organisations, wijk, phone numbers and addresses that a hit shows."""
    today = timezone.localdate()
    places = Address.objects.select_related("wijk").defer("wijk__boundary").order_by("pk")
    links = Affiliation.objects.on(today).select_related("organisation").order_by("-is_primary", "pk")
    return partners.prefetch_related(
        Prefetch("role_assignments", RoleAssignment.objects.on(today).order_by("role"), to_attr="present_roles"),
        Prefetch("addresses", places, to_attr="known_addresses"),
        Prefetch("affiliations", links, to_attr="present_links"),
        "phones",
        "emails",
    )


def hit(partner: Any, *, sees_details: bool, may_note: bool) -> SearchHit:
    icon = "school" if any(row.role == "school" for row in partner.present_roles) else "building"
    phones = sorted(partner.phones.all(), key=lambda row: (not row.is_primary, row.pk))
    return SearchHit(
        group="Partners",
        title=partner.name,
        href=partner.get_absolute_url(),
        meta=" · ".join(described(partner, sees_details=sees_details)),
        icon="person" if partner.is_person else icon,
        aside=phones[0].number if phones else "",
        actions=tuple(actions(partner, phones, sees_details=sees_details, may_note=may_note)),
    )


def described(partner: Any, *, sees_details: bool) -> list[str]:
    """'directeur bij De Watermolen', 'docent', 'Zaandam Zuid'; the first organisations and roles are enough."""
    links = [
        f"{row.function or row.get_kind_display()} {joint(row)}{row.organisation}" for row in partner.present_links
    ]
    roles = [row.get_role_display() for row in partner.present_roles]
    places = [row.wijk.name if row.wijk else row.city for row in partner.known_addresses[:1]] if sees_details else []
    return [*links[:2], *roles[:2], *places]


def joint(link: Affiliation) -> str:
    """'directeur bij …', but 'valt onder …'."""
    return "bij " if link.function else ""


def actions(partner: Partner, phones: list[Any], *, sees_details: bool, may_note: bool) -> list[HitAction]:
    """What can be done at once: call, mail, note; each only for who may."""
    found = [HitAction("Bel", f"{partner.name}, {row.number}", f"tel:{row.e164}", "phone") for row in phones[:1]]
    if sees_details:
        mails = sorted(partner.emails.all(), key=lambda row: (not row.is_primary, row.pk))
        found += [HitAction("Mail", f"{partner.name}, {row}", f"mailto:{row}", "mail") for row in mails[:1]]
    if may_note:
        found.append(HitAction("Notitie", f"over {partner.name}", f"{partner.get_absolute_url()}#id_summary", "note"))
    return found


def everybody(query: str) -> SearchHit:
    address = f"{reverse('network:partners')}?{urlencode({'q': query})}"
    return SearchHit("Partners", f"Alle partners met “{query}”", address, icon="list", is_more=True)


def labels(query: str, user: Any) -> list[SearchHit]:
    """Labels by a word of their name; each leads to the list of who carries it."""
    words = fold(query).split()
    if not words or not may_keep_lists(user):
        return []
    found = [tag for tag in Tag.objects.order_by("name", "pk") if has_words(tag.name, words)]
    address = reverse("network:partners")
    return [
        SearchHit("Labels", tag.name, f"{address}?tags={tag.pk}", "alle partners met dit label", "list")
        for tag in found[:FEW]
    ]


def wijken(query: str, user: Any) -> list[SearchHit]:
    """Wijken by a word of their name; there are nineteen, so they are compared here."""
    words = fold(query).split()
    if not words:
        return []
    known = Wijk.objects.visible_to(user).defer("boundary").order_by("name")
    return [
        SearchHit(
            "Wijken",
            wijk.name,
            wijk.get_absolute_url(),
            meta=f"{wijk.inhabitants:,} inwoners".replace(",", "."),
            icon="map",
        )
        for wijk in [wijk for wijk in known if has_words(wijk.name, words)][:BEST]
    ]


def has_words(name: str, words: list[str]) -> bool:
    return all(f" {word}" in f" {fold(name)}" for word in words)


def moments(query: str, user: Any) -> list[SearchHit]:
    """The newest contact moments that this person may read and in which every word begins a word."""
    words = [word for word in "".join(letter if letter.isalnum() else " " for letter in query).split() if word]
    if not may_note_contact(user) or max(map(len, words), default=0) < SHORTEST_WORD:
        return []
    asked = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    said = (
        ContactMoment.objects.visible_to(user).alias(said=SearchVector("summary", config="simple")).filter(said=asked)
    )
    newest = said.prefetch_related("partners").order_by("-occurred_at", "-pk")[:FEW]
    return [
        SearchHit(
            "Contact",
            around(moment.summary, words),
            moment.get_absolute_url(),
            " · ".join([str(moment), *(partner.name for partner in moment.partners.all()[:2])]),
            "note",
            is_text=True,
        )
        for moment in newest
    ]


def around(text: str, words: list[str]) -> str:
    """The part of a note in which it says so."""
    line = " ".join(text.split())
    at = min((found for word in words if (found := line.lower().find(word.lower())) >= 0), default=0)
    start = max(0, line.rfind(" ", 0, max(0, at - LONGEST_LINE // 3)) + 1) if at > LONGEST_LINE // 2 else 0
    end = line.rfind(" ", start, start + LONGEST_LINE) if len(line) - start > LONGEST_LINE else len(line)
    return f"{'… ' if start else ''}{line[start:end]}{' …' if end < len(line) else ''}"


def tasks(query: str, user: Any) -> list[SearchHit]:
    """Open tasks that this person may see, by words of their title."""
    words = [word for word in query.split() if len(word) >= SHORTEST_WORD]
    if not words or not user.is_colleague:
        return []
    named = Task.objects.open()
    for word in words:
        named = named.filter(title__icontains=word)
    # the words first: who may see a task is a dear question to ask of all of them
    found = Task.objects.visible_to(user).filter(
        pk__in=list(named.order_by("due_on", "pk").values_list("pk", flat=True)[:MOST_TASKS])
    )
    return [
        SearchHit("Taken", task.title, task.get_absolute_url(), " · ".join(about(task)), "task")
        for task in found.select_related("partner").order_by("due_on", "pk")[:FEW]
    ]


def about(task: Task) -> list[str]:
    due = [f"uiterlijk {date_format(task.due_on, 'j F')}"] if task.due_on else []
    return [*([task.partner.name] if task.partner else []), *due]
