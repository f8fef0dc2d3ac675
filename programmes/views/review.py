"""The courses that wait for FluXus, and those that stand in the catalogue."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fluxus.access import allow
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from programmes.domain import courses
from programmes.enums import CourseStatus
from programmes.forms import ReasonForm, TurnDownForm
from programmes.models import Course
from programmes.rules import may_review_courses
from programmes.views.menu import page_links

PER_PAGE = 50


@require_safe
@allow(may_review_courses)
def index(request: HttpRequest) -> HttpResponse:
    """The queue, oldest first, and the catalogue as it stands."""
    found = Course.objects.visible_to(request.user).for_cards().soonest_first(today())
    published = found.filter(status=CourseStatus.PUBLISHED).not_over(today())
    page = Paginator(published, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "queue": found.filter(status=CourseStatus.SUBMITTED).order_by("submitted_at", "pk"),
        "page": page,
        **page_links(request, page),
    }
    return respond(request, "programmes/course_review.html", context)


@require_POST
@allow(may_review_courses)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it in the catalogue."""
    course = courses.publish(course=get_object_or_404(Course.objects.visible_to(request.user), pk=pk), by=request.user)
    toast(request, f"‘{course.title}’ staat in de catalogus. De maker krijgt een mail.")
    return see_other(request, reverse("programmes:course-review"))


@require_POST
@allow(may_review_courses)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the maker with a reason."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    form = TurnDownForm(request.POST)
    if not form.is_valid():
        return respond(request, "programmes/course_return.html", {"course": course, "form": form}, status=422)
    courses.send_back(course=course, reason=form.cleaned_data["reason"], by=request.user)
    toast(request, f"‘{course.title}’ is teruggestuurd. De maker krijgt je tekst als mail.")
    return see_other(request, reverse("programmes:course-review"))


@require_POST
@allow(may_review_courses)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the catalogue."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    courses.withdraw(course=course, by=request.user, reason=reason)
    toast(request, f"‘{course.title}’ staat niet meer in de catalogus.")
    return see_other(request, reverse("programmes:course-review"))
