"""Wijken: the real ones, where an address lies, who answers for them, and the map."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxus.errors import Refusal
from network.domain import maps, wijken
from network.models import Wijk
from tests.cast import Cast
from tests.factories.network import SQUARE, make_wijk

SPRING = date(2026, 3, 1)
AUTUMN = date(2026, 9, 1)


def test_the_nineteen_wijken_are_loaded(db: None) -> None:
    assert Wijk.objects.count() == 19
    assert Wijk.objects.get(code="WK047912").slug == "poelenburg"
    assert sum(wijk.inhabitants for wijk in Wijk.objects.all()) == 161_400


def test_coordinates_find_the_wijk(db: None) -> None:
    found = wijken.wijk_at("9999XX", latitude=52.436424, longitude=4.844853)
    assert found is not None
    assert found.name == "Poelenburg"


@pytest.mark.parametrize(
    ("postcode", "name"), [("1504AH", "Poelenburg"), ("1505AA", "Zaandam Zuid"), ("1506EK", None), ("1011AB", None)]
)
def test_postcode_finds_the_wijk_where_that_is_sure(db: None, postcode: str, name: str | None) -> None:
    found = wijken.wijk_at(postcode)
    assert (found.name if found else None) == name


def test_place_of_a_postcode() -> None:
    assert (wijken.city_of("1521AB"), wijken.city_of("1011AB"), wijken.city_of("")) == ("Wormerveer", "", "")


def test_key_figures_belong_to_a_wijk(db: None) -> None:
    assert set(wijken.key_figures()) == set(Wijk.objects.values_list("code", flat=True))


@given(st.floats(4.7, 5.0), st.floats(52.3, 52.6))
def test_square_contains_what_lies_in_it(longitude: float, latitude: float) -> None:
    inside = 4.8 <= longitude < 4.9 and 52.4 <= latitude < 52.5
    on_edge = longitude in {4.8, 4.9} or latitude in {52.4, 52.5}
    assert on_edge or wijken.contains(SQUARE, longitude=longitude, latitude=latitude) is inside


def test_accounthouder_takes_over(cast: Cast) -> None:
    wijk = make_wijk()
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=SPRING, by=cast.bureau)
    wijken.appoint(wijk=wijk, user=cast.bureau, from_day=AUTUMN, by=cast.bureau)
    held = [(account.user, account.started_on, account.ended_on) for account in wijk.accounts.order_by("pk")]
    assert held == [(cast.expert, SPRING, AUTUMN), (cast.bureau, AUTUMN, None)]
    assert [account.user for account in wijk.accounts.on(SPRING)] == [cast.expert]


def test_second_accounthouder_stands_beside_the_first(cast: Cast) -> None:
    wijk = make_wijk()
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=SPRING, by=cast.bureau)
    wijken.appoint(wijk=wijk, user=cast.bureau, from_day=AUTUMN, by=cast.bureau, is_primary=False)
    assert wijk.accounts.on(AUTUMN).count() == 2


def test_second_becomes_first(cast: Cast) -> None:
    wijk = make_wijk()
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=SPRING, by=cast.bureau, is_primary=False)
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=AUTUMN, by=cast.bureau)
    assert [(account.is_primary, account.ended_on) for account in wijk.accounts.order_by("pk")] == [
        (False, AUTUMN),
        (True, None),
    ]


def test_who_cannot_be_accounthouder(cast: Cast) -> None:
    wijk = make_wijk()
    with pytest.raises(Refusal, match="Alleen een collega"):
        wijken.appoint(wijk=wijk, user=cast.bilal, from_day=SPRING, by=cast.bureau)
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="is al accounthouder"):
        wijken.appoint(wijk=wijk, user=cast.expert, from_day=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="Kies een latere dag"):
        wijken.appoint(wijk=wijk, user=cast.bureau, from_day=SPRING, by=cast.bureau)


def test_take_over_on_the_same_day_replaces(cast: Cast) -> None:
    wijk = make_wijk()
    wijken.appoint(wijk=wijk, user=cast.expert, from_day=SPRING, by=cast.bureau)
    wijken.appoint(wijk=wijk, user=cast.bureau, from_day=SPRING, by=cast.bureau)
    assert [account.user for account in wijk.accounts.all()] == [cast.bureau]


def test_map_keeps_every_wijk_inside_its_frame(db: None) -> None:
    everywhere = list(Wijk.objects.all())
    frame = maps.frame_of(everywhere)
    shapes = [maps.shape(wijk, frame) for wijk in everywhere]
    assert all(0 <= shape.x <= maps.WIDTH and 0 <= shape.y <= frame.height for shape in shapes)
    assert all(shape.path.startswith("M") and shape.path.endswith("Z") for shape in shapes)
    assert sum(len(shape.path) for shape in shapes) < 30_000


def test_map_has_north_up_and_east_right() -> None:
    frame = maps.Frame(west=4.0, north=53.0, scale=100, shrink=0.6, height=100)
    assert frame.point(4.0, 53.0) == (0.0, 0.0)
    assert frame.point(5.0, 52.0) == (60.0, 100.0)


def test_centre_of_a_square_and_of_a_line() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    assert maps.centre(square) == (1.0, 1.0)
    assert maps.area(square) == 4.0
    assert maps.breadth(square, 1.0, 1.0) == (0.0, 2.0)
    assert maps.centre([(1.0, 1.0), (2.0, 2.0)]) == (1.0, 1.0)
