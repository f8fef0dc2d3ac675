"""An invoice is in one batch, and a partner has one mandate, also when two do it at the same moment."""

from typing import Any

import pytest
from django.utils import timezone

from contracts.domain.bank_orders import carrying_out, drafting, mandates
from contracts.domain.bank_orders.wording import VERSION
from contracts.models import BankOrder, BankOrderLine, Document, SepaMandate
from fluxus.bank_days import bank_day_from
from fluxus.errors import Refusal
from fluxus.periods import today
from network.models import OutgoingMail
from tests.cast import Cast, gather
from tests.contracts.bank_orders.scene import owed, the_house
from tests.factories.contracts import make_house
from tests.factories.money import make_claim, make_mandate
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 8


def draft(cast: Cast, *keys: int) -> BankOrder:
    on = bank_day_from(drafting.house_first_day(14, today()))
    return drafting.draft_collection(invoices=set(keys), on=on, by=cast.finance, at=timezone.now())


def test_rivals_put_an_invoice_in_one_batch(committed_db: str) -> None:
    cast = gather()
    invoice = owed(cast)
    results = race(RIVALS, lambda rival: draft(cast, invoice.pk))
    assert failures(results, Refusal) == []
    assert (BankOrder.objects.count(), BankOrderLine.objects.count()) == (1, 1)


def test_batches_at_the_same_moment_get_numbers_of_their_own(committed_db: str) -> None:
    cast = gather()
    keys = [owed(cast).pk for _ in range(RIVALS)]
    results = race(RIVALS, lambda rival: draft(cast, keys[rival]))
    assert failures(results, Refusal) == []
    found = sorted(BankOrder.objects.values_list("message_id", flat=True))
    assert found == [f"INC-{today().year}-{number:04}" for number in range(1, RIVALS + 1)]


def test_without_our_lock_the_database_still_keeps_it_in_one_batch(committed_db: str) -> None:
    """The race is real: rivals who skip the domain meet in the constraint, and one gets through."""
    cast = gather()
    make_house()
    invoice = make_claim(cast.finance)
    mandate = make_mandate(cast.bilal, invoice.partner)

    def add(rival: int) -> Any:
        order = BankOrder.objects.create(
            kind="collect", carried_out_on=today(), message_id=f"R-{rival}", drafted_by=cast.finance
        )
        return BankOrderLine.objects.create(
            order=order, position=1, invoice=invoice, mandate=mandate, name="x", iban=mandate.iban,
            amount_cents=1, end_to_end=f"R-{rival}-1",
        )  # fmt: skip

    results = race(RIVALS, add)
    assert len([each for each in results if isinstance(each, Exception)]) == RIVALS - 1
    assert BankOrderLine.objects.count() == 1


def test_rivals_sign_one_mandate(committed_db: str) -> None:
    cast = gather()
    the_house()
    told: dict[str, Any] = {"iban": "NL91ABNA0417164300", "holder": "B. Amrani", "version": VERSION, "ip": None}

    def sign(rival: int) -> Any:
        return mandates.sign(partner=cast.bilal_partner, by=cast.bilal, at=timezone.now(), **told)

    results = race(RIVALS, sign)
    assert failures(results) == []
    assert (SepaMandate.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_rivals_make_one_file(committed_db: str, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = gather()
    order = carrying_out.announce(order=draft(cast, owed(cast).pk), by=cast.finance, at=timezone.now())
    OutgoingMail.objects.update(status="sent", sent_at=timezone.now())
    results = race(RIVALS, lambda rival: carrying_out.make(order=order, by=cast.finance, at=timezone.now()))
    assert failures(results, Refusal) == []
    assert Document.objects.filter(media_type="application/xml").count() == 1
