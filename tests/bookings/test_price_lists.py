"""Price lists: begun, changed, published for good, compared, tried on a season."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from bookings.domain import placing, price_comparing, price_lists, pricing
from bookings.enums import Audience, TariffClass, TariffUnit
from bookings.models import CancellationRule, PriceList, Room, Season, Supplement, Tariff
from fluxus.db import violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.bookings import AT, TUESDAY, evening, make_booking, make_price_list, make_room, make_tariffs
from tests.factories.network import make_teacher

TODAY = date(2026, 11, 23)
LATER = date(2027, 8, 1)


def small(cents: int, audience: str = Audience.OTHER, **fields: Any) -> Tariff:
    return Tariff(tariff_class=TariffClass.SMALL, audience=audience, amount_cents=cents, **fields)


def every_class() -> list[Tariff]:
    return [Tariff(tariff_class=kind, audience=Audience.OTHER, amount_cents=2600) for kind in TariffClass]


def publish(price_list: PriceList, cast: Cast) -> PriceList:
    return price_lists.publish(price_list=price_list, by=cast.bureau, at=AT, today=TODAY)


class TestBeginning:
    def test_a_copy_has_everything_at_so_many_percent_more(self, cast: Cast) -> None:
        parts = (
            small(1450),
            Supplement(name="Vleugel", amount_cents=3500),
            CancellationRule(hours_before=24, percent=50),
        )
        source = make_price_list(*parts)
        made = price_lists.begin(
            name="Nieuw", valid_from=LATER, source=source, percent=Decimal("3.5"), by=cast.bureau, at=AT
        )
        assert (made.status, made.created_by, made.tariffs.get().amount_cents) == ("draft", cast.bureau, 1500)
        assert (made.supplements.get().amount_cents, made.cancellation_rules.get().percent) == (3625, 50)
        assert source.tariffs.get().amount_cents == 1450

    @pytest.mark.parametrize(
        ("cents", "percent", "result"), [(1450, 0, 1450), (1451, 0, 1451), (1450, -10, 1305), (1, -90, 5), (0, 50, 0)]
    )
    def test_rounded_to_five_cents_and_never_free(self, cents: int, percent: int, result: int) -> None:
        assert price_lists.raised(cents, Decimal(percent)) == result


class TestPublishing:
    def test_from_its_day_on_it_sets_the_price(self, cast: Cast) -> None:
        make_tariffs(1000, 2000)
        room, partner = make_room(), make_teacher()
        draft = make_price_list(*every_class(), valid_from=TUESDAY, published=False)
        assert pricing.quote(room=room, partner=partner, period=evening()).cents == 2000
        published = publish(draft, cast)
        assert (published.published_at, published.published_by) == (AT, cast.bureau)
        assert pricing.quote(room=room, partner=partner, period=evening()).cents == 5200
        assert pricing.quote(room=room, partner=partner, period=evening(day=TUESDAY - timedelta(days=1))).cents == 2000

    def test_not_twice(self, cast: Cast) -> None:
        draft = make_price_list(*every_class(), valid_from=LATER, published=False)
        publish(draft, cast)
        with pytest.raises(Refusal, match="verandert niet meer"):
            publish(draft, cast)

    def test_two_lists_do_not_begin_on_one_day(self, cast: Cast) -> None:
        make_price_list(*every_class(), valid_from=LATER)
        with pytest.raises(Refusal, match="begint al een gepubliceerde prijslijst"):
            publish(make_price_list(*every_class(), valid_from=LATER, published=False), cast)

    def test_only_the_first_one_begins_in_the_past(self, cast: Cast) -> None:
        publish(make_price_list(*every_class(), valid_from=date(2020, 1, 1), published=False), cast)
        with pytest.raises(Refusal, match="in het verleden"):
            publish(make_price_list(*every_class(), valid_from=date(2021, 1, 1), published=False), cast)

    def test_not_with_an_hour_without_a_price(self, cast: Cast) -> None:
        make_room()
        draft = make_price_list(small(1000, until_time=time(22)), valid_from=LATER, published=False)
        with pytest.raises(Refusal, match="Voor ‘klein’ is er op maandag 22:00 geen tarief voor overige huurders"):
            publish(draft, cast)

    def test_not_empty_where_there_are_rooms(self, cast: Cast) -> None:
        make_room()
        with pytest.raises(Refusal, match="maandag 00:00"):
            publish(make_price_list(valid_from=LATER, published=False), cast)

    def test_not_with_two_tariffs_at_once(self, cast: Cast) -> None:
        clash = (small(900, weekdays=[1, 2]), small(800, weekdays=[2, 3]))
        draft = make_price_list(*every_class(), *clash, valid_from=LATER, published=False)
        with pytest.raises(Refusal, match="gelden tegelijk: ma, di en di, wo"):
            publish(draft, cast)

    def test_windows_that_only_touch_are_fine(self, cast: Cast) -> None:
        parts = (small(900, until_time=time(18)), small(800, from_time=time(18)))
        draft = make_price_list(*every_class(), *parts, valid_from=LATER, published=False)
        assert publish(draft, cast).status == "published"


class TestFinal:
    """What is published is final, whatever way somebody tries to change it."""

    @pytest.fixture
    def published(self, db: None) -> PriceList:
        parts = (
            small(1450),
            Supplement(name="Vleugel", amount_cents=3500),
            CancellationRule(hours_before=24, percent=50),
        )
        return make_price_list(*parts)

    @pytest.mark.parametrize("line", ["tariffs", "supplements", "cancellation_rules"])
    def test_its_lines_do_not_change_come_or_go(self, published: PriceList, line: str) -> None:
        names = {
            "tariffs": "bookings_tariff_is_final",
            "supplements": "bookings_supplement_is_final",
            "cancellation_rules": "bookings_cancellation_rule_is_final",
        }
        rows: Any = getattr(published, line)
        change = {"percent": 99} if line == "cancellation_rules" else {"amount_cents": 99}
        other = make_price_list(valid_from=LATER, published=False)
        copy = rows.get()
        copy.pk, copy._state.adding = None, True
        acts = (
            lambda: rows.update(**change), rows.all().delete, lambda: rows.update(price_list=other), copy.save,
        )  # fmt: skip
        for act in acts:
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                act()
            assert violation(caught.value) == names[line]

    def test_nor_does_the_list(self, published: PriceList) -> None:
        own = PriceList.objects.filter(pk=published.pk)
        for act in (lambda: own.update(valid_from=LATER), lambda: own.update(status="draft", published_at=None)):
            with pytest.raises(IntegrityError) as caught, transaction.atomic():
                act()
            assert violation(caught.value) == "bookings_price_list_is_final"

    def test_the_domain_says_it_in_words(self, published: PriceList) -> None:
        acts = (
            lambda: price_lists.put(price_list=published, line=small(1)),
            lambda: price_lists.take_out(price_list=published, line=published.tariffs.get()),
            lambda: price_lists.revise(price_list=published, name="x", valid_from=LATER, note=""),
            lambda: price_lists.forget(price_list=published),
        )
        for act in acts:
            with pytest.raises(Refusal, match="gepubliceerd en verandert niet meer"):
                act()


class TestComparing:
    def test_each_tariff_of_either_list(self, db: None) -> None:
        old = make_price_list(small(1000), small(700, Audience.SCHOOL))
        new = make_price_list(small(1100), small(900, from_time=time(18)), valid_from=LATER)
        found = [(each.was, each.now, each.percent) for each in price_comparing.compare(old, new)]
        assert found == [(700, None, None), (1000, 1100, 10.0), (None, 900, None)]


class TestTrial:
    @pytest.fixture
    def season(self, db: None) -> Season:
        return Season.objects.create(name="2026–2027", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))

    def test_now_and_then_per_kind_and_the_biggest_changes(self, season: Season, cast: Cast) -> None:
        make_tariffs(1000, 2000)
        room, teacher = make_room("Studio 1"), make_teacher()
        make_booking(room=room, partner=teacher, by=cast.bureau)
        make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau, period=evening(9, 10))
        gone = make_booking(room=room, partner=teacher, by=cast.bureau, period=evening(11, 12))
        placing.cancel(booking=gone, reason="ziek", by=cast.bureau, at=AT)
        draft = make_price_list(small(2500), small(1100, Audience.CULTUURMAKER), valid_from=LATER, published=False)
        found = price_comparing.try_out(draft, season)
        assert (found.total.bookings, found.unpriced, found.total.was, found.total.now) == (2, 0, 4000, 4700)
        assert {name: (each.was, each.now) for name, each in found.per_audience.items()} == {
            "cultuurmakers": (2000, 2200),
            "overige huurders": (2000, 2500),
        }
        assert [sums for sums in (found.per_class, found.per_building) if [*sums.values()] != [found.total]] == []
        assert [(partner, each.more) for partner, each in found.changes] == [(cast.bilal_partner, 500), (teacher, 200)]

    def test_what_has_no_tariff_keeps_its_price(self, season: Season, cast: Cast) -> None:
        make_booking(room=make_room(), partner=cast.bilal_partner, by=cast.bureau)
        found = price_comparing.try_out(make_price_list(valid_from=LATER, published=False), season)
        assert (found.unpriced, found.total.more, found.changes) == (1, 0, [])

    def test_a_price_of_its_own_stays(self, season: Season, cast: Cast) -> None:
        booking = make_booking(room=make_room(), partner=cast.bilal_partner, by=cast.bureau)
        booking.manual_price_reason, booking.price_cents = "jubileum", 1
        booking.save()
        found = price_comparing.try_out(make_price_list(small(9900), valid_from=LATER, published=False), season)
        assert (found.total.was, found.total.now, found.unpriced) == (1, 1, 0)

    def test_the_same_as_quoting_each(self, season: Season, cast: Cast) -> None:
        """On dayparts, windows and past midnight: the short cut gives what booking would cost."""
        parts = (
            small(2500), small(900, weekdays=[2], until_time=time(20)),
            small(5000, Audience.CULTUURMAKER, unit=TariffUnit.DAYPART, from_time=time(18)),
        )  # fmt: skip
        make_tariffs()
        room = make_room()
        periods = [evening(start, start + 3, TUESDAY + timedelta(days=day)) for start in (9, 18) for day in range(8)]
        booked = [make_booking(room=room, partner=make_teacher(), by=cast.bureau, period=each) for each in periods]
        draft = make_price_list(*parts, valid_from=LATER, published=False)
        expected = sum(
            pricing.Book.only(draft)
            .quote(room=room, who=pricing.renter(partner=each.partner, on=each.local_start.date()), period=each.period)
            .cents
            for each in booked
        )
        assert price_comparing.try_out(draft, season).total.now == expected

    def test_as_many_queries_for_one_as_for_thirty(
        self, season: Season, cast: Cast, django_assert_num_queries: Any
    ) -> None:
        make_tariffs()
        room = make_room()
        draft = make_price_list(small(9900), valid_from=LATER, published=False)
        for days in (range(1), range(1, 30)):
            for day in days:
                period = evening(day=TUESDAY + timedelta(days=day))
                make_booking(room=room, partner=make_teacher(), by=cast.bureau, period=period)
            with django_assert_num_queries(4):
                price_comparing.try_out(draft, season)


class TestPages:
    def test_from_copy_to_published(self, cast: Cast, client: Client) -> None:
        source = make_price_list(*every_class(), CancellationRule(hours_before=24, percent=50))
        client.force_login(cast.bureau)
        add = reverse("bookings:price-list-add")
        assert "Kopie van Prijzen" in client.get(f"{add}?van={source.pk}").text
        asked = {"name": "Nieuw", "valid_from": "2030-08-01", "source": source.pk, "percent": "10,5", "note": ""}
        assert client.post(add, {**asked, "valid_from": "ooit"}).status_code == 422
        for _ in range(2):
            client.post(add, asked)
        made = PriceList.objects.get(name="Nieuw")
        assert {each.amount_cents for each in made.tariffs.all()} == {2875}
        line = reverse("bookings:price-line-add", args=[made.pk, "tarief"])
        tariff = {"tariff_class": "small", "audience": "school", "unit": "daypart", "amount_cents": "45,00",
                  "weekdays": ["1", "2"], "from_time": "08:00", "until_time": "18:00"}  # fmt: skip
        assert client.post(line, tariff).status_code == 303
        assert client.post(line, tariff).status_code == 303
        assert made.tariffs.filter(audience="school").count() == 1
        again = client.post(line, {**tariff, "amount_cents": "46,00"})
        assert (again.status_code, "Dit tarief staat al in de prijslijst." in again.text) == (422, True)
        assert 'value="46,00"' in again.text
        page = client.get(made.get_absolute_url() + f"?met={source.pk}").text
        assert ("ma, di 08:00–18:00" in page, "10,6%" in page) == (True, True)
        client.post(reverse("bookings:price-list-publish", args=[made.pk]))
        client.post(reverse("bookings:price-list-publish", args=[made.pk]))
        made.refresh_from_db()
        assert (made.status, made.published_by) == ("published", cast.bureau)
        assert client.post(line, {**tariff, "until_time": "17:00"}).status_code == 422

    def test_a_line_is_changed_and_taken_out(self, cast: Cast, client: Client) -> None:
        draft = make_price_list(*every_class(), Supplement(name="Vleugel", amount_cents=100), published=False)
        client.force_login(cast.bureau)
        address = reverse("bookings:price-line", args=[draft.pk, "toeslag", draft.supplements.get().pk])
        wrong = client.post(address, {"name": "Vleugel", "unit": "fixed", "amount_cents": "veel", "position": "0"})
        assert (wrong.status_code, "Vul een bedrag in" in wrong.text) == (422, True)
        client.post(address, {"name": "Piano", "unit": "hour", "amount_cents": "12,50", "position": "0"})
        assert (draft.supplements.get().name, draft.supplements.get().amount_cents) == ("Piano", 1250)
        client.post(address, {"weg": "1"})
        assert (draft.supplements.count(), client.post(address, {"weg": "1"}).status_code) == (0, 404)

    @pytest.mark.parametrize("kind", ["onzin", "tarieven"])
    def test_unknown_kinds_of_lines_are_not_found(self, cast: Cast, client: Client, kind: str) -> None:
        client.force_login(cast.bureau)
        address = reverse("bookings:price-line-add", args=[make_price_list(published=False).pk, kind])
        assert client.get(address).status_code == 404

    def test_an_end_before_the_start_stands_at_its_field(self, cast: Cast, client: Client) -> None:
        client.force_login(cast.bureau)
        address = reverse("bookings:price-line-add", args=[make_price_list(published=False).pk, "tarief"])
        tariff = {"tariff_class": "small", "audience": "school", "unit": "hour", "amount_cents": "45,00",
                  "from_time": "18:00", "until_time": "08:00"}  # fmt: skip
        assert "Het einde moet na het begin liggen." in client.post(address, tariff).text

    def test_publishing_what_is_not_whole_says_what_is_missing(self, cast: Cast, client: Client) -> None:
        make_room()
        draft = make_price_list(valid_from=LATER, published=False)
        client.force_login(cast.bureau)
        answer = client.post(reverse("bookings:price-list-publish", args=[draft.pk]), follow=True)
        assert "geen tarief voor overige huurders" in answer.text
        draft.refresh_from_db()
        assert draft.status == "draft"

    def test_thrown_away_twice_is_gone_once(self, cast: Cast, client: Client) -> None:
        draft = make_price_list(small(1), valid_from=LATER, published=False)
        client.force_login(cast.bureau)
        for _ in range(2):
            assert client.post(reverse("bookings:price-list-forget", args=[draft.pk])).status_code == 303
        assert PriceList.objects.count() == 0

    def test_finance_looks_and_changes_nothing(self, cast: Cast, client: Client) -> None:
        draft = make_price_list(small(1), valid_from=LATER, published=False)
        client.force_login(cast.finance)
        page = client.get(draft.get_absolute_url()).text
        assert (client.get(reverse("bookings:price-lists")).status_code, "Publiceren" in page) == (200, False)
        assert client.post(reverse("bookings:price-list-publish", args=[draft.pk])).status_code == 403

    def test_trial_on_the_page(self, cast: Cast, client: Client) -> None:
        season = Season.objects.create(name="2026–2027", starts_on=date(2026, 8, 1), ends_on=date(2027, 7, 31))
        make_booking(room=make_room("Studio 1"), partner=cast.bilal_partner, by=cast.bureau)
        draft = make_price_list(small(5200), valid_from=LATER, published=False)
        client.force_login(cast.bureau)
        address = reverse("bookings:price-list-trial", args=[draft.pk])
        page = client.get(f"{address}?seizoen={season.pk}").text
        assert ("€ 52,00" in page, "€ 104,00" in page, "Bilal Amrani" in page) == (True, True, True)
        assert client.get(f"{address}?seizoen=onzin").status_code == 200

    def test_as_many_queries_for_one_list_as_for_thirty(
        self, cast: Cast, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        client.force_login(cast.bureau)
        counts = []
        for numbers in (range(1), range(1, 30)):
            for number in numbers:
                make_price_list(small(number), valid_from=date(2030, 1, 1) + timedelta(days=number))
            with django_assert_max_num_queries(40) as seen:
                client.get(reverse("bookings:price-lists"))
            counts.append(len(seen))
        assert counts[0] == counts[1]


def test_the_page_of_a_room_says_what_it_costs(cast: Cast, client: Client) -> None:
    make_price_list(*every_class(), small(6000, Audience.SCHOOL, unit=TariffUnit.DAYPART, weekdays=[1]))
    room: Room = make_room("Studio 1")
    client.force_login(cast.bureau)
    page = client.get(room.get_absolute_url()).text
    assert ("€ 60,00" in page, "per dagdeel, zonder btw" in page, "€ 26,00" in page) == (True, True, True)
