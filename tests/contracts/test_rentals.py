"""Huurovereenkomsten from the bookings of a season."""

from datetime import timedelta

import pytest

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain.drawing_up import rentals
from contracts.domain.drawing_up.issuing import issue
from contracts.models import Agreement, NumberSeries, TemplateVersion
from fluxus.errors import Refusal
from network.models import Partner
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_house, make_teacher

pytestmark = pytest.mark.django_db


def make_hires(partner: Partner, cast: Cast, *, count: int = 3) -> list[Booking]:
    """The same evening in one room, week after week."""
    first = make_booking(cast.bureau, partner=partner)
    hires = [first]
    for week in range(1, count):
        moved = {
            "local_start": first.local_start + timedelta(weeks=week),
            "local_end": first.local_end + timedelta(weeks=week),
        }
        hires.append(make_booking(cast.bureau, partner=partner, **moved))
    Booking.objects.update(room=first.room)
    return list(Booking.objects.order_by("local_start"))


def test_a_hire_takes_room_time_and_price_from_the_bookings(cast: Cast) -> None:
    make_house()
    hirer = make_teacher()
    hires = make_hires(hirer, cast)
    draft = rentals.from_bookings(partner=hirer, bookings=hires, by=cast.bureau, today=DAY)
    room = hires[0].room
    assert (draft.kind, draft.fee_cents, draft.with_minors) == ("rental", 8700, False)
    assert draft.subject == f"Huur van {room.name}, De Fabriek: Slagwerkles"
    issued = issue(agreement=draft, by=cast.bureau, today=DAY)
    assert issued.number == "HUUR-2026-0001"
    assert issued.keep_until_on.year == issued.ends_on.year + 10
    assert issued.snapshot["fees"] == [
        {
            "what": "Slagwerkles",
            "explanation": "Studio, docent: 2 uur à € 14,50",
            "count": 3,
            "each_cents": 2900,
            "total_cents": 8700,
        }
    ]
    assert issued.snapshot["pay"] is None
    assert Booking.objects.exclude(sealed_reason="").count() == 0
    assert NumberSeries.objects.get(kind="rental").last_number == 1


def test_many_rooms_are_counted_in_the_subject(cast: Cast) -> None:
    make_house()
    hirer = make_teacher()
    hires = [make_booking(cast.bureau, partner=hirer) for _ in range(3)]
    assert rentals.subject(hires) == "Huur van 3 ruimtes in De Fabriek: Slagwerkles"


def test_a_booking_is_agreed_once(cast: Cast) -> None:
    make_house()
    hirer = make_teacher()
    hires = make_hires(hirer, cast)
    rentals.from_bookings(partner=hirer, bookings=hires[:1], by=cast.bureau, today=DAY)
    assert list(rentals.agreeable_bookings(hirer, DAY)) == hires[1:]
    with pytest.raises(Refusal, match="staat al in overeenkomst") as caught:
        rentals.from_bookings(partner=hirer, bookings=hires, by=cast.bureau, today=DAY)
    assert caught.value.field == "bookings"


def test_what_does_not_fit_is_refused(cast: Cast) -> None:
    make_house()
    hirer, other = make_teacher(), make_teacher()
    hires = make_hires(hirer, cast)
    with pytest.raises(Refusal, match="is niet van"):
        rentals.from_bookings(partner=other, bookings=hires, by=cast.bureau, today=DAY)
    with pytest.raises(Refusal, match="minstens één boeking"):
        rentals.from_bookings(partner=hirer, bookings=[], by=cast.bureau, today=DAY)
    Booking.objects.filter(pk=hires[0].pk).update(status=BookingStatus.REQUESTED)
    with pytest.raises(Refusal, match="bevestigd"):
        rentals.from_bookings(partner=hirer, bookings=hires, by=cast.bureau, today=DAY)
    assert not Agreement.objects.exists()


def test_without_a_published_text_there_is_no_hire(cast: Cast) -> None:
    make_house()
    hirer = make_teacher()
    hires = make_hires(hirer, cast)
    TemplateVersion.objects.filter(template__kind="rental").update(status="withdrawn")
    with pytest.raises(Refusal, match="geen gepubliceerd model"):
        rentals.from_bookings(partner=hirer, bookings=hires, by=cast.bureau, today=DAY)


def test_a_price_that_changed_comes_along_at_issue(cast: Cast) -> None:
    make_house()
    hirer = make_teacher()
    draft = rentals.from_bookings(partner=hirer, bookings=make_hires(hirer, cast), by=cast.bureau, today=DAY)
    Booking.objects.update(price_cents=3000)
    assert issue(agreement=draft, by=cast.bureau, today=DAY).fee_cents == 9000
