"""The desk of who signs for the house: what he sees, what he signs, and what he does not."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain.signing import consent
from contracts.enums import AgreementStatus, EventKind, SignerRole
from contracts.models import Agreement, AgreementEvent, Signature
from tests.cast import Cast
from tests.factories.network import make_teacher
from tests.factories.signing import asked, make_mandate, make_sent, sign, speak_for

pytestmark = pytest.mark.usefixtures("archive")
DESK, SIGN = "contracts:countersign", "contracts:countersign-sign"


def make_waiting(cast: Cast, **fields: Any) -> Agreement:
    """The other party signed."""
    agreement = make_sent(cast.bureau, **fields)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    return Agreement.objects.get(pk=agreement.pk)


@pytest.fixture
def as_director(cast: Cast) -> Client:
    make_mandate(cast.finance, cast.admin, function="directeur", most_cents=100_000)
    client = Client()
    client.force_login(cast.finance)
    return client


def post(client: Client, *agreements: Agreement, **fields: Any) -> Any:
    chosen = [asked(each, SignerRole.HOUSE).pk for each in agreements]
    filled_in = {"name": "Fenna Financiën", "agrees": "on", "consent_version": consent.VERSION}
    return client.post(reverse(SIGN), {"kies": chosen, **filled_in, **fields})


def consents() -> list[str]:
    return list(Signature.objects.filter(request__role=SignerRole.HOUSE).values_list("consent", flat=True))


def test_the_desk_shows_what_waits_and_signs_it_in_one_go(cast: Cast, as_director: Client) -> None:
    waiting = [make_waiting(cast) for _ in range(3)]
    make_sent(cast.bureau)
    page = as_director.get(reverse(DESK))
    assert [row.agreement for row in page.context["rows"]] == waiting
    chosen = [asked(each, SignerRole.HOUSE).pk for each in waiting[:2]]
    check = as_director.get(reverse(DESK), {"kies": chosen})
    assert "Je tekent 2 overeenkomsten, samen € 500,00." in check.text.replace("\N{NO-BREAK SPACE}", " ")
    assert post(as_director, *waiting[:2]).headers["Location"] == reverse(DESK)
    states = [Agreement.objects.get(pk=each.pk).status for each in waiting]
    assert states == [AgreementStatus.SIGNED, AgreementStatus.SIGNED, AgreementStatus.PARTLY_SIGNED]
    signature = Signature.objects.filter(request__role=SignerRole.HOUSE).first()
    assert signature is not None
    assert (signature.name, signature.function, signature.signed_by) == ("Fenna Financiën", "directeur", cast.finance)


def test_without_name_or_tick_nothing_is_signed_and_the_choice_stays(cast: Cast, as_director: Client) -> None:
    waiting = make_waiting(cast)
    response = post(as_director, waiting, name="")
    assert (response.status_code, "Vul je naam in." in response.text) == (422, True)
    assert f'name="kies" value="{asked(waiting, SignerRole.HOUSE).pk}"' in response.text
    response = as_director.post(
        reverse(SIGN),
        {"kies": asked(waiting, SignerRole.HOUSE).pk, "name": "Fenna", "consent_version": consent.VERSION},
    )
    assert "Zet een vinkje als je akkoord bent." in response.text
    assert not Signature.objects.filter(request__role=SignerRole.HOUSE).exists()


def test_who_has_no_mandate_sees_that_and_signs_nothing(cast: Cast, as_bureau: Client) -> None:
    waiting = make_waiting(cast)
    page = as_bureau.get(reverse(DESK))
    assert "Je hebt geen mandaat" in page.text
    assert page.context["of_others"] == [waiting]
    assert post(as_bureau, waiting).status_code == 303
    assert Agreement.objects.get(pk=waiting.pk).status == AgreementStatus.PARTLY_SIGNED


def test_who_signs_many_agrees_with_a_sentence_for_many(cast: Cast, as_director: Client) -> None:
    waiting = [make_waiting(cast) for _ in range(3)]
    keys = [asked(each, SignerRole.HOUSE).pk for each in waiting]
    many, one = consent.FOR_MANY[consent.VERSION], consent.SENTENCES[consent.VERSION]
    assert many in as_director.get(reverse(DESK), {"kies": keys}).text
    assert one in as_director.get(reverse(DESK), {"kies": keys[:1]}).text
    post(as_director, *waiting[:2])
    assert consents() == [many, many]
    signed = AgreementEvent.objects.filter(kind=EventKind.SIGNED, agreement=waiting[0]).latest("position").data
    assert (signed["consent"], signed["consent_version"], signed["together"]) == (many, consent.VERSION, 2)
    post(as_director, waiting[2])
    assert sorted(consents()) == sorted([many, many, one])
    signed = AgreementEvent.objects.filter(kind=EventKind.SIGNED, agreement=waiting[2]).latest("position").data
    assert "together" not in signed


def test_an_older_sentence_is_shown_anew_and_signs_nothing(cast: Cast, as_director: Client) -> None:
    waiting = [make_waiting(cast) for _ in range(2)]
    response = post(as_director, *waiting, consent_version=consent.VERSION - 1)
    assert response.status_code == 422
    assert f'name="consent_version" value="{consent.VERSION}"' in response.text
    assert 'value="Fenna Financiën"' in response.text
    assert consents() == []


def test_the_sentence_is_that_of_the_page_also_when_one_is_left(cast: Cast, as_director: Client) -> None:
    one, other = make_waiting(cast), make_waiting(cast)
    make_mandate(cast.admin, cast.bureau)
    sign(asked(one, SignerRole.HOUSE), cast.admin)
    post(as_director, one, other)
    assert consent.FOR_MANY[consent.VERSION] in consents()


def test_above_the_mandate_and_with_oneself_is_for_a_colleague(cast: Cast) -> None:
    make_mandate(cast.finance, cast.admin, most_cents=20_000)
    own = make_waiting(cast, partner=make_teacher("Fenna", "Financiën"))
    speak_for(own.partner, cast.finance)
    large, small = make_waiting(cast), make_waiting(cast, deliveries=1)
    client = Client()
    client.force_login(cast.finance)
    page = client.get(reverse(DESK))
    assert [row.agreement for row in page.context["rows"]] == [small]
    assert set(page.context["of_others"]) == {own, large}
    post(client, own, large, small)
    assert list(
        Agreement.objects.filter(pk__in=[own.pk, large.pk, small.pk]).order_by("pk").values_list("status", flat=True)
    ) == [AgreementStatus.PARTLY_SIGNED, AgreementStatus.PARTLY_SIGNED, AgreementStatus.SIGNED]


def test_a_stale_tab_signs_what_is_left(cast: Cast, as_director: Client) -> None:
    one, other = make_waiting(cast), make_waiting(cast)
    make_mandate(cast.admin, cast.bureau)
    sign(asked(one, SignerRole.HOUSE), cast.admin)
    post(as_director, one, other)
    assert Signature.objects.filter(request__role=SignerRole.HOUSE).count() == 2
    response = post(as_director, one, other)
    assert response.status_code == 303
    assert "wachten niet meer op je handtekening" in as_director.get(reverse(DESK)).text


@pytest.mark.parametrize("chosen", ["x", "-1", "99999999999999999999", "٣", "%00"])
def test_nonsense_is_no_choice(cast: Cast, as_director: Client, chosen: str) -> None:
    assert as_director.get(f"{reverse(DESK)}?kies={chosen}").status_code == 303
    assert as_director.post(reverse(SIGN), {"kies": chosen}).status_code == 303


def test_the_desk_costs_the_same_for_one_and_for_many(cast: Cast, as_director: Client) -> None:
    make_waiting(cast)
    as_director.get(reverse(DESK))
    with CaptureQueriesContext(connection) as one:
        as_director.get(reverse(DESK))
    for _ in range(5):
        make_waiting(cast)
    with CaptureQueriesContext(connection) as many:
        as_director.get(reverse(DESK))
    assert len(one) == len(many)
