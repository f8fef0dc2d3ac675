"""Runs, seals, scans, links and kept lists in the Django admin, to look at: the domain alone writes them."""

from django.contrib import admin

from contracts.admin.readonly import ReadOnly
from contracts.models import (
    AgreementRun,
    Funding,
    PaperSignature,
    RegisterView,
    RunItem,
    Seal,
    SealCertificate,
    SigningLink,
)


@admin.register(Funding)
class FundingAdmin(admin.ModelAdmin):
    """Where money comes from is the house's own list."""

    list_display = ["name", "starts_on", "ends_on"]
    ordering = ["name"]
    search_fields = ["name"]


@admin.register(AgreementRun)
class AgreementRunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["title", "source", "bundling", "status", "started_at", "started_by", "finished_at"]
    list_filter = ["status", "source"]
    list_select_related = ["started_by"]
    ordering = ["-pk"]


@admin.register(RunItem)
class RunItemAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "partner", "status", "attempts", "agreement", "message"]
    list_filter = ["status"]
    list_select_related = ["partner", "agreement"]
    ordering = ["-run", "position"]


@admin.register(PaperSignature)
class PaperSignatureAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "signed_on", "noted_at", "noted_by"]
    list_select_related = ["agreement", "noted_by"]
    ordering = ["-pk"]


@admin.register(Seal)
class SealAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "wanted_level", "reached_level", "attempts", "sealed_at", "next_attempt_at"]
    list_filter = ["reached_level"]
    list_select_related = ["agreement"]
    ordering = ["-pk"]


@admin.register(SealCertificate)
class SealCertificateAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["subject", "issuer", "is_self_issued", "valid_from", "expires_at"]
    ordering = ["-valid_from"]


@admin.register(RegisterView)
class RegisterViewAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["name", "owner", "is_shared"]
    list_select_related = ["owner"]
    ordering = ["name", "pk"]


@admin.register(SigningLink)
class SigningLinkAdmin(ReadOnly, admin.ModelAdmin):
    """That there is a link, and since when; the address itself exists in the letter alone."""

    list_display = ["request", "made_at"]
    list_select_related = ["request"]
    fields = ["request", "made_at"]
    ordering = ["-pk"]
