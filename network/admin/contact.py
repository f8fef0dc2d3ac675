"""What was said with whom, what is still to be done, and the timeline."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from network.admin.looking import Kept
from network.models import ContactMoment, ContactMomentPartner, Task, TimelineEntry


class ParticipantInline(admin.TabularInline):
    model = ContactMomentPartner
    raw_id_fields = ["partner"]
    extra = 0


@admin.register(ContactMoment)
class ContactMomentAdmin(Kept):
    """What was noted stays as it was noted; confidential notes stay between who was there and beheer."""

    list_display = ["occurred_at", "kind", "noted_by", "wijk", "confidentiality"]
    list_select_related = ["noted_by", "wijk"]
    list_filter = ["kind", "confidentiality", ("wijk", admin.RelatedOnlyFieldListFilter), "noted_by"]
    search_fields = ["summary", "partners__name"]
    date_hierarchy = "occurred_at"
    inlines = [ParticipantInline]
    ordering = ["-occurred_at", "-pk"]


@admin.register(ContactMomentPartner)
class ContactMomentPartnerAdmin(Kept):
    list_display = ["moment", "partner"]
    list_select_related = ["moment", "partner"]
    search_fields = ["partner__name"]
    raw_id_fields = ["moment", "partner"]
    ordering = ["-pk"]


@admin.register(TimelineEntry)
class TimelineEntryAdmin(Kept):
    list_display = ["at", "partner", "kind", "title", "by", "confidentiality"]
    list_select_related = ["partner", "by"]
    list_filter = ["kind", "confidentiality"]
    search_fields = ["title", "partner__name"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]


class StandFilter(admin.SimpleListFilter):
    """Open, late or done."""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("open", "open"), ("late", "te laat"), ("done", "gedaan")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        today = timezone.localdate()
        answers: dict[str | None, Any] = {
            "open": {"done_at__isnull": True},
            "late": {"done_at__isnull": True, "due_on__lt": today},
            "done": {"done_at__isnull": False},
        }
        return queryset.filter(**answers.get(self.value(), {}))


@admin.register(Task)
class TaskAdmin(Kept):
    """All tasks of the house; adding, changing and ticking off happens on the pages, which tell the timeline."""

    list_display = ["title", "due_on", "assigned_to", "team", "partner", "wijk", "done_at", "done_by"]
    list_select_related = ["assigned_to", "partner", "wijk", "done_by"]
    list_filter = [StandFilter, "team", ("assigned_to", admin.RelatedOnlyFieldListFilter), "wijk"]
    search_fields = ["title", "detail", "partner__name", "assigned_to__name"]
    date_hierarchy = "due_on"
    ordering = [F("done_at").desc(nulls_first=True), "due_on", "pk"]
