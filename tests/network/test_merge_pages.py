"""The pages of duplicates and merges: who may, what is shown, what is done, and what is refused in words."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fluxus.web import RefusalMiddleware
from network.domain import matching, merging
from network.enums import PairStatus
from network.forms.merges import field_name
from network.models import DuplicatePair, Merge, Partner
from tests.cast import Cast
from tests.network.test_duplicates import night
from tests.network.test_matching import jan, organisation
from tests.network.test_merging import fresh, merge


@pytest.fixture
def pair(cast: Cast) -> DuplicatePair:
    jan(email="jan@devries.test", phone="06 12345678", roles=["teacher"])
    jan(given_name="J.", email="jan@devries.test", identifiers={"kvk": "12345678"})
    night()
    return DuplicatePair.objects.get()


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def as_user(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def addresses(pair: DuplicatePair, done: Merge) -> Iterator[str]:
    yield reverse("network:duplicates")
    yield reverse("network:merges")
    yield reverse("network:merge-page", args=[done.pk])
    yield reverse("network:merge", args=[pair.first_id, pair.second_id])
    yield reverse("network:merge-with", args=[pair.first_id])


def test_only_who_may_merge_comes_in(cast: Cast, pair: DuplicatePair) -> None:
    done = merge(jan(), jan(), cast)
    for path in addresses(pair, done):
        assert as_user(cast.bureau).get(path).status_code == 200
        assert as_user(cast.expert).get(path).status_code == 403
        assert as_user(cast.reception).get(path).status_code == 403
        assert as_user(cast.bilal).get(path).status_code == 404
        assert as_user(cast.stranger).get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_only_who_may_merge_changes_anything(cast: Cast, pair: DuplicatePair) -> None:
    done = merge(jan(), jan(), cast)
    for name, pk in (("pair-different", pair.pk), ("pair-reopen", pair.pk), ("merge-undo", done.pk)):
        path = reverse(f"network:{name}", args=[pk])
        assert as_user(cast.expert).post(path).status_code == 403
        assert as_user(cast.bilal).post(path).status_code == 404
        assert as_user(cast.bureau).get(path).status_code == 405


def test_pair_is_shown_side_by_side(as_bureau: Client, pair: DuplicatePair) -> None:
    page = text(as_bureau.get(reverse("network:duplicates")))
    for words in ("<strong>80</strong> punten", "hetzelfde e-mailadres", "+50", "naam lijkt erg (94%)", "06 12345678"):
        assert words in page
    assert "KvK-nummer 12345678" in page


def test_no_duplicate_and_back(cast: Cast, as_bureau: Client, pair: DuplicatePair) -> None:
    response = as_bureau.post(reverse("network:pair-different", args=[pair.pk]))
    assert (response.status_code, response.headers["Location"]) == (303, "/netwerk/duplicaten/")
    pair.refresh_from_db()
    assert (pair.status, pair.decided_by) == (PairStatus.DIFFERENT, cast.bureau)
    assert "Niemand staat er dubbel in" in text(as_bureau.get("/netwerk/duplicaten/"))
    page = text(as_bureau.get("/netwerk/duplicaten/?lijst=anders"))
    assert "Geen duplicaat volgens Bureau" in page
    as_bureau.post(reverse("network:pair-reopen", args=[pair.pk]))
    pair.refresh_from_db()
    assert (pair.status, pair.decided_at) == (PairStatus.OPEN, None)


def test_thirty_pairs_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client) -> None:
    counts = []
    for number in (1, 29):
        for each in range(number):
            for _ in range(2):
                jan(given_name=f"Jan{number}{each}", email=f"{number}-{each}@devries.test", roles=["teacher"])
        night()
        as_bureau.get("/netwerk/duplicaten/")
        with CaptureQueriesContext(connection) as asked:
            page = text(as_bureau.get("/netwerk/duplicaten/"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("Samenvoegen…") == 20
    assert text(as_bureau.get(next_of(as_bureau))).count("Samenvoegen…") == 10


def next_of(client: Client) -> str:
    return "/netwerk/duplicaten/" + client.get("/netwerk/duplicaten/").context["next_page"]


def test_thirty_merges_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client) -> None:
    counts = []
    for number in (1, 29):
        for _ in range(number):
            merge(jan(), jan(), cast)
        as_bureau.get("/netwerk/samenvoegingen/")
        with CaptureQueriesContext(connection) as asked:
            page = as_bureau.get("/netwerk/samenvoegingen/")
        counts.append(len(asked))
    assert (counts[0], len(page.context["merges"])) == (counts[1], 30)


def seen(winner: Partner, loser: Partner) -> str:
    return json.dumps(merging.compare(fresh(winner), fresh(loser)).stamps)


def test_two_are_merged_as_chosen(cast: Cast, as_bureau: Client) -> None:
    winner, loser = jan(email="jan@devries.test"), jan(given_name="Johannes", email="jan@thuis.test")
    path = reverse("network:merge", args=[winner.pk, loser.pk])
    page = text(as_bureau.get(path))
    for words in ("Eerste e-mailadres", "jan@thuis.test", "1 e-mailadres", "1 regel op de tijdlijn", "Omdraaien"):
        assert words in page
    given = {"keuze-name": "loser", "reason": "dubbel ingevoerd", "seen": seen(winner, loser)}
    response = as_bureau.post(path, given)
    done = Merge.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, done.get_absolute_url())
    assert (fresh(winner).name, done.reason, done.merged_by) == ("Johannes de Vries", "dubbel ingevoerd", cast.bureau)
    page = text(as_bureau.get(done.get_absolute_url()))
    for words in ("dubbel ingevoerd", "1 e-mailadres", "niet: Jan de Vries", "alles gaat terug"):
        assert words in page


def test_what_changed_meanwhile_is_shown_again_with_what_was_typed(as_bureau: Client) -> None:
    winner, loser = jan(email="jan@devries.test"), jan(email="jan@thuis.test", trade_name="Zang")
    given = {
        "seen": seen(winner, loser),
        "reason": "dubbel",
        "keuze-network-EmailAddress-partner": "loser",
        "keuze-trade_name": "winner",
    }
    loser.emails.update(address="jan@elders.test")
    path = reverse("network:merge", args=[winner.pk, loser.pk])
    response = as_bureau.post(path, given)
    page = text(response)
    assert response.status_code == 422
    assert "Iemand heeft een van de twee net gewijzigd" in page
    assert page.count("net gewijzigd</span>") == 1
    assert 'value="dubbel"' in page
    form = response.context["form"]
    assert (form["keuze-trade_name"].value(), Merge.objects.count()) == ("winner", 0)
    again = as_bureau.post(path, {**given, "seen": form["seen"].value()})
    assert (again.status_code, winner.emails.get(is_primary=True).address) == (303, "jan@elders.test")


@pytest.mark.parametrize("broken", ["", "{", "[]", "null", '{"partners": "x"}'])
def test_broken_stamp_shows_the_page_again(as_bureau: Client, broken: str) -> None:
    winner, loser = jan(), jan()
    response = as_bureau.post(reverse("network:merge", args=[winner.pk, loser.pk]), {"seen": broken})
    assert (response.status_code, Merge.objects.count()) == (422, 0)


def test_what_cannot_be_one_gets_a_sentence(as_bureau: Client) -> None:
    person, choir = jan(), organisation("Koor")
    path = reverse("network:merge", args=[person.pk, choir.pk])
    assert "Een persoon en een organisatie kunnen niet samen" in text(as_bureau.get(path))
    response = as_bureau.post(path, {"seen": "{}"})
    assert (response.status_code, Merge.objects.count()) == (422, 0)
    itself = text(as_bureau.get(reverse("network:merge", args=[person.pk, person.pk])))
    assert "Dit is twee keer dezelfde partner" in itself


def test_somebody_to_merge_with_is_chosen(as_bureau: Client, pair: DuplicatePair) -> None:
    other, choir = jan(given_name="Noor"), organisation("Koor")
    path = reverse("network:merge-with", args=[pair.first_id])
    assert "80 punten" in text(as_bureau.get(path))
    response = as_bureau.get(path, {"other": f"Noor de Vries · {other.pk}"})
    assert response.headers["Location"] == reverse("network:merge", args=[pair.first_id, other.pk])
    assert as_bureau.get(path, {"other": f"Koor · {choir.pk}"}).status_code == 422


def test_undo_is_told_before_and_after(cast: Cast, as_bureau: Client) -> None:
    winner, loser = jan(), jan(email="jan@thuis.test")
    done = merge(winner, loser, cast)
    winner.emails.update(address="jan@elders.test")
    page = text(as_bureau.get(done.get_absolute_url()))
    assert "E-mailadres jan@elders.test is daarna gewijzigd en blijft bij Jan de Vries." in page
    response = as_bureau.post(reverse("network:merge-undo", args=[done.pk]))
    assert response.headers["Location"] == done.get_absolute_url()
    page = text(as_bureau.get(done.get_absolute_url()))
    assert "Wat niet terug kon" in page
    assert "E-mailadres jan@elders.test is daarna gewijzigd" in page
    again = as_bureau.post(reverse("network:merge-undo", args=[done.pk]))
    assert (again.status_code, "al ongedaan gemaakt" in text(again)) == (409, True)


def test_later_merge_stands_in_the_way_of_an_undo(cast: Cast, as_bureau: Client) -> None:
    winner = jan()
    one, two = merge(winner, jan(given_name="Noor"), cast), merge(winner, jan(given_name="Teun"), cast)
    page = text(as_bureau.get(one.get_absolute_url()))
    assert two.get_absolute_url() in page
    assert "Samenvoeging ongedaan maken" not in page
    assert as_bureau.post(reverse("network:merge-undo", args=[one.pk])).status_code == 409


def test_old_addresses_lead_to_the_winner(cast: Cast, as_bureau: Client) -> None:
    first, second, third = jan(), jan(), jan()
    merge(second, first, cast)
    merge(third, fresh(second), cast)
    for old in (first, second):
        for path, query in (("", ""), ("wijzigen/", ""), ("tijdlijn/", "?soort=contact")):
            response = as_bureau.get(f"/netwerk/partners/{old.pk}/{path}{query}")
            expected = f"/netwerk/partners/{third.pk}/{path}{query}"
            assert (response.status_code, response.headers["Location"]) == (303, expected)
    assert as_user(cast.bilal).get(f"/netwerk/partners/{first.pk}/").status_code == 404
    assert as_bureau.post(f"/netwerk/partners/{first.pk}/wijzigen/", {}).status_code == 404
    assert as_bureau.get("/netwerk/partners/999999/").status_code == 404


class Vanished(Exception):
    """As PostgreSQL says that a key points to nobody."""

    sqlstate = "23503"


def test_key_to_who_is_gone_is_a_page_with_a_sentence(as_bureau: Client, rf: Any, cast: Cast) -> None:
    request: HttpRequest = rf.post("/ruimtes/boeken/")
    request.user = cast.bureau
    request.htmx = False  # type: ignore[attr-defined]  # set by django-htmx
    error = IntegrityError("insert or update violates foreign key constraint")
    error.__cause__ = Vanished()
    response = RefusalMiddleware(lambda request: None).process_exception(request, error)  # type: ignore[arg-type,return-value]  # not called
    assert response is not None
    assert (response.status_code, "net verwijderd of samengevoegd" in text(response)) == (409, True)
    assert RefusalMiddleware(lambda request: None).process_exception(request, IntegrityError("x")) is None  # type: ignore[arg-type,return-value]  # not called


def test_partner_knows_his_doubles_for_his_page(pair: DuplicatePair) -> None:
    first = Partner.objects.get(pk=pair.first_id)
    assert [(other.partner.pk, other.score) for other in matching.open_pairs_of(first)] == [(pair.second_id, 80)]


def test_the_message_names_who_stayed_as_he_is_called_now(cast: Cast, as_bureau: Client) -> None:
    winner, loser = jan(family_name="Vriess"), jan(family_name="Vries")
    called = loser.name
    path = reverse("network:merge", args=[winner.pk, loser.pk])
    name = next(choice for choice in merging.compare(fresh(winner), fresh(loser)).choices if choice.label == "Naam")
    chosen = {field_name(name.key): "loser"}
    answer = as_bureau.post(path, {"seen": seen(winner, loser), "reason": "", **chosen}, follow=True)
    assert fresh(winner).name == called
    assert f"{called} is opgegaan in {called}." in text(answer)


def test_who_merges_the_same_two_again_sees_what_was_done(cast: Cast, as_bureau: Client) -> None:
    winner, loser = jan(), jan()
    path = reverse("network:merge", args=[winner.pk, loser.pk])
    sent = {"seen": seen(winner, loser), "reason": ""}
    done = as_bureau.post(path, sent).headers["Location"]
    assert [as_bureau.post(path, sent).headers["Location"], as_bureau.get(path).headers["Location"]] == [done, done]
    assert Merge.objects.count() == 1
    as_bureau.post(reverse("network:merge-undo", args=[Merge.objects.get().pk]))
    assert as_bureau.get(path).status_code == 200
