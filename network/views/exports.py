"""A list as a file, and the page on which beheer sees who took what out of the house."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.web import respond
from network.domain import exports as domain
from network.domain.columns import COLUMNS, chosen, fetched
from network.models import Export
from network.resources import as_file, table_of
from network.rules import may_export, may_see_exports, may_see_iban, may_see_numbers
from network.views.keyset import page_of, with_parameter
from network.views.paging import ORDERS
from network.views.selected import selected

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
PAGE = 50


@require_POST
@allow(may_export)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list, or its ticked rows, as CSV or XLSX with the columns that this colleague may see; written down first."""
    if form not in TYPES:
        raise Http404
    today = timezone.localdate()
    choice = selected(request.POST, request.user)
    columns = chosen(choice.columns, sees_iban=may_see_iban(request.user), sees_numbers=may_see_numbers(request.user))
    domain.refuse_too_many(choice.partners.count())
    ordered = choice.partners.order_by(*ORDERS[choice.sort].by(backwards=False))
    table = table_of(fetched(ordered, columns, today=today), columns)
    content = as_file(table, form)
    keys = [column.key for column in columns]
    domain.write_down(
        name=choice.name, filters=choice.filters, columns=keys, form=form, rows=len(table), by=request.user
    )
    name = f"{slugify(choice.name)[:60] or 'partners'}-{today:%Y-%m-%d}.{form}"
    return HttpResponse(
        content, content_type=TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@allow(may_see_exports)
def exports(request: HttpRequest) -> HttpResponse:
    """What was exported, newest first."""
    rows, last = page_of(
        Export.objects.select_related("exported_by"), by="exported_at", after=request.GET.get("voor", ""), size=PAGE
    )
    lines = [(row, ", ".join(COLUMNS[key].label for key in row.columns if key in COLUMNS)) for row in rows]
    context = {"lines": lines, "older": with_parameter(request.GET, "voor", last), "forms": domain.FORMS}
    return respond(request, "network/segments/exports.html", context)
