"""What lapsing late costs, and what goes along with a room."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.domain import charges, own_costs, placing, supplements
from bookings.domain.placing import own_price
from bookings.enums import Audience, BookingStatus, TariffClass, TariffUnit
from bookings.models import BookedSupplement, Booking, CancellationRule, Room, Supplement, Tariff
from fluxus.errors import Refusal
from fluxus.periods import to_utc
from network.models import EmailAddress, OutgoingMail, Partner
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_price_list, make_room
from tests.factories.network import make_person
from tests.factories.series import make_series, on

START = to_utc(datetime.combine(TUESDAY, time(19)))


def rule(hours: int, percent: int, audience: str = "") -> CancellationRule:
    return CancellationRule(hours_before=hours, percent=percent, audience=audience)


def rates() -> list[Tariff]:
    prices = ((Audience.CULTUURMAKER, 1450), (Audience.OTHER, 2600))
    return [
        Tariff(tariff_class=kind, audience=audience, amount_cents=cents)
        for kind in TariffClass
        for audience, cents in prices
    ]


EXTRAS = (
    ("Vleugel", TariffUnit.FIXED, 3500),
    ("Technicus", TariffUnit.HOUR, 4200),
    ("Licht", TariffUnit.DAYPART, 6000),
)


@pytest.fixture
def studio(db: None) -> Room:
    extras = [
        Supplement(name=name, unit=unit, amount_cents=cents, position=at)
        for at, (name, unit, cents) in enumerate(EXTRAS)
    ]
    rules = [rule(48, 50), rule(24, 100), rule(24, 40, Audience.CULTUURMAKER)]
    make_price_list(*rates(), *extras, *rules)
    return make_room("Studio 1")


@pytest.fixture
def bilal(cast: Cast) -> Partner:
    return cast.bilal_partner


def hours_before(hours: float) -> datetime:
    return START - timedelta(hours=hours)


class TestLapsing:
    @pytest.mark.parametrize(
        ("hours", "cents"), [(100, 0), (48, 0), (47.9, 2600), (24, 2600), (23.9, 5200), (-1, 5200)]
    )
    def test_the_dearest_rule_that_holds_counts(
        self, studio: Room, bilal: Partner, cast: Cast, hours: float, cents: int
    ) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        ended = placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=hours_before(hours))
        assert (ended.charge_cents, ended.price_cents) == (cents, 5200)
        assert Booking.objects.get(pk=booking.pk).charge_cents == cents

    def test_it_says_why(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        EmailAddress.objects.create(partner=bilal, address="bilal@fluxus.test")
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        ended = placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=hours_before(30))
        assert ended.charge_explanation == "Minder dan 48 uur van tevoren: 50% van € 52,00"
        assert "kost je nog € 26,00 zonder btw" in OutgoingMail.objects.latest("pk").body

    def test_who_has_rules_of_his_own_has_only_those(self, studio: Room, cast: Cast) -> None:
        teacher = make_person(roles=("teacher",))
        booking = make_booking(room=studio, partner=teacher, by=cast.bureau)
        assert [charges.of(booking, at=hours_before(hours)).cents for hours in (30, 20)] == [0, 1160]

    def test_the_list_of_the_day_of_the_booking_counts(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        make_price_list(*rates(), valid_from=TUESDAY)
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        assert charges.of(booking, at=hours_before(1)) == charges.Charge()

    def test_what_was_never_agreed_costs_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = placing.ask(room=studio, partner=bilal, period=evening(), title="les", by=cast.bilal, at=AT)
        assert placing.cancel(booking=asked, reason="toch niet", by=cast.bilal, at=hours_before(1)).charge_cents == 0

    def test_a_colleague_waives_it_with_a_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        ended = placing.cancel(
            booking=booking, reason="ziek", by=cast.bureau, at=hours_before(1), waive_reason="lekkage in het huis"
        )
        assert (ended.charge_cents, ended.charge_explanation) == (
            0,
            "Kwijtgescholden (€ 52,00): lekkage in het huis",
        )

    def test_a_partner_waives_nothing(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        with pytest.raises(Refusal, match="Alleen medewerkers"):
            placing.cancel(booking=booking, reason="x", by=cast.bilal, at=hours_before(1), waive_reason="aardig")

    def test_restored_it_costs_nothing_more(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        ended = placing.cancel(booking=booking, reason="ziek", by=cast.bureau, at=hours_before(1))
        back = placing.restore(booking=ended, by=cast.bureau, at=hours_before(1))
        assert (back.charge_cents, back.charge_explanation, back.price_cents) == (0, "", 5200)

    def test_a_skipped_lesson_costs_the_same_and_can_come_back(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        first = on(series, TUESDAY)
        skipped = placing.skip(booking=first, reason="ziek", by=cast.bureau, at=hours_before(30))
        assert (skipped.status, skipped.price_cents, skipped.charge_cents) == ("skipped", 0, 2600)
        back = placing.add_back(booking=skipped, by=cast.bureau, at=hours_before(30))
        assert (back.charge_cents, back.price_cents, back.price_breakdown[0]["cents"]) == (0, 5200, 5200)

    def test_only_the_dates_nearby_of_a_series_that_stops(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        lapsed = placing.cancel_following(
            booking=on(series, TUESDAY), reason="gestopt", by=cast.bureau, at=hours_before(30)
        )
        assert [each.charge_cents for each in lapsed] == [2600] + [0] * (len(lapsed) - 1)

    def test_what_falls_out_of_a_changed_series_too(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau)
        first, day = on(series, TUESDAY), TUESDAY + timedelta(days=7)
        placing.change_series(booking=first, scope="all", every_weeks=2, by=cast.bureau, at=hours_before(30))
        fell_out = Booking.objects.get(series=series, original_on=day)
        assert (fell_out.status, fell_out.charge_cents) == ("cancelled", 0)

    def test_many_at_once_in_as_many_queries(
        self, studio: Room, bilal: Partner, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        days = [TUESDAY + timedelta(days=day) for day in range(10)]
        booked = [make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(day=day)) for day in days]
        for some in (booked[:1], booked):
            with django_assert_num_queries(3):
                charges.of_many(some, at=hours_before(1))


class TestSupplements:
    def test_each_at_its_own_price(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(
            room=studio, partner=bilal, by=cast.bureau, supplements={"Vleugel": 2, "Technicus": 1, "Licht": 1}
        )
        rows = booking.supplements.order_by("supplement__position")
        assert [(row.price_cents, row.price_explanation) for row in rows] == [
            (7000, "2 × Vleugel: € 35,00 per keer"),
            (8400, "Technicus: 2 uur à € 42,00"),
            (6000, "Licht: 1 dagdeel à € 60,00"),
        ]

    def test_unknown_or_too_many_is_refused_and_nothing_is_booked(
        self, studio: Room, bilal: Partner, cast: Cast
    ) -> None:
        for wanted in ({"Orgel": 1}, {"Vleugel": 100}):
            with pytest.raises(Refusal):
                make_booking(room=studio, partner=bilal, by=cast.bureau, supplements=wanted)
        assert Booking.objects.count() == 0

    def test_they_follow_a_booking_that_becomes_longer(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau, supplements={"Technicus": 1, "Vleugel": 1})
        placing.move(booking=booking, room=studio, period=evening(18, 21), by=cast.bureau, at=AT)
        assert sorted(booking.supplements.values_list("price_cents", flat=True)) == [3500, 12600]

    def test_every_date_of_a_series_that_goes_on_has_them(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        series = make_series(room=studio, partner=bilal, by=cast.bureau, supplements={"Vleugel": 1})
        going = series.bookings.exclude(status=BookingStatus.SKIPPED)
        assert BookedSupplement.objects.filter(booking__in=going).count() == going.count() == 10
        assert BookedSupplement.objects.count() == 10

    def test_changed_afterwards_what_stays_keeps_its_row(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau, supplements={"Technicus": 1, "Vleugel": 1})
        kept = booking.supplements.get(supplement__name="Vleugel")
        own_price.change_supplements(booking=booking, wanted={"Vleugel": 1, "Licht": 1}, by=cast.bureau, at=AT)
        assert set(booking.supplements.values_list("supplement__name", flat=True)) == {"Vleugel", "Licht"}
        assert booking.supplements.get(supplement__name="Vleugel") == kept

    def test_one_of_each_name_at_the_latest_price(self, studio: Room) -> None:
        make_price_list(Supplement(name="Vleugel", amount_cents=4000), valid_from=date(2027, 1, 1))
        found = {each.name: each.amount_cents for each in supplements.offered(since=TUESDAY)}
        assert found == {"Vleugel": 4000, "Technicus": 4200, "Licht": 6000}

    def test_total_of_many_periods_in_two_queries(self, studio: Room, django_assert_num_queries: Any) -> None:
        periods = [evening(day=TUESDAY + timedelta(days=7 * week)) for week in range(5)]
        with django_assert_num_queries(2):
            assert supplements.total({"Technicus": 1, "Licht": 0}, periods) == 5 * 8400
        assert supplements.total({"Orgel": 1}, periods) == 0


class TestOwnPrice:
    def test_stays_through_moving_and_says_why(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        own_price.set_price(booking=booking, cents=4000, reason="jubileum", by=cast.bureau, at=AT)
        moved = placing.move(booking=booking, room=studio, period=evening(18, 22), by=cast.bureau, at=AT)
        assert (moved.price_cents, moved.manual_price_reason) == (4000, "jubileum")
        assert moved.price_explanation == "Studio 1, eigen prijs: jubileum"

    def test_back_to_the_list(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        own_price.set_price(booking=booking, cents=4000, reason="jubileum", by=cast.bureau, at=AT)
        back = own_price.by_the_list(booking=booking, by=cast.bureau, at=AT)
        assert (back.price_cents, back.manual_price_reason) == (5200, "")

    def test_a_request_keeps_it_when_approved(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        asked = placing.ask(room=studio, partner=bilal, period=evening(), title="les", by=cast.bilal, at=AT)
        own_price.set_price(booking=asked, cents=4000, reason="jubileum", by=cast.bureau, at=AT)
        assert placing.approve(booking=asked, by=cast.bureau, at=AT).price_cents == 4000

    def test_only_who_decides_and_with_a_reason(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        for reason, by in ((" ", cast.bureau), ("aardig", cast.reception)):
            with pytest.raises(Refusal):
                own_price.set_price(booking=booking, cents=1, reason=reason, by=by, at=AT)

    def test_not_of_what_is_sealed(self, studio: Room, bilal: Partner, cast: Cast) -> None:
        booking = make_booking(room=studio, partner=bilal, by=cast.bureau)
        placing.seal(booking=booking, reason="factuur 2026-00001")
        with pytest.raises(Refusal, match="factuur 2026-00001"):
            own_price.set_price(booking=booking, cents=1, reason="aardig", by=cast.bureau, at=AT)


def test_own_costs_count_supplements_and_late_lapsing(studio: Room, bilal: Partner, cast: Cast) -> None:
    make_booking(room=studio, partner=bilal, by=cast.bureau, supplements={"Vleugel": 1})
    gone = make_booking(room=studio, partner=bilal, by=cast.bureau, period=evening(9, 11))
    placing.cancel(booking=gone, reason="ziek", by=cast.bureau, at=hours_before(20))
    found = own_costs.costs(bilal, at=hours_before(20))
    assert [(each.title, each.cents) for each in found.series] == [
        ("Losse boekingen", 5200),
        ("Toeslagen", 3500),
        ("Te laat afgezegd", 5200),
    ]


class TestPages:
    @pytest.fixture
    def near(self, studio: Room, bilal: Partner, cast: Cast, frozen_now: Any) -> Booking:
        return make_booking(room=studio, partner=bilal, by=cast.bureau)

    @pytest.fixture
    def frozen_now(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))

    def test_who_cancels_sees_the_costs_and_may_waive_them(self, near: Booking, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        address = reverse("bookings:booking-cancel", args=[near.pk])
        assert "De huurder betaalt € 26,00 zonder btw" in client.get(address).text
        refused = client.post(address, {"reason": "ziek", "waive": "on"})
        assert (refused.status_code, "waarom je de kosten kwijtscheldt" in refused.text) == (422, True)
        client.post(address, {"reason": "ziek", "waive": "on", "waive_reason": "lekkage"})
        near.refresh_from_db()
        assert (near.status, near.charge_cents, near.charge_explanation) == (
            "cancelled",
            0,
            "Kwijtgescholden (€ 26,00): lekkage",
        )

    def test_the_partner_sees_beforehand_what_it_costs(self, near: Booking, cast: Cast, client: Client) -> None:
        near.room.building.cancel_hours = 1
        near.room.building.save()
        client.force_login(cast.bilal)
        address = reverse("bookings:my-cancel", args=[near.pk])
        page = client.get(address).text
        assert ("Je betaalt € 26,00 zonder btw" in page, "Je betaalt niets" in page) == (True, False)
        client.post(address, {"reason": ""})
        assert "kost nog € 26,00" in client.get(reverse("bookings:my-season")).text

    def test_the_price_with_supplements_while_booking(self, studio: Room, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        asked = {
            "room": studio.pk, "partner": cast.bilal_partner.name, "day": "2026-12-01", "start": "19:00", "end": "21:00",
            "toeslag-technicus": "2",
        }  # fmt: skip
        page = client.get(reverse("bookings:booking-check"), asked).text
        assert ("€ 220,00" in page, "2 × Technicus: 2 uur à € 42,00" in page) == (True, True)

    def test_booked_with_what_was_filled_in(self, studio: Room, cast: Cast, client: Client, frozen_now: Any) -> None:
        client.force_login(cast.bureau)
        asked = {
            "room": studio.pk, "partner": cast.bilal_partner.name, "day": "2026-12-01", "start": "19:00", "end": "21:00",
            "title": "les", "how": "direct", "toeslag-vleugel": "1",
        }  # fmt: skip
        assert client.post(reverse("bookings:booking-add"), {**asked, "toeslag-vleugel": "x"}).status_code == 422
        client.post(reverse("bookings:booking-add"), asked)
        booking = Booking.objects.get()
        assert booking.supplements.get().price_cents == 3500
        assert "Samen € 87,00 zonder btw" in client.get(booking.get_absolute_url()).text

    def test_a_price_of_its_own_on_the_page(self, studio: Room, cast: Cast, client: Client) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        address = reverse("bookings:booking-price", args=[booking.pk])
        client.force_login(cast.bureau)
        wrong = client.post(address, {"wat": "prijs", "price": "40,00", "reason": ""})
        assert (wrong.status_code, 'value="40,00"' in wrong.text) == (422, True)
        client.post(address, {"wat": "prijs", "price": "40,00", "reason": "jubileum"})
        booking.refresh_from_db()
        assert (booking.price_cents, booking.manual_price_reason) == (4000, "jubileum")
        client.post(address, {"wat": "lijst"})
        booking.refresh_from_db()
        assert booking.price_cents == 5200
        client.post(address, {"wat": "toeslagen", "toeslag-vleugel": "1"})
        assert booking.supplements.count() == 1

    def test_reception_sets_no_price(self, studio: Room, cast: Cast, client: Client) -> None:
        booking = make_booking(room=studio, partner=cast.bilal_partner, by=cast.bureau)
        client.force_login(cast.reception)
        address = reverse("bookings:booking-price", args=[booking.pk])
        assert "Eigen prijs" not in client.get(address).text
        refused = client.post(address, {"wat": "prijs", "price": "1,00", "reason": "aardig"})
        booking.refresh_from_db()
        assert (refused.status_code, booking.price_cents) == (422, 5200)
