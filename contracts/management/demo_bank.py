"""What the bank said in the demo world: a statement for each month, in the bank's own format, read as people do it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from contracts.domain.settling import allocating, importing, matching
from contracts.domain.settling.settlement import with_open
from contracts.enums import InvoiceKind
from contracts.management.demo_camt import Line, statement
from contracts.management.demo_purchases import payments_to_makers
from contracts.models import BankTransaction, Invoice
from fluxus.demo import World
from fluxus.periods import AMSTERDAM

OPENING_CENTS = 6_412_038
GRANT_CENTS, RENT_CENTS, COSTS_CENTS = 4_500_000, -820_000, -1_245
GRANT, RENT, COSTS = "Subsidie", "Huur van het gebouw", "Kosten van de bank"
ACCOUNTS = ("NL91ABNA0417164300", "NL20INGB0001234567", "NL02ABNA0123456789")
# How often of a hundred an invoice is paid so: with the reference, with the number in words, in two parts, not at all.
REFERENCE, NUMBER, PARTS = 84, 92, 95
HANDS_ON = timedelta(days=45)
"""What came in before this was looked at by somebody; what came later may still wait."""


def build_bank(world: World) -> None:
    """Statements up to today; the newest leaves something to choose."""
    by_month: dict[date, list[Line]] = defaultdict(list)
    for line in [*payments(world), *payments_to_makers(world), *regulars(world)]:
        if line.booked_on <= world.today:
            by_month[line.booked_on.replace(day=1)].append(line)
    balance = OPENING_CENTS
    for month, lines in sorted(by_month.items()):
        balance = take_in(world, f"{month:%Y%m}-1", lines, balance)
    take_in(world, f"{world.today:%Y%m}-2", list(puzzles(world)), balance)
    write_off_the_oldest(world)


def payments(world: World) -> Iterator[Line]:
    """What renters paid, most of them in time and with the reference."""
    claims: Any = with_open(Invoice.objects.issued().exclude(kind=InvoiceKind.CREDIT))
    claims = claims.filter(open_cents__gt=0).exclude(pk__in=world.shared.get("unpaid", []))
    for invoice in claims.select_related("partner").order_by("issued_on", "pk"):
        day = working_day(invoice.issued_on + timedelta(days=world.random.randint(2, 34)))
        if day > world.today:
            continue
        way, account = world.random.randrange(100), ACCOUNTS[invoice.partner_id % len(ACCOUNTS)]
        name = invoice.partner.name
        if way < REFERENCE:
            yield Line(invoice.open_cents, day, name, account, "huur", reference=invoice.payment_reference)
        elif way < NUMBER:
            yield Line(invoice.open_cents, day, name, account, f"Factuur {invoice.number}")
        elif way < PARTS and invoice.open_cents > 1:
            half = invoice.open_cents // 2
            yield Line(half, day, name, account, f"Eerste deel van {invoice.number}")
            if day + timedelta(days=14) < world.today - HANDS_ON:
                rest = invoice.open_cents - half
                yield Line(rest, working_day(day + timedelta(days=14)), name, account, f"Tweede deel {invoice.number}")


def puzzles(world: World) -> Iterator[Line]:
    """Of the last days: with the reference, with no number, too little, too much, and from somebody whom nobody knows."""
    claims: Any = with_open(Invoice.objects.issued().exclude(kind=InvoiceKind.CREDIT))
    newest = claims.filter(open_cents__gt=1000).select_related("partner").order_by("-issued_on", "-pk")[:4]
    day = working_day(world.today - timedelta(days=8))
    ways = (
        ("{reference}", 0),
        ("huur zaal", 0),
        ("Factuur {number}, de rest volgt", -500),
        ("{number} te veel?", 2_500),
    )
    for invoice, (words, more) in zip(newest, ways, strict=False):
        text = words.format(number=invoice.number, reference=invoice.payment_reference)
        yield Line(invoice.open_cents + more, max(day, invoice.issued_on), invoice.partner.name, ACCOUNTS[0], text)
    yield Line(7_350, day, "M. de Onbekende", ACCOUNTS[1], "voor de zaal van zaterdag")


def regulars(world: World) -> Iterator[Line]:
    """What is for no invoice at all."""
    month = (world.today - timedelta(days=365)).replace(day=1)
    while month <= world.today:
        if month.month % 3 == 1:
            yield Line(GRANT_CENTS, working_day(month.replace(day=5)), "Gemeente Zaanstad", ACCOUNTS[1], GRANT)
        yield Line(RENT_CENTS, working_day(month.replace(day=1)), "Zaans Vastgoed", ACCOUNTS[2], RENT)
        yield Line(COSTS_CENTS, working_day(month.replace(day=8)), "Bank", "", COSTS)
        month = (month + timedelta(days=32)).replace(day=1)


def working_day(day: date) -> date:
    """A bank books on Monday to Friday."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def take_in(world: World, name: str, lines: list[Line], balance: int) -> int:
    """Read a statement, settle what is sure, and do by hand what somebody did by now. Gives the new balance."""
    lines.sort(key=lambda line: line.booked_on)
    at = datetime.combine(min(lines[-1].booked_on + timedelta(days=1), world.today), time(8, 50), AMSTERDAM)
    account, by = world.shared["house"].iban, world.shared["financien"]
    content = statement(lines, account=account, identification=name, opening_cents=balance)
    done = importing.import_file(content=content, filename=f"afschrift-{name}.xml", by=by, at=at)
    settled = {bank.pk for bank in matching.settle_sure(done.made, at=at)}
    for bank in done.made:
        if bank.pk not in settled and bank.booked_on < world.today - HANDS_ON:
            by_hand(bank, by, at)
    return balance + sum(line.cents for line in lines)


def by_hand(bank: BankTransaction, by: Any, at: datetime) -> None:
    if bank.remittance in {GRANT, RENT, COSTS}:
        allocating.lay_aside(bank=bank, reason=bank.remittance, by=by, at=at)
        return
    found = matching.proposals(bank)
    if found:
        allocating.allocate(bank=bank, parts=found[0].parts, by=by, at=at, reason=" ".join(found[0].reasons))


def write_off_the_oldest(world: World) -> None:
    """One renter went bankrupt."""
    claims: Any = with_open(Invoice.objects.issued().exclude(kind=InvoiceKind.CREDIT))
    late = (
        claims.filter(open_cents__gt=0, due_on__lt=world.today - timedelta(days=200)).order_by("due_on", "pk").first()
    )
    if late is not None:
        at = datetime.combine(world.today - timedelta(days=30), time(11, 5), AMSTERDAM)
        allocating.write_off(invoice=late, reason="De huurder is failliet.", by=world.shared["financien"], at=at)
