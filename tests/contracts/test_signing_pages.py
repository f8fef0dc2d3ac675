"""Signing by the link in a letter and by login: the whole way, and every reason why it cannot go on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from contracts.domain import documents, evidence
from contracts.domain.signing import consent, requests
from contracts.enums import AgreementStatus, EventKind, ProvenBy, RequestStatus
from contracts.models import Agreement, Signature, SignatureRequest
from tests.cast import Cast
from tests.contracts.signers import code_in, drawing, filled_in, kinds, link_in, post_letters, reader, recognised
from tests.factories.signing import asked, make_sent

pytestmark = pytest.mark.usefixtures("archive", "fresh_counts")


@pytest.fixture
def sent(cast: Cast) -> Agreement:
    return make_sent(cast.bureau)


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
    assert sent.events.get(kind=EventKind.DECLINED).data["proven_by"] == ProvenBy.CODE
    assert "Je schreef: “De datum klopt niet.”" in client.get(path).text
    assert "De datum klopt niet." not in Client().get(path).text


def test_the_link_alone_does_not_decline(sent: Agreement) -> None:
    path = link_in(post_letters())
    assert Client().post(f"{path}weigeren/", {"reason": "Nee."}).headers["Location"] == path
    sent.refresh_from_db()
    assert sent.status == AgreementStatus.SENT


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
