"""Closing rooms from the page: a place for everybody, letters first, all at once, and back when something changed."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from bookings.domain import closing, placing
from bookings.domain.placing import relocation
from bookings.enums import BookingStatus, ClosureKind
from bookings.forms import ClosureForm
from bookings.forms.closures import chosen, key_of, period_of
from bookings.models import Booking, Closure, Displacement, Room
from fluxus.errors import Refusal
from fluxus.periods import Period, monday, today
from network.models import OutgoingMail, TimelineEntry, User
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_building, make_room
from tests.factories.network import make_person, make_teacher
from tests.forms import Form, post_forms

ADD = "/ruimtes/sluitingen/nieuw/"
DAY = monday(today()) + timedelta(days=15)
"""A Tuesday to come: the pages look at the real clock."""
ASKED = {
    "ruimte": ["studio-1"],
    "van_dag": f"{DAY}",
    "van": "",
    "tot_dag": f"{DAY + timedelta(days=6)}",
    "tot": "",
    "soort": "maintenance",
    "reden": "De vloer wordt vernieuwd",
}


@pytest.fixture
def studio(db: None) -> Room:
    return make_room("Studio 1", slug="studio-1", building=make_building("Muziekschool", slug="muziekschool"))


@pytest.fixture
def other(studio: Room) -> Room:
    """One room of the same kind, so that one booking at a time can go there."""
    return make_room("Studio 2", slug="studio-2", building=studio.building)


def lesson(room: Room, cast: Cast, *, start: int = 19, end: int = 21, **fields: Any) -> Booking:
    values = {"partner": cast.bilal_partner, "by": cast.bureau, "at": timezone.now(), **fields}
    return make_booking(room=room, period=evening(start, end, DAY), **values)


def form_of(answer: Any) -> Form:
    """The form of the wizard on this page."""
    return next(form for form in post_forms(answer.content.decode(), ADD) if form.action == ADD)


def step(client: Client, form: Form, name: str, **changes: str) -> Any:
    """Press a button of the wizard, with everything that stands in the form."""
    return client.post(ADD, form.data(**changes, stap=name))


def preview(client: Client, **changes: Any) -> Any:
    return client.get(f"{ADD}?{urlencode({**ASKED, **changes, 'stap': 'bekijk'}, doseq=True)}")


class TestWizard:
    def test_from_question_to_result(self, studio: Room, other: Room, cast: Cast) -> None:
        goes, lapses = (
            lesson(studio, cast),
            lesson(studio, cast, partner=make_teacher("Hanna", "Bouzid"), start=9, end=10),
        )
        client = logged_in(cast.bureau)
        choose = preview(client)
        assertContains(choose, "Studio 2, zelfde tijd", count=2)
        check = step(client, form_of(choose), "nakijken", **{f"keuze-{lapses.pk}": "vervalt"})
        assertContains(check, "Brief aan Bilal Amrani")
        assertContains(check, "geen e-mailadres, bel zelf")  # Bilal has none
        assert not Closure.objects.exists()
        done = step(client, form_of(check), "uitvoeren")
        closure = Closure.objects.get()
        assert (done.status_code, done["Location"]) == (303, f"/ruimtes/sluitingen/{closure.pk}/")
        for booking in (goes, lapses):
            booking.refresh_from_db()
        assert (goes.room, goes.status) == (other, BookingStatus.CONFIRMED)
        assert (lapses.room, lapses.status, lapses.cancel_reason) == (studio, "cancelled", "De vloer wordt vernieuwd")
        letter = OutgoingMail.objects.get(key__startswith="bookings-relocated:")
        assert "Dit vervalt" in letter.body
        page = client.get(done["Location"])
        for text in (
            "Studio 1",
            "Studio 2",
            "zelfde tijd",
            "Verplaatst",
            "Vervallen",
            "één per huurder",
            "met de hand",
        ):
            assertContains(page, text)

    def test_one_letter_and_one_line_per_partner(self, studio: Room, other: Room, cast: Cast) -> None:
        teacher = make_teacher("Hanna", "Bouzid")
        for start in (9, 11, 13):
            lesson(studio, cast, partner=teacher, start=start, end=start + 1)
        before = TimelineEntry.objects.filter(partner=teacher).count()
        client = logged_in(cast.bureau)
        step(client, form_of(preview(client)), "uitvoeren")
        (letter,) = OutgoingMail.objects.filter(key__startswith="bookings-relocated:")
        assert letter.subject == "3 boekingen van je zijn verplaatst"
        assert letter.body.count("nu:  ") == 3
        assert TimelineEntry.objects.filter(partner=teacher).count() == before + 1

    def test_nothing_in_the_way(self, studio: Room, cast: Cast) -> None:
        client = logged_in(cast.bureau)
        page = preview(client, huis=["muziekschool"], ruimte=[])
        assertContains(page, "Niets in de weg")
        assertContains(page, "Heel Muziekschool")
        assert step(client, form_of(page), "uitvoeren").status_code == 303
        assert Closure.objects.get().kind == ClosureKind.MAINTENANCE

    def test_bulk_choices(self, studio: Room, other: Room, cast: Cast) -> None:
        booking = lesson(studio, cast)
        client = logged_in(cast.bureau)
        first = preview(client)
        dropped = step(client, form_of(first), "vervallen")
        assert form_of(dropped)[f"keuze-{booking.pk}"].value == "vervalt"
        taken = step(client, form_of(dropped), "voorstellen")
        assert form_of(taken)[f"keuze-{booking.pk}"].value == form_of(first)[f"keuze-{booking.pk}"].value

    def test_back_from_the_letters_keeps_the_choices(self, studio: Room, other: Room, cast: Cast) -> None:
        booking = lesson(studio, cast)
        client = logged_in(cast.bureau)
        check = step(client, form_of(preview(client)), "nakijken", **{f"keuze-{booking.pk}": "vervalt"})
        back = step(client, form_of(check), "keuzes")
        assert form_of(back)[f"keuze-{booking.pk}"].value == "vervalt"

    def test_requests_that_no_longer_fit_are_named(self, studio: Room, cast: Cast) -> None:
        request = lesson(studio, cast)
        placing.cancel(booking=request, reason="toch anders", by=cast.bureau)
        Booking.objects.filter(pk=request.pk).update(status="requested", cancelled_at=None, cancelled_by=None)
        assertContains(preview(logged_in(cast.bureau)), "Aanvragen die niet meer passen")

    def test_sealed_booking_stops_it(self, studio: Room, other: Room, cast: Cast) -> None:
        placing.seal(booking=lesson(studio, cast), reason="factuur 2026-0012")
        client = logged_in(cast.bureau)
        page = preview(client)
        assertContains(page, "factuur 2026-0012")
        assertNotContains(page, "Kijk de brieven na")
        assert step(client, form_of(page), "uitvoeren").status_code == 422
        assert not Closure.objects.exists()


class TestMeanwhile:
    """Something changed between the question and the answer: back to the choices, with a sentence, nothing done."""

    def test_the_place_was_taken(self, studio: Room, other: Room, cast: Cast) -> None:
        booking, stays = lesson(studio, cast), lesson(studio, cast, start=9, end=10)
        client = logged_in(cast.bureau)
        form = form_of(preview(client))
        lesson(other, cast)
        answer = step(client, form, "uitvoeren", **{f"keuze-{stays.pk}": "vervalt"})
        assertContains(answer, "niet meer vrij", status_code=422)
        assertContains(answer, "Je keuzes staan er nog", status_code=422)
        assert form_of(answer)[f"keuze-{stays.pk}"].value == "vervalt"
        booking.refresh_from_db()
        assert (booking.room, Closure.objects.count(), Displacement.objects.count()) == (studio, 0, 0)

    def test_somebody_came(self, studio: Room, other: Room, cast: Cast) -> None:
        lesson(studio, cast)
        client = logged_in(cast.bureau)
        form = form_of(preview(client))
        newcomer = lesson(studio, cast, start=9, end=10)
        answer = step(client, form, "uitvoeren")
        assertContains(answer, f"keuze-{newcomer.pk}", status_code=422)
        assert step(client, form_of(answer), "uitvoeren").status_code == 303

    def test_somebody_went(self, studio: Room, other: Room, cast: Cast) -> None:
        gone = lesson(studio, cast)
        client = logged_in(cast.bureau)
        form = form_of(preview(client))
        placing.cancel(booking=gone, reason="ziek", by=cast.bureau)
        answer = step(client, form, "uitvoeren")
        assertContains(answer, "Er is niets gewijzigd", status_code=422)
        assertContains(answer, "Niets in de weg", status_code=422)

    def test_twice_the_same_place(self, studio: Room, other: Room, cast: Cast) -> None:
        first, second = lesson(studio, cast), lesson(studio, cast, start=21, end=23)
        client = logged_in(cast.bureau)
        form = form_of(preview(client))
        place = form[f"keuze-{first.pk}"].value
        answer = step(client, form, "uitvoeren", **{f"keuze-{second.pk}": place})
        assert answer.status_code == 422
        assert not Closure.objects.exists()

    def test_second_click_says_that_it_is_closed(self, studio: Room, other: Room, cast: Cast) -> None:
        lesson(studio, cast)
        client = logged_in(cast.bureau)
        form = form_of(preview(client))
        assert step(client, form, "uitvoeren").status_code == 303
        assertContains(step(client, form, "uitvoeren"), "Hier is al een sluiting", status_code=422)
        assert Closure.objects.count() == 1


class TestForm:
    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"ruimte": []}, "Kies wat er dicht gaat"),
            ({"reden": ""}, "Dit veld is verplicht"),
            ({"tot_dag": "2020-01-01", "van_dag": "2020-01-01"}, "al voorbij"),
            ({"tot_dag": f"{DAY - timedelta(days=9)}"}, "Het einde moet na het begin"),
            ({"tot_dag": f"{DAY + timedelta(days=400)}"}, "hoogstens een jaar"),
            ({"van": "19:07"}, "heel kwartier"),
            ({"van_dag": "morgen"}, "Vul een datum in"),
            ({"ruimte": ["nergens"]}, "Kies uit de lijst"),
            ({"ruimte": ["studio\x001"], "huis": ["\x00"]}, "Kies uit de lijst"),
        ],
    )
    def test_mistakes_keep_what_was_typed(
        self, studio: Room, cast: Cast, changes: dict[str, Any], sentence: str
    ) -> None:
        answer = preview(logged_in(cast.bureau), **changes)
        assertContains(answer, sentence, status_code=422)
        kept = "De vloer wordt vernieuwd" if "reden" not in changes else "studio-1"
        assertContains(answer, kept, status_code=422)

    def test_whole_days_and_times(self) -> None:
        first, last = date(2026, 12, 1), date(2026, 12, 2)
        whole = period_of({"van_dag": first, "tot_dag": last, "van": None, "tot": None})
        assert whole == Period(datetime(2026, 12, 1), datetime(2026, 12, 3))
        part = period_of(
            {"van_dag": first, "tot_dag": first, "van": evening(9, 10).start.time(), "tot": evening().end.time()}
        )
        assert part == Period(datetime(2026, 12, 1, 9), datetime(2026, 12, 1, 21))

    def test_a_hall_closes_all_its_parts_once(self, studio: Room, other: Room) -> None:
        both = make_room(
            "Samen", slug="samen", building=studio.building, units=[*studio.units.all(), *other.units.all()]
        )
        form = ClosureForm({**ASKED, "ruimte": ["samen", "studio-1"], "huis": []} | {"soort": "closed"})
        assert form.is_valid(), form.errors
        assert [unit.pk for unit in form.units()] == sorted(unit.pk for unit in both.units.all())

    def test_nonsense_choices_are_left_out(self, studio: Room) -> None:
        from django.http import QueryDict

        data = QueryDict(mutable=True)
        data.update(
            {
                "keuze-1": "vervalt",
                "keuze-x": "vervalt",
                "keuze-2": "hallo",
                "keuze-3": f"{studio.pk}_20261201T1900_20261201T1800",
                "keuze-4": "999999_20261201T1900_20261201T2000",
                f"keuze-{'9' * 30}": "vervalt",
                "keuze-6": f"{studio.pk}_00010101T0000_00010102T0000",
                "keuze-5": f"{studio.pk}_20261201T1900_20261201T2000",
            }
        )
        found = chosen(data)
        assert set(found) == {1, 5}
        assert key_of(found[5]) == f"{studio.pk}_20261201T1900_20261201T2000"

    def test_when_in_words(self) -> None:
        day = datetime(2026, 11, 30)
        for end, words in (
            (day + timedelta(days=1), "ma 30 nov 2026"),
            (day + timedelta(days=7), "ma 30 nov t/m zo 6 dec 2026"),
            (day + timedelta(hours=20), "ma 30 nov 2026 00:00–20:00"),
        ):
            assert Closure(local_start=day, local_end=end).when == words


class TestPages:
    def close(self, room: Room, cast: Cast, *, days: int, by: User | None = None) -> Closure:
        start = datetime.combine(today() + timedelta(days=days), datetime.min.time())
        period = Period(start, start + timedelta(days=2))
        return placing.close(units=room.units.all(), period=period, reason=f"reden {days}", by=by or cast.bureau)

    def test_list(self, studio: Room, cast: Cast) -> None:
        running, coming, lifted = (self.close(studio, cast, days=days) for days in (-1, 3, 9))
        placing.lift(closure=lifted, by=cast.bureau)
        page = logged_in(cast.bureau).get("/ruimtes/sluitingen/")
        assert [row for row, _ in page.context["running"]] == [running]
        assert [row for row, _ in page.context["coming"]] == [coming]
        assert [row for row, _ in page.context["past"]] == [lifted]
        assertContains(page, "Heel Muziekschool")

    def test_lift_once(self, studio: Room, cast: Cast) -> None:
        closure = self.close(studio, cast, days=3)
        client = logged_in(cast.bureau)
        for _ in range(2):
            assert client.post(f"/ruimtes/sluitingen/{closure.pk}/opheffen/").status_code == 303
        closure.refresh_from_db()
        assert (closure.lifted_by, closure.claims.count()) == (cast.bureau, 0)
        assertContains(client.get(f"/ruimtes/sluitingen/{closure.pk}/"), "Opgeheven")

    def test_skipped_lesson_is_free_again_after_lifting(self, studio: Room, cast: Cast) -> None:
        closure = self.close(studio, cast, days=15)
        period = evening(day=today() + timedelta(days=15))
        Booking.objects.create(
            room=studio,
            partner=cast.bilal_partner,
            title="gitaarles",
            status="skipped",
            skip_kind="clash",
            local_start=period.start,
            local_end=period.end,
            price_cents=0,
            placed_by=cast.bureau,
        )
        client, address = logged_in(cast.bureau), f"/ruimtes/sluitingen/{closure.pk}/"
        assertNotContains(client.get(address), "Weer vrij")
        client.post(f"{address}opheffen/")
        assertContains(client.get(address), "Weer vrij")

    def test_by_role(self, studio: Room, cast: Cast) -> None:
        closure = self.close(studio, cast, days=3)
        address = f"/ruimtes/sluitingen/{closure.pk}/"
        answers = {
            name: [
                logged_in(getattr(cast, name)).get("/ruimtes/sluitingen/").status_code,
                logged_in(getattr(cast, name)).get(address).status_code,
                logged_in(getattr(cast, name)).get(ADD).status_code,
            ]
            for name in ("bureau", "reception", "finance", "bilal", "stranger")
        }
        assert answers == {
            "bureau": [200, 200, 200],
            "reception": [200, 200, 403],
            "finance": [403, 403, 403],
            "bilal": [404, 404, 404],
            "stranger": [404, 404, 404],
        }
        assert logged_in(cast.reception).post(f"{address}opheffen/").status_code == 403
        assert logged_in(cast.bureau).get("/ruimtes/sluitingen/999999/").status_code == 404

    def test_pages_ask_the_same_of_many(self, studio: Room, other: Room, cast: Cast) -> None:
        client = logged_in(cast.bureau)
        lesson(studio, cast)
        few = queries_of(client, f"{ADD}?{urlencode({**ASKED, 'stap': 'bekijk'}, doseq=True)}")
        self.close(other, cast, days=3)
        one = queries_of(client, "/ruimtes/sluitingen/")
        for number in range(12):
            lesson(studio, cast, start=8, end=9, partner=make_person()) if not number else None
            self.close(make_room(building=studio.building), cast, days=4 + number)
        for hour in range(9, 18):
            lesson(studio, cast, start=hour, end=hour + 1, partner=make_teacher())
        assert queries_of(client, f"{ADD}?{urlencode({**ASKED, 'stap': 'bekijk'}, doseq=True)}") == few
        assert queries_of(client, "/ruimtes/sluitingen/") == one


def test_letters_beforehand_are_the_letters_afterwards(studio: Room, other: Room, cast: Cast) -> None:
    """What the bureau reads is what goes out."""
    teacher = make_teacher("Hanna", "Bouzid")
    lesson(studio, cast, partner=teacher)
    units, period = list(studio.units.all()), evening(8, 23, DAY)
    closure = Closure(local_start=period.start, local_end=period.end, reason="De vloer")
    proposals = relocation.propose(units=units, period=period, by=cast.bureau, at=timezone.now())
    lines = closing.lines(proposals, {}, {})
    (before,) = closing.letters_of(lines, closure)
    relocation.carry_out(
        units=units,
        period=period,
        reason="De vloer",
        kind=ClosureKind.CLOSED,
        choices={line.booking.pk: line.chosen for line in lines},
        by=cast.bureau,
    )
    after = OutgoingMail.objects.get(key__startswith="bookings-relocated:")
    assert (after.to, after.subject, after.body) == (before.to, before.subject, before.body)


def test_what_is_over_cannot_be_closed(studio: Room) -> None:
    with pytest.raises(Refusal):
        closing.refuse_double(list(studio.units.all()), evening(day=date(2020, 1, 1)), timezone.now())


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
