"""Clauses, templates and model agreements in the Django admin. Texts are written and published on the screen of the house."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from contracts.admin.readonly import ReadOnly
from contracts.models import (
    AgreementTemplate,
    Clause,
    ClauseVersion,
    ModelAgreement,
    TemplateClause,
    TemplateVersion,
)


class ClauseVersionInline(ReadOnly, admin.StackedInline):
    model = ClauseVersion
    extra = 0


class TemplateClauseInline(ReadOnly, admin.TabularInline):
    model = TemplateClause
    extra = 0


@admin.register(ModelAgreement)
class ModelAgreementAdmin(admin.ModelAdmin):
    """What an authority assessed; as soon as words are locked to it, it stays as it is."""

    list_display = ["name", "reference", "authority", "assessed_on", "ends_on"]
    search_fields = ["name", "reference"]
    ordering = ["name"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The term can be lengthened (authorities do), what was assessed cannot become something else."""
        is_used = obj is not None and (obj.locked_clauses.exists() or obj.template_versions.exists())
        return ["name", "reference", "authority", "ground", "assessed_on"] if is_used else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.get_readonly_fields(request, obj) and super().has_delete_permission(request, obj)


@admin.register(Clause)
class ClauseAdmin(admin.ModelAdmin):
    """Name and kind; what a clause says stands in its versions, which the domain writes."""

    list_display = ["name", "kind", "slug"]
    list_filter = ["kind"]
    search_fields = ["name", "slug"]
    ordering = ["kind", "name"]
    readonly_fields = ["slug", "kind"]
    inlines = [ClauseVersionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ClauseVersion)
class ClauseVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["heading", "version", "status", "model_agreement", "reviewer", "published_at"]
    list_filter = ["status"]
    list_select_related = ["model_agreement"]
    search_fields = ["heading", "body"]
    ordering = ["heading", "-version"]


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(admin.ModelAdmin):
    """Name and terms; a template with versions is not deleted here."""

    list_display = ["name", "kind", "slug", "days_to_sign", "keep_years"]
    ordering = ["name"]
    readonly_fields = ["slug", "kind"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "version", "status", "reviewer", "published_at"]
    list_filter = ["status"]
    list_select_related = ["template"]
    ordering = ["template__name", "-version"]
    inlines = [TemplateClauseInline]
