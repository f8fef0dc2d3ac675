"""The text of a template version, filled in for one agreement.

Text is data: a word between braces is looked up in a table, a condition is compared with a set, and all the rest stays the
letters it is. No template language ever reads it.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from contracts.enums import ClauseKind, Condition
from contracts.models import TemplateClause, TemplateVersion
from fluxus.errors import Refusal

PLACEHOLDER = re.compile(r"\{(\w+)\}")
CONDITION = re.compile(r"^\[([a-z_, ]+)\]\s*")


@dataclass(frozen=True)
class Line:
    """One line of a text as it reads for an agreement, whether it stands there, and what that depends on ('' if nothing)."""

    text: str
    stands: bool
    condition: str


def fill(version: TemplateVersion, *, values: dict[str, str], facts: frozenset[str]) -> dict[str, Any]:
    """Preamble, numbered articles with their clauses, and annexes, as plain text.

    `facts` are the conditions (`contracts.enums.Condition`) that hold for this agreement. Only words of `values` are
    filled in, any other is refused by name; a value is never read as a placeholder itself, so a name with braces stays a
    name. Articles are numbered as they stand in this agreement, annexes apart.
    """
    standing = [place for place in in_order(version) if place.condition in facts]
    return {
        "preamble": clauses(version.preamble, values, facts),
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
            "clauses": clauses(text.body, values, facts),
        }
        for number, text in enumerate(texts, start=1)
    ]


def clauses(text: str, values: dict[str, str], facts: frozenset[str]) -> list[str]:
    """The lines that stand, filled in."""
    return [_filled(CONDITION.sub("", line), values) for line in _lines(text) if _stands(line, facts)]


def read_out(text: str, values: dict[str, str], facts: frozenset[str]) -> list[Line]:
    """All lines filled in, also those that do not stand; a word that is not known stays as it was typed."""
    return [
        Line(
            text=PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), CONDITION.sub("", line)),
            stands=_stands(line, facts),
            condition=" of ".join(_label(each) for each in conditions_of(line)),
        )
        for line in _lines(text)
    ]


def refuse_unreadable(text: str, *, words: Container[str], field: str) -> None:
    """Refuses a word that nobody fills in, a condition that does not exist, and a brace without a word."""
    for line in _lines(text):
        unknown = next((word for word in PLACEHOLDER.findall(line) if word not in words), None)
        if unknown is not None:
            raise Refusal(f"Het woord {{{unknown}}} kennen we niet. Kies een woord uit de lijst.", field=field)
        if set("{}") & set(PLACEHOLDER.sub("", line)):
            raise Refusal(f"Deze accolade hoort niet bij een woord: {_around(line)}", field=field)
        if line.startswith("["):
            _refuse_condition(line, field)


def _refuse_condition(line: str, field: str) -> None:
    strange = [each for each in conditions_of(line) if each not in Condition.values]
    if strange or not conditions_of(line):
        name = strange[0] if strange else line.split("]", maxsplit=1)[0].lstrip("[")
        raise Refusal(f"De voorwaarde [{name[:40]}] kennen we niet. Kies een voorwaarde uit de lijst.", field=field)
    if not CONDITION.sub("", line):
        raise Refusal(f"Achter de voorwaarde [{', '.join(conditions_of(line))}] staat geen tekst.", field=field)


def _around(line: str) -> str:
    """The words around the first lonely brace."""
    rest = PLACEHOLDER.sub("", line)
    at = min(place for place in (rest.find("{"), rest.find("}")) if place >= 0)
    return f"“{rest[max(0, at - 20) : at + 20].strip()}”."


def conditions_of(line: str) -> list[str]:
    """The conditions at the start of a line."""
    found = CONDITION.match(line)
    return [each for each in re.split(r"[,\s]+", found[1]) if each] if found else []


def _label(condition: str) -> str:
    return str(Condition(condition).label) if condition in Condition.values else condition


def _lines(text: str) -> list[str]:
    return [line for line in (each.strip() for each in text.splitlines()) if line]


def _stands(line: str, facts: frozenset[str]) -> bool:
    """Without a condition always, with some when one of them holds."""
    asked = conditions_of(line)
    return not asked or not facts.isdisjoint(asked)


def _filled(line: str, values: dict[str, str]) -> str:
    unknown = next((word for word in PLACEHOLDER.findall(line) if word not in values), None)
    if unknown is not None:
        raise Refusal(
            f"In de tekst van de modelovereenkomst staat {{{unknown}}}. Dat woord kunnen we niet invullen.",
            code="unknown_word",
        )
    return PLACEHOLDER.sub(lambda found: values[found[1]], line)
