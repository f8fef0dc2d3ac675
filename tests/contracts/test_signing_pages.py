"""Signing by the link in a letter and by login: the whole way, and every reason why it cannot go on."""

import base64
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from contracts.domain import documents, evidence
from contracts.domain.signing import consent, requests
from contracts.enums import AgreementStatus, EventKind, ProvenBy, RequestStatus, SignerRole
from contracts.models import Agreement, AgreementEvent, Signature, SignatureRequest
from network.domain import outbox
from network.models import OutgoingMail
from tests.cast import Cast
from tests.factories.signing import asked, make_mandate, make_sent, sign, speak_for

pytestmark = pytest.mark.usefixtures("archive", "fresh_counts")


@pytest.fixture
def fresh_counts(db: None) -> None:
    """How often something was tried is counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


def post_letters() -> list[str]:
    """All waiting letters leave; their texts."""
    mail.outbox.clear()
    for letter in OutgoingMail.objects.waiting().order_by("pk"):
        outbox.send(mail_id=letter.pk, at=timezone.now())
    return [str(letter.body) for letter in mail.outbox]


def link_in(texts: list[str]) -> str:
    """The path of the signing link in a letter."""
    (found,) = {path for text in texts for path in re.findall(r"https?://\S+?(/teken/\S+?/)(?=[\s.,]|$)", text)}
    return str(found)


def code_in(texts: list[str]) -> str:
    (found,) = {code for text in texts for code in re.findall(r"(?<!\d)\d{6}(?!\d)", text)}
    return str(found)


def recognised(path: str, client: Client | None = None) -> Client:
    """A visitor who asked for a code and filled it in."""
    client = client or Client()
    assert client.post(f"{path}code/").status_code == 303
    response = client.post(f"{path}controle/", {"code": code_in(post_letters())})
    assert (response.status_code, response.headers["Location"]) == (303, path)
    return client


def reader(agreement: Agreement) -> tuple[Client, str]:
    """A visitor who was recognised and has read these bytes, and his link."""
    path = link_in(post_letters())
    client = recognised(path)
    response = client.post(f"{path}gelezen/", {"sha256": asked(agreement).document_id, "timezone": "Europe/Amsterdam"})
    assert response.status_code == 303
    return client, path


def filled_in(agreement: Agreement, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Noor de Wit",
        "method": "typed",
        "agrees": "on",
        "sha256": asked(agreement).document_id,
        "consent_version": consent.VERSION,
        "timezone": "Europe/Amsterdam",
        **fields,
    }


def kinds(agreement: Agreement) -> list[str]:
    return list(agreement.events.order_by("position").values_list("kind", flat=True))


def drawing(*, is_empty: bool = False) -> str:
    image = Image.new("RGBA", (600, 176))
    if not is_empty:
        ImageDraw.Draw(image).line([(20, 150), (200, 20), (400, 140)], fill="black", width=5)
    content = BytesIO()
    image.save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def test_the_whole_way_by_link(sent: Agreement) -> None:
    client, path = reader(sent)
    response = client.get(path)
    assert consent.SENTENCES[consent.VERSION] in response.text
    assert client.post(f"{path}handtekening/", filled_in(sent)).status_code == 303
    signature = Signature.objects.get()
    assert (signature.name, signature.proven_by, signature.signed_by) == ("Noor de Wit", ProvenBy.CODE, None)
    assert signature.document_id == asked(sent).document_id
    sent.refresh_from_db()
    assert sent.status == AgreementStatus.PARTLY_SIGNED
    assert "Je hebt getekend" in client.get(path).text
    assert [kind for kind in kinds(sent) if kind in {"opened", "read", "signed", "code_passed"}] == [
        EventKind.CODE_PASSED,
        EventKind.OPENED,
        EventKind.READ,
        EventKind.SIGNED,
    ]
    said = sent.events.get(kind=EventKind.SIGNED).data
    assert said["timezone"] == "Europe/Amsterdam"
    assert evidence.check(sent).is_whole


def test_looking_at_the_link_leaves_no_trace(sent: Agreement) -> None:
    """Programs that check mail follow links; that is nobody who opened the page."""
    path = link_in(post_letters())
    before = kinds(sent)
    response = Client().get(path)
    assert response.status_code == 200
    assert sent.partner.name not in response.text
    assert asked(sent).email not in response.text
    assert (kinds(sent), asked(sent).status) == (before, RequestStatus.SENT)
    assert response.headers["Cache-Control"] == "private, no-store"


def test_the_text_is_the_frozen_one(sent: Agreement) -> None:
    client = recognised(path := link_in(post_letters()))
    sent.partner.name = "Iemand Anders"
    sent.partner.save()
    page = client.get(path).text
    assert sent.snapshot is not None
    assert sent.snapshot["contractor"]["name"] in page
    assert "Iemand Anders" not in page
    for article in sent.snapshot["articles"]:
        assert article["heading"] in page


def test_the_pdf_is_the_very_bytes_and_noted_once(sent: Agreement) -> None:
    path = link_in(post_letters())
    assert Client().get(f"{path}document.pdf").headers["Location"] == path
    client = recognised(path)
    for _ in range(3):
        response = client.get(f"{path}document.pdf")
    assert response.content == documents.read(asked(sent).document)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    client.head(f"{path}document.pdf")
    assert kinds(sent).count(EventKind.DOWNLOADED) == 1


def test_a_drawn_signature_is_kept(sent: Agreement) -> None:
    client, path = reader(sent)
    client.post(f"{path}handtekening/", filled_in(sent, method="drawn", drawing=drawing()))
    image = Signature.objects.get().image
    assert image is not None
    assert documents.read(image).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("drawn", "sentence"),
    [
        ("", "Zet je handtekening in het vak, of typ je naam."),
        (drawing(is_empty=True), "Zet je handtekening in het vak, of typ je naam."),
        ("data:image/png;base64,%%%", "Deze tekening kunnen we niet lezen. Typ je naam, dat geldt evengoed."),
        ("data:image/png;base64,aGFsbG8=", "Deze tekening kunnen we niet bewaren. Typ je naam, dat geldt evengoed."),
        ("x" * 500_000, "Deze tekening kunnen we niet lezen. Typ je naam, dat geldt evengoed."),
    ],
)
def test_a_bad_drawing_is_told_and_nothing_is_lost(sent: Agreement, drawn: str, sentence: str) -> None:
    client, path = reader(sent)
    response = client.post(f"{path}handtekening/", filled_in(sent, method="drawn", drawing=drawn))
    assert response.status_code in {409, 422}
    assert sentence in response.text
    assert 'value="Noor de Wit"' in response.text
    assert not Signature.objects.exists()


@pytest.mark.parametrize("missing", ["name", "agrees", "sha256"])
def test_what_is_not_filled_in_is_asked_for(sent: Agreement, missing: str) -> None:
    client, path = reader(sent)
    response = client.post(
        f"{path}handtekening/",
        {**filled_in(sent), missing: ""}
        if missing != "agrees"
        else {name: value for name, value in filled_in(sent).items() if name != "agrees"},
    )
    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_other_bytes_are_not_signed(sent: Agreement) -> None:
    client, path = reader(sent)
    response = client.post(f"{path}handtekening/", filled_in(sent, sha256="0" * 64))
    assert response.status_code == 409
    assert "Dit is niet de versie die je moet tekenen." in response.text
    assert client.post(f"{path}gelezen/", {"sha256": "0" * 64}).status_code == 409


def test_nobody_signs_without_reading(sent: Agreement) -> None:
    client = recognised(path := link_in(post_letters()))
    response = client.post(f"{path}handtekening/", filled_in(sent))
    assert response.headers["Location"] == path
    assert not Signature.objects.exists()


def test_nobody_signs_without_a_code(sent: Agreement) -> None:
    path, client = link_in(post_letters()), Client()
    for step, data in (("gelezen", {"sha256": asked(sent).document_id}), ("handtekening", filled_in(sent))):
        assert client.post(f"{path}{step}/", data).headers["Location"] == path
    assert client.post(f"{path}weigeren/", {"reason": "Nee."}).headers["Location"] == path
    sent.refresh_from_db()
    assert (Signature.objects.exists(), sent.status) == (False, AgreementStatus.SENT)


def test_the_code_of_one_session_does_not_open_another(sent: Agreement) -> None:
    _, path = reader(sent)
    assert Client().post(f"{path}handtekening/", filled_in(sent)).headers["Location"] == path
    assert not Signature.objects.exists()


def test_a_wrong_code_is_told_and_five_are_too_many(sent: Agreement) -> None:
    path, client = link_in(post_letters()), Client()
    client.post(f"{path}code/")
    code = code_in(post_letters())
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        response = client.post(f"{path}controle/", {"code": wrong})
        assert (response.status_code, "Deze code klopt niet." in response.text) == (422, True)
    response = client.post(f"{path}controle/", {"code": code})
    assert "Je hebt te vaak een verkeerde code ingevuld." in response.text
    assert kinds(sent).count(EventKind.CODE_FAILED) == 5


def test_a_code_with_spaces_will_do(sent: Agreement) -> None:
    path, client = link_in(post_letters()), Client()
    client.post(f"{path}code/")
    code = code_in(post_letters())
    assert client.post(f"{path}controle/", {"code": f" {code[:3]} {code[3:]}-"}).status_code == 303


def test_codes_are_not_sent_without_end(sent: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.views.visitors.MOST_CODES_SENT", 2)
    path, client = link_in(post_letters()), Client()
    assert [client.post(f"{path}code/").status_code for _ in range(3)] == [303, 303, 429]


def test_guessed_tokens_are_counted(sent: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contracts.views.visitors.MOST_WRONG_ADDRESSES", 3)
    path, client = link_in(post_letters()), Client()
    assert [client.get(f"/teken/{'x' * number}/").status_code for number in range(20, 24)] == [404, 404, 404, 429]
    assert client.get(path).status_code == 429
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "ë", "..%2F"])
def test_nonsense_is_not_found(cast: Cast, token: str) -> None:
    for step in ("", "document.pdf"):
        assert Client().get(f"/teken/{token}/{step}").status_code == 404
    assert Client().post(f"/teken/{token}/handtekening/").status_code == 404


def test_after_expiry_the_link_says_so(sent: Agreement) -> None:
    client, path = reader(sent)
    SignatureRequest.objects.filter(agreement=sent).update(expires_at=timezone.now() - timedelta(minutes=1))
    page = client.post(f"{path}handtekening/", filled_in(sent))
    assert not Signature.objects.exists()
    requests.expire(at=timezone.now())
    page = client.get(path)
    assert "De tijd om te tekenen is voorbij" in page.text


def test_after_withdrawal_the_link_says_so(sent: Agreement, cast: Cast) -> None:
    client, path = reader(sent)
    requests.withdraw(agreement=sent, reason="Foutje.", by=cast.bureau, at=timezone.now())
    assert "Deze uitnodiging geldt niet meer" in client.post(f"{path}handtekening/", filled_in(sent)).text
    assert not Signature.objects.exists()


def test_twice_is_once(sent: Agreement) -> None:
    client, path = reader(sent)
    answers = [client.post(f"{path}handtekening/", filled_in(sent)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 200]
    assert "Je hebt getekend" in answers[1].text
    assert Signature.objects.count() == 1


def test_a_stale_tab_with_an_older_sentence_is_asked_again(sent: Agreement, monkeypatch: pytest.MonkeyPatch) -> None:
    client, path = reader(sent)
    response = client.post(f"{path}handtekening/", filled_in(sent, consent_version=0))
    assert response.status_code == 422
    assert "Zet een vinkje als je akkoord bent." in response.text
    assert f'name="consent_version" value="{consent.VERSION}"' in response.text
    assert not Signature.objects.exists()


def test_declining_asks_why_and_tells_the_house(sent: Agreement) -> None:
    client = recognised(path := link_in(post_letters()))
    assert client.post(f"{path}weigeren/", {"reason": " "}).status_code == 422
    assert client.post(f"{path}weigeren/", {"reason": "De datum klopt niet."}).status_code == 303
    sent.refresh_from_db()
    assert (sent.status, sent.status_reason) == (AgreementStatus.DECLINED, "De datum klopt niet.")
    assert "Je schreef: “De datum klopt niet.”" in client.get(path).text
    assert "De datum klopt niet." not in Client().get(path).text


def test_who_is_not_recognised_learns_nothing_from_a_signed_link(sent: Agreement) -> None:
    client, path = reader(sent)
    client.post(f"{path}handtekening/", filled_in(sent))
    page = Client().get(path)
    assert "Noor de Wit" not in page.text
    assert sent.subject not in page.text
    assert Client().get(f"{path}document.pdf").status_code == 303
    assert client.get(f"{path}document.pdf").status_code == 200


def test_the_link_works_without_the_cookie_of_csrf_only_on_get(sent: Agreement) -> None:
    path = link_in(post_letters())
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert strict.post(f"{path}code/").status_code == 403


# Logged in


@pytest.fixture
def as_partner(sent: Agreement, cast: Cast) -> Client:
    client = Client()
    client.force_login(speak_for(sent.partner, cast.bilal))
    client.post(reverse("network:act-for"), {"partner": sent.partner.pk})
    return client


def test_the_whole_way_logged_in(sent: Agreement, as_partner: Client, cast: Cast) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    listed = as_partner.get(reverse("contracts:my-agreements"))
    assert path in listed.text
    assert "Begin met lezen" in as_partner.get(path).text
    assert EventKind.OPENED not in kinds(sent)
    assert as_partner.post(f"{path}begin/").status_code == 303
    assert "Gelezen, verder naar tekenen" in as_partner.get(path).text
    assert as_partner.post(f"{path}gelezen/", {"sha256": asked(sent).document_id}).status_code == 303
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).status_code == 303
    signature = Signature.objects.get()
    assert (signature.proven_by, signature.signed_by) == (ProvenBy.LOGIN, cast.bilal)
    assert "Je hebt getekend" in as_partner.get(path).text
    assert "deels getekend" in as_partner.get(reverse("contracts:my-agreements")).text


def test_logged_in_the_steps_cannot_be_skipped(sent: Agreement, as_partner: Client) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).headers["Location"] == path
    as_partner.post(f"{path}begin/")
    assert as_partner.post(f"{path}handtekening/", filled_in(sent)).headers["Location"] == path
    assert not Signature.objects.exists()


def test_nobody_signs_for_somebody_else(sent: Agreement, cast: Cast) -> None:
    other = Client()
    other.force_login(cast.bilal)
    path = reverse("contracts:my-sign", args=[sent.pk])
    assert other.get(path).status_code == 404
    for step in ("begin", "gelezen", "handtekening", "weigeren"):
        assert other.post(f"{path}{step}/", filled_in(sent)).status_code == 404
    assert other.get(reverse("contracts:my-sign-document", args=[sent.pk])).status_code == 404


def test_what_was_opened_logged_in_does_not_open_the_link(sent: Agreement, as_partner: Client) -> None:
    link = link_in(post_letters())
    path = reverse("contracts:my-sign", args=[sent.pk])
    as_partner.post(f"{path}begin/")
    as_partner.post(f"{path}gelezen/", {"sha256": asked(sent).document_id})
    assert as_partner.post(f"{link}handtekening/", filled_in(sent)).headers["Location"] == link


def test_what_was_not_sent_is_not_in_the_portal(cast: Cast) -> None:
    from tests.factories.signing import make_ready

    ready = make_ready(cast.bureau)
    client = Client()
    client.force_login(speak_for(ready.partner, cast.bilal))
    assert client.get(reverse("contracts:my-sign", args=[ready.pk])).status_code == 404
    assert str(ready.number) not in client.get(reverse("contracts:my-agreements")).text


def test_declining_logged_in(sent: Agreement, as_partner: Client, cast: Cast) -> None:
    path = reverse("contracts:my-sign", args=[sent.pk])
    as_partner.post(f"{path}begin/")
    assert as_partner.get(f"{path}weigeren/").status_code == 200
    as_partner.post(f"{path}weigeren/", {"reason": "Te weinig uren."})
    sent.refresh_from_db()
    assert sent.status == AgreementStatus.DECLINED
    assert sent.events.get(kind=EventKind.DECLINED).happened_by == cast.bilal


def test_the_list_costs_the_same_for_one_and_for_thirty(
    cast: Cast, django_assert_num_queries: Any, sent: Agreement, as_partner: Client
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    url = reverse("contracts:my-agreements")
    as_partner.get(url)
    with CaptureQueriesContext(connection) as one:
        as_partner.get(url)
    for _ in range(5):
        make_sent(cast.bureau, partner=sent.partner)
    with CaptureQueriesContext(connection) as many:
        as_partner.get(url)
    assert len(one) == len(many)


def test_an_event_of_the_chain_is_never_lost(sent: Agreement, cast: Cast) -> None:
    client, path = reader(sent)
    client.post(f"{path}handtekening/", filled_in(sent))
    make_mandate(cast.bureau, cast.admin)
    sign(asked(sent, SignerRole.HOUSE), cast.bureau)
    assert evidence.check(sent).is_whole
    assert AgreementEvent.objects.filter(agreement=sent).count() == evidence.check(sent).length
