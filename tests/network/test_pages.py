"""The pages of the network: for whom, what they show, how they refuse."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.domain import affiliations
from network.enums import Role
from network.models import ContactMoment, Partner, TimelineEntry, Wijk, WijkAccount
from tests.cast import Cast
from tests.factories.network import (
    make_entry,
    make_organisation,
    make_person,
    make_school,
    make_teacher,
    make_user,
    make_wijk,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PERSON: dict[str, Any] = {
    "given_name": "Sanne",
    "infix": "van der",
    "family_name": "Berg",
    "roles": ["teacher"],
    "disciplines": ["music"],
    "email": "sanne@voorbeeld.test",
    "phone": "06 12345678",
    "street": "Westzijde",
    "house_number": "148",
    "postcode": "1501 tx",
    "vat_status": "liable",
    "kvk": "1234567",
    "btw": "NL002455799B11",
    "iban": "NL91 ABNA 0417 1643 00",
}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "path", ["/netwerk/", "/netwerk/wijken/", "/netwerk/wijken/poelenburg/", "/netwerk/partners/opties/"]
)
def test_network_is_for_colleagues(cast: Cast, path: str) -> None:
    answers = {user.email: browser(user).get(path).status_code for user in (cast.reception, cast.bilal, cast.stranger)}
    assert list(answers.values()) == [200, 404, 404]
    assert Client().get(path).status_code == 302


@pytest.mark.parametrize("path", ["", "tijdlijn/", "wijzigen/", "contact/"])
def test_partner_pages_are_for_colleagues(cast: Cast, path: str) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}{path}"
    assert browser(cast.bureau).get(url).status_code == 200
    assert browser(cast.bilal).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert browser(cast.bureau).get(f"/netwerk/partners/999999/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/netwerk/partners/nieuw/", "wijzigen/"])
def test_reception_and_finance_look_but_do_not_edit(cast: Cast, path: str) -> None:
    url = path if path.startswith("/") else f"{cast.bilal_partner.get_absolute_url()}{path}"
    for user in (cast.reception, cast.finance):
        assert browser(user).get(url).status_code == 403
        assert browser(user).post(url, PERSON).status_code == 403


def test_list_filters_and_finds(cast: Cast, as_bureau: Client) -> None:
    make_school("Basisschool De Meander", wijk=Wijk.objects.get(slug="poelenburg"))
    make_person("Noor", "Visser", roles=("artist",), disciplines=["visual"])

    def listed(query: str) -> list[str]:
        return [partner.name for partner in as_bureau.get(f"/netwerk/?{query}").context["partners"]]

    assert listed("") == ["Bilal Amrani", "Basisschool De Meander", "Noor Visser"]
    assert listed("q=meand") == listed("kind=organisation") == listed("roles=school") == ["Basisschool De Meander"]
    assert listed("wijken=poelenburg") == ["Basisschool De Meander"]
    assert listed("disciplines=visual") == ["Noor Visser"]
    assert listed("roles=onzin&kind=&wijken=nergens") == listed("")
    assert "Bedoel je misschien" in text(as_bureau.get("/netwerk/?q=meender"))


@pytest.mark.parametrize(
    "query", ["q=%00", "q=😀", "na=x", "na=99999999999999999999", "voor=0", "wijken=%00", "roles=" + "x" * 5000]
)
def test_odd_filters_do_no_harm(as_bureau: Client, query: str) -> None:
    assert as_bureau.get(f"/netwerk/?{query}").status_code == 200


def test_list_pages_both_ways(cast: Cast, as_bureau: Client) -> None:
    for number in range(120):
        make_organisation(f"Koor {number:03d}")
    seen, url = [], "?kind=organisation"
    while url:
        page = as_bureau.get(f"/netwerk/{url}").context
        seen.append([partner.name for partner in page["partners"]])
        url, back = page["older"], page["newer"]
    assert [len(page) for page in seen] == [50, 50, 20]
    assert [name for page in seen for name in page] == [f"Koor {number:03d}" for number in range(120)]
    previous = as_bureau.get(f"/netwerk/{back}").context
    assert [partner.name for partner in previous["partners"]] == seen[1]


def test_fragment_is_the_list_alone(as_bureau: Client) -> None:
    assert "<html" not in text(as_bureau.get("/netwerk/", headers=HTMX))


def test_partner_page_answers_who_this_is(cast: Cast, as_bureau: Client) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    board = make_organisation("Zaan Primair", roles=("school_board",))
    school = make_school("De Oceaan", wijk=wijk, pupils=345)
    school.school.board = board
    school.school.save()
    WijkAccount.objects.create(wijk=wijk, user=cast.expert, started_on=date(2024, 1, 1))
    person = make_person("Lieke", "Smit")
    affiliations.affiliate(partner=person, organisation=school, kind="contact", function="icc'er", by=None)
    page = text(as_bureau.get(school.get_absolute_url()))
    for words in (
        "De Oceaan",
        "Schoolstraat 1",
        "1506 EK Zaandam",
        "Poelenburg",
        cast.expert.name,
        "345",
        "Zaan Primair",
        "Lieke Smit",
    ):
        assert words in page
    assert "contactpersoon van" in text(as_bureau.get(person.get_absolute_url()))
    assert "De Oceaan" in text(as_bureau.get(board.get_absolute_url()))


def test_what_misses_for_an_agreement_leads_to_the_field(cast: Cast, as_bureau: Client) -> None:
    maker = make_person("Noor", "Visser", roles=("teacher",))
    page = text(as_bureau.get(maker.get_absolute_url()))
    assert f'Mist <a href="/netwerk/partners/{maker.pk}/wijzigen/#id_street">adres</a>' in page
    assert "voor een overeenkomst" not in text(as_bureau.get(make_teacher().get_absolute_url()))
    assert "voor een overeenkomst" not in text(as_bureau.get(make_organisation().get_absolute_url()))
    assert "wijzigen" not in text(browser(cast.finance).get(maker.get_absolute_url()))


def test_iban_is_for_who_pays_or_draws_up_agreements(cast: Cast) -> None:
    maker = make_teacher()
    shown = {
        user: "NL91 ABNA" in text(browser(user).get(maker.get_absolute_url()))
        for user in (cast.finance, cast.bureau, cast.expert, cast.reception)
    }
    assert list(shown.values()) == [True, True, False, False]


def test_amounts_are_for_who_may_see_them(cast: Cast) -> None:
    make_entry(cast.bilal_partner, title="Factuur 2026-0001", kind="invoice", amount_cents=12_500)
    url = cast.bilal_partner.get_absolute_url()
    assert "€ 125,00" in text(browser(cast.finance).get(url))
    assert "€ 125,00" not in text(browser(cast.reception).get(url))
    assert "€ 125,00" not in text(browser(cast.reception).get(f"{url}tijdlijn/"))


def test_timeline_pages_and_filters(cast: Cast, as_bureau: Client) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(60):
        kind = "booking" if number % 2 else "contact"
        make_entry(cast.bilal_partner, title=f"Regel {number}", kind=kind, at=start + timedelta(hours=number // 3))
    url, seen = f"{cast.bilal_partner.get_absolute_url()}tijdlijn/", []
    older = "?"
    while older:
        page = as_bureau.get(f"{url}{older}", headers=HTMX).context
        seen += [line.title for line in page["lines"]]
        older = page["older"]
    assert seen == [f"Regel {number}" for number in range(59, -1, -1)]
    only = as_bureau.get(f"{url}?soort=booking").context["lines"]
    assert {line.entry.kind for line in only} == {"booking"}


@pytest.mark.parametrize("query", ["soort=onzin", "voor=x", "voor=99999999999999999999999", "voor=0", "soort=%00"])
def test_odd_timeline_addresses_do_no_harm(cast: Cast, as_bureau: Client, query: str) -> None:
    assert as_bureau.get(f"{cast.bilal_partner.get_absolute_url()}tijdlijn/?{query}").status_code == 200


def test_cultuurmaker_is_added(cast: Cast, as_bureau: Client) -> None:
    response = as_bureau.post("/netwerk/partners/nieuw/", PERSON)
    partner = Partner.objects.get(name="Sanne van der Berg")
    assert (response.status_code, response.headers["Location"]) == (303, partner.get_absolute_url())
    assert partner.addresses.get().city == "Zaandam"
    assert "staat in het netwerk" in text(as_bureau.get(partner.get_absolute_url()))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("family_name", "", "verplicht"),
        ("btw", "NL123456782B01", "burgerservicenummer"),
        ("btw", "123456782", "burgerservicenummer"),
        ("kvk", "123456782", "burgerservicenummer"),
        ("iban", "123456782", "burgerservicenummer"),
        ("phone", "123456782", "burgerservicenummer"),
        ("iban", "NL92ABNA0417164300", "tikfout"),
        ("kvk", "12", "8 cijfers"),
        ("postcode", "15", "zoals 1506 EK"),
        ("street", "", "het hele adres"),
        ("house_number", "0", "1"),
        ("house_number", "9" * 40, "99999"),
        ("email", "geen mail", "e-mailadres"),
        ("website", "javascript:alert(1)", "URL"),
        ("roles", "koning", "koning"),
        ("family_name", "x" * 121, "120"),
        ("given_name", "a\x00b", "Null"),
        ("vat_status", "onzin", "onzin"),
    ],
)
def test_what_does_not_hold_gets_a_sentence(as_bureau: Client, field: str, typed: str, sentence: str) -> None:
    response = as_bureau.post("/netwerk/partners/nieuw/", {**PERSON, field: typed})
    assert response.status_code == 422
    assert sentence.lower() in " ".join(response.context["form"].errors[field]).lower()
    assert "sanne@voorbeeld.test" in text(response) or field == "email"


@pytest.mark.parametrize("typed", ["😀 <script>alert(1)</script>", "مرحبا بالعالم", "\u202eomgekeerd"])
def test_any_script_is_a_name(as_bureau: Client, typed: str) -> None:
    response = as_bureau.post("/netwerk/partners/nieuw/?soort=persoon", {**PERSON, "family_name": typed})
    assert response.status_code == 303
    page = as_bureau.get(response.headers["Location"])
    assert "<script>alert" not in text(page)


def test_duplicate_is_shown_and_may_be_added(cast: Cast, as_bureau: Client) -> None:
    as_bureau.post("/netwerk/partners/nieuw/", PERSON)
    again = {**PERSON, "btw": "", "given_name": "S."}
    response = as_bureau.post("/netwerk/partners/nieuw/", again)
    assert response.status_code == 422
    assert "Kennen we deze partner al?" in text(response)
    assert "hetzelfde e-mailadres" in text(response)
    assert as_bureau.post("/netwerk/partners/nieuw/", {**again, "despite_duplicates": "1"}).status_code == 303


def test_organisation_is_added(as_bureau: Client) -> None:
    response = as_bureau.post(
        "/netwerk/partners/nieuw/?soort=organisatie",
        {"name": "Koor", "vat_status": "exempt", "brin": "", "btw": "NL810433941B01", "roles": ["amateur_association"]},
    )
    assert response.status_code == 303
    assert Partner.objects.get(name="Koor").kind == "organisation"


def test_unknown_bank_is_asked_after(as_bureau: Client) -> None:
    response = as_bureau.post("/netwerk/partners/nieuw/", {**PERSON, "iban": "NL13 TEST 0123 4567 89"}, follow=True)
    assert "We kennen de bank TEST niet" in text(response)


def test_partner_is_changed(cast: Cast, as_bureau: Client) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}wijzigen/"
    assert "Amrani" in text(as_bureau.get(url))
    response = as_bureau.post(url, {**PERSON, "given_name": "Bilal", "infix": "", "family_name": "Amrani"})
    cast.bilal_partner.refresh_from_db()
    assert (response.status_code, cast.bilal_partner.vat_status) == (303, "liable")


def test_form_shows_what_we_know_and_saves_it_unchanged(as_bureau: Client) -> None:
    as_bureau.post("/netwerk/partners/nieuw/", PERSON)
    partner = Partner.objects.get(name="Sanne van der Berg")
    form = as_bureau.get(f"{partner.get_absolute_url()}wijzigen/").context["form"]
    same = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    same["wijk"] = same["wijk"].pk
    assert as_bureau.post(f"{partner.get_absolute_url()}wijzigen/", same).status_code == 303
    assert TimelineEntry.objects.filter(partner=partner).count() == 1


def test_change_that_the_domain_refuses_lands_on_its_field(cast: Cast, as_bureau: Client) -> None:
    as_bureau.post("/netwerk/partners/nieuw/", PERSON)
    response = as_bureau.post(f"{cast.bilal_partner.get_absolute_url()}wijzigen/", {**PERSON, "family_name": "Anders"})
    assert response.status_code == 422
    assert response.context["form"].errors["btw"] == ["Dit nummer staat al bij een andere partner."]
    assert "Bilal Amrani" in text(response)


def test_contact_moment_is_noted(cast: Cast, as_bureau: Client) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}contact/"
    today = timezone.localdate().isoformat()
    response = as_bureau.post(url, {"kind": "phone", "occurred_on": today, "summary": "Belt terug."})
    assert response.status_code == 303
    assert ContactMoment.objects.get().noted_by == cast.bureau
    assert "Belt terug." in text(as_bureau.get(cast.bilal_partner.get_absolute_url()))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": ""}, "summary"),
        ({"summary": "x" * 5001}, "summary"),
        ({"occurred_on": "2999-01-01"}, "occurred_on"),
        ({"occurred_on": "morgen"}, "occurred_on"),
        ({"kind": "duif"}, "kind"),
        ({"summary": "a\x00"}, "summary"),
    ],
)
def test_contact_moment_that_cannot_be_gets_a_sentence(
    cast: Cast, as_bureau: Client, change: dict[str, str], field: str
) -> None:
    values = {"kind": "phone", "occurred_on": "2026-01-05", "summary": "Gebeld.", **change}
    response = as_bureau.post(f"{cast.bilal_partner.get_absolute_url()}contact/", values)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_contact_moment_in_the_future_is_refused(cast: Cast, as_bureau: Client) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = as_bureau.post(
        f"{cast.bilal_partner.get_absolute_url()}contact/", {"kind": "visit", "occurred_on": tomorrow, "summary": "x"}
    )
    assert response.context["form"].errors["occurred_on"] == [
        "Dit moment moet nog komen. Noteer het als het geweest is."
    ]


def test_accounthouder_is_appointed_by_the_projectbureau(cast: Cast, as_bureau: Client) -> None:
    url = "/netwerk/wijken/poelenburg/accounthouder/"
    values = {"user": cast.expert.pk, "from_day": "2026-09-01", "is_primary": "on"}
    assert browser(cast.expert).post(url, values).status_code == 403
    assert as_bureau.post(url, values).status_code == 303
    assert cast.expert.name in text(as_bureau.get("/netwerk/wijken/"))
    again = as_bureau.post(url, values)
    assert (again.status_code, list(again.context["appoint_form"].errors)) == (422, ["user"])
    assert as_bureau.post(url, {"user": cast.bilal.pk, "from_day": "nooit"}).status_code == 422


def test_wijk_shows_schools_partners_and_figures(cast: Cast, as_bureau: Client) -> None:
    wijk = Wijk.objects.get(slug="poelenburg")
    make_school("De Oceaan", wijk=wijk, pupils=345)
    make_teacher("Sanne").addresses.update(wijk=wijk)
    page = as_bureau.get("/netwerk/wijken/poelenburg/")
    assert (page.context["facts"].pupils, page.context["facts"].roles) == (345, {"school": 1, "teacher": 1})
    assert "8.665" in text(page)
    assert as_bureau.get("/netwerk/wijken/nergens/").status_code == 404


def test_suggestions_follow_what_is_typed(cast: Cast, as_bureau: Client) -> None:
    make_school("De Oceaan")
    answer = text(as_bureau.get("/netwerk/partners/opties/?field=partner&partner=oceaan"))
    school = Partner.objects.get(name="De Oceaan")
    assert f'<option value="De Oceaan · {school.pk}">school · Zaandam</option>' in answer
    assert "De Oceaan" not in text(as_bureau.get("/netwerk/partners/opties/?field=q&q=oceaan&role=teacher"))
    assert text(as_bureau.get("/netwerk/partners/opties/?field=q&q=%00")) == ""


def fill_list(cast: Cast) -> None:
    make_teacher("Noor").addresses.update(wijk=Wijk.objects.get(slug="poelenburg"))
    make_school(wijk=Wijk.objects.get(slug="poelenburg"))


def fill_timeline(cast: Cast) -> None:
    make_entry(cast.bilal_partner, by=make_user("", Role.EXPERT))
    affiliations.affiliate(partner=cast.bilal_partner, organisation=make_organisation(), kind="member", by=None)


def fill_wijken(cast: Cast) -> None:
    WijkAccount.objects.create(wijk=make_wijk(), user=make_user("", Role.EXPERT), started_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("path", "fill"),
    [
        ("/netwerk/", fill_list),
        ("/netwerk/wijken/", fill_wijken),
        ("/netwerk/wijken/poelenburg/", fill_list),
        ("partner", fill_timeline),
        ("/netwerk/partners/opties/?field=q&q=bakker", fill_list),
    ],
)
def test_thirty_rows_ask_no_more_questions_than_one(
    cast: Cast, as_bureau: Client, path: str, fill: Callable[[Cast], None]
) -> None:
    url = cast.bilal_partner.get_absolute_url() if path == "partner" else path

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(url).status_code == 200
        return len(asked)

    fill(cast)
    questions()
    few = questions()
    for _ in range(29):
        fill(cast)
    assert questions() <= few
