"""The desk: what waits, what a decision comes to, and per booking what became of it."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.domain import placing, swaps
from bookings.models import Booking, Room
from network.models import OutgoingMail, Partner
from tests.bookings.test_bookings import browser
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_option, make_request, make_room, make_tariffs
from tests.factories.network import make_teacher

DESK, DECIDE, OUTCOME = "/ruimtes/aanvragen/", "/ruimtes/aanvragen/besluit/", "/ruimtes/aanvragen/uitslag/"


@pytest.fixture
def studio(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Studio 1 with tariffs, on a clock that stands still on 23 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    make_tariffs()
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def asked(studio: Room, cast: Cast) -> Callable[..., Booking]:
    """A request for Studio 1 by somebody, on Tuesday evening unless another time is said."""

    def ask(partner: Partner, start: int = 19, end: int = 21, **fields: Any) -> Booking:
        return make_request(room=studio, partner=partner, by=cast.bureau, period=evening(start, end), **fields)

    return ask


def chosen(action: str, *bookings: Booking, **fields: Any) -> dict[str, Any]:
    return {"action": action, "booking": [booking.pk for booking in bookings], **fields}


def stand(*bookings: Booking) -> list[str]:
    return [Booking.objects.get(pk=booking.pk).status for booking in bookings]


def figures(page: str) -> list[str]:
    """What stands in the large figures: '2 gaan door'."""
    text = re.sub(r"<[^>]+>", " ", "".join(re.findall(r'<dl class="stats">.*?</dl>', page, re.DOTALL)))
    return re.sub(r"\s+", " ", text).strip().split("  ")


class TestDesk:
    def test_shows_rivals_what_is_free_and_who_is_in(
        self, studio: Room, asked: Callable[..., Booking], as_bureau: Client, cast: Cast
    ) -> None:
        asked(make_teacher("Anna", "Visser"))
        asked(make_teacher("Piet", "Prins"), 20, 22)
        asked(make_teacher("Rosa", "Maas"), 9, 11)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
        page = as_bureau.get(DESK)
        assertContains(page, "Ook gevraagd door", count=2)
        assertContains(page, "bezet door Bilal Amrani")
        assertContains(page, "nu vrij", count=2)
        assertContains(page, "nu niet vrij", count=1)

    def test_groups_by_renter(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        anna = make_teacher("Anna", "Visser")
        for start in (9, 12, 15):
            asked(anna, start, start + 1)
        page = as_bureau.get(DESK)
        assertContains(page, 'class="ask-group"', count=1)
        assertContains(page, "3 datums, alles vrij")

    def test_options_with_their_end(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        until = datetime(2026, 11, 24, 16, tzinfo=UTC)
        make_option(room=studio, partner=cast.bilal_partner, by=cast.bureau, until=until)
        assertContains(as_bureau.get(DESK), "tot di 24 nov 2026 17:00, nog 31 uur")

    @pytest.mark.parametrize(
        ("query", "seen"),
        [
            ("", ["Rosa Maas", "Anna Visser"]),
            ("?volgorde=nieuw", ["Anna Visser", "Rosa Maas"]),
            ("?wat=opties", []),
            ("?huis=weet-niet&volgorde=x&pagina=-1&huurder=%00", ["Rosa Maas", "Anna Visser"]),
            ("?huurder=Anna+Visser", ["Anna Visser"]),
            ("?pagina=99", []),
        ],
    )
    def test_filters_and_order(
        self, asked: Callable[..., Booking], as_bureau: Client, query: str, seen: list[str]
    ) -> None:
        asked(make_teacher("Rosa", "Maas"), 9, 10, at=datetime(2026, 11, 20, 9, tzinfo=UTC))
        asked(make_teacher("Anna", "Visser"), 12, 13)
        answer = as_bureau.get(DESK + query)
        groups = [str(group.partner) for group in answer.context["groups"]]
        assert (answer.status_code, groups) == (200, seen)

    def test_what_is_over_is_only_counted(self, studio: Room, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request = asked(make_teacher())
        Booking.objects.filter(pk=request.pk).update(
            local_start=datetime(2026, 11, 20, 9), local_end=datetime(2026, 11, 20, 10)
        )
        assertContains(as_bureau.get(DESK), "1 aanvraag is voorbij zonder besluit.")
        assertContains(as_bureau.get(DESK), "Er wacht niets op je")

    def test_the_same_number_of_queries_for_one_and_for_thirty(
        self, asked: Callable[..., Booking], as_bureau: Client
    ) -> None:
        asked(make_teacher("Anna", "Visser"))
        as_bureau.get(DESK)
        with CaptureQueriesContext(connection) as one:
            as_bureau.get(DESK)
        for number in range(30):
            asked(make_teacher("Naam", f"Nummer{number}"), 8 + number % 12, 9 + number % 12)
        with CaptureQueriesContext(connection) as thirty:
            assert len(as_bureau.get(DESK).context["groups"]) == 31
        assert len(thirty) == len(one)

    def test_is_for_who_decides(self, studio: Room, cast: Cast) -> None:
        found = {
            name: browser(getattr(cast, name)).get(DESK).status_code
            for name in ("admin", "bureau", "reception", "expert", "finance", "bilal", "stranger")
        }
        assert found == {
            "admin": 200, "bureau": 200, "reception": 403, "expert": 403, "finance": 403, "bilal": 404, "stranger": 404,
        }  # fmt: skip


class TestApprove:
    def test_one_free_request_is_approved_at_once(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request = asked(make_teacher())
        answer = as_bureau.post(DECIDE, chosen("approve", request, next=request.get_absolute_url()))
        assertRedirects(answer, request.get_absolute_url(), status_code=303, fetch_redirect_response=False)
        assert stand(request) == ["confirmed"]

    def test_rivals_ask_for_a_look_first(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request, rival = asked(make_teacher("Anna", "Visser")), asked(make_teacher("Piet", "Prins"))
        page = as_bureau.post(DECIDE, chosen("approve", request))
        assertContains(page, "daarna zonder ruimte")
        assertContains(page, "Piet Prins")
        assert stand(request, rival) == ["requested", "requested"]

    def test_afterwards_the_losers_are_told_in_one_go(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request, rival = asked(make_teacher("Anna", "Visser")), asked(make_teacher("Piet", "Prins"))
        answer = as_bureau.post(DECIDE, chosen("approve", request, confirmed="1", token=str(uuid4())))
        assertRedirects(answer, OUTCOME, status_code=303, fetch_redirect_response=False)
        page = as_bureau.get(OUTCOME)
        assertContains(page, "Nu zonder ruimte")
        assertContains(page, "De ruimte is op deze tijd aan iemand anders gegeven.")
        assert stand(request, rival) == ["confirmed", "requested"]
        as_bureau.post(DECIDE, chosen("reject", rival, confirmed="1", reason="Helaas bezet."))
        assert stand(rival) == ["rejected"]
        assertNotContains(as_bureau.get(OUTCOME), "Nu zonder ruimte")

    def test_many_of_which_some_cannot(
        self, studio: Room, asked: Callable[..., Booking], as_bureau: Client, cast: Cast
    ) -> None:
        free = [asked(make_teacher("Anna", f"Vrij{number}"), 9 + number, 10 + number) for number in range(3)]
        taken = asked(make_teacher("Piet", "Prins"))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        preview = as_bureau.post(DECIDE, chosen("approve", *free, taken))
        assert figures(preview.text)[0].startswith("goedkeuren 3 niet mogelijk 1 per mail")
        as_bureau.post(DECIDE, chosen("approve", *free, taken, confirmed="1", token=str(uuid4())))
        page = as_bureau.get(OUTCOME)
        assert stand(*free, taken) == ["confirmed"] * 3 + ["requested"]
        assertContains(page, "bezet door Bilal Amrani")
        assert [booking.pk for booking in page.context["done"]] == [booking.pk for booking in free]

    def test_rivals_that_are_both_chosen_go_to_who_asked_first(
        self, asked: Callable[..., Booking], as_bureau: Client
    ) -> None:
        late = asked(make_teacher("Anna", "Visser"))
        early = asked(make_teacher("Piet", "Prins"), at=datetime(2026, 11, 20, 9, tzinfo=UTC))
        as_bureau.post(DECIDE, chosen("approve", late, early, confirmed="1", token=str(uuid4())))
        assert stand(late, early) == ["requested", "confirmed"]

    def test_the_same_page_sent_twice_keeps_its_outcome(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        both = [asked(make_teacher("Anna", "Visser"), 9, 10), asked(make_teacher("Piet", "Prins"), 12, 13)]
        form = chosen("approve", *both, confirmed="1", token=str(uuid4()))
        assert [as_bureau.post(DECIDE, form).headers["Location"] for _ in range(2)] == [OUTCOME, OUTCOME]
        page = as_bureau.get(OUTCOME)
        assert (len(page.context["done"]), page.context["refused"]) == (2, [])

    def test_stale_tab_says_that_somebody_decided(
        self, asked: Callable[..., Booking], as_bureau: Client, cast: Cast
    ) -> None:
        request, other = asked(make_teacher("Anna", "Visser"), 9, 10), asked(make_teacher("Piet", "Prins"), 12, 13)
        placing.reject(booking=request, reason="dubbel", by=cast.admin)
        page = as_bureau.post(DECIDE, chosen("approve", request, confirmed="1"))
        assertContains(page, "Hierover is al besloten", status_code=422)
        as_bureau.post(DECIDE, chosen("approve", request, other, confirmed="1", token=str(uuid4())))
        assertContains(as_bureau.get(OUTCOME), "Hierover is al besloten")
        assert stand(request, other) == ["rejected", "confirmed"]

    def test_past_a_rule_of_the_house_with_a_reason(
        self, studio: Room, asked: Callable[..., Booking], as_bureau: Client
    ) -> None:
        request = asked(make_teacher())
        Room.objects.filter(pk=studio.pk).update(most_minutes=60)
        page = as_bureau.post(DECIDE, chosen("approve", request))
        assertContains(page, "hoogstens 1 uur", status_code=422)
        as_bureau.post(DECIDE, chosen("approve", request, confirmed="1", override="on", override_reason="concert"))
        assert stand(request) == ["confirmed"]
        assert Booking.objects.get(pk=request.pk).override_reason == "concert"

    @pytest.mark.parametrize(
        "form", [{}, {"action": "approve"}, {"action": "x", "booking": ["1"]}, {"booking": ["\x00"]}]
    )
    def test_nothing_chosen_goes_back_with_a_word(self, studio: Room, as_bureau: Client, form: dict[str, Any]) -> None:
        assert as_bureau.post(DECIDE, form).headers["Location"] == DESK

    def test_is_not_for_others(self, asked: Callable[..., Booking], cast: Cast, as_bilal: Client) -> None:
        request = asked(cast.bilal_partner)
        assert as_bilal.post(DECIDE, chosen("approve", request)).status_code == 404
        assert browser(cast.reception).post(DECIDE, chosen("approve", request)).status_code == 403
        assert stand(request) == ["requested"]

    def test_no_outcome_goes_to_the_desk(self, studio: Room, as_bureau: Client) -> None:
        assert as_bureau.get(OUTCOME).headers["Location"] == DESK


class TestReject:
    def test_needs_a_reason(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request = asked(make_teacher())
        assertContains(as_bureau.post(DECIDE, chosen("reject", request)), "Waarom wijs je af?")
        assert as_bureau.post(DECIDE, chosen("reject", request, confirmed="1", reason=" ")).status_code == 422
        assert stand(request) == ["requested"]

    def test_many_with_one_decided_already(self, asked: Callable[..., Booking], as_bureau: Client, cast: Cast) -> None:
        requests = [asked(make_teacher("Naam", f"Nummer{number}"), 9 + number, 10 + number) for number in range(3)]
        placing.approve(booking=requests[0], by=cast.admin)
        as_bureau.post(DECIDE, chosen("reject", *requests, confirmed="1", reason="verbouwing", token=str(uuid4())))
        page = as_bureau.get(OUTCOME)
        assert stand(*requests) == ["confirmed", "rejected", "rejected"]
        assert [(booking.pk, sentence) for booking, sentence in page.context["refused"]] == [
            (requests[0].pk, "Hierover is al besloten: bevestigd.")
        ]


class TestOption:
    def test_keeps_the_room_till_then(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        request = asked(make_teacher())
        assertContains(as_bureau.post(DECIDE, chosen("option", request)), 'value="2026-11-30T17:00"')
        as_bureau.post(DECIDE, chosen("option", request, confirmed="1", until="2026-11-30T12:00"))
        kept = Booking.objects.get(pk=request.pk)
        assert (kept.status, kept.option_ends_at) == ("option", datetime(2026, 11, 30, 11, tzinfo=UTC))

    @pytest.mark.parametrize("until", ["", "2026-11-01T12:00", "2026-12-24T12:00"])
    def test_ends_before_it_begins(self, asked: Callable[..., Booking], as_bureau: Client, until: str) -> None:
        request = asked(make_teacher())
        assert as_bureau.post(DECIDE, chosen("option", request, confirmed="1", until=until)).status_code == 422
        assert stand(request) == ["requested"]

    def test_is_extended_and_confirmed(self, studio: Room, as_bureau: Client, cast: Cast) -> None:
        until = datetime(2026, 11, 24, 16, tzinfo=UTC)
        kept = make_option(room=studio, partner=cast.bilal_partner, by=cast.bureau, until=until)
        as_bureau.post(DECIDE, chosen("option", kept, confirmed="1", until="2026-11-30T12:00"))
        kept.refresh_from_db()
        assert kept.option_ends_at == datetime(2026, 11, 30, 11, tzinfo=UTC)
        as_bureau.post(DECIDE, chosen("approve", kept))
        assert stand(kept) == ["confirmed"]

    def test_many(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        both = [asked(make_teacher("Anna", "Visser"), 9, 10), asked(make_teacher("Piet", "Prins"), 12, 13)]
        form = chosen("option", *both, confirmed="1", until="2026-11-30T12:00", token=str(uuid4()))
        as_bureau.post(DECIDE, form)
        assert stand(*both) == ["option", "option"]
        assertContains(as_bureau.get(OUTCOME), "in optie")


class TestSwaps:
    @pytest.fixture
    def booking(self, studio: Room, cast: Cast) -> Booking:
        return make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)

    def wish(self, booking: Booking, cast: Cast, **fields: Any) -> Any:
        return swaps.ask(booking=booking, reason="vleugel nodig", by=cast.bilal, at=AT, **fields)

    def test_granted_moves(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        swap = self.wish(booking, cast, room=other)
        assertContains(as_bureau.get(DESK), "vleugel nodig")
        assert as_bureau.post(f"/ruimtes/ruilverzoeken/{swap.pk}/").status_code == 303
        booking.refresh_from_db()
        assert booking.room == other

    def test_taken_says_who_is_in_and_offers_something_else(
        self, booking: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        other = make_room("Studio 2", building=booking.room.building)
        make_booking(room=other, partner=make_teacher("Anna", "Visser"), by=cast.bureau)
        self.wish(booking, cast, room=other)
        page = as_bureau.get(DESK)
        assertContains(page, "bezet door Anna Visser")
        assertContains(page, "Iets anders zoeken")

    def test_an_open_wish_is_granted_by_moving(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        swap = self.wish(booking, cast)
        address = f"{booking.get_absolute_url()}verplaatsen/"
        assert as_bureau.post(f"/ruimtes/ruilverzoeken/{swap.pk}/").headers["Location"] == address
        assertContains(as_bureau.get(address), "vleugel nodig")
        form = {"room": booking.room_id, "day": "2026-12-01", "start": "17:00", "end": "19:00"}
        assert as_bureau.post(address, form).status_code == 303
        swap.refresh_from_db()
        assert swap.status == "granted"

    def test_refused_with_an_answer(self, booking: Booking, as_bureau: Client, cast: Cast) -> None:
        swap = self.wish(booking, cast)
        address = f"/ruimtes/ruilverzoeken/{swap.pk}/"
        as_bureau.post(address, {"answer": ""})
        swap.refresh_from_db()
        assert swap.status == "open"
        as_bureau.post(address, {"answer": "de vleugel is bij de stemmer"})
        as_bureau.post(address, {"answer": "nog eens"})
        swap.refresh_from_db()
        assert (swap.status, swap.answer) == ("refused", "de vleugel is bij de stemmer")


class TestLettersOfADecision:
    def bodies(self, partner: Partner) -> Sequence[str]:
        return list(OutgoingMail.objects.filter(partner=partner).values_list("body", flat=True))

    def test_one_letter_per_renter_per_action(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        anna, piet = make_teacher("Anna", "Visser"), make_teacher("Piet", "Prins")
        own = [asked(anna, start, start + 1) for start in (9, 11, 13)]
        as_bureau.post(DECIDE, chosen("approve", *own, asked(piet), confirmed="1", token=str(uuid4())))
        (letter,) = self.bodies(anna)
        assert letter.count("* ") == 3
        assert len(self.bodies(piet)) == 1

    def test_who_has_no_address_is_named(self, asked: Callable[..., Booking], as_bureau: Client) -> None:
        anna = make_teacher("Anna", "Visser")
        anna.emails.all().delete()
        both = [asked(anna, start, start + 1) for start in (9, 11)]
        as_bureau.post(DECIDE, chosen("approve", *both, confirmed="1", token=str(uuid4())))
        assertContains(as_bureau.get(OUTCOME), "krijgt geen mail")
        assert self.bodies(anna) == []
