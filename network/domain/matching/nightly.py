"""The nightly search for partners that are in the network twice.

Who shares a value is found by the database in one question; only those pairs are scored. A pair is listed when it has
SUGGEST points and a name or an official number among them, so that a family or a school does not fill the list. A pair
that somebody called different stays so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import connection, transaction

from fluxus.db import lock, one_at_a_time
from network.domain.matching.facts import facts_of
from network.domain.matching.finding import SHARED_BY_MANY
from network.domain.matching.scoring import SUGGEST, Evidence, Key, compare, score, tells_who
from network.domain.names import comparable
from network.enums import PairStatus, PartnerKind
from network.models import DuplicatePair, Partner

BATCH = 5_000

type PairKey = tuple[int, int]
type Found = dict[PairKey, tuple[Evidence, ...]]

VALUES = """
CREATE TEMPORARY TABLE network_shared ON COMMIT DROP AS
SELECT DISTINCT kind, value, partner_id FROM (
    SELECT 'email' AS kind, lower(address) AS value, partner_id FROM network_emailaddress
    UNION ALL SELECT 'phone', e164, partner_id FROM network_phonenumber
    UNION ALL SELECT kind, value, partner_id FROM network_identifier
    UNION ALL SELECT 'place', postcode || ' ' || house_number, partner_id FROM network_address
    UNION ALL SELECT 'namesake', address.postcode || ' ' || partner.match_name, partner.id
        FROM network_address AS address JOIN network_partner AS partner ON partner.id = address.partner_id
    UNION ALL SELECT 'colleague', organisation.match_name || ' · ' || partner.match_name, partner.id
        FROM network_affiliation AS link
        JOIN network_partner AS partner ON partner.id = link.partner_id
        JOIN network_partner AS organisation ON organisation.id = link.organisation_id
) AS known
"""
COMMON = "SELECT kind, value FROM network_shared GROUP BY kind, value HAVING count(*) > %s"
PAIRS = """
WITH telling AS (
    SELECT kind, value FROM network_shared GROUP BY kind, value HAVING count(*) BETWEEN 2 AND %s
)
SELECT DISTINCT one.partner_id, other.partner_id
FROM telling
JOIN network_shared AS one USING (kind, value)
JOIN network_shared AS other ON (other.kind, other.value) = (telling.kind, telling.value)
JOIN network_partner AS first ON first.id = one.partner_id
JOIN network_partner AS second ON second.id = other.partner_id
WHERE one.partner_id < other.partner_id AND first.kind = second.kind
"""


@dataclass(frozen=True)
class Outcome:
    """What a night changed in the list."""

    opened: int
    refreshed: int
    removed: int


def find_duplicates(*, at: datetime) -> Outcome:
    """Bring the list of pairs up to date: new ones, other scores, and without what no longer holds."""
    derive_names()
    found = score_pairs()
    with transaction.atomic():
        one_at_a_time("network.find_duplicates")
        return write(found, at=at)


def derive_names() -> int:
    """Write anew the comparable names that follow older rules; gives how many."""
    rows = Partner.objects.values_list("pk", "kind", "name", "match_name").order_by("pk")
    stale = {
        pk: wanted
        for pk, kind, name, present in rows.iterator(chunk_size=BATCH)
        if (wanted := comparable(name, is_person=kind == PartnerKind.PERSON)) != present
    }
    for keys in batched(stale, BATCH, strict=False):
        partners = Partner.objects.only("pk").in_bulk(keys)
        for pk, partner in partners.items():
            partner.match_name = stale[pk]
        Partner.objects.bulk_update(partners.values(), ["match_name"], batch_size=BATCH)
    return len(stale)


def score_pairs() -> Found:
    """Every pair that may be listed, with what speaks for it."""
    pairs, common = blocked_pairs()
    found: Found = {}
    for some in batched(pairs, BATCH, strict=False):
        known = facts_of(Partner.objects.in_bulk({pk for pair in some for pk in pair}).values())
        for first, second in some:
            if first in known and second in known:
                evidence = compare(known[first], known[second], common=common)
                if is_listed(evidence):
                    found[first, second] = evidence
    return found


def blocked_pairs() -> tuple[list[PairKey], frozenset[Key]]:
    """Partners of one kind who share a value that few share; and the values that too many share."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(VALUES)
        cursor.execute("ANALYZE network_shared")
        cursor.execute(COMMON, [SHARED_BY_MANY])
        common: frozenset[Key] = frozenset((kind, value) for kind, value in cursor.fetchall())
        cursor.execute(PAIRS, [SHARED_BY_MANY])
        pairs = sorted(cursor.fetchall())
        cursor.execute("DROP TABLE network_shared")
    return pairs, common


def is_listed(evidence: Sequence[Evidence]) -> bool:
    """Enough points, and more than a shared letter box."""
    return score(evidence) >= SUGGEST and tells_who(evidence)


def write(found: Found, *, at: datetime) -> Outcome:
    """Make the open pairs those that were found; what somebody decided stays."""
    known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.all()}
    gone = [pair.pk for key, pair in known.items() if pair.status == PairStatus.OPEN and key not in found]
    changed = list(anew(found, known))
    new = list(fresh(found.keys() - known.keys(), found, at=at))
    DuplicatePair.objects.filter(pk__in=gone, status=PairStatus.OPEN).delete()
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=BATCH)
    DuplicatePair.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return Outcome(opened=len(new), refreshed=len(changed), removed=len(gone))


def anew(found: Found, known: dict[PairKey, DuplicatePair]) -> Iterator[DuplicatePair]:
    """Known pairs that have other points or reasons now."""
    for key in found.keys() & known.keys():
        pair, evidence = known[key], found[key]
        if (pair.score, pair.reasons) != (score(evidence), reasons(evidence)):
            pair.score, pair.reasons = score(evidence), reasons(evidence)
            yield pair


def fresh(keys: Iterable[PairKey], found: Found, *, at: datetime) -> Iterator[DuplicatePair]:
    """New pairs, of partners that are still there; they are locked, so that nobody merges them meanwhile."""
    keys = sorted(keys)
    present = {partner.pk for partner in lock(Partner.objects.filter(pk__in={pk for key in keys for pk in key}))}
    for first, second in keys:
        if first in present and second in present:
            evidence = found[first, second]
            yield DuplicatePair(
                first_id=first, second_id=second, score=score(evidence), reasons=reasons(evidence), found_at=at
            )


def reasons(evidence: Iterable[Evidence]) -> list[list[str | int]]:
    """As they are kept: words and points."""
    return [[piece.reason, piece.points] for piece in evidence]
