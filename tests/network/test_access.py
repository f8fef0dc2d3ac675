"""The desk for access and the start pages cost the same for one row and for thirty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.enums import PartnerKind, Role
from network.models import ContactMoment, Invitation, Membership, OutgoingMail, Partner, Registration
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db


def fill(cast: Cast, first: int, last: int) -> None:
    """Everything that the desk and the start page list, so many times."""
    at = timezone.now()
    for n in range(first, last):
        partner = Partner.objects.create(
            kind=PartnerKind.ORGANISATION, name=f"P{n}", sort_name=f"P{n}", search_text=f"p{n}"
        )
        Membership.objects.create(user=person(f"lid{n}", Role.PARTNER), partner=partner, started_on="2020-01-01")
        Registration.objects.create(user=person(f"wacht{n}"), message="x")
        person(f"collega{n}", Role.EXPERT)
        Invitation.objects.create(
            email=f"gast{n}@fluxus.test",
            name=f"Gast {n}",
            roles=["partner"],
            partner=partner,
            token_hash=str(n),
            invited_at=at,
            invited_by=cast.bureau,
            expires_at=at + timedelta(days=1),
        )
        OutgoingMail.objects.create(key=str(n), to="a@fluxus.test", subject="s", body="b", status="failed")
        moment = ContactMoment.objects.create(kind="note", occurred_at=at, summary="x", noted_by=cast.expert)
        moment.partners.add(partner)


def cost(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/netwerk/toegang/", "/werk/"])
def test_list_costs_the_same_for_one_row_and_for_thirty(cast: Cast, as_bureau: Client, path: str) -> None:
    fill(cast, 0, 1)
    cost(as_bureau, path)
    one = cost(as_bureau, path)
    fill(cast, 1, 30)
    assert cost(as_bureau, path) == one


def test_desk_shows_people_with_their_roles_and_second_step(cast: Cast, as_bureau: Client) -> None:
    fill(cast, 0, 1)
    text = as_bureau.get("/netwerk/toegang/").text
    for shown in ("Wacht0", "Gast 0", "Collega0", "Lid0", "projectbureau", "nog niet"):
        assert shown in text


def test_closed_accounts_are_no_colleagues(cast: Cast, as_bureau: Client) -> None:
    type(cast.finance).objects.filter(pk=cast.finance.pk).update(is_active=False)
    assert "financien@fluxus.test" not in as_bureau.get("/netwerk/toegang/").text
