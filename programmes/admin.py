"""The Django admin of school years, the Cultuurmenu and courses. What is planned can only be looked at here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programmes.models import Activity, Course, CourseDate, Delivery, DeliveryGroup, SchoolGroup, SchoolYear


class ReadOnly:
    """Written by the domain only: an issued agreement counts on its deliveries as they were planned."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SchoolYear)
class SchoolYearAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_on", "ends_on")


@admin.register(SchoolGroup)
class SchoolGroupAdmin(admin.ModelAdmin):
    list_display = ("name", "school", "school_year", "pupils")
    list_filter = ("school_year",)
    list_select_related = ("school", "school_year")
    search_fields = ("school__name", "name")
    raw_id_fields = ("school",)


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):
    list_display = ("title", "maker", "school_year", "kind", "discipline", "fee_cents")
    list_filter = ("school_year", "kind", "discipline")
    list_select_related = ("maker", "school_year")
    search_fields = ("title", "maker__name")
    raw_id_fields = ("maker",)


class DeliveryGroupInline(ReadOnly, admin.TabularInline):
    model = DeliveryGroup
    extra = 0


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("activity", "school", "local_start", "local_end", "status")
    list_filter = ("status", "activity__school_year")
    list_select_related = ("activity", "school")
    search_fields = ("activity__title", "school__name")
    inlines = (DeliveryGroupInline,)


@admin.register(DeliveryGroup)
class DeliveryGroupAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("delivery", "group")
    list_select_related = ("delivery", "group")
    search_fields = ("delivery__activity__title",)


class CourseDateInline(admin.TabularInline):
    model = CourseDate
    extra = 0


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    """Submitting and publishing go through `programmes.domain.courses`, which also tells the maker."""

    list_display = ("title", "maker", "status", "discipline", "price_cents", "published_at")
    list_filter = ("status", "discipline")
    list_select_related = ("maker",)
    search_fields = ("title", "maker__name")
    raw_id_fields = ("maker", "room", "created_by")
    readonly_fields = ("status", "submitted_at", "submitted_by", "published_at", "published_by", "search_text")
    inlines = (CourseDateInline,)


@admin.register(CourseDate)
class CourseDateAdmin(admin.ModelAdmin):
    list_display = ("course", "local_start", "local_end")
    list_select_related = ("course",)
    search_fields = ("course__title",)
    autocomplete_fields = ("course",)
