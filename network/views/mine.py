"""What a partner sees and changes of himself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import acting
from network.forms.accounts import MyDetailsForm
from network.models import Membership, Partner
from network.rules import is_partner


@allow(is_partner)
def my_details(request: HttpRequest) -> HttpResponse:
    """What we know of the partner this user speaks for; how we reach him he changes himself."""
    today = timezone.localdate()
    partner = acting.current_partner(user=request.user, session=request.session, on=today)
    if partner is None:
        raise Http404
    form = MyDetailsForm(request.POST or None, initial=reached_by(partner))
    if request.method == "POST" and form.is_valid():
        try:
            acting.change_own_details(partner=partner, by=request.user, today=today, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Je gegevens zijn bewaard.")
            return see_other(request, reverse("network:my-details"))
    memberships = (
        Membership.objects.on(today).filter(partner=partner).select_related("user").order_by("user__name", "pk")
    )
    context = {"partner": partner, "form": form, "memberships": memberships}
    return respond(request, "network/my_details.html", context, status=422 if form.errors else 200)


def reached_by(partner: Partner) -> dict[str, Any]:
    """What stands in the form at first."""
    email = partner.emails.filter(is_primary=True).first()
    phone = partner.phones.filter(is_primary=True).first()
    return {
        "email": email.address if email else "",
        "phone": phone.number if phone else "",
        "website": partner.website,
    }
