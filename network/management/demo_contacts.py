"""The people behind the organisations of the demo world: at schools, boards, associations and in the wijken."""

from itertools import chain

from django.db.models import QuerySet

from fluxus.demo import World
from fluxus.text import fold
from network.enums import AffiliationKind, Gender, PartnerRole
from network.management import demo_numbers as numbers
from network.management import demo_words as words
from network.management.demo_links import link
from network.management.demo_partners import add_body, add_somebody, people
from network.models import Partner

WORKS, CONTACT, BOARD = AffiliationKind.WORKS_AT, AffiliationKind.CONTACT, AffiliationKind.BOARD_MEMBER


def at_work(world: World, organisation: Partner, *, given: str = "", family: str = "") -> Partner:
    """Somebody with the mail and the telephone of his work."""
    if not given:
        given, family = next(people(world))
    host = fold(organisation.name).replace(" ", "-")[:40].strip("-")
    mailbox = f"{fold(given)}.{fold(family)}".replace(" ", "")
    return add_somebody(
        world,
        given=given,
        family=family,
        email=f"{mailbox}@{host}.voorbeeld.test",
        phone=numbers.landline(world.random),
    )


def build_organisations(world: World) -> list[Partner]:
    """Social organisations, childcare, culture, funds and government, in the house world with two people each."""
    wanted = [
        *((name, role_of(name)) for name in words.SOCIAL),
        *((name, PartnerRole.CHILDCARE) for name in words.CHILDCARE),
        *words.OTHERS,
    ]
    bodies = [
        add_body(world, name, role, phone=numbers.landline(world.random))
        for name, role in wanted[:: world.scale(small=7, house=1)]
    ]
    for body in bodies[: world.scale(small=1, house=len(bodies))]:
        function = world.random.choice(["coördinator", "sociaal werker", "programmamaker"])
        link(world, at_work(world, body), body, WORKS, function)
        link(world, at_work(world, body), body, WORKS, "directeur", is_primary=False)
    return bodies


def role_of(name: str) -> str:
    """What a social organisation is, by its name."""
    kinds = {
        PartnerRole.SOCIAL_TEAM: ("wijkteam",),
        PartnerRole.COMMUNITY_CENTRE: ("Buurt", "Ontmoetings", "Speeltuin"),
        PartnerRole.CARE: ("zorg", "Dagbesteding", "Inloophuis"),
    }
    return next((role for role, parts in kinds.items() if any(part in name for part in parts)), "social_organisation")


def build_contacts(world: World) -> list[Partner]:
    """At every school somebody keeps culture, the icc'er, and somebody leads it; a board has its own people."""
    schools = world.shared["schools"]
    first = world.shared["primary_schools"][0]
    lieke = add_somebody(world, given="Lieke", family="van Wijk", gender=Gender.WOMAN)
    link(world, lieke, first, CONTACT, "icc'er")
    some = [school for school in schools if school != first][: world.scale(small=4, house=len(schools))]
    iccs = [(at_work(world, school), school) for school in some]
    for person, school in iccs:
        link(
            world, person, school, CONTACT, "icc'er" if school.school.sector == "po" else "coördinator kunst en cultuur"
        )
    heads = [(at_work(world, school), school) for school in [first, *some]]
    for person, school in heads:
        link(world, person, school, WORKS, "directeur", is_primary=False)
    governors = [(at_work(world, board), board) for board in boards()[: world.scale(small=1, house=40)]]
    for person, board in governors:
        link(world, person, board, BOARD, "bestuurder")
    return [lieke, *(person for person, _body in chain(iccs, heads, governors))]


def boards() -> QuerySet[Partner]:
    return Partner.objects.filter(governed_schools__isnull=False).distinct().order_by("pk")
