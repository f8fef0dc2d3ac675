"""Wijken with who answers for them, the networks there, and the schools with their register."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from network.admin.looking import Kept, readable
from network.models import LocalNetwork, RegisterProposal, SchoolProfile, Wijk, WijkAccount


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
    list_filter = ["is_primary", "wijk"]
    search_fields = ["wijk__name", "user__name"]
    date_hierarchy = "started_on"
    ordering = ["wijk__name", "-started_on"]


@admin.register(LocalNetwork)
class LocalNetworkAdmin(admin.ModelAdmin):
    """Networks of others that we take part in; fill in 'tot' to end it."""

    list_display = ["name", "kind", "organiser", "joined_on", "left_on"]
    list_select_related = ["organiser"]
    list_filter = ["kind", "wijken", ("left_on", admin.EmptyFieldListFilter)]
    search_fields = ["name", "organiser__name", "wijken__name"]
    fields = ["name", "kind", "wijken", "organiser", "joined_on", "left_on", "noted_at", "noted_by"]
    readonly_fields = ["noted_at", "noted_by"]
    autocomplete_fields = ["organiser", "wijken"]
    date_hierarchy = "joined_on"
    ordering = ["name", "pk"]

    def save_model(self, request: HttpRequest, obj: LocalNetwork, form: Any, change: bool) -> None:
        if not change:
            obj.noted_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(SchoolProfile)
class SchoolProfileAdmin(admin.ModelAdmin):
    list_display = ["partner", "site_code", "sector", "pupils", "board"]
    list_select_related = ["partner", "board"]
    list_filter = ["sector", "denomination"]
    search_fields = ["partner__name", "site_code", "board__name"]
    autocomplete_fields = ["partner", "board"]
    ordering = ["partner__sort_name"]


@admin.register(RegisterProposal)
class RegisterProposalAdmin(Kept):
    """What the register proposed; taking over happens on its own page, where the differences can be seen."""

    list_display = ["site_code", "kind", "partner", "status", "source", "found_at", "decided_at", "decided_by"]
    list_select_related = ["partner", "decided_by"]
    list_filter = ["status", "kind", "source"]
    search_fields = ["site_code", "partner__name"]
    fields = [
        "site_code",
        "kind",
        "partner",
        "status",
        "what_differs",
        "what_it_says",
        "source",
        "found_at",
        "decided_at",
        "decided_by",
    ]
    readonly_fields = ["what_differs", "what_it_says"]
    date_hierarchy = "found_at"
    ordering = ["-found_at", "-pk"]

    @admin.display(description="verschillen")
    def what_differs(self, proposal: RegisterProposal) -> SafeString | str:
        return readable(proposal.differences)

    @admin.display(description="wat het register zegt")
    def what_it_says(self, proposal: RegisterProposal) -> SafeString | str:
        return readable(proposal.row)
