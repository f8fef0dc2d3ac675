"""Adding and changing a partner."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import identifiers, partners
from network.enums import PartnerKind, PartnerRole
from network.forms.partners import PartnerForm, initial_of
from network.models import Partner, Wijk
from network.rules import may_edit_network, may_see_iban
from network.views.asked import asked_for

SORTS = {
    "cultuurmaker": (PartnerKind.PERSON, "Cultuurmaker", [PartnerRole.TEACHER]),
    "persoon": (PartnerKind.PERSON, "Persoon", []),
    "organisatie": (PartnerKind.ORGANISATION, "Organisatie", []),
}


@allow(may_edit_network)
def add(request: HttpRequest) -> HttpResponse:
    """A new cultuurmaker, person or organisation. Somebody like him we already know is shown first."""
    sort = request.GET.get("soort", "")
    sort = sort if sort in SORTS else "cultuurmaker"
    kind, _label, roles = SORTS[sort]
    form = PartnerForm(
        request.POST or None, kind=kind, sees_iban=may_see_iban(request.user), initial=asked_initial(request, roles)
    )
    if form.is_valid():
        try:
            partner = save_new(request, form)
        except Refusal as refusal:
            if refusal.code != "duplicate":
                form.refuse(refusal)
            return shown(request, form, sort=sort, duplicates=refusal.extra.get("duplicates", []))
        toast(request, f"{partner.name} staat in het netwerk.")
        warn_of_bank(request, form)
        return see_other(request, partner.get_absolute_url())
    return shown(request, form, sort=sort)


def asked_initial(request: HttpRequest, roles: list[PartnerRole]) -> dict[str, Any]:
    """What the address already says: the role and the wijk where somebody was missed."""
    role = request.GET.get("rol", "")
    wijk = asked_for(request, Wijk.objects.visible_to(request.user).defer("boundary"), "wijk", "slug")
    return {"roles": [role] if role in PartnerRole.values else roles, "wijk": wijk}


def save_new(request: HttpRequest, form: PartnerForm) -> Partner:
    how: dict[str, Any] = {
        "by": request.user,
        "today": timezone.localdate(),
        "despite_duplicates": "despite_duplicates" in request.POST,
    }
    add_one = partners.add_person if form.kind == PartnerKind.PERSON else partners.add_organisation
    return add_one(**form.names(), **form.details(), **how)


@allow(may_edit_network)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what we know of a partner."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    known_name = partner.name
    form = PartnerForm(
        request.POST or None, kind=partner.kind, sees_iban=may_see_iban(request.user), initial=initial_of(partner)
    )
    if form.is_valid():
        change = partners.change_person if partner.is_person else partners.change_organisation
        try:
            change(partner=partner, by=request.user, today=timezone.localdate(), **form.names(), **form.details())
        except Refusal as refusal:
            form.refuse(refusal)
            return shown(request, form, partner=partner, known_name=known_name)
        toast(request, "De gegevens zijn bewaard.")
        warn_of_bank(request, form)
        return see_other(request, partner.get_absolute_url())
    return shown(request, form, partner=partner, known_name=known_name)


def shown(request: HttpRequest, form: PartnerForm, **context: Any) -> HttpResponse:
    sorts = [(key, label) for key, (_kind, label, _roles) in SORTS.items()]
    status = 422 if form.is_bound else 200
    return respond(request, "network/partner_form.html", {"form": form, "sorts": sorts, **context}, status=status)


def warn_of_bank(request: HttpRequest, form: PartnerForm) -> None:
    iban = form.cleaned_data.get("iban")
    if iban and "iban" in form.changed_data and not identifiers.bank_is_known(iban):
        toast(request, f"We kennen de bank {iban[4:8]} niet. Klopt de IBAN?", kind="warning")
