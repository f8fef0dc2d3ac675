"""Files for the bank: what to collect (pain.008) and what to pay (pain.001), the same bytes for the same batch.

sepaxml writes them; here they get our own references instead of random ones, so that the statement of the bank can be
matched, and letters that a bank takes. Amounts are euro cents. Days are bank days; who calls sees to that.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree
from sepaxml import SepaDD, SepaTransfer
from text_unidecode import unidecode

from fluxus.errors import Refusal

NEW = "v2019"
SCHEMAS = {
    ("collect", NEW): "pain.008.001.08",
    ("collect", "v2009"): "pain.008.001.02",
    ("pay", NEW): "pain.001.001.09",
    ("pay", "v2009"): "pain.001.001.03",
}
NOT_LATIN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
LONGEST_NAME = 70
LONGEST_DESCRIPTION = 140
FIRST, RECURRENT = "FRST", "RCUR"


@dataclass(frozen=True)
class Own:
    """Who gives the order. `messages` is 'v2019' or 'v2009'; collecting in the latter needs a BIC."""

    name: str
    iban: str
    bic: str = ""
    creditor_id: str = ""
    messages: str = NEW


@dataclass(frozen=True)
class Item:
    """One amount, from or to the account of somebody. A mandate, its day and whether it is its first go with collecting."""

    name: str
    iban: str
    cents: int
    end_to_end: str
    description: str
    mandate: str = ""
    signed_on: date | None = None
    is_first: bool = False


def collection(
    items: Iterable[Item], *, own: Own, message_id: str, on: date, at: datetime, instrument: str = "CORE"
) -> bytes:
    """A pain.008: first collections of a mandate in a part of their own, '<message_id>-FRST' and '<message_id>-RCUR'."""
    schema = SCHEMAS["collect", own.messages]
    if own.messages != NEW and not own.bic:
        raise Refusal("Voor bankbestanden van 2009 is de BIC van onze rekening nodig. Beheer kan die invullen.")
    writer = SepaDD(_config(own) | {"creditor_id": own.creditor_id, "instrument": instrument}, schema=schema)
    for item in items:
        kind = FIRST if item.is_first else RECURRENT
        mandate = {"mandate_id": item.mandate, "mandate_date": item.signed_on, "collection_date": on, "type": kind}
        _add(writer, _payment(item) | mandate)
    return _finish(writer, schema, message_id=message_id, at=at)


def payments(items: Iterable[Item], *, own: Own, message_id: str, on: date, at: datetime) -> bytes:
    """A pain.001: one part, '<message_id>', booked in one amount."""
    schema = SCHEMAS["pay", own.messages]
    writer = SepaTransfer(_config(own), schema=schema)
    for item in items:
        _add(writer, _payment(item) | {"execution_date": on})
    return _finish(writer, schema, message_id=message_id, at=at)


def latin(text: str, most: int) -> str:
    """In the letters that every bank takes: 'Café “Ø” & Zn.' → 'Cafe O + Zn.'"""
    plain = NOT_LATIN.sub(" ", unidecode(text.replace("&", "+")))
    return " ".join(plain.split())[:most].strip()


def _config(own: Own) -> dict[str, Any]:
    config = {"name": latin(own.name, LONGEST_NAME), "IBAN": own.iban, "batch": True, "currency": "EUR"}
    return config | ({"BIC": own.bic} if own.bic else {})


def _payment(item: Item) -> dict[str, Any]:
    return {
        "name": latin(item.name, LONGEST_NAME) or "onbekend",
        "IBAN": item.iban,
        "amount": item.cents,
        "endtoend_id": item.end_to_end,
        "description": latin(item.description, LONGEST_DESCRIPTION) or item.end_to_end,
    }


def _add(writer: Any, payment: dict[str, Any]) -> None:
    with _empty_elements():
        writer.add_payment(payment)


@contextmanager
def _empty_elements() -> Iterator[None]:
    """sepaxml asks an empty element whether it is true, of which Python warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _finish(writer: Any, schema: str, *, message_id: str, at: datetime) -> bytes:
    """Our own references and moment in the place of random ones; then judged by the schema of the message."""
    with _empty_elements():
        root = etree.fromstring(writer.export(validate=False))
    space = {"m": f"urn:iso:std:iso:20022:tech:xsd:{schema}"}
    root.find(".//m:GrpHdr/m:MsgId", space).text = message_id
    root.find(".//m:GrpHdr/m:CreDtTm", space).text = f"{at:%Y-%m-%dT%H:%M:%S}"
    for part in root.iterfind(".//m:PmtInf", space):
        kind = part.find("m:PmtTpInf/m:SeqTp", space)
        part.find("m:PmtInfId", space).text = f"{message_id}-{kind.text}" if kind is not None else message_id
    content = bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    if not _schema(schema).validate(etree.fromstring(content)):
        raise Refusal("Het bestand voldoet niet aan het formaat van de bank. Meld dit bij beheer.", code="schema")
    return content


@cache
def _schema(name: str) -> Any:
    return etree.XMLSchema(file=str(files("sepaxml") / "schemas" / f"{name}.xsd"))
