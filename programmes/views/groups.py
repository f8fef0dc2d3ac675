"""The groups of a school and what they take part in."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner
from programmes.domain import groups, years
from programmes.forms import GroupForm
from programmes.models import Delivery, SchoolGroup
from programmes.rules import may_plan_menu, takes_part
from programmes.views.menu import chosen_year, year_tabs


def schools(user: Any) -> Any:
    """The schools this person may see."""
    return Partner.objects.visible_to(user).filter(school__isnull=False).select_related("school")


@require_safe
@allow(takes_part)
def school(request: HttpRequest, pk: int) -> HttpResponse:
    """Groups with their pupils and visits in a year."""
    shown = get_object_or_404(schools(request.user), pk=pk)
    year = chosen_year(request)
    visits = Delivery.objects.standing().select_related("activity").order_by("local_start")
    found = SchoolGroup.objects.filter(school=shown, school_year=year).order_by("grades", "name")
    found = list(found.prefetch_related(Prefetch("deliveries", visits, to_attr="visits")))
    context = {
        "school": shown,
        "year": year,
        "years": year_tabs(year),
        "groups": found,
        "pupils": sum(group.pupils for group in found),
        "visits_count": Delivery.objects.standing().filter(school=shown, activity__school_year=year).count(),
        "planned": [] if found else groups.plans_for(shown),
        "may_plan": may_plan_menu(request.user),
    }
    return respond(request, "programmes/school_groups.html", context)


@require_POST
@allow(may_plan_menu)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the groups of this year from the number of pupils in the register."""
    shown = get_object_or_404(schools(request.user), pk=pk)
    made = groups.make_groups(school=shown, school_year=years.of(day=today()), by=request.user)
    toast(request, f"{len(made)} groepen gemaakt.")
    return see_other(request, reverse("programmes:school-groups", args=[pk]))


@allow(may_plan_menu)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one group of this year by hand."""
    shown = get_object_or_404(schools(request.user), pk=pk)
    back = reverse("programmes:school-groups", args=[pk])
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "grades", "pupils")}
        try:
            groups.add_group(school=shown, school_year=years.of(day=today()), **facts, by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"Groep {facts['name']} is toegevoegd.")
            return see_other(request, back)
    context = {"school": shown, "form": form, "cancel": back}
    return respond(request, "programmes/group_form.html", context, status=422 if form.errors else 200)
