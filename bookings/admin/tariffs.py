"""Tariffs, seasons and the days that are different."""

from django.contrib import admin

from bookings.models import Calendar, CalendarPeriod, Season, Tariff


class CalendarPeriodInline(admin.TabularInline):
    model = CalendarPeriod
    extra = 0


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


@admin.register(Season)
class SeasonAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_on", "ends_on")
    search_fields = ("name",)
    ordering = ("-starts_on",)
