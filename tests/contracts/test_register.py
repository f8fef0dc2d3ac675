"""The register: each filter finds what it says, looks are kept, lists go out as files, and pages stay fast."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bookings.models import Building
from contracts.domain.drawing_up import drafting, rentals
from contracts.domain.drawing_up.issuing import issue
from contracts.domain.keeping import register
from contracts.domain.keeping.register import Filters, find
from contracts.enums import AgreementStatus
from contracts.models import Agreement, AgreementLine, Funding, RegisterView, SignatureRequest
from fluxus.db import explain
from fluxus.errors import Refusal
from fluxus.money import euros
from fluxus.periods import today
from network.models import Export
from tests.cast import Cast
from tests.factories.contracts import (
    make_agreement,
    make_booking,
    make_delivery,
    make_draft_agreement,
    make_house,
    make_room,
)
from tests.factories.network import make_teacher, make_wijk
from tests.factories.programmes import make_course

pytestmark = pytest.mark.django_db
LIST = reverse("contracts:agreements")


def enter(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def found(user: Any, **filters: Any) -> list[Agreement]:
    return list(find(Filters(**filters), user, today=today()).order_by("pk"))


def in_state(agreement: Agreement, status: AgreementStatus, **fields: Any) -> Agreement:
    """Past the ways an agreement may go, for tests that only look."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Agreement.objects.filter(pk=agreement.pk).update(status=status, **fields)
        cursor.execute("SET LOCAL session_replication_role = origin")
    agreement.refresh_from_db()
    return agreement


class TestFilters:
    def test_nothing_asked_gives_all(self, cast: Cast) -> None:
        draft, issued = make_draft_agreement(cast.bureau), make_agreement(cast.bureau)
        assert found(cast.bureau) == [draft, issued]

    @pytest.mark.parametrize("field", ["status", "kind", "q"])
    def test_words(self, cast: Cast, field: str) -> None:
        draft, issued = make_draft_agreement(cast.bureau), make_agreement(cast.bureau)
        values = {"status": "issued", "kind": "ovo", "q": issued.number or ""}
        expected = [draft, issued] if field == "kind" else [issued]
        assert found(cast.bureau, **{field: values[field]}) == expected

    def test_kind_of_nothing(self, cast: Cast) -> None:
        make_draft_agreement(cast.bureau)
        assert found(cast.bureau, kind="rental") == []

    def test_wijk_and_discipline_are_of_the_same_line(self, cast: Cast) -> None:
        draft, wijk, other = make_draft_agreement(cast.bureau), make_wijk(), make_wijk()
        first, second = draft.lines.order_by("position")
        AgreementLine.objects.filter(pk=first.pk).update(wijk=wijk, discipline="music")
        AgreementLine.objects.filter(pk=second.pk).update(wijk=wijk, discipline="visual")
        assert found(cast.bureau, wijk=wijk.pk) == [draft]
        assert found(cast.bureau, wijk=wijk.pk, discipline="music") == [draft]
        assert found(cast.bureau, wijk=other.pk) == []
        AgreementLine.objects.filter(pk=second.pk).update(wijk=other)
        assert found(cast.bureau, wijk=other.pk, discipline="music") == []

    def test_a_lesson_and_a_hire_are_in_the_wijk_of_their_cultuurhuis(self, cast: Cast) -> None:
        make_house()
        wijk, maker, hirer = make_wijk(), make_teacher(), make_teacher(disciplines=["visual"])
        room = make_room()
        Building.objects.filter(pk=room.building_id).update(wijk=wijk)
        course = make_course(maker, room=room, place="")
        lessons = list(course.dates.all())
        agreed = drafting.from_lessons(partner=maker, lessons=lessons, fee_cents=100, by=cast.bureau, today=today())
        hire = make_booking(cast.bureau, partner=hirer)
        hired = rentals.from_bookings(partner=hirer, bookings=[hire], by=cast.bureau, today=today())
        assert found(cast.bureau, wijk=wijk.pk) == [agreed, hired]
        assert found(cast.bureau, wijk=wijk.pk, discipline="music") == [agreed]
        assert found(cast.bureau, wijk=wijk.pk, discipline="visual") == [hired]
        issue(agreement=hired, by=cast.bureau, today=today())
        assert found(cast.bureau, wijk=wijk.pk, status="issued") == [hired]

    def test_what_nobody_knows_stays_empty(self, cast: Cast) -> None:
        make_house()
        hirer = make_teacher(disciplines=["visual", "music"])
        hire = make_booking(cast.bureau, partner=hirer)
        draft = rentals.from_bookings(partner=hirer, bookings=[hire], by=cast.bureau, today=today())
        elsewhere = make_course(hirer, place="De Kaasfabriek", room=None)
        lessons = list(elsewhere.dates.all())
        other = drafting.from_lessons(partner=hirer, lessons=lessons, fee_cents=1, by=cast.bureau, today=today())
        lines = AgreementLine.objects.filter(agreement__in=[draft, other])
        assert set(lines.values_list("wijk", "discipline")) == {(None, ""), (None, "music")}

    def test_funding_and_template(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        funding = Funding.objects.create(name="Wijkbudget")
        assert found(cast.bureau, funding=funding.pk) == []
        Agreement.objects.filter(pk=draft.pk).update(funding=funding)
        assert found(cast.bureau, funding=funding.pk) == [draft]
        assert found(cast.bureau, template=draft.template_version.template_id) == [draft]

    @pytest.mark.parametrize(
        ("since", "until", "is_found"),
        [(0, 0, True), (1, None, False), (None, -1, False), (-9, 9, True), (0, None, True)],
    )
    def test_a_period_asks_for_work_in_it(
        self, cast: Cast, since: int | None, until: int | None, is_found: bool
    ) -> None:
        draft = make_draft_agreement(cast.bureau)
        day = draft.starts_on
        assert draft.ends_on == day
        bounds = {"since": since, "until": until}
        asked = {name: day + timedelta(days=days) for name, days in bounds.items() if days is not None}
        assert found(cast.bureau, **asked) == ([draft] if is_found else [])

    @pytest.mark.parametrize(("ahead", "is_found"), [(-1, False), (0, True), (30, True), (31, False)])
    def test_what_ends_soon_is_in_force(self, cast: Cast, ahead: int, is_found: bool) -> None:
        signed, waiting = make_agreement(cast.bureau), make_agreement(cast.bureau)
        ends_on = today() + timedelta(days=ahead)
        in_state(signed, AgreementStatus.SIGNED, starts_on=ends_on, ends_on=ends_on)
        in_state(waiting, AgreementStatus.SENT, starts_on=ends_on, ends_on=ends_on)
        assert found(cast.bureau, ends_within=30) == ([signed] if is_found else [])

    @pytest.mark.parametrize(("days", "is_found"), [(6, False), (7, True), (60, True)])
    def test_unsigned_for_a_week(self, cast: Cast, archive: Any, days: int, is_found: bool) -> None:
        agreement = in_state(make_agreement(cast.bureau), AgreementStatus.SENT)
        request = asked_to_sign(agreement, days=days)
        assert found(cast.bureau, unsigned_for=7) == ([agreement] if is_found else [])
        SignatureRequest.objects.filter(pk=request.pk).update(status="signed", closed_at=timezone.now())
        assert found(cast.bureau, unsigned_for=7) == []

    def test_changed_planning(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        make_agreement(cast.bureau)
        assert found(cast.bureau, is_changed=True) == []
        delivery = agreement.lines.order_by("position")[0].delivery
        assert delivery is not None
        type(delivery).objects.filter(pk=delivery.pk).update(local_end=delivery.local_end + timedelta(minutes=15))
        assert found(cast.bureau, is_changed=True) == [agreement]

    def test_a_partner_finds_only_what_is_his_and_shared(self, cast: Cast) -> None:
        own = make_agreement(cast.bureau, partner=ready(cast))
        make_agreement(cast.bureau)
        assert found(cast.bilal) == []
        in_state(own, AgreementStatus.SENT)
        assert found(cast.bilal) == [own]


def ready(cast: Cast) -> Any:
    """A cultuurmaker for whom Bilal acts."""
    maker = make_teacher()
    cast.bilal.memberships.update(partner=maker)
    return maker


def asked_to_sign(agreement: Agreement, *, days: int) -> SignatureRequest:
    from contracts.domain import documents

    document = documents.store(b"%PDF-1.7 x", filename="x.pdf", renderer="test")
    at = timezone.now() - timedelta(days=days)
    return SignatureRequest.objects.create(
        agreement=agreement, role="counterparty", document=document, name="Zeger", status="sent", sent_at=at,
        expires_at=at + timedelta(days=90),
    )  # fmt: skip


class TestPage:
    def test_shows_rows_totals_and_the_filters_in_use(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        make_draft_agreement(cast.bureau)
        answer = enter(cast.finance).get(LIST, {"status": "issued"})
        assert [row.pk for row in answer.context["page"].rows] == [agreement.pk]
        assert (answer.context["totals"].count, answer.context["totals"].cents) == (1, agreement.fee_cents)
        assert answer.context["chips"] == [("Stand: opgesteld", LIST)]

    def test_amounts_are_with_travel(self, cast: Cast) -> None:
        draft, other = make_draft_agreement(cast.bureau), make_draft_agreement(cast.bureau)
        Agreement.objects.filter(pk=draft.pk).update(travel_cents=1860)
        answer = enter(cast.finance).get(LIST)
        both = draft.fee_cents + other.fee_cents + 1860
        assert (answer.context["totals"].cents, answer.context["totals"].travel_cents) == (both, 1860)
        assert "Bedrag met reiskosten" in answer.text
        assert euros(draft.fee_cents + 1860) in answer.text.replace("\N{NO-BREAK SPACE}", " ")

    def test_what_makes_no_sense_is_told_and_left_out(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        asked = {"status": "zz", "ends_within": "-1", "since": "2026-12-02", "until": "2026-12-01", "wijk": "99999999"}
        answer = enter(cast.bureau).get(LIST, asked)
        assert answer.status_code == 200
        assert [row.pk for row in answer.context["page"].rows] == (
            [agreement.pk] if agreement.ends_on >= date(2026, 12, 2) else []
        )
        assert len(answer.context["problems"]) == 4

    def test_the_same_number_of_queries_for_one_and_for_thirty(self, cast: Cast) -> None:
        client, counts = enter(cast.bureau), []
        for more in (1, 29):
            for _ in range(more):
                make_draft_agreement(cast.bureau, deliveries=1)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(LIST, {"is_changed": "", "discipline": "music"}).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_a_fragment_for_htmx(self, cast: Cast) -> None:
        make_agreement(cast.bureau)
        html = enter(cast.bureau).get(LIST, headers={"HX-Request": "true"}).content.decode()
        assert html.lstrip().startswith('<div id="lijst"')


class TestFiles:
    def test_csv_has_all_rows_harmless_and_is_written_down(self, cast: Cast) -> None:
        maker = make_teacher("=1+1", "Zwaan")
        agreement = make_agreement(cast.bureau, partner=maker)
        answer = enter(cast.finance).post(reverse("contracts:register-export", args=["csv"]) + "?status=issued")
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
        assert [(row["Nummer"], row["Wederpartij"][0]) for row in rows] == [(agreement.number, "'")]
        export = Export.objects.get()
        assert (export.name, export.rows, export.exported_by) == ("Overeenkomsten", 1, cast.finance)

    def test_csv_has_fee_travel_and_what_they_are_together(self, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        Agreement.objects.filter(pk=draft.pk).update(fee_cents=25000, travel_cents=1860)
        answer = enter(cast.finance).post(reverse("contracts:register-export", args=["csv"]))
        (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
        names = "Honorarium of huur (euro, zonder btw)", "Reiskosten (euro)", "Samen (euro, zonder btw)"
        assert [float(row[name].replace(",", ".")) for name in names] == [250.0, 18.6, 268.6]

    def test_excel(self, cast: Cast) -> None:
        agreement = make_agreement(cast.bureau)
        answer = enter(cast.bureau).post(reverse("contracts:register-export", args=["xlsx"]))
        rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
        assert [row[0] for row in rows] == ["Nummer", agreement.number]

    def test_nothing_to_export_and_no_such_form(self, cast: Cast) -> None:
        client = enter(cast.bureau)
        assert client.post(reverse("contracts:register-export", args=["csv"])).status_code == 409
        assert client.post(reverse("contracts:register-export", args=["pdf"])).status_code == 404
        assert client.get(reverse("contracts:register-export", args=["csv"])).status_code == 405

    def test_a_file_asks_the_same_number_of_questions_for_one_and_for_ten(self, cast: Cast) -> None:
        client, counts = enter(cast.bureau), []
        for more in (1, 9):
            for _ in range(more):
                make_draft_agreement(cast.bureau, deliveries=2)
            with CaptureQueriesContext(connection) as asked:
                client.post(reverse("contracts:register-export", args=["csv"]))
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestKeptLists:
    def keep(self, client: Client, name: str, query: str = "status=issued", **fields: str) -> Any:
        return client.post(reverse("contracts:register-view-add") + f"?{query}", {"name": name, **fields})

    def test_keep_and_open(self, cast: Cast) -> None:
        answer = self.keep(enter(cast.bureau), "Opgesteld", "status=issued&wijk=&q=")
        view = RegisterView.objects.get()
        assert (view.owner, view.name, view.query, view.is_shared) == (cast.bureau, "Opgesteld", "status=issued", False)
        assert (answer.status_code, answer["Location"]) == (303, f"{LIST}?status=issued")
        assert enter(cast.bureau).get(answer["Location"]).context["present"] == view

    def test_the_same_name_twice_is_told_next_to_the_field(self, cast: Cast) -> None:
        client = enter(cast.bureau)
        self.keep(client, "Opgesteld")
        answer = self.keep(client, " opgesteld ".strip().capitalize())
        assert answer.status_code == 422
        assert answer.context["form"].errors["name"] == ["Je hebt al een lijst met deze naam."]
        assert RegisterView.objects.count() == 1

    def test_private_ones_stay_private(self, cast: Cast) -> None:
        self.keep(enter(cast.bureau), "Privé")
        self.keep(enter(cast.bureau), "Samen", is_shared="on")
        assert [view.name for view in register.views_of(cast.finance)] == ["Samen"]
        shared = RegisterView.objects.get(name="Samen")
        for name in ("register-view-edit", "register-view-remove"):
            path = reverse(f"contracts:{name}", args=[shared.pk])
            assert enter(cast.finance).post(path, {"name": "Van mij"}).status_code == 404
        assert set(RegisterView.objects.values_list("name", flat=True)) == {"Privé", "Samen"}

    def test_change_and_throw_away(self, cast: Cast) -> None:
        client = enter(cast.bureau)
        self.keep(client, "Opgesteld")
        view = RegisterView.objects.get()
        client.post(reverse("contracts:register-view-edit", args=[view.pk]), {"name": "Andere naam", "is_shared": "on"})
        view.refresh_from_db()
        assert (view.name, view.query, view.is_shared) == ("Andere naam", "status=issued", True)
        client.post(reverse("contracts:register-view-remove", args=[view.pk]))
        assert not RegisterView.objects.exists()
        with pytest.raises(Refusal):
            register.remove_view(view=view, by=cast.bureau)

    def test_the_database_knows_a_name_once(self, cast: Cast) -> None:
        RegisterView.objects.create(owner=cast.bureau, name="Een", query="")
        with pytest.raises(IntegrityError) as caught:
            RegisterView.objects.create(owner=cast.bureau, name="Een", query="x")
        assert explain(RegisterView, caught.value).sentence == "Je hebt al een lijst met deze naam."

    def test_too_long_a_query_is_refused(self, cast: Cast) -> None:
        with pytest.raises(Refusal):
            register.keep_view(name="Lang", query="q=" + "x" * 600, is_shared=False, by=cast.bureau)


def test_a_house_without_agreements_says_how_to_begin(cast: Cast) -> None:
    make_house()
    assert "Nog geen overeenkomsten" in enter(cast.bureau).get(LIST).content.decode()
    make_delivery(make_teacher(), cast.bureau)
