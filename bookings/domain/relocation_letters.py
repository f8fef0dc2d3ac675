"""What partners hear when rooms close: one letter each, with for every booking where it was and where it goes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings

from bookings.domain.letters import addresses_of
from bookings.models import Closure, Displacement
from network.domain.outbox import plain_text, queue_mail
from network.models import OutgoingMail, Partner

TEMPLATE = "mail/bookings/relocated.txt"


@dataclass(frozen=True)
class Letter:
    """To whom and what. Without an address (`to`) nothing goes out, and somebody has to ring."""

    partner: Partner
    to: str
    subject: str
    body: str
    moved: int
    lapsed: int


def letters(displacements: Iterable[Displacement], closure: Closure) -> list[Letter]:
    """The letter to each partner, also of what is not saved yet. One query."""
    in_order = sorted(displacements, key=lambda row: (row.booking.partner.sort_name, row.booking.partner_id, row.was))
    groups = [list(own) for _, own in groupby(in_order, key=lambda row: row.booking.partner_id)]
    addresses = addresses_of([own[0].booking.partner_id for own in groups])
    return [letter(own, closure, addresses.get(own[0].booking.partner_id, "")) for own in groups]


def letter(own: Sequence[Displacement], closure: Closure, to: str) -> Letter:
    partner = own[0].booking.partner
    moved = [row for row in own if row.to_room_id]
    lapsed = [row for row in own if not row.to_room_id]
    context = {
        "partner": partner,
        "closure": closure,
        "moved": moved,
        "lapsed": lapsed,
        "base_url": settings.BASE_URL,
    }
    subject, _, body = plain_text(template=TEMPLATE, context=context).partition("\n")
    return Letter(partner, to, subject.strip(), body.strip(), len(moved), len(lapsed))


def queue(*, closure: Closure, by: Any) -> list[OutgoingMail]:
    """Put the letters of a closure in the outbox, in the transaction that carries it out. One per partner, ever."""
    rows = closure.displacements.select_related("booking__partner", "from_room__building", "to_room__building")
    return [
        queue_mail(
            key=f"bookings-relocated:{closure.pk}:{each.partner.pk}",
            to=each.to,
            subject=each.subject,
            body=each.body,
            partner=each.partner,
        )
        for each in letters(rows, closure)
        if each.to
    ]
