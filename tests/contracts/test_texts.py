"""Filling in the text of a template."""

import pytest

from contracts.domain.editions import current, publish
from contracts.domain.texts import fill
from contracts.enums import TemplateStatus
from contracts.models import AgreementTemplate, Article, TemplateVersion
from fluxus.errors import Refusal


def version_of(body: str) -> TemplateVersion:
    template = AgreementTemplate.objects.create(name="Proef", slug="proef")
    version = TemplateVersion.objects.create(template=template, version=1, title="Proef")
    Article.objects.create(version=version, position=1, heading="Eén", body=body)
    return version


def clauses(body: str, **values: str) -> list[str]:
    filled = fill(version_of(body), values=values, vat_status="liable")
    assert filled["preamble"] == []
    return filled["articles"][0]["clauses"]


@pytest.mark.django_db
def test_each_line_is_a_clause() -> None:
    assert clauses("Eerste lid.\n\n  Tweede lid.  ") == ["Eerste lid.", "Tweede lid."]


@pytest.mark.django_db
def test_conditions_choose_by_btw_status() -> None:
    assert clauses("[liable] Met btw.\n[exempt, liable] Beide.\n[exempt] Zonder.") == ["Met btw.", "Beide."]


@pytest.mark.django_db
def test_a_value_is_never_read_as_a_placeholder() -> None:
    assert clauses("Door {naam}.", naam="{iban} <b>", iban="geheim") == ["Door {iban} <b>."]


@pytest.mark.django_db
def test_an_unknown_placeholder_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match=r"staat \{wie\}\. Dat woord kunnen we niet invullen"):
        clauses("Door {wie}.", naam="x")


@pytest.mark.django_db
def test_the_migrations_publish_version_one() -> None:
    version = current()
    assert (version.version, version.status, version.articles.count()) == (1, TemplateStatus.PUBLISHED, 16)
    assert publish("ovo-1.toml") == version


@pytest.mark.django_db
def test_without_a_published_version_there_is_nothing_to_agree() -> None:
    with pytest.raises(Refusal, match="nog geen gepubliceerde"):
        current("bestaat-niet")
