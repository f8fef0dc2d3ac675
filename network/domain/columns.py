"""What a list of partners can show beside the name, on the page and in a file; never notes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch

from fluxus.periods import wall_clock
from network.domain.identifiers import shown_iban
from network.domain.salutations import address_line_of, salutation_of
from network.enums import Discipline, IdentifierKind
from network.models import (
    Address,
    Affiliation,
    EmailAddress,
    Identifier,
    PhoneNumber,
    RoleAssignment,
    Tag,
    WijkAccount,
)
from network.models.partners import PartnerQuerySet

NOT_SHOWN = ("search_text", "name_text", "match_name")


@dataclass(frozen=True)
class Column:
    """`text` gives what stands in the cell; `needs` names what must be fetched with the partners.

    Official numbers, and among them an IBAN, are only for who may see them on the page of a partner. Addresses and
    labels of many at once are not for reception.
    """

    key: str
    label: str
    text: Callable[[Any], str]
    needs: tuple[str, ...] = ()
    holds_iban: bool = False
    holds_numbers: bool = False
    holds_details: bool = False


def first(rows: Sequence[Any], attribute: str) -> str:
    return str(getattr(rows[0], attribute)) if rows else ""


def wijk_of(partner: Any) -> Any:
    """The wijk of the first address that has one, or None."""
    return next((place.wijk for place in partner.places if place.wijk), None)


def wijk_name(partner: Any) -> str:
    wijk = wijk_of(partner)
    return wijk.name if wijk else ""


def accounts(partner: Any) -> str:
    wijk = wijk_of(partner)
    return ", ".join(account.user.name for account in wijk.present_accounts) if wijk else ""


def organisations(partner: Any) -> str:
    """'OBS De Watermolen (icc’er); Zaans Koor'."""
    return "; ".join(
        link.organisation.name + (f" ({link.function})" if link.function else "") for link in partner.present_links
    )


def number(kind: str) -> Callable[[Any], str]:
    return lambda partner: next((row.value for row in partner.numbers if row.kind == kind), "")


def school(attribute: str) -> Callable[[Any], str]:
    """A fact of the school register; '' for who is no school, and for what the register does not know."""

    def text(partner: Any) -> str:
        value = getattr(getattr(partner, "school", None), attribute, None)
        return "" if value is None else str(value)

    return text


def day(moment: datetime | None) -> str:
    return f"{wall_clock(moment):%d-%m-%Y}" if moment else ""


COLUMNS = {
    column.key: column
    for column in (
        Column("name", "Naam", lambda partner: partner.name),
        Column("given_name", "Voornaam", lambda partner: partner.given_name),
        Column("infix", "Tussenvoegsel", lambda partner: partner.infix),
        Column("family_name", "Achternaam", lambda partner: partner.family_name),
        Column("salutation", "Aanhef", salutation_of),
        Column("address_line", "Aanschrijfwijze", address_line_of),
        Column("trade_name", "Handelsnaam", lambda partner: partner.trade_name),
        Column("kind", "Soort", lambda partner: partner.get_kind_display()),
        Column(
            "roles",
            "Rollen",
            lambda partner: ", ".join(row.get_role_display() for row in partner.present_roles),
            ("roles",),
        ),
        Column(
            "disciplines",
            "Disciplines",
            lambda partner: ", ".join(str(Discipline(value).label) for value in partner.disciplines),
        ),
        Column("organisation", "Organisatie en functie", organisations, ("links",)),
        Column("email", "E-mail", lambda partner: first(partner.mails, "address"), ("emails",), holds_details=True),
        Column("phone", "Telefoon", lambda partner: first(partner.numbers_to_call, "number"), ("phones",)),
        Column("street", "Adres", lambda partner: first(partner.places, "line"), ("places",), holds_details=True),
        Column(
            "postcode", "Postcode", lambda partner: first(partner.places, "postcode"), ("places",), holds_details=True
        ),
        Column("city", "Plaats", lambda partner: first(partner.places, "city"), ("places",)),
        Column("wijk", "Wijk", wijk_name, ("places",)),
        Column("account", "Accounthouder", accounts, ("places", "accounts")),
        Column("last_contact", "Laatste contact", lambda partner: day(partner.last_contact_at)),
        Column(
            "tags",
            "Labels",
            lambda partner: ", ".join(tag.name for tag in partner.labels),
            ("tags",),
            holds_details=True,
        ),
        Column("website", "Website", lambda partner: partner.website, holds_details=True),
        Column("vat_status", "Btw-status", lambda partner: partner.get_vat_status_display(), holds_numbers=True),
        Column("kvk", "KvK", number(IdentifierKind.KVK), ("numbers",), holds_numbers=True),
        Column("btw", "Btw-id", number(IdentifierKind.BTW), ("numbers",), holds_numbers=True),
        Column(
            "iban",
            "IBAN",
            lambda partner: shown_iban(number(IdentifierKind.IBAN)(partner)),
            ("numbers", "iban"),
            holds_iban=True,
        ),
        Column("brin", "BRIN", number(IdentifierKind.BRIN), ("numbers",)),
        Column("pupils", "Leerlingen", school("pupils"), ("school",)),
        Column("board", "Schoolbestuur", school("board"), ("school",)),
        Column("added", "Toegevoegd", lambda partner: day(partner.created_at)),
    )
}
USUAL = ("name", "roles", "disciplines", "city", "wijk", "last_contact")


def offered(*, sees_iban: bool, sees_numbers: bool, sees_details: bool = True) -> list[Column]:
    """The columns that may be chosen by who does or does not see an IBAN, other official numbers, and contact details."""
    return [
        column
        for column in COLUMNS.values()
        if (sees_iban or not column.holds_iban)
        and (sees_numbers or not column.holds_numbers)
        and (sees_details or not column.holds_details)
    ]


def chosen(keys: Iterable[str], *, sees_iban: bool, sees_numbers: bool, sees_details: bool = True) -> list[Column]:
    """The columns with these keys that may be seen, the name first; the usual ones when none is left."""
    wanted = {"name", *keys}
    known = offered(sees_iban=sees_iban, sees_numbers=sees_numbers, sees_details=sees_details)
    found = [column for column in known if column.key in wanted]
    return found if len(found) > 1 else [COLUMNS[key] for key in USUAL]


def chosen_keys(keys: Iterable[str]) -> list[str]:
    """Keys of columns that exist, in their order; unknown ones are left out."""
    wanted = set(keys)
    return [key for key in COLUMNS if key in wanted]


def fetched(partners: PartnerQuerySet, columns: Iterable[Column], *, today: date) -> PartnerQuerySet:
    """The partners with all that these columns need, in the same number of questions for any number of partners."""
    needs = {need for column in columns for need in column.needs}
    if "school" in needs:
        partners = partners.select_related("school__board")
    lookups = [lookup for need, lookup in lookups_on(today, needs).items() if need in needs]
    return partners.defer(*NOT_SHOWN).prefetch_related(*lookups)


def lookups_on(today: date, needs: set[str]) -> dict[str, Prefetch]:
    """What each need fetches, into an attribute of its own; an IBAN only where a column shows it."""
    present = WijkAccount.objects.on(today).select_related("user").order_by("-is_primary", "user__name")
    places = Address.objects.select_related("wijk").defer("wijk__boundary").order_by("-kind", "pk")
    if "accounts" in needs:
        places = places.prefetch_related(Prefetch("wijk__accounts", present, to_attr="present_accounts"))
    links = (
        Affiliation.objects.on(today).select_related("organisation").order_by("-is_primary", "organisation__sort_name")
    )
    numbers = Identifier.objects.all() if "iban" in needs else Identifier.objects.exclude(kind=IdentifierKind.IBAN)
    return {
        "roles": Prefetch(
            "role_assignments", RoleAssignment.objects.on(today).order_by("role"), to_attr="present_roles"
        ),
        "places": Prefetch("addresses", places, to_attr="places"),
        "emails": Prefetch("emails", EmailAddress.objects.order_by("-is_primary", "pk"), to_attr="mails"),
        "phones": Prefetch("phones", PhoneNumber.objects.order_by("-is_primary", "pk"), to_attr="numbers_to_call"),
        "numbers": Prefetch("identifiers", numbers, to_attr="numbers"),
        "links": Prefetch("affiliations", links, to_attr="present_links"),
        "tags": Prefetch("tags", Tag.objects.order_by("name"), to_attr="labels"),
    }
