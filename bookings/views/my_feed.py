"""The page where a partner gets, renews and withdraws the private address of his calendar."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.domain import personal_feeds
from bookings.models import PersonalFeed
from bookings.rules import may_see_own_bookings
from bookings.views.mine import partner_now
from fluxus.access import allow
from fluxus.web import respond, see_other, toast

SAID = {
    "make": "Je agenda-adres is klaar.",
    "renew": "Je hebt een nieuw adres. Het oude werkt niet meer.",
    "withdraw": "Je agenda-adres is ingetrokken.",
}


@allow(may_see_own_bookings)
@require_http_methods(["GET", "HEAD", "POST"])
def my_feed(request: HttpRequest) -> HttpResponse:
    partner, today = partner_now(request), timezone.localdate()
    if request.method == "POST":
        wanted = request.POST.get("action", "")
        if wanted == "make":
            personal_feeds.make(partner=partner, by=request.user, today=today)
        elif wanted == "renew":
            personal_feeds.renew(partner=partner, by=request.user, today=today)
        elif wanted == "withdraw":
            personal_feeds.withdraw(partner=partner, by=request.user)
        if wanted in SAID:
            toast(request, SAID[wanted])
        return see_other(request, reverse("bookings:my-feed"))
    feed = personal_feeds.of(partner=partner, user=request.user)
    context = {"partner": partner, "feed": feed, **(addresses(feed) if feed else {})}
    return respond(request, "bookings/mine/feed.html", context)


def addresses(feed: PersonalFeed) -> dict[str, str]:
    """The address itself, and the links that hand it to a calendar at once."""
    path = reverse("bookings:personal-calendar", args=[personal_feeds.token(feed)])
    address = f"{settings.BASE_URL}{path}"
    webcal = f"webcal://{address.partition('://')[2]}"
    name = f"FluXus · {feed.partner.name}"
    return {
        "path": path,
        "address": address,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?{urlencode({'url': address, 'name': name})}",
    }
