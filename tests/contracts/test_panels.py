"""What contracts shows on pages of others, and what the search box finds."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contracts import panels
from contracts.enums import AgreementStatus
from contracts.models import Agreement, DocumentOrder, PartnerProof, Seal
from contracts.search import numbered
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_delivery, make_draft_agreement, make_invoice
from tests.factories.money import make_transaction
from tests.factories.network import make_teacher
from tests.factories.proofs import make_proof
from tests.factories.purchases import make_purchase, make_worked
from tests.factories.signing import asked, make_sent, sign, speak_for


def request_of(user: Any) -> Any:
    return SimpleNamespace(user=user, session={})


def test_navigation_follows_the_person(cast: Cast) -> None:
    labels = {
        who: [item.label for item in panels.navigation(request_of(getattr(cast, who)))]
        for who in ("bureau", "expert", "bilal", "stranger")
    }
    assert labels == {
        "bureau": ["Contracten", "Facturen"],
        "expert": [],
        "bilal": ["Afspraken", "Facturen"],
        "stranger": [],
    }


def test_start_shows_drafts_and_what_failed(cast: Cast) -> None:
    assert panels.start(request_of(cast.bureau)) is None
    draft, invoice = make_draft_agreement(cast.bureau), make_invoice(cast.bureau)
    DocumentOrder.objects.update(status="failed")
    panel = panels.start(request_of(cast.bureau))
    assert panel is not None
    assert panel.context == {
        "todo": [panels.Todo("factuur niet verstuurd", 1, "/facturen/niet-verstuurd/")],
        "failed": [invoice.document_order],
        "seals": [],
        "wrong_einvoices": [],
        "agreements": [draft],
        "invoices": [],
    }
    assert panels.start(request_of(cast.expert)) is None


def test_start_counts_what_changed_for_who_can_do_something_about_it(cast: Cast) -> None:
    agreement = make_agreement(cast.bureau)
    delivery = agreement.lines.order_by("position")[0].delivery
    assert delivery is not None
    type(delivery).objects.filter(pk=delivery.pk).update(local_end=delivery.local_end + timedelta(minutes=15))
    panel = panels.start(request_of(cast.bureau))
    assert panel is not None
    assert [(item.label, item.count) for item in panel.context["todo"]] == [("waarvan de planning is veranderd", 1)]
    assert panels.start(request_of(cast.finance)) is None


def test_start_counts_proofs_that_wait_for_who_checks_them(cast: Cast) -> None:
    first = make_proof(make_teacher(), by=cast.bureau)
    panel = panels.start(request_of(cast.bureau))
    assert panel is not None
    assert [(item.count, item.label, item.href) for item in panel.context["todo"]] == [
        (1, "bewijs om na te kijken", reverse("contracts:proofs"))
    ]
    make_proof(make_teacher(), by=cast.bureau)
    panel = panels.start(request_of(cast.bureau))
    assert panel is not None
    assert [item.label for item in panel.context["todo"]] == ["bewijzen om na te kijken"]
    assert panels.start(request_of(cast.finance)) is None
    PartnerProof.objects.exclude(pk=first.pk).delete()
    PartnerProof.objects.update(status="rejected", storage_name="", remark="onleesbaar")
    assert panels.start(request_of(cast.bureau)) is None


def test_start_counts_money_that_waits_for_who_handles_it(cast: Cast) -> None:
    assert panels.start(request_of(cast.finance)) is None
    make_transaction(12_100)
    panel = panels.start(request_of(cast.finance))
    assert panel is not None
    assert [(item.count, item.label) for item in panel.context["todo"]] == [(1, "bedrag op de bank om te koppelen")]
    assert panels.start(request_of(cast.bureau)) is None
    make_transaction(12_200)
    make_purchase(make_worked(cast.bureau), cast.bilal)
    purchase, bank = "factuur van een cultuurmaker om na te kijken", "bedragen op de bank om te koppelen"
    for who, expected in ((cast.bureau, [purchase]), (cast.finance, [purchase, bank])):
        panel = panels.start(request_of(who))
        assert panel is not None
        assert [item.label for item in panel.context["todo"]] == expected


def test_start_names_seals_that_keep_failing(cast: Cast) -> None:
    agreement = make_agreement(cast.bureau)
    seal = Seal.objects.create(agreement=agreement, wanted_level="b", attempts=2)
    assert panels.start(request_of(cast.finance)) is None
    Seal.objects.update(attempts=3)
    panel = panels.start(request_of(cast.finance))
    assert panel is not None
    assert panel.context["seals"] == [seal]


def test_mijn_shows_only_what_was_sent_and_first_what_is_to_be_signed(cast: Cast) -> None:
    maker = make_teacher()
    cast.bilal.memberships.update(partner=maker)
    agreement = make_agreement(cast.bureau, partner=maker)
    assert panels.mijn(request_of(cast.bilal)) is None
    Agreement.objects.filter(pk=agreement.pk).update(status=AgreementStatus.SENT)
    panel = panels.mijn(request_of(cast.bilal))
    assert panel is not None
    assert (panel.context["to_sign"], panel.context["agreements"]) == ([agreement], [])
    assert panels.mijn(request_of(cast.stranger)) is None


@pytest.mark.parametrize(
    ("who", "invoices", "may_draft"), [("bureau", 1, True), ("finance", 1, False), ("expert", 0, False)]
)
def test_the_partner_page_tells_each_what_is_his(cast: Cast, who: str, invoices: int, may_draft: bool) -> None:
    teacher = make_teacher()
    agreement = make_agreement(cast.bureau, partner=teacher)
    make_invoice(cast.bureau, partner=teacher)
    make_delivery(teacher, cast.bureau, hour=15)
    panel = panels.of_partner(request_of(getattr(cast, who)), teacher)
    assert panel is not None
    assert panel.context["agreements"] == [agreement]
    assert (len(panel.context["invoices"]), panel.context["may_draft"]) == (invoices, may_draft)


@pytest.mark.parametrize(("who", "expected"), [("bureau", 2), ("finance", 2), ("expert", 0), ("reception", 0)])
def test_documents_of_a_partner_are_one_click_away_for_who_may_open_them(cast: Cast, who: str, expected: int) -> None:
    teacher = make_teacher()
    agreement = make_agreement(cast.bureau, partner=teacher)
    invoice = make_invoice(cast.bureau, partner=teacher)
    client = Client()
    client.force_login(getattr(cast, who))
    page = client.get(teacher.get_absolute_url()).content.decode()
    paths = [
        reverse("contracts:agreement-pdf", args=[agreement.number]),
        reverse("contracts:invoice-pdf", args=[invoice.number]),
    ]
    assert sum(f'href="{path}"' in page for path in paths) == expected


@pytest.mark.parametrize("who", ["bureau", "expert"])
def test_the_partner_page_says_whose_turn_it_is_to_sign(cast: Cast, archive: Any, who: str) -> None:
    agreement = make_sent(cast.bureau)
    client = Client()
    client.force_login(getattr(cast, who))
    page = client.get(agreement.partner.get_absolute_url()).text
    assert f"Wacht op {agreement.partner} sinds" in page
    assert 'data-status="sent"' in page
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    page = client.get(agreement.partner.get_absolute_url()).text
    assert "Wacht op het huis sinds" in page
    assert 'data-status="partly_signed"' in page


def test_the_partner_page_says_that_an_invitation_did_not_arrive(cast: Cast, archive: Any) -> None:
    agreement = make_sent(cast.bureau)
    agreement.requests.update(has_bounced=True)
    client = Client()
    client.force_login(cast.bureau)
    assert "De uitnodiging kwam niet aan" in client.get(agreement.partner.get_absolute_url()).text


def test_a_partner_without_anything_has_no_panel(cast: Cast) -> None:
    assert panels.of_partner(request_of(cast.bureau), make_teacher()) is None


def test_search_finds_by_number_reference_and_name(cast: Cast) -> None:
    agreement, invoice = make_agreement(cast.bureau), make_invoice(cast.bureau)
    assert [hit.title for hit in numbered("ovo-2026", cast.bureau)] == [agreement.number]
    assert [hit.title for hit in numbered("RF32 2026 0000 1", cast.bureau)] == [invoice.number]
    assert [hit.title for hit in numbered(invoice.partner.name, cast.finance)] == [invoice.number]
    assert numbered("2026", cast.expert) == []
    assert numbered("%", cast.bureau) == []
