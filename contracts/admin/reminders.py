"""The Django admin of reminding: the steps can be set; what was written and paused is to look at."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import PaymentTerm, ReminderLetter, ReminderLine, ReminderPause, ReminderStep


@admin.register(ReminderStep)
class ReminderStepAdmin(admin.ModelAdmin):
    list_display = ["buyer_kind", "position", "kind", "days_after", "days_to_pay", "with_costs", "is_active"]
    list_filter = ["buyer_kind", "is_active"]
    ordering = ["buyer_kind", "position"]


@admin.register(ReminderLetter)
class ReminderLetterAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["written_on", "partner", "step", "open_cents", "costs_cents", "due_on", "written_by"]
    list_filter = ["step"]
    list_select_related = ["partner", "step", "written_by"]
    search_fields = ["partner__name"]
    ordering = ["-pk"]


@admin.register(ReminderLine)
class ReminderLineAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["letter", "invoice", "step", "open_cents"]
    list_select_related = ["letter__step", "invoice", "step"]
    search_fields = ["invoice__number"]
    ordering = ["-pk"]


@admin.register(ReminderPause)
class ReminderPauseAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "invoice", "kind", "reason", "until_on", "paused_by", "lifted_at"]
    list_filter = ["kind"]
    list_select_related = ["partner", "invoice", "paused_by"]
    search_fields = ["partner__name", "reason"]
    ordering = ["-pk"]


@admin.register(PaymentTerm)
class PaymentTermAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["pause", "due_on", "amount_cents"]
    list_select_related = ["pause"]
    ordering = ["-pk"]
