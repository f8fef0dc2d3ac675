"""Price lists and what belongs to them. A published list is final: the database refuses."""

from django.contrib import admin

from bookings.admin.looking import ReadOnly
from bookings.models import BookedSupplement, CancellationRule, PriceList, Supplement, Tariff


@admin.register(PriceList)
class PriceListAdmin(ReadOnly):
    list_display = ("name", "valid_from", "status", "published_at", "published_by")
    list_filter = ("status",)
    list_select_related = ("published_by",)
    search_fields = ("name",)
    ordering = ("-valid_from",)


@admin.register(Tariff)
class TariffAdmin(ReadOnly):
    list_display = (
        "price_list",
        "tariff_class",
        "audience",
        "unit",
        "weekdays",
        "from_time",
        "until_time",
        "amount_cents",
    )
    list_filter = ("audience", "tariff_class", "unit")
    list_select_related = ("price_list",)
    ordering = ("-price_list__valid_from", "tariff_class", "audience")


@admin.register(Supplement)
class SupplementAdmin(ReadOnly):
    list_display = ("name", "price_list", "unit", "amount_cents", "is_service")
    list_filter = ("is_service", "unit")
    list_select_related = ("price_list",)
    search_fields = ("name",)
    ordering = ("-price_list__valid_from", "position")


@admin.register(BookedSupplement)
class BookedSupplementAdmin(ReadOnly):
    list_display = ("booking", "supplement", "quantity", "price_cents")
    list_select_related = ("booking", "supplement")
    search_fields = ("booking__title", "supplement__name")
    raw_id_fields = ("booking",)
    ordering = ("-booking__local_start",)


@admin.register(CancellationRule)
class CancellationRuleAdmin(ReadOnly):
    list_display = ("price_list", "audience", "hours_before", "percent")
    list_select_related = ("price_list",)
    ordering = ("-price_list__valid_from", "audience", "hours_before")
