"""What work is worth, in the Django admin: dated tables that staff keep, each with its source."""

from django.contrib import admin

from contracts.models import LegalAmount, Rate, RateTable, WorkKind


class RateInline(admin.TabularInline):
    model = Rate
    extra = 0


@admin.register(WorkKind)
class WorkKindAdmin(admin.ModelAdmin):
    list_display = ["name", "preparation_percent"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["name"]


@admin.register(RateTable)
class RateTableAdmin(admin.ModelAdmin):
    """A table that agreements point to stays: from a new day on there is a new table."""

    list_display = ["name", "valid_from", "source"]
    ordering = ["-valid_from"]
    inlines = [RateInline]


@admin.register(LegalAmount)
class LegalAmountAdmin(admin.ModelAdmin):
    list_display = ["kind", "cents", "valid_from", "is_in_force", "source"]
    list_filter = ["kind", "is_in_force"]
    ordering = ["kind", "-valid_from"]
