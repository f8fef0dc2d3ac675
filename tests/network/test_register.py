"""A next school register: proposals, decided one by one or together, and never a silent change."""

import json
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from fluxus.errors import Refusal
from network.domain import partners, register_decisions, roles, school_files
from network.domain.register_decisions import Choice
from network.domain.school_differences import name_mark
from network.enums import ProposalKind, ProposalStatus
from network.models import Partner, RegisterProposal, SchoolProfile, TimelineEntry, User
from tests.cast import Cast
from tests.factories.registers import BRIDGE, OCEAN, OURS, RAINBOW, TODAY, of_kind, read, shown


@pytest.fixture
def known(db: None) -> None:
    """Three schools from the register of 2024."""
    read(OCEAN, RAINBOW, BRIDGE, year=2024)


def take(kind: str, by: User, keys: set[str] | None = None, **how: Any) -> list[str]:
    now = shown(kind)
    keys = {one.key for one in now.differences} if keys is None else keys
    return register_decisions.accept(proposal=now.proposal, keys=keys, seen=now.seen, by=by, today=TODAY, **how)


def dump() -> list[tuple[Any, ...]]:
    """Everything we keep of schools."""
    profiles = SchoolProfile.objects.order_by("site_code")
    fields = ("site_code", "sector", "denomination", "pupils", "board__name", "source", "partner__name")
    more = ("partner__website", "partner__phones__number", "partner__addresses__postcode", "partner__addresses__wijk")
    return list(profiles.values_list(*fields, *more, "partner__role_assignments__ended_on"))


def test_first_register_comes_in_as_it_is(db: None) -> None:
    outcome = read(OCEAN, RAINBOW, year=2024)
    assert (outcome.added, sum(outcome.proposals.values())) == (2, 0)
    assert not RegisterProposal.objects.exists()


def test_same_register_again_proposes_nothing(known: None) -> None:
    outcome = read(OCEAN, RAINBOW, BRIDGE)
    assert (outcome.unchanged, set(outcome.proposals.values())) == (3, {0})


def test_next_register_changes_nothing_by_itself(known: None) -> None:
    before, lines = dump(), TimelineEntry.objects.count()
    outcome = read(
        OCEAN.replace("De Oceaan", "De Grote Zee")
        .replace("0752010132", "0752010199")
        .replace(",121,A,1567HD", ",1,,1562WP"),
        BRIDGE,
        "11AA00,De Nieuwe,PO,Noordeinde,80,,1521PB,Wormerveer,Openbaar,,,100,41852",
    )
    assert outcome.proposals == {"new": 1, "renamed": 1, "moved": 1, "changed": 1, "closed": 1}
    assert (dump(), TimelineEntry.objects.count()) == (before, lines)
    assert of_kind(ProposalKind.CLOSED).site_code == "09WP00"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Chr Basisschool Het Baken", "CHRISTELIJKE BASISSCHOOL HET BAKEN"),
        ("RK Basisschool de Rietvink", "Rooms Katholieke Basisschool De Rietvink"),
        ("OBS De Watermolen", "Openbare Basisschool De Watermolen"),
        ("Scholengroep Krommenie", "Scholengroep Krommenie voor Vwo Havo Mavo Vbo Lwoo"),
        ("icbs Het Koraal", "Interconfessionele Basisschool Het Koraal"),
        ("De Océaan", "de oceaan"),
    ],
)
def test_spelling_is_no_other_name(ours: str, theirs: str) -> None:
    assert name_mark(ours) == name_mark(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("De Gouw Kernschool", "Obs De Gouw"), ("Het Koraal", "Het Baken"), ("De Regenboog", "De Regenboog 2")],
)
def test_other_name_is_another_name(ours: str, theirs: str) -> None:
    assert name_mark(ours) != name_mark(theirs)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Parkrijklaan", "Parkrijk-laan"),
        (",121,A,", ",121,,"),
        ("www.de-oceaan.nl", "https://www.De-Oceaan.nl/"),
        ("0752010132", "+31 75 201 01 32"),
        ("Interconfessioneel", "INTERCONFESSIONEEL"),
        ("345", ""),
        ("41251", ""),
        ("www.de-oceaan.nl,0752010132", ","),
        ("Parkrijklaan,121,A,1567HD,Assendelft,Interconfessioneel", ",,,,,"),
    ],
)
def test_spelling_and_empty_cells_propose_nothing(known: None, old: str, new: str) -> None:
    assert set(read(OCEAN.replace(old, new), RAINBOW, BRIDGE).proposals.values()) == {0}


def test_register_of_one_kind_of_school_says_nothing_of_others(known: None) -> None:
    outcome = read(OCEAN, RAINBOW)
    assert outcome.proposals["closed"] == 0


def test_register_of_another_place_closes_nothing(known: None) -> None:
    outcome = read("11AA00,De Betuwe,PO,Dorpsstraat,1,,4001AA,Tiel,Openbaar,,,100,12345")
    assert (outcome.proposals["new"], outcome.proposals["closed"]) == (1, 0)


def test_extract_closes_nothing_and_says_so(db: None) -> None:
    more = [RAINBOW.replace("09WP00", f"09WP{number:02d}") for number in range(1, 4)]
    read(RAINBOW, *more, year=2024)
    outcome = read(RAINBOW)
    assert outcome.proposals["closed"] == 0
    assert outcome.problems == [
        "Dit bestand noemt 1 van onze 4 scholen in Zaanstad (basisonderwijs). We stellen niet voor om de andere te sluiten."
    ]


def test_other_columns_of_a_school_that_closed_meanwhile_open_it_not_again(known: None, cast: Cast) -> None:
    read(OCEAN.replace("De Oceaan", "De Grote Zee"), RAINBOW, BRIDGE)
    now, school = shown(ProposalKind.RENAMED), Partner.objects.get(name="De Oceaan")
    roles.end(assignment=school.role_assignments.get(), on=date(2026, 12, 1), by=cast.bureau)
    register_decisions.accept(proposal=now.proposal, keys={"name"}, seen=now.seen, by=cast.bureau, today=TODAY)
    school.refresh_from_db()
    assert school.name == "De Grote Zee"
    assert not school.role_assignments.filter(ended_on=None).exists()


def test_older_register_is_called_older(known: None) -> None:
    read(OCEAN.replace("De Oceaan", "De Vijver"), RAINBOW, BRIDGE, year=2020)
    assert shown(ProposalKind.RENAMED).older_than == 2024
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE, year=2025)
    assert {one.older_than for one in register_decisions.present(RegisterProposal.objects.all())} == {None}


def test_older_register_leaves_proposals_of_a_newer_one(known: None) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE, year=2025)
    read(OCEAN.replace("De Oceaan", "De Vijver"), RAINBOW, BRIDGE, year=2020)
    assert [one.differences[0]["new"] for one in RegisterProposal.objects.order_by("pk")] == ["De Zee", "De Vijver"]


def test_row_that_does_not_hold_is_named(known: None) -> None:
    outcome = read(OCEAN.replace("345", "veel"), RAINBOW, RAINBOW, BRIDGE)
    assert [problem.partition(":")[2].strip() for problem in outcome.problems] == [
        "Het aantal leerlingen “veel” is geen getal.",
        "Deze vestigingscode staat twee keer in het bestand.",
    ]
    assert outcome.proposals["closed"] == 0  # the row is there, and we only cannot read all of it


def test_accept_renames_with_a_line_on_the_timeline(known: None, cast: Cast) -> None:
    read(OCEAN.replace("De Oceaan", "De Grote Zee"), RAINBOW, BRIDGE)
    assert take(ProposalKind.RENAMED, cast.bureau) == []
    school = Partner.objects.get(school__site_code="30AH00")
    newest = school.timeline.order_by("-pk").first()
    assert newest is not None
    assert (school.name, newest.title, newest.by) == (
        "De Grote Zee",
        "Bijgewerkt uit het scholenregister: naam",
        cast.bureau,
    )
    assert (school.school.pupils, school.website) == (345, "https://www.de-oceaan.nl")
    proposal = of_kind(ProposalKind.RENAMED)
    assert (proposal.status, proposal.decided_by) == (ProposalStatus.ACCEPTED, cast.bureau)


def test_accept_moves_and_finds_the_wijk(known: None, cast: Cast) -> None:
    read(OCEAN.replace("Parkrijklaan,121,A,1567HD,Assendelft", "De Weer,25,,1504AH,Zaandam"), RAINBOW, BRIDGE)
    take(ProposalKind.MOVED, cast.bureau)
    address = Partner.objects.get(school__site_code="30AH00").addresses.get()
    assert (str(address), address.wijk and address.wijk.name) == ("De Weer 25, 1504 AH Zaandam", "Poelenburg")


def test_accept_takes_only_what_is_ticked_and_remembers_the_rest(known: None, cast: Cast) -> None:
    changed = OCEAN.replace("0752010132", "0752010199").replace("345", "400")
    read(changed, RAINBOW, BRIDGE)
    take(ProposalKind.CHANGED, cast.bureau, {"pupils"})
    profile = SchoolProfile.objects.get(site_code="30AH00")
    assert (profile.pupils, profile.partner.phones.get().number) == (400, "0752010132")
    assert set(read(changed, RAINBOW, BRIDGE, year=2026).proposals.values()) == {0}
    read(changed.replace("0752010199", "0752010188"), RAINBOW, BRIDGE, year=2026)
    assert RegisterProposal.objects.filter(status=ProposalStatus.OPEN).count() == 1


def test_accept_adds_a_new_school_with_its_board(known: None, cast: Cast) -> None:
    read(OCEAN, RAINBOW, BRIDGE, "11AA00,De Nieuwe,PO,De Weer,25,,1504AH,Zaandam,Openbaar,,,100,41852")
    take(ProposalKind.NEW, cast.bureau)
    profile = SchoolProfile.objects.select_related("board", "partner").get(site_code="11AA00")
    assert (profile.partner.name, profile.board and profile.board.name, profile.pupils) == (
        "De Nieuwe",
        "Zaan Primair",
        100,
    )
    assert of_kind(ProposalKind.NEW).partner == profile.partner


def test_accept_closes_and_a_later_register_may_open_again(known: None, cast: Cast) -> None:
    read(OCEAN, BRIDGE)
    take(ProposalKind.CLOSED, cast.bureau, closed_on=date(2026, 10, 1))
    school = Partner.objects.get(school__site_code="09WP00")
    assert [(row.role, row.ended_on) for row in school.role_assignments.all()] == [("school", date(2026, 10, 1))]
    assert set(read(OCEAN, BRIDGE, year=2026).proposals.values()) == {0}
    assert read(OCEAN, RAINBOW, BRIDGE, year=2027).proposals["new"] == 1


def test_closed_school_that_is_back_gets_its_role_again(known: None, cast: Cast) -> None:
    read(OCEAN, BRIDGE)
    take(ProposalKind.CLOSED, cast.bureau, closed_on=date(2026, 10, 1))
    read(OCEAN, RAINBOW.replace("264", "270"), BRIDGE, year=2027)
    take(ProposalKind.NEW, cast.bureau)
    school = Partner.objects.get(school__site_code="09WP00")
    assert school.role_assignments.filter(ended_on=None).count() == 1
    assert school.school.pupils == 270


def test_day_before_the_role_began_is_refused(known: None, cast: Cast) -> None:
    read(OCEAN, BRIDGE)
    with pytest.raises(Refusal, match="Kies een latere dag"):
        take(ProposalKind.CLOSED, cast.bureau, closed_on=date(2020, 1, 1))
    assert of_kind(ProposalKind.CLOSED).status == ProposalStatus.OPEN


def test_dismissed_never_returns_for_the_same_content(known: None, cast: Cast) -> None:
    lines = [OCEAN.replace("De Oceaan", "De Zee"), BRIDGE, "11AA00,De Nieuwe,PO,,,,1504AH,,,,,,"]
    read(*lines)
    for proposal in RegisterProposal.objects.all():
        register_decisions.dismiss(proposal=proposal, by=cast.bureau)
    assert set(read(*lines).proposals.values()) == {0}
    # another name is other content; and a school that is gone in a next year is asked after again
    again = read(lines[0].replace("De Zee", "De Golf"), *lines[1:], year=2026).proposals
    assert {kind: number for kind, number in again.items() if number} == {"renamed": 1, "closed": 1}


def test_accepted_difference_that_is_back_is_proposed_again(known: None, cast: Cast) -> None:
    renamed = OCEAN.replace("De Oceaan", "De Zee")
    read(renamed, RAINBOW, BRIDGE)
    take(ProposalKind.RENAMED, cast.bureau)
    school = Partner.objects.get(school__site_code="30AH00")
    partners.change_organisation(partner=school, name="De Oceaan", by=cast.bureau, today=TODAY)
    assert read(renamed, RAINBOW, BRIDGE).proposals["renamed"] == 1
    assert of_kind(ProposalKind.RENAMED).status == ProposalStatus.OPEN


def test_next_register_replaces_open_proposals(known: None) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    read(OCEAN, RAINBOW, BRIDGE, year=2026)
    assert not RegisterProposal.objects.exists()


def test_proposal_is_checked_against_the_school_as_it_is_now(known: None, cast: Cast) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    before = shown(ProposalKind.RENAMED)
    school = Partner.objects.get(school__site_code="30AH00")
    partners.change_organisation(partner=school, name="De Plas", by=cast.bureau, today=TODAY)
    with pytest.raises(Refusal, match="intussen veranderd"):
        register_decisions.accept(
            proposal=before.proposal, keys={"name"}, seen=before.seen, by=cast.bureau, today=TODAY
        )
    now = shown(ProposalKind.RENAMED)
    assert [(one.old, one.new) for one in now.differences] == [("De Plas", "De Zee")]
    partners.change_organisation(partner=school, name="De Zee", by=cast.bureau, today=TODAY)
    assert shown(ProposalKind.RENAMED).is_settled


def test_proposal_is_decided_once(known: None, cast: Cast) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE)
    now = shown(ProposalKind.RENAMED)
    choice = Choice(now.proposal.pk, frozenset({"name"}), now.seen)
    assert register_decisions.accept_many(choices=[choice], by=cast.bureau, today=TODAY).done == 1
    again = register_decisions.accept_many(choices=[choice], by=cast.bureau, today=TODAY)
    assert (again.done, again.remarks) == (0, ["De Zee: Over dit voorstel is al besloten."])
    assert register_decisions.dismiss_many(choices=[choice], by=cast.bureau).done == 0


def test_one_that_is_refused_does_not_stop_the_others(known: None, cast: Cast) -> None:
    read(OCEAN.replace("De Oceaan", "De Zee"), RAINBOW.replace("De Regenboog", "De Bui"), BRIDGE)
    found = register_decisions.present(RegisterProposal.objects.order_by("site_code"))
    choices = [
        Choice(one.proposal.pk, frozenset({"name"}), one.seen if one.proposal.site_code == "30AH00" else "")
        for one in found
    ]
    result = register_decisions.accept_many(choices=choices, by=cast.bureau, today=TODAY)
    assert (result.done, result.remarks) == (1, [f"De Regenboog: {register_decisions.STALE}"])


def test_nothing_ticked_is_refused(known: None, cast: Cast) -> None:
    read(OCEAN.replace("345", "400"), RAINBOW, BRIDGE)
    with pytest.raises(Refusal, match="Vink aan"):
        take(ProposalKind.CHANGED, cast.bureau, set())


def test_fingerprint_is_proposed_once_in_the_database(known: None) -> None:
    values = {"kind": ProposalKind.NEW, "site_code": "11AA00", "row": {}, "source": "x", "fingerprint": "f"}
    RegisterProposal.objects.create(**values)
    with pytest.raises(IntegrityError):
        RegisterProposal.objects.create(**values)


@pytest.mark.parametrize(
    ("name", "year", "source"),
    [
        ("scholen_2024.csv", None, 2024),
        ("scholen.csv", 2025, 2025),
        ("scholen_2024.csv", 2024, 2024),
        ("scholen.csv", None, None),
        ("lijst-120245.csv", None, None),
    ],
)
def test_year_of_a_source(name: str, year: int | None, source: int | None) -> None:
    assert school_files.year_of(school_files.source_of(name, year)) == source


def test_command_counts_proposals(known: None, tmp_path: Path) -> None:
    path, out = tmp_path / "scholen_2025.csv", StringIO()
    path.write_text("\n".join([OURS, OCEAN.replace("De Oceaan", "De Zee"), RAINBOW, BRIDGE]), encoding="utf-8")
    call_command("import_schools", str(path), "--json", stdout=out)
    counts = json.loads(out.getvalue().splitlines()[-1])
    assert (counts["added"], counts["changed"], counts["unchanged"]) == (0, 0, 2)
    assert counts["proposals"] == {"new": 0, "renamed": 1, "moved": 0, "changed": 0, "closed": 0}
