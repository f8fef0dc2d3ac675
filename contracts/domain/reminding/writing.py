"""Writing letters: what is due today, frozen, one per partner, with its PDF; and billing their costs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.billing.drafting import draft
from contracts.domain.billing.lines import NewLine
from contracts.domain.reminding.composing import freeze
from contracts.domain.reminding.costs import costs_invoice, token_of
from contracts.domain.reminding.facts import is_fresh
from contracts.domain.reminding.planning import Case, plan
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import Product
from contracts.models import Invoice, ReminderLetter, ReminderLine, ReminderStep
from fluxus.db import lock, one_at_a_time
from fluxus.errors import Refusal
from fluxus.money import euros
from network.domain.timeline import record
from network.enums import EntryKind

MOST_AT_ONCE = 200


@dataclass
class Written:
    """The letters that were made, and how many were left out because something had changed."""

    letters: list[ReminderLetter] = field(default_factory=list)
    changed: int = 0


def write(*, keys: Sequence[str], by: Any, at: datetime) -> Written:
    """Write the letters that somebody looked at, each in its own transaction.

    `keys` are `Case.key`: when a payment came in or a rival wrote first, that partner is left out and counted. Refuses
    as long as the bank was not read lately.
    """
    on = timezone.localdate(at)
    if not is_fresh(on=on):
        raise Refusal("Lees eerst een nieuw bankafschrift in. Anders herinner je wie al betaald heeft.", code="stale")
    done = Written()
    for key in list(dict.fromkeys(keys))[:MOST_AT_ONCE]:
        letter = write_one(key=key, by=by, at=at)
        if letter is None:
            done.changed += 1
        else:
            done.letters.append(letter)
    return done


def write_one(*, key: str, by: Any, at: datetime) -> ReminderLetter | None:
    """One letter in one transaction; None when it is no longer what was looked at."""
    text = key.partition("-")[0]
    pk = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    with transaction.atomic():
        one_at_a_time(f"reminding {pk}")
        late = Invoice.objects.issued().filter(partner=pk).only("pk")
        lock(late)  # no money is settled, and nothing credited, while the letter is frozen
        case = next(iter(plan(on=timezone.localdate(at), partner_ids=[pk])), None)
        if case is None or case.step is None or case.key != key:
            return None
        return store(case, case.step, by=by, at=at)


def store(case: Case, step: ReminderStep, *, by: Any, at: datetime) -> ReminderLetter:
    """Freeze the letter, note it with the partner and ask for its PDF, in the present transaction."""
    snapshot = freeze(case, house=house_on(case.on))
    letter = ReminderLetter.objects.create(
        partner=case.partner,
        step=step,
        written_on=case.on,
        due_on=date.fromisoformat(snapshot["due_on"]),
        open_cents=case.open_cents,
        costs_cents=case.costs_cents,
        snapshot=snapshot,
        data_hash=fingerprint(snapshot),
        written_at=at,
        written_by=by,
    )
    ReminderLine.objects.bulk_create(
        ReminderLine(letter=letter, invoice=each.invoice, step=each.step, open_cents=each.open_cents)
        for each in case.lines
    )
    documents.order(reminder=letter)
    tell(letter, by=by, at=at)
    return letter


def tell(letter: ReminderLetter, *, by: Any, at: datetime) -> None:
    what = letter.step.get_kind_display().capitalize()
    record(
        partners=[letter.partner],
        kind=EntryKind.INVOICE,
        title=f"{what}: er staat {euros(letter.open_cents)} open",
        by=by,
        at=at,
        path=letter.get_absolute_url(),
        amount_cents=letter.open_cents,
    )


def bill_costs(*, letter: ReminderLetter, by: Any, today: date) -> Invoice:
    """A draft invoice of the collection costs of a letter, once. Refuses when the letter asks none."""
    if known := costs_invoice(letter):
        return known
    if not letter.costs_cents:
        raise Refusal("In deze brief vragen we geen incassokosten.", code="no_costs")
    line = NewLine(
        product=Product.COLLECTION_COSTS,
        description=f"Incassokosten bij de brief van {letter.written_on:%d-%m-%Y}",
        unit_price_cents=letter.costs_cents,
    )
    token = token_of(letter.pk)
    return draft(partner=letter.partner, lines=[line], by=by, today=today, request_token=token, subject="Incassokosten")
