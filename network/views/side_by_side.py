"""What is known of partners, in rows that can stand beside each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from fluxus.components.filters import day
from network.domain import identifiers
from network.enums import IdentifierKind
from network.models import Address, Affiliation, Partner, RoleAssignment
from network.rules import may_see_iban


@dataclass(frozen=True)
class Fact:
    """One row: what it is, and the values of each partner."""

    label: str
    values: tuple[tuple[str, ...], ...]

    @property
    def is_same(self) -> bool:
        """Something that the partners have in common, whatever the capitals."""
        sets = [{value.lower() for value in values} for values in self.values]
        return bool(set.intersection(*sets))


def load(partners: Sequence[Partner]) -> None:
    """All that is shown, for any number of partners in a fixed number of questions."""
    prefetch_related_objects(
        list({id(partner): partner for partner in partners}.values()),
        "emails",
        "phones",
        "identifiers",
        Prefetch("addresses", Address.objects.select_related("wijk").defer("wijk__boundary")),
        Prefetch("role_assignments", RoleAssignment.objects.on(timezone.localdate()).order_by("role"), "present_roles"),
        Prefetch("affiliations", Affiliation.objects.select_related("organisation"), "known_ties"),
    )


def facts_of(partners: Sequence[Partner], user: Any) -> list[Fact]:
    """The rows in which at least one of these loaded partners has something to say."""
    rows = [Fact(label, tuple(tuple(read(partner)) for partner in partners)) for label, read in readers(user).items()]
    return [row for row in rows if any(row.values)]


def readers(user: Any) -> dict[str, Callable[[Any], list[str]]]:
    """Label → what to show of a loaded partner."""
    hidden = () if may_see_iban(user) else (IdentifierKind.IBAN,)
    return {
        "Rollen": lambda partner: [row.get_role_display() for row in partner.present_roles],
        "E-mail": lambda partner: [row.address for row in partner.emails.all()],
        "Telefoon": lambda partner: [identifiers.shown_phone(row.e164) for row in partner.phones.all()],
        "Adres": lambda partner: [str(row) for row in partner.addresses.all()],
        "Nummers": lambda partner: [
            f"{row.get_kind_display()} {row.value}" for row in partner.identifiers.all() if row.kind not in hidden
        ],
        "Handelsnaam": lambda partner: [partner.trade_name] if partner.trade_name else [],
        "Bij": lambda partner: sorted({tie.organisation.name for tie in partner.known_ties}),
        "Laatste contact": lambda partner: [day(partner.last_contact_at, "date")] if partner.last_contact_at else [],
        "Hier sinds": lambda partner: [day(partner.created_at, "date")],
    }
