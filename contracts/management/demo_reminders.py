"""Late payments of the demo world: letters that went out, a dispute, and a payment plan that is behind."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any

from contracts.domain.billing import drafting, invoices
from contracts.domain.billing.lines import NewLine
from contracts.domain.readiness.readiness import billing_readiness
from contracts.domain.reminding import agree, pause, pausing, plan
from contracts.domain.reminding.planning import Case
from contracts.domain.reminding.writing import write_one
from contracts.enums import Channel, PauseKind, Product
from contracts.models import Invoice
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.enums import MailStatus, PartnerKind
from network.models import OutgoingMail, Partner

WRITTEN = 3
OF_EACH_KIND, CANDIDATES = 4, 40
ISSUED_AGO = timedelta(days=70)
RENTS = (
    NewLine("Oefenruimte, vier avonden", 18_000, Product.ROOM),
    NewLine("Podium voor de open dag", 27_500, Product.ROOM),
)
LETTERS_AGO = timedelta(days=16)
PLAN_AGO = timedelta(days=30)
FIRST_TERM_AGO = timedelta(days=9)


def build_unpaid(world: World) -> None:
    """A small world has no invoices of past months: some that nobody pays, kept out of what the bank says."""
    world.shared["unpaid"] = [] if world.shared["invoices"] else [each.pk for each in claims(world)]


def claims(world: World) -> Iterator[Invoice]:
    """Two invoices each for a few persons and organisations, of ten weeks ago."""
    by, on = world.shared["financien"], world.today - ISSUED_AGO
    for partner in renters():
        for line in RENTS:
            draft = drafting.draft(partner=partner, lines=[line], by=by, today=on, subject=line.description)
            yield invoices.issue(invoice=draft, by=by, today=on)


def renters() -> list[Partner]:
    """Persons and organisations in turn, of whom all is known that an invoice needs."""
    found: list[Partner] = []
    for kind in (PartnerKind.PERSON, PartnerKind.ORGANISATION):
        known = Partner.objects.filter(kind=kind, emails__isnull=False, addresses__isnull=False).distinct()
        ready = (each for each in known.order_by("-pk")[:CANDIDATES] if not billing_readiness(each))
        found += islice(ready, OF_EACH_KIND)
    return found


def build_reminders(world: World) -> None:
    """Some letters of two weeks ago, so that a next step is due today; and two partners who are left alone."""
    by = world.shared["financien"]
    on = world.today - LETTERS_AGO
    due = [case for case in plan(on=on) if case.step]
    at = datetime.combine(on, time(10, 15), AMSTERDAM)
    for case in due[:WRITTEN]:
        write(case, by=by, at=at)
    others = due[WRITTEN : WRITTEN + 2]
    if others:
        disputed = others[0].late[0].invoice
        reason = "De verwarming deed het niet. Locatiebeheer zoekt het uit."
        pause(
            partner=disputed.partner,
            invoice=disputed,
            kind=PauseKind.DISPUTE,
            reason=reason,
            by=by,
            at=at + timedelta(days=2),
        )
    for case in others[1:]:
        spread_out(world, case, by)


def write(case: Case, *, by: Any, at: datetime) -> None:
    """A letter that arrived the same day."""
    letter = write_one(key=case.key, by=by, at=at)
    if letter is None or letter.snapshot["channel"] != Channel.MAIL:
        return
    letter.mail = OutgoingMail.objects.create(
        key=f"contracts-reminder:{letter.pk}:first",
        to=letter.snapshot["to"],
        subject=letter.snapshot["subject"],
        body=letter.snapshot["text"],
        partner=letter.partner,
        status=MailStatus.SENT,
        queued_at=at,
        sent_at=at + timedelta(minutes=1),
    )
    letter.save(update_fields=["mail"])


def spread_out(world: World, case: Case, by: Any) -> None:
    """Three terms, the first of which did not come in."""
    at = datetime.combine(world.today - PLAN_AGO, time(14, 0), AMSTERDAM)
    owed = pausing.late_cents(case.partner, on=at.date())
    terms = pausing.spread(cents=owed, times=3, first_on=world.today - FIRST_TERM_AGO) if owed >= 3 else []
    if terms:
        agree(partner=case.partner, terms=terms, reason="Gebeld: kan in drie keer betalen.", by=by, at=at)
