"""Which partners a button of a list is about: the ticked rows, or else everybody on the whole list."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from fluxus.errors import Refusal
from network.domain import segments
from network.models import Partner, Segment
from network.models.partners import PartnerQuerySet
from network.views.listing import Listing, asked_for, kept

MOST_TICKED = 200
LONGEST_KEY = 18


@dataclass(frozen=True)
class Selection:
    """`filters` and `name` say which partners, also when no filter does; `hidden` carries the choice to the next page."""

    partners: PartnerQuerySet
    name: str
    filters: dict[str, Any]
    columns: list[str]
    sort: str
    hidden: list[tuple[str, str]]
    back: str


def selected(asked: QueryDict, user: Any) -> Selection:
    """Reads `partner` (ticked rows), `lijst` (a saved list) and `query` (filters). Raises Refusal for what cannot be read.

    Where rows were ticked the whole list is never meant, also when none of them can be found.
    """
    query = QueryDict(asked.get("query", ""), mutable=True)
    listing = listing_of(asked, query, user)
    hidden = [("query", asked.get("query", ""))]
    hidden += [("lijst", asked["lijst"])] if listing.segment else []
    back = listing.segment.get_absolute_url() if listing.segment else ""
    if "partner" in asked:
        keys = ticked(asked.getlist("partner"))
        return Selection(
            partners=Partner.objects.visible_to(user).filter(pk__in=keys),
            name="Gekozen partners",
            filters={"partners": keys},
            columns=listing.columns,
            sort=listing.sort,
            hidden=[*hidden, *(("partner", str(key)) for key in keys)],
            back=back or f"?{query.urlencode()}",
        )
    return Selection(
        partners=segments.apply(listing.filters, user=user, today=timezone.localdate()),
        name=listing.segment.name if listing.segment else capfirst(segments.describe(listing.filters)),
        filters=listing.filters,
        columns=listing.columns,
        sort=listing.sort,
        hidden=hidden,
        back=back or f"?{query.urlencode()}",
    )


def listing_of(asked: QueryDict, query: QueryDict, user: Any) -> Listing:
    """The saved list when one is named, else the list of the filters; a filter that was filled in wrongly is refused."""
    number = asked.get("lijst", "")
    if number.isdecimal() and len(number) <= LONGEST_KEY:
        segment = Segment.objects.visible_to(user).filter(pk=int(number)).first()
        if segment is None:
            raise Refusal("Deze lijst is er niet meer.", code="gone")
        listing = kept(segment, query, user)
    else:
        listing = asked_for(query, user)
    if listing.problems:
        raise Refusal(listing.problems[0], code="filter")
    return listing


def ticked(values: list[str]) -> list[int]:
    """Keys of ticked rows; what is no key is left out."""
    if len(values) > MOST_TICKED:
        raise Refusal(f"Vink hooguit {MOST_TICKED} partners aan, of neem de hele lijst.", code="too-many")
    return [int(value) for value in values if value.isdecimal() and len(value) <= LONGEST_KEY]
