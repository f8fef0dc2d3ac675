"""Finding people: by part of a name, despite a typing error, by number, mail and place."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fluxus.search import search
from network import search as sources
from network.domain.search_text import refresh
from network.models import EmailAddress, Identifier, Partner
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_school, make_teacher, make_wijk

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Cast) -> None:
    """A teacher with numbers, a school, a choir and a namesake."""
    teacher = make_teacher("Sanne", "Berg", infix="van der")
    EmailAddress.objects.filter(partner=teacher).update(address="sanne@strijkers.test")
    Identifier.objects.filter(partner=teacher, kind="kvk").update(value="87654321")
    refresh(teacher)
    school = make_school("Basisschool De Watermolen")
    Identifier.objects.create(partner=school, kind="brin", value="18RD00")
    refresh(school)
    make_organisation("Zaans Gemengd Koor De Stroom", roles=("amateur_association",))
    make_person("Björn", "Müller")


def names(query: str, user: Any) -> list[str]:
    return [hit.title for hit in sources.partners(query, user) if not hit.is_more]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sanne", "Sanne van der Berg"),
        ("van der berg", "Sanne van der Berg"),
        ("berg sanne", "Sanne van der Berg"),
        ("watermol", "Basisschool De Watermolen"),
        ("bjorn muller", "Björn Müller"),
        ("BJÖRN", "Björn Müller"),
        ("06 1234 5678", "Sanne van der Berg"),
        ("+31 6 12345678", "Sanne van der Berg"),
        ("0031612345678", "Sanne van der Berg"),
        ("8765", "Sanne van der Berg"),
        ("18rd00", "Basisschool De Watermolen"),
        ("sanne@strijkers", "Sanne van der Berg"),
        ("amateurvereniging", "Zaans Gemengd Koor De Stroom"),
        ("watermoolen", "Basisschool De Watermolen"),
        ("gemegd koor", "Zaans Gemengd Koor De Stroom"),
        ("bj", "Björn Müller"),
        ("ko", "Zaans Gemengd Koor De Stroom"),
    ],
)
def test_partner_is_found(cast: Cast, people: None, query: str, found: str) -> None:
    assert names(query, cast.bureau)[0] == found


def test_postcode_is_one_word(cast: Cast, people: None) -> None:
    assert (
        names("1506 EK", cast.bureau)
        == names("1506ek", cast.bureau)
        == ["Basisschool De Watermolen", "Sanne van der Berg"]
    )


def test_two_letters_only_count_at_the_start_of_a_word(cast: Cast, people: None) -> None:
    assert names("er", cast.bureau) == []


@pytest.mark.parametrize(
    "query", ["", " ", "😀😀", "%%%", "___", "<script>", "\u202e\u200b", "'; drop table--", "x" * 5000]
)
def test_odd_queries_find_nobody_and_do_no_harm(cast: Cast, people: None, query: str) -> None:
    assert names(query, cast.bureau) == []


def test_names_that_begin_so_come_first(cast: Cast) -> None:
    make_organisation("Stichting Molen")
    make_organisation("Molenwiek")
    make_organisation("Vereniging Watermolen")
    assert names("molen", cast.bureau) == ["Stichting Molen", "Molenwiek", "Vereniging Watermolen"]


def test_hit_says_what_and_where(cast: Cast) -> None:
    make_school("De Oceaan", wijk=make_wijk("Rooswijk-Zuid"))
    hit = sources.partners("oceaan", cast.bureau)[0]
    assert (hit.group, hit.meta, hit.icon) == ("Partners", "school · Rooswijk-Zuid", "school")


def test_portal_finds_only_its_own(cast: Cast, people: None) -> None:
    assert names("sanne", cast.bilal) == []
    assert names("bilal", cast.bilal) == ["Bilal Amrani"]


def test_wijken_are_found_by_colleagues(cast: Cast) -> None:
    assert [hit.title for hit in sources.wijken("zaandam", cast.bureau)] == [
        "Zaandam Noord",
        "Zaandam West",
        "Zaandam Zuid",
    ]
    assert [hit.title for hit in sources.wijken("poelen", cast.bureau)] == ["Poelenburg"]
    assert sources.wijken("poelen", cast.bilal) == sources.wijken("😀", cast.bureau) == []


def test_search_box_groups_what_it_finds(cast: Cast, people: None) -> None:
    assert [group for group, _hits in search("westerkoog", cast.bureau)] == ["Wijken"]


def test_many_hits_ask_as_many_questions_as_one(cast: Cast) -> None:
    for number in range(sources.BEST):
        make_school(f"Molen {number}")
    with CaptureQueriesContext(connection) as few:
        names("molen", cast.bureau)
    for number in range(sources.BEST, 40):
        make_school(f"Molen {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(names("molen", cast.bureau)) == sources.BEST
    assert len(many) == len(few)


def test_likeness_uses_the_index(cast: Cast) -> None:
    alike = Partner.objects.filter(name_text__trigram_word_similar="watermoolen")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "network_partner_name_trgm" in alike.explain()
