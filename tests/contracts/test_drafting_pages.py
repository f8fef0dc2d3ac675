"""The pages to draw up, mend and amend, from the browser's side."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contracts.domain.drawing_up import amendments, drafting
from contracts.domain.drawing_up.issuing import issue
from contracts.models import Agreement
from fluxus.periods import today
from programmes.domain import deliveries as visits
from tests.cast import Cast
from tests.contracts.test_drafting import make_lessons
from tests.contracts.test_rentals import make_hires
from tests.factories.contracts import (
    DAY,
    make_agreement,
    make_delivery,
    make_draft_agreement,
    make_house,
    make_teacher,
)
from tests.factories.programmes import make_course

pytestmark = pytest.mark.django_db
ROW = {
    "rows-day": ["2027-12-05"],
    "rows-start": ["19:00"],
    "rows-end": ["21:00"],
    "rows-what": ["Workshop"],
    "rows-where": ["Dam"],
    "rows-fee": ["300"],
}


def posted_draft(draft: Agreement, **changes: Any) -> dict[str, Any]:
    """The edit page as it stands, with changes."""
    kept: dict[str, Any] = {
        "seen": drafting.state(draft),
        "subject": draft.subject,
        "travel_cents": "",
        "pay_explanation": "",
        "remarks": "",
    }
    kept |= {f"fee_{line.position}": "125" for line in draft.lines.all()}
    return kept | changes


class TestNew:
    def test_who_waits_comes_first(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        one, two = make_teacher(), make_teacher()
        ahead = DAY + timedelta(days=400)
        for maker, count in ((one, 1), (two, 2)):
            for hour in range(count):
                make_delivery(maker, cast.bureau, day=ahead, hour=9 + hour)
        page = as_bureau.get(reverse("contracts:agreement-new"))
        found = page.context["found"].partners
        assert [(each, each.visits) for each in found] == [(two, 2), (one, 1)]
        assert reverse("contracts:agreement-draft", args=[two.pk]) in page.text

    def test_who_only_has_lessons_waits_too(self, as_bureau: Client, cast: Cast) -> None:
        teacher = make_teacher()
        for each in make_lessons(teacher, cast):
            each.local_start += timedelta(days=700)
            each.local_end += timedelta(days=700)
            each.save()
        page = as_bureau.get(reverse("contracts:agreement-new"))
        assert [(each, each.visits, each.lessons) for each in page.context["found"].partners] == [(teacher, 0, 3)]
        assert page.text.count(reverse("contracts:agreement-draft-lessons", args=[teacher.pk])) == 2

    def test_a_name_finds_who_has_nothing_planned(self, as_bureau: Client, cast: Cast) -> None:
        teacher = make_teacher("Fatima", "Zwart")
        page = as_bureau.get(reverse("contracts:agreement-new"), {"q": "fatima zw"})
        assert page.context["found"].partners == [teacher]
        assert "Niemand gevonden" in as_bureau.get(reverse("contracts:agreement-new"), {"q": "xyzzy"}).text

    def test_costs_the_same_for_1_and_30(self, as_bureau: Client, cast: Cast) -> None:
        counts = []
        for more in (1, 29):
            for _ in range(more):
                make_delivery(make_teacher(), cast.bureau, day=DAY + timedelta(days=400))
            with CaptureQueriesContext(connection) as asked:
                as_bureau.get(reverse("contracts:agreement-new"))
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestDraw:
    def test_lessons_with_a_fee_become_a_draft(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        lessons = make_lessons(teacher, cast)
        for each in lessons:
            each.local_start += timedelta(days=700)
            each.local_end += timedelta(days=700)
            each.save()
        url = reverse("contracts:agreement-draft-lessons", args=[teacher.pk])
        refused = as_bureau.post(url, {"lessons": [each.pk for each in lessons]})
        assert refused.status_code == 422
        assert "Vul het honorarium per les in." in refused.text
        response = as_bureau.post(url, {"lessons": [lessons[0].pk], "fee_cents": "90,50"})
        draft = Agreement.objects.get()
        assert response.headers["Location"] == draft.get_absolute_url()
        assert (draft.fee_cents, draft.lines.count()) == (9050, 1)

    def test_a_visit_that_is_over_is_not_ticked_beforehand(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        maker = make_teacher()
        ahead = make_delivery(maker, cast.bureau, day=today() + timedelta(days=1))
        over = make_delivery(maker, cast.bureau, day=today() - timedelta(days=1))
        now = make_delivery(maker, cast.bureau, day=today(), hour=0)
        page = as_bureau.get(reverse("contracts:agreement-draft", args=[maker.pk]))
        assert set(page.context["form"]["deliveries"].value()) == {ahead.pk, now.pk}
        assert page.text.count("(al geweest)") == 1
        as_bureau.post(reverse("contracts:agreement-draft", args=[maker.pk]), {"deliveries": [over.pk]})
        assert Agreement.objects.get().lines.get().delivery == over

    def test_a_course_that_is_not_published_is_not_ticked_beforehand(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        maker = make_teacher()
        seen, unseen = make_course(maker), make_course(maker, status="submitted")
        page = as_bureau.get(reverse("contracts:agreement-draft-lessons", args=[maker.pk]))
        assert set(page.context["form"]["lessons"].value()) == {each.pk for each in seen.dates.all()}
        assert page.text.count("(cursus nog niet gepubliceerd)") == unseen.dates.count() == 3

    def test_a_series_is_one_box(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        hirer = make_teacher()
        for each in make_hires(hirer, cast):
            each.local_start += timedelta(days=700)
            each.local_end += timedelta(days=700)
            each.save()
        url = reverse("contracts:agreement-draft-rental", args=[hirer.pk])
        boxes = as_bureau.get(url).context["form"].fields["hires"].choices
        assert len(boxes) == 3
        as_bureau.post(url, {"hires": [boxes[0][0]]})
        assert Agreement.objects.get().kind == "rental"
        taken = as_bureau.post(url, {"hires": [boxes[0][0]]})
        assert taken.status_code == 422
        assert "niet meer vrij" in taken.text

    def test_rows_typed_by_hand_become_a_draft(self, as_bureau: Client, cast: Cast) -> None:
        make_house()
        teacher = make_teacher()
        url = reverse("contracts:agreement-draft-by-hand", args=[teacher.pk])
        given = {"subject": "Cultuurdag", "with_minors": "on", **ROW}
        as_bureau.post(url, given)
        as_bureau.post(url, given)
        draft = Agreement.objects.get()
        assert (draft.subject, draft.fee_cents, draft.with_minors) == ("Cultuurdag", 30000, True)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"rows-day": [""]}, "Regel 1: Vul de dag, het begin, het einde en wat in."),
            ({"rows-fee": [""]}, "Regel 1: Vul het bedrag in; 0 mag ook."),
            ({"rows-fee": ["veel"]}, "Regel 1: Vul een bedrag in, zoals 12,50."),
            ({"rows-fee": ["100001"]}, "Regel 1: Een bedrag is 0 tot 100.000 euro."),
            (
                {"rows-day": ["2027-03-28"], "rows-start": ["02:15"], "rows-end": ["02:45"]},
                "Regel 1: Dit tijdstip bestaat niet",
            ),
            ({"rows-start": ["19:07"]}, "Regel 1: Kies een heel kwartier"),
        ],
    )
    def test_a_bad_row_says_why_and_stays(
        self, change: dict[str, list[str]], sentence: str, as_bureau: Client, cast: Cast
    ) -> None:
        make_house()
        url = reverse("contracts:agreement-draft-by-hand", args=[make_teacher().pk])
        response = as_bureau.post(url, {"subject": "Dag", **ROW, **change})
        assert response.status_code == 422
        assert sentence in response.text
        assert 'value="Workshop"' in response.text
        assert not Agreement.objects.exists()

    def test_more_rows_judge_nothing(self, as_bureau: Client, cast: Cast) -> None:
        url = reverse("contracts:agreement-draft-by-hand", args=[make_teacher().pk])
        response = as_bureau.post(url, {"subject": "", "action": "rows", **ROW})
        assert response.status_code == 200
        assert response.text.count('name="rows-day"') == 4
        assert "error-summary" not in response.text

    def test_strangers_see_nothing(self, as_bilal: Client, cast: Cast) -> None:
        for name in ("agreement-draft", "agreement-draft-lessons", "agreement-draft-rental", "agreement-draft-by-hand"):
            assert as_bilal.get(reverse(f"contracts:{name}", args=[cast.bilal_partner.pk])).status_code == 404


class TestEdit:
    def test_fees_terms_and_rows_are_kept(self, as_bureau: Client, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        url = reverse("contracts:agreement-edit", args=[draft.pk])
        given = posted_draft(draft, fee_1="200", travel_cents="18,60", remarks="Sleutel\r\nbij de balie", **ROW)
        response = as_bureau.post(url, given)
        assert response.headers["Location"] == draft.get_absolute_url()
        draft.refresh_from_db()
        assert (draft.fee_cents, draft.travel_cents, draft.remarks) == (62500, 1860, "Sleutel\nbij de balie")
        page = as_bureau.get(url)
        assert 'value="Workshop"' in page.text
        assert "€ 200,00" not in page.text
        assert 'value="200,00"' in page.text

    def test_a_stale_page_is_explained_and_keeps_what_was_typed(self, as_bureau: Client, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        url = reverse("contracts:agreement-edit", args=[draft.pk])
        given = posted_draft(draft, subject="Mijn woorden")
        as_bureau.post(url, posted_draft(draft, fee_1="200"))
        response = as_bureau.post(url, given)
        assert response.status_code == 422
        assert "intussen veranderd" in response.text
        assert "Mijn woorden" in response.text

    def test_a_bad_fee_stands_next_to_its_line(self, as_bureau: Client, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        url = reverse("contracts:agreement-edit", args=[draft.pk])
        response = as_bureau.post(url, posted_draft(draft, fee_1="-5", travel_cents="20000"))
        assert response.status_code == 422
        assert "Reiskosten zijn hoogstens 10.000 euro." in response.text
        assert response.context["form"].errors.keys() == {"fee_1", "travel_cents"}

    def test_what_is_issued_is_not_edited(self, as_bureau: Client, cast: Cast) -> None:
        issued = make_agreement(cast.bureau)
        response = as_bureau.get(reverse("contracts:agreement-edit", args=[issued.pk]))
        assert response.headers["Location"] == issued.get_absolute_url()

    def test_costs_the_same_for_1_and_12_lines(self, as_bureau: Client, cast: Cast) -> None:
        counts = []
        for number in (1, 12):
            url = reverse("contracts:agreement-edit", args=[make_draft_agreement(cast.bureau, deliveries=number).pk])
            with CaptureQueriesContext(connection) as asked:
                assert as_bureau.get(url).status_code == 200
            counts.append(len(asked))
        assert counts[0] == counts[1]


class TestAmendments:
    def changed(self, cast: Cast) -> Agreement:
        issued = make_agreement(cast.bureau)
        visits.cancel(delivery=issued.lines.get(position=1).delivery, reason="ziek", by=cast.bureau)
        return issued

    def test_what_changed_is_told_and_drawn_up(self, as_bureau: Client, cast: Cast) -> None:
        issued = self.changed(cast)
        page = as_bureau.get(reverse("contracts:amendments"))
        assert "vervalt." in page.text
        url = reverse("contracts:agreement-amend", args=[issued.pk])
        response = as_bureau.post(url)
        draft = Agreement.objects.get(amends=issued)
        assert response.headers["Location"] == draft.get_absolute_url()
        again = as_bureau.post(url)
        assert again.headers["Location"] == draft.get_absolute_url()
        page = as_bureau.get(reverse("contracts:amendments"))
        assert page.context["rows"] == []
        assert list(page.context["under_way"]) == [draft]

    def test_nothing_changed(self, as_bureau: Client, cast: Cast) -> None:
        make_agreement(cast.bureau)
        assert "Alles klopt" in as_bureau.get(reverse("contracts:amendments")).text

    def test_what_cannot_be_amended_says_why(self, as_bureau: Client, cast: Cast) -> None:
        draft = make_draft_agreement(cast.bureau)
        response = as_bureau.post(reverse("contracts:agreement-amend", args=[draft.pk]), follow=True)
        assert "Dit is nog een concept" in response.text

    def test_finance_looks_and_does_not_draw_up(self, cast: Cast, client: Client) -> None:
        client.force_login(cast.finance)
        as_finance = client
        issued = self.changed(cast)
        assert "Wijziging opstellen" not in as_finance.get(reverse("contracts:amendments")).text
        assert as_finance.post(reverse("contracts:agreement-amend", args=[issued.pk])).status_code == 403

    def test_costs_the_same_for_1_and_8(self, as_bureau: Client, cast: Cast) -> None:
        counts = []
        for more in (1, 7):
            for _ in range(more):
                self.changed(cast)
            with CaptureQueriesContext(connection) as asked:
                page = as_bureau.get(reverse("contracts:amendments"))
            counts.append(len(asked))
        assert len(page.context["rows"]) == 8
        assert counts[0] == counts[1]

    def test_an_amendment_says_so_while_it_is_edited(self, as_bureau: Client, cast: Cast) -> None:
        draft = amendments.amend(agreement=self.changed(cast), by=cast.bureau, today=DAY)
        page = as_bureau.get(reverse("contracts:agreement-edit", args=[draft.pk]))
        assert "Dit is een wijziging" in page.text
        assert issue(agreement=draft, by=cast.bureau, today=DAY).number == "OVO-2026-0002"
