"""The text of a template version, filled in for one agreement."""

import re
from typing import Any

from contracts.models import TemplateVersion
from fluxus.errors import Refusal

PLACEHOLDER = re.compile(r"\{(\w+)\}")
CONDITION = re.compile(r"^\[([a-z_, ]+)\]\s*")


def fill(version: TemplateVersion, *, values: dict[str, str], vat_status: str) -> dict[str, Any]:
    """Preamble and numbered articles with their clauses, as plain text.

    Only words of `values` are filled in, any other is refused by name; a value is never read as a placeholder itself,
    so a name with braces stays a name.
    """
    return {
        "preamble": _clauses(version.preamble, values, vat_status),
        "articles": [
            {
                "number": article.position,
                "heading": article.heading,
                "clauses": _clauses(article.body, values, vat_status),
            }
            for article in sorted(version.articles.all(), key=lambda article: article.position)
        ],
    }


def _clauses(text: str, values: dict[str, str], vat_status: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines())
    return [_filled(CONDITION.sub("", line), values) for line in lines if line and _stands(line, vat_status)]


def _stands(line: str, vat_status: str) -> bool:
    """Without a condition always, with one only for the btw statuses it names."""
    condition = CONDITION.match(line)
    return condition is None or vat_status in re.split(r",\s*", condition[1])


def _filled(line: str, values: dict[str, str]) -> str:
    unknown = next((word for word in PLACEHOLDER.findall(line) if word not in values), None)
    if unknown is not None:
        raise Refusal(
            f"In de tekst van de modelovereenkomst staat {{{unknown}}}. Dat woord kunnen we niet invullen.",
            code="unknown_word",
        )
    return PLACEHOLDER.sub(lambda found: values[found[1]], line)
