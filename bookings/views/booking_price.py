"""The price of one booking: its supplements, a price of its own with a reason, and back to the list."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.domain.placing import own_price
from bookings.forms.prices import ManualPriceForm
from bookings.forms.supplements import ChangeSupplementsForm
from bookings.models import Booking
from bookings.rules import may_book, may_set_prices
from bookings.views.bookings import visible_booking
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast

PRICE, SUPPLEMENTS, LIST = "prijs", "toeslagen", "lijst"


@allow(may_book)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_price(request: HttpRequest, pk: int) -> HttpResponse:
    found = visible_booking(request, pk)
    what = request.POST.get("wat", "")
    price = ManualPriceForm(request.POST if what == PRICE else None, initial=own(found))
    extras = ChangeSupplementsForm(request.POST) if what == SUPPLEMENTS else ChangeSupplementsForm.of(found)
    form: Any = {PRICE: price, SUPPLEMENTS: extras}.get(what)
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            toast(request, carry_out(found, what, form.cleaned_data if form else {}, by=request.user))
        except Refusal as refusal:
            (form or price).add_error(None, refusal.sentence) if form else toast(
                request, refusal.sentence, kind="error"
            )
        else:
            return see_other(request, found.get_absolute_url())
    context = {"booking": found, "price_form": price, "form": extras, "may_set": may_set_prices(request.user)}
    return respond(request, "bookings/booking_price.html", context, status=422 if request.method == "POST" else 200)


def own(found: Booking) -> dict[str, Any]:
    return {"price": found.price_cents, "reason": found.manual_price_reason}


def carry_out(found: Booking, what: str, asked: dict[str, Any], *, by: Any) -> str:
    """The one call that the form stands for, and what to say of it."""
    at = timezone.now()
    if what == SUPPLEMENTS:
        own_price.change_supplements(booking=found, wanted=asked["supplements"], by=by, at=at)
        return "De toeslagen zijn bijgewerkt."
    if what == PRICE:
        own_price.set_price(booking=found, cents=asked["price"], reason=asked["reason"], by=by, at=at)
        return "De boeking heeft een eigen prijs."
    own_price.by_the_list(booking=found, by=by, at=at)
    return "De prijs volgt weer uit de prijslijst."
