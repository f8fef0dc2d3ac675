"""Partners who got in twice, as it goes in a real house; the nightly search finds them itself."""

from collections.abc import Iterable
from typing import Any

from fluxus.demo import World
from network.domain import matching, merging, partners
from network.domain.details import AddressLines
from network.enums import PairStatus, PartnerKind
from network.management.demo_moments import working_hour
from network.management.demo_time import backdate, newest_line
from network.models import DuplicatePair, Partner


def build_doubles(world: World) -> None:
    """Makers and organisations a second time under another spelling, then the search of the night."""
    makers = [maker for maker in world.shared["cultuurmakers"][1:] if maker.given_name]
    for at, maker in enumerate(makers[:: max(1, len(makers) // world.scale(small=3, house=9))]):
        add_again(world, maker, at)
    bodies = Partner.objects.filter(kind=PartnerKind.ORGANISATION, name__startswith="Stichting ").order_by("pk")
    for body in bodies.filter(addresses__isnull=False)[: world.scale(small=1, house=3)]:
        add_body_again(world, body)
    night = working_hour(world, days=3)
    matching.find_duplicates(at=night)
    look_at_one(world)
    merge_one(world)


def add_again(world: World, maker: Partner, at: int) -> None:
    """The same person by telephone, by mail or from a list: with initials, a slip of the pen, or another infix."""
    email, phone = maker.emails.first(), maker.phones.first()
    family = maker.family_name
    names, known = (
        ({"given_name": f"{maker.given_name[0]}.", "family_name": family}, {"phone": phone.number if phone else ""}),
        ({"given_name": maker.given_name, "family_name": slip(family)}, {"email": email.address if email else ""}),
        ({"given_name": maker.given_name, "family_name": family.upper()}, {"address": lines_of(maker)}),
    )[at % 3]
    add(world, partners.add_person, infix=maker.infix, **names, **known)


def add_body_again(world: World, body: Partner) -> None:
    """'Stg.' for 'Stichting', at the same address."""
    add(world, partners.add_organisation, name=body.name.replace("Stichting", "Stg."), address=lines_of(body))


def add(world: World, call: Any, **parts: Any) -> None:
    line, at = newest_line(), working_hour(world, days=120)
    partner = call(by=world.shared["receptie"], today=at.date(), despite_duplicates=True, **parts)
    Partner.objects.filter(pk=partner.pk).update(created_at=at)
    backdate(line, at)


def lines_of(partner: Partner) -> AddressLines | None:
    address = partner.addresses.first()
    if address is None:
        return None
    fields: Iterable[str] = ("street", "house_number", "suffix", "postcode", "city", "wijk")
    return AddressLines(**{name: getattr(address, name) for name in fields})


def slip(name: str) -> str:
    """Two letters in the wrong order: 'Jansen' → 'Jasnen'."""
    middle = len(name) // 2
    return f"{name[: middle - 1]}{name[middle]}{name[middle - 1]}{name[middle + 1 :]}"


def look_at_one(world: World) -> None:
    """Somebody looked at the least likely pair and saw that they are two."""
    pair = DuplicatePair.objects.order_by("score", "pk").first()
    if pair and DuplicatePair.objects.count() > 2:
        pair.status, pair.decided_at, pair.decided_by = PairStatus.DIFFERENT, pair.found_at, world.shared["bureau"]
        pair.save()


def merge_one(world: World) -> None:
    """The surest pair was made one; it can still be undone."""
    pair = DuplicatePair.objects.filter(status=PairStatus.OPEN).order_by("-score", "pk").first()
    if pair:
        line, at = newest_line(), working_hour(world, days=3)
        winner, loser = pair.first, pair.second
        merging.merge(winner=winner, loser=loser, by=world.shared["bureau"], at=at, reason="Stond er dubbel in.")
        backdate(line, at)
