"""Orders to the bank in the tests: Monday 23 November 2026, noon."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.domain.bank_orders import carrying_out, drafting
from contracts.models import BankOrder, House, Invoice
from network.models import OutgoingMail
from tests.cast import Cast
from tests.factories.contracts import make_house
from tests.factories.money import make_claim, make_mandate
from tests.factories.network import make_teacher

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
COLLECT_ON = date(2026, 12, 8)
PAY_ON = date(2026, 11, 24)
CREDITOR = "NL89ZZZ348148150000"


def the_house(**fields: Any) -> House:
    """With a creditor identifier, so that it may collect."""
    house = make_house()
    House.objects.filter(pk=house.pk).update(**{"creditor_id": CREDITOR, **fields})
    house.refresh_from_db()
    return house


def owed(cast: Cast, *, gross: int = 2900, **fields: Any) -> Invoice:
    """An open invoice of somebody with a mandate."""
    the_house()
    fields.setdefault("partner", make_teacher())
    invoice = make_claim(cast.finance, gross=gross, **fields)
    make_mandate(cast.bilal, invoice.partner)
    return invoice


def drafted(cast: Cast, *invoices: Invoice) -> BankOrder:
    keys = {invoice.pk for invoice in invoices}
    return drafting.draft_collection(invoices=keys, on=COLLECT_ON, by=cast.finance, at=NOW)


def announced(cast: Cast, *invoices: Invoice) -> BankOrder:
    """Announced, and the letters arrived."""
    order = carrying_out.announce(order=drafted(cast, *invoices), by=cast.finance, at=NOW)
    OutgoingMail.objects.filter(key__startswith=f"{carrying_out.PREFIX}:{order.pk}:").update(status="sent", sent_at=NOW)
    return order


def made(cast: Cast, *invoices: Invoice) -> BankOrder:
    return carrying_out.make(order=announced(cast, *invoices), by=cast.finance, at=NOW)
