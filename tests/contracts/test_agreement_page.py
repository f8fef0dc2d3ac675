"""The page of one agreement: what it shows in each state, and what a colleague does there."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.drawing_up import agreements
from contracts.domain.drawing_up.amendments import amend
from contracts.domain.drawing_up.changes import moment
from contracts.domain.signing import requests
from contracts.enums import AgreementStatus, EventKind, SignerRole
from contracts.models import Agreement, PaperSignature, Seal
from fluxus.money import euros
from programmes.domain import deliveries as visits
from tests.cast import Cast
from tests.factories.contracts import DAY, make_agreement
from tests.factories.signing import asked, make_mandate, make_ready, make_sent, sign, speak_for

pytestmark = pytest.mark.usefixtures("archive")
PDF = b"%PDF-1.7\nscan\n%%EOF\n"


def act(client: Client, agreement: Agreement, what: str, **fields: Any) -> Any:
    return client.post(reverse(f"contracts:agreement-{what}", args=[agreement.pk]), fields)


def signed(cast: Cast) -> Agreement:
    """By both."""
    agreement = make_sent(cast.bureau)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    make_mandate(cast.admin, cast.bureau)
    sign(asked(agreement, SignerRole.HOUSE), cast.admin)
    return Agreement.objects.get(pk=agreement.pk)


def test_sending_waits_for_the_pdf(cast: Cast, as_bureau: Client) -> None:
    issued = make_agreement(cast.bureau)
    page = as_bureau.get(issued.get_absolute_url()).text
    assert "De PDF wordt nog gemaakt." in page
    assert "Versturen om te tekenen" not in page
    response = act(as_bureau, issued, "send")
    assert (response.status_code, "De PDF is nog niet klaar." in response.text) == (409, True)


def refresh(client: Client, agreement: Agreement) -> str:
    """The address that the page asks again and again, "" when nothing is being made."""
    found = re.search(r'hx-get="([^"]+\?stand=[^"]*)"', client.get(agreement.get_absolute_url()).text)
    return html.unescape(found.group(1)) if found else ""


def test_the_page_follows_its_pdf(cast: Cast, as_bureau: Client) -> None:
    issued = make_agreement(cast.bureau)
    path = refresh(as_bureau, issued)
    assert as_bureau.get(path).status_code == 204
    documents.make(document_order_id=issued.document_order.pk)
    assert "Versturen om te tekenen" in as_bureau.get(path).text
    assert refresh(as_bureau, issued) == ""


def test_the_page_follows_its_seal(cast: Cast, as_bureau: Client) -> None:
    agreement = signed(cast)
    path = refresh(as_bureau, agreement)
    assert as_bureau.get(path).status_code == 204
    Seal.objects.filter(agreement=agreement).update(attempts=1, last_error="De tijdstempeldienst antwoordt niet.")
    assert "Verzegelen lukt nog niet" in as_bureau.get(path).text
    assert refresh(as_bureau, agreement) == ""
    Seal.objects.filter(agreement=agreement).update(attempts=0, last_error="")
    Agreement.objects.filter(pk=agreement.pk).update(status=AgreementStatus.SEALED)
    assert "Getekend en verzegeld." in as_bureau.get(path).text
    assert refresh(as_bureau, agreement) == ""


def test_sent_and_reminded(cast: Cast, as_bureau: Client) -> None:
    ready = make_ready(cast.bureau)
    assert "Versturen om te tekenen" in as_bureau.get(ready.get_absolute_url()).text
    assert act(as_bureau, ready, "send").headers["Location"] == ready.get_absolute_url()
    page = as_bureau.get(ready.get_absolute_url())
    assert f"{ready.partner}, {euros(ready.fee_cents + ready.travel_cents)} zonder btw" in page.text
    assert f"{ready.partner} is aan de beurt om te tekenen." in page.text
    assert "/teken/" not in page.text
    again = act(as_bureau, ready, "remind")
    assert (again.status_code, "Er is net al een brief gestuurd." in again.text) == (409, True)
    twice = act(as_bureau, ready, "send")
    assert (twice.status_code, "versturen kan niet" in twice.text) == (409, True)


def test_withdrawn_with_a_reason(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau)
    assert act(as_bureau, sent, "withdraw", reason="").status_code == 422
    assert act(as_bureau, sent, "withdraw", reason="Verkeerde datum.").status_code == 303
    page = as_bureau.get(sent.get_absolute_url()).text
    assert "Verkeerde datum." in page
    assert "Intrekken" not in page
    again = act(as_bureau, sent, "withdraw", reason="Nog eens.")
    assert (again.status_code, "Dit kan nu niet meer." in again.text) == (409, True)


def test_signed_on_paper_with_a_scan(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau)
    day = timezone.localdate()
    no_file = act(as_bureau, sent, "paper", signed_on=day.isoformat())
    assert (no_file.status_code, "Kies het bestand met de scan." in no_file.text) == (422, True)
    wrong = act(as_bureau, sent, "paper", signed_on=day.isoformat(), scan=SimpleUploadedFile("scan.pdf", b"<html>"))
    assert (wrong.status_code, "Dit soort bestand kunnen we niet gebruiken." in wrong.text) == (409, True)
    early = act(as_bureau, sent, "paper", signed_on="2020-01-01", scan=SimpleUploadedFile("scan.pdf", PDF))
    assert (early.status_code, "Kies een dag vanaf de datum van de overeenkomst" in early.text) == (409, True)
    late = (day + timedelta(days=1)).isoformat()
    assert "Deze datum ligt in de toekomst." in act(as_bureau, sent, "paper", signed_on=late).text
    fine = act(as_bureau, sent, "paper", signed_on=day.isoformat(), scan=SimpleUploadedFile("../scan.pdf", PDF))
    assert fine.status_code == 303
    paper = PaperSignature.objects.get()
    assert (paper.agreement_id, paper.document.filename, paper.noted_by) == (sent.pk, "scan.pdf", cast.bureau)
    assert "Beide partijen hebben op papier getekend." in as_bureau.get(sent.get_absolute_url()).text


def test_terminated_with_a_reason_and_a_day(cast: Cast, as_bureau: Client) -> None:
    agreement = signed(cast)
    assert act(as_bureau, agreement, "terminate", on="", reason="Ziek.").status_code == 422
    early = act(as_bureau, agreement, "terminate", on="2020-01-01", reason="Ziek.")
    assert "Deze dag ligt vóór de datum van de overeenkomst." in early.text
    assert "Ziek." in early.text
    assert act(as_bureau, agreement, "terminate", on="2026-12-01", reason="Ziek.").status_code == 303
    agreement.refresh_from_db()
    assert (agreement.status, agreement.status_reason) == (AgreementStatus.TERMINATED, "Ziek.")


def test_only_what_is_in_force_is_terminated(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau)
    url = reverse("contracts:agreement-terminate", args=[sent.pk])
    assert (as_bureau.get(url).status_code, as_bureau.post(url).status_code) == (409, 409)


def test_who_has_a_mandate_is_led_to_his_signature(cast: Cast) -> None:
    agreement = make_sent(cast.bureau)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    make_mandate(cast.finance, cast.admin)
    client = Client()
    client.force_login(cast.finance)
    page = client.get(agreement.get_absolute_url()).text
    assert f"{reverse('contracts:countersign')}?kies={asked(agreement, SignerRole.HOUSE).pk}" in page
    assert "Intrekken" not in page


def test_the_evidence_is_shown_in_words_and_a_broken_chain_is_told(cast: Cast, as_bureau: Client) -> None:
    agreement = signed(cast)
    page = as_bureau.get(agreement.get_absolute_url())
    assert [link.event.position for link in page.context["events"]] == list(range(agreement.chain_length, 0, -1))
    assert "de keten is heel" in page.text
    assert "IP-adres" in page.text
    Agreement.objects.filter(pk=agreement.pk).update(chain_length=agreement.chain_length + 1)
    page = as_bureau.get(agreement.get_absolute_url())
    assert "De keten klopt niet" in page.text


def test_the_signers_and_the_seal_that_waits(cast: Cast, as_bureau: Client) -> None:
    agreement = signed(cast)
    page = as_bureau.get(agreement.get_absolute_url())
    assert [each.role for each in page.context["signers"]] == [SignerRole.COUNTERPARTY, SignerRole.HOUSE]
    assert "wacht op verzegelen" in page.text
    agreement.seal.last_error, agreement.seal.attempts = "De sleutel is weg.", 3
    agreement.seal.save()
    page = as_bureau.get(agreement.get_absolute_url()).text
    assert "De sleutel is weg." in page
    assert "3 keer geprobeerd" in page


def test_a_letter_that_bounced_is_told_with_the_way_out(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau)
    sent.requests.filter(role=SignerRole.COUNTERPARTY).update(has_bounced=True)
    assert "De uitnodiging kwam niet aan" in as_bureau.get(sent.get_absolute_url()).text


def test_a_bounce_of_long_ago_asks_nothing_of_who_signed(cast: Cast, as_bureau: Client) -> None:
    done = signed(cast)
    done.requests.update(has_bounced=True)
    assert "De uitnodiging kwam niet aan" not in as_bureau.get(done.get_absolute_url()).text


def test_an_amendment_says_what_changes_before_and_after_it_is_issued(cast: Cast, as_bureau: Client) -> None:
    old = make_agreement(cast.bureau)
    line = old.lines.get(position=2)
    visits.cancel(delivery=line.delivery, reason="ziek", by=cast.bureau)
    sentence = f"{line.what} op {moment(line)} vervalt."
    draft = amend(agreement=old, by=cast.bureau, today=DAY)
    assert sentence in as_bureau.get(draft.get_absolute_url()).text
    issued = agreements.issue(agreement=draft, by=cast.bureau, today=DAY)
    page = as_bureau.get(issued.get_absolute_url())
    assert page.context["amended"] == [sentence]
    assert "Dit verandert" in page.text


def test_expired_can_be_sent_again(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau, at=timezone.now() - timedelta(days=100), today=DAY)
    requests.expire(at=timezone.now())
    assert "opnieuw versturen" in as_bureau.get(sent.get_absolute_url()).text
    assert act(as_bureau, sent, "send").status_code == 303
    assert sent.requests.count() == 4


def test_the_page_costs_the_same_however_long_the_chain(cast: Cast, as_bureau: Client) -> None:
    sent = make_sent(cast.bureau)
    as_bureau.get(sent.get_absolute_url())
    with CaptureQueriesContext(connection) as short:
        as_bureau.get(sent.get_absolute_url())

    for _ in range(20):
        evidence.add(agreement=sent, kind=EventKind.CODE_FAILED, at=timezone.now(), by=cast.bureau)
    with CaptureQueriesContext(connection) as long:
        as_bureau.get(sent.get_absolute_url())
    assert len(short) == len(long)


@pytest.mark.parametrize("what", ["send", "remind"])
def test_looking_does_nothing(cast: Cast, as_bureau: Client, what: str) -> None:
    ready = make_ready(cast.bureau)
    assert as_bureau.get(reverse(f"contracts:agreement-{what}", args=[ready.pk])).status_code == 405
