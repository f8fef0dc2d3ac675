"""Makes clauses, templates and model agreements; say only what the test is about."""

from datetime import date, datetime, time
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from contracts.domain.texts import library, reviewing, templates
from contracts.models import ClauseVersion, ModelAgreement, TemplateVersion
from network.models import User

NUMBERS = count(1)
NOW = datetime.combine(date(2026, 11, 23), time(12), tzinfo=ZoneInfo("Europe/Amsterdam"))


def make_model_agreement(**fields: Any) -> ModelAgreement:
    number = next(NUMBERS)
    values = {
        "name": "Voorbeeldmodel",
        "reference": f"VOORBEELD-{number}",
        "ground": "geen werkgeversgezag",
        "assessed_on": date(2022, 1, 1),
        "ends_on": date(2029, 12, 31),
        **fields,
    }
    return ModelAgreement.objects.create(**values)


def make_clause(by: User, *, name: str = "", body: str = "Eerste lid.", **fields: Any) -> ClauseVersion:
    """A new clause with a concept."""
    name = name or f"Bepaling {next(NUMBERS)}"
    values = {"kind": "article", "heading": name, "summary": "", **fields}
    return library.write(name=name, body=body, by=by, **values)


def lock_words(version: ClauseVersion, model: ModelAgreement, body: str = "") -> ClauseVersion:
    """A concept whose words an authority assessed."""
    return library.change(
        version=version,
        heading=version.heading,
        body=body or version.body,
        summary="",
        model_agreement=model,
        seen=version.sha256,
    )


def approve[T: (ClauseVersion, TemplateVersion)](version: T, by: User) -> T:
    submitted = reviewing.submit(version=version)
    return reviewing.judge(version=submitted, is_good=True, reviewer="Mr. A. Voorbeeld", note="", by=by, at=NOW)


def published(version: ClauseVersion, by: User) -> ClauseVersion:
    return library.publish(version=approve(version, by), by=by, at=NOW)


def make_published(by: User, **fields: Any) -> ClauseVersion:
    return published(make_clause(by, **fields), by)


def make_template(*texts: ClauseVersion, model: ModelAgreement | None = None, kind: str = "ovo") -> TemplateVersion:
    """A concept with these clauses in this order."""
    made = templates.create(name=f"Model {next(NUMBERS)}", kind=kind)
    for text in texts:
        templates.place(version=made, text=text, condition="always")
    return templates.change(
        version=made, title=made.title, preamble="", model_agreement=model, required_proofs=[], advised_proofs=[]
    )
