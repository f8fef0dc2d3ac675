"""Logging in: password, code by mail, passkey; limits on trying; and never led outside."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from fluxus.errors import Refusal
from network.domain import accounts
from network.models import ContactMoment, Membership, OutgoingMail, Registration, User, Wijk, WijkAccount
from tests import own_cache
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LOGIN = {"login": "bureau@fluxus.test", "password": "fluxus-demo"}


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def last_letter() -> OutgoingMail:
    letter = OutgoingMail.objects.order_by("-pk").first()
    assert letter is not None
    return letter


class TestPassword:
    def test_leads_to_the_start_page(self, cast: Cast, client: Client) -> None:
        assert client.post("/account/login/", LOGIN).headers["Location"] == "/start/"

    def test_capitals_in_the_address_do_not_matter(self, cast: Cast, client: Client) -> None:
        answer = client.post("/account/login/", LOGIN | {"login": "Bureau@Fluxus.TEST"})
        assert answer.headers["Location"] == "/start/"

    @pytest.mark.parametrize("wrong", [{"password": "fout"}, {"login": "niemand@fluxus.test"}])
    def test_mistake_does_not_tell_what_was_wrong(self, cast: Cast, client: Client, wrong: dict[str, str]) -> None:
        answer = client.post("/account/login/", LOGIN | wrong)
        assert answer.status_code == 200
        assert "Het e-mailadres en/of wachtwoord zijn niet correct" in answer.text or "klopt" in answer.text

    def test_closed_account_stays_out(self, cast: Cast, client: Client) -> None:
        User.objects.filter(pk=cast.bureau.pk).update(is_active=False)
        client.post("/account/login/", LOGIN)
        assert client.get("/start/").headers["Location"] == "/account/login/?next=/start/"

    def test_unproven_address_stays_out(self, cast: Cast, client: Client) -> None:
        cast.bureau.emailaddress_set.update(verified=False)  # type: ignore[attr-defined]  # from allauth
        assert client.post("/account/login/", LOGIN).headers["Location"] == "/account/confirm-email/"
        assert client.get("/start/").status_code == 302

    def test_forgotten_one_is_replaced_by_mail(self, cast: Cast, client: Client) -> None:
        client.post("/account/password/reset/", {"email": cast.bureau.email})
        found = re.search(r"http://testserver(/account/password/reset/key/\S+)", last_letter().body)
        assert found
        page = client.get(found[1], follow=True)
        again = {"password1": "water-onder-de-brug", "password2": "water-onder-de-brug"}
        client.post(page.request["PATH_INFO"], again)
        assert client.post("/account/login/", LOGIN | {"password": again["password1"]}).headers["Location"] == "/start/"


class TestCodeByMail:
    def test_logs_in_once(self, cast: Cast, client: Client) -> None:
        assert client.post("/account/login/code/", {"email": cast.bureau.email}).status_code == 302
        letter = last_letter()
        assert letter.is_secret
        found = re.search(r"^([A-Z0-9-]{6,9})$", letter.body, re.MULTILINE)
        assert found
        assert client.post("/account/login/code/confirm/", {"code": "FOUT-FOUT"}).status_code == 200
        assert client.post("/account/login/code/confirm/", {"code": found[1]}).headers["Location"] == "/start/"
        other = Client()
        other.post("/account/login/code/confirm/", {"code": found[1]})
        assert other.get("/start/").headers["Location"] == "/account/login/?next=/start/"

    def test_unknown_address_looks_the_same(self, cast: Cast, client: Client) -> None:
        answer = client.post("/account/login/code/", {"email": "niemand@fluxus.test"})
        assert answer.headers["Location"] == "/account/login/code/confirm/"
        assert "adres kennen we niet" in last_letter().body

    def test_does_not_pass_the_second_factor(self, cast: Cast, client: Client) -> None:
        Authenticator.objects.create(user=cast.bureau, type="totp", data={"secret": "x"})
        client.post("/account/login/code/", {"email": cast.bureau.email})
        found = re.search(r"^([A-Z0-9-]{6,9})$", last_letter().body, re.MULTILINE)
        assert found
        answer = client.post("/account/login/code/confirm/", {"code": found[1]})
        assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
        assert client.get("/werk/").headers["Location"] == "/account/login/?next=/werk/"


class TestPasskey:
    def test_page_to_add_one_opens(self, cast: Cast, client: Client) -> None:
        client.post("/account/login/", LOGIN)
        again = client.get("/account/2fa/webauthn/add/").headers["Location"]
        page = client.post(again, {"password": LOGIN["password"]}, follow=True)
        assert page.status_code == 200
        assert page.request["PATH_INFO"] == "/account/2fa/webauthn/add/"
        assert "Inloggen met alleen deze passkey" in page.text

    def test_login_offers_a_challenge(self, client: Client) -> None:
        answer = client.get("/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json()["request_options"]["publicKey"]["challenge"]


class TestNext:
    @pytest.mark.parametrize(
        "outside",
        [
            "https://elders.example/",
            "//elders.example/",
            "/\\elders.example",
            "javascript:alert(1)",
            "https:elders.example",
        ],
    )
    def test_never_leads_outside(self, cast: Cast, client: Client, outside: str) -> None:
        answer = client.post("/account/login/", LOGIN | {"next": outside}, query_params={"next": outside})
        assert answer.headers["Location"] == "/start/"
        answer = client.post("/account/logout/", {"next": outside})
        assert answer.headers["Location"] == "/"

    def test_leads_to_the_page_that_was_asked_for(self, cast: Cast, client: Client) -> None:
        answer = client.post("/account/login/?next=/netwerk/", LOGIN | {"next": "/netwerk/"})
        assert answer.headers["Location"] == "/netwerk/"


class TestLimits:
    """Rate limits are off in the tests, except here."""

    @pytest.fixture(autouse=True)
    def limited(self, settings: Settings) -> None:
        settings.ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
        own_cache.forget()

    def test_guessing_a_password_stops(self, cast: Cast, client: Client) -> None:
        for _ in range(5):
            client.post("/account/login/", LOGIN | {"password": "fout"})
        answer = client.post("/account/login/", LOGIN)
        assert answer.status_code == 200
        assert client.get("/start/").headers["Location"] == "/account/login/?next=/start/"

    def test_registering_by_a_machine_stops(self, client: Client) -> None:
        form = {"name": "Bot", "message": "x", "password1": "water-onder-de-brug", "password2": "water-onder-de-brug"}
        codes = [
            Client().post("/account/signup/", form | {"email": f"bot{n}@fluxus.test"}).status_code for n in range(25)
        ]
        assert 429 in codes
        assert User.objects.count() < 25


class TestRights:
    def change(self, user: User, by: User, **rights: Any) -> User:
        return accounts.change_rights(
            **{"user": user, "name": user.name, "roles": [], "is_active": True, "by": by} | rights
        )

    def test_beheer_opens_the_admin_and_losing_it_closes(self, cast: Cast) -> None:
        user = self.change(cast.finance, cast.admin, roles=["finance", "admin"])
        assert (user.roles, user.is_staff, user.is_superuser) == (["admin", "finance"], True, True)
        user = self.change(cast.finance, cast.admin, roles=["finance"])
        assert (user.is_staff, user.is_superuser) == (False, False)

    def test_nobody_locks_himself_out(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="jezelf niet buitensluiten"):
            self.change(cast.admin, cast.admin, roles=["finance"])
        with pytest.raises(Refusal, match="jezelf niet buitensluiten"):
            self.change(cast.admin, cast.admin, roles=["admin"], is_active=False)

    def test_lost_phone_is_forgotten(self, cast: Cast) -> None:
        Authenticator.objects.create(user=cast.bureau, type="totp", data={"secret": "x"})
        accounts.forget_second_factor(user=cast.bureau)
        assert not Authenticator.objects.exists()


class TestAdminPages:
    def test_every_list_opens(self, cast: Cast) -> None:
        client = logged_in(cast.admin)
        for model in ("user", "membership", "invitation", "registration", "outgoingmail"):
            assert client.get(f"/beheer/network/{model}/").status_code == 200

    def test_roles_are_changed_here(self, cast: Cast) -> None:
        client = logged_in(cast.admin)
        path = f"/beheer/network/user/{cast.reception.pk}/change/"
        assert "fluxus-demo" not in client.get(path).text
        answer = client.post(path, {"name": "Riet", "roles": ["reception", "finance"], "is_active": "on"})
        assert answer.status_code == 302
        cast.reception.refresh_from_db()
        assert (cast.reception.name, cast.reception.roles) == ("Riet", ["finance", "reception"])

    def test_self_is_not_locked_out(self, cast: Cast) -> None:
        path = f"/beheer/network/user/{cast.admin.pk}/change/"
        answer = logged_in(cast.admin).post(path, {"name": "Beheer", "roles": ["finance"], "is_active": "on"})
        assert answer.status_code == 200
        assert "jezelf niet buitensluiten" in answer.text

    def test_actions_forget_a_factor_and_send_again(self, cast: Cast) -> None:
        client = logged_in(cast.admin)
        Authenticator.objects.create(user=cast.bureau, type="totp", data={"secret": "x"})
        client.post("/beheer/network/user/", {"action": "forget_second_factor", "_selected_action": [cast.bureau.pk]})
        assert not Authenticator.objects.exists()
        mail = OutgoingMail.objects.create(
            key="k", to="a@fluxus.test", subject="s", body="b", status="failed", attempts=5
        )
        client.post("/beheer/network/outgoingmail/", {"action": "send_again", "_selected_action": [mail.pk]})
        mail.refresh_from_db()
        assert (mail.status, mail.attempts) == ("queued", 0)

    def test_secret_letter_is_not_shown(self, cast: Cast) -> None:
        mail = OutgoingMail.objects.create(key="k", to="a@fluxus.test", subject="s", body="GEHEIMECODE", is_secret=True)
        page = logged_in(cast.admin).get(f"/beheer/network/outgoingmail/{mail.pk}/change/")
        assert "GEHEIMECODE" not in page.text
        assert "(geheim)" in page.text


class TestPanels:
    def test_projectbureau_sees_who_waits_and_what_failed(self, cast: Cast) -> None:
        Registration.objects.create(user=cast.stranger, message="x")
        OutgoingMail.objects.create(key="k", to="kwijt@fluxus.test", subject="s", body="b", status="failed")
        page = logged_in(cast.bureau).get("/werk/")
        assert "Wachten op toegang" in page.text
        assert "kwijt@fluxus.test" in page.text
        for user in (cast.finance, cast.reception):
            assert "Wachten op toegang" not in logged_in(user).get("/werk/").text

    def test_accounthouder_sees_his_wijken(self, cast: Cast) -> None:
        wijk = Wijk.objects.order_by("name").first()
        assert wijk is not None
        WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on="2020-01-01")
        assert wijk.name in logged_in(cast.expert).get("/werk/").text
        assert "Jouw wijken" not in logged_in(cast.finance).get("/werk/").text

    def test_confidential_moments_of_others_stay_out(self, cast: Cast) -> None:
        for secret in (True, False):
            moment = ContactMoment.objects.create(
                kind="note",
                occurred_at=timezone.now(),
                summary="In vertrouwen" if secret else "Gewoon verteld",
                confidentiality="personal" if secret else "open",
                noted_by=cast.expert,
            )
            moment.partners.add(cast.bilal_partner)
        seen = logged_in(cast.bureau).get("/werk/").text
        assert "Gewoon verteld" in seen
        assert "In vertrouwen" not in seen
        assert "In vertrouwen" in logged_in(cast.expert).get("/werk/").text


class TestMyDetails:
    PATH = "/mijn/gegevens/"
    FORM = {"email": "bilal@muziek.test", "phone": "06 12 34 56 78", "website": ""}

    def test_partner_changes_how_he_is_reached(self, cast: Cast, as_bilal: Client) -> None:
        assert as_bilal.post(self.PATH, self.FORM).status_code == 303
        assert cast.bilal_partner.emails.get().address == "bilal@muziek.test"
        assert cast.bilal_partner.phones.get().e164 == "+31612345678"
        page = as_bilal.get(self.PATH).text
        assert "06 12 34 56 78" in page
        assert cast.bilal_partner.timeline.get().by == cast.bilal

    @pytest.mark.parametrize("wrong", [{"phone": "12"}, {"email": "geen"}, {"website": "javascript:alert(1)"}])
    def test_mistake_keeps_what_was_typed(self, cast: Cast, as_bilal: Client, wrong: dict[str, str]) -> None:
        answer = as_bilal.post(self.PATH, self.FORM | wrong)
        assert answer.status_code == 422
        assert "bilal@muziek.test" in answer.text or "email" in wrong
        assert not cast.bilal_partner.emails.exists()

    def test_of_colleagues_and_strangers_nothing(self, cast: Cast) -> None:
        assert logged_in(cast.bureau).get(self.PATH).status_code == 403
        assert logged_in(cast.stranger).get(self.PATH).status_code == 404
        assert logged_in(cast.admin).get(self.PATH).status_code == 404

    def test_ended_membership_closes_the_page(self, cast: Cast, as_bilal: Client) -> None:
        Membership.objects.filter(user=cast.bilal).update(ended_on=timezone.localdate())
        assert as_bilal.get(self.PATH).status_code == 404

    def test_domain_refuses_another(self, cast: Cast) -> None:
        from network.domain.acting import change_own_details

        with pytest.raises(Refusal, match="niet namens deze partner"):
            change_own_details(partner=cast.bilal_partner, by=cast.stranger, today=timezone.localdate(), **self.FORM)
