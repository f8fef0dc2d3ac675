"""Finding things in the XML of a bank, whichever version wrote it."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

from fluxus.camt.facts import Money
from fluxus.errors import Refusal
from fluxus.periods import AMSTERDAM

WITHOUT_CENTS = frozenset({"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "XAF"})
WITH_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
MOST_DIGITS = 16


def damaged(what: str) -> Refusal:
    return Refusal(f"Dit bestand klopt niet: {what}. Haal het opnieuw op bij de bank.", field="file", code="damaged")


def name_of(element: Element) -> str:
    """The name without the namespace, which differs per version."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [each for each in element if name_of(each) == name]


def find(element: Element | None, *paths: str) -> Element | None:
    """The first element at one of these paths ('Refs/EndToEndId'); versions put the same thing in other places."""
    for path in paths:
        found = element
        for name in path.split("/"):
            found = next(iter(children(found, name)), None)
        if found is not None:
            return found
    return None


def text(element: Element | None, *paths: str) -> str:
    """The words there, on one line, or ''."""
    for path in paths:
        found = find(element, path)
        if found is not None and (words := " ".join((found.text or "").split())):
            return words
    return ""


def money(element: Element | None, *, sign: int) -> Money:
    """The amount of an `Amt`, exactly: 18.150 is 1815 cents; less than a cent is refused."""
    currency = (element.get("Ccy") or "") if element is not None else ""
    places = 0 if currency in WITHOUT_CENTS else 3 if currency in WITH_THOUSANDTHS else 2
    try:
        number = Decimal((element.text or "").strip() if element is not None else "")
        minor = number.scaleb(places)
        whole = int(minor)
    except (InvalidOperation, ValueError, OverflowError):
        raise damaged("er staat een bedrag in dat geen getal is") from None
    if minor != whole or number < 0 or len(str(whole)) > MOST_DIGITS:
        raise damaged("er staat een bedrag in dat niet kan")
    return Money(sign * whole, currency)


def sign(element: Element, *, otherwise: int = 0) -> int:
    """Credit comes in, debit goes out; a reversal already has the direction in which the money goes."""
    word = text(element, "CdtDbtInd")
    if word not in {"CRDT", "DBIT"} and not otherwise:
        raise damaged("bij een boeking staat niet of het geld kwam of ging")
    return {"CRDT": 1, "DBIT": -1}.get(word, otherwise)


def day(element: Element | None, *paths: str) -> date | None:
    """The day at one of these paths; of a moment with an offset the day in Amsterdam."""
    words = text(element, *paths)
    if not words:
        return None
    try:
        if "T" not in words:
            return date.fromisoformat(words[:10])
        moment = datetime.fromisoformat(words)
        return (moment.astimezone(AMSTERDAM) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        raise damaged(f"“{words[:30]}” is geen datum") from None


def account(element: Element | None) -> str:
    """An IBAN without spaces, or what stands in its place; check digits are the bank's affair."""
    words = text(element, "Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id")
    return words.replace(" ", "").upper()[:34]
