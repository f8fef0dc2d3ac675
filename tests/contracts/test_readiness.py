"""What stands in the way of an agreement, and the page that mends it."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from contracts.domain.readiness import proofs
from contracts.domain.readiness.readiness import NEEDED, Readiness, readiness, refuse_blockers
from contracts.models import AgreementTemplate, ModelAgreement, TemplateVersion
from fluxus.errors import Refusal
from network.models import Partner
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_teacher
from tests.factories.proofs import AT, make_code_of_conduct, make_proof

END = date(2027, 6, 30)


def make_template(kind: str = "ovo", **fields: Any) -> TemplateVersion:
    template = AgreementTemplate.objects.create(name=f"Model {kind}", slug=f"model-{kind}", kind=kind)
    return TemplateVersion.objects.create(template=template, version=1, title="Model", **fields)


def sentences(found: Readiness) -> tuple[list[str], list[str]]:
    return [each.sentence for each in found.blockers], [each.sentence for each in found.warnings]


@pytest.mark.parametrize(
    ("vat_status", "fields"),
    [
        ("unknown", ["vat_status", "kvk", "iban", "email", "street"]),
        ("liable", ["kvk", "btw", "iban", "email", "street"]),
        ("small_business", ["kvk", "iban", "email", "street"]),
        ("no_entrepreneur", ["iban", "email", "street"]),
    ],
)
def test_a_bare_partner_misses_what_his_btw_status_asks(db: None, vat_status: str, fields: list[str]) -> None:
    partner = make_person(vat_status=vat_status)
    found = readiness(partner).blockers
    assert [blocker.field for blocker in found] == fields
    assert found[0].url == f"/netwerk/partners/{partner.pk}/wijzigen/#id_{fields[0]}"


def test_a_complete_teacher_is_ready(db: None) -> None:
    found = readiness(make_teacher())
    assert found.is_ready
    assert sentences(found) == ([], ["De DBA-check is nog niet ingevuld."])


def test_an_organisation_is_not_asked_for_a_dba_check(db: None) -> None:
    assert readiness(make_organisation()).warnings == []


def test_a_template_asks_for_its_proofs(cast: Cast) -> None:
    partner = make_teacher()
    version = make_template(required_proofs=["vog", "code_of_conduct"], advised_proofs=["insurance"])
    found = readiness(partner, template_version=version, with_minors=True, ends_on=END)
    assert sentences(found) == (
        ["De VOG ontbreekt.", "Met de gedragscode is nog niet ingestemd."],
        ["De aansprakelijkheidsverzekering ontbreekt.", "De DBA-check is nog niet ingevuld."],
    )
    assert found.blockers[0].url == f"/contracten/bewijzen/van/{partner.pk}/#vog"
    with pytest.raises(Refusal, match=r"^Dit kan nog niet. De VOG ontbreekt. Met de gedragscode") as caught:
        refuse_blockers(found)
    assert caught.value.extra["blockers"] == found.blockers


def test_a_vog_is_asked_only_where_minors_take_part(db: None) -> None:
    version = make_template(required_proofs=["vog"])
    assert readiness(make_teacher(), template_version=version, with_minors=False, ends_on=END).is_ready


def test_a_proof_counts_when_it_lasts_to_the_last_day(cast: Cast) -> None:
    partner, version = make_teacher(), make_template(required_proofs=["vog"])
    proof = make_proof(partner, by=cast.bilal)

    def blockers(until: date = END) -> list[str]:
        return sentences(readiness(partner, template_version=version, with_minors=True, ends_on=until))[0]

    assert blockers() == ["De VOG is ingeleverd, maar nog niet gecontroleerd."]
    proofs.accept(proof=proof, starts_on=proof.starts_on, ends_on=END, profile="84", by=cast.bureau, at=AT)
    assert blockers() == []
    assert blockers(date(2027, 7, 1)) == ["De VOG geldt maar tot en met 30 juni 2027."]


def test_a_rejected_proof_is_told(cast: Cast) -> None:
    partner, version = make_teacher(), make_template(required_proofs=["insurance"])
    proofs.reject(proof=make_proof(partner, by=cast.bilal, kind="insurance"), reason="Verlopen.", by=cast.bureau, at=AT)
    assert sentences(readiness(partner, template_version=version, ends_on=END))[0] == [
        "De aansprakelijkheidsverzekering is afgekeurd."
    ]


def test_the_code_of_conduct_counts_once_agreed(cast: Cast) -> None:
    partner, version = make_teacher(), make_template(required_proofs=["code_of_conduct"])
    proofs.agree(partner=partner, version=make_code_of_conduct(), by=cast.bilal, at=AT)
    assert readiness(partner, template_version=version, ends_on=END).is_ready


def test_a_hirer_needs_an_address_and_mail_only(db: None) -> None:
    found = readiness(make_person(), template_version=make_template("rental"), ends_on=END)
    assert sentences(found) == (["Het e-mailadres ontbreekt.", "Het adres ontbreekt."], [])


def test_a_model_agreement_must_last_as_long(db: None) -> None:
    model = ModelAgreement.objects.create(
        name="Model", reference="901-1", ground="geen gezag", assessed_on=date(2022, 1, 1), ends_on=date(2026, 12, 31)
    )
    version = make_template(model_agreement=model)
    found = readiness(make_organisation(), template_version=version, ends_on=END).warnings
    assert [each.sentence for each in found] == [
        "Model (901-1) geldt tot en met 31 december 2026. Deze overeenkomst loopt door tot en met 30 juni 2027."
    ]
    assert found[0].url == f"/contracten/modellen/{version.template_id}/"
    assert readiness(make_organisation(), template_version=version, ends_on=date(2026, 12, 31)).warnings == []


def test_weighing_thirty_partners_asks_no_more_than_one(cast: Cast) -> None:
    version = make_template(required_proofs=["vog"], advised_proofs=["insurance"])
    version = TemplateVersion.objects.select_related("template").get(pk=version.pk)

    def asked(count: int) -> int:
        found: models.QuerySet[Partner] = Partner.objects.prefetch_related(*NEEDED).order_by("-pk")[:count]
        with CaptureQueriesContext(connection) as queries:
            for partner in found:
                readiness(partner, template_version=version, with_minors=True, ends_on=END)
        return len(queries)

    for number in range(30):
        make_proof(make_teacher(family_name=f"Prins {number}"), by=cast.bilal)
    assert asked(1) == asked(30)
