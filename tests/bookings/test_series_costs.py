"""What a series costs with everything that goes along, on its page and in the wizard."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.domain import placing, season_page
from bookings.enums import Audience, TariffClass, TariffUnit
from bookings.models import BookingSeries, CancellationRule, Room, Supplement, Tariff
from fluxus.periods import to_utc
from tests.cast import Cast
from tests.factories.bookings import AT, make_price_list, make_room
from tests.factories.series import FIRST, make_series, on
from tests.forms import Form, post_forms

LATE = to_utc(datetime(2026, 12, 1, 19)) - timedelta(hours=2)


@pytest.fixture
def studio(cast: Cast) -> Room:
    make_price_list(
        *(Tariff(tariff_class=kind, audience=Audience.OTHER, amount_cents=2600) for kind in TariffClass),
        Supplement(name="Technicus", unit=TariffUnit.HOUR, amount_cents=4200),
        CancellationRule(hours_before=24, percent=50),
    )
    return make_room("Studio 1")


@pytest.fixture
def series(studio: Room, cast: Cast) -> BookingSeries:
    made = make_series(room=studio, partner=cast.bilal_partner, by=cast.bureau, supplements={"Technicus": 1})
    placing.skip(booking=on(made, FIRST), reason="ziek", by=cast.bureau, at=LATE)
    return made


def test_the_page_adds_up_rent_supplements_and_what_lapsed_late(series: BookingSeries) -> None:
    found = season_page.story(series, at=AT)
    assert (found.extras_cents, found.charges_cents, found.total_cents) == (9 * 8400, 2600, 9 * (5200 + 8400) + 2600)


def test_it_takes_as_many_queries_as_before(
    series: BookingSeries, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        season_page.story(series, at=AT)


def test_the_page_says_it(series: BookingSeries, cast: Cast, client: Client) -> None:
    client.force_login(cast.bureau)
    page = client.get(series.get_absolute_url()).text
    assert ("kost € 26,00: Minder dan 24 uur van tevoren" in page, "Waarvan toeslagen" in page) == (True, True)


def test_a_series_takes_its_supplements_through_the_wizard(
    studio: Room, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    monkeypatch.setattr("bookings.forms.series.today", AT.date)
    client.force_login(cast.bureau)
    asked = {
        "stap": "datums", "huurder": cast.bilal_partner.name, "activiteit": "gitaarles", "ruimte": studio.slug,
        "dagen": ["2"], "van": "19:00", "tot": "21:00", "om": "1", "eerste": "2026-12-01", "laatste": "2026-12-15",
    }  # fmt: skip
    address = reverse("bookings:series-add")
    extra = {"toeslag-technicus": "2"}
    dates = wizard(client.get(address, asked).text)
    assert "Toeslagen: € 504,00 erbij" in client.post(address, dates.data(**extra, stap="telling")).text
    review = wizard(client.post(address, dates.data(**extra, stap="controle")).text)
    client.post(address, review.data(stap="boeken"))
    made = BookingSeries.objects.get()
    assert set(made.bookings.values_list("supplements__price_cents", flat=True)) == {16800}


def wizard(page: str) -> Form:
    (form,) = [form for form in post_forms(page, "/ruimtes/reeks/") if "request_token" in form.names]
    return form
