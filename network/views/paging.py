"""A list of partners in pages by the key of the row at the edge, both ways, by name or by the last contact."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from network.models import Partner
from network.models.partners import PartnerQuerySet

PAGE = 50
LONGEST_KEY = 18


type Fetch = Callable[[PartnerQuerySet], PartnerQuerySet]


@dataclass(frozen=True)
class Order:
    """`field` ascending with nothing first, or the exact reverse."""

    key: str
    label: str
    field: str
    is_reversed: bool = False

    def by(self, *, backwards: bool) -> list[Any]:
        if self.is_reversed != backwards:
            return [OrderBy(F(self.field), descending=True, nulls_last=self.is_nullable), "-pk"]
        return [OrderBy(F(self.field), nulls_first=self.is_nullable), "pk"]

    def beyond(self, edge: Partner, *, backwards: bool) -> Q:
        """What comes after `edge`, or before it. The plain bound is said too: an index starts there."""
        side = "lt" if self.is_reversed != backwards else "gt"
        value = getattr(edge, self.field)
        same = Q(**{self.field: value}) if value is not None else Q(**{f"{self.field}__isnull": True})
        next_of_same = same & Q(**{f"pk__{side}": edge.pk})
        if value is None:
            return next_of_same | Q(**{f"{self.field}__isnull": False}) if side == "gt" else next_of_same
        further = Q(**{f"{self.field}__{side}": value}) | next_of_same
        if side == "lt" and self.is_nullable:
            return further | Q(**{f"{self.field}__isnull": True})
        return further & Q(**{f"{self.field}__{side}e": value})

    @property
    def is_nullable(self) -> bool | None:
        """True or None, as `OrderBy` wants it."""
        return True if self.field == "last_contact_at" else None


ORDERS = {
    order.key: order
    for order in (
        Order("name", "Naam", "sort_name"),
        Order("silent", "Langst geen contact", "last_contact_at"),
        Order("recent", "Laatst gesproken", "last_contact_at", is_reversed=True),
    )
}


def page_of(
    partners: PartnerQuerySet, query: QueryDict, order: Order, *, fetch: Fetch
) -> tuple[list[Partner], str, str]:
    """Fifty partners after or before the one named in the address, with links to what lies on either side.

    `fetch` gets the few of the page and adds what the page shows of them.
    """
    backwards = "voor" in query
    anchor = query.get("voor") or query.get("na") or ""
    edge = Partner.objects.filter(pk=int(anchor)).first() if anchor.isdecimal() and len(anchor) <= LONGEST_KEY else None
    backwards = backwards and edge is not None
    if edge:
        partners = partners.filter(order.beyond(edge, backwards=backwards))
    found = in_order(partners, order.by(backwards=backwards), fetch)
    has_more, page = len(found) > PAGE, found[:PAGE]
    if backwards:
        page.reverse()
    older = page and (backwards or has_more)
    newer = page and (has_more if backwards else edge)
    return page, link(query, "na", page[-1]) if older else "", link(query, "voor", page[0]) if newer else ""


def in_order(partners: PartnerQuerySet, order: list[Any], fetch: Fetch) -> list[Partner]:
    """One more than a page. First the keys alone, which an index holds in order, then the few whole rows."""
    keys = list(partners.order_by(*order).values_list("pk", flat=True)[: PAGE + 1])
    rows = fetch(Partner.objects.all()).in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def link(query: QueryDict, side: str, partner: Partner) -> str:
    wanted = query.copy()
    for name in ("na", "voor"):
        wanted.pop(name, None)
    wanted[side] = str(partner.pk)
    return f"?{wanted.urlencode()}"
