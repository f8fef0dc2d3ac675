"""The Django admin keeps the rules of the domain, and lists leave safely."""

import pytest
from django.contrib import admin
from django.test import Client

from network.domain import tasks
from network.models import Affiliation, Export, Partner, PhoneNumber, TimelineEntry
from network.resources import PartnerResource, harmless
from tests.cast import Cast
from tests.factories.network import make_entry, make_organisation, make_person, make_teacher

pytestmark = pytest.mark.django_db

NO_ROWS = {
    f"{name}-{count}": "0"
    for name in ("role_assignments", "emails", "phones", "addresses", "identifiers", "affiliations", "tag_links")
    for count in ("TOTAL_FORMS", "INITIAL_FORMS")
}
EXPORTED = {f"{PartnerResource.__name__.lower()}_{name}": "on" for name in PartnerResource.Meta.fields}
SANNE = {
    "kind": "person",
    "given_name": "Sanne",
    "infix": "van der",
    "family_name": "Berg",
    "vat_status": "unknown",
    "gender": "unknown",
    **NO_ROWS,
}


@pytest.fixture
def beheer(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.admin)
    return client


def test_every_model_of_the_network_is_there() -> None:
    listed = {model.__name__ for model in admin.site._registry if model._meta.app_label == "network"}
    assert {
        "Partner",
        "Affiliation",
        "RoleAssignment",
        "Address",
        "EmailAddress",
        "PhoneNumber",
        "Identifier",
    } <= listed
    assert {"SchoolProfile", "Wijk", "WijkAccount", "ContactMoment", "ContactMomentPartner", "TimelineEntry"} <= listed


def test_partner_added_here_gets_name_search_text_and_line(beheer: Client) -> None:
    response = beheer.post(
        "/beheer/network/partner/add/",
        {**SANNE, "phones-TOTAL_FORMS": "1", "phones-0-number": "0612345678", "phones-0-is_primary": "on"},
    )
    partner = Partner.objects.get(name="Sanne van der Berg")
    assert response.status_code == 302
    assert (partner.sort_name, PhoneNumber.objects.get().e164) == ("Berg, Sanne van der", "+31612345678")
    assert "0612345678" in partner.search_text
    assert TimelineEntry.objects.get(partner=partner).title == "Toegevoegd in het beheer"


@pytest.mark.parametrize(
    "rows",
    [
        {"identifiers-TOTAL_FORMS": "1", "identifiers-0-kind": "btw", "identifiers-0-value": "NL123456782B01"},
        {"identifiers-TOTAL_FORMS": "1", "identifiers-0-kind": "kvk", "identifiers-0-value": "123456782"},
        {"phones-TOTAL_FORMS": "1", "phones-0-number": "123456782"},
        {"family_name": ""},
    ],
)
def test_what_the_domain_refuses_is_refused_here(beheer: Client, rows: dict[str, str]) -> None:
    response = beheer.post("/beheer/network/partner/add/", {**SANNE, **rows})
    assert response.status_code == 200
    assert Partner.objects.filter(name__startswith="Sanne").count() == 0


def test_timeline_and_partners_are_not_erased_here(cast: Cast, beheer: Client) -> None:
    entry = make_entry(cast.bilal_partner)
    for path in (f"timelineentry/{entry.pk}/delete/", "timelineentry/add/", f"partner/{cast.bilal_partner.pk}/delete/"):
        assert beheer.get(f"/beheer/network/{path}").status_code == 403
    assert beheer.get(f"/beheer/network/timelineentry/{entry.pk}/change/").status_code == 200


@pytest.mark.parametrize("value", ["=1+1", "+31", "-1", "@sum(a1)", "\tx", " =cmd"])
def test_formula_becomes_text(value: str) -> None:
    assert harmless(value) == f"'{value}"


@pytest.mark.parametrize("value", ["Sanne", "a=b", 12, None, ""])
def test_other_values_stay(value: object) -> None:
    assert harmless(value) == value


def test_list_of_partners_is_safe_to_open(db: None) -> None:
    make_organisation('=HYPERLINK("http://x.test")')
    make_teacher("Bilal", "Amrani")
    rows = PartnerResource().export(Partner.objects.order_by("pk")).dict
    assert rows[0]["naam"] == '\'=HYPERLINK("http://x.test")'
    assert (rows[1]["naam"], rows[1]["rollen"], rows[1]["plaats"]) == ("Bilal Amrani", "docent", "Zaandam")


def test_list_taken_along_here_is_written_down(cast: Cast, beheer: Client) -> None:
    make_teacher()
    response = beheer.post("/beheer/network/partner/export/", {"format": "0", "resource": "", **EXPORTED})
    written = Export.objects.get()
    assert response["Content-Type"].startswith("text/csv")
    assert (written.exported_by, written.rows, written.form) == (cast.admin, 2, "csv")


def test_open_tasks_stand_first(cast: Cast, beheer: Client) -> None:
    done = tasks.add(title="Gedaan", assigned_to=cast.expert, by=cast.bureau)
    tasks.done(task=done, by=cast.expert)
    tasks.add(title="Nog te doen", assigned_to=cast.expert, by=cast.bureau)
    page = beheer.get("/beheer/network/task/").text
    assert page.index("Nog te doen") < page.index("Gedaan</a>")
    late = beheer.get("/beheer/network/task/", {"stand": "done"}).text
    assert "Nog te doen" not in late


def test_renamed_here_brings_its_people_along(beheer: Client) -> None:
    school, person = make_organisation("De Oceaan"), make_person("Noor", "Vis")
    link = Affiliation.objects.create(partner=person, organisation=school, kind="works_at")
    values = {"kind": "organisation", "name": "De Kroosduiker", "vat_status": "unknown", "gender": "unknown", **NO_ROWS}
    assert beheer.post(f"/beheer/network/partner/{school.pk}/change/", values).status_code == 302
    person.refresh_from_db()
    assert "kroosduiker" in person.search_text
    assert beheer.post(f"/beheer/network/affiliation/{link.pk}/delete/", {"post": "yes"}).status_code == 302
    person.refresh_from_db()
    assert "kroosduiker" not in person.search_text


def test_who_is_tied_here_is_found_by_it(beheer: Client) -> None:
    school, person, other = make_organisation("De Kroosduiker"), make_person(), make_person("Ank", "Bos")
    values = {"partner": person.pk, "organisation": school.pk, "kind": "works_at", "function": ""}
    assert beheer.post("/beheer/network/affiliation/add/", values).status_code == 302
    link = Affiliation.objects.get()
    beheer.post(f"/beheer/network/affiliation/{link.pk}/change/", {**values, "partner": other.pk})
    people = {row.pk: "kroosduiker" in row.search_text for row in Partner.objects.filter(kind="person")}
    assert (people[person.pk], people[other.pk]) == (False, True)
    beheer.post(
        "/beheer/network/affiliation/", {"action": "delete_selected", "_selected_action": link.pk, "post": "yes"}
    )
    other.refresh_from_db()
    assert "kroosduiker" not in other.search_text
