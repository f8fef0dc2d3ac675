"""What the search box finds here, and how partners are found in lists."""

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, IntegerField, Prefetch, Value, When
from django.utils import timezone

from fluxus.search import SearchHit
from fluxus.text import fold
from network.domain.finding import LONGEST, matching, words_of
from network.models import Address, Partner, RoleAssignment, Wijk
from network.models.partners import PartnerQuerySet

BEST = 8
# Below 0.45 a common name drags in hundreds of others; measured on 50,000 names.
LEAST_LIKENESS = "0.45"


def best_first(partners: PartnerQuerySet, query: str) -> PartnerQuerySet:
    """Names that begin with the query, then words that do, then the rest."""
    phrase = " ".join(words_of(query))
    rank = Case(
        When(search_text__startswith=phrase, then=Value(0)),
        When(search_text__contains=f" {phrase}", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return partners.alias(rank=rank).order_by("rank", "sort_name", "pk")


def resembling(partners: PartnerQuerySet, query: str) -> list[Partner]:
    """The few partners whose text is most like a query with a typing error in it."""
    folded = fold(query[:LONGEST])
    if len(folded) < 4:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [LEAST_LIKENESS])
        alike = partners.filter(search_text__trigram_word_similar=folded)
        ranked = alike.alias(likeness=TrigramWordSimilarity(folded, "search_text"))
        return list(ranked.order_by("-likeness", "sort_name")[:BEST])


def find_partners(partners: PartnerQuerySet, query: str) -> list[Partner]:
    """The best few: exact words first, and only when nobody has them, those who resemble."""
    return list(best_first(matching(partners, query), query)[:BEST]) or resembling(partners, query)


def partners(query: str, user: Any) -> list[SearchHit]:
    """People and organisations, with what they are and the wijk they are in."""
    today = timezone.localdate()
    known = Partner.objects.visible_to(user).prefetch_related(
        Prefetch("role_assignments", RoleAssignment.objects.on(today).order_by("role"), to_attr="present_roles"),
        Prefetch("addresses", Address.objects.select_related("wijk"), to_attr="known_addresses"),
    )
    return [hit(partner) for partner in find_partners(known, query)]


def hit(partner: Any) -> SearchHit:
    roles = [row.get_role_display() for row in partner.present_roles]
    places = [row.wijk.name if row.wijk else row.city for row in partner.known_addresses[:1]]
    icon = "school" if any(row.role == "school" for row in partner.present_roles) else "building"
    return SearchHit(
        group="Partners",
        title=partner.name,
        href=partner.get_absolute_url(),
        meta=" · ".join(roles[:2] + places),
        icon="person" if partner.is_person else icon,
    )


def wijken(query: str, user: Any) -> list[SearchHit]:
    """Wijken by a word of their name; there are nineteen, so they are compared here."""
    words = fold(query).split()
    if not words:
        return []
    found = [
        wijk
        for wijk in Wijk.objects.visible_to(user).defer("boundary").order_by("name")
        if all(f" {word}" in f" {fold(wijk.name)}" for word in words)
    ]
    return [
        SearchHit(
            "Wijken",
            wijk.name,
            wijk.get_absolute_url(),
            meta=f"{wijk.inhabitants:,} inwoners".replace(",", "."),
            icon="map",
        )
        for wijk in found[:BEST]
    ]
