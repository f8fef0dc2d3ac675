"""What is kept of an agreement: its dossier as a zip file, and until when."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.domain.keeping import dossier as files
from contracts.domain.keeping import retention as terms
from contracts.models import Agreement
from contracts.rules import may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond


@require_safe
@allow(may_see_amounts)
def dossier(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Everything of an issued agreement, sent while it is being packed."""
    issued = Agreement.objects.visible_to(request.user).issued()
    related = ("partner", "amends", "document_order__document", "paper_signature__document", "seal__document")
    found = get_object_or_404(issued.select_related(*related, "seal__evidence"), pk=pk)
    return StreamingHttpResponse(
        files.packed(found, at=timezone.localtime()),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{files.filename(found)}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_safe
@allow(may_see_amounts)
def retention(request: HttpRequest) -> HttpResponse:
    """Until when agreements are kept, and of which the term is over."""
    over = terms.over(request.user, today=today())
    context = {
        "years": terms.per_year(request.user, today=today()),
        "page": page(request, over.select_related("partner", "template_version__template")),
        "needless": terms.needless_files(today=today()).count(),
    }
    return respond(request, "contracts/retention.html", context)
