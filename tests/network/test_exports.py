"""Lists as a file: which columns for whom, harmless to open, and written down."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from network.domain import exports, segments
from network.models import Export, Partner
from tests.cast import Cast
from tests.factories.network import make_organisation, make_school, make_teacher

pytestmark = pytest.mark.django_db
FORMULAS = ["=1+1", "+31", "-2", "@som", "\t=1", "  =HYPERLINK(1)", "\uff1d1"]


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def rows(response: Any) -> list[list[str]]:
    content = response.content.decode("utf-8")
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content[1:]), delimiter=";"))


def test_export_is_for_who_keeps_lists(cast: Cast) -> None:
    people = (cast.bureau, cast.expert, cast.finance, cast.marketing, cast.reception, cast.bilal, cast.stranger)
    assert [browser(user).post("/netwerk/export/csv/").status_code for user in people] == [
        200,
        200,
        200,
        200,
        403,
        404,
        404,
    ]
    assert Client().post("/netwerk/export/csv/").status_code == 302
    assert browser(cast.bureau).get("/netwerk/export/csv/").status_code == 405
    assert browser(cast.bureau).post("/netwerk/export/pdf/").status_code == 404
    assert Export.objects.count() == 4


def test_csv_opens_in_dutch_excel(cast: Cast, as_bureau: Client) -> None:
    make_organisation('Café; het "Zaans" koor')
    query = "kind=organisation&columns=kind&columns=city"
    answer = as_bureau.post("/netwerk/export/csv/", {"query": query})
    assert rows(answer) == [["Naam", "Soort", "Plaats"], ['Café; het "Zaans" koor', "organisatie", ""]]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="organisaties-')


def test_xlsx_holds_the_same(cast: Cast, as_bureau: Client) -> None:
    make_teacher("Noor", "Visser")
    query = "roles=teacher&columns=kvk&columns=iban&columns=phone"
    book = load_workbook(io.BytesIO(as_bureau.post("/netwerk/export/xlsx/", {"query": query}).content))
    found = [[cell.value for cell in row] for row in book["Partners"].rows]
    number = Partner.objects.get(name="Noor Visser").identifiers.get(kind="kvk").value
    assert found == [
        ["Naam", "Telefoon", "KvK", "IBAN"],
        ["Noor Visser", "06 12345678", number, "NL91 ABNA 0417 1643 00"],
    ]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_is_a_formula(cast: Cast, as_bureau: Client, name: str) -> None:
    Partner.objects.create(kind="organisation", name=name, sort_name=name)
    sent = {"query": "kind=organisation&columns=kind"}
    cell = rows(as_bureau.post("/netwerk/export/csv/", sent))[1][0]
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    book = load_workbook(io.BytesIO(as_bureau.post("/netwerk/export/xlsx/", sent).content))
    assert [row[0].data_type for row in book["Partners"].rows] == ["s", "s"]


def test_columns_follow_the_reader(cast: Cast) -> None:
    make_teacher("Noor", "Visser")
    segment = segments.keep(name="Met IBAN", filters={}, columns=["iban", "email"], is_shared=True, by=cast.bureau)
    seen = {
        user.name: b"NL91" in browser(user).post("/netwerk/export/csv/", {"lijst": segment.pk}).content
        for user in (cast.bureau, cast.finance, cast.expert, cast.marketing)
    }
    assert seen == {"Bureau": True, "Financien": True, "Expert": False, "Marketing": False}
    asked = {"query": "columns=iban&columns=kvk&columns=email"}
    headings = [rows(browser(user).post("/netwerk/export/csv/", asked))[0] for user in (cast.marketing, cast.expert)]
    assert headings == [["Naam", "E-mail"], ["Naam", "E-mail", "KvK"]]
    assert [export.columns for export in Export.objects.order_by("pk")][:3:2] == [
        ["name", "email", "iban"], ["name", "email"],
    ]  # fmt: skip


def test_export_is_written_down(cast: Cast) -> None:
    one, _two = make_school("Een"), make_school("Twee")
    client = browser(cast.marketing)
    client.post("/netwerk/export/csv/", {"query": "roles=school&columns=city"})
    client.post("/netwerk/export/xlsx/", {"query": "roles=school", "partner": [one.pk]})
    kept = [(row.name, row.filters, row.form, row.rows, row.exported_by) for row in Export.objects.order_by("pk")]
    assert kept == [
        ("Scholen", {"roles": ["school"]}, "csv", 2, cast.marketing),
        ("Gekozen partners", {"partners": [one.pk]}, "xlsx", 1, cast.marketing),
    ]
    page = " ".join(browser(cast.admin).get("/netwerk/exports/").content.decode().split())
    assert "Marketing" in page
    assert "Naam, Plaats" in page
    assert [
        browser(user).get("/netwerk/exports/").status_code for user in (cast.bureau, cast.reception, cast.bilal)
    ] == [403, 403, 404]


def test_nobody_and_too_many_are_refused(cast: Cast, as_bureau: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert as_bureau.post("/netwerk/export/csv/", {"query": "roles=fund"}).status_code == 409
    assert as_bureau.post("/netwerk/export/csv/", {"query": "silence=0"}).status_code == 409
    monkeypatch.setattr(exports, "MOST_ROWS", 0)
    refused = as_bureau.post("/netwerk/export/csv/", {"query": ""})
    assert (refused.status_code, "hooguit 0 partners" in refused.content.decode()) == (409, True)
    assert not Export.objects.exists()


def test_sheet_asks_a_constant_number_of_questions(cast: Cast, as_bureau: Client) -> None:
    every = "&".join(f"columns={column.key}" for column, _ in as_bureau.get("/netwerk/").context["choices"])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.post("/netwerk/export/csv/", {"query": every}).status_code == 200
        return len(asked)

    make_teacher()
    make_school()
    questions()
    few = questions()
    for _ in range(30):
        make_teacher()
        make_school()
    assert questions() == few


def test_order_is_that_of_the_list(cast: Cast, as_bureau: Client) -> None:
    for name in ("Zeta", "Alfa"):
        make_organisation(name)
    assert [row[0] for row in rows(as_bureau.post("/netwerk/export/csv/", {"query": "kind=organisation"}))][1:] == [
        "Alfa",
        "Zeta",
    ]
