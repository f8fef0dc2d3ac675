"""The frozen content of a letter about late payments."""

from string import Template
from typing import Any

from contracts.domain.reminding.planning import Case, Late
from contracts.domain.snapshots import Snapshot, house_party, partner_party
from contracts.enums import Channel, ReminderKind
from contracts.models import House
from fluxus.errors import Refusal
from fluxus.money import euros
from fluxus.periods import dutch_date

SCHEMA = 1
KIND = "reminder"


def freeze(case: Case, *, house: House) -> Snapshot:
    """Everything the letter says, with who we both are at this moment. Refuses when nothing is due."""
    step, due_on = case.step, case.due_on
    if step is None or due_on is None:
        raise Refusal("Er is nu geen brief voor deze partner.", code="nothing_due")
    words = {"bedrag": euros(case.open_cents), "datum": dutch_date(due_on)}
    words["kosten"] = euros(case.costs_cents or case.announced_cents)
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "step": step.kind,
        "step_label": step.get_kind_display(),
        "buyer_kind": case.buyer_kind.value,
        "is_notice": step.kind == ReminderKind.NOTICE,
        "issued_on": case.on.isoformat(),
        "due_on": due_on.isoformat(),
        "channel": case.channel.value,
        "to": case.to if case.channel == Channel.MAIL else "",
        "subject": Template(step.subject).safe_substitute(words),
        "text": Template(step.text).safe_substitute(words).strip(),
        "seller": house_party(house),
        "buyer": partner_party(case.partner),
        "lines": [line_of(each) for each in case.lines],
        "open_cents": case.open_cents,
        "costs_cents": case.costs_cents,
        "announced_cents": case.announced_cents,
        "gross_cents": case.open_cents + case.costs_cents,
        "payment_reference": reference_of(case),
    }


def line_of(late: Late) -> Snapshot:
    invoice: Any = late.invoice
    return {
        "number": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "subject": invoice.subject,
        "gross_cents": invoice.gross_cents,
        "open_cents": late.open_cents,
        "payment_reference": invoice.payment_reference,
        "step": late.step.kind if late.step else "",
    }


def reference_of(case: Case) -> str:
    """The reference of the one invoice; several are paid with their numbers in the description."""
    return case.lines[0].invoice.payment_reference if len(case.lines) == 1 and not case.costs_cents else ""
