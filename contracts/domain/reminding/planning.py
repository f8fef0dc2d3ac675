"""Who gets which letter today, with what is in it, and why somebody gets none."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from contracts.domain.reminding.costs import collection_costs
from contracts.domain.reminding.facts import Facts, read
from contracts.domain.snapshots import letter_address, primary_email
from contracts.enums import BuyerKind, Channel, PauseKind, ReminderKind
from contracts.models import ReminderLine, ReminderPause, ReminderStep
from fluxus.money import euros
from fluxus.periods import dutch_date
from network.enums import IdentifierKind, MailStatus, PartnerKind
from network.models import Partner

DAYS_BETWEEN = 7
"""A partner gets one letter in so many days: what becomes late meanwhile goes along with the next one."""
POST_DAYS = 2
"""A letter by post is presumed to be there on the second day."""


@dataclass(frozen=True)
class Late:
    """One late invoice: the step that comes next (None after the last one), from which day on, and what holds it up."""

    invoice: Any
    open_cents: int
    last: ReminderLine | None
    step: ReminderStep | None
    ready_on: date | None
    why: str = ""

    @property
    def is_ready(self) -> bool:
        return self.step is not None and not self.why


@dataclass(frozen=True)
class Case:
    """One partner with something late. `why` says what holds back every letter to him; '' when one can go."""

    partner: Partner
    buyer_kind: BuyerKind
    late: list[Late]
    on: date
    why: str = ""
    billed_cents: int = 0
    pauses: list[ReminderPause] = field(default_factory=list)

    @cached_property
    def step(self) -> ReminderStep | None:
        """The furthest step that is due; it gives the letter its words."""
        if self.why:
            return None
        due = [each.step for each in self.late if each.is_ready and each.step]
        return max(due, key=lambda step: step.position) if due else None

    @cached_property
    def lines(self) -> list[Late]:
        """What goes into the letter: what is at its step, and what a friendly word is due for."""
        fits = [each for each in self.late if each.is_ready and each.step]
        return [each for each in fits if each.step == self.step or each.step.kind == ReminderKind.FRIENDLY]  # type: ignore[union-attr]  # ready has a step

    @cached_property
    def open_cents(self) -> int:
        return sum(each.open_cents for each in self.lines)

    @cached_property
    def costs_cents(self) -> int:
        """Collection costs that the letter asks for now, beyond what an earlier letter put on an invoice."""
        if self.step is None or not self.step.with_costs:
            return 0
        return max(0, self.scale_cents - self.billed_cents)

    @cached_property
    def announced_cents(self) -> int:
        """Costs that a fourteen-day letter names and that are not due yet."""
        return self.scale_cents if self.step and self.step.kind == ReminderKind.NOTICE else 0

    @property
    def scale_cents(self) -> int:
        """By the statutory scale over one sum; costs of before bear no costs themselves."""
        main = [each for each in self.lines if each.step == self.step and not each.invoice.is_costs]
        return collection_costs(sum(each.open_cents for each in main), on=self.on)

    @property
    def late_cents(self) -> int:
        return sum(each.open_cents for each in self.late)

    @property
    def due_on(self) -> date | None:
        """The last day to pay that the letter names."""
        if self.step is None:
            return None
        return self.on + timedelta(days=self.step.days_to_pay + (POST_DAYS if self.channel == Channel.POST else 0))

    @property
    def to(self) -> str:
        return address_of(self.partner)

    @property
    def channel(self) -> Channel:
        return Channel.MAIL if self.to else Channel.POST

    @property
    def key(self) -> str:
        """What somebody saw before he wrote: another amount or step is another letter."""
        step = self.step.pk if self.step else 0
        return f"{self.partner.pk}-{step}-{self.open_cents}-{self.costs_cents}"

    @property
    def reasons(self) -> list[str]:
        """Why there is no letter, each reason once."""
        return [self.why] if self.why else list(dict.fromkeys(each.why for each in self.late if each.why))


def plan(*, on: date, partner_ids: Iterable[int] | None = None) -> list[Case]:
    """Everybody with something late, who owes most first; a fixed number of queries."""
    facts = read(on=on, partner_ids=partner_ids)
    per_partner: dict[int, list[Any]] = defaultdict(list)
    for invoice in facts.invoices:
        per_partner[invoice.partner_id].append(invoice)
    found = [case_of(facts, rows) for rows in per_partner.values()]
    return sorted(found, key=lambda case: (-case.late_cents, case.partner.pk))


def case_of(facts: Facts, invoices: list[Any]) -> Case:
    partner = invoices[0].partner
    kind = buyer_kind(partner)
    late = held_below([look_at(facts, each, kind) for each in invoices])
    letters = {line.letter_id for each in invoices for line in facts.lines[each.pk]}
    return Case(
        partner=partner,
        buyer_kind=kind,
        late=late,
        on=facts.on,
        why=why_nothing(facts, partner),
        billed_cents=sum(facts.billed.get(letter, 0) for letter in letters),
        pauses=facts.pauses[partner.pk],
    )


def look_at(facts: Facts, invoice: Any, kind: BuyerKind) -> Late:
    """What comes next for one invoice."""
    done = facts.lines[invoice.pk]
    last = done[-1] if done else None
    step = next_step(facts.steps[kind], done, kind)
    ready_on = first_day(invoice, last, step)
    why = why_not(facts, invoice) or why_not_yet(facts.on, last, step, ready_on)
    return Late(invoice=invoice, open_cents=invoice.open_cents, last=last, step=step, ready_on=ready_on, why=why)


def next_step(steps: list[ReminderStep], done: list[ReminderLine], kind: BuyerKind) -> ReminderStep | None:
    """The first step behind those that were done. A consumer is never handed over before his fourteen-day letter."""
    furthest = max((line.step.position for line in done if line.step.buyer_kind == kind), default=0)
    kinds = {line.step.kind for line in done}
    ahead = [step for step in steps if step.position > furthest and step.kind not in kinds]
    if kind == BuyerKind.CONSUMER and ReminderKind.NOTICE not in kinds:
        ahead = [step for step in ahead if step.kind != ReminderKind.HANDOVER]
    return ahead[0] if ahead else None


def first_day(invoice: Any, last: ReminderLine | None, step: ReminderStep | None) -> date | None:
    """When a step may be taken: so long after the due day, or after the letter before, whose term is over then."""
    if step is None:
        return None
    if last is None:
        return invoice.due_on + timedelta(days=step.days_after)
    there = received_on(last)
    if there is None:
        return None
    return max(there + timedelta(days=step.days_after), term_until(last, there) + timedelta(days=1))


def received_on(line: ReminderLine) -> date | None:
    """The day a letter was there; None while it is on its way, or could not be delivered."""
    letter = line.letter
    if letter.snapshot["channel"] == Channel.POST:
        return letter.written_on + timedelta(days=POST_DAYS)
    is_sent = letter.mail is not None and letter.mail.status == MailStatus.SENT and letter.mail.sent_at
    return timezone.localdate(is_sent) if is_sent else None


def term_until(line: ReminderLine, there: date) -> date:
    """The last day of its term: the one it names, or later when it came later (BW 6:96 lid 6: days after receipt)."""
    return max(line.letter.due_on, there + timedelta(days=line.letter.step.days_to_pay))


def why_nothing(facts: Facts, partner: Partner) -> str:
    """What holds back every letter to a partner; '' when nothing does."""
    if cents := facts.unsettled.get(partner.pk):
        return f"Er is {euros(cents)} binnengekomen die nog niet gekoppeld is. Kijk eerst bij Bank."
    if cents := facts.balances.get(partner.pk):
        return f"Er staat nog {euros(cents)} tegoed. Verreken dat eerst."
    written = facts.letters.get(partner.pk)
    if written and facts.on < written + timedelta(days=DAYS_BETWEEN):
        return f"Kreeg al een brief op {dutch_date(written)}."
    if not address_of(partner) and letter_address(partner) is None:
        return "Er is geen e-mailadres en geen postadres bekend."
    return ""


def why_not(facts: Facts, invoice: Any) -> str:
    """What keeps one invoice out of every letter."""
    for pause in facts.pauses[invoice.partner_id]:
        if covers(pause, invoice):
            until = f" tot en met {dutch_date(pause.until_on)}" if pause.until_on else ""
            return f"{PauseKind(pause.kind).label.capitalize()}{until}: {pause.reason}"
    if line := facts.orders.get(invoice.pk):
        return f"Zit in een incasso van {dutch_date(line.order.carried_out_on)}."
    if invoice.is_collected == "true" and invoice.partner_id in facts.mandates and not invoice.was_returned:
        return "Wij schrijven dit zelf af, met een machtiging."
    if invoice.has_credit_draft:
        return "Er staat een creditfactuur klaar die nog niet is uitgegeven."
    return ""


def why_not_yet(on: date, last: ReminderLine | None, step: ReminderStep | None, ready_on: date | None) -> str:
    if step is None:
        return "Alle stappen zijn gezet. Draag over aan een incassobureau, of boek af."
    if ready_on is None:
        is_failed = last and last.letter.mail and last.letter.mail.status == MailStatus.FAILED
        return (
            "De vorige brief kon niet worden bezorgd. Stuur hem opnieuw."
            if is_failed
            else "De vorige brief is nog onderweg."
        )
    return f"{step.get_kind_display().capitalize()} vanaf {dutch_date(ready_on)}." if on < ready_on else ""


def covers(pause: ReminderPause, invoice: Any) -> bool:
    """A plan is about what was late when it was agreed; any other pause about its invoice, or about everything."""
    if pause.invoice_id:
        return bool(pause.invoice_id == invoice.pk)
    return pause.kind != PauseKind.PLAN or invoice.due_on < timezone.localdate(pause.paused_at)


def held_below(late: list[Late]) -> list[Late]:
    """A notice or demand does not hide behind a heavier one: it waits for a letter of its own."""
    furthest = max((each.step.position for each in late if each.is_ready and each.step), default=0)
    return [
        replace(each, why="Volgt in een eigen brief, na die van nu.")
        if each.is_ready and each.step and each.step.position < furthest and each.step.kind != ReminderKind.FRIENDLY
        else each
        for each in late
    ]


def buyer_kind(partner: Partner) -> BuyerKind:
    """As somebody noted; else an organisation, and whoever has a KvK number, is a business."""
    profile = getattr(partner, "billing_profile", None)
    if profile and profile.buyer_kind:
        return BuyerKind(profile.buyer_kind)
    has_kvk = any(each.kind == IdentifierKind.KVK for each in partner.identifiers.all())
    return BuyerKind.BUSINESS if partner.kind == PartnerKind.ORGANISATION or has_kvk else BuyerKind.CONSUMER


def address_of(partner: Partner) -> str:
    """Where he wants his invoices, else his first address; '' when there is none."""
    profile = getattr(partner, "billing_profile", None)
    return (profile.email if profile else "") or primary_email(partner)
