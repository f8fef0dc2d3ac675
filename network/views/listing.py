"""What the page of a list shows: the partners of its filters, its columns, its order, and what can be done with them."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import segments
from network.domain.columns import USUAL, chosen, chosen_keys, fetched, offered
from network.domain.finding import resembling
from network.domain.segments import Names
from network.forms.lists import PartnerFilterForm, query_of
from network.models import Partner, Segment
from network.models.partners import PartnerQuerySet
from network.rules import (
    may_edit_network,
    may_export,
    may_keep_lists,
    may_see_contact_details,
    may_see_iban,
    may_see_numbers,
)
from network.views.paging import ORDERS, page_of

MOST_COUNTED = 1000
MOST_GATHERED = 2000


@dataclass(frozen=True)
class Listing:
    """What was asked for: filters, columns, order; of a saved list, when it is one."""

    form: PartnerFilterForm
    filters: dict[str, Any]
    columns: list[str]
    sort: str = "name"
    segment: Segment | None = None
    problems: list[str] = field(default_factory=list)


def asked_for(query: QueryDict, user: Any) -> Listing:
    """A list as its address asks for it. What is wrongly filled in is told, and left out."""
    form = PartnerFilterForm(query, sees_numbers=may_see_numbers(user), sees_details=may_see_contact_details(user))
    sort = query.get("sort", "")
    return Listing(
        form=form,
        filters=form.filters(),
        columns=[key for key in chosen_keys(query.getlist("columns")) if key != "name"],
        sort=sort if sort in ORDERS else "name",
        problems=form.problems(),
    )


def kept(segment: Segment, query: QueryDict, user: Any) -> Listing:
    """A saved list as it was kept. One that cannot be read any more shows nobody, and says why."""
    try:
        filters = segments.cleaned(segment.filters)
        names = segments.names_in([filters])
        names.insist(filters)
        form = PartnerFilterForm(query_of(filters, names), sees_numbers=may_see_numbers(user))
        refuse_hidden(form)
    except Refusal as refusal:
        form = PartnerFilterForm({}, sees_numbers=False)
        return Listing(form, {}, segment.columns, segment=segment, problems=[refusal.sentence])
    sort = query.get("sort", "")
    return Listing(form, filters, segment.columns, sort if sort in ORDERS else "name", segment)


def refuse_hidden(form: PartnerFilterForm) -> None:
    """Raises Refusal for a filter on what this reader may not see."""
    if "missing" in form.errors:
        raise Refusal("Deze lijst kijkt naar zakelijke gegevens. Die zijn niet voor iedereen te zien.", code="hidden")


def page_context(request: HttpRequest, listing: Listing) -> dict[str, Any]:
    """The context of network/partners.html."""
    user: Any = request.user
    today, sees = timezone.localdate(), sight(user)
    columns = chosen(listing.columns, **sees)
    names = segments.names_in([listing.filters])
    found, number = reached(partners_of(listing, user))
    page, older, newer = page_of(
        found, request.GET, ORDERS[listing.sort], fetch=lambda few: fetched(few, columns, today=today)
    )
    keys = {column.key for column in columns}
    query = state(listing, names)
    return {
        "form": listing.form,
        "listing": listing,
        "partners": page,
        "rows": [(partner, [(column.key, column.text(partner)) for column in columns]) for partner in page],
        "older": older,
        "newer": newer,
        "count": counted(number),
        "columns": columns,
        "choices": [(column, column.key in keys) for column in offered(**sees) if column.key != "name"],
        "orders": [(order, address(query, sort=order.key)) for order in ORDERS.values()],
        "chips": chips(listing, names, query),
        "query": query.urlencode(),
        "alike": alike(listing, page, user),
        "may_edit": may_edit_network(user),
        "may_keep": may_keep_lists(user),
        "may_export": may_export(user),
        "is_mine": listing.segment is not None and listing.segment.created_by_id == user.pk,
    }


def sight(user: Any) -> dict[str, bool]:
    """What this reader sees of many partners at once, as `columns.offered` wants to know it."""
    return {
        "sees_iban": may_see_iban(user),
        "sees_numbers": may_see_numbers(user),
        "sees_details": may_see_contact_details(user),
    }


def partners_of(listing: Listing, user: Any) -> PartnerQuerySet:
    """Nobody when a saved list cannot be read: better nobody than everybody."""
    if listing.segment is not None and listing.problems:
        return Partner.objects.none()
    try:
        return segments.apply(listing.filters, user=user, today=timezone.localdate())
    except Refusal as refusal:
        listing.problems.append(refusal.sentence)
        return Partner.objects.none()


def reached(partners: PartnerQuerySet) -> tuple[PartnerQuerySet, int]:
    """The same partners by their keys when filters leave few, and how many there are, as far as was counted.

    Walking along all names in order to find fifty of few costs the database far more than sorting the few.
    """
    keys = list(partners.order_by().values_list("pk", flat=True)[: MOST_GATHERED + 1])
    return Partner.objects.filter(pk__in=keys) if len(keys) <= MOST_GATHERED else partners, len(keys)


def counted(number: int) -> str:
    """'1 partner', '312 partners', 'meer dan 1.000 partners': counting stops where nobody counts along."""
    if number > MOST_COUNTED:
        return f"Meer dan {MOST_COUNTED:,} partners".replace(",", ".")
    return f"{number} {'partner' if number == 1 else 'partners'}"


def state(listing: Listing, names: Names) -> QueryDict:
    """The list as an address: filters, columns and order."""
    query = query_of(listing.filters, names)
    if listing.columns and {"name", *listing.columns} != set(USUAL):
        query.setlist("columns", listing.columns)
    if listing.sort != "name":
        query["sort"] = listing.sort
    return query


def address(query: QueryDict, **changes: str) -> str:
    wanted = query.copy()
    for name, value in changes.items():
        wanted[name] = value
    return f"{reverse('network:partners')}?{wanted.urlencode()}"


def chips(listing: Listing, names: Names, query: QueryDict) -> list[tuple[str, str]]:
    """Each active filter with the address of the list without it."""
    found = []
    for chip in segments.chips(listing.filters, names):
        without = query.copy()
        left = (
            [value for value in listing.filters.get(chip.name, []) if value != chip.value]
            if chip.name in SEVERAL
            else []
        )
        without.setlist(chip.name, [str(value) for value in left])
        found.append((chip.label, address(without)))
    return found


SEVERAL = frozenset({"roles", "disciplines", "wijken", "tags", "missing"})


def alike(listing: Listing, page: list[Partner], user: Any) -> list[Partner]:
    """Who is meant, perhaps, when nobody has the words that were typed."""
    if page or "q" not in listing.filters:
        return []
    return resembling(Partner.objects.visible_to(user), listing.filters["q"])
