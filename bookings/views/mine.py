"""What a partner has booked, for on the phone."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from bookings.models import Booking
from bookings.rules import may_see_own_bookings
from fluxus.access import allow
from fluxus.periods import wall_clock
from fluxus.web import respond
from network.domain.acting import current_partner

MOST_COMING = 100
MOST_PAST = 20


@allow(may_see_own_bookings)
@require_GET
def my_bookings(request: HttpRequest) -> HttpResponse:
    """Coming bookings of the partner the user acts for now, and the last ones that were."""
    at = timezone.now()
    partner = current_partner(user=request.user, session=request.session, on=timezone.localdate(at))
    own = Booking.objects.filter(partner=partner).select_related("room__building")
    context = {
        "coming": own.upcoming(at)[:MOST_COMING],
        "past": own.filter(local_end__lte=wall_clock(at)).order_by("-local_start")[:MOST_PAST],
    }
    return respond(request, "bookings/my_bookings.html", context)
