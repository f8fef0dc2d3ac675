"""One letter per partner per action: to whom, when not, and what it says."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.conf import settings

from bookings.domain import desk, letters, placing, swaps
from bookings.domain.recurring import Rule
from bookings.models import Room
from bookings.tasks import expire_options, warn_of_options
from fluxus.errors import Refusal
from network.models import EmailAddress, OutgoingMail, Partner
from tests.cast import Cast
from tests.factories.bookings import AT, evening, make_booking, make_option, make_request, make_room, make_tariffs
from tests.factories.network import make_teacher

TOMORROW = datetime(2026, 11, 24, 16, tzinfo=UTC)


@pytest.fixture
def studio(db: None, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    make_tariffs()
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def anna(studio: Room) -> Partner:
    """A teacher with an e-mail address, to whom nothing was written yet."""
    return make_teacher("Anna", "Visser")


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    EmailAddress.objects.create(partner=cast.bilal_partner, address="bilal@fluxus.test")
    return cast.bilal_partner


def subjects(partner: Partner) -> list[str]:
    return list(OutgoingMail.objects.filter(partner=partner).order_by("pk").values_list("subject", flat=True))


def latest(partner: Partner) -> OutgoingMail:
    return OutgoingMail.objects.filter(partner=partner).latest("pk")


class TestEachAction:
    def test_asking_is_confirmed_to_who_asked_himself(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_request(room=studio, partner=bilal, by=cast.bilal)
        assert subjects(bilal) == ["We hebben je aanvraag ontvangen"]
        letter = latest(bilal)
        assert letter.to == "bilal@fluxus.test"
        assert letter.body.startswith(
            "Dag Bilal,\n\nJe hebt gevraagd om:\n\n* di 1 dec 2026 19:00–21:00, Studio 1 in Huis"
        )

    def test_what_a_colleague_notes_is_no_letter(self, studio: Room, anna: Partner, cast: Cast) -> None:
        make_request(room=studio, partner=anna, by=cast.bureau)
        make_booking(room=studio, partner=anna, by=cast.bureau, period=evening(9, 10))
        assert subjects(anna) == []

    def test_approved(self, studio: Room, anna: Partner, cast: Cast) -> None:
        placing.approve(booking=make_request(room=studio, partner=anna, by=cast.bureau), by=cast.bureau)
        assert subjects(anna) == ["Je boeking staat vast"]

    def test_rejected_with_the_reason(self, studio: Room, anna: Partner, cast: Cast) -> None:
        asked = make_request(room=studio, partner=anna, by=cast.bureau)
        placing.reject(booking=asked, reason="De zaal wordt geverfd.", by=cast.bureau)
        assert subjects(anna) == ["Je aanvraag is afgewezen"]
        assert "Reden: De zaal wordt geverfd." in latest(anna).body

    def test_option_given_and_extended(self, studio: Room, anna: Partner, cast: Cast) -> None:
        kept = make_option(room=studio, partner=anna, by=cast.bureau, until=TOMORROW)
        placing.as_option(booking=kept, until=TOMORROW + timedelta(days=2), by=cast.bureau)
        assert subjects(anna) == ["Je hebt een optie", "Je hebt een optie"]
        assert "(tot do 26 nov 2026 17:00)" in latest(anna).body

    def test_moved_says_from_where_to_where(self, studio: Room, anna: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=anna, by=cast.bureau)
        placing.move(booking=booking, room=studio, period=evening(18, 20), by=cast.bureau)
        assert "Eerst: Studio 1 di 1 dec 2026 19:00–21:00" in latest(anna).body
        assert "di 1 dec 2026 18:00–20:00" in latest(anna).body

    def test_cancelled_by_us_and_restored(self, studio: Room, anna: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=anna, by=cast.bureau)
        placing.cancel(booking=booking, reason="Lekkage.", by=cast.bureau)
        assert "De reden: Lekkage." in latest(anna).body
        placing.restore(booking=booking, by=cast.bureau)
        placing.cancel(booking=booking, reason="Toch lekkage.", by=cast.bureau)
        lapses, back = "Je boeking van di 1 dec vervalt", "Je boeking van di 1 dec gaat toch door"
        assert subjects(anna) == [lapses, back, lapses]

    def test_not_when_the_partner_did_it(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.cancel(booking=booking, reason="ziek", by=cast.bilal)
        assert subjects(bilal) == []

    def test_a_granted_swap_is_one_letter(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        other = make_room("Studio 2", building=studio.building)
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        swap = swaps.ask(booking=booking, reason="vleugel", room=other, by=cast.bilal, at=AT)
        swaps.grant(swap=swap, by=cast.bureau, at=AT)
        assert subjects(bilal) == ["Je ruilverzoek is toegekend"]
        assert "Studio 2" in latest(bilal).body

    def test_a_refused_swap_says_why(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        swap = swaps.ask(booking=booking, reason="vleugel", by=cast.bilal, at=AT)
        swaps.refuse(swap=swap, answer="De vleugel wordt gestemd.", by=cast.bureau, at=AT)
        assert subjects(bilal) == ["Je ruilverzoek is afgewezen"]
        assert "De vleugel wordt gestemd." in latest(bilal).body


class TestSeries:
    def place(self, studio: Room, partner: Partner, by: Any) -> Any:
        rule = Rule(
            weekdays=(2,), starts=time(19), ends=time(21), first_on=date(2026, 12, 1), last_on=date(2027, 1, 12)
        )
        return placing.place_series(rule=rule, room=studio, partner=partner, title="gitaarles", by=by, at=AT)

    def test_a_whole_series_is_one_letter_with_its_skipped_dates(self, studio: Room, anna: Partner, cast: Cast) -> None:
        self.place(studio, anna, cast.bureau)
        (subject,) = subjects(anna)
        assert subject == "Je reeks ‘gitaarles’ staat gepland"
        assert latest(anna).body.count("* ") == 7
        assert "Op deze dagen is er niets" in latest(anna).body

    def test_ending_it_is_one_letter(self, studio: Room, anna: Partner, cast: Cast) -> None:
        series = self.place(studio, anna, cast.bureau)
        first = series.bookings.order_by("local_start")[0]
        placing.cancel_following(booking=first, reason="Gestopt.", by=cast.bureau, at=AT)
        assert len(subjects(anna)) == 2
        assert "boekingen van je vervallen" in latest(anna).subject

    def test_changing_it_is_one_letter(self, studio: Room, anna: Partner, cast: Cast) -> None:
        series = self.place(studio, anna, cast.bureau)
        first = series.bookings.order_by("local_start")[0]
        placing.change_series(booking=first, scope="all", starts=time(18), ends=time(20), by=cast.bureau, at=AT)
        assert len(subjects(anna)) == 2
        assert latest(anna).subject == "Je reeks ‘gitaarles’ is gewijzigd"
        assert "wordt" in latest(anna).body


class TestBulk:
    def test_one_letter_with_everything_of_one_partner(self, studio: Room, anna: Partner, cast: Cast) -> None:
        own = [
            make_request(room=studio, partner=anna, by=cast.bureau, period=evening(start, start + 1))
            for start in (9, 11, 13)
        ]
        placing.approve_many(bookings=own, by=cast.bureau)
        assert len(subjects(anna)) == 1
        assert latest(anna).body.count("* ") == 3

    def test_the_same_action_told_twice_is_one_letter(self, studio: Room, anna: Partner, cast: Cast) -> None:
        booking = placing.approve(booking=make_request(room=studio, partner=anna, by=cast.bureau), by=cast.bureau)
        letters.decided(bookings=[booking], by=cast.bureau)
        assert len(subjects(anna)) == 1

    def test_nobody_without_an_address(self, studio: Room, anna: Partner, cast: Cast) -> None:
        EmailAddress.objects.filter(partner=anna).delete()
        placing.approve(booking=make_request(room=studio, partner=anna, by=cast.bureau), by=cast.bureau)
        assert not OutgoingMail.objects.exists()

    def test_titles_are_text_and_no_markup(self, studio: Room, anna: Partner, cast: Cast) -> None:
        asked = make_request(room=studio, partner=anna, by=cast.bureau, title="jazz & blues <live>")
        placing.approve(booking=asked, by=cast.bureau)
        assert "jazz & blues <live>" in latest(anna).body

    def test_an_action_that_is_undone_leaves_no_letter(self, studio: Room, anna: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=anna, by=cast.bureau)
        with pytest.raises(Refusal, match="Vul in waarom de boeking vervalt"):
            placing.cancel(booking=booking, reason=" ", by=cast.bureau)
        assert subjects(anna) == []


class TestOptions:
    def test_the_day_before_the_end(self, studio: Room, anna: Partner, cast: Cast) -> None:
        early = AT - timedelta(days=3)
        make_option(room=studio, partner=anna, by=cast.bureau, until=TOMORROW, at=early)
        make_option(room=studio, partner=anna, by=cast.bureau, until=TOMORROW, at=early, period=evening(9, 10))
        for _ in range(2):
            warn_of_options()
        assert subjects(anna)[2:] == ["2 opties van je eindigen morgen"]

    @pytest.mark.parametrize("days", [0, 2])
    def test_not_for_another_day(self, studio: Room, anna: Partner, cast: Cast, days: int) -> None:
        until = datetime(2026, 11, 23, 16, tzinfo=UTC) + timedelta(days=days)
        make_option(room=studio, partner=anna, by=cast.bureau, until=until, at=AT - timedelta(days=3))
        assert desk.warn_of_options(at=AT) == []

    def test_not_for_what_was_given_today(self, studio: Room, anna: Partner, cast: Cast) -> None:
        make_option(room=studio, partner=anna, by=cast.bureau, until=TOMORROW, at=AT)
        assert desk.warn_of_options(at=AT) == []

    def test_expired(self, studio: Room, anna: Partner, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        kept = make_option(room=studio, partner=anna, by=cast.bureau, until=TOMORROW)
        monkeypatch.setattr("django.utils.timezone.now", lambda: TOMORROW + timedelta(minutes=1))
        for _ in range(2):
            expire_options()
        kept.refresh_from_db()
        assert (kept.status, kept.claims.count(), kept.cancelled_by) == ("cancelled", 0, None)
        assert subjects(anna) == ["Je hebt een optie", "Je optie is verlopen"]


def test_every_letter_has_its_template_and_every_template_is_used(studio: Room) -> None:
    """A name that is misspelt would only come to light when a partner gets no letter."""
    code = "".join(path.read_text() for path in (settings.BASE_DIR / "bookings/domain").glob("*letters.py"))
    names = {path.stem for path in (settings.BASE_DIR / "templates/mail/bookings").glob("*.txt")}
    known = {name for name in names if f'"{name}"' in code or f"{name}.txt" in code}
    assert names - known <= {"line", "swap_granted", "swap_refused", "day_sheet"}
