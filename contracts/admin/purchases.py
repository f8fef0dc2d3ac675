"""The Django admin of invoices of cultuurmakers: to look at; only the domain writes them."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import PurchaseInvoice, PurchaseLine


class PurchaseLines(ReadOnly, admin.TabularInline):
    model = PurchaseLine
    fields = ["position", "description", "delivered_on", "agreed_cents", "net_cents", "is_expense", "holds"]
    extra = 0


@admin.register(PurchaseInvoice)
class PurchaseInvoiceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["their_number", "partner", "status", "their_date_on", "gross_cents", "submitted_at"]
    list_filter = ["status"]
    list_select_related = ["partner"]
    search_fields = ["their_number", "partner__search_text"]
    inlines = [PurchaseLines]
    ordering = ["-pk"]


@admin.register(PurchaseLine)
class PurchaseLineAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["description", "purchase", "delivered_on", "agreed_cents", "net_cents", "holds"]
    list_select_related = ["purchase__partner"]
    search_fields = ["description", "purchase__their_number"]
    ordering = ["-pk"]
