"""Planning visits to schools, and calling them off."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import dutch_day
from fluxus.web import respond, see_other, toast
from network.models import Partner
from programmes.domain import deliveries
from programmes.enums import DeliveryStatus
from programmes.forms import CancelForm, DeliveryForm, SchoolForm
from programmes.models import Activity, Delivery, SchoolGroup
from programmes.rules import may_plan_menu, may_see_amounts, takes_part

MOST_DIGITS = 18


@allow(may_plan_menu)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """First the school (in the address), then its groups, the day and the time. Nothing typed is lost on a refusal."""
    found = Activity.objects.visible_to(request.user).select_related("maker", "school_year")
    activity = get_object_or_404(found, pk=pk)
    school_form = SchoolForm(request.GET if "school" in request.GET else None, schools=schools_with_groups(activity))
    school = school_form.cleaned_data["school"] if school_form.is_bound and school_form.is_valid() else None
    form = delivery_form(request, activity, school) if school else None
    if request.method == "POST" and form and form.is_valid():
        try:
            made = plan(request, activity, form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, made)
    visits = foreseen(activity, form)
    context = {
        "activity": activity,
        "school": school,
        "school_form": school_form,
        "form": form,
        "unfit_count": unfit_count(activity, school),
        "visits": visits,
        "doubt": doubt(activity, visits),
    }
    bad = (form is not None and bool(form.errors) and request.method == "POST") or bool(school_form.errors)
    fragment = "foreseen" if request.headers.get("HX-Target") == "overzicht" else "plan"
    return respond(request, "programmes/delivery_form.html", context, fragment=fragment, status=422 if bad else 200)


def schools_with_groups(activity: Activity) -> QuerySet[Partner]:
    """Schools that have groups in the year of the activity."""
    groups = SchoolGroup.objects.filter(school_year=activity.school_year)
    return Partner.objects.filter(pk__in=groups.values("school"))


def delivery_form(request: HttpRequest, activity: Activity, school: Partner) -> DeliveryForm:
    """The form for this school; a preview or a return to it takes what was typed from the address."""
    groups = SchoolGroup.objects.filter(
        school=school, school_year=activity.school_year, grades__overlap=activity.grades
    )
    ordered = groups.order_by("grades", "name")
    if request.method == "POST":
        return DeliveryForm(request.POST, activity=activity, groups=ordered)
    typed = {name: request.GET[name] for name in ("day", "start") if name in request.GET}
    typed["groups"] = request.GET.getlist("groups")
    return DeliveryForm(initial=typed, activity=activity, groups=ordered)


def unfit_count(activity: Activity, school: Partner | None) -> int:
    """How many groups of the school are of other grades."""
    groups = SchoolGroup.objects.filter(school=school, school_year=activity.school_year)
    return groups.exclude(grades__overlap=activity.grades).count() if school else 0


def plan(request: HttpRequest, activity: Activity, form: DeliveryForm) -> str:
    """Plan what was asked; the address to go on at."""
    chosen = form.cleaned_data
    made = deliveries.plan_in_turn(
        activity=activity, groups=list(chosen["groups"]), start=chosen["moment"], by=request.user
    )
    number = "Eén keer" if len(made) == 1 else f"{len(made)} keer"
    toast(request, f"{number} ingepland bij {made[0].school.name} op {dutch_day(made[0].local_start.date())}.")
    return activity.get_absolute_url()


def foreseen(activity: Activity, form: DeliveryForm | None) -> list[tuple[Any, Any]]:
    """What would be planned with what is filled in so far; nothing when that is not enough."""
    if form is None:
        return []
    data = form.data if form.is_bound else {**form.initial}
    chosen = data.getlist("groups") if hasattr(data, "getlist") else data.get("groups", [])
    groups = form.fields["groups"].queryset.filter(
        pk__in=[pk for pk in chosen if pk.isdecimal() and len(pk) < MOST_DIGITS]
    )
    try:
        day, start = (form.fields[name].clean(data.get(name)) for name in ("day", "start"))
        return deliveries.in_turn(activity=activity, groups=list(groups), start=datetime.combine(day, start))
    except (ValidationError, OverflowError):
        return []


def doubt(activity: Activity, visits: list[tuple[Any, Any]]) -> str:
    """Why it could not be planned so, as far as is known now."""
    try:
        for period, groups in visits:
            deliveries.check(activity=activity, groups=groups, period=period)
    except Refusal as refusal:
        return refusal.sentence
    return ""


def brings(user: Any, shown: Delivery) -> bool:
    """This person is, or acts for, the maker who comes."""
    return not user.is_colleague and Partner.objects.visible_to(user).filter(pk=shown.activity.maker_id).exists()


@require_http_methods(["GET", "HEAD", "POST"])
@allow(takes_part)
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One visit; who plans the menu may call it off here."""
    found = Delivery.objects.visible_to(request.user).select_related(
        "activity__maker", "activity__school_year", "school", "planned_by", "cancelled_by"
    )
    shown = get_object_or_404(found, pk=pk)
    may_plan = may_plan_menu(request.user)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and may_plan and form.is_valid():
        try:
            deliveries.cancel(delivery=shown, reason=form.cleaned_data["reason"], by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De uitvoering is vervallen.")
            return see_other(request, shown.get_absolute_url())
    context = {
        "delivery": shown,
        "form": form,
        "groups": shown.groups.order_by("grades", "name"),
        "may_cancel": may_plan and shown.status == DeliveryStatus.PLANNED,
        "may_see_amounts": may_see_amounts(request.user) or brings(request.user, shown),
    }
    return respond(request, "programmes/delivery.html", context, status=422 if form.errors else 200)
