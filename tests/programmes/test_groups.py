"""Groups from numbers of pupils."""

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from fluxus.errors import Refusal
from network.enums import SchoolSector
from network.models import TimelineEntry
from programmes.domain.groups import LARGEST_REGULAR, add_group, make_groups, plans_for, split
from programmes.models import SchoolGroup
from tests.cast import Cast
from tests.factories.network import make_organisation, make_school
from tests.factories.programmes import make_group, make_year


def shape(pupils: int, *, special: bool = False) -> list[tuple[str, int]]:
    return [(plan.name, plan.pupils) for plan in split(pupils, special=special)]


def test_a_school_of_one_stream() -> None:
    assert shape(216) == [("1/2A", 27), ("1/2B", 27), ("3", 27), ("4", 27), ("5", 27), ("6", 27), ("7", 27), ("8", 27)]


def test_a_small_school_combines_grades() -> None:
    assert shape(62) == [("1/2", 16), ("3/4/5", 23), ("6/7/8", 23)]


def test_a_large_school_has_parallel_groups() -> None:
    assert [name for name, _ in shape(432)] == [
        "1/2A", "1/2B", "1/2C", "1/2D",
        "3A", "3B", "4A", "4B", "5A", "5B", "6A", "6B", "7A", "7B", "8A", "8B",
    ]  # fmt: skip


def test_special_groups_are_small() -> None:
    assert [pupils for _, pupils in shape(91, special=True)] == [13] * 7


def test_nobody_makes_no_group() -> None:
    assert split(0) == []


@given(pupils=st.integers(1, 3000), special=st.booleans())
def test_every_pupil_is_in_one_group(pupils: int, special: bool) -> None:
    plans = split(pupils, special=special)
    assert sum(plan.pupils for plan in plans) == pupils
    assert len({plan.name for plan in plans}) == len(plans)
    assert all(1 <= plan.pupils <= LARGEST_REGULAR for plan in plans)
    assert all(plan.grades and set(plan.grades) <= set(range(1, 9)) and len(plan.name) <= 20 for plan in plans)


@given(pupils=st.integers(60, 3000))
def test_groups_of_a_school_are_of_one_size(pupils: int) -> None:
    sizes = [plan.pupils for plan in split(pupils)]
    assert max(sizes) - min(sizes) <= 16
    assert 15 <= sum(sizes) / len(sizes) <= LARGEST_REGULAR


@given(pupils=st.integers(8, 3000))
def test_every_grade_has_a_group(pupils: int) -> None:
    names = {grade for plan in split(pupils) for grade in plan.grades}
    assert names == set(range(1, 9))


class TestMaking:
    def test_make_groups_gives_every_pupil_a_place(self, cast: Cast) -> None:
        school, year = make_school(pupils=187), make_year()
        groups = make_groups(school=school, school_year=year, by=cast.bureau)
        assert sum(group.pupils for group in groups) == 187
        assert SchoolGroup.objects.filter(school=school, school_year=year).count() == len(groups)
        entry = TimelineEntry.objects.get(partner=school)
        assert (entry.title, entry.kind, entry.by) == (
            f"{len(groups)} groepen voor 2026-2027 gemaakt",
            "menu",
            cast.bureau,
        )

    def test_make_groups_once(self, cast: Cast) -> None:
        school, year = make_school(), make_year()
        make_groups(school=school, school_year=year, by=cast.bureau)
        with pytest.raises(Refusal, match="heeft al groepen in 2026-2027"):
            make_groups(school=school, school_year=year, by=cast.bureau)

    def test_unknown_number_of_pupils(self, cast: Cast) -> None:
        school = make_school("Elif Zaandam", pupils=None)
        assert plans_for(school) == []
        with pytest.raises(Refusal, match="Van Elif Zaandam is het aantal leerlingen niet bekend"):
            make_groups(school=school, school_year=make_year(), by=cast.bureau)

    @pytest.mark.parametrize("sector", [SchoolSector.VO, SchoolSector.VSO])
    def test_only_schools_with_these_grades(self, cast: Cast, sector: str) -> None:
        school = make_school(sector=sector)
        with pytest.raises(Refusal, match="geen school met groep 1 tot en met 8"):
            make_groups(school=school, school_year=make_year(), by=cast.bureau)

    def test_no_school_at_all(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="geen school met groep 1"):
            make_groups(school=make_organisation(), school_year=make_year(), by=cast.bureau)

    def test_add_group_by_hand(self, cast: Cast) -> None:
        school = make_school(pupils=None)
        group = add_group(school=school, school_year=make_year(), name="7/8", grades=[8, 7], pupils=22, by=cast.bureau)
        assert (group.grades, group.pupils) == ([7, 8], 22)
        assert TimelineEntry.objects.get(partner=school).title == "Groep 7/8 toegevoegd (22 leerlingen, 2026-2027)"

    def test_add_group_twice(self, cast: Cast) -> None:
        group = make_group(name="5A")
        with pytest.raises(Refusal, match="Deze groep bestaat al in dit schooljaar") as caught:
            add_group(
                school=group.school, school_year=group.school_year, name="5A", grades=[5], pupils=20, by=cast.bureau
            )
        assert caught.value.field == "name"
        assert TimelineEntry.objects.count() == 0


@pytest.mark.django_db
class TestConstraints:
    @pytest.mark.parametrize(
        ("fields", "constraint"),
        [
            ({"pupils": 0}, "programmes_group_pupils_plausible"),
            ({"pupils": 61}, "programmes_group_pupils_plausible"),
            ({"grades": []}, "programmes_group_grades_known"),
            ({"grades": [0]}, "programmes_group_grades_known"),
            ({"grades": [8, 9]}, "programmes_group_grades_known"),
        ],
    )
    def test_groups_are_believable(self, fields: dict[str, object], constraint: str) -> None:
        with pytest.raises(IntegrityError, match=constraint):
            make_group(**fields)

    def test_a_name_is_used_once(self) -> None:
        group = make_group(name="5A")
        with pytest.raises(IntegrityError, match="programmes_group_name_once"):
            make_group(group.school, name="5A")
