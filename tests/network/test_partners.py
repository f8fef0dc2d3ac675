"""Adding and changing partners: one transaction, checked numbers, a line on the timeline."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from fluxus.errors import Refusal
from network.domain import partners
from network.domain.details import AddressLines
from network.enums import IdentifierKind, PartnerKind, PartnerRole
from network.models import Identifier, Partner, TimelineEntry, Wijk
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 7)
HOUSE = AddressLines(street="Westzijde", house_number=148, suffix="A", postcode="1501 tx", city="Zaandam")


def sanne(cast: Cast, **details: Any) -> Partner:
    values = {
        "given_name": "Sanne",
        "infix": "van der",
        "family_name": "Berg",
        "by": cast.bureau,
        "today": TODAY,
        **details,
    }
    return partners.add_person(**values)


def titles(partner: Partner) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


def test_person_is_added_with_everything(cast: Cast) -> None:
    partner = sanne(
        cast,
        roles=[PartnerRole.TEACHER, PartnerRole.ARTIST],
        disciplines=["visual", "music"],
        vat_status="liable",
        email="Sanne@Voorbeeld.test ",
        phone="06 12345678",
        website="https://voorbeeld.test",
        address=HOUSE,
        identifiers={"kvk": "1234567", "btw": "nl002455799b11", "iban": "nl91 abna 0417 1643 00"},
    )
    partner.refresh_from_db()
    assert (partner.kind, partner.name, partner.sort_name) == (
        PartnerKind.PERSON,
        "Sanne van der Berg",
        "Berg, Sanne van der",
    )
    assert partner.disciplines == ["music", "visual"]
    assert [row.address for row in partner.emails.all()] == ["sanne@voorbeeld.test"]
    assert [(row.number, row.e164) for row in partner.phones.all()] == [("06 12345678", "+31612345678")]
    assert {row.kind: row.value for row in partner.identifiers.all()} == {
        "kvk": "01234567",
        "btw": "NL002455799B11",
        "iban": "NL91ABNA0417164300",
    }
    assert {(row.role, row.started_on) for row in partner.role_assignments.all()} == {
        ("teacher", TODAY),
        ("artist", TODAY),
    }
    assert titles(partner) == ["Toegevoegd aan het netwerk"]


def test_address_finds_its_wijk_by_postcode(cast: Cast) -> None:
    address = sanne(cast, address=HOUSE).addresses.get()
    assert (address.postcode, address.wijk.name, str(address)) == (
        "1501TX",
        "Zaandam Zuid",
        "Westzijde 148-A, 1501 TX Zaandam",
    )


def test_address_in_a_postcode_of_more_wijken_has_none(cast: Cast) -> None:
    lines = AddressLines(street="Kerkstraat", house_number=1, postcode="1506AA", city="Zaandam")
    assert sanne(cast, address=lines).addresses.get().wijk is None


def test_wijk_chosen_by_hand_stays_while_the_address_stays(cast: Cast) -> None:
    west = Wijk.objects.get(name="Zaandam West")
    lines = AddressLines(street="Kerkstraat", house_number=1, postcode="1506AA", city="Zaandam", wijk=west)
    partner = sanne(cast, address=lines)
    again = AddressLines(street="Kerkstraat", house_number=1, postcode="1506AA", city="Zaandam")
    partners.change_person(
        partner=partner,
        given_name="Sanne",
        infix="van der",
        family_name="Berg",
        by=cast.bureau,
        today=TODAY,
        address=again,
    )
    assert partner.addresses.get().wijk == west


def test_search_text_holds_name_place_role_and_numbers(cast: Cast) -> None:
    partner = sanne(cast, roles=["teacher"], phone="0612345678", address=HOUSE, identifiers={"kvk": "12345678"})
    assert partner.search_text == (
        "sanne van der berg 1501tx zaandam westzijde 148a zaandam zuid docent 31612345678 0612345678 12345678"
    )


def test_organisation_is_added(cast: Cast) -> None:
    partner = partners.add_organisation(
        name="  Koor  De Stroom ", roles=["amateur_association"], by=cast.bureau, today=TODAY
    )
    assert (partner.kind, partner.name, partner.sort_name) == (
        PartnerKind.ORGANISATION,
        "Koor De Stroom",
        "Koor De Stroom",
    )


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"family_name": " \u200b "}, "family_name"),
        ({"identifiers": {"kvk": "12"}}, "kvk"),
        ({"identifiers": {"btw": "NL123456782B01"}}, "btw"),
        ({"identifiers": {"iban": "123456782"}}, "iban"),
        ({"phone": "12"}, "phone"),
        ({"address": AddressLines(street="X", house_number=0, postcode="1506EK", city="Zaandam")}, "house_number"),
        ({"address": AddressLines(street="X", house_number=1, postcode="1", city="Zaandam")}, "postcode"),
        ({"roles": ["koning"]}, "roles"),
    ],
)
def test_what_does_not_hold_is_refused_and_leaves_nothing(cast: Cast, details: dict[str, Any], field: str) -> None:
    before = Partner.objects.count()
    with pytest.raises(Refusal) as refused:
        sanne(cast, **details)
    assert refused.value.field == field
    assert (Partner.objects.count(), TimelineEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("details", [{"website": "geen adres"}, {"vat_status": "onzin"}, {"disciplines": ["onzin"]}])
def test_values_outside_the_choices_are_refused(cast: Cast, details: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sanne(cast, **details)


def test_number_of_somebody_else_is_refused_by_the_database(cast: Cast) -> None:
    sanne(cast, identifiers={"btw": "NL002455799B11"})
    with pytest.raises(Refusal) as refused:
        sanne(cast, identifiers={"btw": "NL002455799B11"}, despite_duplicates=True)
    assert (refused.value.field, refused.value.sentence) == ("btw", "Dit nummer staat al bij een andere partner.")


@pytest.mark.parametrize(
    ("known", "new", "reason"),
    [
        ({"email": "info@school.test"}, {"email": "INFO@school.test"}, "hetzelfde e-mailadres"),
        ({"phone": "06 12345678"}, {"phone": "+31 6 1234 5678"}, "hetzelfde telefoonnummer"),
        ({"identifiers": {"kvk": "12345678"}}, {"identifiers": {"kvk": "12345678"}}, "hetzelfde KvK-nummer"),
        (
            {"identifiers": {"iban": "NL91ABNA0417164300"}},
            {"identifiers": {"iban": "nl91abna0417164300"}},
            "dezelfde IBAN",
        ),
        ({"address": HOUSE}, {"address": HOUSE}, "zelfde postcode en huisnummer"),
    ],
)
def test_who_looks_like_somebody_is_shown_first(
    cast: Cast, known: dict[str, Any], new: dict[str, Any], reason: str
) -> None:
    present = sanne(cast, **known)
    with pytest.raises(Refusal) as refused:
        sanne(cast, **new)
    candidate = refused.value.extra["duplicates"][0]
    assert (refused.value.code, candidate.partner, candidate.reasons) == (
        "duplicate",
        present,
        (reason, "dezelfde naam"),
    )
    assert sanne(cast, despite_duplicates=True, **new).pk != present.pk


def test_namesake_elsewhere_is_no_duplicate(cast: Cast) -> None:
    sanne(cast, address=HOUSE)
    elsewhere = AddressLines(street="Dorpsstraat", house_number=1, postcode="1566AA", city="Assendelft")
    assert sanne(cast, address=elsewhere).name == "Sanne van der Berg"


def test_change_tells_what_changed(cast: Cast) -> None:
    partner = sanne(cast, roles=["teacher"], email="a@voorbeeld.test", identifiers={"kvk": "12345678"})
    partners.change_person(
        partner=partner,
        given_name="Sanne",
        family_name="Smit",
        by=cast.bureau,
        today=TODAY,
        email="b@voorbeeld.test",
        phone="0612345678",
        address=HOUSE,
        roles=["artist"],
        identifiers={"kvk": "", "iban": "NL91ABNA0417164300"},
    )
    partner.refresh_from_db()
    assert (partner.name, partner.sort_name) == ("Sanne Smit", "Smit, Sanne")
    assert {row.kind for row in partner.identifiers.all()} == {IdentifierKind.IBAN}
    assert titles(partner)[1] == "Gewijzigd: naam, e-mailadres, telefoonnummer, adres, KvK-nummer, IBAN, rollen"


def test_same_again_changes_nothing(cast: Cast) -> None:
    details: dict[str, Any] = {"roles": ["teacher"], "email": "a@b.test", "phone": "0612345678", "address": HOUSE}
    partner = sanne(cast, **details)
    partners.change_person(
        partner=partner, given_name="Sanne", infix="van der", family_name="Berg", by=cast.bureau, today=TODAY, **details
    )
    assert titles(partner) == ["Toegevoegd aan het netwerk"]


def test_what_is_left_out_stays_and_empty_clears(cast: Cast) -> None:
    partner = partners.add_organisation(
        name="Koor", email="a@b.test", phone="0612345678", address=HOUSE, by=None, today=TODAY
    )
    partners.change_organisation(partner=partner, name="Koor", by=None, today=TODAY)
    assert (partner.emails.count(), partner.phones.count(), partner.addresses.count()) == (1, 1, 1)
    partners.change_organisation(partner=partner, name="Koor", email="", phone="", address=None, by=None, today=TODAY)
    assert (partner.emails.count(), partner.phones.count(), partner.addresses.count()) == (0, 0, 0)


def test_role_that_is_taken_away_ends_or_never_was(cast: Cast) -> None:
    partner = make_person(roles=("teacher",))
    change: dict[str, Any] = {"given_name": "Sanne", "family_name": partner.family_name, "by": None, "today": TODAY}
    partners.change_person(partner=partner, roles=["artist"], **change)
    partners.change_person(partner=partner, roles=[], **change)
    assert [(row.role, row.ended_on) for row in partner.role_assignments.all()] == [("teacher", TODAY)]


def test_script_in_a_name_is_kept_as_text(cast: Cast) -> None:
    partner = partners.add_organisation(name="<script>alert('😀')</script>\u202e", by=None, today=TODAY)
    assert partner.name == "<script>alert('😀')</script>"


def test_failure_halfway_leaves_nothing(cast: Cast) -> None:
    other = make_organisation()
    Identifier.objects.create(partner=other, kind="brin", value="30AH00")
    with pytest.raises(Refusal):
        partners.add_organisation(
            name="Nieuw", identifiers={"brin": "30AH00"}, by=None, today=TODAY, despite_duplicates=True
        )
    assert Partner.objects.filter(name="Nieuw").count() == 0
