"""No reminders for now: a dispute, a payment plan, or another reason; and whether a plan is kept."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum, prefetch_related_objects
from django.utils import timezone

from contracts.domain.reminding.facts import running_pauses
from contracts.domain.settling.settlement import MONEY, late
from contracts.enums import PauseKind
from contracts.models import Allocation, Invoice, PaymentTerm, ReminderPause
from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.money import euros
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

MOST_TERMS = 36


@dataclass(frozen=True)
class Term:
    """One amount of a payment plan, in cents, and its last day."""

    due_on: date
    amount_cents: int


@dataclass(frozen=True)
class Kept:
    """How a plan stands on a day: what had to be paid by then, what was paid, and what comes next."""

    due_cents: int
    paid_cents: int
    total_cents: int
    next: PaymentTerm | None

    @property
    def behind_cents(self) -> int:
        return max(0, self.due_cents - self.paid_cents)

    @property
    def value(self) -> str:
        if self.paid_cents >= self.total_cents:
            return "paid"
        return "late" if self.behind_cents else "active"

    @property
    def label(self) -> str:
        return {"paid": "afgelost", "late": "niet nagekomen", "active": "loopt goed"}[self.value]


def pause(
    *,
    partner: Partner,
    kind: str,
    reason: str,
    by: Any,
    at: datetime,
    invoice: Invoice | None = None,
    until_on: date | None = None,
) -> ReminderPause:
    """Stop reminding about one invoice, or about everything of a partner; in one transaction. The same again stands once."""
    if kind == PauseKind.PLAN:
        raise Refusal("Een betalingsregeling heeft termijnen. Spreek die apart af.", field="kind", code="plan")
    return _pause(partner=partner, invoice=invoice, kind=kind, reason=reason, until_on=until_on, by=by, at=at)


def agree(*, partner: Partner, terms: Sequence[Term], reason: str, by: Any, at: datetime) -> ReminderPause:
    """A payment plan for everything that is late today; its terms are that sum. In one transaction."""
    on = timezone.localdate(at)
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        owed = late_cents(partner, on=on)
        _refuse_terms(terms, owed, on)
        if running_pauses(on).filter(partner=partner, kind=PauseKind.PLAN).exists():
            raise Refusal("Er loopt al een betalingsregeling. Hef die eerst op.", code="double")
        made = _pause(partner=partner, invoice=None, kind=PauseKind.PLAN, reason=reason, until_on=None, by=by, at=at)
        PaymentTerm.objects.bulk_create(
            PaymentTerm(pause=made, due_on=each.due_on, amount_cents=each.amount_cents) for each in terms
        )
    return made


def spread(*, cents: int, times: int, first_on: date) -> list[Term]:
    """So many equal terms, a month apart, on the same day or the last one of a shorter month; the last takes the rest."""
    each = cents // times
    days = [months_later(first_on, count) for count in range(times)]
    return [Term(day, each if day != days[-1] else cents - each * (times - 1)) for day in days]


def lift(*, pause: ReminderPause, reason: str, by: Any, at: datetime) -> ReminderPause:
    """Remind again from now on, with the reason; once."""
    with transaction.atomic():
        held = lock(ReminderPause.objects.filter(pk=pause.pk))[0]
        if held.lifted_at is None:
            held.lifted_at, held.lifted_by, held.lift_reason = at, by, reason[:300]
            held.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
            _tell(held, f"{held.get_kind_display().capitalize()} voorbij: {reason}", by, at)
    return held


def kept(plan: ReminderPause, *, on: date) -> Kept:
    """Whether a plan is kept: what came in since it was agreed, on what was late then, against the terms that are over."""
    return kept_of([plan], on=on)[plan.pk]


def kept_of(plans: Sequence[ReminderPause], *, on: date) -> dict[int, Kept]:
    """As `kept`, by the key of the plan; one query, and one for terms that were not fetched along."""
    prefetch_related_objects(list(plans), "terms")
    came_in: dict[int, list[tuple[date | None, date, int]]] = defaultdict(list)
    money = Allocation.objects.filter(invoice__partner__in=[plan.partner_id for plan in plans], kind__in=MONEY)
    rows = money.values_list("invoice__partner", "invoice__due_on", "allocated_on", "amount_cents")
    for partner, due_on, allocated_on, cents in rows:
        came_in[partner].append((due_on, allocated_on, cents))
    found = {}
    for plan in plans:
        since = timezone.localdate(plan.paused_at)
        paid = sum(cents for due, paid_on, cents in came_in[plan.partner_id] if due and due < since <= paid_on)
        terms = sorted(plan.terms.all(), key=lambda term: term.due_on)
        found[plan.pk] = Kept(
            due_cents=sum(term.amount_cents for term in terms if term.due_on < on),
            paid_cents=paid,
            total_cents=sum(term.amount_cents for term in terms),
            next=next((term for term in terms if term.due_on >= on), None),
        )
    return found


def late_cents(partner: Partner, *, on: date) -> int:
    """What is open of everything that is late."""
    found: QuerySet[Any] = late(Invoice.objects.filter(partner=partner), on=on)
    return found.aggregate(sum=Sum("open_cents"))["sum"] or 0


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


def _refuse_terms(terms: Sequence[Term], owed: int, on: date) -> None:
    total = sum(term.amount_cents for term in terms)
    days = [term.due_on for term in terms]
    if owed <= 0:
        raise Refusal("Van deze partner is niets te laat. Een regeling is niet nodig.", code="nothing_late")
    if not 1 <= len(terms) <= MOST_TERMS or total != owed or any(term.amount_cents <= 0 for term in terms):
        sentence = f"De termijnen zijn samen {euros(total)}; er staat {euros(owed)} open dat te laat is."
        raise Refusal(sentence, field="times", code="sum")
    if min(days) <= on or len(set(days)) < len(days):
        raise Refusal("De eerste termijn ligt na vandaag, en elke termijn heeft een eigen dag.", field="first_on")


def _pause(*, partner: Partner, kind: str, by: Any, at: datetime, **fields: Any) -> ReminderPause:
    invoice = fields["invoice"]
    if invoice is not None and invoice.partner_id != partner.pk:
        raise Refusal("Deze factuur is van een andere partner.", field="invoice", code="other_partner")
    fields["reason"] = fields["reason"][:300]
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        same = running_pauses(timezone.localdate(at)).filter(partner=partner, kind=kind, **fields).first()
        if same is not None:
            return same
        made = ReminderPause.objects.create(partner=partner, kind=kind, paused_at=at, paused_by=by, **fields)
        about = f"factuur {invoice.number}" if invoice else "alles"
        _tell(made, f"Geen herinneringen over {about}: {made.get_kind_display()}. {made.reason}", by, at)
    return made


def _tell(made: ReminderPause, title: str, by: Any, at: datetime) -> None:
    record(partners=[made.partner], kind=EntryKind.INVOICE, title=title, by=by, at=at)
