"""What the planning board writes; here one looks."""

from django.contrib import admin

from bookings.admin.looking import ReadOnly
from bookings.models import Booking, BookingSeries, Closure, Displacement, RoomClaim, SwapRequest


@admin.register(Booking)
class BookingAdmin(ReadOnly):
    list_display = ("title", "partner", "room", "local_start", "local_end", "status", "price_cents")
    list_filter = ("status", "attendance", "room__building")
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


@admin.register(BookingSeries)
class BookingSeriesAdmin(ReadOnly):
    list_display = ("title", "partner", "room", "first_on", "last_on", "starts", "ends", "season")
    list_filter = ("season", "room__building", "follows_school_holidays", "follows_public_holidays")
    search_fields = ("title", "partner__name", "room__name")
    list_select_related = ("partner", "room", "season")
    ordering = ("-first_on", "-pk")


@admin.register(Closure)
class ClosureAdmin(ReadOnly):
    list_display = ("reason", "kind", "local_start", "local_end", "made_by", "lifted_at")
    list_filter = ("kind", ("lifted_at", admin.EmptyFieldListFilter))
    search_fields = ("reason",)
    list_select_related = ("made_by",)
    ordering = ("-local_start",)


@admin.register(SwapRequest)
class SwapRequestAdmin(ReadOnly):
    list_display = ("booking", "reason", "room", "status", "asked_at", "asked_by", "decided_by")
    list_filter = ("status",)
    search_fields = ("reason", "booking__title", "booking__partner__name")
    list_select_related = ("booking", "room", "asked_by", "decided_by")
    ordering = ("-asked_at",)


@admin.register(Displacement)
class DisplacementAdmin(ReadOnly):
    list_display = ("booking", "closure", "from_room", "from_start", "to_room", "to_start")
    search_fields = ("booking__title", "booking__partner__name", "closure__reason")
    list_select_related = ("booking", "closure", "from_room", "to_room")
    ordering = ("-closure", "from_start")
