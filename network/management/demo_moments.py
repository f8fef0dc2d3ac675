"""Two years of contact in the demo world; written in bulk, as `network.domain.moments.note` would write it."""

from datetime import UTC, datetime, time, timedelta

from fluxus.demo import World
from network.domain.moments import headline
from network.enums import EntryKind
from network.management import demo_words as words
from network.models import ContactMoment, ContactMomentPartner, Partner, TimelineEntry, User

DAYS = 730


def build_moments(world: World, staff: list[User], others: list[Partner]) -> None:
    """Contact moments with everybody, most with makers, Bilal and the choir; each on the timeline of its partner."""
    random = world.random
    everybody = [*world.shared["cultuurmakers"], *world.shared["amateurs"], *others]
    favourites = [world.shared["bilal"], world.shared["koor"]] * world.scale(small=3, house=7)
    drawn = [random.choice(everybody) for _ in range(world.scale(small=20, house=1300))]
    pairs = [(partner, random.choice(words.NOTES)) for partner in [*favourites, *drawn]]
    schools = world.shared["schools"]
    pairs += [
        (random.choice(schools), random.choice(words.SCHOOL_NOTES)) for _ in range(world.scale(small=8, house=260))
    ]
    moments = [
        ContactMoment(
            kind=kind,
            summary=text,
            occurred_at=(at := working_hour(world)),
            noted_at=at + timedelta(minutes=5),
            noted_by=random.choice(staff[:17]),
            confidentiality="personal" if random.random() < 0.03 else "open",
        )
        for _partner, (kind, text) in pairs
    ]
    ContactMoment.objects.bulk_create(moments, batch_size=1000)
    linked = [(partner, moment) for (partner, _note), moment in zip(pairs, moments, strict=True)]
    ContactMomentPartner.objects.bulk_create(
        [ContactMomentPartner(moment=moment, partner=partner) for partner, moment in linked], batch_size=1000
    )
    TimelineEntry.objects.bulk_create([entry(partner, moment) for partner, moment in linked], batch_size=1000)


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


def working_hour(world: World) -> datetime:
    """Some weekday in the past two years between nine and five."""
    day = world.today - timedelta(days=world.random.randrange(1, DAYS))
    day -= timedelta(days=max(0, day.weekday() - 4))
    return datetime.combine(day, time(8 + world.random.randrange(8), world.random.randrange(60)), tzinfo=UTC)
