"""The partner page for each role: every field that one may see, and none that one may not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fluxus.periods import dutch_date
from network.domain import affiliations, moments, roles, tasks
from network.enums import Role
from network.models import DuplicatePair, Membership, Merge, Partner
from tests.cast import Cast
from tests.factories.network import (
    make_entry,
    make_moment,
    make_organisation,
    make_person,
    make_teacher,
    make_user,
)

pytestmark = pytest.mark.django_db

EVERYBODY = ("admin", "bureau", "expert", "finance", "marketing", "reception")
SEEN_BY = {
    "name": ("Noor Visser", EVERYBODY),
    "phone": ("tel:+31612345678", EVERYBODY),
    "e-mail": ("mailto:docent", EVERYBODY),
    "address": ("Westzijde 148", EVERYBODY),
    "role": ("docent", EVERYBODY),
    "iban": ("NL91 ABNA", ("admin", "bureau", "finance")),
    "btw status": ("Btw-status", ("admin", "bureau", "expert", "finance")),
    "kvk": ("KvK-nummer", ("admin", "bureau", "expert", "finance")),
    "amount": ("€ 125,00", ("admin", "bureau", "finance")),
    "link to the invoice": ('href="/facturen/2026-0001/"', ("admin", "bureau", "finance")),
    "booking line": ("Studio 3 geboekt", EVERYBODY),
    "open note": ("Open gesprek", ("admin", "bureau", "expert", "finance")),
    "team note": ("Teamgesprek", ("admin", "bureau", "expert")),
    "personal note": ("Geheim gesprek", ("admin", "expert")),
    "task": ("Terugbellen", EVERYBODY),
    "task after a note": ("Vervolg doen", ("admin", "bureau", "expert")),
    "form for a note": ('id="noteer"', ("admin", "bureau", "expert", "finance")),
    "last contact": ("Laatste contact", ("admin", "bureau", "expert", "finance")),
    "way to edit": ("/wijzigen/", ("admin", "bureau", "expert")),
    "way to tie": ("/verbindingen/nieuw/", ("admin", "bureau", "expert")),
    "way to a task": ("/werk/taken/nieuw/?partner=", EVERYBODY),
    "way to invite": ("Geef toegang tot het portaal", ("admin", "bureau")),
    "lookalike": ("Lijkt dubbel met", ("admin", "bureau", "expert")),
    "way to merge": ("Vergelijk en voeg samen", ("admin", "bureau")),
    "label form": ("Label erbij", ("admin", "bureau", "expert", "finance", "marketing")),
}


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def maker(cast: Cast) -> Partner:
    """A docent of whom there is something of every kind to see."""
    partner = make_teacher("Noor", "Visser")
    twin = make_teacher("Noor", "Visscher")
    DuplicatePair.objects.create(first=partner, second=twin, score=80, reasons=[["dezelfde telefoon", 35]])
    make_entry(partner, title="Factuur 2026-0001", kind="invoice", amount_cents=12_500, path="/facturen/2026-0001/")
    make_entry(partner, title="Studio 3 geboekt", kind="booking")
    for level, summary in (("open", "Open gesprek"), ("team", "Teamgesprek"), ("personal", "Geheim gesprek")):
        said = {"partners": [partner], "kind": "meeting", "summary": summary, "confidentiality": level}
        moment = moments.note(by=cast.expert, occurred_at=timezone.now(), **said)
        if level == "team":
            follow_up = {"title": "Vervolg doen", "team": Role.PROJECTBUREAU}
            tasks.add(by=cast.expert, partner=partner, moment=moment, **follow_up)
    tasks.add(title="Terugbellen", by=cast.reception, partner=partner, team=Role.EXPERT)
    return partner


@pytest.mark.parametrize("field", SEEN_BY)
def test_field_is_seen_by_who_needs_it(cast: Cast, maker: Partner, field: str) -> None:
    words, readers = SEEN_BY[field]
    shown = [name for name in EVERYBODY if words in text(browser(getattr(cast, name)).get(maker.get_absolute_url()))]
    assert shown == list(readers)


def test_partner_and_stranger_do_not_see_the_page(cast: Cast, maker: Partner) -> None:
    for url in (maker.get_absolute_url(), cast.bilal_partner.get_absolute_url()):
        assert [browser(user).get(url).status_code for user in (cast.bilal, cast.stranger)] == [404, 404]
        assert Client().get(url).status_code == 302


def test_timeline_alone_shows_no_more_than_the_page(cast: Cast, maker: Partner) -> None:
    page = text(browser(cast.reception).get(f"{maker.get_absolute_url()}tijdlijn/"))
    assert "Studio 3 geboekt" in page
    for words in ("gesprek", "€ 125,00", "Vervolg doen", "soort=contact"):
        assert words not in page


def test_expert_edits_without_the_iban_which_stays(cast: Cast, maker: Partner) -> None:
    url = f"{maker.get_absolute_url()}wijzigen/"
    expert = browser(cast.expert)
    page = expert.get(url)
    assert "iban" not in page.context["form"].fields
    assert "NL91" not in text(page)
    values = {"given_name": "Noor", "family_name": "Visser", "vat_status": "exempt", "iban": "NL13TEST0123456789"}
    assert expert.post(url, {**values, "roles": ["teacher"]}).status_code == 303
    assert maker.identifiers.get(kind="iban").value == "NL91ABNA0417164300"
    maker.refresh_from_db()
    assert maker.vat_status == "exempt"


def test_expert_is_told_that_the_iban_misses_without_a_way_to_it(cast: Cast) -> None:
    maker = make_person("Noor", "Visser", roles=("teacher",))
    assert "#id_iban" not in text(browser(cast.expert).get(maker.get_absolute_url()))
    assert "#id_iban" in text(browser(cast.bureau).get(maker.get_absolute_url()))
    for colleague in (cast.marketing, cast.reception):
        assert "voor een overeenkomst" not in text(browser(colleague).get(maker.get_absolute_url()))


def test_initials_and_address_are_said_in_the_form(cast: Cast, as_bureau: Client) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}wijzigen/"
    values = {"given_name": "Bilal", "family_name": "Amrani", "vat_status": "unknown"}
    assert as_bureau.post(url, {**values, "initials": "B.A.", "gender": "man"}).status_code == 303
    cast.bilal_partner.refresh_from_db()
    assert (cast.bilal_partner.initials, cast.bilal_partner.gender) == ("B.A.", "man")
    assert as_bureau.post(url, {**values, "gender": "koning"}).status_code == 422
    assert "initials" not in as_bureau.get("/netwerk/partners/nieuw/?soort=organisatie").context["form"].fields


def test_ties_show_who_holds_first_and_what_is_over_apart(cast: Cast, as_bureau: Client) -> None:
    school = make_organisation("De Oceaan")
    today = timezone.localdate()
    past = affiliations.affiliate(partner=make_person(), organisation=school, kind="contact", by=cast.bureau)
    affiliations.end(affiliation=past, on=today, by=cast.bureau)
    leaving = affiliations.affiliate(partner=make_person(), organisation=school, kind="contact", by=cast.bureau)
    affiliations.end(affiliation=leaving, on=today + timedelta(days=1), by=cast.bureau)
    first = affiliations.affiliate(
        partner=make_teacher(), organisation=school, kind="works_at", function="directeur", is_primary=True, by=None
    )
    board = affiliations.affiliate(partner=school, organisation=make_organisation(), kind="part_of", by=None)
    context = as_bureau.get(school.get_absolute_url()).context
    shown = {key: [tie.link for tie in context[key]] for key in ("people", "elsewhere", "past_ties")}
    assert shown == {"people": [first, leaving], "elsewhere": [board], "past_ties": [past]}
    assert (context["people"][0].words, context["people"][1].words) == ("directeur", "contactpersoon van")
    assert "tel:+31612345678" in text(as_bureau.get(school.get_absolute_url()))


def test_merge_leaves_a_note_and_the_old_address_leads_on(cast: Cast, as_bureau: Client) -> None:
    values = {"winner": cast.bilal_partner, "loser_key": 987, "loser_name": "B. Amrani", "record": {}}
    Merge.objects.create(merged_by=cast.bureau, **values)
    assert "Hierin ging op:" in text(as_bureau.get(cast.bilal_partner.get_absolute_url()))
    old = as_bureau.get("/netwerk/partners/987/")
    assert (old.status_code, old.headers["Location"]) == (303, cast.bilal_partner.get_absolute_url())
    assert "is samengevoegd met Bilal Amrani" in text(as_bureau.get("/netwerk/partners/987/", follow=True))
    assert as_bureau.get("/netwerk/partners/988/").status_code == 404
    assert "Hierin ging op" not in text(browser(cast.expert).get(cast.bilal_partner.get_absolute_url()))


def test_invitation_starts_with_what_we_know(cast: Cast, as_bureau: Client) -> None:
    maker = make_teacher("Noor", "Visser")
    form = as_bureau.get(f"/netwerk/toegang/?partner={maker.pk}").context["form"]
    assert (form.initial["partner"], form.initial["name"]) == (maker, "Noor Visser")
    choir = make_organisation("Koor")
    assert as_bureau.get(f"/netwerk/toegang/?partner={choir.pk}").context["form"].initial["name"] == ""
    assert as_bureau.get("/netwerk/toegang/?partner=onzin").context["form"].initial == {}
    Membership.objects.create(user=make_user("Truus"), partner=choir, started_on=date(2024, 1, 1))
    page = text(as_bureau.get(choir.get_absolute_url()))
    assert "Truus" in page
    assert "Nog iemand toegang geven" in page


def test_thirty_lines_and_tasks_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client) -> None:
    partner = make_teacher()

    def fill() -> None:
        colleague = make_user("", Role.EXPERT)
        make_moment(partner, colleague)
        make_entry(partner, by=colleague)
        tasks.add(title="Bel", by=colleague, assigned_to=colleague, partner=partner)
        twin = make_teacher()
        DuplicatePair.objects.create(first=partner, second=twin, score=60, reasons=[])

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(partner.get_absolute_url()).status_code == 200
        return len(asked)

    fill()
    questions()
    few = questions()
    for _ in range(29):
        fill()
    assert questions() == few


def test_what_begins_on_a_coming_day_is_not_said_of_today(cast: Cast) -> None:
    person, tomorrow = make_person("Ank", "Bos"), timezone.localdate() + timedelta(days=1)
    roles.assign(partner=person, role="artist", from_day=tomorrow, by=cast.bureau)
    affiliations.affiliate(
        partner=person, organisation=make_organisation("Koor"), kind="works_at", from_day=tomorrow, by=cast.bureau
    )
    page = text(browser(cast.reception).get(person.get_absolute_url()))
    lead = page.partition('<p class="lead">')[2].partition("</p>")[0]
    assert lead == "Persoon zonder rol"
    assert page.count(f"vanaf {dutch_date(tomorrow)}") == 2
