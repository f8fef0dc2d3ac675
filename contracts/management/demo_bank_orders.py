"""Mandates and batches of the demo world: some partners let us collect, one batch is announced and one has its file, a payment waits."""

from datetime import datetime, time, timedelta
from typing import Any

from contracts.domain.bank_orders import carrying_out, choosing, drafting, mandates
from contracts.domain.bank_orders.keeping import lines_of
from contracts.domain.bank_orders.wording import VERSION
from contracts.domain.settling.settlement import with_open
from contracts.models import BankOrder, Invoice, SepaMandate
from fluxus.bank_days import bank_day_from
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.enums import IdentifierKind, MailStatus
from network.models import Identifier, Membership, OutgoingMail

SIGNED_BEFORE = timedelta(days=120)
ANNOUNCED_BEFORE = timedelta(days=3)
MADE_BEFORE = timedelta(days=6)
MOST_COLLECTED = 6
MOST_PAID = 5


def build_bank_orders(world: World) -> None:
    """Whoever has a login, an account and something open signs; then a batch to collect, and one to pay."""
    noon = datetime.combine(world.today, time(12), AMSTERDAM)
    signed = [sign(each, noon - SIGNED_BEFORE) for each in signers(world)]
    if signed:
        collect(world, noon)
    pay(world, noon)
    if len(signed) > 1:
        mandates.revoke(
            mandate=signed[-1], reason="Andere rekening", by=signed[-1].signed_by, at=noon - timedelta(days=30)
        )
    OutgoingMail.objects.filter(key__startswith="contracts-mandate:").update(status=MailStatus.SENT, sent_at=noon)


def signers(world: World) -> list[Membership]:
    """Those with a login and an account, who has most open first; the last of them revokes."""
    holding = Identifier.objects.filter(kind=IdentifierKind.IBAN).values("partner")
    rows: Any = with_open(Invoice.objects.issued())
    owing = {row.partner_id: row.open_cents for row in rows.filter(open_cents__gt=0)}
    began_on = world.today - SIGNED_BEFORE
    found = Membership.objects.filter(
        ended_on=None, started_on__lte=began_on, partner__in=holding, user__is_active=True
    )
    known: dict[int, Membership] = {}
    for each in found.select_related("partner", "user").order_by("pk"):
        known.setdefault(each.partner_id, each)
    return sorted(known.values(), key=lambda each: -owing.get(each.partner_id, 0))[:MOST_COLLECTED]


def sign(membership: Membership, at: datetime) -> SepaMandate:
    partner = membership.partner
    iban = Identifier.objects.get(partner=partner, kind=IdentifierKind.IBAN).value
    return mandates.sign(
        partner=partner, iban=iban, holder=partner.name, version=VERSION, by=membership.user, ip=None, at=at
    )


def collect(world: World, noon: datetime) -> None:
    """Half of it has its file for the bank; the other half is announced."""
    rows = [row.pk for row in choosing.collectable(on=world.today)[:MOST_COLLECTED]]
    half = (len(rows) + 1) // 2
    if rows[:half]:
        order = announced(world, set(rows[:half]), noon - MADE_BEFORE)
        carrying_out.make(order=order, by=world.shared["financien"], at=noon - timedelta(days=1))
    if rows[half:]:
        announced(world, set(rows[half:]), noon - ANNOUNCED_BEFORE)


def announced(world: World, rows: set[int], at: datetime) -> BankOrder:
    """A batch whose letters left."""
    finance = world.shared["financien"]
    on = bank_day_from(drafting.house_first_day(world.shared["house"].collect_notice_days, at.date()))
    order = drafting.draft_collection(invoices=rows, on=on, by=finance, at=at)
    order = carrying_out.announce(order=order, by=finance, at=at)
    letters = {line.announcement_id for line in lines_of(order)}
    OutgoingMail.objects.filter(pk__in=letters).update(status=MailStatus.SENT, sent_at=at + timedelta(minutes=1))
    return order


def pay(world: World, noon: datetime) -> BankOrder | None:
    """Set up by finance; a colleague still has to look at it."""
    purchases = {row.pk for row in choosing.payable()[:MOST_PAID]}
    back = list(choosing.refundable().select_related("partner")[:MOST_PAID])
    accounts = choosing.accounts_for(back)
    refunds = {row.pk for row in back if row.pk in accounts}
    if not purchases | refunds:
        return None
    return drafting.draft_payment(
        purchases=purchases, refunds=refunds, on=bank_day_from(world.today), by=world.shared["financien"], at=noon
    )
