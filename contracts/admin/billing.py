"""How partners are billed, in the admin: the btw rules are kept here, the rest is for looking at."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import BillingHold, BillingProfile, VatRule, VatSelection


@admin.register(VatRule)
class VatRuleAdmin(admin.ModelAdmin):
    list_display = ["name", "product", "category", "rate", "is_default", "valid_from"]
    list_filter = ["product", "is_default"]
    ordering = ["product", "-valid_from"]


@admin.register(VatSelection)
class VatSelectionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "rule", "valid_from", "ended_on", "chosen_by"]
    list_select_related = ["partner", "rule", "chosen_by"]
    ordering = ["-pk"]


@admin.register(BillingProfile)
class BillingProfileAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "payer", "buyer_kind", "payment_days", "einvoice_profile"]
    list_select_related = ["partner", "payer"]
    ordering = ["-pk"]


@admin.register(BillingHold)
class BillingHoldAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "booking", "reason", "held_at", "released_at"]
    list_select_related = ["partner", "booking"]
    ordering = ["-pk"]
