"""Mandates in the admin, and what is only looked at there."""

import pytest
from django.test import Client
from django.urls import reverse

from contracts.models import AgreementEvent, Mandate, Signature, SignatureRequest
from network.models import User
from tests.cast import Cast
from tests.factories.signing import asked, make_mandate, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
ADD = "admin:contracts_mandate_add"


@pytest.fixture
def as_admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


def give(client: Client, user: User) -> int:
    form = {"user": user.pk, "function": "directeur", "most_cents": 500_000, "started_on": "2026-11-23", "ended_on": ""}
    return client.post(reverse(ADD), form).status_code


def test_mandate_is_given_by_who_is_logged_in(as_admin: Client, cast: Cast) -> None:
    assert give(as_admin, cast.finance) == 302
    mandate = Mandate.objects.get()
    assert (mandate.user, mandate.most_cents, mandate.granted_by) == (cast.finance, 500_000, cast.admin)


def test_nobody_gives_one_to_himself_or_to_a_stranger(as_admin: Client, cast: Cast) -> None:
    for user in (cast.admin, cast.bilal, cast.stranger):
        assert give(as_admin, user) == 200
    assert not Mandate.objects.exists()


def test_mandate_ends_and_does_not_change(as_admin: Client, cast: Cast) -> None:
    mandate = make_mandate(cast.finance, cast.bureau, most_cents=100)
    form = {"user": cast.bureau.pk, "function": "koning", "most_cents": "", "ended_on": "2026-12-01"}
    url = reverse("admin:contracts_mandate_change", args=[mandate.pk])
    assert as_admin.post(url, form).status_code == 302
    mandate.refresh_from_db()
    assert (mandate.user, mandate.function, mandate.most_cents) == (cast.finance, "directeur-bestuurder", 100)
    assert str(mandate.ended_on) == "2026-12-01"
    assert (
        as_admin.post(reverse("admin:contracts_mandate_delete", args=[mandate.pk]), {"post": "yes"}).status_code == 403
    )


@pytest.mark.parametrize("model", [SignatureRequest, Signature, AgreementEvent])
def test_what_was_witnessed_is_only_looked_at(as_admin: Client, cast: Cast, model: type) -> None:
    agreement = make_sent(cast.bureau)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    name = model._meta.model_name  # type: ignore[attr-defined]  # a model
    row = model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # a model
    assert as_admin.get(reverse(f"admin:contracts_{name}_changelist")).status_code == 200
    assert as_admin.get(reverse(f"admin:contracts_{name}_change", args=[row.pk])).status_code == 200
    assert as_admin.get(reverse(f"admin:contracts_{name}_add")).status_code == 403
    assert as_admin.post(reverse(f"admin:contracts_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_hash_of_a_code_is_not_shown(as_admin: Client, cast: Cast) -> None:
    from django.utils import timezone

    from contracts.domain.signing import codes

    request = asked(make_sent(cast.bureau))
    codes.fresh(request.pk, timezone.now())
    page = as_admin.get(reverse("admin:contracts_signaturerequest_change", args=[request.pk])).content.decode()
    assert SignatureRequest.objects.get(pk=request.pk).code_hash not in page
