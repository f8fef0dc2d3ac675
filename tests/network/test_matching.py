"""Whom a new name may turn out to be: what counts, what speaks against, and what too many share."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.domain import partners
from network.domain.details import AddressLines
from network.domain.matching import SUGGEST, Probe, candidates_for
from network.enums import AffiliationKind
from network.models import Affiliation, Partner
from tests.cast import Cast

TODAY = date(2026, 9, 7)
HOUSE = AddressLines(street="Kerkstraat", house_number=9, postcode="1506EK", city="Zaandam")
JAN = {"given_name": "Jan", "infix": "de", "family_name": "Vries"}


def jan(**details: Any) -> Partner:
    return partners.add_person(**{**JAN, **details}, by=None, today=TODAY, despite_duplicates=True)


def organisation(name: str, **details: Any) -> Partner:
    return partners.add_organisation(name=name, by=None, today=TODAY, despite_duplicates=True, **details)


def person(name: str = "Jan de Vries", **known: Any) -> Probe:
    return Probe(kind="person", name=name, **known)


def found(probe: Probe) -> list[tuple[Partner, int, tuple[str, ...]]]:
    return [(one.partner, one.score, one.reasons) for one in candidates_for([probe])[0]]


@pytest.mark.parametrize(
    ("details", "probe", "score", "reasons"),
    [
        (
            {"email": "jan@devries.test"},
            person(emails=("JAN@devries.test",)),
            90,
            ("hetzelfde e-mailadres", "dezelfde naam"),
        ),
        (
            {"email": "jan@devries.test"},
            person("J. de Vries", emails=("jan@devries.test",)),
            80,
            ("hetzelfde e-mailadres", "naam lijkt erg (94%)"),
        ),
        (
            {"phone": "06 12345678"},
            person("Jan de Vires", phones=("+31612345678",)),
            65,
            ("hetzelfde telefoonnummer", "naam lijkt erg (88%)"),
        ),
        (
            {"address": HOUSE},
            person(postcode="1506EK", house_number=9),
            65,
            ("zelfde postcode en huisnummer", "dezelfde naam"),
        ),
        (
            {"address": HOUSE},
            person(postcode="1506EK", house_number=11),
            50,
            ("dezelfde naam", "dezelfde postcode"),
        ),
        (
            {"identifiers": {"kvk": "12345678"}},
            person("Jan Bakker", identifiers={"kvk": "12345678"}),
            85,
            ("hetzelfde KvK-nummer", "dezelfde voornaam"),
        ),
        (
            {"identifiers": {"iban": "NL91ABNA0417164300", "kvk": "12345678"}},
            person("Jan Bakker", identifiers={"iban": "NL91ABNA0417164300", "kvk": "12345678"}),
            85,
            ("hetzelfde KvK-nummer en IBAN", "dezelfde voornaam"),
        ),
        (
            {"email": "vries@thuis.test", "phone": "06 12345678", "address": HOUSE},
            person(
                "Joke de Vries",
                emails=("vries@thuis.test",),
                phones=("+31612345678",),
                postcode="1506EK",
                house_number=9,
            ),
            50,
            ("hetzelfde e-mailadres", "hetzelfde telefoonnummer", "zelfde postcode en huisnummer", "andere voornaam"),
        ),
    ],
)
def test_person_is_found_by_what_is_the_same(
    db: None, details: dict[str, Any], probe: Probe, score: int, reasons: tuple[str, ...]
) -> None:
    known = jan(**details)
    assert found(probe) == [(known, score, reasons)]


@pytest.mark.parametrize(
    ("details", "probe"),
    [
        ({}, person()),
        ({"phone": "06 12345678"}, person("Fatma Yilmaz", phones=("+31612345678",))),
        ({"address": HOUSE}, person("Fatma Yilmaz", postcode="1506EK", house_number=9)),
        ({"email": "jan@devries.test"}, person("Joke de Vries", emails=("jan@devries.test",))),
        (
            {"email": "a@b.test", "identifiers": {"kvk": "12345678"}},
            person(emails=("a@b.test",), identifiers={"kvk": "87654321"}),
        ),
        ({"email": "jan@devries.test"}, Probe(kind="organisation", name="De Vries", emails=("jan@devries.test",))),
    ],
)
def test_one_hint_is_no_suggestion(db: None, details: dict[str, Any], probe: Probe) -> None:
    jan(**details)
    assert found(probe) == []


def test_namesake_at_the_same_organisation_is_suggested(db: None) -> None:
    known, other = jan(), jan()
    school = organisation("OBS De Watermolen")
    Affiliation.objects.create(partner=known, organisation=school, kind=AffiliationKind.WORKS_AT)
    expected = [(known, SUGGEST, ("dezelfde naam", "dezelfde organisatie"))]
    assert found(person(organisation="Openbare Basisschool De Watermolen")) == expected
    assert found(person(organisation="De Waterlelie")) == []
    assert other.pk != known.pk


@pytest.mark.parametrize(
    ("name", "numbers", "count"),
    [
        ("Openbare Basisschool De Watermolen", {}, 1),
        ("OBS De Watermolen", {"brin": "30AH00"}, 1),
        ("OBS De Watermolen", {"brin": "31XX00"}, 0),
        ("Studio 148", {}, 1),
    ],
)
def test_two_schools_are_never_one(db: None, name: str, numbers: dict[str, str], count: int) -> None:
    organisation("OBS De Watermolen", email="info@bestuur.test", identifiers={"brin": "30AH"})
    probe = Probe(kind="organisation", name=name, emails=("info@bestuur.test",), identifiers=numbers)
    assert len(found(probe)) == count


def test_organisation_may_be_the_trade_name_of_a_person(db: None) -> None:
    known = jan(trade_name="Studio Zang", email="hallo@studiozang.test")
    same = Probe(kind="organisation", name="Studio Zang", emails=("hallo@studiozang.test",))
    assert found(same) == [(known, 90, ("hetzelfde e-mailadres", "dezelfde handelsnaam"))]
    assert found(Probe(kind="organisation", name="Studio Dans", emails=("hallo@studiozang.test",))) == []


def test_what_many_share_says_nothing(db: None) -> None:
    for number in range(8):
        organisation(f"Koor {number}", email="info@cultuurhuis.test", address=HOUSE)
    probe = Probe(
        kind="organisation", name="Toneelclub", emails=("info@cultuurhuis.test",), postcode="1506EK", house_number=9
    )
    assert len(found(probe)) == 5
    organisation("Koor 8", email="info@cultuurhuis.test", address=HOUSE)
    assert found(probe) == []


def test_excluded_partners_are_left_out(db: None) -> None:
    known = jan(email="jan@devries.test")
    probe = person(emails=("jan@devries.test",))
    assert candidates_for([probe], exclude=[known.pk]) == [[]]


def test_best_comes_first(db: None) -> None:
    weak = jan(family_name="Smit", infix="", email="jan@devries.test")
    strong = jan(email="jan@devries.test", phone="06 12345678")
    probe = person(emails=("jan@devries.test",), phones=("+31612345678",))
    assert [candidate.partner for candidate in candidates_for([probe])[0]] == [strong, weak]


def test_thousand_probes_ask_as_many_questions_as_one(cast: Cast) -> None:
    probes = [
        person(
            f"Jan{number} de Vries",
            emails=(f"jan{number}@devries.test",),
            phones=(f"+316123456{number:02}",),
            identifiers={"kvk": f"123456{number:02}"},
            postcode="1506EK",
            house_number=number + 1,
            organisation="OBS De Watermolen",
        )
        for number in range(30)
    ]
    for probe in probes:
        jan(email=probe.emails[0], given_name=probe.name.split()[0])
    counts = []
    for batch in (probes[:1], probes):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert [len(candidates) for candidates in candidates_for(batch)] == [1] * len(batch)
        counts.append(len(queries))
    assert counts == [11, 11]
