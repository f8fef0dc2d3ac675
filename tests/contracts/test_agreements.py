"""Drafting and issuing agreements."""

import re
from datetime import date

import pytest

from contracts.domain.drawing_up import agreements
from contracts.domain.drawing_up.agreement_snapshots import span
from contracts.domain.readiness.readiness import readiness
from contracts.domain.snapshots import canonical, fingerprint
from contracts.models import Agreement, AgreementLine, DocumentOrder, NumberSeries, TemplateVersion
from fluxus.errors import Refusal
from network.models import TimelineEntry
from programmes.domain import deliveries as visits
from tests.cast import Cast
from tests.factories.contracts import DAY, make_agreement, make_delivery, make_draft_agreement, make_house
from tests.factories.network import make_person, make_teacher


def test_draft_adds_up_its_deliveries(cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    late = make_delivery(teacher, cast.bureau, day=date(2027, 1, 12), title="Verhalen op doek")
    early = make_delivery(teacher, cast.bureau, title="Klankreis", fee_cents=10000)
    draft = agreements.draft(partner=teacher, deliveries=[late, early], by=cast.bureau, today=DAY)
    assert (draft.starts_on, draft.ends_on, draft.fee_cents) == (date(2026, 12, 1), date(2027, 1, 12), 22500)
    assert draft.subject == "Cultuurmenu 2026-2027: Klankreis en Verhalen op doek"
    assert [line.delivery for line in draft.lines.order_by("position")] == [early, late]
    assert (draft.number, draft.snapshot) == (None, None)
    assert TimelineEntry.objects.filter(partner=teacher, kind="agreement").count() == 1


def test_draft_of_a_long_list_keeps_its_subject_short(cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    many = [make_delivery(teacher, cast.bureau, hour=8 + number, title=f"{number} {'x' * 60}") for number in range(6)]
    assert len(agreements.draft(partner=teacher, deliveries=many, by=cast.bureau, today=DAY).subject) == 200


def test_draft_refuses_nothing(cast: Cast) -> None:
    make_house()
    with pytest.raises(Refusal, match="Kies minstens één uitvoering") as caught:
        agreements.draft(partner=make_teacher(), deliveries=[], by=cast.bureau, today=DAY)
    assert caught.value.field == "deliveries"


def test_draft_refuses_the_visit_of_somebody_else(cast: Cast) -> None:
    make_house()
    other = make_delivery(make_teacher(), cast.bureau)
    with pytest.raises(Refusal, match="is niet van"):
        agreements.draft(partner=make_teacher(), deliveries=[other], by=cast.bureau, today=DAY)


def test_a_delivery_is_agreed_once(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    delivery = draft.lines.first().delivery
    with pytest.raises(Refusal, match="staat al in overeenkomst") as caught:
        agreements.draft(partner=draft.partner, deliveries=[delivery], by=cast.bureau, today=DAY)
    assert caught.value.code == "taken"
    assert list(agreements.agreeable(draft.partner)) == []


@pytest.mark.parametrize(
    ("titles", "subject"),
    [
        ("AB", "Cultuurmenu 2026-2027: A en B"),
        ("ABCD", "Cultuurmenu 2026-2027: A, B, C en D"),
        ("ABCDEF", "Cultuurmenu 2026-2027: A, B, C en nog 3 activiteiten"),
    ],
)
def test_a_subject_names_a_few_and_counts_the_rest(cast: Cast, titles: str, subject: str) -> None:
    teacher = make_teacher()
    planned = [make_delivery(teacher, cast.bureau, hour=8 + n, title=title) for n, title in enumerate(titles)]
    assert agreements.subject(planned) == subject


def test_draft_refuses_a_cancelled_visit(cast: Cast) -> None:
    make_house()
    teacher = make_teacher()
    delivery = make_delivery(teacher, cast.bureau)
    visits.cancel(delivery=delivery, reason="ziek", by=cast.bureau)
    with pytest.raises(Refusal, match="vervallen"):
        agreements.draft(partner=teacher, deliveries=[delivery], by=cast.bureau, today=DAY)


def test_issue_numbers_freezes_and_orders(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    assert issued.number == "OVO-2026-0001"
    assert (issued.issued_on, issued.issued_by) == (DAY, cast.bureau)
    stored = Agreement.objects.get()
    assert stored.data_hash == fingerprint(stored.snapshot)
    assert stored.keep_until_on == date(2033, 12, 31)
    assert [(event.kind, event.data["data_hash"]) for event in stored.events.all()] == [("issued", stored.data_hash)]
    assert DocumentOrder.objects.get().agreement == stored
    line = TimelineEntry.objects.get(title="Overeenkomst OVO-2026-0001 opgesteld")
    assert (line.amount_cents, line.path) == (25000, stored.get_absolute_url())


def test_the_snapshot_says_everything(cast: Cast) -> None:
    snapshot = make_agreement(cast.bureau).snapshot
    assert snapshot["client"]["legal_name"] == "Stichting FluXus"
    assert snapshot["contractor"]["iban"] == "NL91ABNA0417164300"
    assert snapshot["contractor"]["place"] == "1506 EK Zaandam"
    assert [visit["start"] for visit in snapshot["dates"]] == ["2026-12-01T09:00", "2026-12-01T10:00"]
    assert re.fullmatch(r"groep 5\d+ \(24 leerlingen\)", snapshot["dates"][0]["detail"])
    assert sum(fee["total_cents"] for fee in snapshot["fees"]) == snapshot["fee_cents"] == 25000
    assert [article["number"] for article in snapshot["articles"]] == list(range(1, 19))
    text = canonical(snapshot).decode()
    assert "OVO-2026-0001" in text
    assert "{" not in "".join(clause for article in snapshot["articles"] for clause in article["clauses"])


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 1, 12), date(2027, 1, 12), "op 12 januari 2027"),
        (date(2027, 1, 12), date(2027, 3, 3), "van 12 januari 2027 tot en met 3 maart 2027"),
    ],
)
def test_one_day_is_not_a_period(first: date, last: date, words: str) -> None:
    assert span(first, last) == words


def test_only_the_btw_clause_of_this_status_stands(cast: Cast) -> None:
    clauses = make_agreement(cast.bureau).snapshot["articles"][5]["clauses"]
    assert [clause for clause in clauses if "kleineondernemersregeling" in clause] != []
    assert [clause for clause in clauses if "btw-id" in clause] == []


def test_the_planning_stays_free_after_issuing(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    cancelled = visits.cancel(delivery=issued.lines.first().delivery, reason="toch niet", by=cast.bureau)
    assert cancelled.status == "cancelled"


def test_a_second_issue_is_refused_and_costs_no_number(cast: Cast) -> None:
    issued = make_agreement(cast.bureau)
    with pytest.raises(Refusal, match="is al opgesteld"):
        agreements.issue(agreement=issued, by=cast.bureau, today=DAY)
    assert NumberSeries.objects.get().last_number == 1


def test_issue_names_all_that_is_missing(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    draft.partner.identifiers.all().delete()
    draft.partner.addresses.all().delete()
    with pytest.raises(Refusal) as caught:
        agreements.issue(agreement=draft, by=cast.bureau, today=DAY)
    assert [blocker.field for blocker in caught.value.extra["blockers"]] == ["kvk", "iban", "street"]
    assert not NumberSeries.objects.exists()


def test_issue_refuses_when_a_visit_was_cancelled_since(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    visits.cancel(delivery=draft.lines.first().delivery, reason="ziek", by=cast.bureau)
    with pytest.raises(Refusal, match="vervallen"):
        agreements.issue(agreement=draft, by=cast.bureau, today=DAY)


def test_issue_refuses_without_a_house(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    with pytest.raises(Refusal, match="gegevens van het huis"):
        agreements.issue(agreement=draft, by=cast.bureau, today=date(1999, 1, 1))


def test_discard_frees_the_visits(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    partner = draft.partner
    agreements.discard(agreement=draft, by=cast.bureau)
    assert not AgreementLine.objects.exists()
    assert agreements.agreeable(partner).count() == 2
    with pytest.raises(Refusal, match="bestaat niet meer"):
        agreements.discard(agreement=draft, by=cast.bureau)


@pytest.mark.parametrize(
    ("vat_status", "fields"),
    [
        ("unknown", ["vat_status", "kvk", "iban", "email", "street"]),
        ("liable", ["kvk", "btw", "iban", "email", "street"]),
        ("small_business", ["kvk", "iban", "email", "street"]),
        ("exempt", ["kvk", "iban", "email", "street"]),
        ("no_entrepreneur", ["iban", "email", "street"]),
    ],
)
def test_readiness_of_a_bare_partner(db: None, vat_status: str, fields: list[str]) -> None:
    assert [blocker.field for blocker in readiness(make_person(vat_status=vat_status)).blockers] == fields


def test_readiness_of_a_complete_teacher(db: None) -> None:
    assert readiness(make_teacher()).blockers == []


def test_issue_refuses_a_text_with_an_unknown_word(cast: Cast) -> None:
    draft = make_draft_agreement(cast.bureau)
    template = draft.template_version.template
    version = TemplateVersion.objects.create(template=template, version=99, title="Nieuw", preamble="Op {datum}.")
    Agreement.objects.update(template_version=version)
    with pytest.raises(Refusal, match=r"staat \{datum\}"):
        agreements.issue(agreement=draft, by=cast.bureau, today=DAY)
    assert Agreement.objects.get().number is None
    assert not NumberSeries.objects.filter(last_number__gt=0).exists()
