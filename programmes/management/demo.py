"""The demo world of programmes: the groups of the real schools, a Cultuurmenu with its visits, and courses."""

from fluxus.demo import World
from network.models import Partner
from programmes.domain import years
from programmes.domain.groups import plans_for
from programmes.management.demo_courses import build_courses
from programmes.management.demo_menu import build_menu
from programmes.models import SchoolGroup, SchoolYear

SCHOOLS_IN_SMALL = 2


def build(world: World) -> None:
    """Make school years, groups, activities, visits and courses, and leave them in `world.shared`."""
    this_year = years.of(day=world.today)
    years.of(day=world.today.replace(year=world.today.year - 1, day=1))
    groups = build_groups(world, this_year)
    activities, deliveries = build_menu(world, this_year, groups)
    build_courses(world)
    world.shared |= {
        "school_year": this_year,
        "groups": groups,
        "activities": activities,
        "deliveries": deliveries,
    }


def build_groups(world: World, year: SchoolYear) -> list[SchoolGroup]:
    """All groups of all schools whose number of pupils is known, exactly that many pupils; in a small world of the
    first two primary schools (the user of the portal is at the first).
    """
    pks = list(
        dict.fromkeys(school.pk for key in ("primary_schools", "schools") for school in world.shared.get(key, []))
    )
    found = Partner.objects.select_related("school").in_bulk(pks)
    schools = [found[pk] for pk in pks]
    countable = [school for school in schools if plans_for(school)]
    most = world.scale(small=SCHOOLS_IN_SMALL, house=len(countable))
    return SchoolGroup.objects.bulk_create(
        SchoolGroup(school=school, school_year=year, name=plan.name, grades=list(plan.grades), pupils=plan.pupils)
        for school in countable[:most]
        for plan in plans_for(school)
    )
