"""What stands in a message of a bank, in our own words."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Money:
    """An amount in the smallest unit of its currency: euro cents, whole yens. Positive in, negative out."""

    minor: int
    currency: str


@dataclass(frozen=True)
class Balance:
    """`kind` is the bank's code: OPBD before the first entry, CLBD after the last."""

    kind: str
    amount: Money
    on: date | None


@dataclass(frozen=True)
class Movement:
    """One payment to or from one other; a part of an entry when the bank booked many in one amount.

    `iban` is what the bank wrote, also when its check digits are wrong. `reference` is the structured one of the
    creditor, `end_to_end` that of who gave the order. `return_code` says why money came back (ISO 20022 external code).
    """

    amount: Money
    name: str = ""
    iban: str = ""
    remittance: str = ""
    reference: str = ""
    end_to_end: str = ""
    mandate: str = ""
    batch: str = ""
    servicer: str = ""
    code: str = ""
    return_code: str = ""


@dataclass(frozen=True)
class Entry:
    """One booked amount. `details` are the amounts that the bank names inside it, `movements` what to keep of it."""

    amount: Money
    booked_on: date | None
    valued_on: date | None
    is_booked: bool
    details: list[Money]
    movements: list[Movement]


@dataclass(frozen=True)
class Statement:
    """Of one account, from one day to another."""

    identification: str
    account: str
    from_on: date | None
    until_on: date | None
    balances: list[Balance] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def balance(self, kind: str) -> Balance | None:
        """The first (OPBD) or last (CLBD) of that kind: a statement over several days may name more."""
        found = [each for each in self.balances if each.kind == kind]
        return (found[-1] if kind == "CLBD" else found[0]) if found else None


@dataclass(frozen=True)
class Message:
    """`version` as the bank names it: 'camt.053.001.08'."""

    version: str
    statements: list[Statement]

    @property
    def kind(self) -> str:
        """'camt.053'."""
        return self.version[:8]
