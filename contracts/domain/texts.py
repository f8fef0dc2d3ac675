"""The text of a template version, filled in for one agreement."""

import re
from typing import Any

from contracts.enums import ClauseKind
from contracts.models import TemplateClause, TemplateVersion
from fluxus.errors import Refusal

PLACEHOLDER = re.compile(r"\{(\w+)\}")
CONDITION = re.compile(r"^\[([a-z_, ]+)\]\s*")


def fill(version: TemplateVersion, *, values: dict[str, str], facts: frozenset[str]) -> dict[str, Any]:
    """Preamble, numbered articles with their clauses, and annexes, as plain text.

    `facts` are the conditions (`contracts.enums.Condition`) that hold for this agreement. Only words of `values` are
    filled in, any other is refused by name; a value is never read as a placeholder itself, so a name with braces stays a
    name. Articles are numbered as they stand in this agreement, annexes apart.
    """
    standing = [place for place in in_order(version) if place.condition in facts]
    return {
        "preamble": _clauses(version.preamble, values, facts),
        "articles": _numbered(standing, ClauseKind.ARTICLE, values, facts),
        "annexes": _numbered(standing, ClauseKind.ANNEX, values, facts),
    }


def in_order(version: TemplateVersion) -> list[TemplateClause]:
    """The clauses of a template at their places."""
    return sorted(version.clauses.all(), key=lambda place: place.position)


def _numbered(
    places: list[TemplateClause], kind: str, values: dict[str, str], facts: frozenset[str]
) -> list[dict[str, Any]]:
    texts = [place.clause_version for place in places if place.clause_version.clause.kind == kind]
    return [
        {
            "number": number,
            "slug": text.clause.slug,
            "version": text.version,
            "heading": text.heading,
            "clauses": _clauses(text.body, values, facts),
        }
        for number, text in enumerate(texts, start=1)
    ]


def _clauses(text: str, values: dict[str, str], facts: frozenset[str]) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [_filled(CONDITION.sub("", line), values) for line in lines if line and _stands(line, facts)]


def _stands(line: str, facts: frozenset[str]) -> bool:
    """Without a condition always, with some when one of them holds."""
    condition = CONDITION.match(line)
    return condition is None or not facts.isdisjoint(re.split(r",\s*", condition[1]))


def _filled(line: str, values: dict[str, str]) -> str:
    unknown = next((word for word in PLACEHOLDER.findall(line) if word not in values), None)
    if unknown is not None:
        raise Refusal(
            f"In de tekst van de modelovereenkomst staat {{{unknown}}}. Dat woord kunnen we niet invullen.",
            code="unknown_word",
        )
    return PLACEHOLDER.sub(lambda found: values[found[1]], line)
