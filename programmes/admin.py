"""The Django admin of school years, the Cultuurmenu and courses."""

from django.contrib import admin

from programmes.models import Activity, Course, CourseDate, Delivery, DeliveryGroup, SchoolGroup, SchoolYear


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


class DeliveryGroupInline(admin.TabularInline):
    model = DeliveryGroup
    extra = 0
    autocomplete_fields = ("group",)


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ("activity", "school", "local_start", "local_end", "status", "sealed_reason")
    list_filter = ("status", "activity__school_year")
    list_select_related = ("activity", "school")
    search_fields = ("activity__title", "school__name")
    autocomplete_fields = ("activity",)
    raw_id_fields = ("school", "planned_by", "cancelled_by")
    inlines = (DeliveryGroupInline,)


@admin.register(DeliveryGroup)
class DeliveryGroupAdmin(admin.ModelAdmin):
    list_display = ("delivery", "group")
    list_select_related = ("delivery", "group")
    search_fields = ("delivery__activity__title",)
    autocomplete_fields = ("delivery", "group")


class CourseDateInline(admin.TabularInline):
    model = CourseDate
    extra = 0


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    list_display = ("title", "maker", "status", "discipline", "price_cents", "published_at")
    list_filter = ("status", "discipline")
    list_select_related = ("maker",)
    search_fields = ("title", "maker__name")
    raw_id_fields = ("maker", "room", "created_by", "submitted_by", "published_by")
    inlines = (CourseDateInline,)


@admin.register(CourseDate)
class CourseDateAdmin(admin.ModelAdmin):
    list_display = ("course", "local_start", "local_end")
    list_select_related = ("course",)
    search_fields = ("course__title",)
    autocomplete_fields = ("course",)
