"""Pages of the admin where one only looks."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Kept(admin.ModelAdmin):
    """Written by the domain; here one looks."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def readable(value: Any) -> SafeString | str:
    """What stands in a JSON column, as lists for people."""
    if isinstance(value, dict) and value:
        rows = ((name, readable(part)) for name, part in value.items())
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", rows))
    if isinstance(value, list) and value:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((readable(part),) for part in value)))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "–" if value in (None, "", {}, []) else str(value)
