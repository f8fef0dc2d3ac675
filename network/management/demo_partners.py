"""Partners of the demo world, added with the same domain calls as the pages use."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from fluxus.demo import World
from fluxus.text import fold
from network.domain import partners
from network.domain.details import AddressLines, Details
from network.enums import AffiliationKind, Discipline, Gender, PartnerRole, VatStatus
from network.management import demo_numbers as numbers
from network.management import demo_words as words
from network.management.demo_links import link
from network.models import Address, Partner, TimelineEntry

INFIXES = ("van der", "van den", "van", "de", "ter", "in 't", "El")
JOINED = (40, 1500)


def name_parts(full: str) -> tuple[str, str]:
    """'van der Berg' → ('van der', 'Berg')."""
    infix = next((infix for infix in INFIXES if full.startswith(f"{infix} ")), "")
    return infix, full.removeprefix(infix).strip()


def people(world: World) -> Any:
    """Name after name, never twice the same."""
    if "people" not in world.shared:
        pairs = [(given, family) for given in words.GIVEN_NAMES for family in words.FAMILY_NAMES]
        world.random.shuffle(pairs)
        world.shared["people"], world.shared["counter"] = iter(pairs), count(1)
    return world.shared["people"]


def address(world: World) -> AddressLines:
    """A house in a street where a real school stands, so that postcode, place and wijk fit each other."""
    if "streets" not in world.shared:
        world.shared["streets"] = list(
            Address.objects.filter(partner__school__isnull=False).select_related("wijk").order_by("pk")
        )
    street = world.random.choice(world.shared["streets"])
    suffix = world.random.choice(["", "", "", "", "A", "B"])
    return AddressLines(
        street=street.street,
        house_number=world.random.randrange(2, 190),
        suffix=suffix,
        postcode=street.postcode,
        city=street.city,
        wijk=street.wijk,
    )


def joined_on(world: World) -> date:
    return world.today - timedelta(days=world.random.randrange(*JOINED))


def add_somebody(world: World, *, given: str = "", family: str = "", **details: Any) -> Partner:
    """A person with e-mail, phone and address."""
    if not given:
        given, family = next(people(world))
    people(world)
    number = next(world.shared["counter"])
    infix, surname = name_parts(family)
    mailbox = fold(f"{given} {family}").replace(" ", "")
    known: Details = {
        "email": f"{mailbox}@voorbeeld.test",
        "phone": numbers.mobile(number),
        "address": address(world),
        "gender": gender_of(given, number),
        "initials": f"{given[0]}.{words.FAMILY_NAMES[number % 70][-1].upper()}." if number % 3 == 0 else "",
        **details,
    }
    return partners.add_person(
        given_name=given,
        infix=infix,
        family_name=surname,
        by=world.shared["bureau"],
        today=joined_on(world),
        despite_duplicates=True,
        **known,
    )


def gender_of(given: str, number: int) -> str:
    """How somebody wants to be addressed; of one in seven nobody asked."""
    if number % 7 == 0:
        return Gender.UNKNOWN
    return Gender.WOMAN if given in words.WOMENS_NAMES else Gender.MAN


def business(world: World, *, vat_status: str, person: bool = True) -> Details:
    """KvK, IBAN, and a btw-id where one is due."""
    number = next(world.shared["counter"])
    identifiers = {"kvk": numbers.kvk(world.random, number), "iban": numbers.iban(number)}
    if vat_status in {VatStatus.LIABLE, VatStatus.SMALL_BUSINESS}:
        identifiers["btw"] = (
            numbers.btw_of_person(world.random) if person else numbers.btw_of_organisation(world.random)
        )
    return {"vat_status": vat_status, "identifiers": identifiers}


def build_makers(world: World) -> None:
    """300 teachers and artists who can get an agreement, Bilal first, and some who still miss something."""
    people(world)
    statuses = [VatStatus.SMALL_BUSINESS] * 6 + [VatStatus.LIABLE] * 3 + [VatStatus.EXEMPT]
    bilal = add_somebody(
        world,
        given="Bilal",
        family="Amrani",
        trade_name="Amrani Gitaar",
        roles=[PartnerRole.TEACHER],
        disciplines=[Discipline.MUSIC],
        website="https://amrani-gitaar.voorbeeld.test",
        **business(world, vat_status=VatStatus.SMALL_BUSINESS),
    )
    makers = [bilal]
    for _ in range(world.scale(small=11, house=299)):
        details = {**business(world, vat_status=world.random.choice(statuses)), **crafts(world)}
        makers.append(add_somebody(world, **details))
    for _ in range(world.scale(small=2, house=24)):
        add_somebody(world, **crafts(world))
    world.shared |= {"bilal": bilal, "cultuurmakers": makers}


def crafts(world: World) -> Details:
    """One or two disciplines and one or two roles."""
    many = world.random.choice([1, 1, 1, 2])
    roles = world.random.choice(
        [[PartnerRole.TEACHER], [PartnerRole.ARTIST], [PartnerRole.TEACHER, PartnerRole.ARTIST]]
    )
    return {"disciplines": world.random.sample(Discipline.values[:4], many), "roles": roles}


def add_body(world: World, name: str, role: str, **details: Any) -> Partner:
    """An organisation with e-mail and address."""
    people(world)
    known: Details = {
        "email": f"info@{fold(name).replace(' ', '-')[:40].strip('-')}.voorbeeld.test",
        "address": address(world),
        "roles": [role],
        **details,
    }
    return partners.add_organisation(
        name=name, by=world.shared["bureau"], today=joined_on(world), despite_duplicates=True, **known
    )


def build_associations(world: World) -> None:
    """The choir of the demo account and the other amateur associations, each with somebody of its board."""
    koor = add_body(
        world,
        "Zaans Gemengd Koor De Stroom",
        PartnerRole.AMATEUR_ASSOCIATION,
        disciplines=[Discipline.MUSIC, Discipline.AMATEUR],
        phone=numbers.mobile(9000),
        **business(world, vat_status=VatStatus.EXEMPT, person=False),
    )
    chair = add_somebody(world, given="Willemijn", family="Zaal", gender=Gender.WOMAN)
    link(world, chair, koor, AffiliationKind.BOARD_MEMBER, "voorzitter")
    amateurs = [koor]
    for name, discipline in words.AMATEURS[: world.scale(small=2, house=len(words.AMATEURS))]:
        body = add_body(
            world,
            name,
            PartnerRole.AMATEUR_ASSOCIATION,
            disciplines=[discipline, Discipline.AMATEUR],
            **business(world, vat_status=VatStatus.EXEMPT, person=False),
        )
        function = world.random.choice(["voorzitter", "secretaris", "penningmeester"])
        link(world, add_somebody(world), body, AffiliationKind.BOARD_MEMBER, function)
        amateurs.append(body)
    world.shared |= {"koor": koor, "amateurs": amateurs}


def build_volunteers(world: World) -> list[Partner]:
    return [add_somebody(world, roles=[PartnerRole.VOLUNTEER]) for _ in range(world.scale(small=4, house=120))]


def spread_over_time(world: World) -> None:
    """What was added just now came in when the partner's first role began, or in these two years."""
    rows = list(Partner.objects.prefetch_related("role_assignments").order_by("pk"))
    began = {row.pk: [role.started_on for role in row.role_assignments.all() if role.started_on] for row in rows}
    for at, row in enumerate(rows):
        first = min(began[row.pk], default=None) or joined_on(world)
        row.created_at = timezone.make_aware(datetime.combine(first, time(10, at % 60)))
    Partner.objects.bulk_update(rows, ["created_at"], batch_size=500)
    moments = {row.pk: row.created_at for row in rows}
    entries = list(TimelineEntry.objects.order_by("pk"))
    for entry in entries:
        entry.at = moments[entry.partner_id]
    TimelineEntry.objects.bulk_update(entries, ["at"], batch_size=500)
