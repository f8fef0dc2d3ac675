"""Which partners a few typed words mean: for lists, and for the search box.

In a list every firm word has to be there. In the search box the few best come first: the name itself, names that begin
so, names with words that begin so, and then everybody in whose text the words stand. Each of these steps takes no more
than `MOST` rows by an index, so that two letters cost as little as a whole name; what was gathered is ranked here.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from network.domain.typed import Typed, read
from network.models import Affiliation, Partner, PhoneNumber, RoleAssignment
from network.models.partners import PartnerQuerySet

BEST = 8
MOST = 80
# Below 0.45 a common name drags in hundreds of others; measured on 50,000 names.
LEAST_LIKENESS = "0.45"
FEW = 3
SHORTEST_DOUBTED = 4


def matching(partners: PartnerQuerySet, query: str, *, names_only: bool = False) -> PartnerQuerySet:
    """Partners in whose text every firm word stands; up to two letters only at the start of a word.

    A query without a single letter or digit finds nobody. `names_only` looks at names and phone numbers alone.
    """
    typed = read(query)
    return partners.filter(has(typed, names_only=names_only)) if typed.firm else partners.none()


def has(typed: Typed, *, names_only: bool = False) -> Q:
    if names_only and typed.is_number:
        return dials(typed.firm[0])
    return everywhere("name_text" if names_only else "search_text", typed.firm)


def everywhere(text: str, words: Iterable[str]) -> Q:
    """Each word stands somewhere in `text`; a short one at the start of a word."""
    return reduce(and_, (Q(**{f"{text}__contains": word}) if len(word) > 2 else begins(text, word) for word in words))


def begins(text: str, word: str) -> Q:
    """Some word of `text` begins with `word`."""
    return Q(**{f"{text}__startswith": word}) | Q(**{f"{text}__contains": f" {word}"})


def dials(digits: str) -> Q:
    """A phone number holds these digits, as dialled at home or from abroad."""
    phones = PhoneNumber.objects.filter(partner=OuterRef("pk"))
    at_home = Q(e164__startswith=f"+31{digits[1:]}") if digits.startswith("0") else Q(e164__contains=digits)
    return Q(Exists(phones.filter(Q(e164__contains=digits) | at_home)))


def find_partners(
    partners: PartnerQuerySet, query: str, *, names_only: bool = False, best: int = BEST
) -> list[Partner]:
    """The best few for the search box. Typing errors are forgiven only where the words themselves find little."""
    typed, today = read(query), timezone.localdate()
    if not typed.firm:
        return []
    ranked = {} if typed.is_number else ranks(typed, by_name(partners, typed), today)
    if len(ranked) < best:
        ranked |= ranks(typed, gathered([partners.filter(has(typed, names_only=names_only))]), today)
    order = sorted(ranked, key=ranked.__getitem__)[:best]
    known = partners.in_bulk(order)
    found = [known[pk] for pk in order if pk in known]
    if len(found) < FEW and not any(rank[0] < 3 for rank in ranked.values()):
        found += [partner for partner in resembling(partners, query, best=best) if partner.pk not in ranked]
    return found[:best]


def by_name(partners: PartnerQuerySet, typed: Typed) -> list[tuple[Any, ...]]:
    """Those whose name is this, begins so, or has words that do."""
    is_it = Q(name_text=typed.phrase) | Q(filed_text=typed.core)
    steps = [is_it, Q(name_text__startswith=typed.phrase), Q(filed_text__startswith=typed.core)]
    if typed.loose:
        steps.append(reduce(and_, (begins("name_text", word) for word in (*typed.firm, *typed.loose))))
    steps.append(reduce(and_, (begins("name_text", word) for word in typed.firm)))
    return gathered([partners.filter(step) for step in steps])


def gathered(steps: Sequence[PartnerQuerySet]) -> list[tuple[Any, ...]]:
    """At most `MOST` rows of each step, in one query; a partner may come twice."""
    parts = [
        step.prefetch_related(None)
        .order_by()
        .values_list("pk", "name_text", "filed_text", "search_text", "sort_name")[:MOST]
        for step in steps
    ]
    return list(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])


def current(pks: Collection[int], today: date) -> set[int]:
    """Who has a role, or belongs somewhere, on a day: they come before who was somebody to us once."""
    roles = RoleAssignment.objects.on(today).filter(partner__in=pks).values_list("partner", flat=True)
    links = Affiliation.objects.on(today).filter(partner__in=pks).values_list("partner", flat=True)
    return set(roles.union(links))


def ranks(typed: Typed, rows: Sequence[tuple[Any, ...]], today: date) -> dict[int, tuple[Any, ...]]:
    """What each partner is sorted by, lowest first."""
    held = current({row[0] for row in rows}, today)
    return {
        pk: (step(typed, name, filed), distance(typed, text), pk not in held, sort_name, pk)
        for pk, name, filed, text, sort_name in rows
    }


def step(typed: Typed, name: str, filed: str) -> int:
    """0: the name itself, 1: begins so, 2: has words that begin so, 3: has the words inside, 4: something else has."""
    if typed.phrase == name or typed.core == filed:
        return 0
    if name.startswith(typed.phrase) or filed.startswith(typed.core):
        return 1
    if all(f" {word}" in f" {name}" for word in typed.firm):
        return 2
    return 3 if all(word in name for word in typed.firm) else 4


def distance(typed: Typed, text: str) -> int:
    """How many words do not begin a word of the text: 'obs' brings the public school before the catholic one."""
    return sum(f" {word}" not in f" {text}" for word in (*typed.loose, *typed.firm))


def resembling(partners: PartnerQuerySet, query: str, *, best: int = BEST) -> list[Partner]:
    """The few partners whose name is most like a query with a typing error in it."""
    typed = read(query)
    words = [word for word in typed.firm if len(word) >= SHORTEST_DOUBTED]
    if typed.is_number or not words:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [LEAST_LIKENESS])
        alike = reduce(and_, (Q(name_text__trigram_word_similar=word) for word in words))
        likeness = sum(
            (TrigramWordSimilarity(word, "name_text") for word in words[1:]),
            TrigramWordSimilarity(words[0], "name_text"),
        )
        return list(partners.filter(alike).alias(likeness=likeness).order_by("-likeness", "sort_name")[:best])
