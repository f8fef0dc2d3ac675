"""Proofs and DBA checks in the Django admin: to look at; questions can be written until they are published."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from contracts.admin.readonly import ReadOnly
from contracts.domain.readiness import dba
from contracts.models import DbaCheck, PartnerProof, Question, Questionnaire
from fluxus.errors import Refusal


def _is_draft(questionnaire: Any) -> bool:
    return questionnaire is None or questionnaire.published_at is None


@admin.register(PartnerProof)
class PartnerProofAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "kind", "status", "starts_on", "ends_on", "handed_in_at"]
    list_filter = ["kind", "status"]
    list_select_related = ["partner"]
    search_fields = ["partner__name"]
    ordering = ["-pk"]


@admin.register(DbaCheck)
class DbaCheckAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["partner", "risk", "questionnaire", "answered_at", "answered_by"]
    list_filter = ["risk"]
    list_select_related = ["partner", "questionnaire", "answered_by"]
    search_fields = ["partner__name"]
    ordering = ["-pk"]


class QuestionInline(admin.StackedInline):
    """Questions of a published list stay as they are."""

    model = Question
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


@admin.register(Questionnaire)
class QuestionnaireAdmin(admin.ModelAdmin):
    list_display = ["title", "version", "published_at"]
    ordering = ["-version"]
    readonly_fields = ["published_at", "published_by"]
    inlines = [QuestionInline]
    actions = ["publish_them"]

    @admin.action(description="Gekozen vragenlijst publiceren")
    def publish_them(self, request: HttpRequest, queryset: Any) -> None:
        """From now on the checks ask these questions, and nobody changes them."""
        for questionnaire in queryset:
            make_final(self, request, questionnaire)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)


def make_final(site: admin.ModelAdmin, request: HttpRequest, questionnaire: Questionnaire) -> None:
    """Published by the domain; what it refuses stands above the list."""
    try:
        dba.make_final(questionnaire=questionnaire, by=request.user, at=timezone.now())
    except Refusal as refusal:
        site.message_user(request, refusal.sentence, level="ERROR")
    else:
        site.message_user(request, f"{questionnaire} is gepubliceerd.")
