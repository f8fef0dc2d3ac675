"""Labels, saved lists, what was taken out of the house, and the networks in the wijken of the demo world."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from fluxus.demo import World
from network.domain import exports, segments, tags
from network.enums import Discipline, PartnerRole
from network.management import demo_stories as stories
from network.management.demo_moments import working_hour
from network.management.demo_time import backdate, newest_line
from network.models import Export, LocalNetwork, Partner, Segment, Tag, TagChange, Wijk

COLUMNS = ["roles", "email", "phone", "city", "wijk", "last_contact"]


def build_lists(world: World) -> None:
    """Labels first, because lists ask for them."""
    build_tags(world)
    build_segments(world)
    build_exports(world)
    build_networks(world)


def build_tags(world: World) -> None:
    """Ten labels, each on some of those whom it fits; a label that nobody can carry here is left out."""
    random = Random(f"tags {world.size}")  # noqa: S311  # invented data, repeatable on purpose
    hangers = [world.shared[name] for name in ("expert", "marketing", "bureau")]
    for at, (name, whom) in enumerate(stories.TAGS):
        fitting = sorted(those(whom, world))
        chosen = random.sample(fitting, max(1, len(fitting) // 4)) if fitting else []
        if chosen:
            line, by, moment = newest_line(), hangers[at % len(hangers)], working_hour(world, days=300)
            change = tags.add_to_many(partners=Partner.objects.filter(pk__in=chosen), name=name, by=by)
            TagChange.objects.filter(pk=change.pk).update(changed_at=moment)
            Tag.objects.filter(pk=change.tag_id).update(created_at=moment)
            backdate(line, moment)


def those(whom: str, world: World) -> Iterable[int]:
    """The keys of the partners with a role or a discipline."""
    of_discipline = Partner.objects.filter(disciplines__contains=[whom])
    found = of_discipline if whom in Discipline.values else Partner.objects.with_role(whom, on=world.today)
    return found.values_list("pk", flat=True)


def build_segments(world: World) -> None:
    """Lists that colleagues keep, one of them for herself alone."""
    shared = world.shared
    wijk: Wijk = shared["wijken"][0]
    wanted = (
        ("Makers muziek", {"disciplines": ["music"], "roles": ["teacher", "artist"]}, "bureau", True),
        ("Een jaar niet gesproken", {"silence": 12}, "expert", True),
        ("Icc’ers", {"function": "icc"}, "bureau", True),
        ("Docenten zonder IBAN", {"roles": ["teacher"], "missing": ["iban"]}, "bureau", True),
        ("Voor de muzikantendag", tagged("Muzikantendag"), "marketing", True),
        (f"Mijn wijk {wijk.name}", {"wijken": [wijk.slug]}, "expert", False),
        ("Amateurverenigingen", {"roles": [PartnerRole.AMATEUR_ASSOCIATION]}, "marketing", True),
    )
    for name, filters, by, is_shared in wanted:
        segment = segments.keep(name=name, filters=filters, columns=COLUMNS, is_shared=is_shared, by=shared[by])
        Segment.objects.filter(pk=segment.pk).update(created_at=working_hour(world, days=200))


def tagged(name: str) -> dict[str, list[int]]:
    """The filter that asks for a label, or for nothing in a world without it."""
    tag = Tag.objects.filter(name=name).first()
    return {"tags": [tag.pk]} if tag else {}


def build_exports(world: World) -> None:
    """What marketing and the projectbureau took along."""
    for segment in Segment.objects.filter(is_shared=True).order_by("pk").select_related("created_by"):
        rows = segments.apply(segment.filters, user=segment.created_by, today=world.today).count()
        written = exports.write_down(
            name=segment.name,
            filters=segment.filters,
            columns=["name", *segment.columns],
            form="csv" if segment.pk % 2 else "xlsx",
            rows=rows,
            by=segment.created_by,
        )
        Export.objects.filter(pk=written.pk).update(exported_at=working_hour(world, days=90))


def build_networks(world: World) -> None:
    """Networks that we joined, up to four in a wijk, and one that we left."""
    random = Random(f"networks {world.size}")  # noqa: S311  # invented data, repeatable on purpose
    organisers = sorted(those(PartnerRole.SOCIAL_ORGANISATION, world)) or [world.shared["koor"].pk]
    for at, wijk in enumerate(world.shared["wijken"][:: world.scale(small=4, house=1)]):
        for word, kind, _about in random.sample(stories.NETWORKS, at % 5):
            joined_on = world.today - timedelta(days=random.randrange(60, 700))
            network = LocalNetwork.objects.create(
                name=f"{word} {wijk.name}",
                kind=kind,
                organiser_id=random.choice(organisers),
                joined_on=joined_on,
                left_on=joined_on + timedelta(days=50) if at == 4 and kind == "care" else None,
                noted_by=world.shared["expert"],
                noted_at=working_hour(world, days=60),
            )
            network.wijken.add(wijk)
