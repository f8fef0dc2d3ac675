"""Letters to partners about their bookings: one per partner per action, in plain Dutch, through the outbox.

Call these inside the transaction of what happened (or right after the last one of a bulk action). Nothing goes to a partner
without an e-mail address, nor to who did it himself; the same action written twice is one letter.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects

from bookings.enums import BookingStatus
from bookings.models import Booking, BookingSeries, SwapRequest
from network.domain.outbox import queue_letter
from network.models import EmailAddress, OutgoingMail


def made(*, booking: Booking, by: Any) -> list[OutgoingMail]:
    """A request of the partner is answered as received, an option of ours is told; who books sees that it stands."""
    if booking.status == BookingStatus.OPTION:
        return decided(bookings=[booking], by=by)
    return received(bookings=[booking], by=by) if booking.status == BookingStatus.REQUESTED else []


def received(*, bookings: Iterable[Booking], by: Any) -> list[OutgoingMail]:
    """A partner asked: we have it, and we will decide. The one letter that answers to what he did himself."""
    if by.is_colleague:
        return []
    return to_each(bookings, "received", lambda own: {"requests": own})


def decided(*, bookings: Iterable[Booking], by: Any) -> list[OutgoingMail]:
    """Approved, given as an option, rejected: everything of one partner in one letter, by the status that they have now."""
    return by_house(bookings, by, "decided", sorted_out)


def moved(*, booking: Booking, was: str, by: Any) -> list[OutgoingMail]:
    """Another room or time; `was` is the old one in words."""
    return by_house([booking], by, "moved", lambda own: {"was": was, "booking": own[0]})


def cancelled(*, bookings: Iterable[Booking], reason: str, by: Any) -> list[OutgoingMail]:
    """We let these lapse."""
    return by_house(bookings, by, "cancelled", lambda own: {"bookings": own, "reason": reason})


def restored(*, booking: Booking, by: Any) -> list[OutgoingMail]:
    """What had lapsed goes on after all."""
    return by_house([booking], by, "restored", lambda own: {"booking": own[0]})


def options_ending(*, bookings: Iterable[Booking], on: date) -> list[OutgoingMail]:
    """On this day, tomorrow, these options end; at most one such letter per partner per day."""
    return to_each(bookings, "option_ending", lambda own: {"options": own}, key=f"{on}")


def options_expired(*, bookings: Iterable[Booking]) -> list[OutgoingMail]:
    """These options ran out; nobody did it."""
    return to_each(bookings, "option_expired", lambda own: {"options": own})


def series_placed(*, series: BookingSeries, bookings: Iterable[Booking], by: Any) -> list[OutgoingMail]:
    """A whole series in one letter, with the dates that it skips; a request of the partner himself is answered as received."""
    if not by.is_colleague:
        return received(bookings=[own for own in bookings if own.status == BookingStatus.REQUESTED], by=by)
    rows = list(bookings)
    return to_each(rows, "series_placed", lambda own: {"series": series, **sorted_out(own)}, groups=just_made(rows))


def series_changed(*, series: BookingSeries, changes: Iterable[Any], by: Any, at: datetime) -> list[OutgoingMail]:
    """What became of the dates of a series: each of `changes` has `before` and `after` in Dutch, either may be ''."""
    to = addresses_of([series.partner_id]).get(series.partner_id)
    shown = list(changes)
    if not (by.is_colleague and to and shown):
        return []
    context = {"series": series, "partner": series.partner, "changes": shown, "base_url": settings.BASE_URL}
    letter = queue_letter(
        key=f"bookings-series-changed:{series.pk}:{at.isoformat()}",
        to=to,
        template="mail/bookings/series_changed.txt",
        context=context,
        partner=series.partner,
    )
    return [letter]


def calendar_followed(*, bookings: Iterable[Booking], by: Any) -> list[OutgoingMail]:
    """A holiday came or went: which lessons are off because of it, and which go on after all."""
    return by_house(bookings, by, "calendar_followed", sorted_out)


def swap_decided(*, swap: SwapRequest, by: Any) -> list[OutgoingMail]:
    """The answer to a request for another room or time; a granted one has moved the booking already."""
    return by_house([swap.booking], by, f"swap_{swap.status}", lambda own: {"swap": swap, "booking": own[0]})


def by_house(bookings: Iterable[Booking], by: Any, action: str, make: Any) -> list[OutgoingMail]:
    """Only what a colleague did is news to the partner."""
    return to_each(bookings, action, make) if by.is_colleague else []


def to_each(
    bookings: Iterable[Booking],
    action: str,
    make: Any,
    *,
    key: str = "",
    groups: dict[int, list[Booking]] | None = None,
) -> list[OutgoingMail]:
    """One letter per partner; `make` gives what its template needs from his own bookings. Two queries, and one per letter."""
    groups = per_partner(bookings) if groups is None else groups
    addresses = addresses_of(groups)
    return [
        queue_letter(
            key=f"bookings-{action}:{partner}:{key or digest(own)}",
            to=addresses[partner],
            template=f"mail/bookings/{action}.txt",
            context={"partner": own[0].partner, "count": len(own), "base_url": settings.BASE_URL, **make(own)},
            partner=own[0].partner,
        )
        for partner, own in groups.items()
        if partner in addresses
    ]


def per_partner(bookings: Iterable[Booking]) -> dict[int, list[Booking]]:
    """His bookings as they are in the database, soonest first, with what a letter names."""
    keys = [booking.pk for booking in bookings]
    rows = Booking.objects.filter(pk__in=keys).select_related("partner", "room__building", "series")
    in_order = sorted(rows, key=lambda own: (own.partner_id, own.local_start, own.pk))
    return {partner: list(own) for partner, own in groupby(in_order, key=lambda own: own.partner_id)}


def just_made(bookings: Sequence[Booking]) -> dict[int, list[Booking]]:
    """As `per_partner`, for rows of one partner that were written a moment ago and know their room and series."""
    prefetch_related_objects(bookings, "room__building")
    in_order = sorted(bookings, key=lambda own: (own.local_start, own.pk))
    return {own.partner_id: in_order for own in in_order[:1]}


def addresses_of(partners: Iterable[int]) -> dict[int, str]:
    """The first e-mail address of each partner who has one."""
    found = EmailAddress.objects.filter(partner__in=partners, is_primary=True)
    return dict(found.values_list("partner_id", "address"))


def digest(bookings: Sequence[Booking]) -> str:
    """The same for the same thing done to the same bookings; another round of it gives another key."""
    state = [
        (own.pk, own.status, own.sequence, own.option_ends_at, own.confirmed_at, own.cancelled_at) for own in bookings
    ]
    return sha256(repr(state).encode()).hexdigest()[:40]


def sorted_out(bookings: Sequence[Booking]) -> dict[str, list[Booking]]:
    """By what became of them."""
    return {
        name: [own for own in bookings if own.status == status]
        for name, status in (
            ("approved", BookingStatus.CONFIRMED),
            ("options", BookingStatus.OPTION),
            ("rejected", BookingStatus.REJECTED),
            ("requests", BookingStatus.REQUESTED),
            ("skipped", BookingStatus.SKIPPED),
        )
    }
