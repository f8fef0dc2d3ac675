"""A draft tells what its e-invoice would say, and stays the draft that it was."""

import pytest

from contracts.domain import einvoicing
from contracts.domain.billing import invoices
from contracts.domain.billing.crediting import draft as draft_credit
from contracts.models import Invoice
from tests.cast import Cast
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import DAY, make_draft_invoice, make_invoice

pytestmark = pytest.mark.usefixtures("archive")


def found(draft: Invoice) -> list[str]:
    return [each.rule for each in einvoicing.forecast(draft=draft, today=DAY)]


def test_nothing_is_wrong_and_nothing_is_stored(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau, partner=make_buyer())
    before = Invoice.objects.values().get(pk=draft.pk)
    assert found(draft) == []
    assert Invoice.objects.values().get(pk=draft.pk) == before
    assert (draft.number, draft.issued_on) == (None, None)


def test_it_finds_what_issuing_would_find(cast: Cast) -> None:
    draft = make_draft_invoice(cast.bureau, partner=make_buyer(kvk="123"))
    foreseen = found(draft)
    issued = invoices.issue(invoice=draft, by=cast.bureau, today=DAY)
    made = einvoicing.make(invoice=issued, at=issued.issued_at)
    assert foreseen == [each["rule"] for each in made.errors] == ["PEPPOL-COMMON-R054"]


def test_who_takes_none_has_nothing_to_mend(cast: Cast) -> None:
    assert found(make_draft_invoice(cast.bureau, partner=make_buyer("none", kvk="123"))) == []


def test_a_credit_note_is_foreseen_too(cast: Cast) -> None:
    invoice = make_invoice(cast.bureau, partner=make_buyer("nlcius"))
    assert found(draft_credit(invoice=invoice, by=cast.bureau, reason="Verkeerd")) == []
