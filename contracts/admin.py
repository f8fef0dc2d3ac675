"""The Django admin of contracts: the house's own data is edited here; what is issued or stored is read-only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from contracts.models import (
    Agreement,
    AgreementLine,
    AgreementTemplate,
    Document,
    DocumentOrder,
    House,
    Invoice,
    InvoiceLine,
    InvoiceVat,
    NumberSeries,
    TemplateClause,
    TemplateVersion,
)
from fluxus.errors import Refusal
from network.domain import identifiers


class ReadOnly:
    """To look at, never to change: only the domain writes these rows."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AgreementLineInline(ReadOnly, admin.TabularInline):
    model = AgreementLine
    extra = 0


class InvoiceLineInline(ReadOnly, admin.TabularInline):
    model = InvoiceLine
    extra = 0


class InvoiceVatInline(ReadOnly, admin.TabularInline):
    model = InvoiceVat
    extra = 0


class TemplateClauseInline(admin.StackedInline):
    """Articles can be written as long as their version is a draft."""

    model = TemplateClause
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)


class HouseForm(forms.ModelForm):
    """The IBAN goes on every invoice, so its check digits are looked at."""

    def clean_iban(self) -> str:
        try:
            return identifiers.iban(self.cleaned_data["iban"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


@admin.register(House)
class HouseAdmin(admin.ModelAdmin):
    form = HouseForm
    list_display = ["legal_name", "kvk", "iban", "valid_from"]
    ordering = ["-valid_from"]


@admin.register(AgreementTemplate)
class AgreementTemplateAdmin(admin.ModelAdmin):
    list_display = ["name", "slug"]
    ordering = ["name"]


@admin.register(TemplateVersion)
class TemplateVersionAdmin(admin.ModelAdmin):
    list_display = ["title", "version", "status", "published_at"]
    list_select_related = ["template"]
    ordering = ["template__name", "-version"]
    # publishing is for the domain: in the admin a version stays a draft
    readonly_fields = ["status", "published_at", "published_by"]
    inlines = [TemplateClauseInline]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and _is_draft(obj) and super().has_delete_permission(request, obj)


@admin.register(Agreement)
class AgreementAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "partner", "subject", "status", "issued_on"]
    list_filter = ["status"]
    list_select_related = ["partner"]
    search_fields = ["number", "subject", "partner__name"]
    ordering = ["-pk"]
    inlines = [AgreementLineInline]


@admin.register(AgreementLine)
class AgreementLineAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["agreement", "position", "delivery"]
    list_select_related = ["agreement", "delivery"]
    ordering = ["-agreement", "position"]


@admin.register(Invoice)
class InvoiceAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "partner", "gross_cents", "status", "issued_on", "due_on"]
    list_filter = ["status"]
    list_select_related = ["partner"]
    search_fields = ["number", "payment_reference", "partner__name"]
    ordering = ["-pk"]
    inlines = [InvoiceLineInline, InvoiceVatInline]


@admin.register(InvoiceLine)
class InvoiceLineAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["invoice", "position", "description", "net_cents"]
    list_select_related = ["invoice"]
    ordering = ["-invoice", "position"]


@admin.register(InvoiceVat)
class InvoiceVatAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["invoice", "category", "percent", "net_cents", "vat_cents"]
    list_select_related = ["invoice"]
    ordering = ["-invoice", "category"]


@admin.register(NumberSeries)
class NumberSeriesAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["kind", "year", "last_number", "last_issued_on"]
    ordering = ["kind", "-year"]


@admin.register(Document)
class DocumentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["filename", "size", "renderer", "created_at"]
    search_fields = ["filename", "sha256"]
    ordering = ["-created_at"]


@admin.register(DocumentOrder)
class DocumentOrderAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["__str__", "agreement", "invoice", "status", "attempts", "ordered_at", "finished_at"]
    list_filter = ["status"]
    list_select_related = ["agreement", "invoice"]
    ordering = ["-pk"]


def _is_draft(version: Any) -> bool:
    """A version that nobody published yet, or none at all."""
    return version is None or version.status == "draft"
