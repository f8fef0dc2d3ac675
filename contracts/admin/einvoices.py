"""E-invoices in the Django admin, to look at: the domain alone writes them."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import EInvoice


@admin.register(EInvoice)
class EInvoiceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["invoice", "profile", "reason", "errors", "made_at"]
    list_filter = ["profile"]
    list_select_related = ["invoice"]
    search_fields = ["invoice__number"]
    ordering = ["-pk"]
