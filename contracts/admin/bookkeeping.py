"""For the bookkeeper, in the admin: the ledger and the budget are kept here, the rest is for looking at."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import ExportBatch, ExportItem, LedgerAccount, LedgerRule, MonthClosing, RentBudget


@admin.register(LedgerAccount)
class LedgerAccountAdmin(admin.ModelAdmin):
    list_display = ["code", "name", "rgs"]
    search_fields = ["code", "name", "rgs"]
    ordering = ["code"]


@admin.register(LedgerRule)
class LedgerRuleAdmin(admin.ModelAdmin):
    list_display = ["account", "product", "building", "vat_category", "vat_percent", "is_debtors"]
    list_filter = ["product", "vat_category"]
    list_select_related = ["account", "building"]
    ordering = ["product", "vat_category", "vat_percent"]


@admin.register(RentBudget)
class RentBudgetAdmin(admin.ModelAdmin):
    list_display = ["building", "month", "amount_cents"]
    list_filter = ["building"]
    list_select_related = ["building"]
    ordering = ["-month", "building"]


@admin.register(MonthClosing)
class MonthClosingAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["month", "closed_at", "closed_by", "reopened_at", "reopened_by", "reopen_reason"]
    list_select_related = ["closed_by", "reopened_by"]
    ordering = ["-month", "-pk"]


@admin.register(ExportBatch)
class ExportBatchAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["target", "from_on", "until_on", "made_at", "made_by"]
    list_filter = ["target"]
    list_select_related = ["made_by"]
    ordering = ["-pk"]


@admin.register(ExportItem)
class ExportItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["batch", "target", "invoice"]
    list_filter = ["target"]
    list_select_related = ["batch", "invoice"]
    ordering = ["-pk"]
