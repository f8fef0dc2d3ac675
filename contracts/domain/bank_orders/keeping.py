"""Holding a batch while something happens to it, its numbers, and who may go on with it."""

from datetime import date
from typing import Any

from contracts.enums import BankOrderKind
from contracts.models import BankOrder, BankOrderLine
from fluxus.bank_days import bank_day_from, is_bank_day
from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal
from network.enums import Role
from network.models import User

PREFIXES: dict[str, str] = {BankOrderKind.COLLECT: "INC", BankOrderKind.PAY: "BET"}
HANDLERS = (Role.ADMIN, Role.FINANCE)


def take(order: BankOrder, *statuses: str) -> BankOrder:
    """The batch as it is now, locked. Refuses when it is in none of these states any more."""
    held = lock(BankOrder.objects.filter(pk=order.pk))[0]
    if held.status not in statuses:
        raise Refusal(f"Dit kan niet meer: deze opdracht is {held.get_status_display()}.", code="state")
    return held


def lines_of(order: BankOrder) -> list[BankOrderLine]:
    """What is in the batch, in order; what was taken out is not."""
    rows = order.lines.filter(taken_out_reason="").order_by("position")
    return list(rows.select_related("invoice__partner", "purchase__partner", "mandate", "announcement"))


def next_message_id(kind: str, on: date) -> str:
    """'INC-2026-0001': of one length, so that none is the beginning of another. Waits for rivals."""
    one_at_a_time("contracts.bank_order")
    start = f"{PREFIXES[kind]}-{on.year}-"
    last = BankOrder.objects.filter(message_id__startswith=start).order_by("-message_id").first()
    number = int(last.message_id.rpartition("-")[2]) + 1 if last else 1
    return f"{start}{number:04}"


def refuse_no_bank_day(on: date, *, first: date) -> None:
    """Refuses a day before `first`, and one on which banks do not settle."""
    if on < first:
        raise Refusal(
            f"Dit kan op zijn vroegst op {bank_day_from(first):%d-%m-%Y}.", field="carried_out_on", code="early"
        )
    if not is_bank_day(on):
        raise Refusal(
            f"Op deze dag verwerken banken niets. Kies {bank_day_from(on):%d-%m-%Y} of later.",
            field="carried_out_on",
            code="no_bank_day",
        )


def others(order: BankOrder) -> list[User]:
    """Colleagues who may handle money and did not draft this batch."""
    found = User.objects.filter(is_active=True, roles__overlap=list(HANDLERS)).exclude(pk=order.drafted_by_id)
    return list(found.order_by("name"))


def refuse_same_eyes(order: BankOrder, *, by: Any) -> bool:
    """For a payment another than who drafted it goes on; True when there is nobody else, so that he goes on alone."""
    if order.kind != BankOrderKind.PAY or order.drafted_by_id != by.pk:
        return False
    if others(order):
        raise Refusal(
            "Je hebt deze betaling zelf opgezet. Een andere collega kijkt haar na en gaat ermee verder.", code="eyes"
        )
    return True


def let_go(order: BankOrder) -> None:
    BankOrderLine.objects.filter(order=order, holds=True).update(holds=False)
