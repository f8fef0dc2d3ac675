"""Phone rings: the right person on top, whatever was caught of the name; and nothing for who may not see it."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fluxus.search import count, search
from network import search as sources
from network.domain import affiliations, partners
from network.domain.finding import BEST, find_partners
from network.domain.search_text import refresh, refresh_all, refresh_everybody, refresh_people
from network.forms.fields import PartnerField
from network.models import (
    Address,
    Affiliation,
    EmailAddress,
    Identifier,
    Partner,
    PhoneNumber,
    RoleAssignment,
    Tag,
    Task,
    User,
)
from tests.cast import Cast
from tests.factories.network import (
    make_moment,
    make_organisation,
    make_person,
    make_school,
    make_teacher,
    make_wijk,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)


@pytest.fixture
def network(cast: Cast) -> None:
    """Two schools called Watermolen, who works there, a board, and people whose names are alike."""
    board = make_organisation("Stichting Zaan Primair", roles=("school_board",))
    Identifier.objects.create(partner=board, kind="board", value="41852")
    public, _catholic = make_school("Openbare Basisschool De Watermolen"), make_school("RK Basisschool De Watermolen")
    Identifier.objects.create(partner=public, kind="brin", value="18RD00")
    public.school.board = board
    public.school.save()
    sanne = make_person("Sanne", "Berg", infix="van der", roles=("teacher",))
    Affiliation.objects.create(partner=sanne, organisation=public, kind="works_at", function="directeur")
    reach(sanne)
    former = make_person("Sanne", "Bergen")
    RoleAssignment.objects.create(partner=former, role="artist", started_on=date(2019, 1, 1), ended_on=date(2021, 1, 1))
    make_person("Sanne", "Bergh", roles=("artist",))
    make_person("Jan Pieter", "Bakker", roles=("teacher",), trade_name="Klankkast")
    make_person("Björn", "Müller", roles=("artist",))
    make_organisation("Koor Bergopwaarts", roles=("amateur_association",))
    make_organisation("Bergkoor", roles=("amateur_association",))
    refresh_all(Partner.objects.all())


def reach(partner: Partner) -> None:
    wijk = make_wijk("Zaandam Noord")
    Address.objects.create(
        partner=partner, street="Westzijde", house_number=148, suffix="a", postcode="1506EK", city="Zaandam", wijk=wijk
    )
    EmailAddress.objects.create(partner=partner, address="s.berg@watermolen.test")
    PhoneNumber.objects.create(partner=partner, number="06 1234 5678", e164="+31612345678")
    Identifier.objects.create(partner=partner, kind="kvk", value="87654321")
    Identifier.objects.create(partner=partner, kind="iban", value="NL91ABNA0417164300")


def names(query: str, user: User) -> list[str]:
    return [partner.name for partner in find_partners(Partner.objects.visible_to(user), query)]


SANNE, PUBLIC, CATHOLIC = "Sanne van der Berg", "Openbare Basisschool De Watermolen", "RK Basisschool De Watermolen"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # the name itself, names that begin so (who is somebody to us first), words that do, what stands inside
        ("berg", [SANNE, "Sanne Bergh", "Bergkoor", "Sanne Bergen", "Koor Bergopwaarts"]),
        ("ber", [SANNE, "Sanne Bergh", "Bergkoor", "Sanne Bergen", "Koor Bergopwaarts"]),
        ("sanne", [SANNE, "Sanne Bergh", "Sanne Bergen"]),
        ("koor", ["Koor Bergopwaarts", "Bergkoor"]),
        # a kind of school brings its own nearer, and people stand below their school
        ("obs watermolen", [PUBLIC, CATHOLIC, SANNE]),
        ("rkbs watermolen", [CATHOLIC, PUBLIC, SANNE]),
        ("watermolen", [PUBLIC, CATHOLIC, SANNE]),
        ("zaan primair", ["Stichting Zaan Primair", PUBLIC]),
        ("stg zaan", ["Stichting Zaan Primair"]),
    ],
)
def test_ranking(cast: Cast, network: None, query: str, found: list[str]) -> None:
    assert names(query, cast.bureau)[: len(found)] == found


@pytest.mark.parametrize(
    "query",
    [
        "berg van der sanne",
        "van der berg sanne",
        "sanne v.d. berg",
        "vd berg sanne",
        "s v d berg",
        "berg, sanne",
        "juf sanne watermolen",
        "directeur watermolen",
        "sanne obs de watermolen",
        "1234",
        "5678",
        "06 12 34",
        "+31 6 123",
        "+31 (0)6 1234 5678",
        "0031612345678",
        "8765",
        "westzijde 148",
        "1506ek 148",
        "1506 EK 148a",
        "s.berg@watermolen.test",
        "@watermolen",
    ],
)
def test_sanne_is_found_first(cast: Cast, network: None, query: str) -> None:
    assert names(query, cast.bureau)[0] == SANNE


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("jp bakker", "Jan Pieter Bakker"),
        ("j.p. bakker", "Jan Pieter Bakker"),
        ("bakker j", "Jan Pieter Bakker"),
        ("klankkast", "Jan Pieter Bakker"),
        ("muller bjorn", "Björn Müller"),
        ("MÜLLER", "Björn Müller"),
        ("mü", "Björn Müller"),
        ("18rd", PUBLIC),
        ("41852", "Stichting Zaan Primair"),
        ("openbare basisschool", PUBLIC),
        ("bs", PUBLIC),
        ("watermollen", PUBLIC),
        ("mulller", "Björn Müller"),
        ("bakkre jan", "Jan Pieter Bakker"),
        ("zaan primiar", "Stichting Zaan Primair"),
    ],
)
def test_first_of(cast: Cast, network: None, query: str, first: str) -> None:
    assert names(query, cast.bureau)[0] == first


def test_iban_is_never_a_way_to_somebody(cast: Cast, network: None) -> None:
    assert names("NL91ABNA0417164300", cast.admin) == names("0417164300", cast.admin) == []


def test_words_that_are_right_get_no_guesses(cast: Cast, network: None) -> None:
    assert names("bjorn muller", cast.bureau) == ["Björn Müller"]
    assert names("bjorn mullre", cast.bureau) == ["Björn Müller"]


def test_reception_finds_by_name_and_phone_alone(cast: Cast, network: None) -> None:
    assert names_at_the_desk("berg sanne", cast)[0] == SANNE
    assert names_at_the_desk("06 1234 5678", cast) == names_at_the_desk("+31 6 1234", cast) == [SANNE]
    assert names_at_the_desk("061234", cast) == [SANNE]
    for query in ("1506 ek", "westzijde", "87654321", "s.berg@watermolen.test", "directeur", "zaandam noord"):
        assert names_at_the_desk(query, cast) == [], query


def names_at_the_desk(query: str, cast: Cast) -> list[str]:
    return [hit.title for hit in sources.partners(query, cast.reception)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sanne berg", True),
        ("06 1234 5678", True),
        ("87654321", False),
        ("s.berg@watermolen", False),
        ("1506 ek", False),
    ],
)
def test_boxes_of_reception_suggest_by_name_and_phone_alone(
    cast: Cast, network: None, client: Client, typed: str, found: bool
) -> None:
    address = f"/netwerk/partners/opties/?{urlencode({'q': typed})}"
    answers = {}
    for user in (cast.reception, cast.bureau):
        client.force_login(user)
        answers[user] = SANNE in client.get(address).content.decode()
    assert answers == {cast.reception: found, cast.bureau: True}


def test_a_place_or_an_organisation_is_not_the_name_of_who_is_there(cast: Cast, network: None) -> None:
    field = PartnerField()
    assert str(field.clean("müller")) == "Björn Müller"
    for typed in ("zaandam", "directeur", "87654321"):
        with pytest.raises(ValidationError, match="niemand met deze naam"):
            field.clean(typed)


def test_who_leaves_later_is_found_by_where_he_works_until_then(cast: Cast, network: None) -> None:
    link = Affiliation.objects.get(partner__name=SANNE)
    tomorrow = timezone.localdate() + timedelta(days=1)
    affiliations.end(affiliation=link, on=tomorrow, by=cast.bureau)
    assert SANNE in names("watermolen directeur", cast.bureau)
    Affiliation.objects.filter(pk=link.pk).update(ended_on=timezone.localdate())
    refresh_everybody()
    assert SANNE not in names("watermolen directeur", cast.bureau)


def test_hit_says_who_it_is_and_what_can_be_done(cast: Cast, network: None) -> None:
    hit = sources.partners("berg sanne", cast.bureau)[0]
    partner = Partner.objects.get(name=SANNE)
    assert hit.meta == f"directeur bij {PUBLIC} · docent · Zaandam Noord"
    assert hit.aside == "06 1234 5678"
    assert [(action.label, action.href) for action in hit.actions] == [
        ("Bel", "tel:+31612345678"),
        ("Mail", "mailto:s.berg@watermolen.test"),
        ("Notitie", f"{partner.get_absolute_url()}#id_summary"),
    ]


def test_actions_are_offered_only_to_who_may(cast: Cast, network: None) -> None:
    offered = {
        user: [action.label for action in sources.partners("berg sanne", user)[0].actions]
        for user in (cast.finance, cast.marketing, cast.reception)
    }
    assert list(offered.values()) == [["Bel", "Mail", "Notitie"], ["Bel", "Mail"], ["Bel"]]
    assert sources.partners("berg sanne", cast.reception)[0].meta == f"directeur bij {PUBLIC} · docent"


def test_who_works_somewhere_no_more_is_not_shown_there(cast: Cast, network: None) -> None:
    Affiliation.objects.update(ended_on=TODAY - timedelta(days=1), started_on=TODAY - timedelta(days=99))
    assert "directeur" not in sources.partners("berg sanne", cast.bureau)[0].meta


def test_renamed_organisation_brings_its_people_along(cast: Cast, network: None) -> None:
    school = Partner.objects.get(name=PUBLIC)
    Partner.objects.filter(pk=school.pk).update(name="De Kroosduiker", sort_name="De Kroosduiker")
    school.refresh_from_db()
    refresh(school)
    assert refresh_people(school) == 1
    assert names("kroosduiker", cast.bureau) == ["De Kroosduiker", SANNE]
    assert refresh_people(school) == 0


def test_everybody_is_written_by_the_rules_of_today(cast: Cast, network: None) -> None:
    Partner.objects.filter(name=SANNE).update(search_text="", filed_text="")
    assert refresh_everybody() == 1
    assert refresh_everybody() == 0
    assert names("87654321", cast.bureau) == [SANNE]


def test_change_of_name_and_of_function_is_found(cast: Cast, network: None) -> None:
    school, sanne = Partner.objects.get(name=PUBLIC), Partner.objects.get(name=SANNE)
    partners.change_organisation(partner=school, name="De Kroosduiker", by=cast.bureau, today=TODAY)
    assert names("kroosduiker", cast.bureau) == ["De Kroosduiker", SANNE]
    affiliations.end(affiliation=sanne.affiliations.get(), on=TODAY, by=cast.bureau)
    assert names("kroosduiker", cast.bureau) == ["De Kroosduiker"]
    affiliations.affiliate(
        partner=sanne, organisation=school, kind="works_at", function="vakdocent", from_day=TODAY, by=cast.bureau
    )
    assert names("vakdocent", cast.bureau) == [SANNE]


def test_more_than_the_best_leads_to_the_list(cast: Cast) -> None:
    for number in range(BEST + 3):
        make_school(f"Molen {number}")
    hits = sources.partners("molen", cast.bureau)
    assert [hit.is_more for hit in hits] == [False] * BEST + [True]
    assert hits[-1].href == "/netwerk/?q=molen"
    assert count([("Partners", hits)]) == BEST


def test_notes_are_found_only_by_who_may_read_them(cast: Cast) -> None:
    partner = make_teacher("Sanne", "Berg")
    make_moment(partner, cast.bureau, summary="Gebeld over de djembé voor de uitvoering.")
    make_moment(partner, cast.bureau, summary="Over de djembé en een ziekte.", confidentiality="personal")
    found = {user.email: len(sources.moments("djemb", user)) for user in vars(cast).values() if isinstance(user, User)}
    readers = {cast.admin.email: 2, cast.bureau.email: 2, cast.expert.email: 1, cast.finance.email: 1}
    assert {email: number for email, number in found.items() if number} == readers


def test_note_shows_where_it_says_so(cast: Cast) -> None:
    long = f"{'Begin van een lang verhaal zonder einde. ' * 4}Hij zoekt een vleugel. {'En zo verder. ' * 9}"
    make_moment(make_person("Sanne", "Berg"), cast.bureau, summary=long)
    (hit,) = sources.moments("vleu", cast.bureau)
    assert "zoekt een vleugel" in hit.title
    assert len(hit.title) < 100


@pytest.mark.parametrize("query", ["'", "a & b", "!", ":*", "<->", "\\", "de:*|", "((", "ab' & 'cd", "\u202e"])
def test_odd_words_for_notes_do_no_harm(cast: Cast, query: str) -> None:
    assert sources.moments(query, cast.bureau) == sources.tasks(query, cast.bureau) == []


def test_tasks_of_notes_that_are_closed_stay_closed(cast: Cast) -> None:
    partner = make_person("Sanne", "Berg")
    moment = make_moment(partner, cast.bureau, confidentiality="personal")
    for title, source in (("Terugbellen over zaal", None), ("Terugbellen over ziekte", moment)):
        Task.objects.create(
            title=title, partner=partner, assigned_to=cast.bureau, created_by=cast.bureau, moment=source
        )
    assert [hit.title for hit in sources.tasks("terugb", cast.reception)] == ["Terugbellen over zaal"]
    assert len(sources.tasks("terugb", cast.bureau)) == 2
    assert sources.tasks("terugb", cast.bilal) == []


def test_labels_lead_to_their_list(cast: Cast) -> None:
    tag = Tag.objects.create(name="Open huis 2026", created_by=cast.bureau)
    assert [hit.href for hit in sources.labels("huis", cast.marketing)] == [f"/netwerk/?tags={tag.pk}"]
    assert sources.labels("huis", cast.reception) == sources.labels("huis", cast.bilal) == []


def test_partner_finds_nothing_of_the_network(cast: Cast, network: None) -> None:
    make_moment(Partner.objects.get(name=SANNE), cast.bureau, summary="Sanne belde.")
    assert search("sanne", cast.bilal) == search("sanne", cast.stranger) == []


def test_as_many_questions_for_many_as_for_few(cast: Cast) -> None:
    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(names(query, cast.bureau)) == BEST
        return len(queries)

    for number in range(BEST):
        make_school(f"Molen {number}")
    few = asked("molen")
    for number in range(BEST, 40):
        make_school(f"Molen {number}")
    assert asked("molen") == few


def test_texts_of_many_are_written_in_as_many_questions_as_of_few(cast: Cast) -> None:
    def asked() -> int:
        Partner.objects.update(search_text="")
        with CaptureQueriesContext(connection) as queries:
            refresh_all(Partner.objects.all())
        return len(queries)

    make_school("Molen 0")
    few = asked()
    for number in range(1, 30):
        make_school(f"Molen {number}")
    assert asked() == few
