"""Groups of a school, made from the number of pupils in the register."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind, SchoolSector
from network.models import Partner
from programmes.models import SchoolGroup, SchoolYear

GRADES = 8
REGULAR_SIZE = 27
SPECIAL_SIZE = 13
LARGEST_REGULAR = 31
YOUNGEST = (1, 2)
FEW = 4
SPECIAL = (SchoolSector.SBO, SchoolSector.SO, SchoolSector.SO_VSO)
WITH_GROUPS = (SchoolSector.PO, *SPECIAL)


@dataclass(frozen=True)
class GroupPlan:
    """A group that does not exist yet."""

    name: str
    grades: tuple[int, ...]
    pupils: int


def split(pupils: int, *, special: bool = False) -> list[GroupPlan]:
    """Spread `pupils` over believable groups; together they are exactly that many.

    Regular schools mix the youngest (grades 1 and 2) and cut the rest so that parallel groups or combinations of grades
    come out near 27, never above 31; special schools cut the whole line near 13.
    """
    line = grade_line(pupils)
    if special:
        return named(cut(line, max(1, round(len(line) / SPECIAL_SIZE))))
    if len(line) <= REGULAR_SIZE:
        return named(cut(line, 1))
    young = [grade for grade in line if grade in YOUNGEST]
    older = line[len(young) :]
    number = max(round(len(young) / REGULAR_SIZE), ceil(len(young) / LARGEST_REGULAR))
    mixed = [[YOUNGEST[place % 2] for place in range(len(piece))] for piece in cut(young, number)]
    return named(mixed + cut(older, older_groups(len(older))))


def grade_line(pupils: int) -> list[int]:
    """One entry per pupil: the grade, youngest first, as equal as the number allows."""
    each, rest = divmod(pupils, GRADES)
    return [grade for grade in range(1, GRADES + 1) for _ in range(each + (grade <= rest))]


def older_groups(pupils: int) -> int:
    """How many groups grades 3 to 8 get: any number up to six, then multiples of three, so that grades line up."""
    choices = [*range(1, 7), *range(9, pupils // 20 + 10, 3)]
    roomy = [number for number in choices if pupils <= number * LARGEST_REGULAR]
    return min(roomy, key=lambda number: abs(pupils / number - REGULAR_SIZE))


def cut(line: list[int], number: int) -> list[list[int]]:
    """The line in `number` nearly equal pieces, none empty."""
    number = min(number, len(line))
    edges = [len(line) * index // number for index in range(number + 1)] if number else []
    return [line[start:end] for start, end in pairwise(edges)]


def named(pieces: list[list[int]]) -> list[GroupPlan]:
    """Names as schools write them: '5', '7/8', and a letter where there are more of the same."""
    grades = [grades_in(piece, pieces) for piece in pieces]
    total, seen = Counter(grades), Counter[tuple[int, ...]]()
    plans = []
    for piece, mine in zip(pieces, grades, strict=True):
        letter = chr(ord("A") + seen[mine]) if total[mine] > 1 else ""
        seen[mine] += 1
        plans.append(GroupPlan("/".join(map(str, mine)) + letter, mine, len(piece)))
    return plans


def grades_in(piece: list[int], pieces: list[list[int]]) -> tuple[int, ...]:
    """The grades of a group; a few pupils of a grade that sits elsewhere do not make it a combination."""
    count = Counter(piece)
    most = {grade: max(other.count(grade) for other in pieces) for grade in count}
    kept = [grade for grade in count if count[grade] >= FEW or count[grade] == most[grade]]
    return tuple(sorted(kept or count))


def plans_for(school: Partner) -> list[GroupPlan]:
    """The groups this school would get; none when the register has no number of pupils for it."""
    profile = school.school
    if profile.sector not in WITH_GROUPS or not profile.pupils:
        return []
    return split(profile.pupils, special=profile.sector in SPECIAL)


def make_groups(*, school: Partner, school_year: SchoolYear, by: Any) -> list[SchoolGroup]:
    """Give a school its groups for a year, made from the register's number of pupils, with a line on its timeline.

    Opens a transaction and locks the school. Refuses when the school already has groups in that year, when it is no
    primary or special school, and when its number of pupils is unknown.
    """
    with transaction.atomic():
        lock(Partner.objects.filter(pk=school.pk))
        refuse_unfit(school, school_year)
        plans = plans_for(school)
        groups = SchoolGroup.objects.bulk_create(
            SchoolGroup(school=school, school_year=school_year, name=p.name, grades=list(p.grades), pupils=p.pupils)
            for p in plans
        )
        path = reverse("programmes:school-groups", args=[school.pk])
        title = f"{len(groups)} groepen voor {school_year} gemaakt"
        record(partners=[school], kind=EntryKind.MENU, title=title, by=by, path=path)
    return groups


def refuse_unfit(school: Partner, school_year: SchoolYear) -> None:
    """Raise a Refusal when groups can't be made."""
    profile = getattr(school, "school", None)
    if profile is None or profile.sector not in WITH_GROUPS:
        raise Refusal(f"{school.name} is geen school met groep 1 tot en met 8.")
    if not profile.pupils:
        raise Refusal(f"Van {school.name} is het aantal leerlingen niet bekend. Voeg de groepen zelf toe.")
    if SchoolGroup.objects.filter(school=school, school_year=school_year).exists():
        raise Refusal(f"{school.name} heeft al groepen in {school_year}.")


def add_group(
    *, school: Partner, school_year: SchoolYear, name: str, grades: list[int], pupils: int, by: Any
) -> SchoolGroup:
    """Add one group by hand, with a line on the timeline of the school. Opens a transaction."""
    group = SchoolGroup(school=school, school_year=school_year, name=name, grades=sorted(set(grades)), pupils=pupils)
    try:
        with transaction.atomic():
            group.save(force_insert=True)
            path = reverse("programmes:school-groups", args=[school.pk])
            title = f"Groep {name} toegevoegd ({pupils} leerlingen, {school_year})"
            record(partners=[school], kind=EntryKind.MENU, title=title, by=by, path=path)
    except IntegrityError as error:
        raise explain(SchoolGroup, error, field="name") from error
    return group
