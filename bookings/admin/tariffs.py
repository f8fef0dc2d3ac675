"""Tariffs, seasons and the days that are different."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from bookings.models import Calendar, CalendarPeriod, Season


def point_to_proposals(request: HttpRequest) -> None:
    """Who changes a holiday is shown where its lessons are decided about."""
    told = "Kijk bij <a href='{}'>Vakanties</a> wat dit voor de reeksen betekent."
    messages.info(request, format_html(told, reverse("bookings:holiday-changes")))


class CalendarPeriodInline(admin.TabularInline):
    model = CalendarPeriod
    extra = 0


@admin.register(Calendar)
class CalendarAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "source")
    search_fields = ("name",)
    inlines = (CalendarPeriodInline,)

    def save_related(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, *args, **kwargs)
        point_to_proposals(request)


@admin.register(CalendarPeriod)
class CalendarPeriodAdmin(admin.ModelAdmin):
    list_display = ("name", "calendar", "starts_on", "ends_on")
    list_filter = ("calendar",)
    list_select_related = ("calendar",)
    date_hierarchy = "starts_on"
    ordering = ("-starts_on",)

    def save_model(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().save_model(request, *args, **kwargs)
        point_to_proposals(request)

    def delete_model(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().delete_model(request, *args, **kwargs)
        point_to_proposals(request)

    def delete_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().delete_queryset(request, *args, **kwargs)
        point_to_proposals(request)


@admin.register(Season)
class SeasonAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_on", "ends_on")
    search_fields = ("name",)
    ordering = ("-starts_on",)
