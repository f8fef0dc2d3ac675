"""Makes what is late and who is reminded of it; say only what the test is about."""

from datetime import date, datetime, timedelta
from typing import Any

from contracts.domain import documents
from contracts.domain.reminding import plan, sending
from contracts.domain.reminding.planning import Case
from contracts.domain.reminding.writing import write_one
from contracts.models import BillingProfile, Invoice, ReminderLetter, ReminderPause
from fluxus.periods import AMSTERDAM
from network.domain import outbox
from network.models import Address, EmailAddress, Partner, User
from tests.factories.money import make_claim, make_statement
from tests.factories.network import make_organisation, make_person

DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 10, 0, tzinfo=AMSTERDAM)


def moment(days: int = 0) -> datetime:
    """Ten o'clock, so many days after DAY."""
    return AT + timedelta(days=days)


def make_debtor(kind: str = "consumer", *, email: str = "betaler@huurder.test") -> Partner:
    """A consumer, or an organisation, who can be mailed."""
    partner = make_person() if kind == "consumer" else make_organisation()
    BillingProfile.objects.create(partner=partner, buyer_kind=kind)
    if email:
        EmailAddress.objects.create(partner=partner, address=email, is_primary=True)
    return partner


def make_late(by: User, partner: Partner, *, days: int = 10, gross: int = 10000, **fields: Any) -> Invoice:
    """An invoice that should have been paid so many days before DAY."""
    due_on = DAY - timedelta(days=days)
    return make_claim(by, partner=partner, gross=gross, due_on=due_on, issued_on=due_on - timedelta(days=14), **fields)


def read_bank(on: date = DAY) -> None:
    """The bank was read up to that day."""
    make_statement(until_on=on)


def case_of(partner: Partner, *, days: int = 0) -> Case:
    (found,) = plan(on=DAY + timedelta(days=days), partner_ids=[partner.pk])
    return found


def write_to(partner: Partner, by: User, *, days: int = 0, delivers: bool = True) -> ReminderLetter:
    """Write the letter that is due so many days after DAY, and let it arrive that day."""
    letter = write_one(key=case_of(partner, days=days).key, by=by, at=moment(days))
    assert letter is not None
    if delivers and letter.snapshot["channel"] == "mail":
        documents.make(document_order_id=letter.document_order.pk)
        queued = sending.send(letter=letter, at=moment(days))
        assert outbox.send(mail_id=queued.pk, at=moment(days))
    letter.refresh_from_db()
    return letter


def make_letter(by: User, partner: Partner) -> ReminderLetter:
    """A friendly letter by post of DAY about one late invoice, as the domain writes it."""
    make_late(by, partner)
    Address.objects.get_or_create(
        partner=partner,
        kind="visit",
        defaults={"street": "Dam", "house_number": 1, "postcode": "1506EK", "city": "Zaandam"},
    )
    return write_to(partner, by, delivers=False)


def make_pause(by: User, partner: Partner, *, kind: str = "dispute", **fields: Any) -> ReminderPause:
    """A pause that runs."""
    return ReminderPause.objects.create(
        partner=partner, kind=kind, reason="De zaal was koud.", paused_at=AT, paused_by=by, **fields
    )
