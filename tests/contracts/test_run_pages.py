"""Runs on the screen: choose, look, start once, watch, stop and go on."""

from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contracts.domain import runs
from contracts.domain.runs import advancing
from contracts.domain.texts.editions import current
from contracts.enums import ItemStatus, RunStatus
from contracts.models import Agreement, AgreementRun
from network.models import Identifier, Partner
from programmes.models import SchoolYear
from tests.cast import Cast
from tests.factories.contracts import make_delivery, make_draft_agreement, make_house, make_proof, make_run
from tests.factories.network import make_teacher

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
NEW = "/contracten/runs/nieuw/"


@pytest.fixture
def makers(cast: Cast) -> list[Partner]:
    make_house()
    makers = [make_teacher("Anna", "Aalbers"), make_teacher("Bo", "Bakker")]
    for maker in makers:
        make_delivery(maker, cast.bureau)
        make_proof(maker, cast.bureau)
    return makers


def choice(**changes: Any) -> dict[str, Any]:
    values = {"source": "menu", "year": SchoolYear.objects.get().pk, "bundling": "school"}
    return {**values, "template_version": current().pk, **changes}


def form(makers: list[Partner], **changes: Any) -> dict[str, Any]:
    """As the page sends it, with everybody ticked."""
    ticked = {"partners": [maker.pk for maker in makers], "everybody": len(makers)}
    return choice(**{"request_token": str(uuid4()), "sends_letters": "on", **ticked, **changes})


class TestChoosing:
    def test_opens_with_the_menu_of_this_year_and_writes_nothing(
        self, as_bureau: Client, makers: list[Partner]
    ) -> None:
        page = as_bureau.get(NEW)
        assert page.status_code == 200
        assert "Wat er komt" not in page.content.decode()

    def test_shows_counts_and_where_to_mend_what_misses(self, as_bureau: Client, makers: list[Partner]) -> None:
        Identifier.objects.filter(partner=makers[0], kind="iban").delete()
        html = unescape(as_bureau.get(NEW, choice()).content.decode())
        field = f"{reverse('network:partner-edit', args=[makers[0].pk])}#id_iban"
        assert f'<a href="{field}">Het IBAN ontbreekt.</a>' in html
        assert html.index("Anna Aalbers") < html.index("Bo Bakker")
        assert AgreementRun.objects.count() == 0

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"year": ""}, "Kies een schooljaar."),
            ({"source": "season"}, "Kies een seizoen."),
            ({"bundling": "none"}, "Selecteer een geldige keuze"),
            ({"template_version": "0"}, "Selecteer een geldige keuze"),
            ({"from_on": "gisteren"}, "Vul een datum in"),
        ],
    )
    def test_says_next_to_the_field_what_is_wrong(
        self, changes: dict[str, str], sentence: str, as_bureau: Client, makers: list[Partner]
    ) -> None:
        page = as_bureau.get(NEW, choice(**changes))
        assert page.status_code == 422
        assert sentence in page.content.decode()

    def test_nothing_to_draw_up_is_said(self, as_bureau: Client, makers: list[Partner]) -> None:
        html = as_bureau.get(NEW, choice(from_on="2027-07-01")).content.decode()
        assert "Niets om op te stellen" in html

    def test_nobody_is_ticked_in_a_selection_until_somebody_ticks(
        self, as_bureau: Client, makers: list[Partner]
    ) -> None:
        html = as_bureau.get(NEW, choice(source="selection")).content.decode()
        assert f'name="partners" value="{makers[0].pk}">' in html
        html = as_bureau.get(NEW, choice(source="selection", partners=makers[0].pk)).content.decode()
        assert f'name="partners" value="{makers[0].pk}" checked>' in html


class TestStarting:
    def test_starts_once_however_often_it_is_sent(self, as_bureau: Client, makers: list[Partner]) -> None:
        sent = form(makers)
        answers = [as_bureau.post(NEW, sent) for _ in range(2)]
        run = AgreementRun.objects.get()
        assert [answer.headers["Location"] for answer in answers] == [f"/contracten/runs/{run.pk}/"] * 2
        assert (run.items.count(), run.sends_letters, "partners" in run.criteria) == (2, True, False)

    def test_draws_up_only_for_who_is_ticked(self, as_bureau: Client, makers: list[Partner]) -> None:
        as_bureau.post(NEW, form(makers, partners=[makers[1].pk]))
        assert [item.partner for item in AgreementRun.objects.get().items.all()] == [makers[1]]

    def test_nobody_ticked_gives_the_page_back_as_it_was(self, as_bureau: Client, makers: list[Partner]) -> None:
        sent = form(makers, partners=[])
        sent.pop("sends_letters")
        page = as_bureau.post(NEW, sent)
        html = page.content.decode()
        assert page.status_code == 422
        assert "Vink minstens één partner aan." in html
        assert '<input type="checkbox" name="sends_letters">' in html
        assert AgreementRun.objects.count() == 0

    def test_a_second_run_meanwhile_is_refused_on_the_page(self, as_bureau: Client, makers: list[Partner]) -> None:
        as_bureau.post(NEW, form(makers))
        page = as_bureau.post(NEW, form(makers))
        assert page.status_code == 422
        assert "is hier nog mee bezig" in page.content.decode()

    @pytest.mark.parametrize("token", ["", "geen-token"])
    def test_a_form_without_token_starts_nothing(self, token: str, as_bureau: Client, makers: list[Partner]) -> None:
        assert as_bureau.post(NEW, form(makers, request_token=token)).status_code == 422
        assert AgreementRun.objects.count() == 0

    def test_the_sample_is_a_pdf_and_leaves_nothing(self, as_bureau: Client, makers: list[Partner]) -> None:
        page = as_bureau.post(reverse("contracts:run-sample"), form(makers))
        assert page.headers["Content-Type"] == "application/pdf"
        assert page.content.startswith(b"%PDF-")
        assert (Agreement.objects.count(), AgreementRun.objects.count()) == (0, 0)

    def test_a_sample_of_nothing_is_refused_in_words(self, as_bureau: Client, makers: list[Partner]) -> None:
        Identifier.objects.filter(kind="iban").delete()
        page = as_bureau.post(reverse("contracts:run-sample"), form(makers))
        assert page.status_code == 409
        assert "Los eerst op wat ontbreekt" in page.content.decode()


class TestWatching:
    def test_the_bar_asks_again_while_it_is_busy_and_the_page_comes_anew_after(
        self, as_bureau: Client, cast: Cast
    ) -> None:
        run = make_run(cast.bureau, items=2)
        html = as_bureau.get(run.get_absolute_url()).content.decode()
        assert f'hx-get="/contracten/runs/{run.pk}/voortgang/"' in html
        asked = as_bureau.get(f"/contracten/runs/{run.pk}/voortgang/", headers={"HX-Request": "true"})
        assert asked.status_code == 200
        assert "<html" not in asked.content.decode()

        assert runs.advance_here(run_id=run.pk)
        asked = as_bureau.get(f"/contracten/runs/{run.pk}/voortgang/", headers={"HX-Request": "true"})
        assert (asked.status_code, asked.headers["HX-Redirect"]) == (204, run.get_absolute_url())
        html = as_bureau.get(run.get_absolute_url()).content.decode()
        assert "hx-get" not in html.split("<main")[1]
        assert "OVO-2026-0001" in html

    def test_the_bar_counts_agreements(self, as_bureau: Client, cast: Cast) -> None:
        run = make_run(cast.bureau, items=3)
        run.items.filter(position=3).update(status=ItemStatus.BLOCKED, message="Het IBAN ontbreekt.")
        assert advancing.step(run_id=run.pk, at=timezone.now(), refused=set())
        item_id = advancing.next_item(run.pk)
        assert item_id is not None
        assert runs.carry_out(item_id=item_id, at=timezone.now()) is not None
        bar = '<progress value="2" max="3" aria-label="Overeenkomsten klaar">2 van 3</progress>'
        assert bar in as_bureau.get(run.get_absolute_url()).text

    def test_money_of_a_run_is_with_travel(self, as_bureau: Client, cast: Cast) -> None:
        run = make_run(cast.bureau, items=0)
        for draft in (make_draft_agreement(cast.bureau), make_draft_agreement(cast.bureau)):
            Agreement.objects.filter(pk=draft.pk).update(run=run, fee_cents=25000, travel_cents=1860)
        assert runs.progress(run).cents == 53720
        for path in (run.get_absolute_url(), reverse("contracts:runs")):
            assert "€ 537,20" in as_bureau.get(path).text.replace("\N{NO-BREAK SPACE}", " ")

    def test_stops_and_goes_on(self, as_bureau: Client, cast: Cast) -> None:
        run = make_run(cast.bureau)
        as_bureau.post(f"/contracten/runs/{run.pk}/stop/")
        run.refresh_from_db()
        assert run.status == RunStatus.STOPPED
        assert "Deze run is gestopt" in as_bureau.get(run.get_absolute_url()).content.decode()
        as_bureau.post(f"/contracten/runs/{run.pk}/verder/")
        run.refresh_from_db()
        assert (run.status, run.finished_at) == (RunStatus.RUNNING, None)

    def test_shows_why_something_could_not_be_drawn_up(self, as_bureau: Client, cast: Cast) -> None:
        run = make_run(cast.bureau, items=2)
        run.items.filter(position=1).update(status=ItemStatus.BLOCKED, message="Dit kan nog niet. Het IBAN ontbreekt.")
        html = as_bureau.get(run.get_absolute_url()).content.decode()
        assert "Dit kan nog niet. Het IBAN ontbreekt." in html

    def test_an_unknown_run_is_not_there(self, as_bureau: Client) -> None:
        assert as_bureau.get("/contracten/runs/999999/").status_code == 404
