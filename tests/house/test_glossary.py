"""docs/woordenlijst.md names every model, and names nothing that is not there."""

import re

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import APPS, ROOT

GLOSSARY = ROOT / "docs" / "woordenlijst.md"
ROW = re.compile(
    r"^\|\s*(?P<term>[^|]+?)\s*\|\s*(?P<code>[^|]*?)\s*\|\s*(?P<meaning>[^|]+?)\s*\|\s*(?P<source>[^|]*?)\s*\|$"
)


def rows(text: str) -> list[dict[str, str]]:
    """The lines of the table `term · code name · meaning · source`, headings aside."""
    found = [match.groupdict() for line in text.splitlines() if (match := ROW.match(line))]
    return [
        row
        for row in found
        if not set(row["term"]) <= set("-: ") and row["term"].lower() not in {"term", "woord", "begrip"}
    ]


def code_names(text: str) -> list[str]:
    return [name for row in rows(text) for name in re.findall(r"`([^`]+)`", row["code"])]


def known_names() -> set[str]:
    """Models, kinds of choice and their values (`PartnerRole.TEACHER` is `teacher`), and domain modules."""
    known = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    for app in APPS:
        for kind in vars(__import__(f"{app}.enums", fromlist=["*"])).values():
            if isinstance(kind, type) and issubclass(kind, models.Choices):
                known |= {
                    kind.__name__,
                    *(str(value) for value in kind.values),
                    *(f"{kind.__name__}.{name}" for name in kind.names),
                }
        known |= {path.stem for path in (ROOT / app / "domain").rglob("*.py")}
        for model in apps.get_app_config(app).get_models():
            known |= {f"{model.__name__}.{field.name}" for field in model._meta.get_fields()}
    return known


@pytest.fixture(scope="module")
def text() -> str:
    return GLOSSARY.read_text()


def test_every_model_is_explained(text: str) -> None:
    all_models = {model.__name__ for app in APPS for model in apps.get_app_config(app).get_models()}
    assert all_models - set(code_names(text)) == set()


def test_every_code_name_exists(text: str) -> None:
    assert set(code_names(text)) - known_names() == set()


def test_terms_stand_once(text: str) -> None:
    terms = [row["term"].lower() for row in rows(text)]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_the_table_is_read() -> None:
    table = "| term | code | betekenis | bron |\n|---|---|---|---|\n| boeking | `Booking` | iemand huurt | jaarplan |\n"
    assert rows(table) == [{"term": "boeking", "code": "`Booking`", "meaning": "iemand huurt", "source": "jaarplan"}]
    assert code_names(table) == ["Booking"]
