"""Partners that look alike, and partners that became one."""

from django.contrib import admin
from django.utils.safestring import SafeString

from network.admin.looking import Kept, readable
from network.models import DuplicatePair, Merge


@admin.register(DuplicatePair)
class DuplicatePairAdmin(Kept):
    list_display = ["first", "second", "score", "why", "status", "found_at", "decided_by"]
    list_select_related = ["first", "second", "decided_by"]
    list_filter = ["status", ("decided_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["first__name", "second__name"]
    fields = ["first", "second", "score", "why", "status", "found_at", "decided_at", "decided_by"]
    readonly_fields = ["why"]
    date_hierarchy = "found_at"
    ordering = ["status", "-score", "pk"]

    @admin.display(description="redenen")
    def why(self, pair: DuplicatePair) -> str:
        return "; ".join(f"{reason} ({points:+})" for reason, points in pair.reasons) or "–"


@admin.register(Merge)
class MergeAdmin(Kept):
    """Undoing happens on the page of the merge, which shows what cannot go back. The record itself is for the domain."""

    list_display = ["loser_name", "winner", "merged_at", "merged_by", "undone_at", "undone_by"]
    list_select_related = ["winner", "merged_by", "undone_by"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter), ("merged_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["loser_name", "winner__name", "reason"]
    fields = [
        "winner",
        "loser_name",
        "loser_key",
        "reason",
        "merged_at",
        "merged_by",
        "undone_at",
        "undone_by",
        "what_stayed",
    ]
    readonly_fields = ["what_stayed"]
    date_hierarchy = "merged_at"
    ordering = ["-merged_at", "-pk"]

    @admin.display(description="wat niet terug kon")
    def what_stayed(self, merge: Merge) -> SafeString | str:
        return readable(merge.remainder)
