"""Partners and what is known of them. Names, search text and E.164 are still written by the domain."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ExportMixin

from fluxus.errors import Refusal
from network.admin.looking import Kept
from network.domain import identifiers, partners, search_text
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import (
    Address,
    Affiliation,
    ContactMoment,
    ContactMomentPartner,
    EmailAddress,
    Identifier,
    Partner,
    PhoneNumber,
    RoleAssignment,
    SchoolProfile,
    TimelineEntry,
    Wijk,
    WijkAccount,
)
from network.resources import PartnerResource


class PartnerForm(forms.ModelForm):
    """A person has name parts, an organisation a name; the rest of the name follows."""

    class Meta:
        model = Partner
        fields = [
            "kind",
            "given_name",
            "infix",
            "family_name",
            "name",
            "trade_name",
            "disciplines",
            "vat_status",
            "website",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = "Alleen voor een organisatie; de naam van een persoon volgt uit de delen."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            if data.get("kind") == "person":
                parts = {field: data.get(field) or "" for field in ("given_name", "infix", "family_name")}
                partners.name_person(self.instance, **parts)
                data["name"] = self.instance.name
            else:
                data |= {"given_name": "", "infix": "", "family_name": ""}
                partners.name_organisation(self.instance, data.get("name") or "")
        except Refusal as refusal:
            self.add_error(refusal.field, refusal.sentence)
        return data


class IdentifierForm(forms.ModelForm):
    """The number as it is kept; a BSN is refused."""

    class Meta:
        model = Identifier
        fields = ["kind", "value"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") and data.get("value"):
            person = getattr(self.instance.partner, "is_person", True) if self.instance.partner_id else True
            try:
                data["value"] = identifiers.normalise(data["kind"], data["value"], person=person)
            except Refusal as refusal:
                self.add_error("value", refusal.sentence)
        return data


class PhoneForm(forms.ModelForm):
    """The number as typed, and as E.164 beside it."""

    class Meta:
        model = PhoneNumber
        fields = ["number", "is_primary"]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        try:
            self.instance.e164 = identifiers.phone(number)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return number


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = ["kind", "street", "house_number", "suffix", "postcode", "city", "wijk"]

    def clean_postcode(self) -> str:
        try:
            return identifiers.postcode(self.cleaned_data["postcode"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class RoleInline(admin.TabularInline):
    model = RoleAssignment
    extra = 0


class EmailInline(admin.TabularInline):
    model = EmailAddress
    extra = 0


class PhoneInline(admin.TabularInline):
    model = PhoneNumber
    form = PhoneForm
    extra = 0


class AddressInline(admin.TabularInline):
    model = Address
    form = AddressForm
    extra = 0


class IdentifierInline(admin.TabularInline):
    model = Identifier
    form = IdentifierForm
    extra = 0


class AffiliationInline(admin.TabularInline):
    model = Affiliation
    fk_name = "partner"
    autocomplete_fields = ["organisation"]
    extra = 0


@admin.register(Partner)
class PartnerAdmin(ExportMixin, admin.ModelAdmin):
    """Everything of a partner on one page; changes are told on the timeline."""

    form = PartnerForm
    resource_classes = [PartnerResource]
    inlines = [RoleInline, EmailInline, PhoneInline, AddressInline, IdentifierInline, AffiliationInline]
    list_display = ["sort_name", "kind", "vat_status", "created_at"]
    list_filter = ["kind", "vat_status", "role_assignments__role"]
    search_fields = ["name", "search_text"]
    date_hierarchy = "created_at"
    ordering = ["sort_name", "pk"]
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search_text.refresh(form.instance)
        title = "Gewijzigd in het beheer" if change else "Toegevoegd in het beheer"
        record(partners=[form.instance], kind=EntryKind.PARTNER, title=title, by=request.user)


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    list_display = ["partner", "kind", "organisation", "function", "started_on", "ended_on"]
    list_select_related = ["partner", "organisation"]
    list_filter = ["kind", "is_primary"]
    search_fields = ["partner__name", "organisation__name", "function"]
    autocomplete_fields = ["partner", "organisation"]
    ordering = ["organisation__sort_name", "pk"]


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(Kept):
    list_display = ["partner", "role", "started_on", "ended_on"]
    list_select_related = ["partner"]
    list_filter = ["role"]
    search_fields = ["partner__name"]
    date_hierarchy = "started_on"
    ordering = ["partner__sort_name", "pk"]


@admin.register(Address)
class AddressAdmin(Kept):
    list_display = ["partner", "line", "postcode", "city", "wijk"]
    list_select_related = ["partner", "wijk"]
    list_filter = ["wijk", "kind"]
    search_fields = ["partner__name", "street", "postcode", "city"]
    ordering = ["postcode", "house_number"]


@admin.register(EmailAddress)
class EmailAddressAdmin(Kept):
    list_display = ["address", "partner", "is_primary"]
    list_select_related = ["partner"]
    search_fields = ["address", "partner__name"]
    ordering = ["address"]


@admin.register(PhoneNumber)
class PhoneNumberAdmin(Kept):
    list_display = ["number", "partner", "is_primary"]
    list_select_related = ["partner"]
    search_fields = ["number", "e164", "partner__name"]
    ordering = ["e164"]


@admin.register(Identifier)
class IdentifierAdmin(Kept):
    list_display = ["partner", "kind", "value"]
    list_select_related = ["partner"]
    list_filter = ["kind"]
    search_fields = ["value", "partner__name"]
    ordering = ["kind", "value"]


@admin.register(SchoolProfile)
class SchoolProfileAdmin(admin.ModelAdmin):
    list_display = ["partner", "site_code", "sector", "pupils", "board"]
    list_select_related = ["partner", "board"]
    list_filter = ["sector", "denomination"]
    search_fields = ["partner__name", "site_code"]
    autocomplete_fields = ["partner", "board"]
    ordering = ["partner__sort_name"]


class WijkAccountInline(admin.TabularInline):
    model = WijkAccount
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Wijk)
class WijkAdmin(admin.ModelAdmin):
    """Boundaries and figures come from CBS; the accounthouders are ours."""

    list_display = ["name", "code", "inhabitants", "inhabitants_under_15", "reference_year"]
    search_fields = ["name", "code"]
    fields = ["name", "code", "inhabitants", "inhabitants_under_15", "reference_year"]
    readonly_fields = fields
    inlines = [WijkAccountInline]
    ordering = ["name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(WijkAccount)
class WijkAccountAdmin(Kept):
    list_display = ["wijk", "user", "is_primary", "started_on", "ended_on"]
    list_select_related = ["wijk", "user"]
    list_filter = ["wijk", "is_primary"]
    search_fields = ["wijk__name", "user__name"]
    date_hierarchy = "started_on"
    ordering = ["wijk__name", "-started_on"]


class ParticipantInline(admin.TabularInline):
    model = ContactMomentPartner
    raw_id_fields = ["partner"]
    extra = 0


@admin.register(ContactMoment)
class ContactMomentAdmin(Kept):
    """What was noted stays as it was noted; confidential notes stay between who noted them and beheer."""

    list_display = ["occurred_at", "kind", "noted_by", "wijk", "confidentiality"]
    list_select_related = ["noted_by", "wijk"]
    list_filter = ["kind", "confidentiality", "noted_by"]
    search_fields = ["summary", "partners__name"]
    date_hierarchy = "occurred_at"
    inlines = [ParticipantInline]
    ordering = ["-occurred_at", "-pk"]


@admin.register(ContactMomentPartner)
class ContactMomentPartnerAdmin(Kept):
    list_display = ["moment", "partner"]
    list_select_related = ["moment", "partner"]
    search_fields = ["partner__name"]
    raw_id_fields = ["moment", "partner"]
    ordering = ["-pk"]


@admin.register(TimelineEntry)
class TimelineEntryAdmin(Kept):
    list_display = ["at", "partner", "kind", "title", "by", "confidentiality"]
    list_select_related = ["partner", "by"]
    list_filter = ["kind", "confidentiality"]
    search_fields = ["title", "partner__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
