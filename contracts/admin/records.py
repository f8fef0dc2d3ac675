"""The Django admin of contracts: the house's own data is edited here; what is issued or stored is read-only."""

from django import forms
from django.contrib import admin
from stdnum.eu import at_02

from contracts.admin.readonly import ReadOnly
from contracts.models import (
    Agreement,
    AgreementLine,
    Document,
    DocumentOrder,
    House,
    Invoice,
    InvoiceLine,
    InvoiceVat,
    NumberSeries,
)
from fluxus.errors import Refusal
from network.domain import identifiers


class AgreementLineInline(ReadOnly, admin.TabularInline):
    model = AgreementLine
    extra = 0


class InvoiceLineInline(ReadOnly, admin.TabularInline):
    model = InvoiceLine
    extra = 0


class InvoiceVatInline(ReadOnly, admin.TabularInline):
    model = InvoiceVat
    extra = 0


class HouseForm(forms.ModelForm):
    """The IBAN goes on every invoice, so its check digits are looked at."""

    def clean_iban(self) -> str:
        try:
            return identifiers.iban(self.cleaned_data["iban"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def clean_creditor_id(self) -> str:
        typed = str(self.cleaned_data["creditor_id"]).replace(" ", "").upper()
        if typed and not at_02.is_valid(typed):
            raise forms.ValidationError("Dit incassant-ID klopt niet; er staat waarschijnlijk een tikfout in.")
        return typed


@admin.register(House)
class HouseAdmin(admin.ModelAdmin):
    form = HouseForm
    list_display = ["legal_name", "kvk", "iban", "valid_from"]
    ordering = ["-valid_from"]


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
