"""The list of invoices, with what is open and late."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contracts.domain.billing import finding
from contracts.domain.settling.settlement import state
from contracts.forms.invoices import InvoiceFilterForm
from contracts.models import Invoice
from contracts.rules import may_bill, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond
from network.models import Partner


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """All invoices, newest first, narrowed by what was asked, with the sums of all of them."""
    form = InvoiceFilterForm(request.GET, today=today())
    chosen = {"kind": form.chosen("soort"), "month": form.chosen("maand"), "partner": form.chosen("partner") or None}
    visible = Invoice.objects.visible_to(request.user).matching(form.chosen("q"))
    found = finding.standing(finding.narrowed(visible, **chosen), form.chosen("status"), on=today())
    shown = page(request, found)
    for invoice in shown.rows:
        invoice.standing = state(invoice, on=today())
    context = {
        "form": form,
        "page": shown,
        "sums": finding.sums(found),
        "of_partner": Partner.objects.filter(pk=chosen["partner"]).first() if chosen["partner"] else None,
        "is_narrowed": any([form.chosen("q"), form.chosen("status"), *chosen.values()]),
        "may_bill": may_bill(request.user),
    }
    return respond(request, "contracts/invoices.html", context, fragment="list")
