"""The Django admin of what the bank said: to look at; only the domain writes it."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import Allocation, BankFile, BankStatement, BankTransaction


@admin.register(BankFile)
class BankFileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["filename", "version", "imported_at", "imported_by"]
    list_select_related = ["imported_by"]
    search_fields = ["filename", "sha256"]
    ordering = ["-pk"]


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["identification", "account", "from_on", "until_on", "opening_cents", "closing_cents"]
    search_fields = ["identification", "account"]
    ordering = ["-pk"]


@admin.register(BankTransaction)
class BankTransactionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["booked_on", "amount_cents", "counter_name", "counter_iban", "return_code", "aside_reason"]
    search_fields = ["counter_name", "counter_iban", "remittance", "reference", "end_to_end"]
    ordering = ["-pk"]


@admin.register(Allocation)
class AllocationAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["allocated_on", "kind", "invoice", "purchase", "credit_note", "amount_cents", "allocated_by"]
    list_filter = ["kind"]
    list_select_related = ["invoice", "purchase", "credit_note", "allocated_by"]
    search_fields = ["invoice__number", "purchase__their_number", "credit_note__number"]
    ordering = ["-pk"]
