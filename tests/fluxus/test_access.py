"""The one rule per view, and the second factor of staff."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from fluxus.access import AccessMiddleware, allow, public
from network.models import User
from network.rules import is_colleague
from tests.cast import Cast
from tests.factories.bookings import make_booking, make_room

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/netwerk/?q=koor"}


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def judged(view: Any, user: Any, **headers: str) -> HttpResponse | None:
    request: Any = RequestFactory().get("/ergens/", headers=headers)
    request.user, request.htmx = user, None
    return AccessMiddleware(lambda request: HttpResponse()).process_view(request, view, (), {})


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("binnen")


class TestRule:
    def test_without_rule_nobody_comes_in(self, cast: Cast) -> None:
        def bare(request: HttpRequest) -> HttpResponse: ...

        for user in (AnonymousUser(), cast.bilal, cast.admin):
            with pytest.raises(PermissionDenied):
                judged(bare, user)

    def test_public_lets_everybody_in(self, cast: Cast) -> None:
        view = public(lambda request: HttpResponse())
        assert judged(view, AnonymousUser()) is None
        assert judged(view, cast.stranger) is None

    def test_rule_lets_in_who_it_holds_for(self, cast: Cast) -> None:
        view = allow(is_colleague)(lambda request: HttpResponse())
        assert judged(view, cast.reception) is None

    def test_visitor_goes_to_login_and_back(self) -> None:
        answer = judged(allow(is_colleague)(lambda request: HttpResponse()), AnonymousUser())
        assert answer is not None
        assert answer.headers["Location"] == "/account/login/?next=/ergens/"

    def test_stranger_does_not_learn_what_exists(self, cast: Cast) -> None:
        view = allow(lambda user: False)(lambda request: HttpResponse())
        answer = judged(view, cast.bilal)
        assert answer is not None
        assert answer.status_code == 404
        with pytest.raises(PermissionDenied):
            judged(view, cast.finance)

    def test_the_closed_door_speaks_dutch_in_the_demo_too(self, client: Client, cast: Cast, settings: Any) -> None:
        settings.DEBUG = True
        client.force_login(cast.stranger)
        for address in ("/netwerk/", "/cursussen/bestaat-niet/"):
            page = client.get(address)
            assert (page.status_code, "URLconf" in page.text, "Deze pagina is er niet" in page.text) == (
                404,
                False,
                True,
            )

    def test_view_wrapped_by_django_keeps_its_rule(self, cast: Cast) -> None:
        from django.views.decorators.http import require_POST

        view = require_POST(allow(is_colleague)(page))
        answer = judged(view, cast.stranger)
        assert answer is not None
        assert answer.status_code == 404

    def test_class_of_django_is_not_open(self, cast: Cast) -> None:
        from django.views.generic import TemplateView

        with pytest.raises(PermissionDenied):
            judged(TemplateView.as_view(template_name="404.html"), cast.bilal)


class TestFragments:
    def test_visitor_is_sent_to_login_as_a_whole_page(self, client: Client) -> None:
        answer = client.get("/werk/zoek/", {"q": "koor"}, headers=HTMX)
        assert answer.status_code == 204
        assert answer.headers["HX-Redirect"] == "/account/login/?next=/netwerk/%3Fq%3Dkoor"

    def test_foreign_page_is_not_gone_back_to(self, client: Client) -> None:
        headers = HTMX | {"HX-Current-URL": "https://elders.example/vals/"}
        answer = client.get("/werk/zoek/", headers=headers)
        assert answer.headers["HX-Redirect"] == "/account/login/?next=/"


class TestAdmin:
    """Every page of the admin, also those that import-export and our own classes add."""

    @pytest.mark.parametrize("path", ["", "network/user/", "network/partner/", "jsi18n/", "bestaat/niet/"])
    def test_only_staff_come_in(self, cast: Cast, path: str) -> None:
        assert Client().get(f"/beheer/{path}").headers["Location"] == f"/account/login/?next=/beheer/{path}"
        assert logged_in(cast.bilal).get(f"/beheer/{path}").status_code == 404
        assert logged_in(cast.bureau).get(f"/beheer/{path}").status_code == 403

    def test_admin_opens_it(self, cast: Cast) -> None:
        assert logged_in(cast.admin).get("/beheer/").status_code == 200

    def test_there_is_one_login(self, cast: Cast) -> None:
        credentials = {"username": cast.admin.email, "password": "fluxus-demo"}
        for client in (Client(), logged_in(cast.admin)):
            for answer in (client.get("/beheer/login/"), client.post("/beheer/login/", credentials)):
                assert answer.headers["Location"] == "/beheer/"
        assert (
            Client()
            .post("/beheer/login/", credentials, follow=True)
            .redirect_chain[-1][0]
            .startswith("/account/login/")
        )


def test_closed_account_loses_access_at_once(cast: Cast) -> None:
    client = logged_in(cast.bureau)
    assert client.get("/start/").status_code == 302
    User.objects.filter(pk=cast.bureau.pk).update(is_active=False)
    assert client.get("/start/").headers["Location"] == "/account/login/?next=/start/"


def test_role_taken_away_counts_at_once(cast: Cast) -> None:
    client = logged_in(cast.bureau)
    assert client.get("/netwerk/toegang/").status_code == 200
    User.objects.filter(pk=cast.bureau.pk).update(roles=["reception"])
    assert client.get("/netwerk/toegang/").status_code == 403
    User.objects.filter(pk=cast.bureau.pk).update(roles=[])
    assert client.get("/netwerk/toegang/").status_code == 404


def code_now(secret: str) -> str:
    """The six digits an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


class TestSecondFactor:
    """Outside the demo staff need one."""

    @pytest.fixture(autouse=True)
    def strict(self, settings: Settings) -> None:
        settings.STAFF_SECOND_FACTOR = True
        settings.START_PANELS = settings.MIJN_PANELS = []

    @pytest.mark.parametrize(
        "path", ["/werk/", "/start/", "/netwerk/", "/werk/zoek/?q=a", "/account/email/", "/account/password/change/"]
    )
    def test_colleague_without_one_reaches_nothing(self, cast: Cast, path: str) -> None:
        answer = logged_in(cast.bureau).get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/account/2fa/")

    def test_admin_site_is_closed_too(self, cast: Cast) -> None:
        for path in ("/beheer/", "/beheer/network/user/"):
            assert logged_in(cast.admin).get(path).headers["Location"] == "/account/2fa/"

    def test_staff_without_a_role_need_one_too(self, cast: Cast) -> None:
        User.objects.filter(pk=cast.stranger.pk).update(is_staff=True)
        assert logged_in(cast.stranger).get("/beheer/").headers["Location"] == "/account/2fa/"

    def test_on_a_public_page_he_is_a_visitor(self, cast: Cast) -> None:
        room = make_room(slug="studio-9")
        make_booking(room=room, partner=cast.bilal_partner, by=cast.bureau)
        feed = logged_in(cast.bureau).get("/ruimtes/studio-9/agenda.ics")
        assert (feed.status_code, "Bezet" in feed.text, "Bilal" in feed.text) == (200, True, False)

    def test_fragment_leads_there_as_a_whole_page(self, cast: Cast) -> None:
        answer = logged_in(cast.bureau).get("/werk/zoek/", headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/account/2fa/")

    def test_post_does_nothing(self, cast: Cast) -> None:
        client = logged_in(cast.bureau)
        form = {"name": "Nieuw", "email": "nieuw@fluxus.test", "roles": ["expert"]}
        assert client.post("/netwerk/toegang/", form).headers["Location"] == "/account/2fa/"

    def test_reason_is_told(self, cast: Cast) -> None:
        page = logged_in(cast.bureau).get("/werk/", follow=True)
        assert page.status_code == 200
        assert "Stel eerst een tweede stap in" in page.text

    def test_public_pages_and_logging_out_stay_open(self, cast: Cast) -> None:
        client = logged_in(cast.bureau)
        assert client.get("/").status_code == 200
        assert client.post("/account/logout/").headers["Location"] == "/"

    def test_partners_do_not_need_one(self, cast: Cast) -> None:
        assert logged_in(cast.bilal).get("/mijn/").status_code == 200

    def test_set_up_with_an_app_opens_the_house(self, cast: Cast) -> None:
        client = Client()
        client.post("/account/login/", {"login": cast.bureau.email, "password": "fluxus-demo"})
        again = client.get("/account/2fa/totp/activate/").headers["Location"]
        assert again.startswith("/account/reauthenticate/")
        form = client.post(again, {"password": "fluxus-demo"}, follow=True)
        assert form.redirect_chain[-1][0] == "/account/2fa/totp/activate/"
        answer = client.post("/account/2fa/totp/activate/", {"code": code_now(form.context["form"].secret)})
        assert answer.headers["Location"].startswith("/account/2fa/")
        assert client.get("/account/2fa/recovery-codes/").status_code == 200
        assert client.get("/werk/").status_code == 200

    def test_secret_is_not_kept_readable(self, cast: Cast) -> None:
        secret = generate_totp_secret()
        TOTP.activate(cast.bureau, secret)
        kept = Authenticator.objects.get(user=cast.bureau)
        assert secret not in str(kept.data)
        assert TOTP(kept).validate_code(code_now(secret))

    def test_secret_survives_a_change_of_key(self, cast: Cast, settings: Settings) -> None:
        TOTP.activate(cast.bureau, "JBSWY3DPEHPK3PXP")
        kept = TOTP(Authenticator.objects.get(user=cast.bureau))
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "een-heel-nieuwe-sleutel", [settings.SECRET_KEY]
        assert kept.validate_code(code_now("JBSWY3DPEHPK3PXP"))

    def test_login_asks_for_it(self, cast: Cast) -> None:
        secret = generate_totp_secret()
        TOTP.activate(cast.bureau, secret)
        client = Client()
        answer = client.post("/account/login/?next=/netwerk/", {"login": cast.bureau.email, "password": "fluxus-demo"})
        assert answer.headers["Location"].startswith("/account/2fa/authenticate/")
        assert client.get("/werk/").headers["Location"] == "/account/login/?next=/werk/"
        assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
        done = client.post("/account/2fa/authenticate/", {"code": code_now(secret)})
        assert done.status_code == 302
        assert client.get("/werk/").status_code == 200

    def test_recovery_codes_alone_are_no_factor(self, cast: Cast) -> None:
        Authenticator.objects.create(user=cast.bureau, type="recovery_codes", data={})
        assert logged_in(cast.bureau).get("/werk/").headers["Location"] == "/account/2fa/"
