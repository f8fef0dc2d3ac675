"""Two partners become one: everything goes along, nothing is lost, and the choices are kept."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from fluxus.errors import Refusal
from network.domain import merging
from network.domain.details import AddressLines
from network.domain.merging import Comparison
from network.enums import AffiliationKind, PairStatus
from network.models import (
    Affiliation,
    ContactMomentPartner,
    DuplicatePair,
    EmailAddress,
    Membership,
    Merge,
    Partner,
    PartnerTag,
    PhoneNumber,
    RoleAssignment,
    Tag,
    TimelineEntry,
)
from tests.cast import Cast
from tests.factories import network
from tests.network.test_matching import HOUSE, jan, organisation

AT = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)


def merge(winner: Partner, loser: Partner, cast: Cast, **how: Any) -> Merge:
    return merging.merge(winner=winner, loser=loser, by=cast.bureau, at=AT, **how)


def fresh(partner: Partner) -> Partner:
    return Partner.objects.get(pk=partner.pk)


def test_loser_leaves_the_table_and_is_kept_whole(cast: Cast) -> None:
    winner, loser = jan(email="jan@devries.test"), jan(email="jan@thuis.test")
    done = merge(winner, loser, cast, reason="dubbel ingevoerd")
    assert not Partner.objects.filter(pk=loser.pk).exists()
    assert (done.winner, done.loser_key, done.loser_name, done.reason) == (
        winner,
        loser.pk,
        "Jan de Vries",
        "dubbel ingevoerd",
    )
    assert (done.merged_by, done.merged_at, done.undone_at) == (cast.bureau, AT, None)
    assert done.record["loser"]["uuid"] == str(loser.uuid)
    assert merging.winner_of(loser.pk) == winner
    assert merging.winner_of(winner.pk) is None


def test_all_addresses_and_numbers_stay_and_one_is_first(cast: Cast) -> None:
    winner = jan(email="jan@devries.test", phone="06 12345678")
    loser = jan(email="jan@thuis.test", phone="075 1234567")
    EmailAddress.objects.create(partner=loser, address="JAN@devries.test", is_primary=False)
    merge(winner, loser, cast, choices={"network.PhoneNumber.partner": "loser"})
    emails = winner.emails.order_by("-is_primary", "address").values_list("address", "is_primary")
    assert list(emails) == [("jan@devries.test", True), ("jan@thuis.test", False)]
    phones = winner.phones.order_by("-is_primary").values_list("e164", "is_primary")
    assert list(phones) == [("+31751234567", True), ("+31612345678", False)]


def test_first_of_the_loser_that_the_winner_has_too_becomes_first(cast: Cast) -> None:
    winner, loser = jan(email="werk@devries.test"), jan(email="thuis@devries.test")
    EmailAddress.objects.create(partner=winner, address="thuis@devries.test", is_primary=False)
    merge(winner, loser, cast, choices={"network.EmailAddress.partner": "loser"})
    emails = winner.emails.order_by("-is_primary").values_list("address", "is_primary")
    assert list(emails) == [("thuis@devries.test", True), ("werk@devries.test", False)]


def test_first_of_the_loser_is_first_when_the_winner_has_none(cast: Cast) -> None:
    winner, loser = jan(), jan(email="jan@devries.test")
    merge(winner, loser, cast)
    assert winner.emails.get().is_primary


@pytest.mark.parametrize(("choice", "house_number", "kvk"), [("winner", 9, "12345678"), ("loser", 20, "87654321")])
def test_one_address_and_number_per_kind_is_chosen(cast: Cast, choice: str, house_number: int, kvk: str) -> None:
    other = AddressLines(street="Dam", house_number=20, postcode="1501AA", city="Zaandam")
    winner = jan(address=HOUSE, identifiers={"kvk": "12345678"})
    loser = jan(address=other, identifiers={"kvk": "87654321", "iban": "NL91ABNA0417164300"})
    keys = ["network.Address.partner:visit", "network.Identifier.partner:kvk"]
    comparison = merging.compare(winner, loser)
    assert [one.key for one in comparison.choices] == keys
    merge(winner, loser, cast, choices=dict.fromkeys(keys, choice))
    assert winner.addresses.get().house_number == house_number
    numbers = winner.identifiers.order_by("kind").values_list("kind", "value")
    assert list(numbers) == [("iban", "NL91ABNA0417164300"), ("kvk", kvk)]


def test_own_fields_are_chosen_one_by_one(cast: Cast) -> None:
    winner = jan(trade_name="Zang en zo", disciplines=["music"], vat_status="liable")
    loser = jan(given_name="Johannes", website="https://jan.test", disciplines=["visual"], vat_status="exempt")
    comparison = merging.compare(winner, loser)
    assert [(one.key, one.default) for one in comparison.choices] == [
        ("name", "winner"),
        ("trade_name", "winner"),
        ("disciplines", "both"),
        ("vat_status", "winner"),
        ("website", "loser"),
    ]
    assert dict(comparison.choices[2].options) == {
        "winner": "muziek",
        "loser": "beeldende kunst",
        "both": "muziek, beeldende kunst",
    }
    merge(winner, loser, cast, choices={"name": "loser", "trade_name": "loser", "vat_status": "onzin"})
    now = fresh(winner)
    assert (now.name, now.sort_name, now.given_name) == ("Johannes de Vries", "Vries, Johannes de", "Johannes")
    assert (now.trade_name, now.website) == ("", "https://jan.test")
    assert (now.disciplines, now.vat_status) == (["music", "visual"], "liable")
    assert (now.match_name, now.created_at) == ("johannes vries", min(winner.created_at, loser.created_at))
    assert "johannes" in now.search_text


def test_what_is_on_both_sides_stands_there_once(cast: Cast) -> None:
    winner, loser, school = jan(), jan(), organisation("OBS De Watermolen")
    tag = Tag.objects.create(name="Nieuwsbrief", created_by=cast.bureau)
    moment = network.make_moment(winner, cast.bureau)
    ContactMomentPartner.objects.create(moment=moment, partner=loser)
    for partner, start in ((winner, date(2025, 1, 1)), (loser, date(2020, 1, 1))):
        PartnerTag.objects.create(tag=tag, partner=partner)
        RoleAssignment.objects.create(partner=partner, role="teacher", started_on=start)
        Membership.objects.create(partner=partner, user=cast.bilal, started_on=start)
    Affiliation.objects.create(partner=winner, organisation=school, kind=AffiliationKind.WORKS_AT)
    Affiliation.objects.create(
        partner=loser, organisation=school, kind=AffiliationKind.WORKS_AT, function="directeur", is_primary=True
    )
    merge(winner, loser, cast)
    assert PartnerTag.objects.get().partner == winner
    assert ContactMomentPartner.objects.get().partner == winner
    assert RoleAssignment.objects.get().started_on == date(2020, 1, 1)
    assert winner.memberships.get().started_on == date(2020, 1, 1)
    link = Affiliation.objects.get()
    assert (link.partner, link.function, link.is_primary) == (winner, "directeur", True)


def test_ended_rows_all_go_along(cast: Cast) -> None:
    winner, loser = jan(), jan()
    for partner in (winner, loser):
        RoleAssignment.objects.create(
            partner=partner, role="teacher", started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1)
        )
    merge(winner, loser, cast)
    assert winner.role_assignments.count() == 2


def test_link_between_the_two_goes(cast: Cast) -> None:
    winner, loser, third = organisation("Koor A"), organisation("Koor B"), organisation("Stichting Koren")
    Affiliation.objects.create(partner=loser, organisation=winner, kind=AffiliationKind.PART_OF)
    Affiliation.objects.create(partner=winner, organisation=loser, kind=AffiliationKind.MEMBER)
    Affiliation.objects.create(partner=loser, organisation=third, kind=AffiliationKind.PART_OF)
    done = merge(winner, loser, cast)
    assert list(Affiliation.objects.values_list("partner", "organisation")) == [(winner.pk, third.pk)]
    assert len(done.record["dropped"]) == 2


def test_organisation_keeps_one_first_to_speak_to(cast: Cast) -> None:
    winner, loser = organisation("Koor"), organisation("Koor")
    first, second = jan(), jan(given_name="Noor")
    for person, choir in ((first, winner), (second, loser)):
        Affiliation.objects.create(partner=person, organisation=choir, kind="contact", is_primary=True)
    merge(winner, loser, cast)
    links = Affiliation.objects.order_by("partner").values_list("partner", "organisation", "is_primary")
    assert list(links) == [(first.pk, winner.pk, True), (second.pk, winner.pk, False)]


def test_timeline_goes_along_and_says_so(cast: Cast) -> None:
    winner, loser = jan(), jan()
    network.make_entry(loser, title="Belde over de tarieven")
    done = merge(winner, loser, cast, reason="dubbel")
    lines = winner.timeline.order_by("-pk").values_list("title", "detail", "path")
    assert lines[0] == ("Samengevoegd met Jan de Vries", "dubbel", done.get_absolute_url())
    assert "Belde over de tarieven" in [title for title, *_ in lines]
    assert TimelineEntry.objects.exclude(partner=winner).count() == 0


def test_last_contact_is_the_latest_of_both(cast: Cast) -> None:
    winner, loser = jan(), jan()
    moment = network.make_moment(loser, cast.bureau)
    merge(winner, loser, cast)
    assert fresh(winner).last_contact_at == moment.occurred_at


def test_pairs_follow_the_winner(cast: Cast) -> None:
    winner, loser, third, fourth = (jan(email=f"{name}@devries.test") for name in ("a", "b", "c", "d"))
    EmailAddress.objects.create(partner=third, address="b@devries.test", is_primary=False)
    decided = {"status": PairStatus.DIFFERENT, "decided_by": cast.bureau, "decided_at": AT}
    DuplicatePair.objects.create(first=winner, second=loser, score=60)
    DuplicatePair.objects.create(first=loser, second=fourth, score=55, reasons=[["dezelfde naam", 40]], **decided)
    merge(winner, loser, cast)
    pairs = DuplicatePair.objects.order_by("second").values_list("first", "second", "score", "status")
    assert list(pairs) == [(winner.pk, third.pk, 90, "open"), (winner.pk, fourth.pk, 55, "different")]


def test_chain_of_merges_leads_to_the_last(cast: Cast) -> None:
    first, second, third = jan(), jan(), jan()
    merge(second, first, cast)
    merge(third, second, cast)
    assert (merging.winner_of(first.pk), merging.winner_of(second.pk)) == (third, third)


def blocked(winner: Partner, loser: Partner) -> str:
    comparison: Comparison = merging.compare(winner, loser)
    return comparison.blocks[0]


def test_what_cannot_be_one_is_refused(cast: Cast) -> None:
    person, choir = jan(), organisation("Koor")
    for winner, loser, sentence in [
        (person, choir, "Een persoon en een organisatie kunnen niet samen. Leg een verbinding tussen de twee."),
        (person, person, "Dit is twee keer dezelfde partner."),
        (
            network.make_school("De Molen"),
            network.make_school("De Molen"),
            "Dit zijn twee scholen met elk een eigen BRIN. Die voegen we niet samen.",
        ),
    ]:
        assert blocked(winner, loser) == sentence
        with pytest.raises(Refusal, match=sentence[:20]) as refused:
            merge(winner, loser, cast)
        assert refused.value.code == "blocked"
    assert Merge.objects.count() == 0


def test_school_and_its_double_without_brin_become_one(cast: Cast) -> None:
    double, school = organisation("OBS De Molen"), network.make_school("De Molen")
    merge(double, school, cast)
    assert fresh(double).school.pupils is not None


def test_what_would_be_there_twice_is_named_first(cast: Cast) -> None:
    from tests.factories import programmes

    winner, loser = jan(), jan()
    activity = programmes.make_activity(winner, title="Zingen")
    programmes.make_activity(loser, title="Zingen", school_year=activity.school_year)
    sentence = "Beide partners hebben activiteit Zingen. Pas er eerst één aan; daarna kun je samenvoegen."
    assert blocked(winner, loser) == sentence
    with pytest.raises(Refusal, match="activiteit Zingen"):
        merge(winner, loser, cast)


def test_somebody_who_is_gone_is_refused(cast: Cast) -> None:
    winner, loser, third = jan(), jan(), jan()
    merge(winner, loser, cast)
    with pytest.raises(Refusal, match="niet meer") as refused:
        merge(third, loser, cast)
    assert refused.value.code == "gone"


def test_what_changed_since_one_looked_is_refused_and_named(cast: Cast) -> None:
    winner, loser = jan(email="jan@devries.test"), jan(email="jan@thuis.test", website="https://jan.test")
    seen = merging.compare(winner, loser).stamps
    loser.emails.update(address="jan@elders.test")
    with pytest.raises(Refusal) as refused:
        merge(winner, loser, cast, seen=seen)
    assert (refused.value.code, refused.value.extra["changed"]) == ("stale", ["network.EmailAddress.partner"])
    now = merging.compare(winner, loser).stamps
    assert merge(winner, loser, cast, seen=now).winner == winner


def test_comparison_counts_what_moves_and_names_who_logs_in(cast: Cast) -> None:
    winner, loser = jan(phone="06 12345678"), jan(phone="06 12345678")
    for partner, user in ((winner, cast.bilal), (loser, cast.stranger)):
        Membership.objects.create(partner=partner, user=user, started_on=date(2020, 1, 1))
    for _ in range(2):
        network.make_moment(loser, cast.bureau)
    comparison = merging.compare(winner, loser)
    assert comparison.choices == ()
    assert comparison.notes == ("Bilal en Carla kunnen daarna allebei namens Jan de Vries inloggen.",)
    assert [line for line in comparison.moves if "tijdlijn" not in line] == [
        "1 toegang namens een partner",
        "2 deelnemers aan contactmomenten",
        "1 telefoonnummer",
    ]
    assert PhoneNumber.objects.count() == 2
