"""Elements of UBL 2.1, written by their short names."""

import re
from decimal import Decimal
from typing import Any

from lxml import etree

type Element = Any
"""lxml carries no types."""

OASIS = "urn:oasis:names:specification:ubl:schema:xsd"
NAMESPACES = {
    "cac": f"{OASIS}:CommonAggregateComponents-2",
    "cbc": f"{OASIS}:CommonBasicComponents-2",
}
# Everything outside Char of XML 1.0; a pasted text can carry such a sign, and no receiver opens the file then.
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def start(name: str) -> Element:
    """The root of a document: 'Invoice' or 'CreditNote'."""
    own = f"{OASIS}:{name}-2"
    return etree.Element(f"{{{own}}}{name}", nsmap=dict([(None, own), *NAMESPACES.items()]))


def branch(parent: Element, name: str) -> Element:
    """A new element at the end of `parent`, to hold others."""
    prefix, local = name.split(":")
    return etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{local}")


def add(parent: Element, name: str, text: str, **attributes: str) -> None:
    """An element with a text, or nothing: an empty element is an error (PEPPOL-EN16931-R008)."""
    written = NOT_IN_XML.sub("", text).strip()
    if written:
        element = branch(parent, name)
        element.text = written
        element.attrib.update(attributes)


def amount(parent: Element, name: str, cents: int) -> None:
    """Euros with two decimals."""
    add(parent, name, f"{Decimal(cents) / 100:.2f}", currencyID="EUR")


def plain(number: Decimal) -> str:
    """'2', '1.5', never '2.0000' or '1E+2'."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def text_of(element: Element, path: str) -> str:
    """The text at `path` ('cac:Party/cbc:EndpointID') under an element, '' without."""
    return (element.findtext(path, default="", namespaces=NAMESPACES) or "").strip()


def all_of(element: Element, path: str) -> list[Element]:
    return list(element.iterfind(path, namespaces=NAMESPACES))
