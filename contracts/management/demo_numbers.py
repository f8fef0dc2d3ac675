"""Numbers for rows made in bulk, as the series would have given them out."""

from collections import Counter
from collections.abc import Sequence

from contracts.domain.numbering import written
from contracts.models import Agreement, Invoice, NumberSeries


def number_in_order(rows: Sequence[Agreement | Invoice], *, kind: str) -> None:
    """Number rows in order of their date, per year from 1 without holes, and leave the series where they end."""
    given: Counter[int] = Counter()
    last = {}
    for row in rows:
        if row.issued_on is None:
            raise ValueError("a row is dated before it is numbered")
        given[row.issued_on.year] += 1
        row.number = written(kind, row.issued_on.year, given[row.issued_on.year])
        last[row.issued_on.year] = row.issued_on
    NumberSeries.objects.bulk_create(
        NumberSeries(kind=kind, year=year, last_number=count, last_issued_on=last[year])
        for year, count in given.items()
    )
