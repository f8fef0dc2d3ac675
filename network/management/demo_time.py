"""What the domain tells now, told at the moment that it happened in the demo world."""

from datetime import datetime

from django.db.models import Max

from network.models import TimelineEntry


def newest_line() -> int:
    """The key of the newest line on any timeline."""
    return int(TimelineEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def backdate(after: int, at: datetime) -> None:
    """Every line that was written after line `after` was written at a moment."""
    TimelineEntry.objects.filter(pk__gt=after).update(at=at)
