"""The pages of lists and labels: what they show, for whom, and how they refuse."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from network.domain import affiliations, segments, tags
from network.models import Partner, Segment, Tag, Wijk, WijkAccount
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_school, make_teacher

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def listed(response: Any) -> list[str]:
    return [partner.name for partner in response.context["partners"]]


def kept(cast: Cast, **filters: Any) -> Segment:
    return segments.keep(name="Stil", filters=filters, columns=["email", "iban"], is_shared=True, by=cast.bureau)


# ---- who may


@pytest.mark.parametrize(
    "path",
    [
        "/netwerk/lijsten/", "/netwerk/lijsten/nieuw/", "/netwerk/labels/", "/netwerk/selectie/label-erbij/",
        "/netwerk/selectie/label-eraf/", "/netwerk/selectie/taak/",
    ],
)  # fmt: skip
def test_lists_are_for_colleagues_but_reception(cast: Cast, path: str) -> None:
    people = (cast.bureau, cast.expert, cast.finance, cast.marketing, cast.reception, cast.bilal, cast.stranger)
    assert [browser(user).get(path).status_code for user in people] == [200, 200, 200, 200, 403, 404, 404]
    assert Client().get(path).status_code == 302


def test_reception_sees_the_network_without_ticks_and_buttons(cast: Cast) -> None:
    page = text(browser(cast.reception).get("/netwerk/"))
    assert "Bilal" in page
    for words in (
        "Exporteer",
        "Label erbij",
        "Bewaar als lijst",
        'name="partner"',
        ">IBAN<",
        "/netwerk/lijsten/",
        "/netwerk/selectie/",
    ):
        assert words not in page, words


def test_tabs_hold_what_one_may_open(cast: Cast) -> None:
    def tabs(user: Any) -> str:
        return text(browser(user).get("/netwerk/")).split('aria-label="Netwerk"')[1].split("</nav>")[0]

    assert "/netwerk/labels/" in tabs(cast.marketing)
    assert "/netwerk/overdracht/" not in tabs(cast.marketing)
    assert "/netwerk/overdracht/" in tabs(cast.bureau)
    assert ("/netwerk/exports/" in tabs(cast.bureau), "/netwerk/exports/" in tabs(cast.admin)) == (False, True)
    assert 'href="/netwerk/" aria-current="page"' in tabs(cast.bureau)


# ---- the list


def test_chips_take_one_filter_away(cast: Cast, as_bureau: Client) -> None:
    page = as_bureau.get("/netwerk/?roles=teacher&roles=school&silence=6&q=a&sort=recent")
    chips = dict(page.context["chips"])
    assert list(chips) == ["docent", "school", "zonder contact sinds 6 maanden", "met ‘a’"]
    assert chips["docent"] == "/netwerk/?q=a&roles=school&silence=6&sort=recent"
    assert chips["met ‘a’"] == "/netwerk/?roles=teacher&roles=school&silence=6&sort=recent"


def test_fragment_pushes_a_clean_address(cast: Cast, as_bureau: Client) -> None:
    typed = "/netwerk/?q=&kind=&roles=teacher&silence=&columns=roles&columns=disciplines&columns=city&columns=wijk&columns=last_contact"
    assert as_bureau.get(typed, headers=HTMX).headers["HX-Push-Url"] == "/netwerk/?roles=teacher"
    assert as_bureau.get("/netwerk/?q=", headers=HTMX).headers["HX-Push-Url"] == "/netwerk/"


def test_every_column_can_be_shown(cast: Cast, as_bureau: Client) -> None:
    school = make_school("De Meander", wijk=Wijk.objects.get(slug="poelenburg"), pupils=345)
    WijkAccount.objects.create(wijk=Wijk.objects.get(slug="poelenburg"), user=cast.expert, started_on=date(2020, 1, 1))
    noor = make_teacher("Noor", "Visser", trade_name="Noor Danst", last_contact_at=datetime(2026, 5, 1, 10, tzinfo=UTC))
    affiliations.affiliate(partner=noor, organisation=school, kind="works_at", function="icc’er", by=None)
    tags.add(partner=noor, name="Update", by=cast.bureau)
    offered = [column.key for column, _chosen in as_bureau.get("/netwerk/").context["choices"]]
    page = as_bureau.get(f"/netwerk/?{urlencode([('columns', key) for key in offered])}")
    cells = {partner.name: dict(row) for partner, row in page.context["rows"]}
    assert len(offered) == len(cells["Noor Visser"]) - 1 > 20
    expected = {
        "name": "Noor Visser", "family_name": "Visser", "salutation": "Geachte N. Visser", "trade_name": "Noor Danst",
        "kind": "persoon", "roles": "docent", "organisation": "De Meander (icc’er)", "phone": "06 12345678",
        "street": "Westzijde 148", "postcode": "1506EK", "city": "Zaandam", "last_contact": "01-05-2026",
        "tags": "Update", "vat_status": "kleineondernemersregeling (KOR)", "kvk": f"{noor.pk:08d}",
        "iban": "NL91 ABNA 0417 1643 00", "brin": "", "pupils": "",
    }  # fmt: skip
    assert {key: cells["Noor Visser"][key] for key in expected} == expected
    assert {key: cells["De Meander"][key] for key in ("wijk", "account", "pupils", "board")} == {
        "wijk": "Poelenburg", "account": "Expert", "pupils": "345", "board": "",
    }  # fmt: skip
    assert "nog nooit" in text(page)


@pytest.mark.parametrize(
    "query", ["columns=iban", "columns=onzin", "columns=" + "x" * 3000, "sort=onzin", "lijst=%00", "lijst=9999"]
)
def test_odd_columns_and_orders_do_no_harm(cast: Cast, query: str) -> None:
    make_teacher("Noor", "Visser")
    page = browser(cast.marketing).get(f"/netwerk/?{query}")
    assert page.status_code == 200
    assert "NL91" not in text(page)


@pytest.mark.parametrize("order", ["name", "silent", "recent"])
def test_every_order_pages_both_ways(cast: Cast, as_bureau: Client, order: str) -> None:
    for number in range(120):
        moment = datetime(2026, 1, 1 + number % 7, 12, tzinfo=UTC) if number % 3 else None
        make_organisation(f"Koor {number:03d}", last_contact_at=moment)
    pages, url = [], f"?kind=organisation&sort={order}"
    while url:
        page = as_bureau.get(f"/netwerk/{url}")
        pages.append(listed(page))
        url = page.context["older"]
    key: Callable[[Partner], Any] = {
        "name": lambda each: (each.sort_name, each.pk),
        "silent": lambda each: (each.last_contact_at is not None, each.last_contact_at, each.pk),
        "recent": lambda each: (each.last_contact_at is not None, each.last_contact_at, each.pk),
    }[order]
    everybody = sorted(Partner.objects.filter(kind="organisation"), key=key, reverse=order == "recent")
    assert [name for names in pages for name in names] == [partner.name for partner in everybody]
    back = as_bureau.get(f"/netwerk/{page.context['newer']}")
    assert listed(back) == pages[1]
    assert listed(as_bureau.get(f"/netwerk/{back.context['newer']}")) == pages[0]


def test_counting_stops_at_a_thousand(cast: Cast, as_bureau: Client) -> None:
    row = {"kind": "organisation", "name": "Koor", "sort_name": "Koor"}
    Partner.objects.bulk_create(Partner(**row) for _ in range(999))
    assert as_bureau.get("/netwerk/").context["count"] == "1000 partners"
    Partner.objects.bulk_create(Partner(**row) for _ in range(1))
    assert as_bureau.get("/netwerk/").context["count"] == "Meer dan 1.000 partners"
    assert as_bureau.get("/netwerk/?kind=person").context["count"] == "1 partner"


def test_wrong_filter_is_told(cast: Cast, as_bureau: Client) -> None:
    page = text(as_bureau.get("/netwerk/?silence=999&organisation=bestaat+niet"))
    assert "Geen contact (maanden): Zorg ervoor dat" in page
    assert "We kennen niemand met deze naam" in page


def test_what_misses_for_an_agreement_is_not_for_everybody(cast: Cast) -> None:
    segment = kept(cast, missing=["iban"])
    for url in ("/netwerk/?missing=iban", segment.get_absolute_url()):
        pages = {user.name: browser(user).get(url) for user in (cast.bureau, cast.marketing)}
        assert {name: bool(page.context["listing"].problems) for name, page in pages.items()} == {
            "Bureau": False, "Marketing": True,
        }  # fmt: skip
    assert listed(pages["Marketing"]) == []
    assert 'value="vat_status"' not in text(browser(cast.marketing).get("/netwerk/"))
    assert browser(cast.marketing).post("/netwerk/export/csv/", {"lijst": segment.pk}).status_code == 409


# ---- saved lists


def test_list_is_kept_opened_changed_and_thrown_away(cast: Cast, as_bureau: Client) -> None:
    make_school("De Meander")
    query = "roles=school&columns=pupils&sort=name"
    assert "Scholen" in text(as_bureau.get(f"/netwerk/lijsten/nieuw/?{query}"))
    made = as_bureau.post(f"/netwerk/lijsten/nieuw/?{query}", {"name": "Alle scholen", "is_shared": "on"})
    segment = Segment.objects.get()
    assert (made.status_code, made.headers["Location"]) == (303, segment.get_absolute_url())
    page = browser(cast.marketing).get(segment.get_absolute_url())
    assert (listed(page), [column.key for column in page.context["columns"]]) == (["De Meander"], ["name", "pupils"])
    assert "Wijzig lijst" not in text(page)
    make_school("De Oceaan")
    assert listed(as_bureau.get(segment.get_absolute_url())) == ["De Meander", "De Oceaan"]
    changed = as_bureau.get(f"/netwerk/?roles=school&q=oceaan&lijst={segment.pk}")
    assert f"Bewaar in ‘{segment.name}’" in text(changed)
    url = f"/netwerk/lijsten/{segment.pk}/wijzigen/"
    assert "Nieuwe filters:" in text(as_bureau.get(f"{url}?roles=school&q=oceaan"))
    as_bureau.post(f"{url}?roles=school&q=oceaan", {"name": "Oceaan"})
    segment.refresh_from_db()
    assert (segment.name, segment.filters, segment.is_shared) == ("Oceaan", {"q": "oceaan", "roles": ["school"]}, False)
    assert as_bureau.post(f"/netwerk/lijsten/{segment.pk}/weg/").status_code == 303
    assert as_bureau.get(segment.get_absolute_url()).status_code == 404
    assert as_bureau.post(f"/netwerk/lijsten/{segment.pk}/weg/").status_code == 404


def test_renaming_keeps_filters_and_columns(cast: Cast, as_bureau: Client) -> None:
    segment = kept(cast, roles=["teacher"], organisation=make_organisation("Koor, het").pk)
    as_bureau.post(f"/netwerk/lijsten/{segment.pk}/wijzigen/", {"name": "Anders", "is_shared": "on"})
    again = Segment.objects.get()
    assert (again.name, again.filters, again.columns) == ("Anders", segment.filters, segment.columns)


def test_list_of_another(cast: Cast) -> None:
    segment = kept(cast)
    url = f"/netwerk/lijsten/{segment.pk}/"
    assert [browser(cast.expert).get(f"{url}{path}").status_code for path in ("", "wijzigen/")] == [200, 403]
    assert browser(cast.expert).post(f"{url}weg/").status_code == 409
    assert browser(cast.admin).get(f"{url}wijzigen/").status_code == 200
    Segment.objects.update(is_shared=False)
    assert [browser(cast.expert).get(f"{url}{path}").status_code for path in ("", "wijzigen/")] == [404, 404]


def test_name_used_before_is_told_and_what_was_typed_stays(cast: Cast, as_bureau: Client) -> None:
    kept(cast)
    again = as_bureau.post("/netwerk/lijsten/nieuw/?roles=teacher", {"name": "Stil"})
    assert again.status_code == 422
    assert again.context["form"].errors["name"] == ["Je hebt al een lijst met deze naam."]
    assert 'value="Stil"' in text(again)
    wrong = as_bureau.post("/netwerk/lijsten/nieuw/?silence=0", {"name": "Nul"})
    assert (wrong.status_code, Segment.objects.count()) == (422, 1)


@pytest.mark.parametrize("filters", [{"vibes": 1}, {"wijken": ["nergens"]}, {"tags": [10**6]}, [], {"silence": "x"}])
def test_broken_list_shows_nobody_and_says_why(cast: Cast, as_bureau: Client, filters: Any) -> None:
    segment = Segment.objects.create(name="Stuk", filters=filters, created_by=cast.bureau)
    page = as_bureau.get(segment.get_absolute_url())
    assert (page.status_code, listed(page)) == (200, [])
    sentence = page.context["listing"].problems[0]
    assert sentence in text(page)
    assert sentence in text(as_bureau.get("/netwerk/lijsten/"))
    assert as_bureau.get(f"/netwerk/lijsten/{segment.pk}/wijzigen/").status_code == 200
    for path in ("export/csv/", "selectie/label-erbij/"):
        assert as_bureau.post(f"/netwerk/{path}", {"lijst": segment.pk, "name": "X"}).status_code == 409
    assert not Tag.objects.exists()


# ---- labels


def test_label_page_renames_merges_and_throws_away(cast: Cast, as_bureau: Client) -> None:
    one = tags.add(partner=make_organisation("Koor"), name="Updat", by=cast.expert)
    other = tags.add(partner=make_organisation("Orkest"), name="Pop Up", by=cast.bureau)
    assert "Updat" in text(as_bureau.get("/netwerk/labels/"))
    assert as_bureau.post(f"/netwerk/labels/{one.pk}/naam/", {"name": "Update"}).status_code == 303
    twice = as_bureau.post(f"/netwerk/labels/{one.pk}/naam/", {"name": "pop up"})
    assert (twice.status_code, twice.context["rename_form"].errors["name"]) == (422, ["Dit label bestaat al."])
    assert as_bureau.post(f"/netwerk/labels/{one.pk}/samenvoegen/", {"tag": one.pk}).status_code == 422
    assert as_bureau.post(f"/netwerk/labels/{one.pk}/samenvoegen/", {"tag": other.pk}).status_code == 303
    assert as_bureau.get(f"/netwerk/labels/{one.pk}/").status_code == 404
    assert other.partners.count() == 2
    assert as_bureau.post(f"/netwerk/labels/{other.pk}/weg/").status_code == 303
    assert not Tag.objects.exists()


@pytest.mark.parametrize("path", ["naam/", "samenvoegen/", "weg/"])
def test_label_of_another_is_for_its_maker_and_the_bureau(cast: Cast, path: str) -> None:
    tag = tags.made("Update", cast.expert)
    url = f"/netwerk/labels/{tag.pk}/{path}"
    assert [browser(user).post(url).status_code for user in (cast.marketing, cast.reception, cast.bilal)] == [
        403,
        403,
        404,
    ]
    assert browser(cast.expert).get(url).status_code == 405
    assert "Hernoem" not in text(browser(cast.marketing).get(f"/netwerk/labels/{tag.pk}/"))


def test_labels_of_a_partner(cast: Cast, as_bureau: Client) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}labels/"
    answer = as_bureau.post(url, {"name": "Update"}, headers=HTMX)
    tag = Tag.objects.get()
    assert "Update" in text(answer)
    assert "<html" not in text(answer)
    assert as_bureau.post(url, {"name": "Update"}).status_code == 303
    refused = as_bureau.post(url, {"name": "Mantelzorger"}, headers=HTMX)
    assert refused.status_code == 422
    assert "AVG art. 9" in text(refused)
    assert 'value="Mantelzorger"' in text(refused)
    assert as_bureau.post(f"{url}{tag.pk}/weg/", headers=HTMX).status_code == 200
    assert as_bureau.post(f"{url}999999/weg/").status_code == 404
    assert not tag.partners.exists()
    assert [browser(user).post(url, {"name": "X"}).status_code for user in (cast.reception, cast.bilal)] == [403, 404]


# ---- questions


@pytest.mark.parametrize(
    "path",
    [
        "/netwerk/?columns=account&columns=organisation&columns=tags&columns=board",
        "/netwerk/lijsten/",
        "/netwerk/labels/",
    ],
)
def test_lists_ask_a_constant_number_of_questions(cast: Cast, as_bureau: Client, path: str) -> None:
    board, wijk = make_organisation(), Wijk.objects.get(slug="poelenburg")
    WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on=date(2020, 1, 1))

    def fill(number: int) -> None:
        school = make_school(wijk=wijk)
        school.school.board = board
        school.school.save()
        tag = tags.add(partner=school, name=f"Label {number}", by=cast.bureau)
        affiliations.affiliate(partner=make_person(), organisation=school, kind="works_at", by=None)
        filters = {"wijken": ["poelenburg"], "tags": [tag.pk], "board": board.pk}
        segments.keep(name=f"L{number}", filters=filters, columns=[], is_shared=True, by=cast.expert)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(path).status_code == 200
        return len(asked)

    fill(0)
    questions()
    few = questions()
    for number in range(1, 30):
        fill(number)
    assert questions() == few
