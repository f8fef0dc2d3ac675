"""What a cultuurhuis should earn from rent, month by month."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from bookings.models import Building
from contracts.models import RentBudget


def budget_of(building: Building, year: int) -> dict[date, int]:
    """The months of a year that have a budget."""
    return dict(RentBudget.objects.filter(building=building, month__year=year).values_list("month", "amount_cents"))


def set_budget(*, building: Building, year: int, amounts: Mapping[date, int | None]) -> None:
    """Write the budget of these months of a year, in one transaction; None takes a month away."""
    gone = [month for month, cents in amounts.items() if cents is None]
    rows = [
        RentBudget(building=building, month=month, amount_cents=cents)
        for month, cents in amounts.items()
        if cents is not None and month.year == year
    ]
    with transaction.atomic():
        RentBudget.objects.filter(building=building, month__in=gone, month__year=year).delete()
        RentBudget.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["building", "month"], update_fields=["amount_cents"]
        )
