"""Rooms, tariffs and calendars in the Django admin. What the planning board writes can only be looked at here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from bookings.models import (
    Booking,
    Building,
    Calendar,
    CalendarPeriod,
    OpeningHours,
    Room,
    RoomClaim,
    RoomUnit,
    Tariff,
    Unit,
)


class ReadOnly(admin.ModelAdmin):
    """Written by the domain only: a claim without its booking, or the other way round, would be a lie."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


class RoomUnitInline(admin.TabularInline):
    """What a room consists of; fixed while bookings stand there, because their claims lie on these units."""

    model = RoomUnit
    extra = 0
    min_num = 1
    autocomplete_fields = ("unit",)

    def is_free(self, room: Any) -> bool:
        return room is None or not RoomClaim.objects.filter(booking__room=room).exists()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self.is_free(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_free(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_free(obj)


class CalendarPeriodInline(admin.TabularInline):
    model = CalendarPeriod
    extra = 0


@admin.register(Building)
class BuildingAdmin(admin.ModelAdmin):
    list_display = ("name", "street_line", "city", "position")
    search_fields = ("name",)
    ordering = ("position",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (OpeningHoursInline,)


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ("name", "building")
    list_filter = ("building",)
    search_fields = ("name",)
    list_select_related = ("building",)
    ordering = ("building__position", "name")


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    list_display = ("name", "building", "kind", "capacity", "tariff_class", "turnaround_minutes", "is_active")
    list_filter = ("building", "kind", "tariff_class", "is_active")
    search_fields = ("name",)
    list_select_related = ("building",)
    ordering = ("building__position", "position", "name")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (RoomUnitInline,)


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    list_display = ("building", "weekday", "opens", "closes")
    list_filter = ("building",)
    list_select_related = ("building",)
    ordering = ("building__position", "weekday")


@admin.register(Tariff)
class TariffAdmin(admin.ModelAdmin):
    list_display = ("tariff_class", "audience", "hourly_cents", "valid_from")
    list_filter = ("audience", "tariff_class")
    ordering = ("tariff_class", "audience", "-valid_from")


@admin.register(Calendar)
class CalendarAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "source")
    search_fields = ("name",)
    inlines = (CalendarPeriodInline,)


@admin.register(CalendarPeriod)
class CalendarPeriodAdmin(admin.ModelAdmin):
    list_display = ("name", "calendar", "starts_on", "ends_on")
    list_filter = ("calendar",)
    list_select_related = ("calendar",)
    date_hierarchy = "starts_on"
    ordering = ("-starts_on",)


@admin.register(Booking)
class BookingAdmin(ReadOnly):
    list_display = ("title", "partner", "room", "local_start", "local_end", "status", "price_cents")
    list_filter = ("status", "room__building")
    search_fields = ("title", "partner__name", "room__name")
    list_select_related = ("partner", "room")
    ordering = ("-local_start",)


@admin.register(RoomClaim)
class RoomClaimAdmin(ReadOnly):
    list_display = ("unit", "kind", "local_start", "local_end", "turnaround_minutes", "booking", "closure")
    list_filter = ("kind", "unit__building")
    search_fields = ("unit__name", "closure__reason", "booking__title")
    list_select_related = ("unit", "booking", "closure")
    ordering = ("-local_start",)
