"""Courses in the portal: a maker posts his own."""

from copy import copy
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.domain.acting import current_partner
from network.models import Partner
from programmes.domain import courses, lessons
from programmes.domain.courses import CourseFacts
from programmes.enums import CourseStatus
from programmes.forms import CourseForm, SeriesForm
from programmes.forms.lessons import LessonRow, LessonsInput, readable
from programmes.models import Course
from programmes.rules import may_post_courses

TEMPLATE = "programmes/my_course_form.html"
WHAT_HAPPENED = {
    CourseStatus.DRAFT: "‘{}’ is bewaard als concept.",
    CourseStatus.SUBMITTED: "‘{}’ is ingediend. FluXus kijkt ernaar.",
    CourseStatus.PUBLISHED: "‘{}’ is gewijzigd en staat online.",
    CourseStatus.WITHDRAWN: "‘{}’ staat niet in de catalogus.",
}


@require_safe
@allow(may_post_courses)
def index(request: HttpRequest) -> HttpResponse:
    """The courses of the partner this person acts for."""
    partner = maker(request)
    found = Course.objects.visible_to(request.user).filter(maker=partner).for_cards().soonest_first(today())
    return respond(request, "programmes/my_courses.html", {"courses": found, "partner": partner})


def maker(request: HttpRequest) -> Partner | None:
    """For whom a course would be posted; schools post none."""
    partner = current_partner(user=request.user, session=request.session, on=today())
    return None if partner and hasattr(partner, "school") else partner


@allow(may_post_courses)
def add(request: HttpRequest) -> HttpResponse:
    """A new course, as a concept or submitted at once."""
    partner = maker(request)
    if partner is None:
        raise Http404
    return edited(request, Course(maker=partner, contact_email=request.user.email))


@allow(may_post_courses)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an own course."""
    return edited(request, get_object_or_404(Course.objects.visible_to(request.user).select_related("maker"), pk=pk))


def edited(request: HttpRequest, course: Course) -> HttpResponse:
    """Show the form, help to fill in lessons, or keep what was filled in (and submit it when asked)."""
    if request.method != "POST":
        return page(request, course, CourseForm(instance=course, initial={"lessons": courses.periods_of(course)}))
    action = request.POST.get("action", "")
    if action in {"series", "row"} or action.startswith("drop-"):
        return with_lessons(request, course, action)
    form = bound(request, course)
    if form.is_valid():
        try:
            kept = keep(request, course, form, submit=action == "submit")
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, WHAT_HAPPENED[kept.status].format(kept.title))
            return see_other(request, reverse("programmes:my-courses"))
    return page(request, course, form, SeriesForm(initial=request.POST.dict()))


def bound(request: HttpRequest, course: Course) -> CourseForm:
    """What was typed, on a row of its own so that `course` stays as it is in the database."""
    return CourseForm(request.POST, instance=Course(pk=course.pk, maker=course.maker, slug=course.slug))


def keep(request: HttpRequest, course: Course, form: CourseForm, *, submit: bool) -> Course:
    """Keep the course; when submitting is refused nothing is kept, and the form still has it all."""
    what: dict[str, Any] = {"facts": form.facts(), "lessons": form.cleaned_data["lessons"], "by": request.user}
    with transaction.atomic():
        kept = courses.change(course=course, **what) if course.pk else courses.draft(maker=course.maker, **what)
        return courses.submit(course=kept, by=request.user, today=today()) if submit else kept


def with_lessons(request: HttpRequest, course: Course, action: str) -> HttpResponse:
    """The same form with a series filled in, a row more or a row less; nothing is kept yet."""
    rows: list[LessonRow] = LessonsInput().value_from_datadict(request.POST, {}, "lessons")
    series = SeriesForm(request.POST if action == "series" else None, initial=request.POST.dict())
    skipped: list[Any] = []
    if action == "series":
        rows, skipped = from_series(series, rows)
    elif action == "row":
        rows = [*rows, LessonRow()]
    else:
        rows = [row for number, row in enumerate(rows) if f"drop-{number}" != action]
    typed = {name: request.POST.get(name) for name in CourseForm.base_fields}
    form = CourseForm(instance=Course(maker=course.maker), initial={**typed, "lessons": rows})
    return page(request, course, form, series, skipped=skipped, card=card(course, half_filled(request, course), rows))


def from_series(series: SeriesForm, rows: list[LessonRow]) -> tuple[list[LessonRow], list[Any]]:
    """The lessons of the series and the days it skips; the rows as they were when the series is refused."""
    if not series.is_valid():
        return rows, []
    asked = {name.removeprefix("series_"): value for name, value in series.cleaned_data.items()}
    try:
        made = lessons.weekly(**asked)
    except Refusal as refusal:
        series.refuse(refusal)
        return rows, []
    return [LessonRow.of(period) for period in made.lessons], made.skipped


def page(
    request: HttpRequest, course: Course, form: CourseForm, series: SeriesForm | None = None, **more: Any
) -> HttpResponse:
    """The form with its card as it would stand in the catalogue."""
    context = {
        "course": course,
        "form": form,
        "series": series or SeriesForm(),
        "card": card(course, form),
        "is_published": course.status == CourseStatus.PUBLISHED,
        "may_submit": course.status in courses.OPEN_TO_SUBMIT,
        **more,
    }
    is_bad = bool(form.is_bound and form.errors) or bool(series and series.is_bound and series.errors)
    return respond(request, TEMPLATE, context, fragment="lessons", status=422 if is_bad else 200)


@require_POST
@allow(may_post_courses)
def preview(request: HttpRequest) -> HttpResponse:
    """The card in the catalogue of what is filled in so far; keeps nothing."""
    partner = maker(request)
    if partner is None:
        raise Http404
    course = Course(maker=partner)
    shown = card(course, half_filled(request, course))
    return respond(request, f"{TEMPLATE}#preview", {"card": shown})


def half_filled(request: HttpRequest, course: Course) -> CourseForm:
    """What was typed, checked as far as it goes."""
    form = bound(request, course)
    form.is_valid()
    return form


def card(course: Course, form: CourseForm, rows: list[LessonRow] | None = None) -> Course:
    """The course as a card shows it, with what of the form (and of other rows of lessons) makes sense already."""
    shown = copy(course)
    filled = form.cleaned_data if form.is_bound else {}
    for name in CourseFacts.__annotations__:
        if name in filled:
            setattr(shown, name, filled[name])
    periods = sorted(readable(rows) if rows is not None else filled.get("lessons") or courses.periods_of(course))
    ahead = [period.start for period in periods if period.end.date() >= today()]
    shown.next_start, shown.lessons_count = (ahead[0] if ahead else None), len(periods)
    shown.first_start = periods[0].start if periods else None
    return shown


@require_POST
@allow(may_post_courses)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask FluXus to publish an own course as it is."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    kept = courses.submit(course=course, by=request.user, today=today())
    toast(request, WHAT_HAPPENED[kept.status].format(kept.title))
    return see_other(request, reverse("programmes:my-courses"))


@require_POST
@allow(may_post_courses)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own course back."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=pk)
    kept = courses.withdraw(course=course, by=request.user)
    toast(request, WHAT_HAPPENED[kept.status].format(kept.title))
    return see_other(request, reverse("programmes:my-courses"))
