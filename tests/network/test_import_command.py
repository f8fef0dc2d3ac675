"""`manage.py import_partners`: one object and nothing else, whatever the file."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from network.enums import ImportStatus
from network.models import Import, Partner
from tests.lists import as_csv
from tests.network.test_imports import PEOPLE, sanne

pytestmark = pytest.mark.django_db
ROWS = [
    ("Anna", "", "Berg", "anna@koor.nl", "0612345678", "", ""),
    ("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "075 1234567", "", ""),
    ("Sanne", "de", "Wit", "", "0612345678", "", ""),
    ("", "", "", "", "", "", "penningmeester"),
]


def asked(path: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_partners", str(path), "--json", *options, stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.csv"
    path.write_bytes(as_csv(ROWS, PEOPLE))
    return path


def test_the_outcome_is_one_object(file: Path) -> None:
    known = sanne()
    outcome = asked(file)
    rows = outcome.pop("rows")
    assert outcome == {
        "file": "lijst.csv",
        "dry_run": False,
        "created": 1,
        "updated": 1,
        "unchanged": 0,
        "refused": 1,
        "duplicates": 1,
        "reasons": [],
    }
    assert [(row["line"], row["outcome"]) for row in rows] == [
        (2, "created"),
        (3, "updated"),
        (4, "duplicate"),
        (5, "refused"),
    ]
    assert all(row["reasons"] for row in rows[1:])
    assert known.phones.count() == 2
    batch = Import.objects.get()
    assert (batch.status, batch.uploaded_by) == (ImportStatus.DONE, None)


def test_a_dry_run_says_the_same_and_keeps_nothing(file: Path, own_media: Path) -> None:
    sanne()
    kept = {path for path in own_media.rglob("*") if path.is_file()}
    trial = asked(file, "--dry-run")
    assert (Import.objects.count(), Partner.objects.count()) == (0, 1)
    assert {path for path in own_media.rglob("*") if path.is_file()} == kept
    assert {**asked(file), "dry_run": True} == trial


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "leeg"), (b"%PDF-1.7 ...", "pdf"), (b"Kleur;Gewicht\r\nrood;3\r\n", "geen kolom met een naam")],
)
def test_what_is_no_list_is_refused_as_a_whole(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    outcome = asked(path, "--dry-run")
    assert (outcome["created"], outcome["refused"], outcome["rows"]) == (0, 0, [])
    assert reason in outcome["reasons"][0]
    assert Import.objects.count() == 0
    with pytest.raises(CommandError, match=reason):
        call_command("import_partners", str(path), stdout=StringIO())


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert asked(tmp_path / "weg.csv")["reasons"] == ["Het bestand weg.csv is niet te lezen."]


def test_without_json_it_speaks_dutch(file: Path) -> None:
    out = StringIO()
    call_command("import_partners", str(file), stdout=out)
    assert "1 geweigerd" in out.getvalue().splitlines()[-1]
    assert "Regel 5: " in out.getvalue()
