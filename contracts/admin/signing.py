"""Mandates are given here, by somebody else than who gets one; what was asked, signed and witnessed is only looked at."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from contracts.admin.readonly import ReadOnly
from contracts.domain.signing import mandates
from contracts.models import AgreementEvent, Mandate, Signature, SignatureRequest
from fluxus.errors import Refusal


class MandateForm(forms.ModelForm):
    """Refuses what the domain refuses, next to the field."""

    by: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "user" in cleaned:
            try:
                mandates.refuse_unfit(cleaned["user"], by=self.by)
            except Refusal as refusal:
                self.add_error(refusal.field, refusal.sentence)
        return cleaned


@admin.register(Mandate)
class MandateAdmin(admin.ModelAdmin):
    """A mandate that was given does not change, it ends: signatures rest on it."""

    form = MandateForm
    list_display = ["user", "function", "most_cents", "started_on", "ended_on", "granted_by"]
    list_select_related = ["user", "granted_by"]
    ordering = ["-started_on", "pk"]
    fields = ["user", "function", "most_cents", "started_on", "ended_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["user", "function", "most_cents", "started_on"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, change, **kwargs)
        made.by = request.user
        return made

    def save_model(self, request: HttpRequest, obj: Mandate, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["ended_on"])
            return
        given = {name: form.cleaned_data[name] for name in self.fields}
        obj.pk = mandates.grant(**given, by=request.user, at=timezone.now()).pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SignatureRequest)
class SignatureRequestAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "role", "name", "email", "status", "sent_at", "expires_at", "reminders_sent"]
    list_filter = ["status", "role", "has_bounced"]
    list_select_related = ["agreement"]
    search_fields = ["agreement__number", "name", "email"]
    ordering = ["-pk"]


@admin.register(Signature)
class SignatureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "function", "request", "method", "proven_by", "signed_at"]
    list_filter = ["method", "proven_by"]
    list_select_related = ["request"]
    search_fields = ["name", "request__agreement__number"]
    ordering = ["-pk"]


@admin.register(AgreementEvent)
class AgreementEventAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "position", "kind", "happened_at", "happened_by"]
    list_filter = ["kind"]
    list_select_related = ["agreement", "happened_by"]
    search_fields = ["agreement__number"]
    ordering = ["-agreement", "position"]
