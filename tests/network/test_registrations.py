"""Cultuurmakers who register themselves: prove the address, wait, and are let in or not."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import registrations
from network.enums import PartnerKind, PartnerRole
from network.models import EmailAddress as PartnerEmail
from network.models import Membership, OutgoingMail, Partner, Registration, TimelineEntry, User
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Sanne van der Berg",
    "email": "Sanne@Fluxus.test",
    "message": "Ik geef saxofoonles.",
    "password1": "water-onder-de-brug",
    "password2": "water-onder-de-brug",
}


def code_in_last_letter() -> str:
    letter = OutgoingMail.objects.order_by("-pk").first()
    assert letter is not None
    found = re.search(r"^([A-Z0-9-]{6,9})$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found[1]


@pytest.fixture
def sanne(cast: Cast) -> Registration:
    """Somebody who proved her address and waits."""
    user = person("sanne")
    User.objects.filter(pk=user.pk).update(name="Sanne van der Berg")
    user.refresh_from_db()
    return Registration.objects.create(user=user, message="Ik geef saxofoonles.")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestRegister:
    def test_address_is_proven_with_a_code_and_then_one_waits(self, client: Client) -> None:
        assert client.get("/account/signup/").status_code == 200
        answer = client.post("/account/signup/", FORM)
        assert answer.headers["Location"] == "/account/confirm-email/"
        registration = Registration.objects.get()
        assert (registration.user.name, registration.user.email) == ("Sanne van der Berg", "sanne@fluxus.test")
        assert registration.message == "Ik geef saxofoonles."
        assert list(Registration.objects.waiting()) == []
        assert client.get("/start/").headers["Location"] == "/account/login/?next=/start/"
        client.post("/account/confirm-email/", {"code": code_in_last_letter()})
        assert "Je aanmelding is binnen" in client.get("/start/").text
        assert list(Registration.objects.waiting()) == [registration]
        assert client.get("/werk/").status_code == client.get("/mijn/").status_code == 404

    def test_letter_with_the_code_is_secret_and_dutch(self, client: Client) -> None:
        client.post("/account/signup/", FORM)
        letter = OutgoingMail.objects.get()
        assert letter.is_secret
        assert letter.subject.startswith("FluXus: ")
        assert "bevestig" in letter.subject.lower()

    @pytest.mark.parametrize("field", ["name", "email", "message", "password1", "password2"])
    def test_everything_is_needed(self, client: Client, field: str) -> None:
        assert client.post("/account/signup/", FORM | {field: ""}).status_code == 200
        assert not User.objects.exists()

    @pytest.mark.parametrize("text", ["x" * 5000, "a\x00b", "\u202e"])
    def test_bad_text_gets_a_sentence(self, client: Client, text: str) -> None:
        answer = client.post("/account/signup/", FORM | {"name": text, "message": text * 3})
        assert answer.status_code == 200
        assert not User.objects.exists()

    def test_known_address_is_not_given_away(self, cast: Cast, client: Client) -> None:
        answer = client.post("/account/signup/", FORM | {"email": cast.bilal.email})
        assert answer.headers["Location"] == "/account/confirm-email/"
        assert not Registration.objects.exists()
        letter = OutgoingMail.objects.get()
        assert letter.to == cast.bilal.email
        assert "al een account" in letter.body

    def test_registering_gives_no_rights_whatever_is_posted(self, client: Client) -> None:
        client.post("/account/signup/", FORM | {"roles": "admin", "is_staff": "on", "is_superuser": "on"})
        user = User.objects.get()
        assert (user.roles, user.is_staff, user.is_superuser) == ([], False, False)


class TestResembling:
    def test_same_address_first_then_a_name_alike(self, cast: Cast, sanne: Registration) -> None:
        namesake = Partner.objects.create(
            kind=PartnerKind.PERSON,
            given_name="Sanne",
            infix="van den",
            family_name="Berg",
            name="Sanne van den Berg",
            sort_name="Berg, Sanne van den",
            search_text="sanne van den berg",
        )
        choir = Partner.objects.create(
            kind=PartnerKind.ORGANISATION, name="Koor De Zaan", sort_name="Koor De Zaan", search_text="koor de zaan"
        )
        PartnerEmail.objects.create(partner=choir, address="Sanne@fluxus.test")
        assert registrations.resembling(registration=sanne) == [choir, namesake]


class TestDecide:
    def test_approval_opens_the_portal_and_is_written(self, cast: Cast, sanne: Registration) -> None:
        registrations.approve(registration=sanne, partner=cast.bilal_partner, by=cast.bureau, at=timezone.now())
        user = User.objects.get(pk=sanne.user_id)
        assert user.roles == ["partner"]
        assert Membership.objects.get(user=user).partner == cast.bilal_partner
        letter = OutgoingMail.objects.get()
        assert (letter.to, letter.subject) == ("sanne@fluxus.test", "Je kunt aan de slag in Mijn FluXus")
        assert "namens Bilal Amrani" in letter.body
        entry = TimelineEntry.objects.get(partner=cast.bilal_partner)
        assert entry.title == "Sanne van der Berg toegelaten tot Mijn FluXus"

    def test_refusal_is_written_with_its_reason(self, cast: Cast, sanne: Registration) -> None:
        reason = 'We zoeken nu geen saxofonisten & "blazers".'
        registrations.refuse(registration=sanne, reason=reason, by=cast.bureau, at=timezone.now())
        letter = OutgoingMail.objects.get()
        assert reason in letter.body
        assert "Je hebt nog geen toegang" in logged_in(sanne.user).get("/start/").text

    def test_is_done_once(self, cast: Cast, sanne: Registration) -> None:
        registrations.refuse(registration=sanne, reason="Nee.", by=cast.bureau, at=timezone.now())
        with pytest.raises(Refusal, match="al besloten"):
            registrations.approve(registration=sanne, partner=cast.bilal_partner, by=cast.bureau, at=timezone.now())
        assert not Membership.objects.filter(user=sanne.user).exists()
        assert OutgoingMail.objects.count() == 1


class TestPages:
    def approve(self, client: Client, registration: Registration, **form: Any) -> Any:
        return client.post(f"/netwerk/toegang/aanmeldingen/{registration.pk}/toelaten/", form)

    def test_desk_and_page_show_who_waits(self, as_bureau: Client, sanne: Registration) -> None:
        assert "Sanne van der Berg" in as_bureau.get("/netwerk/toegang/").text
        page = as_bureau.get(f"/netwerk/toegang/aanmeldingen/{sanne.pk}/")
        assert "Ik geef saxofoonles." in page.text

    def test_approve_for_a_partner_from_the_network(self, cast: Cast, as_bureau: Client, sanne: Registration) -> None:
        answer = self.approve(as_bureau, sanne, choice="other", partner="Bilal Amrani", role="teacher")
        assert answer.headers["Location"] == "/netwerk/toegang/"
        assert Membership.objects.get(user=sanne.user).partner == cast.bilal_partner

    def test_approve_as_a_new_person(self, as_bureau: Client, sanne: Registration) -> None:
        assert self.approve(as_bureau, sanne, choice="new", role="artist").status_code == 303
        partner = Membership.objects.get(user=sanne.user).partner
        assert (partner.given_name, partner.infix, partner.family_name) == ("Sanne", "van der", "Berg")
        assert [row.role for row in partner.role_assignments.all()] == [PartnerRole.ARTIST]
        assert partner.emails.get().address == "sanne@fluxus.test"

    def test_approve_as_a_new_organisation(self, as_bureau: Client, sanne: Registration) -> None:
        answer = self.approve(as_bureau, sanne, choice="new", organisation="Saxkwartet", role="amateur_association")
        assert answer.status_code == 303
        assert Membership.objects.get(user=sanne.user).partner.name == "Saxkwartet"

    @pytest.mark.parametrize(
        ("form", "sentence"),
        [
            ({"choice": "other"}, "Kies een partner uit het netwerk"),
            ({"choice": "999999"}, "Selecteer een geldige keuze"),
            ({}, "verplicht"),
            ({"choice": "new", "role": "koning"}, "Selecteer een geldige keuze"),
        ],
    )
    def test_approve_needs_a_choice(
        self, as_bureau: Client, sanne: Registration, form: dict[str, str], sentence: str
    ) -> None:
        answer = self.approve(as_bureau, sanne, **form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert Registration.objects.get(pk=sanne.pk).decided_at is None

    def test_refuse_needs_a_reason(self, as_bureau: Client, sanne: Registration) -> None:
        path = f"/netwerk/toegang/aanmeldingen/{sanne.pk}/afwijzen/"
        assert as_bureau.post(path, {"reason": " "}).status_code == 422
        assert as_bureau.post(path, {"reason": "Nu niet."}).status_code == 303
        assert as_bureau.post(path, {"reason": "Nog eens."}).status_code == 422
        assert "afgewezen" in as_bureau.get(f"/netwerk/toegang/aanmeldingen/{sanne.pk}/").text

    def test_decisions_are_posts_of_who_manages_access(self, cast: Cast, sanne: Registration) -> None:
        for step in ("toelaten", "afwijzen"):
            path = f"/netwerk/toegang/aanmeldingen/{sanne.pk}/{step}/"
            assert logged_in(cast.bureau).get(path).status_code == 405
            assert logged_in(cast.expert).post(path).status_code == 403
            assert logged_in(sanne.user).post(path).status_code == 404


class TestConstraints:
    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"decided_at": timezone.now(), "is_approved": True}, "network_registration_decided_by_someone"),
            ({"is_approved": True}, "network_registration_outcome_when_decided"),
        ],
    )
    def test_holds_in_the_database(self, sanne: Registration, change: dict[str, Any], name: str) -> None:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Registration.objects.filter(pk=sanne.pk).update(**change)

    def test_waiting_needs_a_proven_address(self, sanne: Registration) -> None:
        assert list(Registration.objects.waiting()) == [sanne]
        EmailAddress.objects.filter(user=sanne.user).update(verified=False)
        assert list(Registration.objects.waiting()) == []
