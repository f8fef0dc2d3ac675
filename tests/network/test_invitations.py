"""Invitations: single use, fourteen days, only the hash is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import invitations
from network.domain.invitations import hash_of
from network.enums import Role
from network.models import Invitation, Membership, OutgoingMail, Registration, TimelineEntry, User
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "water-onder-de-brug"
ACCEPT = {"name": "Noor de Wit", "password": PASSWORD, "password_again": PASSWORD}


def invite(cast: Cast, **changes: Any) -> Invitation:
    wishes = {"email": "noor@fluxus.test", "name": "Noor", "roles": ["expert"], "by": cast.bureau, "at": timezone.now()}
    return invitations.invite(**wishes | changes)


def token_in_letter(invitation: Invitation) -> str:
    body = OutgoingMail.objects.get(key=f"invitation:{invitation.pk}").body
    found = re.search(r"/uitnodiging/([\w-]+)/", body)
    assert found
    return found[1]


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


class TestInvite:
    def test_letter_carries_a_key_of_which_only_the_hash_is_kept(self, cast: Cast) -> None:
        invitation = invite(cast, email="Noor@Fluxus.test")
        token = token_in_letter(invitation)
        letter = OutgoingMail.objects.get()
        assert invitation.email == letter.to == "noor@fluxus.test"
        assert letter.is_secret
        assert letter.subject == "Je bent uitgenodigd voor FluXus"
        assert invitation.token_hash == hash_of(token) != token

    def test_new_one_withdraws_the_old(self, cast: Cast) -> None:
        first = token_in_letter(invite(cast))
        second = token_in_letter(invite(cast))
        assert invitations.find(token=first, at=timezone.now()) is None
        assert invitations.find(token=second, at=timezone.now()) is not None

    def test_only_beheer_makes_beheer(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Alleen beheer"):
            invite(cast, roles=["admin"])
        assert invite(cast, roles=["admin"], by=cast.admin).roles == ["admin"]

    def test_for_something_or_not_at_all(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="minstens één rol"):
            invite(cast, roles=[])
        with pytest.raises(Refusal, match="minstens één rol"):
            invite(cast, roles=["partner"])

    def test_colleague_with_account_gets_roles_from_beheer(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="heeft al een account"):
            invite(cast, email=cast.finance.email)

    def test_closed_account_is_not_opened_by_a_letter(self, cast: Cast) -> None:
        User.objects.filter(pk=cast.stranger.pk).update(is_active=False)
        with pytest.raises(Refusal, match="afgesloten"):
            invite(cast, email=cast.stranger.email, roles=[], partner=cast.bilal_partner)

    def test_who_speaks_for_the_partner_already_is_not_invited(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="heeft al toegang namens Bilal Amrani"):
            invite(cast, email=cast.bilal.email, roles=[], partner=cast.bilal_partner)

    def test_of_a_partner_stands_on_his_timeline(self, cast: Cast) -> None:
        invitation = invite(cast, roles=[], partner=cast.bilal_partner)
        assert invitation.roles == ["partner"]
        entry = TimelineEntry.objects.get(partner=cast.bilal_partner)
        assert (entry.title, entry.by) == ("Noor uitgenodigd voor Mijn FluXus", cast.bureau)

    def test_withdrawn_twice_is_refused(self, cast: Cast) -> None:
        invitation = invite(cast)
        invitations.withdraw(invitation=invitation, by=cast.bureau, at=timezone.now())
        with pytest.raises(Refusal, match="staat niet meer open"):
            invitations.withdraw(invitation=invitation, by=cast.bureau, at=timezone.now())


class TestAccept:
    def accept(self, token: str, **changes: Any) -> User:
        return invitations.accept(
            **{"token": token, "name": "Noor", "password": PASSWORD, "at": timezone.now()} | changes
        )

    def test_makes_a_colleague_with_a_proven_address(self, cast: Cast) -> None:
        user = self.accept(token_in_letter(invite(cast)))
        assert (user.roles, user.is_staff, user.is_superuser) == (["expert"], False, False)
        assert user.check_password(PASSWORD)
        assert EmailAddress.objects.get(user=user).verified

    def test_beheer_also_gets_the_admin(self, cast: Cast) -> None:
        user = self.accept(token_in_letter(invite(cast, roles=["admin"], by=cast.admin)))
        assert user.is_staff
        assert user.is_superuser

    def test_key_works_once(self, cast: Cast) -> None:
        token = token_in_letter(invite(cast))
        self.accept(token)
        with pytest.raises(Refusal, match="niet meer geldig"):
            self.accept(token)

    def test_key_works_fourteen_days(self, cast: Cast) -> None:
        token = token_in_letter(invite(cast))
        almost = timezone.now() + timedelta(days=13, hours=23)
        assert invitations.find(token=token, at=almost) is not None
        with pytest.raises(Refusal, match="niet meer geldig"):
            self.accept(token, at=almost + timedelta(hours=2))

    def test_withdrawn_key_is_dead(self, cast: Cast) -> None:
        invitation = invite(cast)
        token = token_in_letter(invitation)
        invitations.withdraw(invitation=invitation, by=cast.bureau, at=timezone.now())
        with pytest.raises(Refusal, match="niet meer geldig"):
            self.accept(token)

    def test_partner_speaks_for_his_partner_from_today(self, cast: Cast) -> None:
        user = self.accept(token_in_letter(invite(cast, roles=[], partner=cast.bilal_partner)))
        membership = Membership.objects.get(user=user)
        assert (membership.partner, membership.started_on) == (cast.bilal_partner, timezone.localdate())
        assert user.has_role(Role.PARTNER)
        titles = set(TimelineEntry.objects.values_list("title", flat=True))
        assert "Noor heeft nu toegang tot Mijn FluXus" in titles

    def test_unproven_registration_of_another_is_taken_over(self, cast: Cast) -> None:
        """Somebody else may have registered with this address before its owner was invited."""
        squatter = User.objects.create_user("noor@fluxus.test", "van-een-ander-123", name="Ander")
        Registration.objects.create(user=squatter)
        EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)
        user = self.accept(token_in_letter(invite(cast)))
        assert user.pk == squatter.pk
        assert user.check_password(PASSWORD)
        assert not Registration.objects.exists()

    def test_existing_account_accepts_for_itself_only(self, cast: Cast) -> None:
        token = token_in_letter(invite(cast, email=cast.stranger.email, roles=[], partner=cast.bilal_partner))
        with pytest.raises(Refusal, match="Log in met dat adres"):
            invitations.accept_as(token=token, user=cast.finance, at=timezone.now())
        invitations.accept_as(token=token, user=cast.stranger, at=timezone.now())
        cast.stranger.refresh_from_db()
        assert cast.stranger.roles == ["partner"]

    def test_who_registered_in_the_meantime_keeps_his_invitation(self, cast: Cast) -> None:
        token = token_in_letter(invite(cast, email="nieuw@fluxus.test", roles=["reception"]))
        user = User.objects.create_user("nieuw@fluxus.test", PASSWORD, name="Nieuw")
        invitations.accept_as(token=token, user=user, at=timezone.now())
        user.refresh_from_db()
        assert user.roles == ["reception"]

    def test_existing_account_is_not_made_again(self, cast: Cast) -> None:
        token = token_in_letter(invite(cast, email=cast.stranger.email, roles=[], partner=cast.bilal_partner))
        with pytest.raises(Refusal, match="heeft al een account"):
            self.accept(token)


class TestPages:
    def test_desk_invites(self, cast: Cast, as_bureau: Client) -> None:
        form = {"name": "Noor", "email": "noor@fluxus.test", "roles": ["finance", "reception"]}
        assert as_bureau.post("/netwerk/toegang/", form).status_code == 303
        assert Invitation.objects.get().roles == ["finance", "reception"]
        assert "noor@fluxus.test" in as_bureau.get("/netwerk/toegang/").text

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"roles": []}, "Kies minstens één rol"),
            ({"roles": ["admin"]}, "Selecteer een geldige keuze"),
            ({"email": "geen adres"}, "geldig e-mailadres"),
            ({"email": "financien@fluxus.test"}, "heeft al een account"),
            ({"name": ""}, "verplicht"),
            ({"partner": "Niemand Bekend"}, "We kennen niemand met deze naam"),
        ],
    )
    def test_desk_says_what_is_wrong(self, as_bureau: Client, changes: dict[str, Any], sentence: str) -> None:
        form = {"name": "Noor", "email": "noor@fluxus.test", "roles": ["finance"]} | changes
        answer = as_bureau.post("/netwerk/toegang/", form)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("text", ["x" * 5000, "💧 emoji", "<script>alert(1)</script>", "\u202eomgekeerd", "a\x00b"])
    def test_desk_survives_bad_text(self, as_bureau: Client, text: str) -> None:
        answer = as_bureau.post("/netwerk/toegang/", {"name": text, "email": text, "roles": [text], "partner": text})
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text

    def test_desk_is_for_who_manages_access(self, cast: Cast) -> None:
        assert logged_in(cast.expert).get("/netwerk/toegang/").status_code == 403
        assert logged_in(cast.bilal).get("/netwerk/toegang/").status_code == 404

    def test_desk_withdraws(self, cast: Cast, as_bureau: Client) -> None:
        invitation = invite(cast)
        path = f"/netwerk/toegang/uitnodigingen/{invitation.pk}/intrekken/"
        assert as_bureau.get(path).status_code == 405
        assert as_bureau.post(path).status_code == 303
        assert as_bureau.post(path).status_code == 409
        invitation.refresh_from_db()
        assert invitation.withdrawn_by == cast.bureau

    def test_invited_colleague_makes_an_account_and_is_logged_in(self, cast: Cast, client: Client) -> None:
        path = f"/uitnodiging/{token_in_letter(invite(cast))}/"
        assert "Welkom bij FluXus" in client.get(path).text
        answer = client.post(path, ACCEPT)
        assert answer.headers["Location"] == "/start/"
        assert client.get("/start/").headers["Location"] == "/werk/"
        assert client.get(path).status_code == 410

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"password": "kort", "password_again": "kort"}, "te kort"),
            ({"password": "1234567890", "password_again": "1234567890"}, "cijfers"),
            ({"password": "noor@fluxus.test", "password_again": "noor@fluxus.test"}, "lijkt te veel op je naam"),
            ({"password": "password12", "password_again": "password12"}, "Kies een ander"),
            ({"password_again": "iets anders"}, "niet hetzelfde"),
            ({"name": " "}, "verplicht"),
        ],
    )
    def test_weak_password_makes_no_account(
        self, cast: Cast, client: Client, changes: dict[str, str], sentence: str
    ) -> None:
        answer = client.post(f"/uitnodiging/{token_in_letter(invite(cast))}/", ACCEPT | changes)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert not User.objects.filter(email="noor@fluxus.test").exists()

    @pytest.mark.parametrize("token", ["onbekend", "x" * 300, "💧", "..", "%00"])
    def test_unknown_key_gets_a_clear_page(self, client: Client, db: None, token: str) -> None:
        answer = client.get(f"/uitnodiging/{token}/")
        assert answer.status_code in {404, 410}
        if answer.status_code == 410:
            assert "werkt niet meer" in answer.text

    def test_account_of_another_is_left_when_a_new_one_is_made(self, cast: Cast) -> None:
        client = logged_in(cast.bilal)
        client.post(f"/uitnodiging/{token_in_letter(invite(cast))}/", ACCEPT)
        assert client.get("/start/").headers["Location"] == "/werk/"

    def test_known_address_logs_in_first(self, cast: Cast, client: Client) -> None:
        letter = invite(cast, email=cast.stranger.email, roles=[], partner=cast.bilal_partner)
        path = f"/uitnodiging/{token_in_letter(letter)}/"
        assert f"/account/login/?next={path}" in client.get(path).text
        assert client.post(path, ACCEPT).status_code == 200
        assert not Membership.objects.filter(user=cast.stranger).exists()
        assert "Je bent ingelogd als" in logged_in(cast.finance).get(path).text
        mine = logged_in(cast.stranger)
        assert "Uitnodiging aannemen" in mine.get(path).text
        assert mine.post(path).headers["Location"] == "/start/"
        assert mine.get("/start/").headers["Location"] == "/mijn/"


class TestConstraints:
    def test_not_both_accepted_and_withdrawn(self, cast: Cast) -> None:
        invitation, at = invite(cast), timezone.now()
        ends = {"accepted_at": at, "accepted_by": cast.bureau, "withdrawn_at": at, "withdrawn_by": cast.bureau}
        with pytest.raises(IntegrityError, match="network_invitation_one_end"), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(**ends)

    @pytest.mark.parametrize(
        ("change", "name"),
        [
            ({"accepted_at": timezone.now()}, "network_invitation_accepted_by_someone"),
            ({"withdrawn_at": timezone.now()}, "network_invitation_withdrawn_by_someone"),
            ({"roles": ["koning"]}, "network_invitation_roles_known"),
        ],
    )
    def test_holds_in_the_database(self, cast: Cast, change: dict[str, Any], name: str) -> None:
        invitation = invite(cast)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(**change)
