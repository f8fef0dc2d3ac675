"""The wizard: from a rule to a season that stands, with a choice for every date on which the room is taken."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from bookings.enums import BookingMode, BookingStatus, SkipKind
from bookings.models import Booking, BookingSeries, NoiseNeighbours, Room, Season
from network.models import TimelineEntry
from tests.cast import Cast
from tests.factories.bookings import evening, make_booking, make_room, make_tariffs
from tests.factories.network import make_teacher
from tests.forms import Form, forms_on, post_forms

ADD = "/ruimtes/reeks/"
TAKEN = date(2026, 12, 8)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still on 23 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 23, 9, tzinfo=UTC))
    monkeypatch.setattr("bookings.forms.series.today", lambda: date(2026, 11, 23))


@pytest.fixture
def studio(db: None) -> Room:
    make_tariffs()
    return make_room("Studio 1", slug="studio-1")


@pytest.fixture
def other(studio: Room) -> Room:
    return make_room("Studio 2", slug="studio-2", building=studio.building)


@pytest.fixture
def clash(studio: Room, cast: Cast) -> Booking:
    """Anna has the room on the second of five Tuesdays, from eight."""
    anna = make_teacher("Anna", "Visser")
    return make_booking(room=studio, partner=anna, by=cast.bureau, period=evening(20, 22, TAKEN), title="pianoles")


def rule(**changes: Any) -> dict[str, Any]:
    """Tuesdays from 1 December to 12 January: seven dates, of which two in the Christmas holidays."""
    return {
        "stap": "datums",
        "huurder": "Bilal Amrani",
        "activiteit": "gitaarles",
        "ruimte": "studio-1",
        "dagen": ["2"],
        "van": "19:00",
        "tot": "21:00",
        "om": "1",
        "eerste": "2026-12-01",
        "laatste": "2027-01-12",
        "schoolvakanties": "on",
        "feestdagen": "on",
        **changes,
    }


def wizard(page: Any) -> Form:
    """The form of the second or third step."""
    (form,) = [form for form in post_forms(page.text, ADD) if "request_token" in form.names]
    return form


def choose(client: Client, *, step: str = "controle", query: dict[str, Any] | None = None, **choices: str) -> Any:
    """The second step with choices like `d2026_12_08="overslaan"`, sent on."""
    form = wizard(client.get(ADD, query or rule()))
    chosen = {name.replace("d", "op-", 1).replace("_", "-"): value for name, value in choices.items()}
    return client.post(ADD, form.data(**chosen, stap=step))


def confirm(client: Client, page: Any) -> Any:
    return client.post(ADD, wizard(page).data(stap="boeken"))


def states() -> dict[date, str]:
    rows = Booking.objects.filter(series__isnull=False)
    return {row.original_on: row.status for row in rows if row.original_on}


class TestDates:
    def test_the_first_step_takes_over_what_the_address_knows(
        self, studio: Room, as_bureau: Client, cast: Cast
    ) -> None:
        season = Season.objects.create(name="S", starts_on="2026-09-01", ends_on="2027-07-03")
        page = as_bureau.get(ADD, {"ruimte": "studio-1", "huurder": cast.bilal_partner.pk, "dagen": ["2", "4"]})
        (form,) = [form for form in asking_forms(page.text) if "activiteit" in form.names]
        data = form.data()
        assert (data["ruimte"], data["huurder"], data["dagen"], data["seizoen"]) == (
            ["studio-1"],
            [f"Bilal Amrani · {cast.bilal_partner.pk}"],
            ["2", "4"],
            [str(season.pk)],
        )

    def test_every_day_of_two_years_is_a_page_too(self, studio: Room, clash: Booking, as_bureau: Client) -> None:
        every_day = [str(number) for number in range(1, 8)]
        page = as_bureau.get(ADD, rule(dagen=every_day, laatste="2028-11-30"))
        assertContains(page, "1 datum bezet")

    def test_holidays_are_struck_out_by_name_and_the_rest_is_counted(self, studio: Room, as_bureau: Client) -> None:
        page = as_bureau.get(ADD, rule())
        assertContains(page, "<strong>5</strong> lessen, <strong>2</strong> overgeslagen")
        assertContains(page, "Kerstvakantie", count=2)
        assertContains(page, "€ 260,00")

    def test_a_clash_says_who_and_offers_every_way_out(
        self, studio: Room, other: Room, clash: Booking, as_bureau: Client
    ) -> None:
        page = as_bureau.get(ADD, rule())
        assertContains(page, "20:00–22:00 Anna Visser (pianoles)")
        choices = [field.value for field in wizard(page).fields if field.name == f"op-{TAKEN}"]
        assert choices == [
            "overslaan",
            f"ruimte:{other.pk}",
            "tijd:18:00",
            "dag:2026-12-07",
            "dag:2026-12-09",
            "aanvragen",
        ]

    def test_a_partner_learns_only_that_it_is_taken(self, studio: Room, clash: Booking, as_bilal: Client) -> None:
        page = as_bilal.get(ADD, rule())
        assertContains(page, "bezet van 20:00 tot 22:00")
        assertNotContains(page, "Visser")
        assertNotContains(page, "pianoles")

    def test_one_button_for_all_taken_dates(
        self, studio: Room, other: Room, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        period = evening(20, 22, TAKEN + timedelta(days=7))
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period)
        page = choose(as_bureau, step="alle:ruimte")
        data = wizard(page).data()
        assert [data[f"op-{on}"] for on in (TAKEN, TAKEN + timedelta(days=7))] == [[f"ruimte:{other.pk}"]] * 2

    def test_the_tally_follows_the_choices_without_a_new_page(self, studio: Room, as_bureau: Client) -> None:
        page = choose(as_bureau, step="telling", d2026_12_15="overslaan")
        assertContains(page, "<strong>4</strong> lessen, <strong>3</strong> overgeslagen")
        assertNotContains(page, "<html")

    def test_looking_writes_nothing(self, studio: Room, clash: Booking, as_bureau: Client) -> None:
        as_bureau.get(ADD, rule(stap="boeken"))
        choose(as_bureau)
        assert BookingSeries.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"huurder": "Niemand"}, "We kennen niemand met deze naam."),
            ({"activiteit": " "}, "Dit veld is verplicht."),
            ({"ruimte": "bestaat-niet"}, "Deze ruimte is niet te huur."),
            ({"tot": "18:00"}, "Het einde moet na het begin liggen."),
            ({"laatste": "2029-12-31"}, "Een reeks duurt hoogstens twee jaar."),
            ({"dagen": ["9"]}, "Selecteer een geldige keuze."),
            ({"van": "\x00"}, "Vul een tijd in"),
        ],
    )
    def test_bad_input_is_said_next_to_the_field(
        self, studio: Room, as_bureau: Client, changes: dict[str, Any], sentence: str
    ) -> None:
        page = as_bureau.get(ADD, rule(**changes))
        assertContains(page, sentence)
        assertContains(page, "Wie en wat")


def asking_forms(html: str) -> list[Form]:
    return [form for form in forms_on(html, ADD) if form.method == "get"]


class TestBooking:
    def test_books_the_season_with_its_choices_in_one_go(
        self, studio: Room, other: Room, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        review = choose(as_bureau, d2026_12_08=f"ruimte:{other.pk}", d2026_12_15="overslaan", d2026_12_22="door")
        assertContains(review, "in Studio 2")
        assertContains(review, "gaat door: Kerstvakantie")
        answer = confirm(as_bureau, review)
        series = BookingSeries.objects.get()
        assertRedirects(answer, f"/ruimtes/reeksen/{series.pk}/", status_code=303)
        confirmed, skipped = BookingStatus.CONFIRMED, BookingStatus.SKIPPED
        assert states() == {
            date(2026, 12, 1): confirmed,
            TAKEN: confirmed,
            date(2026, 12, 15): skipped,
            date(2026, 12, 22): confirmed,
            date(2026, 12, 29): skipped,
            date(2027, 1, 5): confirmed,
            date(2027, 1, 12): confirmed,
        }
        assert Booking.objects.get(series=series, original_on=TAKEN).room == other
        assert TimelineEntry.objects.filter(partner=cast.bilal_partner).count() == 1

    def test_other_time_other_day_and_a_request(
        self, studio: Room, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        for number, day in enumerate((date(2026, 12, 1), date(2026, 12, 15))):
            period = evening(20, 22, day)
            make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period, title=f"les {number}")
        review = choose(as_bureau, d2026_12_01="tijd:18:00", d2026_12_08="dag:2026-12-09", d2026_12_15="aanvragen")
        confirm(as_bureau, review)
        rows = {row.original_on: row for row in Booking.objects.filter(series__isnull=False)}
        assert rows[date(2026, 12, 1)].local_start == datetime(2026, 12, 1, 18)
        assert rows[TAKEN].local_start == datetime(2026, 12, 9, 19)
        assert rows[date(2026, 12, 15)].status == BookingStatus.REQUESTED

    def test_what_nobody_chose_for_is_skipped_as_taken(self, studio: Room, clash: Booking, as_bureau: Client) -> None:
        confirm(as_bureau, choose(as_bureau))
        row = Booking.objects.get(series__isnull=False, original_on=TAKEN)
        assert (row.status, row.skip_kind, row.price_cents) == (BookingStatus.SKIPPED, SkipKind.CLASH, 0)

    def test_a_double_click_books_once(self, studio: Room, as_bureau: Client) -> None:
        review = choose(as_bureau)
        addresses = {confirm(as_bureau, review).headers["Location"] for _ in range(2)}
        assert len(addresses) == BookingSeries.objects.count() == 1

    def test_taken_meanwhile_comes_back_in_the_list_with_the_other_choices(
        self, studio: Room, clash: Booking, as_bureau: Client, cast: Cast
    ) -> None:
        review = choose(as_bureau, d2026_12_08="tijd:18:00", d2026_12_15="overslaan")
        late = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(17, 19, TAKEN))
        page = confirm(as_bureau, review)
        assert page.status_code == 422
        assertContains(page, "Iemand anders was je voor op di 8 dec.", status_code=422)
        assert BookingSeries.objects.count() == 0
        data = wizard(page).data()
        assert (data[f"op-{TAKEN}"], data["op-2026-12-15"][-1]) == (["overslaan"], "overslaan")
        assert late.pk

    def test_a_free_date_that_was_taken_meanwhile_is_not_skipped_silently(
        self, studio: Room, as_bureau: Client, cast: Cast
    ) -> None:
        review = choose(as_bureau)
        make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=evening(19, 21, TAKEN))
        page = confirm(as_bureau, review)
        assertContains(page, "di 8 dec", status_code=422)
        assertContains(page, "1 datum bezet", status_code=422)
        assert BookingSeries.objects.count() == 0

    def test_nothing_left_is_no_series(self, studio: Room, as_bureau: Client) -> None:
        query = rule(eerste="2026-12-01", laatste="2026-12-01")
        page = choose(as_bureau, query=query, d2026_12_01="overslaan")
        assertContains(page, "Er blijft geen enkele datum over", status_code=422)

    def test_a_choice_that_was_never_offered_is_no_way_in(self, studio: Room, clash: Booking, as_bilal: Client) -> None:
        """Somebody who makes up a room of the house itself gets the date skipped, not the room."""
        inside = make_room("Kantoor", building=studio.building, booking_mode=BookingMode.INTERNAL)
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.DIRECT)
        confirm(as_bilal, choose(as_bilal, d2026_12_08=f"ruimte:{inside.pk}"))
        assert Booking.objects.get(series__isnull=False, original_on=TAKEN).status == BookingStatus.SKIPPED
        assert not inside.bookings.exists()


class TestPartner:
    @pytest.mark.parametrize(
        ("mode", "status"),
        [(BookingMode.DIRECT, BookingStatus.CONFIRMED), (BookingMode.REQUEST, BookingStatus.REQUESTED)],
    )
    def test_books_or_asks_as_the_room_allows_for_himself(
        self, studio: Room, as_bilal: Client, cast: Cast, mode: str, status: str
    ) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=mode)
        confirm(as_bilal, choose(as_bilal, query=rule(huurder="Anna Visser")))
        series = BookingSeries.objects.get()
        assert series.partner == cast.bilal_partner
        assert set(states().values()) == {status, BookingStatus.SKIPPED}

    def test_asks_for_the_date_that_a_neighbour_would_hear(
        self, studio: Room, other: Room, as_bilal: Client, cast: Cast
    ) -> None:
        """Once a neighbour has the drums next door: the other dates are booked, that one is asked for and it is said."""
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.DIRECT)
        NoiseNeighbours.objects.create(first=studio, second=other, reason="drums naast zang")
        make_booking(room=other, partner=make_teacher(), by=cast.bureau, period=evening(19, 21, TAKEN))
        assertContains(as_bilal.get(ADD, rule()), "Op 1 datum is een ruimte ernaast in gebruik")
        review = choose(as_bilal)
        assertContains(review, "aanvraag, een ruimte ernaast is dan in gebruik")
        as_bilal.post(ADD, wizard(review).data(stap="boeken"))
        assert list(Booking.objects.filter(series__isnull=False).undecided().values_list("original_on", flat=True)) == [
            TAKEN
        ]

    def test_a_room_of_the_house_itself_is_refused(self, studio: Room, as_bilal: Client) -> None:
        Room.objects.filter(pk=studio.pk).update(booking_mode=BookingMode.INTERNAL)
        assertContains(as_bilal.get(ADD, rule()), "Deze ruimte is niet te huur.")

    def test_who_speaks_for_nobody_is_told_so(self, studio: Room, as_bilal: Client, cast: Cast) -> None:
        cast.bilal.memberships.all().delete()
        assert as_bilal.get(ADD, rule()).status_code in {404, 409}

    def test_who_may_not_book(self, studio: Room, cast: Cast) -> None:
        client = Client()
        client.force_login(cast.finance)
        assert client.post(ADD, rule(stap="boeken")).status_code == 403
        client.force_login(cast.stranger)
        assert client.post(ADD, rule(stap="boeken")).status_code == 404


def test_house_rules_speak_before_anything_is_booked(studio: Room, as_bureau: Client) -> None:
    page = as_bureau.get(ADD, rule(van="06:00", tot="07:00"))
    assertContains(page, "Zo kan het niet")


def test_who_decides_goes_past_a_house_rule_with_a_reason(studio: Room, as_bureau: Client) -> None:
    query = rule(van="06:00", tot="07:00")
    form = wizard(as_bureau.get(ADD, query))
    assert "reden" in form.names
    review = as_bureau.post(ADD, form.data(stap="controle", reden="De wethouder komt ontbijten"))
    confirm(as_bureau, review)
    reasons = set(Booking.objects.filter(status=BookingStatus.CONFIRMED).values_list("override_reason", flat=True))
    assert reasons == {"De wethouder komt ontbijten"}


def test_as_many_queries_for_two_clashes_as_for_twelve(
    studio: Room, other: Room, as_bureau: Client, cast: Cast
) -> None:
    query = rule(laatste="2027-06-29")
    counts = []
    for days in (range(7, 21, 7), range(35, 105, 7)):
        for number in days:
            period = evening(20, 22, date(2026, 12, 1) + timedelta(days=number))
            if not Booking.objects.filter(local_start=period.start).exists():
                make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau, period=period)
        with CaptureQueriesContext(connection) as seen:
            as_bureau.get(ADD, query)
        counts.append(len(seen))
    assert counts[0] == counts[1]
