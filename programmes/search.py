"""What the search box finds here."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from fluxus.periods import today
from fluxus.search import SearchHit
from fluxus.text import fold
from network.domain.finding import begins
from programmes.domain import years
from programmes.models import Activity, Course

MOST_HITS = 5


def offer(query: str, user: Any) -> list[SearchHit]:
    """Activities of this school year and courses, as far as this person may see them."""
    return [*activities(query, user), *courses(query, user)]


def activities(query: str, user: Any) -> list[SearchHit]:
    """By title or by maker."""
    words = Q(title__icontains=query) | begins("maker__name_text", fold(query) or "\n")
    found = Activity.objects.visible_to(user).filter(words, school_year=years.current(on=today()))
    return [
        SearchHit("Cultuurmenu", activity.title, activity.get_absolute_url(), activity.maker.name, "plate")
        for activity in found.select_related("maker").order_by("title", "pk")[:MOST_HITS]
    ]


def courses(query: str, user: Any) -> list[SearchHit]:
    """Colleagues go to the page, a maker to his form."""
    found = Course.objects.visible_to(user).matching(query).select_related("maker")
    return [
        SearchHit("Cursussen", course.title, address(course, user), course.maker.name, "book")
        for course in found.soonest_first(today())[:MOST_HITS]
    ]


def address(course: Course, user: Any) -> str:
    return course.get_absolute_url() if user.is_colleague else reverse("programmes:my-course-edit", args=[course.pk])
