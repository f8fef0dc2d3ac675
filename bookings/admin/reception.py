"""The desk and the screens, and what people keep for themselves."""

from django.contrib import admin

from bookings.admin.looking import ReadOnly
from bookings.models import DaySheetReader, Display, Incident, PersonalFeed, RoomSet


@admin.register(Display)
class DisplayAdmin(ReadOnly):
    """Made and withdrawn on the page of the screens, where the address with its signature is."""

    list_display = ("name", "building", "room", "kind", "made_at", "made_by", "revoked_at")
    list_filter = ("kind", "building", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "room__name")
    list_select_related = ("building", "room", "made_by")
    exclude = ("key",)
    ordering = ("building__position", "name")


@admin.register(DaySheetReader)
class DaySheetReaderAdmin(admin.ModelAdmin):
    list_display = ("user", "building", "sent_for_on")
    list_filter = ("building",)
    list_select_related = ("user", "building")
    search_fields = ("user__name", "user__email")
    readonly_fields = ("sent_for_on",)
    raw_id_fields = ("user",)
    ordering = ("building__position", "user__name")


@admin.register(Incident)
class IncidentAdmin(ReadOnly):
    list_display = ("noted_at", "building", "room", "text", "noted_by")
    list_filter = ("building",)
    search_fields = ("text", "room__name")
    list_select_related = ("building", "room", "noted_by")
    date_hierarchy = "noted_at"
    ordering = ("-noted_at",)


@admin.register(RoomSet)
class RoomSetAdmin(ReadOnly):
    list_display = ("name", "owner")
    search_fields = ("name", "owner__name")
    list_select_related = ("owner",)
    ordering = ("owner__name", "name")


@admin.register(PersonalFeed)
class PersonalFeedAdmin(ReadOnly):
    """Without the key: who has the address of a feed can read it."""

    list_display = ("partner", "user", "made_on", "read_on")
    search_fields = ("partner__name", "user__name")
    list_select_related = ("partner", "user")
    exclude = ("key",)
    ordering = ("-made_on", "-pk")
