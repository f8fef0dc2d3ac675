"""What a filter may hold; everything else is refused with a Dutch sentence."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import TextChoices

from fluxus.errors import Refusal
from fluxus.text import tidy
from network.enums import AffiliationKind, Discipline, PartnerKind, PartnerRole

MOST_MONTHS = 120
MOST_VALUES = 50
LONGEST = 120
MOST_KEY = 2**63 - 1


class Missing(TextChoices):
    """What can be wanting of a partner."""

    EMAIL = "email", "e-mailadres"
    PHONE = "phone", "telefoonnummer"
    ADDRESS = "address", "adres"
    IBAN = "iban", "IBAN"
    VAT_STATUS = "vat_status", "btw-status"
    KVK = "kvk", "KvK-nummer"


FOR_AGREEMENT = frozenset({Missing.IBAN, Missing.VAT_STATUS, Missing.KVK})
"""What misses for an agreement: not for everybody to see (docs/adr/0006-access.md)."""

type Check = Callable[[Any], Any]


def unreadable(what: str) -> Refusal:
    return Refusal(f"Deze lijst vraagt om {what} die we niet kennen. Kies de filters opnieuw.", code="filter")


def words(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise unreadable("woorden")
    return tidy(value)[:LONGEST]


def one_of(values: Iterable[str], what: str) -> Check:
    known = frozenset(values)

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in known:
            raise unreadable(what)
        return value

    return check


def some_of(check: Check, what: str) -> Check:
    """One value or a list of them; gives a list without doubles, in the order of asking."""

    def check_all(value: Any) -> list[Any]:
        values = value if isinstance(value, list | tuple) else [value]
        if len(values) > MOST_VALUES:
            raise unreadable(f"te veel keuzes of {what}")
        return list(dict.fromkeys(check(each) for each in values))

    return check_all


def key(what: str) -> Check:
    """The primary key of a row."""

    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MOST_KEY:
            raise unreadable(what)
        return value

    return check


def slug(value: Any) -> str:
    if not isinstance(value, str) or not value or len(value) > LONGEST or "\x00" in value:
        raise unreadable("een wijk")
    return value


def months(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_MONTHS:
        raise Refusal(f"Kies voor de stilte een aantal maanden van 1 tot en met {MOST_MONTHS}.", code="filter")
    return value


def day(value: Any) -> str:
    """A day as '2026-09-01'."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise unreadable("een dag") from error


PARTNER_FILTERS = ("organisation", "board")
"""Filters that name a partner by key; a merge follows them."""
CHECKS: dict[str, Check] = {
    "q": words,
    "kind": one_of(PartnerKind.values, "een soort"),
    "roles": some_of(one_of(PartnerRole.values, "een rol"), "rollen"),
    "disciplines": some_of(one_of(Discipline.values, "een discipline"), "disciplines"),
    "wijken": some_of(slug, "wijken"),
    "link": one_of(AffiliationKind.values, "een verbinding"),
    "function": words,
    "organisation": key("een organisatie"),
    "board": key("een schoolbestuur"),
    "silence": months,
    "tags": some_of(key("een label"), "labels"),
    "tags_all": one_of(("yes",), "een keuze"),
    "missing": some_of(one_of(Missing.values, "gegevens"), "gegevens"),
    "login": one_of(("yes", "no"), "een keuze"),
    "since": day,
}


def cleaned(filters: Any) -> dict[str, Any]:
    """The filters that say something, in one form. Raises Refusal for an unknown name and for what cannot be."""
    if not isinstance(filters, Mapping):
        raise unreadable("filters")
    if not all(isinstance(name, str) and name in CHECKS for name in filters):
        raise unreadable("een filter")
    given = {name: value for name, value in filters.items() if value not in (None, "", [], ())}
    checked = {name: CHECKS[name](given[name]) for name in CHECKS if name in given}
    if "tags" not in checked:
        checked.pop("tags_all", None)
    return {name: value for name, value in checked.items() if value != ""}
