"""Roles, affiliations and contact moments: dated, told on the timeline, refused where they cannot be."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import affiliations, moments, readiness, roles
from network.models import ContactMoment, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_teacher

pytestmark = pytest.mark.django_db

SPRING = date(2026, 3, 1)
AUTUMN = date(2026, 9, 1)


def lines(partner: object) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


def test_role_is_assigned_once(cast: Cast) -> None:
    partner = make_person()
    roles.assign(partner=partner, role="volunteer", from_day=SPRING, by=cast.bureau)
    with pytest.raises(Refusal, match="heeft deze rol al"):
        roles.assign(partner=partner, role="volunteer", from_day=AUTUMN, by=cast.bureau)
    assert lines(partner) == ["Rol erbij: vrijwilliger"]
    assert "vrijwilliger" in partner.search_text


def test_role_ends(cast: Cast) -> None:
    partner = make_person()
    assignment = roles.assign(partner=partner, role="volunteer", from_day=SPRING, by=cast.bureau)
    ended = roles.end(assignment=assignment, on=AUTUMN, by=cast.bureau)
    assert ended is not None
    assert ended.ended_on == AUTUMN
    assert lines(partner) == ["Rol erbij: vrijwilliger", "Rol beëindigd: vrijwilliger"]


def test_role_cannot_end_before_it_began(cast: Cast) -> None:
    assignment = roles.assign(partner=make_person(), role="volunteer", from_day=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="begon op 01-09-2026"):
        roles.end(assignment=assignment, on=SPRING, by=cast.bureau)


def test_role_that_ends_on_its_first_day_never_was(cast: Cast) -> None:
    partner = make_person()
    assignment = roles.assign(partner=partner, role="volunteer", from_day=AUTUMN, by=cast.bureau)
    assert roles.end(assignment=assignment, on=AUTUMN, by=cast.bureau) is None
    assert partner.role_assignments.count() == 0


def test_affiliation_stands_on_both_timelines(cast: Cast) -> None:
    person, school = make_person("Lieke", "Smit"), make_organisation("De Oceaan")
    affiliations.affiliate(partner=person, organisation=school, kind="contact", function="icc'er", by=cast.bureau)
    assert lines(person) == lines(school) == ["Lieke Smit contactpersoon van De Oceaan"]


def test_affiliation_with_a_person_or_twice_is_refused(cast: Cast) -> None:
    person, school = make_person(), make_organisation()
    with pytest.raises(Refusal, match="Kies een organisatie"):
        affiliations.affiliate(partner=school, organisation=person, kind="contact", by=cast.bureau)
    affiliations.affiliate(partner=person, organisation=school, kind="contact", by=cast.bureau)
    with pytest.raises(Refusal, match="bestaat al"):
        affiliations.affiliate(partner=person, organisation=school, kind="contact", by=cast.bureau)


def test_organisation_cannot_stand_to_itself(cast: Cast) -> None:
    school = make_organisation()
    with pytest.raises(Refusal, match="met zichzelf"):
        affiliations.affiliate(partner=school, organisation=school, kind="part_of", by=cast.bureau)


def test_affiliation_ends_once(cast: Cast) -> None:
    link = affiliations.affiliate(
        partner=make_person(), organisation=make_organisation(), kind="works_at", from_day=SPRING, by=cast.bureau
    )
    with pytest.raises(Refusal, match="na het begin"):
        affiliations.end(affiliation=link, on=SPRING, by=cast.bureau)
    affiliations.end(affiliation=link, on=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="al beëindigd"):
        affiliations.end(affiliation=link, on=AUTUMN, by=cast.bureau)


def test_moment_is_noted_with_everybody(cast: Cast) -> None:
    one, other = make_person(), make_organisation()
    at = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
    moments.note(partners=[one, other, one], kind="phone", summary=" Belt terug. ", occurred_at=at, by=cast.bureau)
    assert lines(one) == lines(other) == ["Telefoon: Belt terug."]
    assert TimelineEntry.objects.filter(at=at, by=cast.bureau).count() == 2
    assert ContactMoment.objects.get().partners.count() == 2


def test_long_moment_gets_a_short_headline() -> None:
    assert moments.headline("mail", "Een heel lang verhaal " * 10).endswith(" …")
    assert moments.headline("mail", "Kort.\nTweede regel.") == "Mail: Kort."


@pytest.mark.parametrize(("field", "change"), [("partners", {"partners": []}), ("summary", {"summary": " \n"})])
def test_moment_without_who_or_what_is_refused(cast: Cast, field: str, change: dict[str, object]) -> None:
    values = {
        "partners": [make_person()],
        "kind": "note",
        "summary": "x",
        "occurred_at": timezone.now(),
        "by": cast.bureau,
    }
    with pytest.raises(Refusal) as refused:
        moments.note(**{**values, **change})
    assert refused.value.field == field


def test_moment_that_must_still_come_is_refused(cast: Cast) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    with pytest.raises(Refusal, match="nog komen"):
        moments.note(partners=[make_person()], kind="visit", summary="x", occurred_at=tomorrow, by=cast.bureau)


def test_confidential_moment_is_for_its_writer_and_beheer(cast: Cast) -> None:
    moments.note(
        partners=[make_person()],
        kind="note",
        summary="x",
        occurred_at=timezone.now(),
        by=cast.expert,
        confidentiality="personal",
    )
    seen = {
        user: TimelineEntry.objects.visible_to(user).count()
        for user in (cast.expert, cast.admin, cast.bureau, cast.bilal)
    }
    assert seen == {cast.expert: 1, cast.admin: 1, cast.bureau: 0, cast.bilal: 0}
    assert ContactMoment.objects.visible_to(cast.bureau).count() == 0
    assert ContactMoment.objects.visible_to(cast.admin).count() == 1


def test_readiness_names_what_is_missing(db: None) -> None:
    assert [lack.label for lack in readiness.missing_of(make_person())] == [
        "adres",
        "e-mailadres",
        "IBAN",
        "btw-status",
    ]
    assert readiness.missing_of(make_teacher()) == []


def test_readiness_asks_a_btw_id_only_from_who_is_liable(db: None) -> None:
    assert [lack.field for lack in readiness.missing_of(make_person(vat_status="liable"))][-2:] == ["kvk", "btw"]
    assert "kvk" not in [lack.field for lack in readiness.missing_of(make_person(vat_status="exempt"))]
