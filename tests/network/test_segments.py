"""Filters on partners: what each finds, how it is said, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from fluxus.errors import Refusal
from network.domain import affiliations, segments, tags
from network.domain.segments.narrowing import months_before
from network.enums import PartnerRole
from network.models import Membership, Partner, RoleAssignment, Segment, Wijk
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_school, make_teacher, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def names(cast: Cast, **filters: Any) -> list[str]:
    found = segments.apply(filters, user=cast.bureau, today=TODAY)
    return list(found.exclude(pk=cast.bilal_partner.pk).order_by("sort_name").values_list("name", flat=True))


def test_nothing_asked_is_everybody_who_is_visible(cast: Cast) -> None:
    make_person("Noor", "Visser")
    assert segments.apply({}, user=cast.bureau, today=TODAY).count() == 2
    assert list(segments.apply({}, user=cast.bilal, today=TODAY)) == [cast.bilal_partner]
    assert not segments.apply({}, user=cast.stranger, today=TODAY).exists()


def test_own_fields_and_words(cast: Cast) -> None:
    make_person("Noor", "Visser", disciplines=["visual", "digital"])
    make_organisation("Koor Zaanzang", disciplines=["music"])
    assert names(cast, kind="organisation") == names(cast, q="zaanz") == ["Koor Zaanzang"]
    assert names(cast, disciplines=["digital"]) == ["Noor Visser"]
    assert names(cast, disciplines=["digital", "music"]) == ["Koor Zaanzang", "Noor Visser"]


def test_roles_count_on_the_day_only(cast: Cast) -> None:
    teacher = make_person("Noor", "Visser", roles=("teacher", "artist"))
    make_school("De Meander")
    assert names(cast, roles=["teacher", "artist"]) == ["Noor Visser"]
    assert names(cast, roles=["teacher", "school"]) == ["De Meander", "Noor Visser"]
    RoleAssignment.objects.filter(partner=teacher).update(ended_on=TODAY)
    assert names(cast, roles=["teacher"]) == []


def test_wijken_find_nobody_twice(cast: Cast) -> None:
    wijk, other = Wijk.objects.get(slug="poelenburg"), Wijk.objects.get(slug="wormerveer")
    school = make_school("De Meander", wijk=wijk)
    school.addresses.create(kind="post", street="Postweg", house_number=1, postcode="1521AA", city="X", wijk=other)
    make_school("Elders")
    assert names(cast, wijken=["poelenburg", "wormerveer"]) == ["De Meander"]
    assert names(cast, wijken=["wormerveer"]) == ["De Meander"]


def test_affiliation_meets_all_that_is_asked_of_it_at_once(cast: Cast) -> None:
    school, choir = make_school("De Meander"), make_organisation("Koor")
    noor = make_person("Noor", "Visser")
    affiliations.affiliate(partner=noor, organisation=school, kind="works_at", function="ICC’er", by=None)
    affiliations.affiliate(partner=noor, organisation=choir, kind="board_member", function="penningmeester", by=None)
    assert names(cast, organisation=school.pk, function="icc") == ["Noor Visser"]
    assert names(cast, link="works_at", function="penning") == []
    assert names(cast, link="board_member", organisation=choir.pk) == ["Noor Visser"]
    noor.affiliations.filter(organisation=choir).update(started_on=date(2020, 1, 1), ended_on=TODAY)
    assert names(cast, organisation=choir.pk) == []


def test_silence_counts_who_was_never_spoken_to(cast: Cast) -> None:
    for name, moment in {
        "Nooit": None,
        "Lang": datetime(2026, 5, 22, 21, 59, tzinfo=UTC),
        "Net": datetime(2026, 5, 22, 22, tzinfo=UTC),
    }.items():
        make_organisation(name, last_contact_at=moment)
    assert names(cast, silence=6) == ["Lang", "Nooit"]
    assert names(cast, silence=120) == ["Nooit"]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_months_before_is_a_day_so_many_months_ago(day: date, months: int) -> None:
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before.day < day.day and (before + timedelta(days=1)).day == 1)


def test_labels_any_or_all(cast: Cast) -> None:
    for name, labels in {"Beide": "ab", "Een": "a", "Geen": ""}.items():
        partner = make_organisation(name)
        for label in labels:
            tags.add(partner=partner, name=label, by=cast.bureau)
    both = [tags.made(label, cast.bureau).pk for label in "ab"]
    assert names(cast, tags=both) == ["Beide", "Een"]
    assert names(cast, tags=both, tags_all="yes") == ["Beide"]


def test_what_is_missing_any_of_these(cast: Cast) -> None:
    make_teacher("Compleet", "A")
    bare = make_person("Kaal", "B")
    for lack in segments.Missing.values:
        assert names(cast, missing=[lack]) == ["Kaal B"], lack
    bare.identifiers.create(kind="iban", value="NL91ABNA0417164300")
    assert names(cast, missing=["iban"]) == []
    assert names(cast, missing=["iban", "kvk"]) == ["Kaal B"]


def test_login_today(cast: Cast) -> None:
    make_organisation("Zonder")
    held = make_organisation("Met")
    access = Membership.objects.create(user=make_user(), partner=held, started_on=date(2020, 1, 1))
    assert (names(cast, login="yes"), names(cast, login="no")) == (["Met"], ["Zonder"])
    access.user.is_active = False
    access.user.save()
    assert names(cast, login="yes") == []
    access.user.is_active = True
    access.user.save()
    Membership.objects.update(ended_on=TODAY)
    assert names(cast, login="yes") == []


def test_board_and_day_of_adding(cast: Cast) -> None:
    board = make_organisation("Zaan Primair", created_at=datetime(2026, 8, 31, 21, 59, tzinfo=UTC))
    school = make_school("De Meander")
    Partner.objects.filter(pk=school.pk).update(created_at=datetime(2026, 8, 31, 22, tzinfo=UTC))
    school.school.board = board
    school.school.save()
    assert names(cast, board=board.pk) == names(cast, since="2026-09-01", kind="organisation") == ["De Meander"]


@pytest.mark.parametrize(
    "filters",
    [
        {"vibes": 1},
        {"roles": ["koning"]},
        {"roles": [["teacher"]]},
        {"roles": {"teacher": 1}},
        {"kind": ["person"]},
        {"kind": 3},
        {"silence": 0},
        {"silence": "6"},
        {"silence": True},
        {"silence": 10**12},
        {"tags": ["x"]},
        {"tags": [10**30]},
        {"tags": [-1]},
        {"tags": list(range(1, 60))},
        {"organisation": "1"},
        {"organisation": 999_999_999},
        {"board": 999_999_999},
        {"tags": [999_999_999]},
        {"wijken": ["nergens"]},
        {"wijken": ["a\x00"]},
        {"q": 5},
        {"q": "a\x00"},
        {"since": "gisteren"},
        {"since": 20260901},
        {"missing": ["ziel"]},
        {"login": "misschien"},
        {"tags_all": True},
        {1: "x"},
        [],
        "alles",
        None,
    ],
)
def test_what_cannot_be_read_gives_a_sentence(cast: Cast, filters: Any) -> None:
    for read in (lambda: segments.apply(filters, user=cast.bureau, today=TODAY), lambda: segments.describe(filters)):
        with pytest.raises(Refusal) as refused:
            list(read())
        assert refused.value.sentence.endswith(".")


def test_cleaned_keeps_what_says_something_in_one_form() -> None:
    given_filters = {
        "q": "  a  b ",
        "roles": ["teacher", "teacher"],
        "kind": "",
        "silence": None,
        "tags": [],
        "tags_all": "yes",
    }
    assert segments.cleaned(given_filters) == {"q": "a b", "roles": ["teacher"]}
    assert segments.cleaned({"roles": "teacher"}) == {"roles": ["teacher"]}


def test_filters_are_said_in_dutch(cast: Cast) -> None:
    board, tag = make_organisation("Zaan Primair"), tags.made("Update", cast.bureau)
    other = tags.made("Pop Up", cast.bureau)
    said = {
        "partners": {},
        "personen in muziek": {"kind": "person", "disciplines": ["music"]},
        "docenten muziek in Wormerveer zonder contact sinds 6 maanden": {
            "roles": ["teacher"], "disciplines": ["music"], "wijken": ["wormerveer"], "silence": 6,
        },
        "scholen van bestuur Zaan Primair zonder e-mailadres of telefoonnummer": {
            "roles": ["school"], "board": board.pk, "missing": ["email", "phone"],
        },
        "docenten, scholen of podia (organisaties) zonder contact sinds 1 maand": {
            "roles": ["teacher", "school", "venue"], "kind": "organisation", "silence": 1,
        },
        "partners die ergens contactpersoon zijn met functie ‘icc’ verbonden met Zaan Primair": {
            "link": "contact", "function": "icc", "organisation": board.pk,
        },
        "partners met label ‘Update’ of ‘Pop Up’": {"tags": [tag.pk, other.pk]},
        "partners met label ‘Update’ en ‘Pop Up’": {"tags": [tag.pk, other.pk], "tags_all": "yes"},
        "partners met inlog toegevoegd sinds 1 september 2026 met ‘zaan’": {
            "login": "yes", "since": "2026-09-01", "q": "zaan",
        },
    }  # fmt: skip
    assert [segments.describe(filters) for filters in said.values()] == list(said)


def test_every_role_has_a_plural() -> None:
    assert [segments.describe({"roles": [role.value]}) for role in PartnerRole if role] == list(
        segments.words.PLURALS.values()
    )


def test_filters_ask_a_constant_number_of_questions(cast: Cast) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as questions:
            list(segments.apply({"wijken": ["poelenburg"], "roles": ["school"]}, user=cast.bureau, today=TODAY))
        return len(questions)

    first = asked()
    for _ in range(5):
        make_school(wijk=Wijk.objects.get(slug="poelenburg"))
    assert asked() == first == 2


def test_list_is_kept_changed_and_thrown_away(cast: Cast) -> None:
    kept = segments.keep(
        name=" Stille  docenten ", filters={"roles": "teacher", "silence": 6}, columns=["email", "onzin", "name"],
        is_shared=False, by=cast.bureau,
    )  # fmt: skip
    assert (kept.name, kept.filters, kept.columns) == (
        "Stille docenten", {"roles": ["teacher"], "silence": 6}, ["name", "email"],
    )  # fmt: skip
    assert list(Segment.objects.visible_to(cast.expert)) == []
    segments.change(segment=kept, name="Docenten", filters={}, columns=[], is_shared=True, by=cast.admin)
    assert [row.name for row in Segment.objects.visible_to(cast.expert)] == ["Docenten"]
    segments.remove(segment=kept, by=cast.bureau)
    with pytest.raises(Refusal, match="is er niet meer"):
        segments.remove(segment=kept, by=cast.bureau)


def test_list_of_another_is_left_alone(cast: Cast) -> None:
    kept = segments.keep(name="Mijn", filters={}, columns=[], is_shared=True, by=cast.bureau)
    with pytest.raises(Refusal, match="wie de lijst maakte"):
        segments.change(segment=kept, name="Gestolen", filters={}, columns=[], is_shared=True, by=cast.expert)
    with pytest.raises(Refusal, match="wie de lijst maakte"):
        segments.remove(segment=kept, by=cast.expert)


@pytest.mark.parametrize(
    ("name", "filters", "field"),
    [("", {}, "name"), ("x" * 81, {}, "name"), ("Al bewaard", {}, "name"), ("Ander", {"vibes": 1}, None)],
)
def test_list_that_cannot_be_kept_gives_a_sentence(cast: Cast, name: str, filters: Any, field: str | None) -> None:
    segments.keep(name="Al bewaard", filters={}, columns=[], is_shared=True, by=cast.bureau)
    with pytest.raises(Refusal) as refused:
        segments.keep(name=name, filters=filters, columns=[], is_shared=True, by=cast.bureau)
    assert refused.value.field == field
    assert Segment.objects.count() == 1
