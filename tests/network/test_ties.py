"""What ties a partner: affiliations from both sides, roles with days, and every way to reach him."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import affiliations, partners, reach, roles
from network.domain.details import AddressLines
from network.models import Affiliation, EmailAddress, Partner, PhoneNumber, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person, make_school, make_teacher

pytestmark = pytest.mark.django_db

SPRING, AUTUMN = date(2026, 3, 1), date(2026, 9, 1)
POST = AddressLines(street="Postbus", house_number=12, postcode="1500 AA", city="Zaandam")


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def told(partner: object) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


def tie(cast: Cast, person: Partner | None = None, organisation: Partner | None = None, **values: Any) -> Affiliation:
    return affiliations.affiliate(
        **{
            "partner": person or make_person("Lieke", "Smit"),
            "organisation": organisation or make_organisation("De Oceaan"),
            "kind": "works_at",
            "by": cast.bureau,
            **values,
        }
    )


def test_database_keeps_one_first_to_speak_to(cast: Cast) -> None:
    school = make_organisation()
    tie(cast, organisation=school, is_primary=True)
    with pytest.raises(IntegrityError, match="network_affiliation_one_primary"), transaction.atomic():
        Affiliation.objects.create(partner=make_person(), organisation=school, kind="contact", is_primary=True)


def test_next_first_to_speak_to_takes_the_place_of_the_last(cast: Cast) -> None:
    school = make_organisation("De Oceaan")
    first, second = tie(cast, organisation=school, is_primary=True), tie(cast, make_person("Noor", "Vis"), school)
    affiliations.make_primary(affiliation=second, by=cast.bureau, today=SPRING)
    third = tie(cast, make_person(), school, is_primary=True)
    assert list(Affiliation.objects.filter(is_primary=True)) == [third]
    assert "Noor Vis is nu het eerste aanspreekpunt van De Oceaan" in told(school)
    with pytest.raises(Refusal, match="al het eerste"):
        affiliations.make_primary(affiliation=third, by=cast.bureau, today=SPRING)
    affiliations.end(affiliation=first, on=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="al beëindigd"):
        affiliations.make_primary(affiliation=first, by=cast.bureau, today=AUTUMN)


def test_known_days_are_never_overwritten(cast: Cast) -> None:
    link = tie(cast)
    assert (link.started_on, link.ended_on) == (None, None)
    link = affiliations.change(affiliation=link, by=cast.bureau, function="directeur", started_on=SPRING)
    assert (link.function, link.started_on) == ("directeur", SPRING)
    with pytest.raises(Refusal, match="begin is al bekend: 01-03-2026"):
        affiliations.change(affiliation=link, by=cast.bureau, function="directeur", started_on=AUTUMN)
    link = affiliations.end(affiliation=link, on=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="al beëindigd"):
        affiliations.end(affiliation=link, on=AUTUMN + timedelta(days=9), by=cast.bureau)
    assert Affiliation.objects.get().ended_on == AUTUMN


def test_beginning_lies_before_the_end(cast: Cast) -> None:
    link = affiliations.end(affiliation=tie(cast), on=SPRING, by=cast.bureau)
    with pytest.raises(Refusal, match="voor het einde"):
        affiliations.change(affiliation=link, by=cast.bureau, function="", started_on=AUTUMN)


def test_change_that_changes_nothing_says_nothing(cast: Cast) -> None:
    link = tie(cast, function="icc'er")
    affiliations.change(affiliation=link, by=cast.bureau, function=" icc'er ")
    assert len(told(link.partner)) == 1


def test_tie_that_is_gone_is_refused(cast: Cast) -> None:
    link = tie(cast)
    Affiliation.objects.all().delete()
    with pytest.raises(Refusal, match="er niet meer"):
        affiliations.end(affiliation=link, on=SPRING, by=cast.bureau)


def test_end_of_a_role_stays(cast: Cast) -> None:
    row = roles.assign(partner=make_person(), role="volunteer", from_day=SPRING, by=cast.bureau)
    roles.end(assignment=row, on=AUTUMN, by=cast.bureau)
    with pytest.raises(Refusal, match="al beëindigd"):
        roles.end(assignment=row, on=AUTUMN + timedelta(days=1), by=cast.bureau)


def test_more_than_one_way_of_which_one_is_first(cast: Cast) -> None:
    partner = make_person()
    one = reach.add_email(partner=partner, address=" Een@Voorbeeld.test ", by=cast.bureau)
    two = reach.add_email(partner=partner, address="twee@voorbeeld.test", by=cast.bureau)
    assert [(row.address, row.is_primary) for row in (one, two)] == [
        ("een@voorbeeld.test", True),
        ("twee@voorbeeld.test", False),
    ]
    reach.put_first(row=two, by=cast.bureau)
    reach.put_first(row=two, by=cast.bureau)
    assert list(partner.emails.filter(is_primary=True)) == [two]
    reach.remove(row=two, by=cast.bureau)
    assert [(row.address, row.is_primary) for row in partner.emails.all()] == [("een@voorbeeld.test", True)]
    with pytest.raises(Refusal, match="er niet meer"):
        reach.remove(row=two, by=cast.bureau)
    assert told(partner) == [
        "Gewijzigd: e-mailadres erbij",
        "Gewijzigd: e-mailadres erbij",
        "Gewijzigd: e-mailadres vooraan",
        "Gewijzigd: e-mailadres eraf",
    ]
    partner.refresh_from_db()
    assert "een@" in partner.search_text
    assert "twee@" not in partner.search_text


def test_way_that_is_there_or_cannot_be_is_refused(cast: Cast) -> None:
    partner = make_person()
    reach.add_phone(partner=partner, number="06 12345678", by=cast.bureau)
    with pytest.raises(Refusal, match="staat er al"):
        reach.add_phone(partner=partner, number="+31 6 12 34 56 78", by=cast.bureau)
    with pytest.raises(Refusal):
        reach.add_phone(partner=partner, number="112", by=cast.bureau)
    reach.add_email(partner=partner, address="x@voorbeeld.test", by=cast.bureau)
    with pytest.raises(Refusal, match="staat er al"):
        reach.add_email(partner=partner, address="X@voorbeeld.test", by=cast.bureau)
    with pytest.raises(Refusal, match="zoals naam@"):
        reach.add_email(partner=partner, address="geen mail", by=cast.bureau)


def test_letters_go_elsewhere_until_they_do_not(cast: Cast) -> None:
    partner = make_teacher()
    address = reach.write_post_address(partner=partner, lines=POST, by=cast.bureau)
    assert address is not None
    assert (address.kind, address.postcode, partner.addresses.count()) == ("post", "1500AA", 2)
    reach.write_post_address(partner=partner, lines=POST, by=cast.bureau)
    assert partner.addresses.count() == 2
    reach.write_post_address(partner=partner, lines=None, by=cast.bureau)
    reach.write_post_address(partner=partner, lines=None, by=cast.bureau)
    assert [row.kind for row in partner.addresses.all()] == ["visit"]
    assert told(partner).count("Gewijzigd: postadres eraf") == 1


@pytest.mark.parametrize("path", ["rollen/", "bereiken/", "verbindingen/nieuw/"])
def test_ties_are_changed_by_who_keeps_the_network(cast: Cast, path: str) -> None:
    url = f"{cast.bilal_partner.get_absolute_url()}{path}"
    people = (cast.admin, cast.bureau, cast.expert, cast.finance, cast.marketing, cast.reception, cast.bilal)
    assert [browser(user).get(url).status_code for user in people] == [200, 200, 200, 403, 403, 403, 404]


@pytest.mark.parametrize("path", ["", "bijwerken/", "einde/", "eerste/"])
def test_wrong_person_ends_no_tie(cast: Cast, path: str) -> None:
    url = f"/netwerk/verbindingen/{tie(cast).pk}/{path}"
    assert [
        browser(user).post(url, {"ended_on": "2026-09-01"}).status_code for user in (cast.reception, cast.bilal)
    ] == [
        403,
        404,
    ]
    assert Affiliation.objects.get().ended_on is None


def test_person_is_tied_to_an_organisation_from_either_page(cast: Cast, as_bureau: Client) -> None:
    person, school = make_person("Lieke", "Smit"), make_school("De Oceaan")
    values = {"relation": "to-works_at", "other": "De Oceaan", "function": "directeur", "from_day": "2026-03-01"}
    response = as_bureau.post(f"{person.get_absolute_url()}verbindingen/nieuw/", values)
    assert (response.status_code, response.headers["Location"]) == (303, person.get_absolute_url())
    values = {"relation": "from-contact", "other": "Lieke Smit", "is_primary": "on"}
    assert as_bureau.post(f"{school.get_absolute_url()}verbindingen/nieuw/", values).status_code == 303
    assert list(Affiliation.objects.order_by("pk").values_list("partner", "organisation", "kind", "is_primary")) == [
        (person.pk, school.pk, "works_at", False),
        (person.pk, school.pk, "contact", True),
    ]
    page = text(as_bureau.get(school.get_absolute_url()))
    assert "eerste aanspreekpunt" in page
    assert "directeur" in page
    assert "De Oceaan" in text(as_bureau.get(person.get_absolute_url()))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"other": "Niemand"}, "other"),
        ({"other": ""}, "other"),
        ({"relation": "to-part_of"}, "relation"),
        ({"relation": "from-koning"}, "relation"),
        ({"from_day": "ooit"}, "from_day"),
        ({"function": "x" * 121}, "function"),
        ({"other": "Bilal Amrani"}, "other"),
    ],
)
def test_tie_that_cannot_be_gets_a_sentence(cast: Cast, as_bureau: Client, change: dict[str, str], field: str) -> None:
    make_school("De Oceaan")
    values = {"relation": "to-member", "other": "De Oceaan", "function": "zanger", **change}
    response = as_bureau.post(f"{cast.bilal_partner.get_absolute_url()}verbindingen/nieuw/", values)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert "zanger" in text(response) or field == "function"


def test_tie_is_changed_made_first_and_ended_once(cast: Cast, as_bureau: Client) -> None:
    link = tie(cast)
    url, back = f"/netwerk/verbindingen/{link.pk}/", link.partner.get_absolute_url()
    assert as_bureau.get(f"{url}?next={back}").context["back"] == back
    assert as_bureau.post(f"{url}bijwerken/", {"function": "directeur", "started_on": "2026-03-01"}).status_code == 303
    assert as_bureau.post(f"{url}eerste/", {"next": back}).headers["Location"] == back
    assert as_bureau.post(f"{url}eerste/").status_code == 409
    assert as_bureau.post(f"{url}einde/", {"ended_on": "2026-01-01"}).status_code == 422
    assert as_bureau.post(f"{url}einde/", {"ended_on": "onzin"}).status_code == 422
    assert as_bureau.post(f"{url}einde/", {"ended_on": "2026-09-01"}).status_code == 303
    stale = as_bureau.post(f"{url}einde/", {"ended_on": "2026-10-01"})
    assert stale.status_code == 422
    assert Affiliation.objects.get().ended_on == AUTUMN
    assert as_bureau.get(f"{url}einde/").status_code == 405


def test_role_is_added_and_ended_on_a_day(cast: Cast, as_bureau: Client) -> None:
    partner = make_person(roles=("teacher",))
    url = f"{partner.get_absolute_url()}rollen/"
    assert as_bureau.post(url, {"role": "volunteer", "from_day": "2026-03-01"}).status_code == 303
    assert as_bureau.post(url, {"role": "volunteer"}).status_code == 422
    row = partner.role_assignments.get(role="volunteer")
    end = f"/netwerk/rollen/{row.pk}/einde/"
    assert browser(cast.finance).post(end, {"ended_on": "2026-09-01"}).status_code == 403
    assert as_bureau.post(end, {"ended_on": "2026-01-01"}).status_code == 422
    assert as_bureau.post(end, {"ended_on": "2026-09-01"}).status_code == 303
    assert "al beëindigd" in text(as_bureau.post(end, {"ended_on": "2026-10-01"}))
    row.refresh_from_db()
    assert (row.started_on, row.ended_on) == (SPRING, AUTUMN)


def test_ways_are_added_ordered_and_taken_away(cast: Cast, as_bureau: Client) -> None:
    partner = make_person()
    url = f"{partner.get_absolute_url()}bereiken/"
    assert as_bureau.post(f"{url}mail/", {"address": "een@voorbeeld.test"}).status_code == 303
    assert as_bureau.post(f"{url}mail/", {"address": "een@voorbeeld.test"}).status_code == 422
    assert as_bureau.post(f"{url}telefoon/", {"number": "06 12345678"}).status_code == 303
    assert as_bureau.post(f"{url}telefoon/", {"number": "123456782"}).status_code == 422
    assert as_bureau.post(f"{url}telefoon/", {"number": "06 87654321"}).status_code == 303
    other = PhoneNumber.objects.get(number="06 87654321")
    assert as_bureau.post(f"{url}telefoon/{other.pk}/").status_code == 303
    assert PhoneNumber.objects.get(is_primary=True) == other
    email = EmailAddress.objects.get()
    assert as_bureau.post(f"{url}mail/{email.pk}/", {"remove": "1"}).status_code == 303
    assert "al niet meer" in text(as_bureau.post(f"{url}mail/{email.pk}/", {"remove": "1"}, follow=True))
    assert as_bureau.post(f"{url}duif/{other.pk}/").status_code == 404
    elsewhere = f"{cast.bilal_partner.get_absolute_url()}bereiken/telefoon/{other.pk}/"
    as_bureau.post(elsewhere, {"remove": "1"})
    assert PhoneNumber.objects.count() == 2


def test_postal_address_is_written_and_taken_away(cast: Cast, as_bureau: Client) -> None:
    partner = make_teacher()
    url = f"{partner.get_absolute_url()}bereiken/postadres/"
    values = {"street": "Postbus", "house_number": "12", "postcode": "1501 TX"}
    assert as_bureau.post(url, values).status_code == 303
    assert partner.addresses.get(kind="post").city == "Zaandam"
    assert "Postbus 12" in text(as_bureau.get(partner.get_absolute_url()))
    assert as_bureau.post(url, {**values, "postcode": "15"}).status_code == 422
    assert as_bureau.post(url, {"remove": "1"}).status_code == 303
    assert not partner.addresses.filter(kind="post").exists()


def test_thirty_people_ask_as_many_questions_as_one(cast: Cast, as_bureau: Client) -> None:
    school = make_school()

    def fill() -> None:
        tie(cast, make_teacher(), school, kind="contact")
        affiliations.end(affiliation=tie(cast, make_teacher(), school), on=timezone.localdate(), by=cast.bureau)
        tie(cast, school, make_organisation(), kind="member")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert as_bureau.get(school.get_absolute_url()).status_code == 200
        return len(asked)

    fill()
    questions()
    few = questions()
    for _ in range(17):
        fill()
    assert questions() == few


def ways(partner: Partner) -> list[tuple[str, bool]]:
    rows = [*partner.emails.order_by("-is_primary", "pk"), *partner.phones.order_by("-is_primary", "pk")]
    return [(str(row), row.is_primary) for row in rows]


def test_form_puts_a_known_way_first_and_never_twice(cast: Cast) -> None:
    person = make_person()
    for address in ("een@voorbeeld.test", "twee@voorbeeld.test"):
        reach.add_email(partner=person, address=address, by=cast.bureau)
    for number in ("0612345678", "075 123 45 67"):
        reach.add_phone(partner=person, number=number, by=cast.bureau)
    known = {"given_name": person.given_name, "family_name": person.family_name, "by": cast.bureau, "today": SPRING}
    partners.change_person(partner=person, **known, email="twee@voorbeeld.test", phone="0751234567")
    assert ways(person) == [("twee@voorbeeld.test", True), ("075 123 45 67", True)]


def test_next_way_is_first_when_the_form_takes_the_first_away(cast: Cast) -> None:
    person = make_person()
    for address in ("een@voorbeeld.test", "twee@voorbeeld.test"):
        reach.add_email(partner=person, address=address, by=cast.bureau)
    known = {"given_name": person.given_name, "family_name": person.family_name, "by": cast.bureau, "today": SPRING}
    partners.change_person(partner=person, **known, email="")
    assert ways(person) == [("twee@voorbeeld.test", True)]
    partners.change_person(partner=person, **known, email="")
    assert ways(person) == []
