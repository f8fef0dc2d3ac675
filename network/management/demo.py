"""The demo world of the network: colleagues, wijken, schools, makers, volunteers, and two years of contact."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from fluxus.demo import PASSWORD, World
from fluxus.text import fold
from network.domain import school_files, schools, wijken
from network.enums import Role, SchoolSector
from network.management import demo_words as words
from network.management.demo_contacts import build_contacts, build_organisations
from network.management.demo_doubles import build_doubles
from network.management.demo_imports import build_imports
from network.management.demo_lists import build_lists
from network.management.demo_moments import build_moments
from network.management.demo_partners import build_associations, build_makers, build_volunteers, spread_over_time
from network.management.demo_register import build_register
from network.management.demo_tasks import build_tasks
from network.models import Membership, Partner, User, Wijk, WijkAccount

SOURCE = "DUO open onderwijsdata, register 2024 (CC0)"


def build(world: World) -> None:
    """Make the network and leave its people and lists in `world.shared`."""
    staff = build_staff(world)
    world.shared["wijken"] = list(Wijk.objects.order_by("code"))
    build_accounts(world, staff)
    build_schools(world)
    build_makers(world)
    build_associations(world)
    others = build_organisations(world)
    contacts = build_contacts(world)
    volunteers = build_volunteers(world)
    spread_over_time(world)
    build_portal(world)
    build_moments(world, staff, [*others, *contacts, *volunteers])
    build_tasks(world, staff)
    build_lists(world)
    build_imports(world)
    build_doubles(world)
    build_register(world)


def build_staff(world: World) -> list[User]:
    """27 colleagues, six of them the demo accounts; one hash for all, because hashing is slow on purpose."""
    password = make_password(PASSWORD)
    staff = [
        User(
            email=f"{account or fold(name).replace(' ', '.')}@fluxus.test",
            name=name,
            roles=list(roles),
            password=password,
            is_staff=Role.ADMIN in roles,
            is_superuser=Role.ADMIN in roles,
        )
        for name, account, roles in words.STAFF
    ]
    outsiders = [
        User(email=f"{account}@fluxus.test", name=name, roles=roles, password=password)
        for account, name, roles in (
            ("bilal", "Bilal Amrani", [Role.PARTNER]),
            ("koor", "Willemijn Zaal", [Role.PARTNER]),
            ("school", "Lieke van Wijk", [Role.PARTNER]),
            ("carla", "Carla Blom", []),
        )
    ]
    users = User.objects.bulk_create([*staff, *outsiders])
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    by_account = {user.email.partition("@")[0]: user for user in users}
    world.shared |= {
        name: by_account[name] for name in ("beheer", "bureau", "expert", "financien", "marketing", "receptie", "carla")
    }
    world.shared |= {f"{name}_user": by_account[name] for name in ("bilal", "koor", "school")}
    return staff


def build_accounts(world: World, staff: list[User]) -> None:
    """Every wijk has an accounthouder; some a second, some one before."""
    experts = [user for user in staff if Role.EXPERT in user.roles]
    long_ago, later = world.today - timedelta(days=900), world.today - timedelta(days=320)
    rows = []
    for at, wijk in enumerate(world.shared["wijken"]):
        holder, other = experts[at % 7], experts[7 + at % (len(experts) - 7)]
        if at % 5 == 0:
            rows.append(WijkAccount(wijk=wijk, user=other, started_on=long_ago, ended_on=later))
        rows.append(WijkAccount(wijk=wijk, user=holder, started_on=later if at % 5 == 0 else long_ago))
        if at % 4 == 1:
            rows.append(WijkAccount(wijk=wijk, user=other, is_primary=False, started_on=later))
    WijkAccount.objects.bulk_create(rows)


def build_schools(world: World) -> None:
    """The real 65 schools, by the same code as `import_schools`."""
    rows = school_files.read(wijken.DATA / "scholen_2024.csv")
    schools.import_rows(rows=rows, source=SOURCE, today=world.today - timedelta(days=800), by=world.shared["beheer"])
    found = list(Partner.objects.filter(school__isnull=False).select_related("school").order_by("pk"))
    world.shared["schools"] = found
    world.shared["primary_schools"] = [school for school in found if school.school.sector == SchoolSector.PO]


def build_portal(world: World) -> None:
    """Who may act for whom."""
    shared: dict[str, Any] = world.shared
    pairs = (
        (shared["bilal_user"], shared["bilal"]),
        (shared["koor_user"], shared["koor"]),
        (shared["school_user"], shared["primary_schools"][0]),
    )
    Membership.objects.bulk_create(
        Membership(user=user, partner=partner, started_on=world.today - timedelta(days=400)) for user, partner in pairs
    )
