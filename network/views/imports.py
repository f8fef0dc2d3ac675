"""The import wizard: a list comes in, is understood, tried out, carried out, and if need be taken back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain.imports import choosing, refused, uploading
from network.domain.imports.running import BUSY
from network.enums import ImportStatus
from network.forms.imports import ColumnsForm, MeaningsForm, ReadingForm, UploadForm
from network.models import Import
from network.rules import may_import
from network.views.import_rows import outcome_of

SHOWN = 30
WORKS = {
    ImportStatus.CHECK_QUEUED: "De proefrun begint zo",
    ImportStatus.CHECKING: "Proefrun",
    ImportStatus.QUEUED: "De import begint zo",
    ImportStatus.RUNNING: "Importeren",
    ImportStatus.UNDO_QUEUED: "Het terugdraaien begint zo",
    ImportStatus.UNDOING: "Terugdraaien",
}


@allow(may_import)
def index(request: HttpRequest) -> HttpResponse:
    """Lists that came in, newest first, and the place to bring one in."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = uploading.receive(data=file.read(), name=file.name, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return see_other(request, batch.get_absolute_url())
    batches = Import.objects.select_related("uploaded_by", "undone_by").order_by("-uploaded_at", "-pk")[:SHOWN]
    context = {"form": form, "imports": batches}
    return respond(request, "network/imports/index.html", context, status=422 if form.errors else 200)


@allow(may_import)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The step where this import is; `?stap=kolommen` goes back to the columns while that can be."""
    found = loaded(pk)
    may_go_back = found.status in (ImportStatus.CHECKED, ImportStatus.FAILED) and not uploading.has_begun(found)
    if found.status == ImportStatus.MAPPING or (may_go_back and request.GET.get("stap") == "kolommen"):
        return columns_page(request, found)
    if found.status in BUSY:
        return respond(request, "network/imports/working.html", progress_of(found))
    return outcome_of(request, found)


def loaded(pk: int) -> Import:
    return get_object_or_404(Import.objects.select_related("uploaded_by", "undone_by"), pk=pk)


def progress_of(found: Import) -> dict[str, Any]:
    is_undo = found.status in (ImportStatus.UNDO_QUEUED, ImportStatus.UNDOING)
    is_trial = found.status in (ImportStatus.CHECK_QUEUED, ImportStatus.CHECKING)
    return {
        "batch": found,
        "label": WORKS[ImportStatus(found.status)],
        "url": reverse("network:import-progress", args=[found.pk]),
        "here": "" if is_undo else "proefrun" if is_trial else "resultaat",
    }


def columns_page(request: HttpRequest, found: Import, **forms: Any) -> HttpResponse:
    """How the file is read and which column is what, with the first rows as they come out."""
    context = {
        "batch": found,
        "same": uploading.same_before(found),
        "reading_form": ReadingForm(batch=found),
        "form": ColumnsForm(batch=found),
        **forms,
    }
    return respond(request, "network/imports/columns.html", context, fragment="columns", status=422 if forms else 200)


@require_POST
@allow(may_import)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file in another way; the columns and first rows follow at once."""
    found = loaded(pk)
    form = ReadingForm(request.POST, batch=found)
    if not form.is_valid():
        return columns_page(request, found, reading_form=form)
    try:
        found = uploading.read_again(batch=found, reading=form.reading())
    except Refusal as refusal:
        form.refuse(refusal)
        return columns_page(request, found, reading_form=form)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return columns_page(request, found)
    return see_other(request, found.get_absolute_url())


@require_POST
@allow(may_import)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which column is what."""
    found = loaded(pk)
    form = ColumnsForm(request.POST, batch=found)
    if not form.is_valid():
        return columns_page(request, found, form=form)
    try:
        choosing.choose_columns(batch=found, mapping=form.mapping(), by=request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        return columns_page(request, found, form=form)
    return see_other(request, reverse("network:import-meanings", args=[found.pk]))


@allow(may_import)
def meanings(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what words mean and what happens to partners we know; then the trial run begins."""
    found = loaded(pk)
    if found.status not in (ImportStatus.MAPPING, ImportStatus.CHECKED, ImportStatus.FAILED):
        return see_other(request, found.get_absolute_url())
    form = MeaningsForm(request.POST if request.method == "POST" else None, batch=found)
    if form.is_valid():
        choosing.choose_meanings(batch=found, values=form.values(), policy=form.policy(), by=request.user)
        return see_other(request, found.get_absolute_url())
    context = {"batch": found, "form": form}
    return respond(request, "network/imports/meanings.html", context, status=422 if form.errors else 200)


@allow(may_import)
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, asked every second; when it is done the page itself comes anew."""
    found = loaded(pk)
    if found.status not in BUSY:
        return see_other(request, found.get_absolute_url())
    return respond(request, "network/imports/working.html", progress_of(found), fragment="progress")


@require_POST
@allow(may_import)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry it out, in the background."""
    found = choosing.confirm(batch=loaded(pk), by=request.user)
    return see_other(request, found.get_absolute_url())


@require_POST
@allow(may_import)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on where it stopped."""
    found = choosing.resume(batch=loaded(pk), by=request.user)
    return see_other(request, found.get_absolute_url())


@require_POST
@allow(may_import)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what it added and changed, in the background."""
    found = choosing.order_undo(batch=loaded(pk), by=request.user, at=timezone.now())
    return see_other(request, found.get_absolute_url())


@require_POST
@allow(may_import)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw an import away that brought nothing in."""
    found = loaded(pk)
    choosing.throw_away(batch=found, by=request.user)
    toast(request, f"{found.name} is weggegooid.")
    return see_other(request, reverse("network:imports"))


@allow(may_import)
def refused_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Rows that did not come in, as the file they came from, with why."""
    found = loaded(pk)
    name = f"{found.name.rpartition('.')[0] or found.name}-niet-ingelezen.csv"
    response = HttpResponse(refused.as_csv(found).encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{ascii_name(name)}"'
    return response


def ascii_name(name: str) -> str:
    """A file name that needs no quoting in a header."""
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_. ") else "_" for letter in name)
