"""The sales journal as XML Auditfile Financieel 3.2, the file that every Dutch bookkeeping programme reads."""

import calendar
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from contracts.domain.bookkeeping.journal import Entry, Transaction
from contracts.domain.einvoicing.elements import NOT_IN_XML
from contracts.models import House, Invoice, LedgerAccount
from fluxus.periods import MONTHS

NAMESPACE = "http://www.auditfiles.nl/XAF/3.2"
JOURNAL = "VERKOOP"
LONGEST_NAME = 50
MONTHS_A_YEAR = 12

type Element = Any
"""lxml carries no types."""


def auditfile(
    whole: Sequence[Transaction],
    *,
    house: House,
    accounts: Sequence[LedgerAccount],
    from_on: date,
    until_on: date,
    made_on: date,
) -> bytes:
    """The file over days of one calendar year."""
    root = etree.Element(f"{{{NAMESPACE}}}auditfile", nsmap={None: NAMESPACE})
    _header(_branch(root, "header"), from_on, until_on, made_on)
    company = _branch(root, "company")
    _company(company, house)
    _customers(_branch(company, "customersSuppliers"), whole)
    ledger = _branch(company, "generalLedger")
    for account in accounts:
        _account(_branch(ledger, "ledgerAccount"), account)
    _btw_codes(_branch(company, "vatCodes"), whole)
    _periods(_branch(company, "periods"), from_on.year)
    _journal(_branch(company, "transactions"), whole)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _header(header: Element, from_on: date, until_on: date, made_on: date) -> None:
    _add(header, "fiscalYear", str(from_on.year))
    _add(header, "startDate", from_on.isoformat())
    _add(header, "endDate", until_on.isoformat())
    _add(header, "curCode", "EUR")
    _add(header, "dateCreated", made_on.isoformat())
    _add(header, "softwareDesc", "FluXus")


def _company(company: Element, house: House) -> None:
    _add(company, "companyIdent", house.kvk)
    _add(company, "companyName", house.legal_name)
    _add(company, "taxRegistrationCountry", "NL")
    _add(company, "taxRegIdent", house.btw or house.kvk)
    street = _branch(company, "streetAddress")
    _add(street, "streetname", house.street_line)
    _add(street, "city", house.city, longest=LONGEST_NAME)
    _add(street, "postalCode", house.postcode)
    _add(street, "country", "NL")


def _customers(parent: Element, whole: Sequence[Transaction]) -> None:
    """Each partner once, as the newest of these invoices names him."""
    newest: dict[int, Invoice] = {transaction.invoice.partner_id: transaction.invoice for transaction in whole}
    for pk, invoice in sorted(newest.items()):
        buyer = (invoice.snapshot or {}).get("buyer") or {}
        customer = _branch(parent, "customerSupplier")
        _add(customer, "custSupID", str(pk))
        _add(customer, "custSupName", str(buyer.get("name") or invoice.partner.name), longest=LONGEST_NAME)
        _add(customer, "commerceNr", str(buyer.get("kvk") or ""))
        _add(customer, "custSupTp", "C")


def _account(parent: Element, account: LedgerAccount) -> None:
    """Balance or profit, by the first letter of its RGS code; without one by nothing else than that it is mixed."""
    _add(parent, "accID", account.code)
    _add(parent, "accDesc", account.name)
    _add(parent, "accTp", {"B": "B", "W": "P"}.get(account.rgs[:1], "M"))
    _add(parent, "leadCode", account.rgs)
    if account.rgs:
        _add(parent, "leadReference", "RGS")


def _btw_codes(parent: Element, whole: Sequence[Transaction]) -> None:
    """The codes that occur; where the btw itself was booked, with its account."""
    codes: dict[str, str] = {}
    for entry in _entries(whole):
        if entry.btw_code:
            codes.setdefault(entry.btw_code, "")
            if entry.is_btw:
                codes[entry.btw_code] = entry.account.code
    for code, account in sorted(codes.items()):
        element = _branch(parent, "vatCode")
        _add(element, "vatID", code)
        _add(element, "vatDesc", {"E": "Vrijgesteld", "O": "Buiten de btw"}.get(code, f"Btw {code[1:]}%"))
        _add(element, "vatToPayAccID", account)


def _periods(parent: Element, year: int) -> None:
    for month in range(1, MONTHS_A_YEAR + 1):
        period = _branch(parent, "period")
        _add(period, "periodNumber", str(month))
        _add(period, "periodDesc", MONTHS[month - 1])
        _add(period, "startDatePeriod", date(year, month, 1).isoformat())
        _add(period, "endDatePeriod", date(year, month, calendar.monthrange(year, month)[1]).isoformat())


def _journal(parent: Element, whole: Sequence[Transaction]) -> None:
    lines = list(_entries(whole))
    _add(parent, "linesCount", str(len(lines)))
    _add(parent, "totalDebit", _euros(sum(entry.debit_cents for entry in lines)))
    _add(parent, "totalCredit", _euros(sum(entry.credit_cents for entry in lines)))
    journal = _branch(parent, "journal")
    _add(journal, "jrnID", JOURNAL)
    _add(journal, "desc", "Verkoopfacturen")
    _add(journal, "jrnTp", "S")
    for transaction in whole:
        _transaction(_branch(journal, "transaction"), transaction)


def _transaction(parent: Element, transaction: Transaction) -> None:
    invoice = transaction.invoice
    day = invoice.issued_on
    if day is None:
        raise ValueError("a journal holds issued invoices, and those have a date")
    _add(parent, "nr", str(invoice.number))
    _add(parent, "desc", invoice.subject or invoice.partner.name)
    _add(parent, "periodNumber", str(day.month))
    _add(parent, "trDt", day.isoformat())
    for place, entry in enumerate(transaction.entries, start=1):
        _line(_branch(parent, "trLine"), place, entry, invoice, day)


def _line(parent: Element, place: int, entry: Entry, invoice: Invoice, day: date) -> None:
    _add(parent, "nr", str(place))
    _add(parent, "accID", entry.account.code)
    _add(parent, "docRef", str(invoice.number))
    _add(parent, "effDate", day.isoformat())
    _add(parent, "desc", entry.description)
    _add(parent, "amnt", _euros(abs(entry.cents)))
    _add(parent, "amntTp", _side(entry.cents))
    _add(parent, "recRef", invoice.payment_reference)
    _add(parent, "custSupID", str(invoice.partner_id))
    _add(parent, "invRef", str(invoice.number))
    if entry.is_btw and entry.btw_percent is not None:
        btw = _branch(parent, "vat")
        _add(btw, "vatID", entry.btw_code)
        _add(btw, "vatPerc", f"{entry.btw_percent:f}")
        _add(btw, "vatAmnt", _euros(abs(entry.cents)))
        _add(btw, "vatAmntTp", _side(entry.cents))


def _entries(whole: Sequence[Transaction]) -> Iterator[Entry]:
    return (entry for transaction in whole for entry in transaction.entries)


def _side(cents: int) -> str:
    return "D" if cents > 0 else "C"


def _euros(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


def _branch(parent: Element, name: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _add(parent: Element, name: str, text: str, *, longest: int = 999) -> None:
    """An element with a text; nothing when there is none."""
    written = NOT_IN_XML.sub("", text).strip()[:longest]
    if written:
        _branch(parent, name).text = written
