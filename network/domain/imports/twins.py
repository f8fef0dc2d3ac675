"""The same partner twice in one file: told, and never added twice."""

from collections import defaultdict
from collections.abc import Sequence

from network.domain.imports.drafts import Draft
from network.domain.imports.probing import probe
from network.domain.matching.scoring import SUGGEST, Facts, Key, compare, score, tells_who

SHARED_BY_MANY = 8


def earlier_lines(drafts: Sequence[tuple[int, Draft]]) -> dict[int, int]:
    """Line → the first line that tells of the same partner. Refused rows are nobody's twin."""
    sound = [(line, draft, probe(draft).facts()) for line, draft in drafts if not draft.problems]
    blocks: dict[Key, list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    for at, (line, draft, facts) in enumerate(sound):
        keys = keys_of(facts, draft)
        near = sorted({other for key in keys for other in blocks[key]})
        twin = next((other for other in near if are_one(facts, draft, sound[other][2], sound[other][1])), None)
        if twin is not None:
            found[line] = found.get(sound[twin][0], sound[twin][0])
        for key in keys:
            if len(blocks[key]) <= SHARED_BY_MANY:
                blocks[key].append(at)
    return found


def keys_of(facts: Facts, draft: Draft) -> set[Key]:
    """What two rows of one partner have in common at least."""
    name = facts.match_name
    places = {("name and postcode", f"{name} {code}") for code in facts.postcodes}
    work = {("name and work", f"{name} {other}") for other in facts.organisations}
    return {*facts.keys, *places, *work, ("row", said(draft))}


def said(draft: Draft) -> str:
    """All that a row says of who it is."""
    reach = [*sorted(draft.emails), *sorted(draft.phones), str(draft.details.get("address") or "")]
    return "|".join([draft.kind, draft.name, draft.given_name, draft.infix, draft.family_name, draft.initials, *reach])


def are_one(facts: Facts, draft: Draft, other: Facts, other_draft: Draft) -> bool:
    if said(draft) == said(other_draft):
        return True
    evidence = compare(facts, other)
    return tells_who(evidence) and score(evidence) >= SUGGEST
