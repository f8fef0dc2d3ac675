"""From draft to the bank: announcing, making the file once, noting that it was given to the bank, and withdrawing."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.bank_orders.drafting import house_first_day
from contracts.domain.bank_orders.faults import address_for, faults
from contracts.domain.bank_orders.keeping import let_go, lines_of, refuse_no_bank_day, refuse_same_eyes, take
from contracts.domain.bank_orders.mandates import house_who_collects
from contracts.domain.snapshots import house_on
from contracts.enums import BankOrderKind, BankOrderStatus
from contracts.models import Allocation, BankOrder, BankOrderLine, House
from fluxus import sepa
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import EntryKind

MEDIA_TYPE = "application/xml"
PREFIX = "contracts-collection"
AT_WORK = (BankOrderStatus.DRAFT, BankOrderStatus.ANNOUNCED)
INSTRUMENTS = {"core": "CORE", "b2b": "B2B"}


def announce(*, order: BankOrder, by: Any, at: datetime) -> BankOrder:
    """Mail everybody from whom we collect what, when and why, one letter per mandate, in one transaction.

    Refuses when the day is nearer than we promised, and as long as something is wrong with a line.
    """
    with transaction.atomic():
        held = take(order, BankOrderStatus.DRAFT)
        if held.kind != BankOrderKind.COLLECT:
            raise Refusal("Een betaling kondig je niet aan.", code="kind")
        house = house_who_collects(at)
        refuse_no_bank_day(
            held.carried_out_on, first=house_first_day(house.collect_notice_days, timezone.localdate(at))
        )
        lines = _sound_lines(held, timezone.localdate(at))
        by_mandate: dict[int | None, list[BankOrderLine]] = defaultdict(list)
        for line in lines:
            by_mandate[line.mandate_id].append(line)
        for together in by_mandate.values():
            _announce(held, together, house, by=by, at=at)
        held.status, held.announced_at, held.announced_by = BankOrderStatus.ANNOUNCED, at, by
        held.save(update_fields=["status", "announced_at", "announced_by"])
    return held


def make(*, order: BankOrder, by: Any, at: datetime) -> BankOrder:
    """Make the file for the bank once and keep it in the archive, in one transaction.

    A collection was announced first, and its letters have left; a payment is made by another than who drafted it.
    Refuses as long as something is wrong with a line: paid meanwhile, revoked, a letter that did not arrive.
    """
    with transaction.atomic():
        ready = BankOrderStatus.ANNOUNCED if order.kind == BankOrderKind.COLLECT else BankOrderStatus.DRAFT
        held = take(order, ready)
        held.is_alone = refuse_same_eyes(held, by=by)
        _refuse_too_late(held, timezone.localdate(at))
        lines = _sound_lines(held, timezone.localdate(at))
        if held.kind == BankOrderKind.COLLECT:
            _mark_first(lines)
        content = _written(held, lines, house_on(timezone.localdate(at)), at)
        held.document = documents.store(
            content, filename=f"{held.message_id}.xml", renderer="sepaxml", media_type=MEDIA_TYPE
        )
        held.status, held.made_at, held.made_by = BankOrderStatus.MADE, at, by
        held.save(update_fields=["status", "document", "made_at", "made_by", "is_alone"])
    return held


def deliver(*, order: BankOrder, by: Any, at: datetime) -> BankOrder:
    """Note that the file was given to the bank; a second time changes nothing."""
    with transaction.atomic():
        held = take(order, BankOrderStatus.MADE, BankOrderStatus.DELIVERED)
        if held.status == BankOrderStatus.DELIVERED:
            return held
        is_alone = refuse_same_eyes(held, by=by)
        _refuse_too_late(held, timezone.localdate(at))
        held.status, held.delivered_at, held.delivered_by = BankOrderStatus.DELIVERED, at, by
        held.is_alone = held.is_alone or is_alone
        held.save(update_fields=["status", "delivered_at", "delivered_by", "is_alone"])
    return held


def withdraw(*, order: BankOrder, reason: str, by: Any, at: datetime) -> BankOrder:
    """Not carried out, with the reason (the bank refused the file, a wrong day); all lines are free for another batch.

    Refuses once the bank carried out a part of it.
    """
    why = _reason(reason, "Zeg waarom je de opdracht intrekt.")
    with transaction.atomic():
        held = take(order, *AT_WORK, BankOrderStatus.MADE, BankOrderStatus.DELIVERED)
        if held.status == BankOrderStatus.DELIVERED and _is_settled(held):
            raise Refusal("De bank heeft deze opdracht al uitgevoerd; er is geld verrekend.", code="settled")
        let_go(held)
        held.status, held.withdraw_reason = BankOrderStatus.WITHDRAWN, why
        held.save(update_fields=["status", "withdraw_reason"])
        if held.announced_at:
            _tell_withdrawn(held, by=by, at=at)
    return held


def take_out(*, line: BankOrderLine, reason: str) -> BankOrderLine:
    """Leave one line out before the file is made, with the reason; its invoice is free again."""
    why = _reason(reason, "Zeg waarom je dit eruit haalt.")
    with transaction.atomic():
        take(line.order, *AT_WORK)
        held = lock(BankOrderLine.objects.filter(pk=line.pk))[0]
        if held.holds:
            held.holds, held.taken_out_reason = False, why
            held.save(update_fields=["holds", "taken_out_reason"])
    return held


def _reason(text: str, sentence: str) -> str:
    if not text.strip():
        raise Refusal(sentence, field="reason", code="no_reason")
    return text.strip()[:200]


def _sound_lines(order: BankOrder, today: date) -> list[BankOrderLine]:
    lines = lines_of(order)
    if not lines:
        raise Refusal("Er staat niets meer in deze opdracht. Trek haar in.", code="empty")
    if faults(order, lines, on=today):
        raise Refusal("Met een of meer regels is iets aan de hand. Haal ze eruit of los het op.", code="faults")
    return lines


def _refuse_too_late(order: BankOrder, today: date) -> None:
    """A collection reaches the bank at least a day before; a payment may still go on the day itself."""
    first = house_first_day(1 if order.kind == BankOrderKind.COLLECT else 0, today)
    if order.carried_out_on < first:
        raise Refusal(
            "De dag van uitvoeren is te dichtbij of voorbij. Trek de opdracht in en maak een nieuwe.", code="late"
        )


def _announce(order: BankOrder, lines: list[BankOrderLine], house: House, *, by: Any, at: datetime) -> None:
    mandate, total = lines[0].mandate, sum(line.amount_cents for line in lines)
    if mandate is None:
        raise Refusal("Een incasso hoort bij een machtiging.", code="no_mandate")
    letter = queue_letter(
        key=f"{PREFIX}:{order.pk}:{mandate.pk}",
        to=address_for(mandate.partner),
        template="mail/contracts/collection.txt",
        context={
            "order": order, "lines": lines, "mandate": mandate, "total": total, "house": house,
            "partner": mandate.partner, "base_url": settings.BASE_URL,
        },
        partner=mandate.partner,
    )  # fmt: skip
    BankOrderLine.objects.filter(pk__in=[line.pk for line in lines]).update(announcement=letter)
    record(
        partners=[mandate.partner],
        kind=EntryKind.INVOICE,
        title=f"Incasso aangekondigd voor {order.carried_out_on:%d-%m-%Y}",
        by=by,
        at=at,
        path=order.get_absolute_url(),
        amount_cents=total,
    )


def _mark_first(lines: list[BankOrderLine]) -> None:
    """The first that we ever collect with a mandate says so (FRST); what came before and went to the bank counts."""
    went = BankOrderLine.objects.filter(
        order__status__in=[BankOrderStatus.MADE, BankOrderStatus.DELIVERED], taken_out_reason=""
    )
    known: set[int | None] = set(
        went.filter(mandate__in=[line.mandate_id for line in lines]).values_list("mandate_id", flat=True)
    )
    for line in lines:
        line.is_first = line.mandate_id not in known
        known.add(line.mandate_id)
        if line.is_first:
            line.save(update_fields=["is_first"])


def _written(order: BankOrder, lines: list[BankOrderLine], house: House, at: datetime) -> bytes:
    own = sepa.Own(house.legal_name, house.iban, house.bic, house.creditor_id, house.bank_messages)
    items = [_item(line) for line in lines]
    told: dict[str, Any] = {"own": own, "message_id": order.message_id, "on": order.carried_out_on}
    told["at"] = timezone.localtime(at)
    if order.kind == BankOrderKind.PAY:
        return sepa.payments(items, **told)
    schemes = {line.mandate.scheme for line in lines if line.mandate}
    return sepa.collection(items, instrument=INSTRUMENTS[schemes.pop()], **told)


def _item(line: BankOrderLine) -> sepa.Item:
    mandate = line.mandate
    return sepa.Item(
        name=line.name,
        iban=line.iban,
        cents=line.amount_cents,
        end_to_end=line.end_to_end,
        description=_description(line),
        mandate=mandate.reference if mandate else "",
        signed_on=timezone.localdate(mandate.signed_at) if mandate else None,
        is_first=line.is_first,
    )


def _description(line: BankOrderLine) -> str:
    """What the other reads on his statement."""
    if line.purchase:
        return f"Factuur {line.purchase.their_number}"
    invoice = line.invoice
    if invoice is None:
        return line.end_to_end
    return f"{'Factuur' if line.mandate_id else 'Terug van'} {invoice.number} {invoice.payment_reference}"


def _is_settled(order: BankOrder) -> bool:
    """Something of it was matched with the bank; what was taken back again does not count."""
    ends = order.lines.values("end_to_end")
    found = Allocation.objects.filter(transaction__end_to_end__in=ends, reverses=None, reversed_by=None)
    batch = Allocation.objects.filter(transaction__batch__startswith=order.message_id, reverses=None, reversed_by=None)
    return found.exists() or batch.exists()


def _tell_withdrawn(order: BankOrder, *, by: Any, at: datetime) -> None:
    partners = {line.mandate.partner for line in lines_of(order) if line.mandate}
    record(
        partners=partners,
        kind=EntryKind.INVOICE,
        title=f"Aangekondigde incasso {order.message_id} gaat niet door",
        detail=order.withdraw_reason,
        by=by,
        at=at,
        path=order.get_absolute_url(),
    )
