"""A mandate is signed once by who may, keeps its words, and is revoked for good."""

from datetime import date
from typing import Any

import pytest

from contracts.domain.bank_orders import mandates
from contracts.domain.bank_orders.wording import VERSION, words
from contracts.models import SepaMandate
from fluxus.errors import Refusal
from network.domain import merging
from network.models import Membership, OutgoingMail, TimelineEntry
from tests.cast import Cast
from tests.contracts.bank_orders.scene import CREDITOR, NOW, the_house
from tests.factories.money import make_mandate
from tests.factories.network import make_teacher

IBAN = "NL91ABNA0417164300"


def sign(cast: Cast, **fields: Any) -> SepaMandate:
    values = {
        "partner": cast.bilal_partner,
        "iban": "nl91 abna 0417 1643 00",
        "holder": " B.  Amrani ",
        "version": VERSION,
    }
    return mandates.sign(**{**values, "by": cast.bilal, "ip": "192.0.2.1", "at": NOW, **fields})


def test_a_signed_mandate_keeps_what_was_read_and_is_confirmed_by_mail(cast: Cast) -> None:
    house = the_house()
    made = sign(cast)
    assert (made.iban, made.holder, made.text) == (IBAN, "B. Amrani", words(house))
    assert CREDITOR in made.text
    assert "8 weken" in made.text
    assert "14 dagen" in made.text
    assert made.reference == f"M{cast.bilal_partner.pk:06}-01"
    letter = OutgoingMail.objects.get()
    assert (letter.to, IBAN in letter.body) == ("bilal@fluxus.test", True)
    assert TimelineEntry.objects.get(partner=cast.bilal_partner).title == f"Incassomachtiging {made.reference} getekend"


def test_signing_twice_is_one_mandate(cast: Cast) -> None:
    the_house()
    assert sign(cast) == sign(cast)
    assert (SepaMandate.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_another_account_asks_to_revoke_first_and_then_gets_a_new_reference(cast: Cast) -> None:
    the_house()
    first = sign(cast)
    with pytest.raises(Refusal, match="Trek die eerst in"):
        sign(cast, iban="NL49FLXS0148150600")
    mandates.revoke(mandate=first, reason=mandates.BY_HIMSELF, by=cast.bilal, at=NOW)
    assert sign(cast, iban="NL49FLXS0148150600").reference == f"M{cast.bilal_partner.pk:06}-02"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"iban": "NL91ABNA0417164301"}, "tikfout"),
        ({"iban": "TR330006100519786457841326"}, "in dit land"),
        ({"version": VERSION + 1}, "tekst van de machtiging is veranderd"),
    ],
)
def test_what_cannot_be_signed_is_said(cast: Cast, wrong: dict[str, Any], sentence: str) -> None:
    the_house()
    with pytest.raises(Refusal, match=sentence):
        sign(cast, **wrong)
    assert not SepaMandate.objects.exists()


def test_nobody_signs_for_another_or_for_whom_he_spoke_once(cast: Cast) -> None:
    the_house()
    with pytest.raises(Refusal, match="partner zelf"):
        sign(cast, partner=make_teacher())
    Membership.objects.filter(user=cast.bilal).update(ended_on=date(2026, 1, 1))
    with pytest.raises(Refusal, match="partner zelf"):
        sign(cast)


def test_without_a_creditor_identifier_nobody_signs(cast: Cast) -> None:
    the_house(creditor_id="")
    with pytest.raises(Refusal, match="incassant-ID"):
        sign(cast)


def test_a_revoked_mandate_stays_as_it_was_revoked(cast: Cast) -> None:
    the_house()
    made = sign(cast)
    mandates.revoke(mandate=made, reason="Ander rekeningnummer", by=cast.finance, at=NOW)
    again = mandates.revoke(mandate=made, reason="Iets anders", by=cast.bilal, at=NOW)
    assert (again.revoke_reason, again.revoked_by) == ("Ander rekeningnummer", cast.finance)
    assert OutgoingMail.objects.filter(key__endswith=":revoked").count() == 1


def test_revoking_asks_why(cast: Cast) -> None:
    the_house()
    with pytest.raises(Refusal, match="Zeg waarom"):
        mandates.revoke(mandate=sign(cast), reason="  ", by=cast.finance, at=NOW)


def test_a_merge_takes_the_mandate_along(cast: Cast) -> None:
    the_house()
    winner, loser = make_teacher("Bilal", "Amrani"), make_teacher("Bilal", "el Amrani")
    mandate = make_mandate(cast.bilal, loser)
    merging.merge(winner=winner, loser=loser, by=cast.bureau, at=NOW)
    mandate.refresh_from_db()
    assert mandate.partner == winner


def test_two_running_mandates_stop_a_merge_in_words(cast: Cast) -> None:
    the_house()
    winner, loser = make_teacher("Bilal", "Amrani"), make_teacher("Bilal", "el Amrani")
    for partner in (winner, loser):
        make_mandate(cast.bilal, partner)
    with pytest.raises(Refusal, match="machtiging"):
        merging.merge(winner=winner, loser=loser, by=cast.bureau, at=NOW)
