"""The register: all agreements by filters, the looks that are kept under a name, and the list as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contracts.domain.keeping import register as domain
from contracts.forms.register import RegisterForm, RegisterViewForm
from contracts.models import RegisterView
from contracts.resources import COLUMNS, register_table
from contracts.rules import may_draw_up, may_see_amounts
from contracts.views.lists import page
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.domain import exports
from network.resources import as_file

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_safe
@allow(may_see_amounts)
def index(request: HttpRequest) -> HttpResponse:
    """The agreements of the filters in the address, newest first, with what they come to."""
    form = RegisterForm(request.GET)
    found = domain.find(form.filters(), request.user, today=today())
    views = list(domain.views_of(request.user))
    query = form.query()
    context = {
        "form": form,
        "page": page(request, found.select_related("partner", "funding")),
        "totals": domain.totals(found),
        "chips": chips(form),
        "query": query,
        "views": views,
        "present": next((view for view in views if view.query == query and query), None),
        "problems": form.problems(),
        "may_draw_up": may_draw_up(request.user),
        "today": today(),
    }
    return respond(request, "contracts/register.html", context, fragment="list")


def chips(form: RegisterForm) -> list[tuple[str, str]]:
    """Each filter in use with the address of the list without it."""
    found = []
    for name, word in form.words():
        query = QueryDict(form.query(), mutable=True)
        query.pop(name, None)
        found.append((word, address(query.urlencode())))
    return found


def address(query: str) -> str:
    return reverse("contracts:agreements") + (f"?{query}" if query else "")


@require_POST
@allow(may_see_amounts)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """All that the filters in the address give, as CSV or XLSX; written down first."""
    if form not in TYPES:
        raise Http404
    asked = RegisterForm(request.GET)
    found = domain.find(asked.filters(), request.user, today=today()).order_by("-pk")
    exports.refuse_too_many(found.count())
    table = register_table(found)
    exports.write_down(
        name="Overeenkomsten",
        filters={"words": [word for _, word in asked.words()]},
        columns=list(COLUMNS),
        form=form,
        rows=len(table),
        by=request.user,
    )
    name = f"overeenkomsten-{today():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_file(table, form), content_type=TYPES[form], headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_see_amounts)
def view_add(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the address under a name."""
    asked = RegisterForm(request.GET)
    form = RegisterViewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            view = domain.keep_view(query=asked.query(), by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De lijst ‘{view.name}’ is bewaard.")
            return see_other(request, address(view.query))
    return shown(request, form, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_see_amounts)
def view_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or other readers, and other filters when the address has them."""
    view = visible(request, pk)
    asked = RegisterForm(QueryDict(request.GET.urlencode() or view.query))
    form = RegisterViewForm(
        request.POST if request.method == "POST" else None, initial={"name": view.name, "is_shared": view.is_shared}
    )
    if form.is_valid():
        try:
            domain.change_view(view=view, query=asked.query(), by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"De lijst ‘{form.cleaned_data['name']}’ is bewaard.")
            return see_other(request, address(asked.query()))
    return shown(request, form, asked, view=view)


@require_POST
@allow(may_see_amounts)
def view_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a kept look away; the agreements stay."""
    view = visible(request, pk)
    domain.remove_view(view=view, by=request.user)
    toast(request, f"De lijst ‘{view.name}’ is weg. De overeenkomsten staan er nog.")
    return see_other(request, reverse("contracts:agreements"))


def visible(request: HttpRequest, pk: int) -> RegisterView:
    """One that this colleague may change; for anybody else there is no such page."""
    view = get_object_or_404(domain.views_of(request.user), pk=pk)
    if not domain.may_change_view(request.user, view):
        raise Http404
    return view


def shown(request: HttpRequest, form: RegisterViewForm, asked: RegisterForm, **context: Any) -> HttpResponse:
    context |= {"form": form, "words": [word for _, word in asked.words()], "back": address(asked.query())}
    return respond(request, "contracts/register_view.html", context, status=422 if form.is_bound else 200)
