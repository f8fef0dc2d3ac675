"""The pages of contracts: they work, the wrong person is kept out, the wrong state gets a sentence."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from contracts.domain import documents
from contracts.models import Agreement, Invoice
from network.enums import Role
from network.models import Identifier, Membership, Partner, User
from tests.cast import Cast
from tests.factories.contracts import (
    make_agreement,
    make_booking,
    make_delivery,
    make_draft_agreement,
    make_draft_invoice,
    make_house,
    make_invoice,
)
from tests.factories.network import make_teacher
from tests.factories.signing import make_sent


def client_of(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_finance(cast: Cast) -> Client:
    return client_of(cast.finance)


def test_draft_agreement_from_the_partner_page(as_bureau: Client, cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    chosen, other = (make_delivery(teacher, cast.bureau, hour=hour) for hour in (9, 11))
    url = reverse("contracts:agreement-draft", args=[teacher.pk])
    assert as_bureau.get(url).status_code == 200
    response = as_bureau.post(url, {"deliveries": [chosen.pk]})
    made = Agreement.objects.get()
    assert response.status_code == 303
    assert response.headers["Location"] == made.get_absolute_url()
    assert [line.delivery for line in made.lines.all()] == [chosen]
    assert other.pk not in made.lines.values_list("delivery", flat=True)


def test_draft_without_a_choice_is_explained(as_bureau: Client, cast: Cast) -> None:
    teacher = make_teacher()
    make_delivery(teacher, cast.bureau)
    response = as_bureau.post(reverse("contracts:agreement-draft", args=[teacher.pk]), {})
    assert response.status_code == 422
    assert "Kies minstens één uitvoering." in response.text


def test_missing_iban_is_a_link_to_the_field(as_bureau: Client, cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    Identifier.objects.filter(partner=draft.partner, kind="iban").delete()
    page = as_bureau.get(draft.get_absolute_url()).text
    assert f"{reverse('network:partner-edit', args=[draft.partner_id])}#id_iban" in page
    response = as_bureau.post(reverse("contracts:agreement-issue", args=[draft.pk]))
    assert response.status_code == 409
    assert "Het IBAN ontbreekt." in response.text


def test_issue_and_open_the_pdf(as_bureau: Client, cast: Cast, archive: Path) -> None:
    draft = make_draft_agreement(cast.bureau)
    response = as_bureau.post(reverse("contracts:agreement-issue", args=[draft.pk]))
    assert response.headers["Location"] == draft.get_absolute_url()
    issued = Agreement.objects.get(pk=draft.pk)
    pdf_url = reverse("contracts:agreement-pdf", args=[issued.number])
    assert as_bureau.get(pdf_url).status_code == 202
    documents.make(document_order_id=issued.document_order.pk)
    response = as_bureau.get(pdf_url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{issued.number}.pdf"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"%PDF-")


def test_progress_says_nothing_while_nothing_changes(as_bureau: Client, cast: Cast, archive: Path) -> None:
    issued = make_agreement(cast.bureau)
    url = reverse("contracts:agreement-progress", args=[issued.pk])
    htmx = {"HX-Request": "true"}
    first = as_bureau.get(url, headers=htmx)
    assert "0 van 4" in first.text
    assert "every 1s" in first.text
    assert as_bureau.get(f"{url}?stap=0", headers=htmx).status_code == 204
    documents.make(document_order_id=issued.document_order.pk)
    last = as_bureau.get(f"{url}?stap=0", headers=htmx).text
    assert "PDF openen" in last
    assert "every 1s" not in last
    waiting = as_bureau.get(f"{url}?stap=0&openen=1", headers=htmx)
    assert waiting.headers["HX-Redirect"] == reverse("contracts:agreement-pdf", args=[issued.number])


def test_failed_document_can_be_tried_again(as_finance: Client, cast: Cast) -> None:
    order = make_invoice(cast.bureau).document_order
    order.status, order.last_error, order.attempts = "failed", "ValueError: kapot", 5
    order.save()
    page = as_finance.get(order.invoice.get_absolute_url()).text
    assert "ValueError: kapot" in page
    as_finance.post(reverse("contracts:document-retry", args=[order.pk]))
    order.refresh_from_db()
    assert (order.status, order.attempts) == ("queued", 0)


def test_invoice_from_booking_to_issued(as_finance: Client, cast: Cast) -> None:
    make_house()
    booking = make_booking(cast.bureau)
    panel = as_finance.get(reverse("contracts:booking-panel", args=[booking.pk]), headers={"HX-Request": "true"})
    assert "Factuur maken" in panel.text
    response = as_finance.post(reverse("contracts:invoice-draft", args=[booking.pk]))
    invoice = Invoice.objects.get()
    assert response.headers["Location"] == invoice.get_absolute_url()
    assert as_finance.get(invoice.get_absolute_url()).status_code == 200
    as_finance.post(reverse("contracts:invoice-issue", args=[invoice.pk]))
    invoice.refresh_from_db()
    assert invoice.number is not None
    panel = as_finance.get(reverse("contracts:booking-panel", args=[booking.pk]), headers={"HX-Request": "true"})
    assert invoice.number in panel.text


def test_booking_billed_already_leads_to_its_invoice(as_finance: Client, cast: Cast) -> None:
    invoice = make_invoice(cast.bureau)
    booking = invoice.lines.get().booking
    response = as_finance.post(reverse("contracts:invoice-draft", args=[booking.pk]))
    assert response.headers["Location"] == invoice.get_absolute_url()


def test_drafts_can_be_thrown_away(as_bureau: Client, cast: Cast) -> None:
    agreement, invoice = make_draft_agreement(cast.bureau), make_draft_invoice(cast.bureau)
    as_bureau.post(reverse("contracts:agreement-discard", args=[agreement.pk]))
    as_bureau.post(reverse("contracts:invoice-discard", args=[invoice.pk]))
    assert not Agreement.objects.exists()
    assert not Invoice.objects.exists()


def test_what_is_issued_cannot_be_thrown_away(as_bureau: Client, cast: Cast) -> None:
    issued = make_invoice(cast.bureau)
    response = as_bureau.post(reverse("contracts:invoice-discard", args=[issued.pk]))
    assert response.status_code == 409
    assert "is al uitgegeven" in response.text


@pytest.mark.parametrize(("who", "status"), [("expert", 403), ("reception", 403), ("bilal", 404), ("stranger", 404)])
def test_who_may_not_see_amounts_stays_out(cast: Cast, who: str, status: int) -> None:
    agreement, invoice = make_agreement(cast.bureau), make_invoice(cast.bureau)
    client = client_of(getattr(cast, who))
    addresses = [
        reverse("contracts:agreements"),
        reverse("contracts:invoices"),
        agreement.get_absolute_url(),
        invoice.get_absolute_url(),
        reverse("contracts:agreement-pdf", args=[agreement.number]),
        reverse("contracts:invoice-pdf", args=[invoice.number]),
        reverse("contracts:agreement-progress", args=[agreement.pk]),
    ]
    assert {client.get(address).status_code for address in addresses} == {status}


def test_a_colleague_who_is_a_partner_too_reaches_only_his_own(cast: Cast) -> None:
    both = partner_too(cast.reception, cast.bilal_partner)
    mine = ready(cast.bilal_partner)
    own = addresses_of(make_sent(cast.bureau, partner=mine), make_invoice(cast.bureau, partner=mine))
    others = addresses_of(make_agreement(cast.bureau), make_invoice(cast.bureau))
    client = client_of(both)
    assert [client.get(address).status_code for address in own] == [200, 202, 200, 200]
    assert [client.get(address).status_code for address in others] == [404, 404, 404, 404]
    for name, number in (("my-agreements", "OVO-2026-0001"), ("my-invoices", "2026-00001")):
        rows = client.get(reverse(f"contracts:{name}")).context["page"].rows
        assert [row.number for row in rows] == [number]


def test_drafts_stay_hidden_from_a_colleague_who_is_a_partner_too(cast: Cast) -> None:
    both = partner_too(cast.expert, cast.bilal_partner)
    make_draft_agreement(cast.bureau, partner=ready(cast.bilal_partner))
    make_draft_invoice(cast.bureau, partner=cast.bilal_partner)
    assert not Agreement.objects.visible_to(both).exists()
    assert not Invoice.objects.visible_to(both).exists()
    assert Agreement.objects.visible_to(cast.finance).count() == Invoice.objects.visible_to(cast.finance).count() == 1


def test_finance_looks_but_does_not_draw_up(as_finance: Client, cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    assert as_finance.get(draft.get_absolute_url()).status_code == 200
    assert as_finance.post(reverse("contracts:agreement-issue", args=[draft.pk])).status_code == 403


def test_portal_shows_ones_own(cast: Cast, as_bilal: Client, archive: Path) -> None:
    mine = ready(cast.bilal_partner)
    agreement = make_sent(cast.bureau, partner=mine)
    make_agreement(cast.bureau, partner=mine)
    invoice = make_invoice(cast.bureau, partner=mine)
    make_invoice(cast.bureau)
    page = as_bilal.get(reverse("contracts:my-agreements"))
    assert [row.number for row in page.context["page"].rows] == [agreement.number]
    page = as_bilal.get(reverse("contracts:my-invoices"))
    assert [row.number for row in page.context["page"].rows] == [invoice.number]
    assert invoice.payment_reference in page.text
    assert as_bilal.get(reverse("contracts:agreement-pdf", args=[agreement.number])).status_code == 200


def test_drafts_are_not_in_the_portal(cast: Cast, as_bilal: Client) -> None:
    make_draft_invoice(cast.bureau, partner=ready(cast.bilal_partner))
    assert as_bilal.get(reverse("contracts:my-invoices")).context["page"].rows == []


@pytest.mark.parametrize("address", ["agreements", "invoices"])
def test_lists_cost_the_same_for_one_and_for_many(as_bureau: Client, cast: Cast, address: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make = make_agreement if address == "agreements" else make_invoice
    make(cast.bureau)
    url = reverse(f"contracts:{address}")
    with CaptureQueriesContext(connection) as one:
        as_bureau.get(url)
    for _ in range(5):
        make(cast.bureau)
    with CaptureQueriesContext(connection) as many:
        as_bureau.get(url)
    assert len(one) == len(many)


def test_lists_are_searched_and_paged(as_bureau: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.views.lists.PAGE_SIZE", 2)
    made = [make_invoice(cast.bureau) for _ in range(5)]
    url = reverse("contracts:invoices")
    first = as_bureau.get(url).context["page"]
    assert first.rows == made[:2:-1]
    assert first.newer == ""
    second = as_bureau.get(url + first.older).context["page"]
    assert second.rows == made[2:0:-1]
    assert as_bureau.get(url + second.newer).context["page"].rows == made[:2:-1]
    found = as_bureau.get(url, {"q": made[0].number}).context["page"]
    assert found.rows == [made[0]]
    assert as_bureau.get(url, {"q": made[3].partner.name}).context["page"].rows == [made[3]]
    assert as_bureau.get(url, {"status": "draft"}).context["page"].rows == []


@pytest.mark.parametrize(
    "query", ["voor=x", "voor=-1", "na=99999999999999999999", "voor=9999999999999999999", "q=%00", "status=zz"]
)
def test_nonsense_in_the_address_is_no_error(as_bureau: Client, cast: Cast, query: str) -> None:
    make_invoice(cast.bureau)
    assert as_bureau.get(f"{reverse('contracts:invoices')}?{query}").status_code == 200


def partner_too(colleague: User, partner: Partner) -> User:
    """The colleague, who acts for this partner as well."""
    colleague.roles = [*colleague.roles, Role.PARTNER]
    colleague.save()
    Membership.objects.create(user=colleague, partner=partner, started_on=date(2020, 1, 1))
    return colleague


def addresses_of(agreement: Agreement, invoice: Invoice) -> list[str]:
    """Both PDFs, and how far both are."""
    return [
        reverse("contracts:agreement-pdf", args=[agreement.number]),
        reverse("contracts:invoice-pdf", args=[invoice.number]),
        reverse("contracts:agreement-progress", args=[agreement.pk]),
        reverse("contracts:invoice-progress", args=[invoice.pk]),
    ]


def ready(partner: Partner) -> Partner:
    """The cast's Bilal with all that an agreement needs."""
    partner.vat_status = "small_business"
    partner.save()
    partner.addresses.create(street="Dam", house_number=1, postcode="1506BD", city="Zaandam")
    partner.emails.create(address="bilal@fluxus.test")
    partner.identifiers.create(kind="kvk", value="12345678")
    partner.identifiers.create(kind="iban", value="NL91ABNA0417164300")
    return partner
