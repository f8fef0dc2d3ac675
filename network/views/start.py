"""The doors of the house: front page, start pages, search and the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow, public
from fluxus.home import panels
from fluxus.search import search as search_everywhere
from fluxus.web import respond, safe_next, see_other, toast
from network.domain import acting
from network.models import Registration
from network.rules import is_colleague, is_logged_in, is_partner, may_see_components


@public
def front(request: HttpRequest) -> HttpResponse:
    """What everybody sees first."""
    return respond(request, "network/front.html", {"panels": panels("FRONT_PANELS", request)})


@allow(is_logged_in)
def start(request: HttpRequest) -> HttpResponse:
    """Where this person works: staff page, portal, or word on how the registration stands."""
    if is_colleague(request.user):
        return redirect("network:werk")
    if is_partner(request.user):
        return redirect("network:mijn")
    registration = Registration.objects.filter(user=request.user).first()
    if registration is not None and registration.is_approved is None:
        return respond(request, "network/access/waiting.html", {"registration": registration})
    return respond(request, "network/access/none.html", {"registration": registration})


@allow(is_colleague)
def werk(request: HttpRequest) -> HttpResponse:
    """What needs a colleague today."""
    today = timezone.localdate()
    return respond(request, "home/werk.html", {"today": today, "panels": panels("START_PANELS", request)})


@allow(is_partner)
def mijn(request: HttpRequest) -> HttpResponse:
    """What waits for a cultuurmaker, association or school."""
    choices = acting.partners_of(user=request.user, on=timezone.localdate())
    partner = acting.current_partner(user=request.user, session=request.session, on=timezone.localdate())
    context = {
        "greeting": f"Dag {request.user.get_short_name()}",
        "partner": partner,
        "partners": choices,
        "panels": panels("MIJN_PANELS", request),
    }
    return respond(request, "home/mijn.html", context)


@allow(is_partner)
@require_POST
def act_for(request: HttpRequest) -> HttpResponse:
    """Speak for another of one's partners from now on."""
    partner = acting.choose_partner(
        user=request.user, session=request.session, partner_id=request.POST.get("partner", ""), on=timezone.localdate()
    )
    toast(request, f"Je werkt nu namens {partner.name}.")
    return see_other(request, safe_next(request, "/mijn/"))


@allow(is_colleague)
def search(request: HttpRequest) -> HttpResponse:
    """Everything that fits a few letters: the listbox under the search box, or a page."""
    query = request.GET.get("q", "")
    context = {"query": query.strip(), "groups": search_everywhere(query, request.user)}
    return respond(request, "network/search.html", context, fragment="hits")


@allow(may_see_components)
def bouwstenen(request: HttpRequest) -> HttpResponse:
    """The gallery of components."""
    return respond(request, "network/bouwstenen.html")
