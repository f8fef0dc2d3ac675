"""The import command on every public address book and messy spreadsheet: an answer, never a fault."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from network.models import Import, Partner

SHARED = Path(os.environ.get("FLUXUS_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data"
CONTACTS = SHARED / "07_contacten"
FILES = sorted(path for folder in ("csv", "vcard", "messy") for path in (CONTACTS / folder).glob("*") if path.is_file())
OUTCOMES = {
    "created": "created",
    "updated": "updated",
    "unchanged": "unchanged",
    "refused": "refused",
    "duplicate": "duplicates",
}

# A skip with its reason, not a failure: these files are no part of the repository.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not CONTACTS.exists(), reason="the public address books are not on this machine"),
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_gets_an_answer(path: Path) -> None:
    out = StringIO()
    call_command("import_partners", str(path), "--dry-run", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    for outcome, name in OUTCOMES.items():
        assert answer[name] == sum(row["outcome"] == outcome for row in answer["rows"])
    assert bool(answer["rows"]) != bool(answer["reasons"])
    assert all(row["reasons"] for row in answer["rows"] if row["outcome"] in ("refused", "duplicate"))
    lines = [row["line"] for row in answer["rows"]]
    assert lines == sorted(set(lines))
    assert (Import.objects.count(), Partner.objects.count()) == (0, 0)
