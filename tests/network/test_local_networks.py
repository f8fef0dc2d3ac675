"""Networks in a wijk: joined, counted against the jaarplan, and left."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import local_networks
from network.models import LocalNetwork, TimelineEntry, Wijk
from tests.cast import Cast
from tests.factories.network import make_organisation, make_wijk

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)


def join(cast: Cast, *wijken: Wijk, name: str = "Wijkoverleg", **how: object) -> LocalNetwork:
    values = {"kind": "residents", "joined_on": SPRING, **how}
    return local_networks.join(name=name, wijken=wijken, by=cast.expert, **values)  # type: ignore[arg-type]  # as given


def test_network_holds_in_several_wijken_from_a_day_until_a_day(cast: Cast) -> None:
    here, there = make_wijk(), make_wijk()
    network = join(cast, here, there)
    assert set(network.wijken.all()) == {here, there}
    local_networks.leave(network=network, on=AUTUMN, by=cast.expert)
    days = (SPRING - timedelta(days=1), SPRING, AUTUMN - timedelta(days=1), AUTUMN)
    assert [here.local_networks.on(day).count() for day in days] == [0, 1, 1, 0]


def test_organiser_reads_it_on_his_timeline(cast: Cast) -> None:
    organiser = make_organisation()
    network = join(cast, make_wijk(), organiser=organiser)
    local_networks.leave(network=network, on=AUTUMN, by=cast.expert)
    assert list(TimelineEntry.objects.filter(partner=organiser).order_by("pk").values_list("title", flat=True)) == [
        "Trekker van netwerk: Wijkoverleg",
        "Netwerk gestopt: Wijkoverleg",
    ]


def test_what_cannot_be_joined(cast: Cast) -> None:
    wijk = make_wijk()
    for values, sentence in (({"name": "  "}, "een naam"), ({"kind": "x"}, "Kies een soort")):
        with pytest.raises(Refusal, match=sentence):
            join(cast, wijk, **values)  # type: ignore[arg-type]  # one of both
    with pytest.raises(Refusal, match="minstens één wijk"):
        join(cast)
    join(cast, wijk)
    with pytest.raises(Refusal, match="staat al bij deze wijk"):
        join(cast, wijk, name="WIJKOVERLEG")
    assert join(cast, make_wijk()).pk


def test_what_cannot_be_left(cast: Cast) -> None:
    network = join(cast, make_wijk())
    with pytest.raises(Refusal, match="Kies een latere dag"):
        local_networks.leave(network=network, on=SPRING, by=cast.expert)
    local_networks.leave(network=network, on=AUTUMN, by=cast.expert)
    with pytest.raises(Refusal, match="al gestopt op 01-09-2026"):
        local_networks.leave(network=network, on=AUTUMN, by=cast.expert)


def test_database_refuses_an_end_before_the_start(cast: Cast) -> None:
    network = join(cast, make_wijk())
    network.left_on = SPRING
    with pytest.raises(IntegrityError, match="network_local_network_ends_after_start"), transaction.atomic():
        network.save()


def test_page_of_the_wijk_joins_and_leaves(cast: Cast, client: Client) -> None:
    client.force_login(cast.expert)
    wijk, other, today = make_wijk(), make_wijk(), timezone.localdate()
    data = {"name": "Zorgtafel", "kind": "care", "joined_on": str(today - timedelta(days=9)), "wijken": [other.pk]}
    url = f"/netwerk/wijken/{wijk.slug}/netwerken/"
    assert client.post(url, data).status_code == 303
    again = client.post(url, data)
    assert (again.status_code, "staat al bij deze wijk" in again.text) == (422, True)
    page = client.get(f"/netwerk/wijken/{other.slug}/").text
    assert ("1 van 4" in page, "Zorgtafel" in page) == (True, True)
    network = LocalNetwork.objects.get()
    stop = f"/netwerk/netwerken/{network.pk}/stoppen/"
    assert client.get(stop, {"next": wijk.get_absolute_url()}).status_code == 200
    early = client.post(stop, {"left_on": str(today - timedelta(days=30))})
    assert (early.status_code, "Kies een latere dag" in early.text) == (422, True)
    assert client.post(stop, {"left_on": str(today), "next": wijk.get_absolute_url()}).url == wijk.get_absolute_url()
    assert client.post(stop, {"left_on": str(today)}).status_code == 422
    assert "0 van 4" in client.get(wijk.get_absolute_url()).text


def test_who_may_join_and_leave(cast: Cast, client: Client) -> None:
    wijk = make_wijk()
    network = join(cast, wijk)
    for user, status in ((cast.reception, 403), (cast.finance, 403), (cast.bilal, 404)):
        client.force_login(user)
        assert client.post(f"/netwerk/wijken/{wijk.slug}/netwerken/").status_code == status
        assert client.get(f"/netwerk/netwerken/{network.pk}/stoppen/").status_code == status
    client.force_login(cast.reception)
    page = client.get(wijk.get_absolute_url())
    assert (page.status_code, "Netwerk erbij" in page.text) == (200, False)
