"""Every way to reach a partner: more than one address and number, and which comes first."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.forms import HouseForm
from fluxus.web import respond, see_other, toast
from network.domain import reach as domain
from network.enums import AddressKind
from network.forms.ties import EmailForm, PhoneForm, PostAddressForm
from network.models import EmailAddress, Partner, PhoneNumber
from network.rules import may_edit_network

WAYS: dict[str, type[EmailAddress | PhoneNumber]] = {"mail": EmailAddress, "telefoon": PhoneNumber}


@allow(may_edit_network)
def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """All e-mail addresses, phone numbers and addresses of a partner."""
    return page(request, found(request, pk))


def found(request: HttpRequest, pk: int) -> Partner:
    return get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)


def page(request: HttpRequest, partner: Partner, **forms: HouseForm) -> HttpResponse:
    post = partner.addresses.filter(kind=AddressKind.POST).first()
    fields = ("street", "house_number", "suffix", "postcode", "city")
    context = {
        "partner": partner,
        "emails": partner.emails.order_by("-is_primary", "pk"),
        "phones": partner.phones.order_by("-is_primary", "pk"),
        "visit": partner.addresses.filter(kind=AddressKind.VISIT).first(),
        "post": post,
        "email_form": EmailForm(),
        "phone_form": PhoneForm(),
        "post_form": PostAddressForm(initial={name: getattr(post, name) for name in fields} if post else None),
        **forms,
    }
    return respond(request, "network/ties/reach.html", context, status=422 if forms else 200)


@allow(may_edit_network)
@require_POST
def add_email(request: HttpRequest, pk: int) -> HttpResponse:
    return taken_in(request, pk, "email_form", EmailForm(request.POST), domain.add_email)


@allow(may_edit_network)
@require_POST
def add_phone(request: HttpRequest, pk: int) -> HttpResponse:
    return taken_in(request, pk, "phone_form", PhoneForm(request.POST), domain.add_phone)


def taken_in(request: HttpRequest, pk: int, name: str, form: HouseForm, add: Callable[..., Any]) -> HttpResponse:
    """One more, or the page with what is wrong with it."""
    partner = found(request, pk)
    if form.is_valid():
        try:
            add(partner=partner, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            refusal.field = next(iter(form.fields))
            form.refuse(refusal)
        else:
            return back(request, partner, "Bewaard.")
    return page(request, partner, **{name: form})


@allow(may_edit_network)
@require_POST
def post_address(request: HttpRequest, pk: int) -> HttpResponse:
    """Where letters go, or nowhere else."""
    partner = found(request, pk)
    if "remove" in request.POST:
        domain.write_post_address(partner=partner, lines=None, by=request.user)
        return back(request, partner, "Het postadres is weg.")
    form = PostAddressForm(request.POST)
    if form.is_valid():
        try:
            domain.write_post_address(partner=partner, lines=form.lines(), by=request.user)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return back(request, partner, "Het postadres is bewaard.")
    return page(request, partner, post_form=form)


@allow(may_edit_network)
@require_POST
def change(request: HttpRequest, pk: int, way: str, row: int) -> HttpResponse:
    """Put one first, or take it away. What is gone already gets a word, not an error."""
    if way not in WAYS:
        raise Http404
    partner = found(request, pk)
    present: Any = WAYS[way]._default_manager.filter(partner=partner, pk=row).first()
    if present is None:
        return back(request, partner, "Dat was er al niet meer.")
    if "remove" in request.POST:
        domain.remove(row=present, by=request.user)
        return back(request, partner, f"{present} is weg.")
    domain.put_first(row=present, by=request.user)
    return back(request, partner, f"{present} staat nu vooraan.")


def back(request: HttpRequest, partner: Partner, said: str) -> HttpResponse:
    toast(request, said)
    return see_other(request, reverse("network:partner-reach", args=[partner.pk]))
