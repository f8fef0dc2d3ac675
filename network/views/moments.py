"""Writing down what was spoken, and reading it back."""

from typing import Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import moments
from network.enums import EntryKind
from network.forms.moments import CorrectionForm, FullMomentForm, LevelForm, MomentFilterForm, MomentForm
from network.models import ContactMoment, Partner, Task, TimelineEntry, Wijk
from network.models.contact import ContactMomentQuerySet
from network.rules import may_note_contact, may_read_notes
from network.views.asked import asked_for
from network.views.keyset import page_of, with_parameter

PAGE = 40
ICONS = {"phone": "phone", "mail": "mail", "meeting": "people", "visit": "pin", "note": "note"}


@allow(may_read_notes)
def index(request: HttpRequest) -> HttpResponse:
    """Contact with the network that this colleague may read, newest first."""
    form = MomentFilterForm(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows = filtered(ContactMoment.objects.visible_to(request.user), chosen, request.user)
    found, last = page_of(with_people(rows), by="occurred_at", after=request.GET.get("voor", ""), size=PAGE)
    context = {
        "form": form,
        "moments": [(moment, ICONS[moment.kind]) for moment in found],
        "older": with_parameter(request.GET, "voor", last),
        "is_filtered": bool(chosen),
        "may_note": may_note_contact(request.user),
    }
    return respond(request, "network/moments/index.html", context, fragment="list")


def filtered(rows: ContactMomentQuerySet, chosen: dict[str, Any], user: Any) -> ContactMomentQuerySet:
    """Of one kind, wijk, colleague (wrote it or was there) or partner."""
    rows = rows.filter(**{name: chosen[name] for name in ("kind", "wijk") if name in chosen})
    for colleague in [chosen.get("colleague"), user if "mine" in chosen else None]:
        if colleague:
            present = ContactMoment.colleagues.through.objects.filter(user=colleague).values("contactmoment")
            rows = rows.filter(Q(noted_by=colleague) | Q(pk__in=present))
    if "partner" in chosen:
        rows = rows.filter(contactmomentpartner__partner=chosen["partner"])
    return rows


def with_people(rows: ContactMomentQuerySet) -> ContactMomentQuerySet:
    """With everything a row shows."""
    partners = Partner.objects.order_by("sort_name", "pk")
    return (
        rows.select_related("noted_by", "wijk")
        .defer("wijk__boundary")
        .prefetch_related(Prefetch("partners", partners), "colleagues")
    )


@allow(may_note_contact)
def add(request: HttpRequest) -> HttpResponse:
    """A contact moment with all that belongs to it; with the partner or wijk in the address filled in."""
    partner = asked_for(request, Partner.objects.visible_to(request.user), "partner", "pk")
    form = FullMomentForm(request.POST or None, user=request.user, initial=known_of(request, partner))
    if "more" in request.POST:
        again = FullMomentForm(user=request.user, initial=form.as_typed())
        again.fields["partners"].widget.wants_focus = True
        return shown(request, again, partner=partner)
    if form.is_valid():
        data = form.cleaned_data
        try:
            moment = moments.note(
                partners=data["partners"],
                kind=data["kind"],
                summary=data["summary"],
                occurred_at=form.occurred_at,
                by=request.user,
                wijk=data["wijk"],
                confidentiality=data["confidentiality"],
                colleagues=data["colleagues"],
                follow_up=form.follow_up,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het contactmoment is genoteerd.")
            return see_other(request, partner.get_absolute_url() if partner else moment.get_absolute_url())
    return shown(request, form, partner=partner)


def known_of(request: HttpRequest, partner: Partner | None) -> dict[str, Any]:
    """What the address already says; the wijk is that of the partner."""
    wijk = asked_for(request, Wijk.objects.visible_to(request.user).defer("boundary"), "wijk", "slug")
    if partner and wijk is None:
        address = partner.addresses.select_related("wijk").order_by("-kind").first()
        wijk = address.wijk if address else None
    return {"partners": [partner] if partner else [], "wijk": wijk}


def shown(request: HttpRequest, form: FullMomentForm, *, partner: Partner | None) -> HttpResponse:
    context = {"form": form, "partner": partner}
    return respond(request, "network/moments/add.html", context, status=422 if form.is_bound else 200)


@allow(may_note_contact)
def quick(request: HttpRequest, pk: int) -> HttpResponse:
    """A contact moment with one partner; also where the quick form of the partner page arrives."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)
    form = MomentForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            moments.note(
                partners=[partner],
                kind=data["kind"],
                summary=data["summary"],
                occurred_at=form.occurred_at,
                confidentiality=data["confidentiality"],
                colleagues=[request.user],
                by=request.user,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het contactmoment is genoteerd.")
            return see_other(request, partner.get_absolute_url())
    status = 422 if form.is_bound else 200
    return respond(request, "network/moments/quick.html", {"partner": partner, "form": form}, status=status)


@allow(may_read_notes)
def moment(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact moment: who, what, what was said before it was corrected, and what follows."""
    found = get_object_or_404(with_people(ContactMoment.objects.visible_to(request.user)), pk=pk)
    today = timezone.localdate()
    tasks = Task.objects.visible_to(request.user).filter(moment=found).for_rows().in_order()
    return respond(
        request,
        "network/moments/moment.html",
        {
            "moment": found,
            "icon": ICONS[found.kind],
            "history": history_of(found),
            "tasks": tasks,
            "today": today,
            "may_correct": moments.may_correct(found, by=request.user, today=today),
            "level_form": level_form(request, found),
        },
    )


def level_form(request: HttpRequest, moment: ContactMoment) -> LevelForm | None:
    if not moments.may_reclassify(moment, by=request.user):
        return None
    return LevelForm(initial={"confidentiality": moment.confidentiality})


def history_of(moment: ContactMoment) -> list[TimelineEntry]:
    """What the timeline says of it, oldest first; nothing when it never changed. Each line stands there once."""
    lines = TimelineEntry.objects.filter(moment=moment, kind=EntryKind.CONTACT).select_related("by").order_by("pk")
    first = lines.first()
    found = [line for line in lines if line.partner_id == first.partner_id] if first else []
    return found if len(found) > 1 else []


@allow(may_note_contact)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Better words on the day itself."""
    found = get_object_or_404(ContactMoment.objects.visible_to(request.user), pk=pk)
    form = CorrectionForm(request.POST or None, initial={"kind": found.kind, "summary": found.summary})
    today = timezone.localdate()
    if not moments.may_correct(found, by=request.user, today=today):
        toast(request, "Verbeteren kan alleen wie het noteerde, op dezelfde dag.", kind="warning")
        return see_other(request, found.get_absolute_url())
    if form.is_valid():
        try:
            moments.correct(moment=found, by=request.user, today=today, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "Het contactmoment is verbeterd.")
            return see_other(request, found.get_absolute_url())
    context = {"moment": found, "form": form}
    return respond(request, "network/moments/correct.html", context, status=422 if form.is_bound else 200)


@allow(may_note_contact)
@require_POST
def level(request: HttpRequest, pk: int) -> HttpResponse:
    """Another circle may read it."""
    found = get_object_or_404(ContactMoment.objects.visible_to(request.user), pk=pk)
    form = LevelForm(request.POST)
    if form.is_valid():
        moments.reclassify(moment=found, by=request.user, confidentiality=form.cleaned_data["confidentiality"])
        toast(request, "Het contactmoment is nu te lezen voor wie je koos.")
    else:
        toast(request, "Kies wie dit mag lezen.", kind="error")
    return see_other(request, found.get_absolute_url())
