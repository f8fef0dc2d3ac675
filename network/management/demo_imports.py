"""Lists that were brought in in the demo world: one is done, with rows that were refused, and one waits for a decision."""

from collections.abc import Sequence

from fluxus.demo import World
from network.domain.imports import choosing, running, uploading
from network.domain.imports.policies import Policy
from network.management import demo_numbers as numbers
from network.management.demo_moments import working_hour
from network.management.demo_partners import address, name_parts, people
from network.management.demo_time import backdate, newest_line
from network.models import Import, Partner, User

HEADINGS = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mail", "Mobiel", "Straat", "Huisnummer", "Postcode", "Plaats")
# What people write in a list: nobody at all, and what has to be read as it was meant.
ODD = (
    ("", "", "", "", "06 12", "", "", "", ""),
    ("", "", "", "", "", "Gedempte Gracht", "4", "1506 CG", "Zaandam"),
    ("Wim", "de", "Groot", "wim.degroot(at)voorbeeld.test", "", "", "", "", ""),
    ("Ria", "", "Mol", "ria.mol@voorbeeld.test", "075 12", "Dam", "1", "15O6 EK", "Zaandam"),
)


def build_imports(world: World) -> None:
    """The visitors of the open day, brought in by marketing's list; and a list of volunteers that somebody is checking."""
    open_day = [*known_rows(world), *new_rows(world, world.scale(small=6, house=60)), *ODD]
    bring_in(world, "open-huis-2026.csv", open_day, label="Open Huis 2026", is_done=True)
    volunteers = [*known_rows(world), *new_rows(world, world.scale(small=3, house=18)), ODD[2]]
    bring_in(world, "vrijwilligers-zaanfestival.csv", volunteers, label="Zaanfestival 2026", is_done=False)


def bring_in(world: World, name: str, rows: Sequence[Sequence[str]], *, label: str, is_done: bool) -> None:
    """The whole way of a list, as colleagues go it, and as the worker does his part."""
    by, at, line = world.shared["bureau"], working_hour(world, days=20), newest_line()
    before = list(Partner.objects.order_by("-pk").values_list("pk", flat=True)[:1])
    data = "\r\n".join(";".join(row) for row in (HEADINGS, *rows)).encode("utf-8-sig")
    batch = uploading.receive(data=data, name=name, by=by, at=at)
    batch = choosing.choose_columns(batch=batch, mapping=batch.mapping, by=by)
    policy = Policy(label=label)
    carry_on(choosing.choose_meanings(batch=batch, values=batch.values, policy=policy, by=by), is_done=is_done, by=by)
    Import.objects.filter(pk=batch.pk).update(beat_at=at)
    Partner.objects.filter(pk__gt=before[0]).update(created_at=at)
    backdate(line, at)


def carry_on(batch: Import, *, is_done: bool, by: User) -> None:
    """The trial run, and the real one when it was agreed."""
    batch = running.advance_here(import_id=batch.pk)
    if is_done:
        running.advance_here(import_id=choosing.confirm(batch=batch, by=by).pk)


def new_rows(world: World, count: int) -> list[tuple[str, ...]]:
    """People we do not know yet."""
    found = []
    for _ in range(count):
        given, family = next(people(world))
        infix, surname = name_parts(family)
        place = address(world)
        mailbox = f"{given}.{surname}".lower().encode("ascii", "ignore").decode()
        mobile = numbers.mobile(next(world.shared["counter"]))
        where = (place.street, str(place.house_number), f"{place.postcode[:4]} {place.postcode[4:]}", place.city)
        found.append((given, infix, surname, f"{mailbox}@post.test", mobile, *where))
    return found


def known_rows(world: World) -> list[tuple[str, ...]]:
    """Makers who were there too: one as we know him, one whose name alone makes us doubt."""
    sure, unsure = world.shared["cultuurmakers"][1:3]
    email, phone = sure.emails.first(), unsure.phones.first()
    return [
        (sure.given_name, sure.infix, sure.family_name, str(email or ""), "", "", "", "", ""),
        (f"{unsure.given_name[0]}.", unsure.infix, unsure.family_name, "", str(phone or ""), "", "", "", ""),
    ]
