"""Labels, saved lists, and what was taken out of the house."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from network.admin.looking import Kept, readable
from network.models import Export, PartnerTag, Segment, Tag, TagChange


class PartnerTagInline(admin.TabularInline):
    """The labels of a partner."""

    model = PartnerTag
    autocomplete_fields = ["tag"]
    extra = 0


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    """Rename a label, or remove one that nobody needs; who carries it is chosen on the partner."""

    list_display = ["name", "carriers", "created_at", "created_by"]
    list_select_related = ["created_by"]
    list_filter = ["created_by"]
    search_fields = ["name"]
    fields = ["name", "created_at", "created_by"]
    readonly_fields = ["created_at", "created_by"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return super().get_queryset(request).annotate(carried=Count("partnertag"))

    @admin.display(description="partners", ordering="carried")
    def carriers(self, tag: Any) -> int:
        return int(tag.carried)

    def save_model(self, request: HttpRequest, obj: Tag, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(TagChange)
class TagChangeAdmin(Kept):
    """Labels for many at once; undoing happens on the page of the label."""

    list_display = ["tag", "is_removal", "size", "changed_at", "changed_by", "undone_at"]
    list_select_related = ["tag", "changed_by"]
    list_filter = ["is_removal", "tag", ("changed_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["tag__name", "changed_by__name"]
    fields = ["tag", "is_removal", "size", "changed_at", "changed_by", "undone_at", "undone_by"]
    readonly_fields = ["size"]
    date_hierarchy = "changed_at"
    ordering = ["-changed_at", "-pk"]

    @admin.display(description="aantal partners")
    def size(self, change: TagChange) -> int:
        return len(change.partners)


@admin.register(Segment)
class SegmentAdmin(admin.ModelAdmin):
    """Saved lists: rename, share or remove one; what it filters on is changed on the list itself."""

    list_display = ["name", "created_by", "is_shared", "created_at"]
    list_select_related = ["created_by"]
    list_filter = ["is_shared", ("created_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "created_by__name"]
    fields = ["name", "is_shared", "what_it_holds", "column_list", "created_at", "created_by"]
    readonly_fields = ["what_it_holds", "column_list", "created_at", "created_by"]
    date_hierarchy = "created_at"
    ordering = ["name", "pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="filters")
    def what_it_holds(self, segment: Segment) -> SafeString | str:
        return readable(segment.filters)

    @admin.display(description="kolommen")
    def column_list(self, segment: Segment) -> SafeString | str:
        return readable(segment.columns)


@admin.register(Export)
class ExportAdmin(Kept):
    """Who took which data of partners out of the house, and when."""

    list_display = ["exported_at", "exported_by", "name", "form", "rows", "column_names"]
    list_select_related = ["exported_by"]
    list_filter = ["form", ("exported_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "exported_by__name", "exported_by__email"]
    fields = ["exported_at", "exported_by", "name", "form", "rows", "what_it_held", "column_names"]
    readonly_fields = ["what_it_held", "column_names"]
    date_hierarchy = "exported_at"
    ordering = ["-exported_at", "-pk"]

    @admin.display(description="filters")
    def what_it_held(self, export: Export) -> SafeString | str:
        return readable(export.filters)

    @admin.display(description="kolommen")
    def column_names(self, export: Export) -> str:
        return ", ".join(export.columns)
