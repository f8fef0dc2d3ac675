"""What about my wijk: everybody on the map, what waits, what is silent, what is missing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.domain import maps, wijken
from network.domain.buurten import buurten, middle_of_postcode
from network.domain.wijk_facts import facts, people_of, silent_in, tasks_of
from network.domain.wijk_kinds import EXPECTED, KINDS, OTHER, kind_of, white_spots
from network.domain.wijk_map import MOST_IN_CLUSTER, parts, seed, spread
from network.enums import Confidentiality, PartnerRole
from network.models import Address, Partner, Task, Wijk
from network.views.wijken import legend, level
from programmes.models import SchoolGroup
from tests.cast import Cast
from tests.factories.network import (
    make_moment,
    make_organisation,
    make_person,
    make_school,
    make_wijk,
)
from tests.factories.programmes import make_year

TODAY = date(2026, 9, 7)
LONG_AGO, LATELY = datetime(2025, 9, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
POELENBURG = "/netwerk/wijken/poelenburg/"


@pytest.fixture
def poelenburg(db: None) -> Wijk:
    return Wijk.objects.get(slug="poelenburg")


def there(wijk: Wijk, *roles: str, place: tuple[float, float] | None = None, name: str = "", **fields: Any) -> Partner:
    """An organisation with an address in a wijk."""
    partner = make_organisation(name, roles=roles, **fields)
    latitude, longitude = place or (None, None)
    Address.objects.create(
        partner=partner, street="De Weer", house_number=1, postcode="1504AH", city="Zaandam", wijk=wijk,
        latitude=latitude, longitude=longitude,
    )  # fmt: skip
    return partner


def only(wijk: Wijk, cast: Cast) -> Any:
    (row,) = facts(wijken=[wijk], user=cast.bureau, on=TODAY)
    return row


# Figures


def test_figures_of_a_wijk(cast: Cast, poelenburg: Wijk) -> None:
    there(poelenburg, PartnerRole.CHILDCARE, last_contact_at=LATELY)
    there(poelenburg, PartnerRole.CHILDCARE, PartnerRole.VENUE, last_contact_at=LONG_AGO)
    make_school(wijk=poelenburg, pupils=200)
    make_school(wijk=poelenburg, pupils=None)
    make_school(wijk=make_wijk(), pupils=50)
    row = only(poelenburg, cast)
    assert (row.partners, row.silent, row.schools, row.pupils) == (4, 3, 2, 200)
    assert row.roles == {"childcare": 2, "venue": 1, "school": 2}
    assert (row.accounts, row.networks, row.networks_missing) == ([], 0, 4)


def test_partner_with_two_addresses_in_a_wijk_counts_once(cast: Cast, poelenburg: Wijk) -> None:
    partner = there(poelenburg, PartnerRole.CARE)
    Address.objects.create(
        partner=partner,
        kind="post",
        street="Postbus",
        house_number=1,
        postcode="1504AH",
        city="Zaandam",
        wijk=poelenburg,
    )
    row = only(poelenburg, cast)
    assert (row.partners, row.silent, row.roles) == (1, 1, {"care": 1})
    assert len(people_of(poelenburg, on=TODAY)) == 1


def test_school_with_its_post_in_the_wijk_counts_once(cast: Cast, poelenburg: Wijk) -> None:
    school = make_school(wijk=poelenburg, pupils=200)
    make_school(wijk=poelenburg, pupils=200)
    Address.objects.create(
        partner=school, kind="post", street="Postbus", house_number=1, postcode="1504AH", city="Zaandam", wijk=poelenburg
    )  # fmt: skip
    row = only(poelenburg, cast)
    assert (row.schools, row.pupils) == (2, 400)


def test_role_that_ended_is_a_white_spot(cast: Cast, poelenburg: Wijk) -> None:
    partner = there(poelenburg, PartnerRole.CHILDCARE)
    partner.role_assignments.update(ended_on=TODAY)
    row = only(poelenburg, cast)
    assert row.white_spots == list(EXPECTED)
    assert people_of(poelenburg, on=TODAY).get().role_names == []


def test_white_spots_are_what_nobody_is() -> None:
    assert white_spots(PartnerRole.values) == []
    assert white_spots([role for role in EXPECTED if role != PartnerRole.CHILDCARE]) == [PartnerRole.CHILDCARE]


def test_longest_silence_comes_first(poelenburg: Wijk) -> None:
    never = there(poelenburg)
    lately = there(poelenburg, last_contact_at=LATELY)
    old = there(poelenburg, last_contact_at=LONG_AGO)
    older = there(poelenburg, last_contact_at=LONG_AGO - timedelta(days=1))
    found = list(silent_in(poelenburg, on=TODAY))
    assert found == [never, older, old]
    assert lately not in found


def test_tasks_of_the_wijk_and_of_its_partners(cast: Cast, poelenburg: Wijk) -> None:
    partner = there(poelenburg)
    own = {"assigned_to": cast.expert, "created_by": cast.expert}
    late = Task.objects.create(title="Bel", partner=partner, due_on=TODAY - timedelta(days=1), **own)
    both = Task.objects.create(title="Ga langs", partner=partner, wijk=poelenburg, due_on=TODAY, **own)
    loose = Task.objects.create(title="Ooit", wijk=poelenburg, **own)
    Task.objects.create(title="Gedaan", wijk=poelenburg, done_at=timezone.now(), done_by=cast.expert, **own)
    Task.objects.create(title="Elders", wijk=make_wijk(), **own)
    assert list(tasks_of(poelenburg, user=cast.bureau)) == [late, both, loose]
    row = only(poelenburg, cast)
    assert (row.tasks, row.late) == (3, 1)


def test_task_of_a_confidential_moment_is_not_counted_for_others(cast: Cast, poelenburg: Wijk) -> None:
    moment = make_moment(make_person(), cast.expert, confidentiality=Confidentiality.PERSONAL)
    Task.objects.create(title="Stil", wijk=poelenburg, moment=moment, assigned_to=cast.expert, created_by=cast.expert)
    assert [facts(wijken=[poelenburg], user=user, on=TODAY)[0].tasks for user in (cast.expert, cast.bureau)] == [1, 0]


# The map


def test_every_buurt_lies_in_a_wijk_that_we_have(db: None) -> None:
    found = buurten()
    assert sum(len(group) for group in found.values()) == 79
    assert set(found) == set(Wijk.objects.values_list("code", flat=True))
    for code, group in found.items():
        wijk = Wijk.objects.get(code=code)
        inside = [wijken.contains(wijk.boundary, longitude=x, latitude=y) for x, y in (one.middle for one in group)]
        assert sum(inside) >= len(group) - 1  # a buurt may be bent round its own middle


def test_middle_of_a_postcode_lies_among_its_people() -> None:
    assert middle_of_postcode("WK047912", "1504") is not None
    assert middle_of_postcode("WK047912", "1999") is None


def test_kind_of_a_partner_is_the_first_that_fits() -> None:
    assert kind_of(["venue", "school"]).slug == "school"
    assert kind_of(["press"]) == OTHER
    assert kind_of([]) == OTHER
    assert len({role for kind in KINDS for role in kind.roles}) == sum(len(kind.roles) for kind in KINDS)


def test_partner_with_coordinates_stands_there_and_others_at_their_postcode(poelenburg: Wijk) -> None:
    there(poelenburg, PartnerRole.CARE, place=(52.436424, 4.844853))
    there(poelenburg, PartnerRole.CHILDCARE)
    there(poelenburg)
    frame = maps.frame_around(poelenburg, height=500)
    spots, clusters = spread(people_of(poelenburg, on=TODAY), poelenburg, frame)
    assert [(spot.kind.slug, 0 < spot.x < maps.WIDTH, 0 < spot.y < 500) for spot in spots] == [("care", True, True)]
    assert [(one.pc4, one.number, [spot.kind.slug for spot in one.spots]) for one in clusters] == [
        ("1504", 2, ["childcare", "other"])
    ]


def test_partners_in_one_building_stand_beside_each_other(poelenburg: Wijk) -> None:
    for _number in range(4):
        there(poelenburg, PartnerRole.SCHOOL, place=(52.436424, 4.844853))
    spots, _clusters = spread(people_of(poelenburg, on=TODAY), poelenburg, maps.frame_around(poelenburg, height=500))
    assert len({(spot.x, spot.y) for spot in spots}) == 4


def test_crowd_is_a_number(poelenburg: Wijk) -> None:
    for _number in range(MOST_IN_CLUSTER + 5):
        there(poelenburg)
    _spots, (crowd,) = spread(people_of(poelenburg, on=TODAY), poelenburg, maps.frame_around(poelenburg, height=500))
    assert (crowd.number, len(crowd.spots)) == (MOST_IN_CLUSTER + 5, MOST_IN_CLUSTER)


def test_seeds_never_touch() -> None:
    places = [seed(number) for number in range(MOST_IN_CLUSTER)]
    nearest = min(
        (ax - bx) ** 2 + (ay - by) ** 2 for number, (ax, ay) in enumerate(places) for bx, by in places[number + 1 :]
    )
    assert nearest > 11**2


def test_frame_holds_the_whole_wijk(db: None) -> None:
    for wijk in Wijk.objects.all():
        frame = maps.frame_around(wijk, height=500)
        points = [frame.point(x, y) for ring in maps.rings(wijk.boundary) for x, y in ring]
        assert all(0 <= x <= maps.WIDTH and 0 <= y <= 500 for x, y in points)


def test_wijk_of_one_buurt_has_no_inner_lines(db: None) -> None:
    for wijk in Wijk.objects.all():
        number = len(buurten()[wijk.code])
        assert len(parts(wijk, maps.frame_around(wijk, height=500))) == (number if number > 1 else 0)


@pytest.mark.parametrize("most", [0, 1, 2, 3, 7, 87])
def test_legend_says_what_the_shades_are(most: int) -> None:
    explained = {number: key for key, least, greatest in legend(most) for number in range(least, greatest + 1)}
    assert explained == {number: level(number, most) for number in range(1, most + 1)}


# The pages


def test_page_tells_who_is_there_and_who_is_not(cast: Cast, as_bureau: Client, poelenburg: Wijk) -> None:
    there(poelenburg, PartnerRole.CARE, name="De Zorgboom")
    page = as_bureau.get(POELENBURG).text
    assert page.count("De Zorgboom") == 3  # on the map, in silence, in the table
    assert "alleen postcode 1504" in page
    assert "Van 1 van de 1 partners kennen we alleen de postcode." in page
    assert "Geen kinderopvang in beeld" in page
    assert "Geen zorginstelling in beeld" not in page
    assert "soort=organisatie&amp;rol=childcare&amp;wijk=poelenburg" in page
    assert "wijken=poelenburg&amp;silence=6" in page


def test_link_of_a_white_spot_fills_in_role_and_wijk(as_bureau: Client, poelenburg: Wijk) -> None:
    form = as_bureau.get("/netwerk/partners/nieuw/?soort=organisatie&rol=childcare&wijk=poelenburg").context["form"]
    assert (form.initial["roles"], form.initial["wijk"]) == (["childcare"], poelenburg)
    form = as_bureau.get("/netwerk/partners/nieuw/?soort=organisatie&rol=x&wijk=y").context["form"]
    assert (form.initial["roles"], form.initial["wijk"]) == ([], None)


def test_silence_leads_to_the_same_partners_in_the_list(cast: Cast, as_bureau: Client, poelenburg: Wijk) -> None:
    there(poelenburg, name="Lang Stil", last_contact_at=timezone.now() - timedelta(days=400))
    there(poelenburg, name="Pas Gesproken", last_contact_at=timezone.now())
    listed = as_bureau.get("/netwerk/?wijken=poelenburg&silence=6").text
    assert ("Lang Stil" in listed, "Pas Gesproken" in listed) == (True, False)


def test_page_of_one_kind(as_bureau: Client, poelenburg: Wijk) -> None:
    care, childcare = there(poelenburg, PartnerRole.CARE), there(poelenburg, PartnerRole.CHILDCARE)
    assert as_bureau.get(POELENBURG).context["people"] == [care, childcare]
    assert as_bureau.get(POELENBURG, {"soort": "childcare"}).context["people"] == [childcare]
    assert as_bureau.get(POELENBURG, {"soort": "\x00", "na": "\x00"}).status_code == 200


def test_page_goes_on_after_fifty(as_bureau: Client, poelenburg: Wijk) -> None:
    for number in range(52):
        there(poelenburg, name=f"Club {number:02d}")
    first = as_bureau.get(POELENBURG).context
    rest = as_bureau.get(f"{POELENBURG}{first['next_page']}").context
    assert [len(first["people"]), [person.name for person in rest["people"]]] == [50, ["Club 50", "Club 51"]]


def test_page_shows_groups_and_pupils_of_its_schools(as_bureau: Client, poelenburg: Wijk) -> None:
    year = make_year(timezone.localdate())
    school = make_school(wijk=poelenburg)
    for name, pupils in (("5A", 24), ("6B", 26)):
        SchoolGroup.objects.create(school=school, school_year=year, name=name, grades=[5], pupils=pupils)
    assert "2 groepen met 50 leerlingen" in as_bureau.get(POELENBURG).text


def test_what_a_colleague_may_do_here(cast: Cast, client: Client, poelenburg: Wijk) -> None:
    offers = {
        "bureau": {"Andere accounthouder", "Netwerk erbij", "Voeg toe", "Noteer contact", "Nieuwe taak"},
        "expert": {"Netwerk erbij", "Voeg toe", "Noteer contact", "Nieuwe taak"},
        "finance": {"Noteer contact", "Nieuwe taak"},
        "reception": {"Nieuwe taak"},
    }
    for name, offered in offers.items():
        client.force_login(getattr(cast, name))
        page = client.get(POELENBURG).text
        assert {word for word in offers["bureau"] if word in page} == offered, name
    client.force_login(cast.bilal)
    assert (client.get(POELENBURG).status_code, client.get("/netwerk/wijken/").status_code) == (404, 404)


def test_index_puts_own_wijken_first_and_sorts(cast: Cast, client: Client, poelenburg: Wijk) -> None:
    client.force_login(cast.expert)
    busy = Wijk.objects.get(slug="wormerveer")
    there(busy)
    wijken.appoint(wijk=poelenburg, user=cast.expert, from_day=date(2020, 1, 1), by=cast.bureau, is_primary=False)
    page = client.get("/netwerk/wijken/")
    assert [row.wijk.slug for row in page.context["rows"]][:2] == ["poelenburg", "assendelft-noord"]
    assert (len(page.context["rows"]), page.text.count("van jou")) == (19, 1)
    page = client.get("/netwerk/wijken/", {"sorteer": "partners"})
    assert [row.wijk.slug for row in page.context["rows"]][:2] == ["poelenburg", "wormerveer"]
    for key in ("stil", "taken", "netwerken", "vlekken", "leerlingen", "inwoners", "\x00", "x"):
        assert client.get("/netwerk/wijken/", {"sorteer": key}).status_code == 200


def test_start_page_shows_silence_and_late_tasks_of_own_wijken(cast: Cast, client: Client, poelenburg: Wijk) -> None:
    there(poelenburg)
    wijken.appoint(wijk=poelenburg, user=cast.expert, from_day=date(2020, 1, 1), by=cast.bureau)
    yesterday = timezone.localdate() - timedelta(days=1)
    Task.objects.create(title="Bel", wijk=poelenburg, due_on=yesterday, assigned_to=cast.expert, created_by=cast.expert)
    client.force_login(cast.expert)
    assert "1 taak te laat · 1 van 1 stil" in " ".join(client.get("/werk/").text.split())


@pytest.mark.parametrize("path", ["/netwerk/wijken/", POELENBURG, "/werk/"])
def test_pages_cost_the_same_for_many(cast: Cast, client: Client, poelenburg: Wijk, path: str) -> None:
    client.force_login(cast.expert)

    def fill(number: int) -> None:
        for _number in range(number):
            partner = there(poelenburg, PartnerRole.CARE, place=(52.436424, 4.844853))
            make_school(wijk=poelenburg)
            Task.objects.create(title="Bel", partner=partner, assigned_to=cast.expert, created_by=cast.expert)

    wijken.appoint(wijk=poelenburg, user=cast.expert, from_day=date(2020, 1, 1), by=cast.bureau)
    fill(1)
    with CaptureQueriesContext(connection) as few:
        assert client.get(path).status_code == 200
    for other in Wijk.objects.exclude(pk=poelenburg.pk):
        wijken.appoint(wijk=other, user=cast.expert, from_day=date(2020, 1, 1), by=cast.bureau)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)
