"""Setting up a batch: what was chosen, with the amount that is open at that moment; each invoice in one batch."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from contracts.domain.bank_orders.choosing import accounts_for, collectable, mandates_of, payable, refundable
from contracts.domain.bank_orders.keeping import next_message_id, refuse_no_bank_day
from contracts.domain.bank_orders.mandates import house_who_collects
from contracts.enums import BankOrderKind
from contracts.models import BankOrder, BankOrderLine, Invoice, PurchaseInvoice
from fluxus.db import explain, lock, persevering
from fluxus.errors import Refusal

CHANGED = "Een deel van wat je koos kan niet meer: het is betaald of zit al in een opdracht. Kijk de lijst nog eens na."


@persevering
def draft_collection(
    *, invoices: Collection[int], on: date, by: Any, at: datetime, request_token: UUID | None = None
) -> BankOrder:
    """A batch to collect the open amounts of these invoices (keys) on a bank day, in one transaction.

    The day leaves room to announce it (`House.collect_notice_days`). The same form sent twice is one batch.
    """
    house, today = house_who_collects(at), timezone.localdate(at)
    if known := _known(request_token):
        return known
    refuse_no_bank_day(on, first=house_first_day(house.collect_notice_days, today))
    with transaction.atomic():
        lock(Invoice.objects.filter(pk__in=invoices))
        rows = list(collectable(on=today).filter(pk__in=invoices).select_related("partner"))
        _refuse_changed(rows, invoices)
        mandates = mandates_of(rows)
        if len({mandates[row.partner_id].scheme for row in rows}) > 1:
            raise Refusal("Zet algemene en zakelijke machtigingen in aparte opdrachten.", code="schemes")
        order = _create(BankOrderKind.COLLECT, on, by=by, at=at, request_token=request_token)
        lines = []
        for row in rows:
            mandate = mandates[row.partner_id]
            lines.append(_line(row.open_cents, mandate.holder, mandate.iban, invoice=row, mandate=mandate))
        return _fill(order, lines)


@persevering
def draft_payment(
    *,
    purchases: Collection[int],
    refunds: Collection[int],
    on: date,
    by: Any,
    at: datetime,
    request_token: UUID | None = None,
) -> BankOrder:
    """A batch to pay invoices of cultuurmakers and to give back what credit notes left over (keys), in one transaction."""
    if known := _known(request_token):
        return known
    refuse_no_bank_day(on, first=timezone.localdate(at))
    with transaction.atomic():
        lock(Invoice.objects.filter(pk__in=refunds))
        lock(PurchaseInvoice.objects.filter(pk__in=purchases))
        owed = list(payable().filter(pk__in=purchases).select_related("partner"))
        back = list(refundable().filter(pk__in=refunds).select_related("partner"))
        _refuse_changed([*owed, *back], [*purchases, *refunds])
        order = _create(BankOrderKind.PAY, on, by=by, at=at, request_token=request_token)
        lines = [_line(row.open_cents, row.partner.name, row.iban, purchase=row) for row in owed]
        return _fill(order, lines + list(_refund_lines(back)))


def house_first_day(notice_days: int, today: date) -> date:
    """The first day on which what is announced today may be collected."""
    return date.fromordinal(today.toordinal() + notice_days)


def _refund_lines(rows: list[Any]) -> Iterable[BankOrderLine]:
    accounts = accounts_for(rows)
    for row in rows:
        account = accounts.get(row.pk)
        if account is None:
            raise Refusal(f"Van {row.partner} weten we geen rekening om {row.number} op terug te betalen.", code="iban")
        yield _line(-row.open_cents, account.name or row.partner.name, account.iban, invoice=row)


def _known(request_token: UUID | None) -> BankOrder | None:
    return BankOrder.objects.filter(request_token=request_token).first() if request_token else None


def _refuse_changed(rows: list[Any], wanted: Collection[int]) -> None:
    if not wanted:
        raise Refusal("Kies wat er in de opdracht komt.", field="rows", code="empty")
    if len(rows) < len(wanted):
        raise Refusal(CHANGED, field="rows", code="changed")


def _create(kind: str, on: date, *, by: Any, at: datetime, request_token: UUID | None) -> BankOrder:
    return BankOrder.objects.create(
        kind=kind,
        carried_out_on=on,
        message_id=next_message_id(kind, timezone.localdate(at)),
        request_token=request_token,
        drafted_at=at,
        drafted_by=by,
    )


def _line(cents: int, name: str, iban: str, **about: Any) -> BankOrderLine:
    return BankOrderLine(amount_cents=cents, name=name[:70], iban=iban, **about)


def _fill(order: BankOrder, lines: list[BankOrderLine]) -> BankOrder:
    for position, line in enumerate(lines, start=1):
        line.order, line.position, line.end_to_end = order, position, f"{order.message_id}-{position:04}"
    try:
        with transaction.atomic():
            BankOrderLine.objects.bulk_create(lines)
    except IntegrityError as error:
        raise explain(BankOrderLine, error) from error
    return order
