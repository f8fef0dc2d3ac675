"""Price lists: looked at, begun as a copy, changed while a draft, published, compared."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bookings.domain import price_comparing, price_lists
from bookings.enums import PriceListStatus
from bookings.forms.prices import LINE_FORMS, NewPriceListForm, PriceListForm, SeasonForm
from bookings.models import PriceList, Season
from bookings.rules import may_see_prices, may_set_prices
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast


@allow(may_see_prices)
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    found = PriceList.objects.select_related("published_by").order_by("-valid_from", "-pk")
    holding = PriceList.objects.holding(today()).first()
    context = {"lists": found, "holding": holding, "may_set": may_set_prices(request.user)}
    return respond(request, "bookings/prices/lists.html", context)


@allow(may_see_prices)
@require_GET
def price_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list as a grid, beside another one when asked (?met=)."""
    found = get_object_or_404(PriceList.objects.select_related("published_by", "created_by"), pk=pk)
    others = list(price_comparing.lists_to_compare(found))
    other = next((each for each in others if str(each.pk) == request.GET.get("met", "")), None)
    is_draft = found.status == PriceListStatus.DRAFT
    context = {
        "list": found,
        "tariffs": price_lists.in_order(found.tariffs.all()),
        "supplements": found.supplements.order_by("position", "name"),
        "rules": found.cancellation_rules.order_by("audience", "-hours_before"),
        "others": others,
        "other": other,
        "differences": price_comparing.compare(other, found) if other else [],
        "problems": price_lists.problems(found) if is_draft else [],
        "may_edit": is_draft and may_set_prices(request.user),
        "may_set": may_set_prices(request.user),
    }
    return respond(request, "bookings/prices/list.html", context)


@allow(may_set_prices)
@require_http_methods(["GET", "HEAD", "POST"])
def price_list_add(request: HttpRequest) -> HttpResponse:
    source = request.GET.get("van", "")
    known = PriceList.objects.filter(pk=source).first() if source.isdecimal() and len(source) < 19 else None
    initial = {"source": known.pk if known else None, "name": f"Kopie van {known.name}"[:80] if known else ""}
    form = NewPriceListForm(request.POST) if request.method == "POST" else NewPriceListForm(initial=initial)
    if form.is_valid():
        asked = form.cleaned_data | {"percent": form.cleaned_data["percent"] or 0}
        made = price_lists.begin(**asked, by=request.user, at=timezone.now())
        toast(request, f"{made.name} staat klaar als concept.")
        return see_other(request, made.get_absolute_url())
    status = 422 if request.method == "POST" else 200
    return respond(request, "bookings/prices/form.html", {"form": form, "title": "Nieuwe prijslijst"}, status=status)


@allow(may_set_prices)
@require_http_methods(["GET", "HEAD", "POST"])
def price_list_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PriceList, pk=pk)
    known = {"name": found.name, "valid_from": found.valid_from, "note": found.note}
    form = PriceListForm(request.POST) if request.method == "POST" else PriceListForm(initial=known)
    if form.is_valid():
        try:
            price_lists.revise(price_list=found, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return see_other(request, found.get_absolute_url())
    context = {"form": form, "title": "Prijslijst wijzigen", "list": found}
    return respond(request, "bookings/prices/form.html", context, status=422 if request.method == "POST" else 200)


@allow(may_set_prices)
@require_http_methods(["GET", "HEAD", "POST"])
def price_line(request: HttpRequest, pk: int, kind: str, line: int | None = None) -> HttpResponse:
    """A new or changed tariff, supplement or cancellation rule; `weg` takes it out."""
    found = get_object_or_404(PriceList, pk=pk)
    if kind not in LINE_FORMS:
        raise Http404
    model = price_lists.KINDS[kind]
    known: Any = get_object_or_404(model, pk=line, price_list=found) if line else model(price_list=found)
    form: Any = LINE_FORMS[kind](request.POST if request.method == "POST" else None, instance=known)
    if request.method == "POST" and (done := line_done(request, form, found, known)):
        return done
    title = f"{model._meta.verbose_name} {'wijzigen' if line else 'toevoegen'}".capitalize()
    context = {"form": form, "title": title, "list": found, "is_line": bool(line)}
    return respond(request, "bookings/prices/form.html", context, status=422 if request.method == "POST" else 200)


def line_done(request: HttpRequest, form: Any, found: PriceList, known: Any) -> HttpResponse | None:
    """Back to the list when it went well; else None, with what went wrong on the form."""
    try:
        if "weg" in request.POST and known.pk:
            price_lists.take_out(price_list=found, line=known)
        elif form.is_valid():
            price_lists.put(price_list=found, line=form.instance)
        else:
            return None
    except Refusal as refusal:
        form.full_clean()
        form.refuse(refusal)
        return None
    return see_other(request, found.get_absolute_url())


@allow(may_set_prices)
@require_POST
def price_list_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """For good; a second click finds it done."""
    found = get_object_or_404(PriceList, pk=pk)
    if found.status == PriceListStatus.DRAFT:
        try:
            price_lists.publish(price_list=found, by=request.user, at=timezone.now(), today=today())
        except Refusal as refusal:
            toast(request, refusal.sentence, kind="error")
            return see_other(request, found.get_absolute_url())
    toast(request, f"{found.name} is gepubliceerd.")
    return see_other(request, found.get_absolute_url())


@allow(may_set_prices)
@require_POST
def price_list_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft goes away; a second click finds it gone."""
    found = PriceList.objects.filter(pk=pk).first()
    if found:
        price_lists.forget(price_list=found)
        toast(request, f"{found.name} is weg.")
    return see_other(request, reverse("bookings:price-lists"))


@allow(may_see_prices)
@require_GET
def price_list_trial(request: HttpRequest, pk: int) -> HttpResponse:
    """What the bookings of a season would cost by this list."""
    found = get_object_or_404(PriceList, pk=pk)
    form = SeasonForm(request.GET if "seizoen" in request.GET else None)
    season = form.cleaned_data["seizoen"] if form.is_valid() else usual_season()
    if season and not form.is_bound:
        form = SeasonForm(initial={"seizoen": season.pk})
    trial = price_comparing.try_out(found, season) if season else None
    context = {"list": found, "form": form, "season": season, "trial": trial, "groups": groups(trial) if trial else []}
    return respond(request, "bookings/prices/trial.html", context)


def usual_season() -> Season | None:
    """The one of today, or else the last one known."""
    known = Season.objects.order_by("-starts_on")
    return known.filter(starts_on__lte=today()).first() or known.first()


def groups(trial: price_comparing.Trial) -> list[tuple[str, list[tuple[str, price_comparing.Sum]]]]:
    """The tables of the page, most money first."""
    named = (
        ("Per soort huurder", trial.per_audience),
        ("Per tariefgroep", trial.per_class),
        ("Per huis", trial.per_building),
    )
    return [(title, sorted(sums.items(), key=lambda each: -each[1].was)) for title, sums in named]
