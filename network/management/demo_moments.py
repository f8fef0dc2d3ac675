"""Two years of contact in the demo world; written in bulk, as `network.domain.moments.note` would write it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Max

from fluxus.demo import World
from network.domain.moments import headline
from network.enums import Confidentiality, EntryKind
from network.management import demo_stories as stories
from network.models import ContactMoment, ContactMomentPartner, Partner, TimelineEntry, User
from network.models.contact import NOTE_READERS, TEAM_READERS

DAYS = 730
type Told = tuple[list[Partner], str, str, str]


def build_moments(world: World, staff: list[User], others: list[Partner]) -> None:
    """Contact moments with everybody, most with makers, Bilal and the choir; each on the timeline of its partners."""
    told = [*alone(world, others), *together(world, others), *closer(world, others)]
    random = world.random
    readers = [user for user in staff if user.has_role(*NOTE_READERS)]
    team = [user for user in staff if user.has_role(*TEAM_READERS)]
    moments = [
        ContactMoment(
            kind=kind,
            summary=text,
            occurred_at=(at := working_hour(world)),
            noted_at=at + timedelta(minutes=5),
            noted_by=random.choice(readers if level == Confidentiality.OPEN else team),
            confidentiality=level,
        )
        for _partners, kind, text, level in told
    ]
    ContactMoment.objects.bulk_create(moments, batch_size=1000)
    linked = [
        (partner, moment) for (partners, *_rest), moment in zip(told, moments, strict=True) for partner in partners
    ]
    ContactMomentPartner.objects.bulk_create(
        [ContactMomentPartner(moment=moment, partner=partner) for partner, moment in linked], batch_size=1000
    )
    TimelineEntry.objects.bulk_create([entry(partner, moment) for partner, moment in linked], batch_size=1000)
    add_colleagues(world, [moment for moment, one in zip(moments, told, strict=True) if len(one[0]) > 1], team)
    remember_last_contact()


def alone(world: World, others: list[Partner]) -> Iterable[Told]:
    """With one partner, most often Bilal and the choir."""
    random, shared = world.random, world.shared
    everybody = [*shared["cultuurmakers"], *shared["amateurs"], *others]
    favourites = [shared["bilal"], shared["koor"]] * world.scale(small=3, house=7)
    drawn = [random.choice(everybody) for _ in range(world.scale(small=20, house=1300))]
    pairs = [(partner, random.choice(stories.NOTES)) for partner in [*favourites, *drawn]]
    pairs += [
        (random.choice(shared["schools"]), random.choice(stories.SCHOOL_NOTES))
        for _ in range(world.scale(small=8, house=260))
    ]
    return [([partner], kind, text, Confidentiality.OPEN) for partner, (kind, text) in pairs]


def together(world: World, others: list[Partner]) -> Iterable[Told]:
    """Two to five at one table, of all kinds."""
    random, shared = world.random, world.shared
    everybody = [*shared["cultuurmakers"], *shared["amateurs"], *shared["schools"], *others]
    for _ in range(world.scale(small=5, house=130)):
        kind, text = random.choice(stories.GATHERINGS)
        yield random.sample(everybody, random.randrange(2, 6)), kind, text, Confidentiality.OPEN


def closer(world: World, others: list[Partner]) -> Iterable[Told]:
    """What is not for everybody; one of each level with Bilal."""
    random, shared = world.random, world.shared
    everybody = [*shared["cultuurmakers"], *others]
    chosen = [
        shared["bilal"],
        shared["koor"],
        *(random.choice(everybody) for _ in range(world.scale(small=4, house=90))),
    ]
    for at, partner in enumerate(chosen):
        level, kind, text = stories.CLOSER_NOTES[at * 2 % len(stories.CLOSER_NOTES)]
        yield [partner], kind, text, level


def add_colleagues(world: World, moments: list[ContactMoment], team: list[User]) -> None:
    """At a table with several partners a second one of us was there."""
    through: Any = ContactMoment.colleagues.through
    pairs = [(moment, world.random.choice(team)) for moment in moments]
    through.objects.bulk_create(through(contactmoment=moment, user=user) for moment, user in pairs)


def remember_last_contact() -> None:
    """When each partner was last spoken to, as `note` keeps it."""
    latest = ContactMomentPartner.objects.values("partner").annotate(last=Max("moment__occurred_at"))
    moments = dict(latest.values_list("partner", "last"))
    rows = list(Partner.objects.filter(pk__in=moments).only("pk"))
    for row in rows:
        row.last_contact_at = moments[row.pk]
    Partner.objects.bulk_update(rows, ["last_contact_at"], batch_size=500)


def entry(partner: Partner, moment: ContactMoment) -> TimelineEntry:
    return TimelineEntry(
        partner=partner,
        kind=EntryKind.CONTACT,
        at=moment.occurred_at,
        by=moment.noted_by,
        title=headline(moment.kind, moment.summary),
        detail=moment.summary,
        confidentiality=moment.confidentiality,
        moment=moment,
    )


def working_hour(world: World, *, days: int = DAYS) -> datetime:
    """Some weekday in the past two years between nine and five."""
    day = world.today - timedelta(days=world.random.randrange(1, days))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(8 + world.random.randrange(8), world.random.randrange(60)), tzinfo=UTC)
