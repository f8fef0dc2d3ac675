"""What the small demo world lacks: one of everything that happens later in the life of the house.

Without it the walks through all pages would never see an invoice, a document, an invitation or a registration.
"""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from bookings.domain import personal_feeds, placing
from bookings.domain.placing import relocation
from bookings.enums import ClosureKind
from bookings.models import Booking, Room, Unit
from contracts.domain import billing_runs, documents
from contracts.domain.billing import crediting, invoices
from contracts.domain.settling.settlement import with_open
from contracts.domain.texts import library, templates
from contracts.enums import InvoiceKind
from contracts.models import AgreementTemplate, Clause, DocumentOrder, Invoice
from fluxus.periods import Period, monday, today
from network.domain import moments
from network.domain.imports import choosing, uploading
from network.domain.imports.policies import Policy
from network.domain.invitations import invite
from network.domain.registrations import register
from network.enums import Role
from network.models import Invitation, Partner, Registration, User
from tests.cast import person


def complete() -> None:
    """Add what is missing, through the domain, in the database this process looks into."""
    bureau = User.objects.get(email="bureau@fluxus.test")
    if not Invitation.objects.exists():
        invite(email="nieuw@fluxus.test", name="Nina Nieuw", roles=[Role.EXPERT], by=bureau, at=timezone.now())
    if not Registration.objects.exists():
        newcomer = person("aanmelder")
        register(user=newcomer, name="Aad Melder", message="Ik wil graag lesgeven.", at=timezone.now())
    network_of_today(bureau)
    repair(bureau)
    calendar_of_the_choir()
    texts_in_the_making(bureau)
    unbilled = Booking.objects.standing().filter(invoice_lines=None, partner__name="Bilal Amrani")
    finished, waiting, _draft = (
        invoices.draft_for_booking(booking=booking, by=bureau) for booking in unbilled.order_by("local_start", "pk")[:3]
    )
    ordered = [invoices.issue(invoice=each, by=bureau, today=today()).document_order for each in (finished, waiting)]
    documents.make(document_order_id=ordered[0].pk)
    letter_on_paper()
    invoices_of_a_month()
    credit_after_payment()


def credit_after_payment() -> None:
    """A credit note of what was paid already, of a partner who has something open: it can count for that."""
    finance = User.objects.get(email="financien@fluxus.test")
    issued: Any = with_open(Invoice.objects.issued())
    owing = issued.filter(open_cents__gt=0).values("partner")
    paid = issued.filter(open_cents=0, kind=InvoiceKind.INVOICE, credit_notes=None, partner__in=owing).latest("pk")
    note = crediting.draft(invoice=paid, by=finance, reason="Het optreden ging niet door.")
    invoices.issue(invoice=note, by=finance, today=today())


def letter_on_paper() -> None:
    """The PDF of one reminder, so that its page links to it; the others still wait."""
    order = DocumentOrder.objects.filter(reminder__isnull=False).latest("reminder__pk")
    documents.make(document_order_id=order.pk)


def invoices_of_a_month() -> None:
    """A run that is over, of two partners: their invoices have both files and wait in the outbox."""
    finance = User.objects.get(email="financien@fluxus.test")
    oldest = Booking.objects.standing().filter(invoice_lines=None, price_cents__gt=0).order_by("local_start")[0]
    month = billing_runs.first_day(oldest.local_start.date())
    ready = billing_runs.preview(month=month, today=today()).ready
    payers = [bill.partner.pk for bill in ready[:2]]
    run = billing_runs.start(month=month, partners=payers, sends_mail=True, by=finance, at=timezone.now())
    billing_runs.advance_here(run_id=run.pk)


def network_of_today(bureau: User) -> None:
    """A note of just now, which may still be corrected, and a list that waits for its trial run."""
    bilal = Partner.objects.get(name="Bilal Amrani", memberships__isnull=False)
    moments.note(partners=[bilal], kind="phone", summary="Net gebeld.", occurred_at=timezone.now(), by=bureau)
    data = b"Voornaam;Achternaam\nAnna;Prins\n"
    batch = uploading.receive(data=data, name="wacht.csv", by=bureau, at=timezone.now())
    choosing.choose_meanings(batch=batch, values={}, policy=Policy(), by=bureau)


def repair(bureau: User) -> None:
    """A room that closes for a while, with a booking that went elsewhere for it."""
    booking = placing.place(
        room=Room.objects.get(slug="studio-12"),
        partner=Partner.objects.get(memberships__user__email="koor@fluxus.test"),
        period=Period.on(monday(today()) + timedelta(weeks=10), time(15), time(17)),
        title="stemproef",
        by=bureau,
        override_reason="al lang beloofd",
    )
    parts = Unit.objects.filter(room_units__room=booking.room)
    ways = relocation.propose(units=parts, period=booking.period, by=bureau, at=timezone.now())
    relocation.carry_out(
        units=parts,
        period=booking.period,
        reason="de kachel wordt vervangen",
        kind=ClosureKind.MAINTENANCE,
        choices={way.booking.pk: way.options[0] if way.options else None for way in ways},
        by=bureau,
    )


def calendar_of_the_choir() -> None:
    user = User.objects.get(email="koor@fluxus.test")
    personal_feeds.make(partner=Partner.objects.get(memberships__user=user), by=user, today=today())


def texts_in_the_making(bureau: User) -> None:
    """The hire of rooms is being rewritten: a clause and the template that it stands in."""
    library.new_version(clause=Clause.objects.get(slug="huur-gebruik"), by=bureau)
    templates.new_version(template=AgreementTemplate.objects.get(slug="huurovereenkomst"))
