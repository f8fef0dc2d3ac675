"""Lists that were brought in, and what became of each row."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from network.admin.looking import Kept, readable
from network.models import Import, ImportMapping, ImportRow


@admin.register(Import)
class ImportAdmin(Kept):
    """Imports run on their own pages; here one sees where each stands, and what went wrong."""

    list_display = ["name", "status", "progress", "uploaded_at", "uploaded_by", "undone_at"]
    list_select_related = ["uploaded_by"]
    list_filter = ["status", ("uploaded_by", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["name", "sha256", "uploaded_by__name"]
    fields = [
        "name",
        "status",
        "progress",
        "tries",
        "fault",
        "what_was_read",
        "columns",
        "meanings",
        "rules",
        "row_list",
        "sha256",
        "uploaded_at",
        "uploaded_by",
        "beat_at",
        "undone_at",
        "undone_by",
    ]
    readonly_fields = ["progress", "what_was_read", "columns", "meanings", "rules", "row_list"]
    date_hierarchy = "uploaded_at"
    ordering = ["-uploaded_at", "-pk"]

    @admin.display(description="voortgang")
    def progress(self, batch: Import) -> str:
        return f"{batch.done} van {batch.total}"

    @admin.display(description="leeswijze")
    def what_was_read(self, batch: Import) -> str:
        """The kind of file, and how its cells were told apart."""
        used = batch.reading.get("used", {})
        words = {
            "soort": batch.reading.get("kind"),
            "blad": used.get("sheet"),
            "tekens": used.get("encoding"),
            "scheiding": used.get("delimiter"),
            "kopregel": used.get("header_line"),
        }
        return ", ".join(f"{word} {value}" for word, value in words.items() if value) or "–"

    @admin.display(description="kolommen")
    def columns(self, batch: Import) -> SafeString | str:
        return readable(batch.mapping)

    @admin.display(description="waarden")
    def meanings(self, batch: Import) -> SafeString | str:
        return readable(batch.values)

    @admin.display(description="regels")
    def rules(self, batch: Import) -> SafeString | str:
        return readable(batch.policy)

    @admin.display(description="rijen")
    def row_list(self, batch: Import) -> SafeString:
        path = reverse("admin:network_importrow_changelist")
        return format_html('<a href="{}?batch__id__exact={}">Rijen van deze import</a>', path, batch.pk)


@admin.register(ImportRow)
class ImportRowAdmin(Kept):
    list_display = ["batch", "line", "outcome", "why", "partner", "choice", "is_done", "is_undone"]
    list_select_related = ["batch", "partner"]
    list_filter = ["outcome", "choice", "is_done", "is_undone", "batch"]
    search_fields = ["partner__name", "batch__name"]
    fields = [
        "batch",
        "line",
        "outcome",
        "why",
        "what_it_held",
        "what_differs",
        "choice",
        "chosen",
        "partner",
        "is_done",
        "is_undone",
        "undo_refused",
    ]
    readonly_fields = ["why", "what_it_held", "what_differs"]
    ordering = ["-batch", "line"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == "batch__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description="waarom")
    def why(self, row: ImportRow) -> str:
        return "; ".join(str(reason) for reason in row.reasons) or "–"

    @admin.display(description="cellen")
    def what_it_held(self, row: ImportRow) -> SafeString | str:
        return readable(row.cells)

    @admin.display(description="verschillen")
    def what_differs(self, row: ImportRow) -> SafeString | str:
        return readable(row.differences)


@admin.register(ImportMapping)
class ImportMappingAdmin(Kept):
    """How headings were understood last time; remove one to have it guessed anew."""

    list_display = ["__str__", "saved_at", "saved_by"]
    list_select_related = ["saved_by"]
    fields = ["columns", "meanings", "fingerprint", "saved_at", "saved_by"]
    readonly_fields = ["columns", "meanings"]
    date_hierarchy = "saved_at"
    ordering = ["-saved_at", "-pk"]

    def has_delete_permission(self, request: HttpRequest, obj: ImportMapping | None = None) -> bool:
        return bool(request.user.is_superuser)

    @admin.display(description="kolommen")
    def columns(self, saved: ImportMapping) -> SafeString | str:
        return readable(saved.mapping)

    @admin.display(description="waarden")
    def meanings(self, saved: ImportMapping) -> SafeString | str:
        return readable(saved.values)
