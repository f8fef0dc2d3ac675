"""Reading a file of our bank: once, whatever overlaps with what was read before."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.domain import documents
from contracts.enums import BankFormat
from contracts.models import BankFile, BankStatement, BankTransaction, House
from fluxus import camt
from fluxus.db import one_at_a_time
from fluxus.errors import Refusal

RENDERER = "bank"
INSTEAD: dict[str, str] = {
    "camt.052": "Dit is een tussenstand (CAMT.052): de boekingen kunnen nog veranderen. Kies CAMT.053 bij de bank.",
    "camt.054": "Dit is een melding (CAMT.054) en geen afschrift. Kies CAMT.053 bij de bank; daar staat hetzelfde in.",
}


@dataclass(frozen=True)
class Imported:
    """What a file gave: `made` are the new transactions, `known` how many were read before, `waiting` not booked yet.

    `gaps` says in Dutch where the balances of a statement do not follow from its entries.
    """

    file: BankFile
    is_new: bool
    made: list[BankTransaction]
    known: int = 0
    waiting: int = 0
    gaps: tuple[str, ...] = ()


def import_file(*, content: bytes, filename: str, by: Any, at: datetime) -> Imported:
    """Archive a CAMT.053 file and add the transactions that are not there yet, in one transaction of the database.

    The same bytes again change nothing. Refuses, with `field="file"`, what is no CAMT.053, damaged, of an account that
    is not ours, or not in euros. Nothing is matched yet: see `matching.settle_sure`.
    """
    message = camt.read(content)
    _refuse_foreign(message)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        one_at_a_time("bank")
        known = BankFile.objects.filter(sha256=digest).first()
        if known is not None:
            return Imported(known, is_new=False, made=[], known=known_count(known))
        document = documents.store(content, filename=filename[:120], renderer=RENDERER, media_type="application/xml")
        file = BankFile.objects.create(
            sha256=digest,
            filename=filename[:200],
            format=BankFormat.CAMT053,
            version=message.version,
            document=document,
            imported_at=at,
            imported_by=by,
        )
        return _add(file, message)


def known_count(file: BankFile) -> int:
    return BankTransaction.objects.filter(statement__file=file).count()


def _refuse_foreign(message: camt.Message) -> None:
    if sentence := INSTEAD.get(message.kind):
        raise Refusal(sentence, field="file", code="kind")
    ours = set(House.objects.values_list("iban", flat=True))
    for statement in message.statements:
        if statement.account not in ours:
            sentence = f"Dit afschrift is van rekening {statement.account}. Dat is geen rekening van ons."
            raise Refusal(sentence, field="file", code="foreign")
        if any(entry.amount.currency != "EUR" for entry in statement.entries):
            raise Refusal("Dit afschrift is niet in euro’s.", field="file", code="currency")
        if any(entry.booked_on is None for entry in statement.entries if entry.is_booked):
            raise Refusal(
                "Bij een boeking staat geen datum. Haal het bestand opnieuw op.", field="file", code="damaged"
            )


def _add(file: BankFile, message: camt.Message) -> Imported:
    counter: Counter[str] = Counter()
    statements: list[camt.Statement] = []
    for statement in message.statements:
        if statement not in statements:  # a bank may send a copy along
            statements.append(statement)
    rows = [(statement, list(_rows(statement, counter))) for statement in statements]
    fingerprints = [row.fingerprint for _, found in rows for row in found]
    seen = set(BankTransaction.objects.filter(fingerprint__in=fingerprints).values_list("account", "fingerprint"))
    made: list[BankTransaction] = []
    for statement, found in rows:
        fresh = [row for row in found if (row.account, row.fingerprint) not in seen]
        seen |= {(row.account, row.fingerprint) for row in fresh}
        made += _add_statement(file, statement, fresh)
    waiting = sum(not entry.is_booked for statement in statements for entry in statement.entries)
    gaps = tuple(gap for statement in statements if (gap := gap_of(statement)))
    return Imported(file, is_new=True, made=made, known=len(fingerprints) - len(made), waiting=waiting, gaps=gaps)


def _add_statement(file: BankFile, statement: camt.Statement, rows: list[BankTransaction]) -> list[BankTransaction]:
    """The statement with its new rows; one that was read before and has nothing new is left out."""
    name = statement.identification
    if BankStatement.objects.filter(account=statement.account, identification=name).exists():
        if not rows:
            return []
        name = f"{name} ({file.sha256[:8]}-{file.statements.count() + 1})"
    days = [row.booked_on for row in rows]
    opening, closing = statement.balance("OPBD"), statement.balance("CLBD")
    kept = BankStatement.objects.create(
        file=file,
        account=statement.account,
        identification=name,
        from_on=statement.from_on or min(days, default=None),
        until_on=statement.until_on or max(days, default=None),
        opening_cents=_euros(opening),
        closing_cents=_euros(closing),
    )
    for row in rows:
        row.statement = kept
    return BankTransaction.objects.bulk_create(rows, batch_size=500)


def _rows(statement: camt.Statement, counter: Counter[str]) -> Iterator[BankTransaction]:
    """A row for each booked movement of some amount, not stored yet."""
    position = 0
    for entry in statement.entries:
        day = entry.booked_on
        for movement in entry.movements if entry.is_booked else []:
            if day is None or not movement.amount.minor:
                continue
            position += 1
            key = _key(statement.account, entry, movement)
            counter[key] += 1
            yield BankTransaction(
                account=statement.account,
                position=position,
                fingerprint=hashlib.sha256(f"{key}\n{counter[key]}".encode()).hexdigest(),
                booked_on=day,
                valued_on=entry.valued_on,
                amount_cents=movement.amount.minor,
                counter_name=movement.name,
                counter_iban=movement.iban,
                remittance=movement.remittance,
                reference=movement.reference,
                end_to_end=movement.end_to_end,
                mandate_reference=movement.mandate,
                bank_code=movement.code,
                return_code=movement.return_code,
                batch=movement.batch,
            )


def _key(account: str, entry: camt.Entry, movement: camt.Movement) -> str:
    """What tells this movement from others, in whatever file it stands: the reference of the bank, or all of its words.

    Movements that are alike in all of it are told apart by their order.
    """
    same = [account, str(entry.booked_on), str(movement.amount.minor), movement.end_to_end]
    said = [movement.servicer] if movement.servicer else [movement.iban, movement.name, movement.remittance]
    return "\n".join([*same, *said])


def gap_of(statement: camt.Statement) -> str:
    """A sentence when what was there plus what was booked is not what is there; '' when it is, or cannot be known."""
    opening, closing = statement.balance("OPBD"), statement.balance("CLBD")
    before, after = _euros(opening), _euros(closing)
    if before is None or after is None:
        return ""
    booked = sum(entry.amount.minor for entry in statement.entries if entry.is_booked)
    if before + booked == after:
        return ""
    return f"In afschrift {statement.identification} sluiten de saldo’s niet aan op de boekingen."


def _euros(balance: camt.Balance | None) -> int | None:
    return balance.amount.minor if balance and balance.amount.currency == "EUR" else None
