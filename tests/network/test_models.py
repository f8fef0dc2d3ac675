"""Every rule that the database keeps, broken once in the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fluxus.db import violation
from network.models import (
    Address,
    Affiliation,
    ContactMomentPartner,
    EmailAddress,
    Identifier,
    Invitation,
    Membership,
    OutgoingMail,
    Partner,
    PhoneNumber,
    Registration,
    RoleAssignment,
    SchoolProfile,
    User,
    WijkAccount,
)
from tests.cast import Cast
from tests.factories.network import make_moment, make_organisation, make_person, make_school, make_user, make_wijk

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOUSE = {"street": "Kade", "house_number": 1, "postcode": "1506EK", "city": "Zaandam"}
LETTER = {"to": "a@b.test", "subject": "x", "body": "y"}


def twice(make: Callable[..., Any], *same: Any) -> None:
    make(*same)
    make(*same)


BREAKS: dict[str, Callable[[Cast], Any]] = {
    "network_partner_has_name": lambda cast: Partner.objects.create(kind="organisation", name="", sort_name=""),
    "network_partner_name_fits_kind": lambda cast: Partner.objects.create(kind="person", name="x", sort_name="x"),
    "network_partner_disciplines_known": lambda cast: make_organisation(disciplines=["koken"]),
    "network_role_open_once": lambda cast: make_person(roles=("teacher", "teacher")),
    "network_role_ends_after_start": lambda cast: RoleAssignment.objects.create(
        partner=make_person(), role="teacher", started_on=DAY, ended_on=DAY
    ),
    "network_affiliation_not_with_self": lambda cast: Affiliation.objects.create(
        partner=cast.bilal_partner, organisation=cast.bilal_partner, kind="member"
    ),
    "network_affiliation_open_once": lambda cast: twice(
        lambda body: Affiliation.objects.create(partner=cast.bilal_partner, organisation=body, kind="member"),
        make_organisation(),
    ),
    "network_affiliation_ends_after_start": lambda cast: Affiliation.objects.create(
        partner=cast.bilal_partner, organisation=make_organisation(), kind="member", started_on=DAY, ended_on=DAY
    ),
    "network_address_one_per_kind": lambda cast: twice(
        lambda: Address.objects.create(partner=cast.bilal_partner, **HOUSE)
    ),
    "network_address_postcode_form": lambda cast: Address.objects.create(
        partner=cast.bilal_partner, **{**HOUSE, "postcode": "1506ek"}
    ),
    "network_email_one_primary": lambda cast: twice(
        lambda: EmailAddress.objects.create(partner=cast.bilal_partner, address="a@b.test")
    ),
    "network_phone_one_primary": lambda cast: twice(
        lambda: PhoneNumber.objects.create(partner=cast.bilal_partner, number="06", e164="+316")
    ),
    "network_identifier_one_per_kind": lambda cast: twice(
        lambda: Identifier.objects.create(partner=cast.bilal_partner, kind="kvk", value="12345678")
    ),
    "network_identifier_once": lambda cast: twice(
        lambda: Identifier.objects.create(partner=make_organisation(), kind="brin", value="30AH00")
    ),
    "network_school_site_code_form": lambda cast: SchoolProfile.objects.create(
        partner=make_organisation(), site_code="30ah00", sector="po", source="x"
    ),
    "network_wijk_one_primary_account": lambda cast: twice(
        lambda wijk: WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on=DAY),
        make_wijk(),
    ),
    "network_wijk_account_ends_after_start": lambda cast: WijkAccount.objects.create(
        wijk=make_wijk(), user=cast.expert, started_on=DAY, ended_on=DAY
    ),
    "network_moment_partner_once": lambda cast: twice(
        lambda moment: ContactMomentPartner.objects.create(moment=moment, partner=cast.bilal_partner),
        make_moment(cast.bilal_partner, cast.expert),
    ),
    "network_user_email_lower_case": lambda cast: User.objects.create(email="A@b.test", name="x"),
    "network_user_roles_known": lambda cast: make_user("x", "koning"),
    "network_membership_open_once": lambda cast: Membership.objects.create(
        user=cast.bilal, partner=cast.bilal_partner, started_on=DAY
    ),
    "network_membership_ends_after_start": lambda cast: Membership.objects.create(
        user=cast.stranger, partner=cast.bilal_partner, started_on=DAY, ended_on=DAY
    ),
    "network_invitation_accepted_by_someone": lambda cast: Invitation.objects.create(
        email="a@b.test", name="x", token_hash="h", invited_at=AT, invited_by=cast.bureau, expires_at=AT, accepted_at=AT
    ),
    "network_registration_decided_by_someone": lambda cast: Registration.objects.create(
        user=cast.stranger, decided_at=AT, is_approved=True
    ),
    "network_registration_outcome_when_decided": lambda cast: Registration.objects.create(
        user=cast.stranger, decided_at=AT, decided_by=cast.bureau
    ),
    "network_mail_sent_has_moment": lambda cast: OutgoingMail.objects.create(key="k", status="sent", **LETTER),
}


@pytest.mark.parametrize("name", BREAKS)
def test_database_keeps_the_rule(cast: Cast, name: str) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        BREAKS[name](cast)
    assert violation(broken.value) == name


def test_role_holds_until_its_end(cast: Cast) -> None:
    partner = make_person()
    RoleAssignment.objects.create(partner=partner, role="teacher", started_on=date(2026, 1, 1), ended_on=DAY)
    held = [
        Partner.objects.cultuurmakers(on=day).filter(pk=partner.pk).exists()
        for day in (date(2025, 12, 31), date(2026, 8, 31), DAY)
    ]
    assert held == [False, True, False]


def test_role_without_a_start_has_always_held(cast: Cast) -> None:
    partner = make_person()
    RoleAssignment.objects.create(partner=partner, role="volunteer")
    assert Partner.objects.with_role("volunteer", on=date(1990, 1, 1)).get() == partner


def test_partners_are_visible_to_colleagues_and_those_who_act_for_them(cast: Cast) -> None:
    make_school()
    assert Partner.objects.visible_to(cast.reception).count() == 2
    assert Partner.objects.visible_to(cast.bilal).get() == cast.bilal_partner
    assert Partner.objects.visible_to(cast.stranger).count() == 0
    Membership.objects.update(ended_on=date(2021, 1, 1))
    assert Partner.objects.visible_to(cast.bilal).count() == 0
