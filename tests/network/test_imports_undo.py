"""Taking an import back: everything of it, and nothing of anybody else."""

from typing import Any

import pytest
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain import partners
from network.domain.imports import choosing, running, undoing
from network.enums import ImportStatus, RowOutcome
from network.models import Import, Partner, PartnerTag
from tests.cast import Cast
from tests.factories.network import make_moment
from tests.network.test_imports import carried_out, run, sanne, upload

pytestmark = pytest.mark.django_db
OWN_DATA = ("emails", "phones", "addresses", "identifiers", "role_assignments", "affiliations", "tag_links")


def undone(batch: Import, cast: Cast) -> Import:
    choosing.order_undo(batch=batch, by=cast.bureau, at=timezone.now())
    return running.advance_here(import_id=batch.pk)


def all_of(partner: Partner) -> list[Any]:
    """The partner's row and everything that belongs to him, as it stands in the database."""
    own = Partner.objects.filter(pk=partner.pk).values().get()
    return [own, *(list(getattr(partner, name).order_by("pk").values()) for name in OWN_DATA)]


def test_who_was_added_goes_with_the_organisation_that_came_along(cast: Cast) -> None:
    before = Partner.objects.count()
    batch = carried_out(
        [
            ("Anna", "", "Berg", "anna@koor.nl", "0612345678", "Koor Zaanzang", "zanger"),
            ("Joop", "", "Bos", "joop@bos.nl", "", "Koor Zaanzang", ""),
        ]
    )
    assert Partner.objects.count() == before + 3
    batch = undone(batch, cast)
    assert (batch.status, Partner.objects.count()) == (ImportStatus.UNDONE, before)
    assert list(batch.rows.values_list("is_undone", "undo_refused")) == [(True, ""), (True, "")]


def test_who_was_changed_is_exactly_as_before(cast: Cast) -> None:
    known = sanne(roles=["teacher"], website="https://sanne.nl")
    before = all_of(known)
    headings = (
        "Voornaam",
        "Tussenvoegsel",
        "Achternaam",
        "E-mail",
        "Telefoon",
        "Website",
        "KvK",
        "Straat",
        "Huisnummer",
        "Postcode",
    )
    headings += ("Plaats", "Rol", "Organisatie")
    row = (
        "Sanne",
        "van der",
        "Wit",
        "sanne@voorbeeld.nl",
        "075 1234567",
        "wit.nl",
        "87654321",
        "Zuiddijk",
        "12",
        "1506 EK",
    )
    row += ("Zaandam", "vrijwilliger", "Koor")
    batch = upload([row], headings, label="Zomer")
    Import.objects.filter(pk=batch.pk).update(uploaded_by=cast.bureau)
    batch = run(batch)
    assert batch.rows.get().outcome == RowOutcome.UPDATED
    assert all_of(known) != before
    undone(batch, cast)
    assert all_of(known) == before
    assert known.timeline.order_by("-pk")[0].title == "Import teruggedraaid"


def test_who_was_changed_since_stays_and_is_named(cast: Cast) -> None:
    batch = carried_out(
        [("Anna", "", "Berg", "anna@koor.nl", "", "", ""), ("Joop", "", "Bos", "joop@bos.nl", "", "", "")]
    )
    anna = Partner.objects.get(name="Anna Berg")
    partners.change_person(
        partner=anna,
        given_name="Anna",
        family_name="Berg",
        phone="06 12345678",
        by=cast.bureau,
        today=timezone.localdate(),
    )
    batch = undone(batch, cast)
    assert list(Partner.objects.filter(name__in=["Anna Berg", "Joop Bos"])) == [anna]
    row = batch.rows.get(partner=anna)
    assert (row.is_undone, row.undo_refused) == (False, "sindsdien gewijzigd: telefoon")


def test_who_is_in_use_stays(cast: Cast) -> None:
    batch = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    anna = Partner.objects.get(name="Anna Berg")
    make_moment(anna, cast.bureau)
    batch = undone(batch, cast)
    assert batch.rows.get().undo_refused == "in gebruik: deelnemers aan contactmomenten"
    assert Partner.objects.filter(pk=anna.pk).exists()


def test_a_label_that_came_since_is_no_reason_to_stay(cast: Cast) -> None:
    known = sanne()
    batch = carried_out([("Sanne", "de", "Wit", "sanne@voorbeeld.nl", "075 1234567", "", "")])
    tag = known.tags.create(name="Nieuwsbrief", created_by=cast.bureau)
    undone(batch, cast)
    assert list(PartnerTag.objects.filter(partner=known).values_list("tag", flat=True)) == [tag.pk]
    assert known.phones.get().number == "06 12345678"


def test_two_rows_on_one_partner_are_taken_back_one_after_the_other(cast: Cast) -> None:
    before = Partner.objects.count()
    batch = carried_out(
        [("Joop", "", "Bos", "joop@bos.nl", "", "", ""), ("J.", "", "Bos", "joop@bos.nl", "075 1234567", "", "")]
    )
    choosing.choose_many(batch=batch, choice="same", by=cast.bureau)
    choosing.confirm(batch=batch, by=cast.bureau)
    batch = running.advance_here(import_id=batch.pk)
    assert Partner.objects.count() == before + 1
    batch = undone(batch, cast)
    assert (Partner.objects.count(), batch.rows.filter(is_undone=True).count()) == (before, 2)


def test_what_was_taken_back_cannot_be_taken_back_again(cast: Cast) -> None:
    batch = undone(carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")]), cast)
    with pytest.raises(Refusal, match="niets"):
        choosing.order_undo(batch=batch, by=cast.bureau, at=timezone.now())


def test_the_same_file_can_come_in_again_after_it_was_taken_back(cast: Cast) -> None:
    first = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    undone(first, cast)
    again = carried_out([("Anna", "", "Berg", "anna@koor.nl", "", "", "")])
    assert again.rows.get().outcome == RowOutcome.CREATED


def test_everything_that_points_at_a_partner_is_looked_at() -> None:
    """A new foreign key is in use by itself; only what is named here is left out."""
    looked_at = list(undoing.relations())
    left_out = {
        (relation.related_model.__name__, relation.field.name)
        for relation in Partner._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation not in looked_at
    }
    assert left_out == {
        ("Address", "partner"),
        ("EmailAddress", "partner"),
        ("PhoneNumber", "partner"),
        ("Identifier", "partner"),
        ("RoleAssignment", "partner"),
        ("Affiliation", "partner"),
        ("PartnerTag", "partner"),
        ("TimelineEntry", "partner"),
        ("ImportRow", "partner"),
        ("ImportRow", "chosen"),
        ("DuplicatePair", "first"),
        ("DuplicatePair", "second"),
        ("Tag", "partners"),
        ("ContactMoment", "partners"),
    }
