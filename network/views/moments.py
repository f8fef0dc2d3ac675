"""Writing down what was spoken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import moments
from network.forms.moments import MomentForm
from network.models import Partner
from network.rules import may_note_contact


@allow(may_note_contact)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact moment with one partner; also where the quick form of the partner page arrives."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = MomentForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            moments.note(
                partners=[partner],
                kind=data["kind"],
                summary=data["summary"],
                occurred_at=form.occurred_at,
                confidentiality=data["confidentiality"],
                by=request.user,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het contactmoment is genoteerd.")
            return see_other(request, partner.get_absolute_url())
    status = 422 if form.is_bound else 200
    return respond(request, "network/moment.html", {"partner": partner, "form": form}, status=status)
