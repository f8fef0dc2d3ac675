"""Proofs and checks over HTTP: handing in, looking at, refusing, and who sees which file."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.domain.readiness import dba
from contracts.models import DbaCheck, PartnerProof
from network.models import Partner
from tests.cast import Cast
from tests.contracts.test_dba import fill_in, safe
from tests.factories.network import make_organisation, make_teacher
from tests.factories.proofs import A_PDF, make_code_of_conduct, make_proof

MINE = "/mijn/bewijzen/"
GOOD = {"starts_on": "2026-11-01", "ends_on": "2029-11-01", "profile": "84 Zorg voor minderjarigen"}


def vog(content: bytes = A_PDF, **fields: str) -> dict[str, Any]:
    return {"vog-file": SimpleUploadedFile("vog.pdf", content), "vog-starts_on": "2026-11-01", **fields}


def logged_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_partner_hands_in_his_vog(cast: Cast, as_bilal: Client, archive: Path) -> None:
    answer = as_bilal.post(f"{MINE}vog/", vog(), follow=True)
    assert answer.redirect_chain == [(MINE, 303)]
    proof = PartnerProof.objects.get()
    assert (proof.partner, proof.kind, proof.starts_on) == (cast.bilal_partner, "vog", date(2026, 11, 1))
    assert "wacht op controle" in answer.text
    assert "Een collega kijkt je bewijs na." in answer.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"vog-starts_on": "2026-11-01"}, "Kies een bestand."),
        (vog(b"<html>"), "Dit soort bestand kunnen we niet gebruiken."),
        (vog(b""), "Dit bestand is leeg."),
        (vog(**{"vog-starts_on": ""}), "Vul de datum in die op het bewijs staat."),
        (vog(**{"vog-starts_on": "2099-01-01"}), "Deze datum ligt in de toekomst."),
    ],
)
def test_what_is_wrong_stands_next_to_the_field(
    as_bilal: Client, archive: Path, sent: dict[str, Any], sentence: str
) -> None:
    answer = as_bilal.post(f"{MINE}vog/", sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert PartnerProof.objects.count() == 0
    if sent.get("vog-starts_on"):
        assert f'value="{sent["vog-starts_on"]}"' in answer.text


@pytest.mark.parametrize("kind", ["code_of_conduct", "paspoort"])
def test_only_proofs_with_a_file_are_handed_in(as_bilal: Client, kind: str) -> None:
    assert as_bilal.post(f"{MINE}{kind}/", vog()).status_code == 404


def test_a_partner_agrees_to_the_code_that_he_read(cast: Cast, as_bilal: Client) -> None:
    version = make_code_of_conduct()
    assert "Wees veilig." in as_bilal.get(MINE).text
    unticked = as_bilal.post(f"{MINE}gedragscode/", {"version": version.pk})
    assert (unticked.status_code, PartnerProof.objects.count()) == (422, 0)
    newer = make_code_of_conduct(version=2)
    stale = as_bilal.post(f"{MINE}gedragscode/", {"version": version.pk, "agrees": "on"}, follow=True)
    assert "De gedragscode is net veranderd." in stale.text
    as_bilal.post(f"{MINE}gedragscode/", {"version": newer.pk, "agrees": "on"})
    assert PartnerProof.objects.get().clause_version == newer
    assert "Instemmen" not in as_bilal.get(MINE).text


def test_a_partner_takes_back_what_nobody_saw(cast: Cast, as_bilal: Client, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    for _ in range(2):
        assert as_bilal.post(f"{MINE}{proof.pk}/terugnemen/").status_code == 303
    assert PartnerProof.objects.count() == 0


def test_files_are_seen_by_their_owner_and_by_who_checks(cast: Cast, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    other = make_proof(make_teacher("Sanne", "Prins"), by=cast.bureau)
    for user in (cast.bilal, cast.bureau, cast.admin):
        answer = logged_in(user).get(f"/contracten/bewijzen/{proof.pk}/bestand/")
        assert (answer.status_code, answer.content) == (200, A_PDF)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="vog.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
    refused = {
        user.name: logged_in(user).get(f"/contracten/bewijzen/{proof.pk}/bestand/").status_code
        for user in (cast.expert, cast.finance, cast.reception, cast.stranger)
    }
    assert refused == {"Expert": 403, "Financien": 403, "Receptie": 403, "Carla": 404}
    assert logged_in(cast.bilal).get(f"/contracten/bewijzen/{other.pk}/bestand/").status_code == 404
    assert logged_in(cast.bilal).post(f"{MINE}{other.pk}/terugnemen/").status_code == 303
    assert PartnerProof.objects.filter(pk=other.pk).exists()


def test_a_colleague_looks_and_accepts(cast: Cast, as_bureau: Client, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    assert "Bilal Amrani" in as_bureau.get("/contracten/bewijzen/").text
    assert as_bureau.get(f"/contracten/bewijzen/{proof.pk}/").status_code == 200
    wrong = as_bureau.post(f"/contracten/bewijzen/{proof.pk}/in-orde/", {**GOOD, "ends_on": "2026-10-01"})
    assert wrong.status_code == 422
    assert "De einddatum ligt voor de datum van afgifte." in wrong.text
    assert "84 Zorg voor minderjarigen" in wrong.text
    done = as_bureau.post(f"/contracten/bewijzen/{proof.pk}/in-orde/", GOOD)
    assert (done.status_code, done["Location"]) == (303, "/contracten/bewijzen/")
    proof.refresh_from_db()
    assert (proof.status, proof.ends_on) == ("accepted", date(2029, 11, 1))
    stale = as_bureau.post(f"/contracten/bewijzen/{proof.pk}/in-orde/", GOOD, follow=True)
    assert stale.redirect_chain == [("/contracten/bewijzen/", 303)]
    assert "Iemand anders heeft dit bewijs al gecontroleerd." in stale.text


def test_a_colleague_rejects_with_a_reason(cast: Cast, as_bureau: Client, archive: Path) -> None:
    proof = make_proof(cast.bilal_partner, by=cast.bilal)
    assert as_bureau.post(f"/contracten/bewijzen/{proof.pk}/afkeuren/", {"reason": " "}).status_code == 422
    assert as_bureau.post(f"/contracten/bewijzen/{proof.pk}/afkeuren/", {"reason": "Onleesbaar."}).status_code == 303
    assert "Onleesbaar." in logged_in(cast.bilal).get(MINE).text


def test_a_colleague_hands_in_what_came_by_mail(cast: Cast, as_bureau: Client, archive: Path) -> None:
    base = f"/contracten/bewijzen/van/{cast.bilal_partner.pk}/"
    assert as_bureau.post(f"{base}vog/", {"vog-starts_on": "2026-11-01"}).status_code == 422
    answer = as_bureau.post(f"{base}vog/", vog())
    proof = PartnerProof.objects.get()
    assert (answer["Location"], proof.handed_in_by) == (f"/contracten/bewijzen/{proof.pk}/", cast.bureau)
    assert as_bureau.get(base).status_code == 200


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/contracten/bewijzen/", "/contracten/bewijzen/?lijst=loopt-af"])
def test_the_desk_asks_the_same_of_one_and_of_thirty(cast: Cast, as_bureau: Client, path: str, archive: Path) -> None:
    def more(count: int) -> None:
        for number in range(count):
            proof = make_proof(make_organisation(f"Stichting {number}"), by=cast.bureau)
            if "loopt-af" in path:
                PartnerProof.objects.filter(pk=proof.pk).update(status="accepted", ends_on=date(2026, 12, 1))

    more(1)
    as_bureau.get(path)
    one = asked(as_bureau, path)
    more(29)
    assert asked(as_bureau, path) == one


def dba_answers(**changes: Any) -> dict[str, Any]:
    facts = {"version": 1, "hours_per_week": "4,5", "clients": 3, "hourly_cents": "55,00", "remark": ""}
    return {**safe(), **facts, **changes}


def check_page(partner: Partner) -> str:
    return f"/contracten/dba/{partner.pk}/"


def test_the_check_is_filled_in_and_shown(cast: Cast, as_bureau: Client) -> None:
    page = check_page(cast.bilal_partner)
    answer = as_bureau.post(page, dba_answers(instructions="ja", clients="0"), follow=True)
    assert answer.redirect_chain == [(page, 303)]
    check = DbaCheck.objects.get()
    assert (str(check.hours_per_week), check.hourly_cents, check.risk) == ("4.5", 5500, "medium")
    assert "Heeft geen andere opdrachtgevers." in answer.text
    assert "Let op" in answer.text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"substitute": ""}, "Beantwoord deze vraag."),
        ({"hours_per_week": "81"}, "Vul 0 tot 80 uur per week in."),
        ({"hours_per_week": "veel"}, "Vul een getal in, zoals 12,5."),
        ({"hourly_cents": "veel"}, "Vul een bedrag in, zoals 12,50."),
    ],
)
def test_a_check_with_a_gap_keeps_what_was_typed(
    cast: Cast, as_bureau: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = as_bureau.post(check_page(cast.bilal_partner), dba_answers(remark="Gesprek gehad.", **changes))
    assert (answer.status_code, DbaCheck.objects.count()) == (422, 0)
    assert sentence in answer.text
    assert "Gesprek gehad." in answer.text


def test_the_next_check_begins_with_the_last_answers(cast: Cast, as_bureau: Client) -> None:
    fill_in(cast.bilal_partner, cast.bureau, {"months": 17})
    html = as_bureau.get(check_page(cast.bilal_partner)).text
    assert 'value="17"' in html
    assert 'value="55,00"' in html


def test_only_who_draws_up_sees_the_check(cast: Cast) -> None:
    page = check_page(cast.bilal_partner)
    found = {user.name: logged_in(user).get(page).status_code for user in (cast.finance, cast.expert, cast.bilal)}
    assert found == {"Financien": 403, "Expert": 403, "Bilal": 404}


def test_the_partner_page_tells_what_is_missing(cast: Cast, as_bureau: Client) -> None:
    partner = make_teacher("Sanne", "Prins")
    html = as_bureau.get(partner.get_absolute_url()).text
    assert "De VOG ontbreekt." in html
    assert check_page(partner) in html
    assert dba.latest(partner) is None
    assert "De VOG ontbreekt." not in logged_in(cast.finance).get(partner.get_absolute_url()).text
