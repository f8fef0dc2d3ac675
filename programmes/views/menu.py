"""The menu of a year, and its activities."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.text import fold, tidy
from fluxus.web import respond, see_other, toast
from network.models import Partner
from programmes.domain import activities, years
from programmes.forms import ActivityForm, MenuFilter, NewActivityForm
from programmes.models import Activity, Delivery, SchoolYear
from programmes.rules import is_colleague, may_plan_menu, may_see_amounts, takes_part

PER_PAGE = 25
PLACES_SHOWN = 60
MOST_DIGITS = 18


@require_safe
@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    """The menu of a year with its reach."""
    year = chosen_year(request)
    form = MenuFilter(request.GET)
    found = filtered(Activity.objects.visible_to(request.user).filter(school_year=year), form)
    ordered = found.with_reach().select_related("maker").order_by("discipline", "title", "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "year": year,
        "years": year_tabs(year),
        "form": form,
        "page": page,
        "reach": Delivery.objects.standing().filter(activity__in=found).reach() if year else None,
        "makers_count": found.values("maker").distinct().count(),
        "may_plan": may_plan_menu(request.user),
        **page_links(request, page),
    }
    return respond(request, "programmes/menu.html", context, fragment="results")


def chosen_year(request: HttpRequest) -> SchoolYear | None:
    """The year in the address, or the present one."""
    named = SchoolYear.objects.filter(name=tidy(request.GET.get("jaar", ""))).first()
    return named or years.current(on=today()) or SchoolYear.objects.order_by("-starts_on").first()


def year_tabs(year: SchoolYear | None) -> list[tuple[str, str, bool]]:
    """Name, address and whether it is the one shown, for every school year."""
    every = SchoolYear.objects.order_by("-starts_on")
    return [(other.name, f"?jaar={other.name}", other == year) for other in every]


def filtered(found: Any, form: MenuFilter) -> Any:
    """Activities that answer to the filter; what does not make sense in it is left out."""
    form.is_valid()
    asked = form.cleaned_data
    if asked.get("discipline"):
        found = found.filter(discipline=asked["discipline"])
    if asked.get("grade"):
        found = found.filter(grades__contains=[asked["grade"]])
    if asked.get("q"):
        found = found.filter(Q(title__icontains=asked["q"]) | Q(maker__search_text__contains=fold(asked["q"]) or "\n"))
    return found


def page_links(request: HttpRequest, page: Any) -> dict[str, str]:
    """Addresses of the pages before and after this one, filters kept."""

    def link(number: int) -> str:
        query = request.GET.copy()
        query["pagina"] = str(number)
        return f"{request.path}?{query.urlencode()}"

    return {
        "older": link(page.next_page_number()) if page.has_next() else "",
        "newer": link(page.previous_page_number()) if page.has_previous() else "",
    }


@require_safe
@allow(takes_part)
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity with its deliveries."""
    found = Activity.objects.visible_to(request.user).with_reach().select_related("maker", "school_year")
    shown = get_object_or_404(found, pk=pk)
    visits = shown.deliveries.visible_to(request.user).select_related("school").prefetch_related("groups")
    page = Paginator(visits.order_by("local_start", "pk"), PLACES_SHOWN).get_page(request.GET.get("pagina"))
    context = {
        "activity": shown,
        "page": page,
        "may_plan": may_plan_menu(request.user),
        "may_see_amounts": may_see_amounts(request.user) or not request.user.is_colleague,
        **page_links(request, page),
    }
    return respond(request, "programmes/activity.html", context)


@allow(may_plan_menu)
def add(request: HttpRequest) -> HttpResponse:
    """Put an activity on the menu of this school year."""
    asked = request.GET.get("maker", "")
    maker = Partner.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < MOST_DIGITS else None
    form = NewActivityForm(request.POST or None, initial={"maker": maker, "groups_per_delivery": 1, "minutes": 60})
    if request.method == "POST" and form.is_valid():
        try:
            made = activities.add(
                school_year=years.of(day=today()), maker=form.cleaned_data["maker"], facts=form.facts(), by=request.user
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{made.title} staat op het Cultuurmenu. Plan nu de eerste groepen in.")
            return see_other(request, reverse("programmes:delivery-add", args=[made.pk]))
    context = {"form": form, "title": "Nieuwe activiteit", "cancel": reverse("programmes:menu")}
    return respond(request, "programmes/activity_form.html", context, status=422 if form.errors else 200)


@allow(may_plan_menu)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an activity."""
    shown = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    title, address = shown.title, shown.get_absolute_url()
    form = ActivityForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        try:
            activities.change(activity=shown, facts=form.facts(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De activiteit is gewijzigd.")
            return see_other(request, address)
    context = {"form": form, "title": title, "activity": shown, "cancel": address}
    return respond(request, "programmes/activity_form.html", context, status=422 if form.errors else 200)


@require_POST
@allow(may_plan_menu)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an activity that was never planned off the menu."""
    shown = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    activities.remove(activity=shown, by=request.user)
    toast(request, f"{shown.title} is van het Cultuurmenu gehaald.")
    return see_other(request, reverse("programmes:menu"))


@require_safe
@allow(may_plan_menu)
def of_maker(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a maker on an activity: one he has, or a new one."""
    maker = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    year = years.current(on=today())
    found = Activity.objects.filter(maker=maker, school_year=year).with_reach().order_by("title", "pk")
    return respond(request, "programmes/maker_menu.html", {"maker": maker, "year": year, "activities": found})
