"""Huurovereenkomsten: the hire of rooms for a season, drawn up from the bookings."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from bookings.models import Booking
from contracts.domain.drawing_up.agreement_lines import HIRES, line_of, named
from contracts.domain.drawing_up.composing import compose, refuse_taken, texts_for, unheld
from contracts.enums import AgreementKind
from contracts.models import Agreement, AgreementRun, TemplateVersion
from fluxus.db import lock
from fluxus.errors import Refusal
from network.models import Partner

MOST_BOOKINGS = 400
MOST_ROOMS_NAMED = 2


def agreeable_bookings(partner: Partner, today: date) -> Any:
    """Confirmed bookings of a partner from `today` on that no agreement holds, soonest first."""
    bookings = Booking.objects.standing().filter(partner=partner, local_start__gte=datetime.combine(today, time()))
    return unheld(bookings).select_related(*HIRES, "series__season").order_by("local_start", "pk")


def from_bookings(
    *,
    partner: Partner,
    bookings: Iterable[Booking],
    by: Any,
    today: date,
    template_version: TemplateVersion | None = None,
    run: AgreementRun | None = None,
) -> Agreement:
    """A draft huurovereenkomst for these bookings at their own prices, with a line on the timeline, in one transaction.

    Refuses when there is nothing, when a booking is not the partner's, is not confirmed, or stands in another agreement.
    """
    with transaction.atomic():
        held = lock(Booking.objects.filter(pk__in=[each.pk for each in bookings]))
        chosen = list(Booking.objects.filter(pk__in=[each.pk for each in held]).select_related(*HIRES))
        _refuse_unfit(partner, chosen)
        return compose(
            partner=partner,
            lines=[line_of(each) for each in chosen],
            subject=subject(chosen),
            by=by,
            today=today,
            template_version=template_version or (run.template_version if run else rental_text()),
            run=run,
        )


def rental_text() -> TemplateVersion:
    """The text for a hire. Refuses when nobody published one."""
    texts = texts_for(AgreementKind.RENTAL)
    if not texts:
        raise Refusal("Er is nog geen gepubliceerd model voor een huurovereenkomst.")
    return texts[0]


def subject(bookings: Iterable[Booking]) -> str:
    """'Huur van Studio 3, De Fabriek: Slagwerkles', or with many rooms 'Huur van 4 ruimtes in De Fabriek: Slagwerkles'."""
    ordered = sorted(bookings, key=lambda each: (each.local_start, each.pk))
    rooms = {each.room_id: f"{each.room.name}, {each.room.building.name}" for each in ordered}
    houses = named(each.room.building.name for each in ordered)
    what = named(rooms.values()) if len(rooms) <= MOST_ROOMS_NAMED else f"{len(rooms)} ruimtes in {houses}"
    return f"Huur van {what}: {named(each.title for each in ordered)}"


def _refuse_unfit(partner: Partner, bookings: Sequence[Booking]) -> None:
    if not bookings:
        raise Refusal("Kies minstens één boeking.", field="bookings")
    if len(bookings) > MOST_BOOKINGS:
        raise Refusal(f"Kies hoogstens {MOST_BOOKINGS} boekingen voor één overeenkomst.", field="bookings")
    if any(each.partner_id != partner.pk for each in bookings):
        raise Refusal(f"Deze boeking is niet van {partner}.", field="bookings")
    if any(each.pk not in _standing(bookings) for each in bookings):
        raise Refusal("Een van deze boekingen is niet (meer) bevestigd. Kies opnieuw.", field="bookings")
    refuse_taken(bookings, "booking", "bookings", "Een van deze boekingen")


def _standing(bookings: Sequence[Booking]) -> set[int]:
    standing = Booking.objects.standing().filter(pk__in=[each.pk for each in bookings])
    return set(standing.values_list("pk", flat=True))
