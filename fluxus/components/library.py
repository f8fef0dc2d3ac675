"""The one template library, and how a component renders its file in templates/components/."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


def component(name: str, /, **context: Any) -> SafeString:
    """The markup of templates/components/<name>.html; everything in `context` is escaped there as usual."""
    return render_to_string(f"components/{name}.html", context)


def one_of(value: str, allowed: tuple[str, ...] | frozenset[str], what: str) -> str:
    """`value`, or a TemplateSyntaxError that lists what is allowed."""
    if value not in allowed:
        raise template.TemplateSyntaxError(
            f"{what} '{value}' does not exist; choose from: {', '.join(sorted(allowed))}"
        )
    return value
