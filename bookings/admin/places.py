"""Houses, rooms and who disturbs whom."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from bookings.models import Building, NoiseNeighbours, OpeningHours, Room, RoomClaim, RoomUnit, Unit


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


@admin.register(Building)
class BuildingAdmin(admin.ModelAdmin):
    list_display = ("name", "street_line", "city", "wijk", "position")
    list_select_related = ("wijk",)
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
    list_display = ("name", "building", "kind", "capacity", "tariff_class", "booking_mode", "is_active")
    list_filter = ("building", "kind", "tariff_class", "booking_mode", "is_active")
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


class NeighboursForm(forms.ModelForm):
    """Two rooms in either order; the row keeps them in one."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        rooms = [cleaned.get("first"), cleaned.get("second")]
        if all(rooms):
            cleaned["first"], cleaned["second"] = sorted(rooms, key=lambda room: room.pk)
        return cleaned


@admin.register(NoiseNeighbours)
class NoiseNeighboursAdmin(admin.ModelAdmin):
    form = NeighboursForm
    list_display = ("first", "second", "reason")
    list_filter = ("first__building",)
    list_select_related = ("first", "second")
    autocomplete_fields = ("first", "second")
    search_fields = ("first__name", "second__name", "reason")
    ordering = ("first__building__position", "first__position", "second__position")
