"""Undoing merges in order: chains, twice, and what the loser was to others."""

from datetime import timedelta

import pytest
from django.test import Client

from fluxus.errors import Refusal
from network.domain import merging, tasks
from network.enums import PairStatus
from network.models import Affiliation, DuplicatePair, Membership, Merge, Partner
from tests.cast import Cast
from tests.factories.network import make_moment
from tests.network.test_matching import HOUSE, jan, organisation
from tests.network.test_merging import AT, fresh, merge


def undo(done: Merge, cast: Cast) -> Merge:
    return merging.undo(merge=Merge.objects.get(pk=done.pk), by=cast.bureau, at=AT + timedelta(hours=1))


def test_loser_comes_back_under_his_old_key(cast: Cast) -> None:
    winner = jan(email="jan@devries.test")
    loser = jan(email="jan@thuis.test", address=HOUSE, identifiers={"kvk": "12345678"}, roles=["teacher"])
    done = undo(merge(winner, loser, cast), cast)
    back = Partner.objects.get(pk=loser.pk)
    assert (back.uuid, back.created_at, back.search_text) == (loser.uuid, loser.created_at, loser.search_text)
    assert (back.addresses.get().house_number, back.identifiers.get().value) == (9, "12345678")
    assert (done.undone_by, done.undone_at, done.remainder) == (cast.bureau, AT + timedelta(hours=1), [])
    assert merging.winner_of(loser.pk) is None
    title = "Samenvoeging ongedaan gemaakt: Jan de Vries en Jan de Vries"
    assert [partner.timeline.filter(title=title).count() for partner in (winner, back)] == [1, 1]


def test_undo_happens_once(cast: Cast) -> None:
    done = merge(jan(), jan(), cast)
    undo(done, cast)
    with pytest.raises(Refusal, match="al ongedaan gemaakt") as refused:
        undo(done, cast)
    assert refused.value.code == "undone"


def test_undone_partners_can_be_merged_again(cast: Cast) -> None:
    winner, loser = jan(), jan()
    undo(merge(winner, loser, cast), cast)
    again = merge(fresh(loser), fresh(winner), cast)
    assert (again.winner, merging.winner_of(winner.pk)) == (loser, loser)


def test_chain_is_undone_from_its_end(cast: Cast) -> None:
    first, second, third = jan(email="a@b.test"), jan(), jan(given_name="Johannes")
    one = merge(second, first, cast)
    two = merge(third, fresh(second), cast)
    with pytest.raises(Refusal, match="Daarna is Jan de Vries samengevoegd met Johannes de Vries") as refused:
        undo(one, cast)
    assert (refused.value.code, refused.value.extra["merge"]) == ("later", two)
    assert merging.later_merge(Merge.objects.get(pk=one.pk)) == two
    undo(two, cast)
    assert merging.winner_of(first.pk) == second
    undo(one, cast)
    assert Partner.objects.count() == 4
    assert fresh(first).emails.get().address == "a@b.test"


def test_second_merge_into_the_same_winner_is_undone_first(cast: Cast) -> None:
    winner, second, third = jan(), jan(), jan()
    one, two = merge(winner, second, cast), merge(winner, third, cast)
    with pytest.raises(Refusal, match="Maak eerst die samenvoeging ongedaan"):
        undo(one, cast)
    undo(two, cast)
    assert undo(one, cast).undone_at is not None


def test_organisations_get_their_people_back(cast: Cast) -> None:
    winner, loser = organisation("Koor A"), organisation("Koor B")
    person, both = jan(), jan(given_name="Noor")
    Affiliation.objects.create(partner=person, organisation=loser, kind="contact", is_primary=True)
    Affiliation.objects.create(partner=both, organisation=winner, kind="member")
    Affiliation.objects.create(partner=both, organisation=loser, kind="member", function="penningmeester")
    Affiliation.objects.create(partner=loser, organisation=winner, kind="part_of")
    links = set(Affiliation.objects.values_list("pk", "partner", "organisation", "kind", "function", "is_primary"))
    done = merge(winner, loser, cast)
    assert Affiliation.objects.count() == 2
    undo(done, cast)
    now = set(Affiliation.objects.values_list("pk", "partner", "organisation", "kind", "function", "is_primary"))
    assert now == links


def test_decided_pairs_come_back(cast: Cast) -> None:
    winner, loser, third = jan(email="a@b.test"), jan(email="c@d.test"), jan(email="e@f.test")
    decided = {"status": PairStatus.DIFFERENT, "decided_by": cast.bureau, "decided_at": AT}
    DuplicatePair.objects.create(first=loser, second=third, score=55, **decided)
    done = merge(winner, loser, cast)
    assert DuplicatePair.objects.get().first == winner
    undo(done, cast)
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.status) == (loser, third, PairStatus.DIFFERENT)


def test_access_goes_back(cast: Cast) -> None:
    winner, loser = jan(), jan()
    membership = Membership.objects.create(partner=loser, user=cast.stranger, started_on=AT.date())
    done = merge(winner, loser, cast)
    assert Membership.objects.get(pk=membership.pk).partner == winner
    undo(done, cast)
    assert Membership.objects.get(pk=membership.pk).partner == loser


def test_number_that_another_partner_has_by_now_is_named(cast: Cast) -> None:
    winner = organisation("Koor Zang", identifiers={"btw": "NL810433941B01"})
    loser = organisation("Koor de Zang", identifiers={"btw": "NL814815066B01"})
    done = merge(winner, loser, cast)
    organisation("Zangschool", identifiers={"btw": "NL814815066B01"})
    remainder = undo(done, cast).remainder
    assert [each["text"] for each in remainder] == [
        "Officieel nummer btw-id NL814815066B01 kon niet terug: die plaats is nu bezet, of waar het bij hoort is weg."
    ]


def test_what_stays_behind_tells_nothing_confidential(cast: Cast, client: Client) -> None:
    winner, loser = jan(), jan()
    done = merge(winner, loser, cast)
    note = make_moment(fresh(winner), cast.expert, confidentiality="personal")
    tasks.add(title="Schuldhulp nabellen", by=cast.expert, assigned_to=cast.expert, partner=winner, moment=note)
    tasks.add(title="Bellen", by=cast.expert, assigned_to=cast.expert, partner=winner)
    client.force_login(cast.bureau)
    page = client.get(done.get_absolute_url()).text
    assert ("Schuldhulp" in page, "Vertrouwelijke taak is nieuw" in page, "Taak Bellen is nieuw" in page) == (
        False,
        True,
        True,
    )
    assert "Schuldhulp" not in str(undo(done, cast).remainder)
