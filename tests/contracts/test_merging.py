"""Two partners with everything that can hang on them become one, life goes on, and they become two again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bookings.models import BookingSeries, PersonalFeed
from contracts.models import (
    Agreement,
    BillingHold,
    BillingProfile,
    DbaCheck,
    Invoice,
    InvoiceRun,
    InvoiceRunItem,
    PurchaseInvoice,
    Questionnaire,
    ReminderLetter,
    ReminderPause,
    ReminderStep,
    RunItem,
    SepaMandate,
)
from fluxus.db import violation
from network.domain import merging, partners
from network.domain.merging.relations import relations
from network.domain.merging.rows import snapshot
from network.models import (
    Affiliation,
    ContactMomentPartner,
    DuplicatePair,
    EmailAddress,
    Invitation,
    LocalNetwork,
    Membership,
    Merge,
    OutgoingMail,
    Partner,
    PartnerTag,
    RoleAssignment,
    Tag,
    Task,
)
from tests.cast import Cast
from tests.factories import contracts, network, programmes
from tests.factories.invoice_runs import make_invoice_run

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OUTSIDE = {"network.Merge"}


@dataclass(frozen=True)
class Two:
    """Two partners who are one, each with something of every kind."""

    cast: Cast
    winner: Partner
    loser: Partner

    def merge(self, **how: Any) -> Merge:
        return merging.merge(winner=self.winner, loser=self.loser, by=self.cast.bureau, at=AT, **how)

    def undo(self, merge: Merge) -> Merge:
        return merging.undo(merge=merge, by=self.cast.bureau, at=AT + timedelta(days=1))


@pytest.fixture
def two(cast: Cast) -> Two:
    pair = network.make_teacher("Bilal", "Amrani"), network.make_teacher("Bilal", "el Amrani")
    for partner, user in zip(pair, (cast.bilal, cast.stranger), strict=True):
        furnish(partner, user, cast)
    DuplicatePair.objects.create(
        first=pair[0], second=pair[1], score=80, status="different", decided_by=cast.bureau, decided_at=AT
    )
    return Two(cast, *pair)


def furnish_money(partner: Partner, user: Any, cast: Cast) -> None:
    """What he let us collect, was reminded of, and billed us."""
    SepaMandate.objects.create(
        partner=partner, reference=f"M-{partner.pk}", iban="NL91ABNA0417164300", holder="B. Amrani", text="Ja",
        sha256="a" * 64, signed_by=user, revoked_at=AT, revoked_by=user,
    )  # fmt: skip
    ReminderPause.objects.create(partner=partner, kind="other", reason="Overleg", paused_by=cast.finance)
    ReminderLetter.objects.create(
        partner=partner, step=ReminderStep.objects.order_by("pk")[0], written_on=AT.date(), due_on=date(2026, 12, 8),
        open_cents=100, snapshot={}, data_hash="b" * 64, written_by=cast.finance,
    )  # fmt: skip
    PurchaseInvoice.objects.create(
        partner=partner, their_number=f"F{partner.pk}", their_date_on=AT.date(), due_on=AT.date(), net_cents=100,
        vat_category="E", gross_cents=100, submitted_by=user,
    )  # fmt: skip


def furnish(partner: Partner, user: Any, cast: Cast) -> None:
    """One of everything that can point to a partner."""
    agreement = contracts.make_agreement(cast.bureau, partner=partner, deliveries=1)
    RunItem.objects.create(
        run=contracts.make_run(cast.bureau, items=0), position=1, partner=partner, sources=[], status="made",
        agreement=agreement,
    )  # fmt: skip
    DbaCheck.objects.create(
        partner=partner, questionnaire=Questionnaire.objects.latest("version"), answers={}, hours_per_week=8, clients=3,
        hourly_cents=6000, risk="medium", answered_by=cast.bureau,
    )  # fmt: skip
    contracts.make_draft_agreement(cast.bureau, partner=partner, deliveries=1)
    InvoiceRunItem.objects.create(
        run=InvoiceRun.objects.first() or make_invoice_run(cast.finance, items=0), partner=partner, status="made",
        invoice=contracts.make_invoice(cast.bureau, partner=partner), position=InvoiceRunItem.objects.count() + 1,
    )  # fmt: skip
    contracts.make_draft_invoice(cast.bureau, partner=partner)
    contracts.make_vat_choice(cast.finance, partner)
    BillingProfile.objects.create(partner=partner, buyer_reference="KP 1")
    BillingProfile.objects.create(partner=network.make_school(f"School van {partner.pk}"), payer=partner)
    BillingHold.objects.create(partner=partner, reason="Overleg", held_by=cast.finance)
    furnish_money(partner, user, cast)
    booking = contracts.make_booking(cast.bureau, partner=partner, title="Repetitie")
    programmes.make_course(partner, by=cast.bureau)
    tag, _ = Tag.objects.get_or_create(name="Nieuwsbrief", defaults={"created_by": cast.bureau})
    PartnerTag.objects.create(tag=tag, partner=partner)
    RoleAssignment.objects.create(partner=partner, role="artist", started_on=date(2020, 1, partner.pk % 28 + 1))
    Membership.objects.filter(user=user).delete()
    Membership.objects.create(partner=partner, user=user, started_on=date(2020, 1, 1))
    EmailAddress.objects.create(partner=partner, address="bilal@thuis.test", is_primary=False)
    network.make_moment(partner, cast.bureau)
    network.make_entry(partner, title="Belde")
    Task.objects.create(title="Bel terug", partner=partner, assigned_to=cast.bureau, created_by=cast.bureau)
    OutgoingMail.objects.create(key=f"brief-{partner.pk}", to="a@b.test", partner=partner, subject="Dag", body="Dag")
    Invitation.objects.create(
        email="a@b.test", name="A", partner=partner, token_hash=str(partner.pk), invited_at=AT,
        invited_by=cast.bureau, expires_at=AT,
    )  # fmt: skip
    BookingSeries.objects.create(
        partner=partner, room=booking.room, title="Koor", weekdays=[2], starts=time(19), ends=time(21),
        first_on=date(2026, 12, 1), last_on=date(2026, 12, 31), placed_by=cast.bureau,
    )  # fmt: skip
    PersonalFeed.objects.create(partner=partner, user=user, made_on=date(2026, 9, 1))
    LocalNetwork.objects.create(
        name="Wijktafel", kind="culture", organiser=partner, joined_on=date(2026, 1, 1), noted_by=cast.bureau
    )
    school = Partner.objects.filter(name="OBS De Watermolen").first() or network.make_school("OBS De Watermolen")
    Affiliation.objects.create(partner=partner, organisation=school, kind="works_at", function="docent")


def everything() -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row of every table that can point to a partner, and the partners themselves."""
    models = {relation.model for relation in relations()} | {Partner}
    return {
        model._meta.label: {row.pk: snapshot(row) for row in model._base_manager.all()}
        for model in models
        if model._meta.label not in OUTSIDE
    }


def without_new_lines(now: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    label = "network.TimelineEntry"
    return {**now, label: {pk: row for pk, row in now[label].items() if pk in before[label]}}


def test_undo_gives_back_every_row_as_it_was(two: Two) -> None:
    for partner in (two.winner, two.loser):
        merging.joining.derive([Partner.objects.get(pk=partner.pk)], at=AT)
    before = everything()
    merge = two.merge(choices={"name": "loser", "network.EmailAddress.partner": "loser"})
    assert everything() != before
    assert not any(relation.rows(two.loser.pk).exists() for relation in relations())
    done = two.undo(merge)
    assert done.remainder == []
    now = everything()
    assert without_new_lines(now, before) == before
    new = set(now["network.TimelineEntry"]) - set(before["network.TimelineEntry"])
    assert len(new) == 3


def test_every_key_to_a_partner_is_tried(two: Two) -> None:
    """So that the test above covers each of them, but those of schools and imports."""
    empty = {relation.label for relation in relations() if not relation.rows(two.loser.pk).exists()}
    assert empty == {
        "network.Affiliation.organisation",
        "network.DuplicatePair.first",
        "network.ImportRow.chosen",
        "network.ImportRow.partner",
        "network.Merge.winner",
        "network.RegisterProposal.partner",
        "network.SchoolProfile.board",
        "network.SchoolProfile.partner",
        "programmes.Delivery.school",
        "programmes.SchoolGroup.school",
    }


def test_what_is_issued_keeps_the_name_that_stands_on_it(two: Two) -> None:
    snapshots = dict(Agreement.objects.issued().values_list("pk", "snapshot"))
    two.merge()
    assert set(Agreement.objects.values_list("partner", flat=True)) == {two.winner.pk}
    assert set(Invoice.objects.values_list("partner", flat=True)) == {two.winner.pk}
    assert dict(Agreement.objects.issued().values_list("pk", "snapshot")) == snapshots


def test_what_changed_since_stays_and_is_named(two: Two) -> None:
    merge = two.merge()
    booking = two.winner.bookings.get(title="Repetitie", pk__in=merge.record["moved"]["bookings.Booking.partner"])
    booking.title = "Generale"
    booking.save()
    Task.objects.get(pk__in=merge.record["moved"]["network.Task.partner"]).delete()
    letter = OutgoingMail.objects.get(key=f"brief-{two.loser.pk}")
    OutgoingMail.objects.filter(pk=letter.pk).update(attempts=2)
    new = contracts.make_booking(two.cast.bureau, partner=two.winner, title="Optreden")
    network.make_entry(two.winner, title="Kwam langs")
    partners.change_person(
        partner=Partner.objects.get(pk=two.winner.pk),
        given_name="Billy",
        family_name="Amrani",
        by=two.cast.bureau,
        today=date(2026, 11, 24),
    )
    planned = merging.plan(Merge.objects.get(pk=merge.pk)).remainder
    done = two.undo(merge)
    texts = [each["text"] for each in done.remainder]
    assert texts == [each.text for each in planned]
    assert sorted(texts) == [
        "1 taak is daarna verwijderd en komt niet terug.",
        "2 regels op de tijdlijn zijn nieuw en blijven bij Billy Amrani.",
        f"Boeking {booking} is daarna gewijzigd en blijft bij Billy Amrani.",
        f"Boeking {new} is nieuw en blijft bij Billy Amrani.",
    ]
    hrefs = {each["text"]: each["href"] for each in done.remainder}
    assert hrefs[f"Boeking {new} is nieuw en blijft bij Billy Amrani."] == new.get_absolute_url()
    booking.refresh_from_db()
    letter.refresh_from_db()
    assert (booking.partner, new.partner, letter.partner.pk) == (two.winner, two.winner, two.loser.pk)
    assert two.loser.bookings.count() == 2
    assert Partner.objects.get(pk=two.winner.pk).name == "Billy Amrani"


def test_own_field_that_somebody_changed_stays(two: Two) -> None:
    Partner.objects.filter(pk=two.loser.pk).update(website="https://amrani.test", trade_name="Amrani Zang")
    merge = two.merge()
    Partner.objects.filter(pk=two.winner.pk).update(website="https://elders.test")
    done = two.undo(merge)
    winner = Partner.objects.get(pk=two.winner.pk)
    assert (winner.website, winner.trade_name) == ("https://elders.test", "")
    assert [each["text"] for each in done.remainder] == ["Website van Bilal Amrani is daarna gewijzigd en blijft zo."]


def test_row_that_was_given_to_another_stays_there(two: Two) -> None:
    third, merge = network.make_teacher("Noor", "Dijk"), two.merge()
    task = Task.objects.get(pk__in=merge.record["moved"]["network.Task.partner"])
    Task.objects.filter(pk=task.pk).update(partner=third)
    done = two.undo(merge)
    assert [each["text"] for each in done.remainder] == [
        "Taak Bel terug is daarna aan Noor Dijk gegeven en blijft daar."
    ]


def test_dropped_row_whose_place_is_taken_is_named(two: Two) -> None:
    merge = two.merge()
    PartnerTag.objects.all().delete()
    Tag.objects.all().delete()
    done = two.undo(merge)
    texts = [each["text"] for each in done.remainder]
    assert texts == ["Label van een partner ? kon niet terug: die plaats is nu bezet, of waar het bij hoort is weg."]
    assert ContactMomentPartner.objects.filter(partner=two.loser.pk).count() == 1


SETTING = "SELECT set_config('fluxus.merging', 'on', true)"
OTHER = "(SELECT max(id) FROM network_partner)"
ALLOWED = [
    f"UPDATE contracts_agreement SET partner_id = {OTHER} WHERE status = 'issued'",
    f"UPDATE contracts_invoice SET partner_id = {OTHER} WHERE status = 'issued'",
    f"UPDATE contracts_runitem SET partner_id = {OTHER} WHERE status = 'made'",
    f"UPDATE contracts_dbacheck SET partner_id = {OTHER}",
]
REFUSED = [
    "UPDATE contracts_agreement SET fee_cents = 1 WHERE status = 'issued'",
    f"UPDATE contracts_agreement SET partner_id = {OTHER}, subject = 'x' WHERE status = 'issued'",
    "UPDATE contracts_agreement SET snapshot = '{}' WHERE status = 'issued'",
    "DELETE FROM contracts_agreement WHERE status = 'issued'",
    "UPDATE contracts_invoice SET gross_cents = 1, net_cents = 1, vat_cents = 0 WHERE status = 'issued'",
    f"UPDATE contracts_invoice SET partner_id = {OTHER}, due_on = '2030-01-01' WHERE status = 'issued'",
    "DELETE FROM contracts_invoice WHERE status = 'issued'",
    f"UPDATE contracts_runitem SET partner_id = {OTHER}, position = 2 WHERE status = 'made'",
    f"UPDATE contracts_dbacheck SET partner_id = {OTHER}, risk = 'low'",
]


def run(statement: str, *, merging: bool) -> str:
    """The constraint that refuses a statement, or ''."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if merging:
                cursor.execute(SETTING)
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return violation(error)
    return ""


@pytest.mark.parametrize("statement", ALLOWED)
def test_only_a_merge_replaces_the_partner_of_what_is_issued(two: Two, statement: str) -> None:
    assert run(statement, merging=True) == ""
    assert run(statement, merging=False).endswith("_is_final")


@pytest.mark.parametrize("statement", REFUSED)
def test_a_merge_changes_nothing_else_of_what_is_issued(two: Two, statement: str) -> None:
    assert run(statement, merging=True).endswith("_is_final")
