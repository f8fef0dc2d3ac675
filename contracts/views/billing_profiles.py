"""How one partner is billed: who pays, the term, references and the e-invoice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from contracts.domain.billing.choosing_vat import note_profile
from contracts.domain.billing.payers import mandate_of, profile_of
from contracts.forms.billing import BillingProfileForm
from contracts.models import BillingProfile
from contracts.rules import may_bill
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.models import Partner


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_bill)
def profile(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at and change how this partner is billed."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    known = profile_of(partner)
    form = BillingProfileForm(request.POST or None, instance=known, initial={"payer": known.payer_id})
    if request.method == "POST" and form.is_valid():
        try:
            note_profile(partner=partner, values=form.cleaned_data, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De factuurgegevens zijn bewaard.")
            return see_other(request, partner.get_absolute_url())
    context = {
        "form": form,
        "partner": partner,
        "pays_for": BillingProfile.objects.filter(payer=partner)
        .select_related("partner")
        .order_by("partner__sort_name"),
        "mandate": mandate_of(partner),
    }
    return respond(request, "contracts/billing_profile.html", context, status=422 if form.errors else 200)
