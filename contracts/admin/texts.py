"""Templates of agreements in the Django admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.models import AgreementTemplate, TemplateClause, TemplateVersion


def _is_draft(version: Any) -> bool:
    """A version that nobody published yet, or none at all."""
    return version is None or version.status == "draft"


class TemplateClauseInline(admin.StackedInline):
    """Articles can be written as long as their version is a draft."""

    model = TemplateClause
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    ordering = ["name"]


@admin.register(TemplateVersion)
class TemplateVersionAdmin(admin.ModelAdmin):
    list_display = ["title", "version", "status", "published_at"]
    list_select_related = ["template"]
    ordering = ["template__name", "-version"]
    # publishing is for the domain: in the admin a version stays a draft
    readonly_fields = ["status", "published_at", "published_by"]
    inlines = [TemplateClauseInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)
