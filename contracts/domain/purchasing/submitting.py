"""Handing in an invoice, and taking it back while nobody has looked."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from contracts.domain import documents
from contracts.domain.purchasing.delivered import agreements_of, travel_billed, unbilled
from contracts.domain.purchasing.vat import TheirVat, their_vat
from contracts.domain.snapshots import house_on
from contracts.enums import PurchaseStatus
from contracts.models import Agreement, AgreementLine, PurchaseInvoice, PurchaseLine
from fluxus.db import explain, lock, one_at_a_time
from fluxus.errors import Refusal
from fluxus.money import euros
from fluxus.periods import wall_clock
from fluxus.uploads import Upload
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

BY_HAND = "van de cultuurmaker"
OLDEST = timedelta(days=5 * 366)


def submit(
    *,
    partner: Partner,
    agreement: Agreement,
    amounts: Mapping[int, int],
    travel_cents: int,
    their_number: str,
    their_date_on: date,
    rate: str,
    gross_cents: int,
    upload: Upload,
    note: str = "",
    request_token: UUID | None = None,
    by: Any,
    at: datetime,
) -> PurchaseInvoice:
    """Hand in an invoice for appointments of one agreement (`amounts`: net cents by key of the line) and travel costs.

    `gross_cents` is the total on the paper; it may differ from ours by a cent per line, for rounding. The same form sent
    twice is one invoice. Refuses what is billed already, has yet to come, or does not add up.
    """
    with transaction.atomic():
        one_at_a_time(f"purchases of {partner.pk}")
        same = PurchaseInvoice.objects.filter(request_token=request_token).first() if request_token else None
        if same is not None:
            return same
        _refuse_date(their_date_on, wall_clock(at).date())
        held = _agreement(partner, agreement)
        lines = _lines(held, amounts, at)
        _refuse_travel(held, travel_cents)
        if not lines and not travel_cents:
            raise Refusal("Kies minstens één afspraak of vul reiskosten in.", code="empty")
        vat = their_vat(partner.vat_status, rate, their_date_on)
        net = sum(amounts[line.pk] for line in lines) + travel_cents
        made = PurchaseInvoice(
            partner=partner,
            agreement=held,
            their_number=their_number,
            their_date_on=their_date_on,
            due_on=wall_clock(at).date() + timedelta(days=house_on(wall_clock(at).date()).payment_days),
            note=note,
            request_token=request_token,
            submitted_at=at,
            submitted_by=by,
            **_totals(vat, net, gross_cents, rows=len(lines) + 1),
        )
        made.document = documents.store(
            upload.content, filename=upload.name, renderer=BY_HAND, media_type=upload.media_type
        )
        _save(made, _rows(made, lines, amounts, travel_cents))
        title = f"Factuur {their_number} ingediend"
        record(partners=[partner], kind=EntryKind.INVOICE, title=title, by=by, at=at, amount_cents=made.gross_cents)
    return made


def withdraw(*, purchase: PurchaseInvoice, by: Any, at: datetime) -> PurchaseInvoice:
    """Take it back; its appointments can be billed again. Refuses when it was decided on."""
    with transaction.atomic():
        held = locked(purchase)
        let_go(held, PurchaseStatus.WITHDRAWN, reason="", by=by, at=at)
        title = f"Factuur {held.their_number} teruggenomen"
        record(partners=[held.partner], kind=EntryKind.INVOICE, title=title, by=by, at=at)
    return held


def locked(purchase: PurchaseInvoice) -> PurchaseInvoice:
    """The row, still undecided. Refuses otherwise, with what became of it."""
    held = lock(PurchaseInvoice.objects.filter(pk=purchase.pk))[0]
    if held.status != PurchaseStatus.SUBMITTED:
        raise Refusal(f"Factuur {held.their_number} is al {held.get_status_display()}.", code="decided")
    return held


def let_go(held: PurchaseInvoice, status: PurchaseStatus, *, reason: str, by: Any, at: datetime) -> None:
    """End it without paying: its lines hold nothing any more."""
    held.status, held.decision_reason, held.decided_at, held.decided_by = status, reason, at, by
    held.save()
    held.lines.update(holds=False)


def _agreement(partner: Partner, agreement: Agreement) -> Agreement:
    for each in agreements_of(partner):
        if each.pk == agreement.pk:
            return each
    raise Refusal("Deze overeenkomst is niet van jou of niet van kracht.", code="agreement")


def _lines(agreement: Agreement, amounts: Mapping[int, int], at: datetime) -> list[AgreementLine]:
    """The chosen appointments, each over and not billed."""
    free = {line.pk: line for line in unbilled([agreement])}
    if set(amounts) - set(free):
        raise Refusal(
            "Een van deze afspraken staat al op een factuur of is vervallen. Kijk het lijstje na.", code="billed"
        )
    chosen = [line for pk, line in free.items() if pk in amounts]
    if any(line.local_end > wall_clock(at) for line in chosen):
        raise Refusal("Een afspraak die nog moet komen, kun je nog niet factureren.", code="to_come")
    if any(amounts[line.pk] <= 0 for line in chosen):
        raise Refusal("Een bedrag is meer dan € 0,00.", code="amount")
    return chosen


def _refuse_travel(agreement: Agreement, travel_cents: int) -> None:
    if travel_cents < 0:
        raise Refusal("Reiskosten zijn nooit minder dan € 0,00.", field="travel")
    left = agreement.travel_cents - travel_billed([agreement.pk]).get(agreement.pk, 0)
    if travel_cents > max(0, left):
        raise Refusal(f"Afgesproken zijn nog {euros(max(0, left))} reiskosten.", field="travel")


def _refuse_date(day: date, today: date) -> None:
    if day > today:
        raise Refusal("De factuurdatum ligt in de toekomst.", field="their_date_on")
    if day < today - OLDEST:
        raise Refusal("Deze factuur is ouder dan vijf jaar.", field="their_date_on")


def _totals(vat: TheirVat, net: int, gross: int, *, rows: int) -> dict[str, Any]:
    ours = vat.amount(net)
    if abs(gross - ours.gross) > (rows if vat.percent else 0):
        raise Refusal(
            f"Het totaal klopt niet: {euros(net)} met {vat.why} is {euros(ours.gross)}, en je vulde {euros(gross)} in.",
            field="gross",
        )
    return {
        "net_cents": net,
        "vat_category": vat.category,
        "vat_percent": vat.percent,
        "vat_cents": gross - net,
        "gross_cents": gross,
    }


def _rows(
    made: PurchaseInvoice, lines: list[AgreementLine], amounts: Mapping[int, int], travel_cents: int
) -> list[PurchaseLine]:
    rows = [
        PurchaseLine(
            purchase=made,
            position=position,
            agreement_line=line,
            description=f"{line.what}, {line.where}"[:240] if line.where else line.what,
            delivered_on=line.local_start.date(),
            agreed_cents=line.fee_cents,
            net_cents=amounts[line.pk],
        )
        for position, line in enumerate(lines, 1)
    ]
    if travel_cents:
        rows.append(
            PurchaseLine(
                purchase=made,
                position=len(rows) + 1,
                description="Reiskosten",
                agreed_cents=made.agreement.travel_cents if made.agreement else 0,
                net_cents=travel_cents,
                is_expense=True,
            )
        )
    return rows


def _save(made: PurchaseInvoice, rows: list[PurchaseLine]) -> None:
    for model, act in ((PurchaseInvoice, made.save), (PurchaseLine, lambda: PurchaseLine.objects.bulk_create(rows))):
        try:
            with transaction.atomic():
                act()
        except IntegrityError as error:
            raise explain(model, error, field="their_number" if model is PurchaseInvoice else None) from error
