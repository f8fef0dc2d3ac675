"""Fragments for pages of other apps: navigation, start pages, the front page, the partner page."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse

from fluxus.home import NavItem, StartPanel
from fluxus.periods import Period, monday, now, today
from network.domain.acting import current_partner
from network.models import Address, Partner, Wijk
from programmes.domain import years
from programmes.enums import CourseStatus
from programmes.models import Activity, Course, Delivery, SchoolGroup
from programmes.rules import is_colleague, may_plan_menu, may_post_courses, may_review_courses

SHOWN = 5
ON_FRONT = 3


def navigation(request: HttpRequest) -> list[NavItem]:
    user: Any = request.user
    if is_colleague(user):
        courses = "programmes:course-review" if may_review_courses(user) else "programmes:courses"
        return [
            NavItem("Cultuurmenu", reverse("programmes:menu"), "plate", "m"),
            NavItem("Cursussen", reverse(courses), "book", "c"),
        ]
    if may_post_courses(user):
        return [NavItem("Cursussen", reverse("programmes:my-courses"), "book", "c")]
    return []


def start(request: HttpRequest) -> StartPanel | None:
    """What goes to schools this week, and for who reviews them the courses that wait."""
    user: Any = request.user
    first = datetime.combine(monday(today()), time.min)
    week = Delivery.objects.standing().within(Period(first, first + timedelta(weeks=1)))
    queue = Course.objects.visible_to(user).filter(status=CourseStatus.SUBMITTED) if may_review_courses(user) else None
    waiting = list(queue.for_cards().order_by("submitted_at", "pk")[:SHOWN]) if queue is not None else []
    context = {"deliveries": soonest(week.filter(local_end__gte=now())), "week_count": week.count(), "waiting": waiting}
    if not waiting and not context["week_count"]:
        return None
    href, title = reverse("programmes:menu"), "Cultuurmenu en cursussen"
    return StartPanel(title, "programmes/panels/start.html", context, href=href, icon="plate")


def mijn(request: HttpRequest) -> StartPanel | None:
    """The next visits of this partner to schools (or to this school), and its courses."""
    partner = current_partner(user=request.user, session=request.session, on=today())
    if partner is None:
        return None
    visits = Delivery.objects.visible_to(request.user).standing().filter(local_end__gte=now())
    is_school = hasattr(partner, "school")
    mine = soonest(visits.filter(school=partner) if is_school else visits.filter(activity__maker=partner))
    courses = Course.objects.filter(maker=partner).for_cards().soonest_first(today())
    context = {"deliveries": mine, "courses": courses[:SHOWN], "is_school": is_school, "partner": partner}
    href = reverse("programmes:school-groups", args=[partner.pk]) if is_school else reverse("programmes:my-courses")
    title = "Cultuurmenu" if is_school else "Cultuurmenu en cursussen"
    return StartPanel(title, "programmes/panels/mijn.html", context, href=href, icon="book")


def soonest(visits: Any) -> list[Delivery]:
    """The first few, with what a line about them shows."""
    found = visits.select_related("activity__maker", "school").prefetch_related("groups")
    return list(found.order_by("local_start", "pk")[:SHOWN])


def of_partner(request: HttpRequest, partner: Partner) -> StartPanel | None:
    """On the page of a maker what he brings, on the page of a school what comes."""
    if hasattr(partner, "school"):
        return of_school(request, partner)
    is_maker = Partner.objects.cultuurmakers(on=today()).filter(pk=partner.pk).exists()
    year = years.current(on=today())
    activities = list(Activity.objects.filter(maker=partner, school_year=year).with_reach().order_by("title", "pk"))
    courses = list(Course.objects.filter(maker=partner).for_cards().soonest_first(today())[:SHOWN])
    if not (is_maker or activities or courses):
        return None
    visits = Delivery.objects.standing().filter(activity__maker=partner, local_end__gte=now())
    context = {
        "partner": partner,
        "activities": activities,
        "courses": courses,
        "deliveries": soonest(visits),
        "may_plan": may_plan_menu(request.user),
    }
    return StartPanel("Cultuurmenu", "programmes/panels/maker.html", context, icon="plate")


def of_school(request: HttpRequest, partner: Partner) -> StartPanel:
    """Groups, pupils and the next visits of a school."""
    year = years.current(on=today())
    groups = list(SchoolGroup.objects.filter(school=partner, school_year=year))
    visits = Delivery.objects.standing().filter(school=partner, local_end__gte=now())
    context = {
        "partner": partner,
        "year": year,
        "groups_count": len(groups),
        "pupils": sum(group.pupils for group in groups),
        "deliveries": soonest(visits),
    }
    href = reverse("programmes:school-groups", args=[partner.pk])
    return StartPanel("Cultuurmenu", "programmes/panels/school.html", context, href=href, icon="plate")


def of_wijk(request: HttpRequest, wijk: Wijk) -> StartPanel | None:
    """Groups and pupils of the schools in a wijk, per school, and how many visits they get this year."""
    year = years.current(on=today())
    in_wijk = Address.objects.filter(wijk=wijk).values("partner")
    groups = SchoolGroup.objects.filter(school__in=in_wijk, school_year=year)
    schools = Partner.objects.filter(pk__in=groups.values("school")).annotate(
        groups_count=Count("groups", filter=Q(groups__school_year=year)),
        group_pupils=Sum("groups__pupils", filter=Q(groups__school_year=year)),
    )
    found = list(schools.order_by("sort_name", "pk"))
    if not found:
        return None
    visits = Delivery.objects.standing().filter(school__in=in_wijk, activity__school_year=year)
    context = {
        "schools": found,
        "year": year,
        "groups": sum(school.groups_count for school in found),
        "pupils": sum(school.group_pupils for school in found),
        "visits": visits.count(),
    }
    return StartPanel("Cultuurmenu", "programmes/panels/wijk.html", context, icon="plate")


def front(request: HttpRequest) -> StartPanel | None:
    """Three courses that start soon, for the public front page."""
    courses = list(Course.objects.on_offer(today()).for_cards()[:ON_FRONT])
    if not courses:
        return None
    href = reverse("programmes:courses")
    title = "Cursussen die binnenkort beginnen"
    return StartPanel(title, "programmes/panels/front.html", {"courses": courses}, href=href, wide=True)
