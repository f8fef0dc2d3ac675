"""Runs of invoices and what was sent in the Django admin, to look at: the domain alone writes them."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import Dispatch, InvoiceRun, InvoiceRunItem


@admin.register(InvoiceRun)
class InvoiceRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "status", "issued_on", "sends_mail", "started_at", "started_by", "finished_at"]
    list_filter = ["status"]
    list_select_related = ["started_by"]
    ordering = ["-pk"]


@admin.register(InvoiceRunItem)
class InvoiceRunItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "partner", "status", "attempts", "invoice", "message"]
    list_filter = ["status"]
    list_select_related = ["partner", "invoice"]
    ordering = ["-run", "position"]


@admin.register(Dispatch)
class DispatchAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["invoice", "channel", "mail", "ordered_at", "ordered_by", "note"]
    list_filter = ["channel"]
    list_select_related = ["invoice", "mail", "ordered_by"]
    ordering = ["-pk"]
