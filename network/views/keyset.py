"""Pages of a long list by the key of the last row seen: as fast on the hundredth page as on the first."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

LONGEST_KEY = 18


def page_of[M: Model](
    rows: QuerySet[M], *, by: str, after: str, size: int, newest_first: bool = True
) -> tuple[list[M], str]:
    """At most `size` rows in order of `by`, those after the row with key `after`; and the key of the last when there are more."""
    side, sign = ("lt", "-") if newest_first else ("gt", "")
    edge = rows.filter(pk=int(after)).first() if after.isdecimal() and len(after) <= LONGEST_KEY else None
    if edge is not None:
        value: Any = getattr(edge, by)
        rows = rows.filter(Q(**{f"{by}__{side}": value}) | Q(**{by: value, f"pk__{side}": edge.pk}))
    found = list(rows.order_by(f"{sign}{by}", f"{sign}pk")[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def with_parameter(query: QueryDict, name: str, value: str) -> str:
    """The query of this page with one parameter set, '?soort=visit&voor=12'; '' when there is no value."""
    if not value:
        return ""
    wanted = query.copy()
    wanted[name] = value
    return f"?{wanted.urlencode()}"
