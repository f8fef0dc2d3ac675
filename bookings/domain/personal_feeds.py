"""The private calendar address of a partner: who has it reads along without logging in, until it is withdrawn."""

from datetime import date
from uuid import uuid4

from django.db import transaction

from bookings.models import PersonalFeed
from fluxus import tokens
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner, User

KIND = "agenda"


def token(feed: PersonalFeed) -> str:
    return tokens.sign(KIND, feed.pk, feed.key)


def of(*, partner: Partner, user: User) -> PersonalFeed | None:
    return PersonalFeed.objects.filter(partner=partner, user=user).first()


@transaction.atomic
def make(*, partner: Partner, by: User, today: date) -> PersonalFeed:
    """The address of `by` for this partner; there is one, however often it is asked for."""
    refuse_strangers(partner, by, today)
    feed, is_new = PersonalFeed.objects.get_or_create(partner=partner, user=by, defaults={"made_on": today})
    if is_new:
        remember(feed, "Agenda-adres gemaakt")
    return feed


@transaction.atomic
def renew(*, partner: Partner, by: User, today: date) -> PersonalFeed:
    """A new address; the one before leads nowhere from now on."""
    refuse_strangers(partner, by, today)
    fresh = {"key": uuid4(), "made_on": today, "read_on": None}
    feed, _ = PersonalFeed.objects.update_or_create(partner=partner, user=by, defaults=fresh)
    remember(feed, "Agenda-adres vernieuwd")
    return feed


@transaction.atomic
def withdraw(*, partner: Partner, by: User) -> None:
    """No address any more; quiet when there was none."""
    feed = PersonalFeed.objects.filter(partner=partner, user=by).first()
    if feed is not None:
        remember(feed, "Agenda-adres ingetrokken")
        feed.delete()


def opened_by(text: str, *, on: date) -> PersonalFeed | None:
    """The feed behind a token, as long as its user is active and may still speak for the partner on this day."""
    known = tokens.read(KIND, text)
    if known is None:
        return None
    pk, key = known
    feed = PersonalFeed.objects.filter(pk=pk, key=key, user__is_active=True).select_related("partner", "user").first()
    return feed if feed and speaks_for(feed.user, feed.partner, on) else None


def note_read(*, feed_id: int, on: date) -> bool:
    """Remember the last day on which a calendar came by: at most one write a day; True when it was this one."""
    return bool(PersonalFeed.objects.filter(pk=feed_id).exclude(read_on=on).update(read_on=on))


def refuse_strangers(partner: Partner, by: User, today: date) -> None:
    if not speaks_for(by, partner, today):
        raise Refusal("Je kunt niet namens deze partner werken.", code="not_allowed")


def speaks_for(user: User, partner: Partner, on: date) -> bool:
    return Partner.objects.acted_for_by(user, on=on).filter(pk=partner.pk).exists()


def remember(feed: PersonalFeed, title: str) -> None:
    record(partners=[feed.partner], kind=EntryKind.ACCOUNT, title=title, by=feed.user)
