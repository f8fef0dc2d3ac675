"""Background work of rooms and bookings; each task calls one domain function."""

from datetime import date

from django.utils import timezone

from bookings.domain import day_sheet_mail, desk, personal_feeds, placing
from fluxus.celery import app


@app.task(name="bookings.note_feed_read")
def note_feed_read(*, feed_id: int, on: str) -> None:
    """A calendar program came by for its feed on this day."""
    personal_feeds.note_read(feed_id=feed_id, on=date.fromisoformat(on))


@app.task(name="bookings.expire_options")
def expire_options() -> None:
    """End the options that ran out, so that their rooms are free for others."""
    placing.expire_options(at=timezone.now())


@app.task(name="bookings.warn_of_options")
def warn_of_options() -> None:
    """Write whose option ends tomorrow; the same day twice is one letter."""
    desk.warn_of_options(at=timezone.now())


@app.task(name="bookings.send_day_sheets")
def send_day_sheets() -> None:
    """Mail the day sheets of today to who has not had them yet; outside the morning it does nothing."""
    day_sheet_mail.send_due(at=timezone.now())
