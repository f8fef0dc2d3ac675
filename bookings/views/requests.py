"""The desk of who decides: everything that waits, by renter and by series."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_GET

from bookings.domain import desk
from bookings.enums import BookingStatus
from bookings.forms.decisions import Kind, Order, RequestFilterForm
from bookings.models import Booking, BookingSeries
from bookings.models.bookings import BookingQuerySet
from bookings.rules import may_decide
from fluxus.access import allow
from fluxus.periods import wall_clock
from fluxus.web import respond
from network.models import Partner

PAGE = 100
STATUS_OF = {Kind.REQUESTS: BookingStatus.REQUESTED, Kind.OPTIONS: BookingStatus.OPTION}


@dataclass
class Group:
    """What one renter asked for in one series, or loose."""

    partner: Partner
    series: BookingSeries | None
    rows: list[desk.Weighed] = field(default_factory=list)

    @property
    def free(self) -> int:
        return sum(row.is_free for row in self.rows)


@allow(may_decide)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Requests and options that are still to come, with who else wants the time and whether it is free; and swaps."""
    at = timezone.now()
    form = RequestFilterForm(request.GET)
    form.full_clean()
    known = form.cleaned_data
    waiting = wanted(Booking.objects.undecided().upcoming(at), known)
    page = number(request.GET)
    found = list(waiting[(page - 1) * PAGE : page * PAGE + 1])
    rows = desk.weigh(found[:PAGE], by=request.user)
    context = {
        "form": form,
        "groups": grouped(rows),
        "count": waiting.count() if page > 1 or len(found) > PAGE else len(rows),
        "swaps": [] if any(known.values()) or page > 1 else desk.weigh_swaps(by=request.user, at=at),
        "past": Booking.objects.undecided().filter(local_end__lte=wall_clock(at)).count(),
        "is_filtered": any(known.get(name) for name in ("wat", "huis", "huurder")),
        "newer": page_link(request.GET, page - 1) if page > 1 else "",
        "older": page_link(request.GET, page + 1) if len(found) > PAGE else "",
    }
    return respond(request, "bookings/requests/index.html", context)


def wanted(waiting: BookingQuerySet, known: dict[str, Any]) -> BookingQuerySet:
    """As the filter says, in its order."""
    if status := STATUS_OF.get(known.get("wat") or ""):
        waiting = waiting.filter(status=status)
    if known.get("huis"):
        waiting = waiting.filter(room__building=known["huis"])
    if known.get("huurder"):
        waiting = waiting.filter(partner=known["huurder"])
    order = ("-placed_at", "pk") if known.get("volgorde") == Order.NEWEST else ("local_start", "pk")
    return waiting.select_related("room__building", "partner", "series").order_by(*order)


def grouped(rows: Iterable[desk.Weighed]) -> list[Group]:
    """In the order of the first of each."""
    groups: dict[tuple[int, int | None], Group] = {}
    for row in rows:
        booking = row.booking
        key = (booking.partner_id, booking.series_id)
        groups.setdefault(key, Group(booking.partner, booking.series)).rows.append(row)
    return list(groups.values())


def number(query: QueryDict) -> int:
    """The page that is asked for; nonsense is the first."""
    asked = query.get("pagina", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1


def page_link(query: QueryDict, page: int) -> str:
    asked = query.copy()
    asked["pagina"] = str(page)
    return f"?{asked.urlencode()}"
