"""Signing by who is logged in, for the partner he acts for."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.domain import evidence
from contracts.domain.drawing_up import agreements
from contracts.domain.signing import requests
from contracts.enums import AgreementStatus, EventKind, ProvenBy, SignerRole
from contracts.models import Agreement, AgreementEvent, Signature
from fluxus.money import euros
from tests.cast import Cast
from tests.contracts.signers import filled_in, kinds, link_in, post_letters, reader
from tests.factories.contracts import DAY, make_draft_agreement
from tests.factories.signing import asked, make_mandate, make_pdf, make_ready, make_sent, sign, speak_for

pytestmark = pytest.mark.usefixtures("archive", "fresh_counts")


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


@pytest.fixture
def as_partner(sent: Agreement, cast: Cast) -> Client:
    client = Client()
    client.force_login(speak_for(sent.partner, cast.bilal))
    client.post(reverse("network:act-for"), {"partner": sent.partner.pk})
    return client


def test_the_whole_way_logged_in(sent: Agreement, as_partner: Client, cast: Cast) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    listed = as_partner.get(reverse("contracts:my-agreements"))
    assert path in listed.text
    assert "Begin met lezen" in as_partner.get(path).text
    assert EventKind.OPENED not in kinds(sent)
    assert as_partner.post(f"{path}begin/").status_code == 303
    assert "Gelezen, verder naar tekenen" in as_partner.get(path).text
    assert as_partner.post(f"{path}gelezen/", {"sha256": asked(sent).document_id}).status_code == 303
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).status_code == 303
    signature = Signature.objects.get()
    assert (signature.proven_by, signature.signed_by) == (ProvenBy.LOGIN, cast.bilal)
    assert "Je hebt getekend" in as_partner.get(path).text
    assert "deels getekend" in as_partner.get(reverse("contracts:my-agreements")).text


def test_the_amount_he_signs_for_has_his_travel_in_it(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    draft.travel_cents = 1250
    draft.save()
    issued = agreements.issue(agreement=draft, by=cast.bureau, today=DAY)
    make_pdf(issued)
    requests.send(agreement=Agreement.objects.get(pk=issued.pk), by=cast.bureau, at=timezone.now())
    told = f"<strong>{euros(issued.fee_cents + 1250)}</strong>, waarvan {euros(1250)} reiskosten"
    client = Client()
    client.force_login(speak_for(issued.partner, cast.bilal))
    client.post(reverse("network:act-for"), {"partner": issued.partner.pk})
    assert told in client.get(reverse("contracts:my-agreements")).text
    assert told in client.get(reverse("contracts:my-sign", args=[issued.pk])).text


def test_logged_in_the_steps_cannot_be_skipped(sent: Agreement, as_partner: Client) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).headers["Location"] == path
    as_partner.post(f"{path}begin/")
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).headers["Location"] == path
    assert not Signature.objects.exists()


def test_nobody_signs_for_somebody_else(sent: Agreement, cast: Cast) -> None:
    other = Client()
    other.force_login(cast.bilal)
    path = reverse("contracts:my-sign", args=[sent.pk])
    assert other.get(path).status_code == 404
    for step in ("begin", "gelezen", "handtekening", "weigeren"):
        assert other.post(f"{path}{step}/", filled_in(sent)).status_code == 404
    assert other.get(reverse("contracts:my-sign-document", args=[sent.pk])).status_code == 404


def test_what_was_opened_logged_in_does_not_open_the_link(sent: Agreement, as_partner: Client) -> None:
    link = link_in(post_letters())
    path = reverse("contracts:my-sign", args=[sent.pk])
    as_partner.post(f"{path}begin/")
    as_partner.post(f"{path}gelezen/", {"sha256": asked(sent).document_id})
    assert as_partner.post(f"{link}handtekening/", filled_in(sent)).headers["Location"] == link


def test_what_was_not_sent_is_not_in_the_portal(cast: Cast) -> None:
    ready = make_ready(cast.bureau)
    client = Client()
    client.force_login(speak_for(ready.partner, cast.bilal))
    assert client.get(reverse("contracts:my-sign", args=[ready.pk])).status_code == 404
    assert str(ready.number) not in client.get(reverse("contracts:my-agreements")).text


def test_declining_logged_in(sent: Agreement, as_partner: Client, cast: Cast) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    as_partner.post(f"{path}begin/")
    assert as_partner.get(f"{path}weigeren/").status_code == 200
    as_partner.post(f"{path}weigeren/", {"reason": "Te weinig uren."})
    sent.refresh_from_db()
    assert sent.status == AgreementStatus.DECLINED
    assert sent.events.get(kind=EventKind.DECLINED).happened_by == cast.bilal


def test_the_list_costs_the_same_for_one_and_for_thirty(cast: Cast, sent: Agreement, as_partner: Client) -> None:
    url = reverse("contracts:my-agreements")
    as_partner.get(url)
    with CaptureQueriesContext(connection) as one:
        as_partner.get(url)
    for _ in range(5):
        make_sent(cast.bureau, partner=sent.partner)
    with CaptureQueriesContext(connection) as many:
        as_partner.get(url)
    assert len(one) == len(many)


def test_an_event_of_the_chain_is_never_lost(sent: Agreement, cast: Cast) -> None:
    client, path = reader(sent)
    client.post(f"{path}handtekening/", filled_in(sent))
    make_mandate(cast.bureau, cast.admin)
    sign(asked(sent, SignerRole.HOUSE), cast.bureau)
    assert evidence.check(sent).is_whole
    assert AgreementEvent.objects.filter(agreement=sent).count() == evidence.check(sent).length
