"""Partners, their roles and links. Names and search text are still written by the domain."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.admin import ExportMixin

from fluxus.errors import Refusal
from network.admin.details import AddressInline, EmailInline, IdentifierInline, PhoneInline
from network.admin.lists import PartnerTagInline
from network.admin.looking import Kept
from network.domain import exports, partners, search_text
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Affiliation, Partner, RoleAssignment
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
            "initials",
            "gender",
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


class RoleInline(admin.TabularInline):
    model = RoleAssignment
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
    inlines = [
        RoleInline,
        EmailInline,
        PhoneInline,
        AddressInline,
        IdentifierInline,
        AffiliationInline,
        PartnerTagInline,
    ]
    list_display = ["sort_name", "kind", "vat_status", "last_contact_at", "created_at"]
    list_filter = ["kind", "role_assignments__role", "vat_status", "gender", "tags", "addresses__wijk"]
    search_fields = ["name", "search_text"]
    date_hierarchy = "created_at"
    ordering = ["sort_name", "pk"]
    list_per_page = 50

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """The file; that it was taken along is written down, as on the pages."""
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        exports.write_down(
            name="Partners, in het beheer",
            filters={},
            columns=list(PartnerResource.Meta.fields),
            form=file_format.get_extension(),
            rows=queryset.count(),
            by=request.user,
        )
        return data

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search_text.refresh(form.instance)
        if not form.instance.is_person:
            search_text.refresh_people(form.instance)
        title = "Gewijzigd in het beheer" if change else "Toegevoegd in het beheer"
        record(partners=[form.instance], kind=EntryKind.PARTNER, title=title, by=request.user)


@admin.register(Affiliation)
class AffiliationAdmin(admin.ModelAdmin):
    """Who stands to whom; by whom he is found follows at once."""

    list_display = ["partner", "kind", "organisation", "function", "started_on", "ended_on"]
    list_select_related = ["partner", "organisation"]
    list_filter = ["kind", "is_primary"]
    search_fields = ["partner__name", "organisation__name", "function"]
    autocomplete_fields = ["partner", "organisation"]
    ordering = ["organisation__sort_name", "pk"]

    def save_model(self, request: HttpRequest, obj: Affiliation, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        moved = Partner.objects.filter(pk__in={obj.partner_id, form.initial.get("partner", obj.partner_id)})
        search_text.refresh_all(moved)

    def delete_model(self, request: HttpRequest, obj: Affiliation) -> None:
        super().delete_model(request, obj)
        search_text.refresh(obj.partner)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Affiliation]) -> None:
        partners = list(Partner.objects.filter(affiliations__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        search_text.refresh_all(partners)


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(Kept):
    list_display = ["partner", "role", "started_on", "ended_on"]
    list_select_related = ["partner"]
    list_filter = ["role"]
    search_fields = ["partner__name"]
    date_hierarchy = "started_on"
    ordering = ["partner__sort_name", "pk"]
