"""Drawing up an agreement without typing: choose with whom, choose from the planning, mend the draft."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from contracts.domain.drawing_up import agreements, drafting, rentals
from contracts.domain.drawing_up.agreement_lines import with_origins
from contracts.domain.drawing_up.awaiting import PartnersAwaiting, awaiting
from contracts.domain.readiness.readiness import readiness
from contracts.enums import AgreementStatus
from contracts.forms.agreements import AgreementDraftForm, DraftForm, HandDraftForm, LessonsDraftForm, RentalDraftForm
from contracts.forms.filters import SearchForm
from contracts.models import Agreement
from contracts.rules import may_draw_up
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner

READY = "Het concept staat klaar. Kijk het na en stel het op."


@require_safe
@allow(may_draw_up)
def new(request: HttpRequest) -> HttpResponse:
    """With whom: who waits for an agreement first, or whom somebody looks for."""
    form = SearchForm(request.GET)
    found: PartnersAwaiting = awaiting(Partner.objects.visible_to(request.user), query=form.chosen("q"), today=today())
    return respond(request, "contracts/drafting/new.html", {"form": form, "found": found}, fragment="list")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """From planned visits of the Cultuurmenu."""
    partner = find_partner(request, pk)
    visits = agreements.agreeable(partner)
    form = AgreementDraftForm(posted(request), deliveries=visits, today=today())

    def draw_up(chosen: AgreementDraftForm) -> Agreement:
        return agreements.draft(deliveries=chosen.cleaned_data["deliveries"], **common(request, partner, chosen))

    return draw(request, partner, form, draw_up, here="contracts:agreement-draft", is_empty=not visits.exists())


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def draft_lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """From lessons of the partner's courses."""
    partner = find_partner(request, pk)
    lessons = drafting.agreeable_lessons(partner, today())
    form = LessonsDraftForm(posted(request), lessons=lessons)

    def draw_up(chosen: LessonsDraftForm) -> Agreement:
        return drafting.from_lessons(
            lessons=chosen.cleaned_data["lessons"],
            fee_cents=chosen.cleaned_data["fee_cents"],
            **common(request, partner, chosen),
        )

    return draw(
        request, partner, form, draw_up, here="contracts:agreement-draft-lessons", is_empty=not lessons.exists()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def draft_rental(request: HttpRequest, pk: int) -> HttpResponse:
    """From the bookings of the partner: a huurovereenkomst."""
    partner = find_partner(request, pk)
    bookings = list(rentals.agreeable_bookings(partner, today()))
    form = RentalDraftForm(posted(request), bookings=bookings)

    def draw_up(chosen: RentalDraftForm) -> Agreement:
        return rentals.from_bookings(bookings=chosen.bookings, **common(request, partner, chosen))

    return draw(request, partner, form, draw_up, here="contracts:agreement-draft-rental", is_empty=not bookings)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def draft_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Typed: a workshop, an event."""
    partner = find_partner(request, pk)
    form = HandDraftForm(posted(request))

    def draw_up(chosen: HandDraftForm) -> Agreement:
        return drafting.by_hand(
            lines=chosen.cleaned_data["rows"],
            subject=chosen.cleaned_data["subject"],
            with_minors=chosen.cleaned_data["with_minors"],
            **common(request, partner, chosen),
        )

    return draw(request, partner, form, draw_up, here="contracts:agreement-draft-by-hand", is_empty=False)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(may_draw_up)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a draft."""
    visible = Agreement.objects.visible_to(request.user).select_related("partner", "amends", "template_version")
    found = get_object_or_404(visible, pk=pk)
    if found.status != AgreementStatus.DRAFT:
        toast(request, "Deze overeenkomst is al opgesteld en verandert niet meer.", kind="info")
        return see_other(request, found.get_absolute_url())
    lines = list(with_origins(found.lines.all()))
    form = DraftForm(posted(request), agreement=found, lines=lines, initial={"seen": drafting.state(found)})
    if request.method == "POST" and not wants_rows(request) and form.is_valid() and revised(request, found, form):
        return see_other(request, found.get_absolute_url())
    context = {"agreement": found, "form": form, "asks_rows": wants_rows(request)}
    return respond(request, "contracts/drafting/edit.html", context, status=422 if is_refused(request, form) else 200)


def revised(request: HttpRequest, found: Agreement, form: DraftForm) -> bool:
    """Whether the draft took the changes; what it refuses stands next to its field."""
    try:
        drafting.revise(
            agreement=found,
            terms=form.terms,
            fees=form.fees,
            dropped=form.dropped,
            typed=form.cleaned_data["rows"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            today=today(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    toast(request, "Het concept is bewaard.")
    return True


def draw(
    request: HttpRequest,
    partner: Partner,
    form: Any,
    draw_up: Callable[[Any], Agreement],
    *,
    here: str,
    is_empty: bool,
) -> HttpResponse:
    """The page of one way of drawing up, or the draft that came from it."""
    if request.method == "POST" and not wants_rows(request) and form.is_valid():
        try:
            agreement = draw_up(form)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, READY)
            return see_other(request, agreement.get_absolute_url())
    context = {
        "partner": partner,
        "form": form,
        "here": here,
        "is_empty": is_empty,
        "asks_rows": wants_rows(request),
        "tabs": tabs_of(partner, here),
        "blockers": readiness(partner).blockers,
    }
    return respond(request, "contracts/drafting/draft.html", context, status=422 if is_refused(request, form) else 200)


def tabs_of(partner: Partner, here: str) -> list[tuple[str, str, bool]]:
    """The ways to draw up, each with its word and address."""
    ways = [
        ("Cultuurmenu", "contracts:agreement-draft"),
        ("Cursuslessen", "contracts:agreement-draft-lessons"),
        ("Huur van ruimtes", "contracts:agreement-draft-rental"),
        ("Met de hand", "contracts:agreement-draft-by-hand"),
    ]
    return [(word, reverse(name, args=[partner.pk]), name == here) for word, name in ways]


def common(request: HttpRequest, partner: Partner, form: Any) -> dict[str, Any]:
    return {"partner": partner, "by": request.user, "today": today(), "template_version": form.text}


def find_partner(request: HttpRequest, pk: int) -> Partner:
    return get_object_or_404(Partner.objects.visible_to(request.user), pk=pk)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def wants_rows(request: HttpRequest) -> bool:
    """Asked for more empty rows; nothing is judged or kept yet."""
    return request.method == "POST" and request.POST.get("action") == "rows"


def is_refused(request: HttpRequest, form: Any) -> bool:
    return request.method == "POST" and not wants_rows(request) and bool(form.errors)
