"""Who may open what of contracts (docs/adr/0006-access.md): every address as every kind of user."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.contracts.access_scene import Scene
from tests.factories.contracts import make_agreement, make_invoice
from tests.factories.sealing import put_seal
from tests.house.addresses import Address, own
from tests.network.test_access_matrix import VISITORS, Visitor

pytestmark = pytest.mark.django_db

# A letter per role: beheer, projectbureau, expert, financiën, marketing, receptie; `p` is a partner, `s` has no rights, `v` a visitor.
AMOUNTS, BUREAU, DOCUMENTS, OWN, PARTS, EVERYBODY = "APF", "AP", "APFp", "Ap", "APEFMRp", "APEFMRpsv"
MONEY = "AF"
MATRIX = {
    "clauses": AMOUNTS,
    "clause": AMOUNTS,
    "clause-compare": AMOUNTS,
    "templates": AMOUNTS,
    "template": AMOUNTS,
    "template-compare": AMOUNTS,
    "template-version": AMOUNTS,
    "clause-new": BUREAU,
    "clause-new-version": BUREAU,
    "clause-edit": BUREAU,
    "clause-submit": BUREAU,
    "clause-judge": BUREAU,
    "clause-reopen": BUREAU,
    "clause-publish": BUREAU,
    "clause-withdraw": BUREAU,
    "clause-discard": BUREAU,
    "clause-restore": BUREAU,
    "template-new": BUREAU,
    "template-terms": BUREAU,
    "template-new-version": BUREAU,
    "template-edit": BUREAU,
    "template-place": BUREAU,
    "template-arrange": BUREAU,
    "template-preview": BUREAU,
    "template-preview-pdf": BUREAU,
    "template-submit": BUREAU,
    "template-judge": BUREAU,
    "template-reopen": BUREAU,
    "template-publish": BUREAU,
    "template-withdraw": BUREAU,
    "template-discard": BUREAU,
    "template-restore": BUREAU,
    "agreements": AMOUNTS,
    "agreement": AMOUNTS,
    "agreement-issue": BUREAU,
    "agreement-discard": BUREAU,
    "agreement-progress": DOCUMENTS,
    "agreement-new": BUREAU,
    "agreement-draft": BUREAU,
    "agreement-draft-lessons": BUREAU,
    "agreement-draft-rental": BUREAU,
    "agreement-draft-by-hand": BUREAU,
    "agreement-edit": BUREAU,
    "agreement-amend": BUREAU,
    "amendments": AMOUNTS,
    "agreement-pdf": DOCUMENTS,
    "agreement-evidence": DOCUMENTS,
    "verify": EVERYBODY,
    "register-export": AMOUNTS,
    "register-view-add": AMOUNTS,
    "register-view-edit": AMOUNTS,
    "register-view-remove": AMOUNTS,
    "dossier": AMOUNTS,
    "retention": AMOUNTS,
    "booking-panel": PARTS,
    "document-retry": AMOUNTS,
    "invoices": AMOUNTS,
    "invoice-runs": AMOUNTS,
    "invoice-run": AMOUNTS,
    "invoice-run-new": AMOUNTS,
    "invoice-run-progress": AMOUNTS,
    "invoice-run-stop": AMOUNTS,
    "invoice-run-resume": AMOUNTS,
    "invoice-hold": AMOUNTS,
    "invoice-release": AMOUNTS,
    "invoices-unsent": AMOUNTS,
    "invoices-send-all": AMOUNTS,
    "invoice-send": AMOUNTS,
    "invoice": AMOUNTS,
    "invoice-issue": AMOUNTS,
    "invoice-new": AMOUNTS,
    "invoice-totals": AMOUNTS,
    "invoice-credit": AMOUNTS,
    "billing-profile": AMOUNTS,
    "vat-rules": AMOUNTS,
    "vat-choice-new": AMOUNTS,
    "vat-choice-end": AMOUNTS,
    "invoice-discard": AMOUNTS,
    "invoice-draft": AMOUNTS,
    "invoice-progress": DOCUMENTS,
    "invoice-write-off": MONEY,
    "invoice-settle": MONEY,
    "reminders": AMOUNTS,
    "reminders-today": AMOUNTS,
    "reminders-write": MONEY,
    "reminder-steps": AMOUNTS,
    "reminder-letters": AMOUNTS,
    "reminder-letter": AMOUNTS,
    "reminder-letter-pdf": DOCUMENTS,
    "reminder-letter-progress": DOCUMENTS,
    "reminder-letter-send": MONEY,
    "reminder-letter-costs": MONEY,
    "debtor": AMOUNTS,
    "debtor-preview": AMOUNTS,
    "debtor-pause": AMOUNTS,
    "debtor-plan": MONEY,
    "pause-lift": AMOUNTS,
    "bank": MONEY,
    "bank-import": MONEY,
    "bank-settle-sure": MONEY,
    "bank-join": MONEY,
    "bank-files": MONEY,
    "bank-file": MONEY,
    "bank-file-xml": MONEY,
    "bank-transaction": MONEY,
    "bank-take": MONEY,
    "bank-split": MONEY,
    "bank-aside": MONEY,
    "bank-take-up": MONEY,
    "allocation-undo": MONEY,
    "bookkeeping": MONEY,
    "month-close": MONEY,
    "month-reopen": MONEY,
    "ledger": MONEY,
    "export-new": MONEY,
    "export": MONEY,
    "export-file": MONEY,
    "money-figures": AMOUNTS,
    "money-figures-csv": AMOUNTS,
    "rent-budget": MONEY,
    "invoice-pdf": DOCUMENTS,
    "invoice-xml": DOCUMENTS,
    "invoice-xml-again": AMOUNTS,
    "proofs": BUREAU,
    "proof": BUREAU,
    "proof-accept": BUREAU,
    "proof-reject": BUREAU,
    "proof-file": "APp",
    "proofs-of": BUREAU,
    "proof-hand-in": BUREAU,
    "dba": BUREAU,
    "fair-pay": AMOUNTS,
    "fair-pay-csv": AMOUNTS,
    "my-proofs": OWN,
    "my-proof-agree": OWN,
    "my-proof-take-back": OWN,
    "my-proof-hand-in": OWN,
    "my-agreements": OWN,
    "agreement-send": BUREAU,
    "agreement-remind": BUREAU,
    "agreement-withdraw": BUREAU,
    "agreement-terminate": BUREAU,
    "agreement-paper": BUREAU,
    "countersign": AMOUNTS,
    "countersign-sign": AMOUNTS,
    "my-sign": OWN,
    "my-sign-begin": OWN,
    "my-sign-read": OWN,
    "my-sign-put": OWN,
    "my-sign-decline": OWN,
    "my-sign-document": OWN,
    "sign": EVERYBODY,
    "sign-code": EVERYBODY,
    "sign-check": EVERYBODY,
    "sign-read": EVERYBODY,
    "sign-put": EVERYBODY,
    "sign-decline": EVERYBODY,
    "sign-document": EVERYBODY,
    "my-invoices": OWN,
    "runs": BUREAU,
    "run": BUREAU,
    "run-new": BUREAU,
    "run-sample": BUREAU,
    "run-progress": BUREAU,
    "run-stop": BUREAU,
    "bank-orders": MONEY,
    "bank-order-collect": MONEY,
    "bank-order-pay": MONEY,
    "bank-order": MONEY,
    "bank-order-file": MONEY,
    "bank-order-announce": MONEY,
    "bank-order-make": MONEY,
    "bank-order-deliver": MONEY,
    "bank-order-withdraw": MONEY,
    "bank-order-line-out": MONEY,
    "mandates": MONEY,
    "mandate": MONEY,
    "mandate-revoke": MONEY,
    "my-mandate": OWN,
    "my-mandate-revoke": OWN,
    "run-resume": BUREAU,
    "purchases": AMOUNTS,
    "purchase": AMOUNTS,
    "purchase-approve": AMOUNTS,
    "purchase-reject": AMOUNTS,
    "purchase-file": DOCUMENTS,
    "ubd": MONEY,
    "ubd-csv": MONEY,
    "my-purchases": OWN,
    "my-purchase-new": OWN,
    "my-purchase-withdraw": OWN,
}


def addresses() -> list[Address]:
    return [address for address in own() if address.name.startswith("contracts:")]


@pytest.mark.parametrize("letter", VISITORS)
def test_every_address_is_open_to_whom_the_matrix_says(letter: str, cast: Cast) -> None:
    scene, visitor = Scene(cast), Visitor(letter, cast)
    if visitor.user:
        scene.belong_to(visitor.user)
    faults = []
    for address in addresses():
        answer = visitor.answer(address, scene.arguments(address), sends=scene.sends(address))
        name = address.name.removeprefix("contracts:")
        allowed = letter in MATRIX[name]
        if visitor.is_let_in(answer) != allowed or (not allowed and answer.status_code != visitor.refusal):
            faults.append(f"{address.name}: {answer.status_code}, should be {'open' if allowed else visitor.refusal}")
    assert faults == []


def test_every_address_is_in_the_matrix_and_exists() -> None:
    assert {address.name.removeprefix("contracts:") for address in addresses()} == set(MATRIX)


def test_the_numbers_and_keys_of_others_open_nothing(cast: Cast) -> None:
    """Bilal with the number of somebody else's agreement: there is no such thing."""
    agreement, invoice = make_agreement(cast.bureau), make_invoice(cast.bureau)
    client = Client()
    client.force_login(cast.bilal)
    asked = {
        "agreement-pdf": agreement.number,
        "agreement-evidence": put_seal(agreement).agreement.number,
        "agreement-progress": agreement.pk,
        "invoice-pdf": invoice.number,
        "invoice-xml": invoice.number,
        "invoice-progress": invoice.pk,
    }
    found = {name: client.get(reverse(f"contracts:{name}", args=[key])).status_code for name, key in asked.items()}
    assert found == dict.fromkeys(asked, 404)
