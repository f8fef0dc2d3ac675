"""The dossier as a zip, and the terms of keeping."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain import documents
from contracts.domain.evidence import fingerprint_of
from contracts.domain.keeping import dossier, retention
from contracts.domain.signing import requests
from contracts.domain.snapshots import canonical
from contracts.models import Agreement, AgreementEvent, PartnerProof
from fluxus.periods import today
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_draft_agreement

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCAN = b"%PDF-1.7\nde scan"


@pytest.fixture
def on_paper(cast: Cast, archive: Any) -> Agreement:
    """Signed on paper, with a scan in the archive."""
    agreement = make_agreement(cast.bureau)
    scan = documents.store(SCAN, filename="../../scan met spaties.pdf", renderer="scanner")
    day = agreement.issued_on
    assert day is not None
    return requests.paper(agreement=agreement, document=scan, signed_on=day, by=cast.bureau, at=datetime.now(UTC))


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(agreement: Agreement) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(dossier.packed(agreement, at=AT))))


class TestDossier:
    def test_has_everything_there_is_under_safe_names(self, on_paper: Agreement) -> None:
        number = on_paper.number
        book = opened(on_paper)
        ends = ["scan.pdf", "inhoud.json", "gebeurtenissen.json", "bewijzen.csv"]
        assert book.namelist() == [*(f"{number}-{end}" for end in ends), "LEESMIJ.TXT"]
        assert book.read(f"{number}-scan.pdf") == SCAN
        assert book.testzip() is None

    def test_the_read_me_names_each_file_with_its_hash(self, on_paper: Agreement) -> None:
        book = opened(on_paper)
        read_me = book.read("LEESMIJ.TXT").decode()
        assert f"Dossier van overeenkomst {on_paper.number}" in read_me
        for name in book.namelist()[:-1]:
            assert f"{name}\n" in read_me
            assert hashlib.sha256(book.read(name)).hexdigest() in read_me

    def test_the_content_is_what_was_frozen(self, on_paper: Agreement) -> None:
        content = opened(on_paper).read(f"{on_paper.number}-inhoud.json")
        assert hashlib.sha256(content).hexdigest() == on_paper.data_hash
        assert content == canonical(on_paper.snapshot or {})

    def test_the_chain_can_be_counted_again_from_the_file(self, on_paper: Agreement) -> None:
        told = json.loads(opened(on_paper).read(f"{on_paper.number}-gebeurtenissen.json"))
        assert (told["is_whole"], told["faults"], told["head"]) == (True, [], on_paper.chain_head)
        for row in told["events"]:
            event = AgreementEvent(agreement_id=told["agreement"], **named(row))
            assert fingerprint_of(event) == row["hash"]

    def test_a_lost_document_is_said_and_the_rest_comes(self, on_paper: Agreement) -> None:
        default_storage.delete(on_paper.paper_signature.document.storage_name)
        book = opened(on_paper)
        (missing,) = (name for name in book.namelist() if "ONTBREEKT" in name)
        assert "beschadigd of weg" in book.read(missing).decode()
        assert len(book.namelist()) == 5

    def test_proofs_are_listed_without_their_files(self, cast: Cast, on_paper: Agreement) -> None:
        PartnerProof.objects.create(
            partner=on_paper.partner, kind="vog", starts_on=date(2026, 1, 5), status="accepted", profile="=1+1",
            handed_in_by=cast.bureau, checked_by=cast.bureau, checked_at=AT,
        )  # fmt: skip
        PartnerProof.objects.create(
            partner=on_paper.partner, kind="insurance", starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1),
            handed_in_by=cast.bureau,
        )  # fmt: skip
        text = opened(on_paper).read(f"{on_paper.number}-bewijzen.csv").decode("utf-8-sig")
        rows = [
            row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["soort"].startswith("verklaring")
        ]
        profiles = [row["profiel"] for row in rows]
        assert "'=1+1" in profiles
        assert "2021-01-01" not in text

    def test_is_sent_while_it_is_packed(self, cast: Cast, on_paper: Agreement) -> None:
        answer = enter(cast.finance).get(reverse("contracts:dossier", args=[on_paper.pk]))
        assert answer.streaming
        assert answer["Content-Disposition"] == f'attachment; filename="dossier-{on_paper.number}.zip"'
        assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None

    def test_a_draft_has_none_and_others_do_not_get_it(self, cast: Cast, on_paper: Agreement) -> None:
        draft = make_draft_agreement(cast.bureau)
        assert enter(cast.bureau).get(reverse("contracts:dossier", args=[draft.pk])).status_code == 404
        path = reverse("contracts:dossier", args=[on_paper.pk])
        answers = {who: enter(getattr(cast, who)).get(path).status_code for who in ("expert", "bilal", "stranger")}
        assert answers == {"expert": 403, "bilal": 404, "stranger": 404}

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("../../etc/passwd", "etc-passwd"),
            ("Café Zaan 1.pdf", "Cafe-Zaan-1.pdf"),
            ("…", "bestand"),
            ("a\r\nb", "a-b"),
        ],
    )
    def test_safe_names(self, name: str, expected: str) -> None:
        assert dossier.safe(name) == expected


def named(row: dict[str, Any]) -> dict[str, Any]:
    happened_at = datetime.fromisoformat(row["happened_at"])
    kept = {key: row[key] for key in ("position", "kind", "data", "previous")}
    return {**kept, "happened_at": happened_at, "happened_by_id": row["happened_by"]}


def keep_until(agreement: Agreement, day: date) -> None:
    """Past the guard of what is issued: a term of years does not pass in a test."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Agreement.objects.filter(pk=agreement.pk).update(keep_until_on=day)
        cursor.execute("SET LOCAL session_replication_role = origin")


class TestRetention:
    def test_the_last_day_still_counts(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        keep_until(agreement, date(2026, 12, 31))
        assert list(retention.over(cast.bureau, today=date(2026, 12, 31))) == []
        assert list(retention.over(cast.bureau, today=date(2027, 1, 1))) == [agreement]

    def test_years_are_counted(self, cast: Cast) -> None:
        for year in (2025, 2033, 2033):
            keep_until(make_agreement(cast.bureau), date(year, 12, 31))
        make_draft_agreement(cast.bureau)
        years = retention.per_year(cast.bureau, today=date(2026, 11, 23))
        assert [(each.year, each.count, each.is_over) for each in years] == [(2025, 1, True), (2033, 2, False)]

    def test_files_that_nobody_needs_any_more_are_counted(self, cast: Cast) -> None:
        partner = make_agreement(cast.bureau).partner
        common = {"partner": partner, "kind": "insurance", "starts_on": date(2025, 1, 1), "handed_in_by": cast.bureau}
        PartnerProof.objects.create(**common, ends_on=date(2025, 12, 31), storage_name="proofs/x", sha256="0" * 64)
        PartnerProof.objects.create(**common, ends_on=date(2025, 12, 31))
        PartnerProof.objects.create(**common, storage_name="proofs/y", sha256="1" * 64)
        assert retention.needless_files(today=date(2026, 11, 23)).count() == 1

    def test_the_page_offers_the_dossier_and_deletes_nothing(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        keep_until(agreement, date(2020, 12, 31))
        html = enter(cast.bureau).get(reverse("contracts:retention")).content.decode()
        assert reverse("contracts:dossier", args=[agreement.pk]) in html
        assert enter(cast.bureau).post(reverse("contracts:retention")).status_code == 405
        assert Agreement.objects.filter(pk=agreement.pk).exists()

    def test_the_same_number_of_queries_for_one_and_for_ten(self, cast: Cast) -> None:
        client, counts = enter(cast.bureau), []
        for more in (1, 9):
            for _ in range(more):
                keep_until(make_agreement(cast.bureau), today().replace(year=2020))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("contracts:retention")).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]
