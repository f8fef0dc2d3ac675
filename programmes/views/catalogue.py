"""The public catalogue of courses."""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from fluxus.access import public
from fluxus.periods import today
from fluxus.web import respond
from programmes.domain.listings import as_schema_org
from programmes.enums import CourseStatus
from programmes.forms import CatalogueForm, TurnDownForm
from programmes.models import Course
from programmes.rules import may_review_courses
from programmes.views.menu import page_links

PER_PAGE = 24
MOST_IN_FEED = 500
UNSAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@require_safe
@public
def index(request: HttpRequest) -> HttpResponse:
    """Search and filter what is published and still to come."""
    form = CatalogueForm(request.GET)
    found = filtered(Course.objects.on_offer(today()), form).for_cards()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {"form": form, "page": page, "is_filtered": any(form.cleaned_data.values()), **page_links(request, page)}
    return respond(request, "programmes/courses.html", context, fragment="results")


def filtered(found: Any, form: CatalogueForm) -> Any:
    """Courses that answer to the filter; what does not make sense in it is left out."""
    form.is_valid()
    asked = form.cleaned_data
    if asked.get("q"):
        found = found.matching(asked["q"])
    if asked.get("discipline"):
        found = found.filter(discipline=asked["discipline"])
    if asked.get("weekday"):
        found = found.on_weekday(asked["weekday"])
    if asked.get("age") is not None:
        found = found.for_age(asked["age"])
    if asked.get("price") is not None:
        found = found.filter(price_cents__lte=asked["price"] * 100)
    return found


@require_safe
@public
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """One course. What is not published is only there for its maker and for colleagues."""
    user: Any = request.user
    seen = Q(status=CourseStatus.PUBLISHED)
    if user.is_authenticated:
        seen |= Q(pk__in=Course.objects.visible_to(user).values("pk"))
    found = Course.objects.filter(seen, slug=slug).for_cards().soonest_first(today())
    shown = found.prefetch_related("dates").first()
    if shown is None:
        raise Http404
    lessons = sorted((row.period for row in shown.dates.all()), key=lambda period: period.start)
    is_published = shown.status == CourseStatus.PUBLISHED
    context = {
        "course": shown,
        "lessons": lessons,
        "is_over": not lessons or lessons[-1].end.date() < today(),
        "is_published": is_published,
        "linked_data": script_data(as_schema_org(shown, base_url=settings.BASE_URL)) if is_published else "",
        "may_review": user.is_authenticated and may_review_courses(user),
        "turn_down_form": TurnDownForm(),
        "subject": quote(f"Aanmelden voor {shown.title}"),
    }
    return respond(request, "programmes/course.html", context)


def script_data(data: dict[str, Any]) -> SafeString:
    """JSON that can stand inside a script element."""
    # every character that could end the element or start another is escaped here, as Django's json_script does
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(UNSAFE_IN_SCRIPT))


@require_safe
@public
def feed(request: HttpRequest) -> HttpResponse:
    """The whole catalogue as schema.org data, for other sites and agendas."""
    found = Course.objects.on_offer(today()).for_cards().prefetch_related("dates")[:MOST_IN_FEED]
    items = [
        {"@type": "ListItem", "position": place, "item": as_schema_org(course, base_url=settings.BASE_URL)}
        for place, course in enumerate(found, start=1)
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "numberOfItems": len(items),
        "itemListElement": items,
    }
    response = JsonResponse(data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
