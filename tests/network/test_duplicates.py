"""The nightly list of partners that may be the same, and what people decide about it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fluxus.errors import Refusal
from network.domain import matching, partners
from network.domain.details import AddressLines
from network.domain.matching.nightly import Outcome, derive_names
from network.enums import AffiliationKind, PairStatus
from network.models import Affiliation, DuplicatePair, Partner
from network.tasks import find_duplicates
from tests.cast import Cast
from tests.network.test_matching import HOUSE, jan, organisation

AT = datetime(2026, 9, 7, 2, 20, tzinfo=UTC)


def night() -> Outcome:
    return matching.find_duplicates(at=AT)


def listed() -> list[tuple[int, int, int, str]]:
    return list(DuplicatePair.objects.order_by("-score", "pk").values_list("first", "second", "score", "status"))


def person(given_name: str, family_name: str, **details: Any) -> Partner:
    return jan(given_name=given_name, infix="", family_name=family_name, **details)


def test_night_lists_who_looks_alike(db: None) -> None:
    first, second = jan(email="jan@devries.test"), jan(given_name="J.", email="JAN@devries.test")
    assert night() == Outcome(opened=1, refreshed=0, removed=0)
    assert listed() == [(first.pk, second.pk, 80, "open")]
    pair = DuplicatePair.objects.get()
    assert pair.reasons == [["hetzelfde e-mailadres", 50], ["naam lijkt erg (94%)", 30]]
    assert pair.found_at == AT
    assert night() == Outcome(opened=0, refreshed=0, removed=0)


def test_namesakes_of_one_postcode_and_of_one_organisation_are_listed(db: None) -> None:
    elsewhere = AddressLines(street="Kerkstraat", house_number=11, postcode="1506EK", city="Zaandam")
    one, other = jan(address=HOUSE), jan(address=elsewhere)
    school = organisation("OBS De Watermolen")
    third, fourth = person("Fatma", "Yilmaz"), person("Fatma", "Yılmaz")
    for partner in (third, fourth):
        Affiliation.objects.create(partner=partner, organisation=school, kind=AffiliationKind.WORKS_AT)
    night()
    assert listed() == [(one.pk, other.pk, 50, "open"), (third.pk, fourth.pk, 50, "open")]


@pytest.mark.parametrize("size", [2, 9])
def test_family_and_school_do_not_fill_the_list(db: None, size: int) -> None:
    names = "Jan Joke Kees Fatma Teun Noor Bilal Sanne Esma".split()
    for name in names[:size]:
        person(name, "Bakker", email="thuis@bakker.test", phone="075 1234567", address=HOUSE)
        organisation(f"Koor {name}", email="info@cultuurhuis.test", phone="075 7654321", address=HOUSE)
    assert night() == Outcome(0, 0, 0)


def test_two_schools_of_one_board_are_not_listed(db: None) -> None:
    shared: dict[str, Any] = {"email": "info@bestuur.test", "phone": "075 1234567"}
    organisation("OBS De Watermolen", identifiers={"brin": "30AH00", "kvk": "12345678"}, **shared)
    organisation("De Watermolen", identifiers={"brin": "30AH01", "kvk": "12345678"}, **shared)
    assert night() == Outcome(0, 0, 0)


def test_person_and_organisation_are_not_listed(db: None) -> None:
    jan(trade_name="Studio Zang", email="hallo@studiozang.test")
    organisation("Studio Zang", email="hallo@studiozang.test")
    assert night() == Outcome(0, 0, 0)


def test_pair_that_no_longer_holds_leaves_the_list(cast: Cast) -> None:
    jan(email="jan@devries.test")
    other = jan(email="jan@devries.test")
    night()
    partners.change_person(
        partner=other, given_name="Joke", infix="de", family_name="Vries", by=cast.bureau, today=date(2026, 9, 7)
    )
    assert night() == Outcome(opened=0, refreshed=0, removed=1)
    assert listed() == []


def test_score_follows_what_is_known_now(db: None) -> None:
    first, second = jan(email="jan@devries.test"), jan(email="jan@devries.test")
    night()
    for partner in (first, second):
        partners.write_phone(partner, "06 12345678")
    assert night() == Outcome(opened=0, refreshed=1, removed=0)
    assert listed() == [(first.pk, second.pk, 125, "open")]


def test_no_duplicate_is_remembered_and_can_be_undone(cast: Cast) -> None:
    first, second = jan(email="jan@devries.test"), jan(email="jan@devries.test")
    night()
    pair = matching.call_different(pair=DuplicatePair.objects.get(), by=cast.bureau, at=AT)
    assert (pair.status, pair.decided_by, pair.decided_at) == (PairStatus.DIFFERENT, cast.bureau, AT)
    night()
    assert listed() == [(first.pk, second.pk, 90, "different")]
    assert matching.open_pairs_of(first) == []
    pair = matching.reopen(pair=pair)
    assert (pair.status, pair.decided_by, pair.decided_at) == (PairStatus.OPEN, None, None)
    assert [other.partner for other in matching.open_pairs_of(first)] == [second]


def test_decided_pair_stays_when_it_no_longer_looks_alike(cast: Cast) -> None:
    jan(email="jan@devries.test")
    other = jan(email="jan@devries.test")
    night()
    matching.call_different(pair=DuplicatePair.objects.get(), by=cast.bureau, at=AT)
    other.emails.all().delete()
    assert night() == Outcome(0, 0, 0)
    assert DuplicatePair.objects.count() == 1


def test_pair_that_is_gone_cannot_be_decided(cast: Cast) -> None:
    jan(email="jan@devries.test")
    jan(email="jan@devries.test")
    night()
    pair = DuplicatePair.objects.get()
    DuplicatePair.objects.all().delete()
    with pytest.raises(Refusal, match="staat niet meer in de lijst"):
        matching.call_different(pair=pair, by=cast.bureau, at=AT)


def test_partner_knows_who_looks_like_him(db: None) -> None:
    known = jan(email="jan@devries.test", phone="06 12345678")
    weak, strong = jan(email="jan@devries.test"), jan(email="jan@devries.test", phone="06 12345678")
    night()
    assert [(other.partner, other.score, other.reasons) for other in matching.open_pairs_of(known)] == [
        (strong, 125, ("hetzelfde e-mailadres", "hetzelfde telefoonnummer", "dezelfde naam")),
        (weak, 90, ("hetzelfde e-mailadres", "dezelfde naam")),
    ]


def test_one_partner_is_looked_at_again(cast: Cast) -> None:
    known, other, third = jan(email="jan@devries.test"), jan(email="jan@devries.test"), jan(phone="06 12345678")
    night()
    known.emails.all().delete()
    partners.write_phone(known, "06 12345678")
    matching.look_again(known, at=AT)
    assert listed() == [(known.pk, third.pk, 75, "open")]
    assert matching.open_pairs_of(other) == []


def test_names_by_older_rules_are_written_anew(db: None) -> None:
    school = organisation("Stg. De Watermolen")
    Partner.objects.filter(pk=school.pk).update(match_name="stg de watermolen")
    assert derive_names() == 1
    school.refresh_from_db()
    assert (school.match_name, derive_names()) == ("watermolen", 0)


def test_task_calls_the_domain(db: None) -> None:
    jan(email="jan@devries.test")
    jan(email="jan@devries.test")
    find_duplicates()
    find_duplicates()
    assert DuplicatePair.objects.count() == 1
