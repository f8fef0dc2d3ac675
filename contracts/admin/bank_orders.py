"""Mandates and batches for the bank in the Django admin, to look at: the domain alone writes them."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import BankOrder, BankOrderLine, SepaMandate


@admin.register(SepaMandate)
class SepaMandateAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["reference", "partner", "iban", "scheme", "signed_at", "revoked_at"]
    list_filter = ["scheme"]
    list_select_related = ["partner"]
    search_fields = ["reference", "partner__name", "iban"]
    ordering = ["-pk"]


@admin.register(BankOrder)
class BankOrderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["message_id", "kind", "status", "carried_out_on", "drafted_by", "made_by", "is_alone"]
    list_filter = ["kind", "status"]
    list_select_related = ["drafted_by", "made_by"]
    search_fields = ["message_id"]
    ordering = ["-pk"]


@admin.register(BankOrderLine)
class BankOrderLineAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["end_to_end", "order", "name", "amount_cents", "holds", "taken_out_reason"]
    list_filter = ["holds"]
    list_select_related = ["order"]
    search_fields = ["end_to_end", "name"]
    ordering = ["-pk"]
