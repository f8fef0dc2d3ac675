"""Labels: hung on and taken off with a way back, renamed, merged, thrown away; never a trait of a person."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fluxus.errors import Refusal
from network.domain import segments, tags
from network.models import Partner, PartnerTag, Tag, TagChange, TimelineEntry
from tests.cast import Cast
from tests.factories.network import make_organisation, make_person

pytestmark = pytest.mark.django_db


def everybody() -> Any:
    return Partner.objects.all()


def labels(partner: Partner) -> list[str]:
    return list(partner.tags.order_by("name").values_list("name", flat=True))


def lines(partner: Partner) -> list[str]:
    return list(TimelineEntry.objects.filter(partner=partner).order_by("pk").values_list("title", flat=True))


def test_label_is_hung_on_once_however_it_is_written(cast: Cast) -> None:
    choir = make_organisation("Koor")
    tags.add(partner=choir, name=" Update  nieuws ", by=cast.bureau)
    tags.add(partner=choir, name="update NIEUWS", by=cast.expert)
    assert (labels(choir), lines(choir)) == (["Update nieuws"], ["Label erbij: Update nieuws"])


def test_label_is_taken_off(cast: Cast) -> None:
    choir = make_organisation("Koor")
    tag = tags.add(partner=choir, name="Update", by=cast.bureau)
    tags.take_off(partner=choir, tag=tag, by=cast.bureau)
    tags.take_off(partner=choir, tag=tag, by=cast.bureau)
    assert (labels(choir), lines(choir)[1:]) == ([], ["Label eraf: Update"])


@pytest.mark.parametrize(("name", "code"), [("", "required"), ("\u200b ", "required"), ("x" * 61, "long")])
def test_label_without_a_fit_name_is_refused(cast: Cast, name: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        tags.add(partner=make_organisation(), name=name, by=cast.bureau)
    assert (refused.value.code, Tag.objects.count()) == (code, 0)


@pytest.mark.parametrize("name", ["Mantelzorger", "schuldsanering 2026", "Autísme", "ex-gedetineerd"])
def test_trait_is_for_no_person(cast: Cast, name: str) -> None:
    with pytest.raises(Refusal, match="AVG"):
        tags.add(partner=make_person(), name=name, by=cast.bureau)
    assert not Tag.objects.exists()
    assert tags.add(partner=make_organisation(), name=name, by=cast.bureau).name == name


@pytest.mark.parametrize("name", ["werkt met mantelzorgers", "Docent parkinsondans", "Update", "Popkoor"])
def test_what_somebody_does_may_be_named(cast: Cast, name: str) -> None:
    assert labels(tags.add(partner=make_person(), name=name, by=cast.bureau).partners.get()) == [name]


def test_many_at_once_and_back(cast: Cast) -> None:
    one, two = make_organisation("Een"), make_person("Twee", "Jansen")
    tags.add(partner=one, name="Update", by=cast.bureau)
    expected = tags.Preview(partners=3, already=1, refused=0)
    assert tags.preview_adding(partners=everybody(), name="update") == expected
    change = tags.add_to_many(partners=everybody(), name="update", by=cast.expert)
    assert (sorted(change.partners), expected.changes) == (sorted([two.pk, cast.bilal_partner.pk]), 2)
    tags.take_off(partner=two, tag=change.tag, by=cast.bureau)
    assert tags.undo(change=change, by=cast.bureau) == 1
    assert (labels(one), labels(two), labels(cast.bilal_partner)) == (["Update"], [], [])
    with pytest.raises(Refusal, match="al teruggedraaid"):
        tags.undo(change=change, by=cast.bureau)


def test_taking_off_many_and_back(cast: Cast) -> None:
    one, two = make_organisation("Een"), make_organisation("Twee")
    for partner in (one, two):
        tag = tags.add(partner=partner, name="Update", by=cast.bureau)
    assert tags.preview_taking_off(partners=everybody(), tag=tag) == tags.Preview(3, 1, 0)
    change = tags.take_off_many(partners=everybody(), tag=tag, by=cast.bureau)
    assert (change.is_removal, labels(one)) == (True, [])
    Partner.objects.filter(pk=two.pk).delete()
    assert tags.undo(change=change, by=cast.bureau) == 1
    assert labels(one) == ["Update"]


def test_trait_for_many_passes_over_persons(cast: Cast) -> None:
    care = make_organisation("Zorg")
    tags.add(partner=care, name="Mantelzorg", by=cast.bureau)
    other = make_organisation("Buurthuis")
    assert tags.preview_adding(partners=everybody(), name="mantelzorg") == tags.Preview(3, 1, 1)
    change = tags.add_to_many(partners=everybody(), name="mantelzorg", by=cast.bureau)
    assert change.partners == [other.pk]


def test_changing_nothing_and_too_many_are_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    tags.add_to_many(partners=everybody(), name="Update", by=cast.bureau)
    with pytest.raises(Refusal, match="verandert niets"):
        tags.add_to_many(partners=everybody(), name="Update", by=cast.bureau)
    monkeypatch.setattr(tags, "MOST_AT_ONCE", 0)
    with pytest.raises(Refusal, match="hooguit"):
        tags.add_to_many(partners=everybody(), name="Ander", by=cast.bureau)
    assert (TagChange.objects.count(), Tag.objects.count()) == (1, 1)


def test_many_ask_a_constant_number_of_questions(cast: Cast) -> None:
    def asked(name: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            tags.add_to_many(partners=everybody(), name=name, by=cast.bureau)
        return len(questions)

    few = asked("A")
    for _ in range(40):
        make_organisation()
    assert asked("B") == few


def test_renaming_is_checked(cast: Cast) -> None:
    tag = tags.add(partner=make_person(), name="Update", by=cast.bureau)
    tags.add(partner=make_organisation(), name="Pop Up", by=cast.bureau)
    assert tags.rename(tag=tag, name="UPDATE", by=cast.bureau).name == "UPDATE"
    with pytest.raises(Refusal, match="Dit label bestaat al"):
        tags.rename(tag=tag, name="pop up", by=cast.bureau)
    with pytest.raises(Refusal, match="AVG"):
        tags.rename(tag=tag, name="Mantelzorger", by=cast.bureau)


def test_merging_moves_partners_and_lists(cast: Cast) -> None:
    both, one = make_organisation("Beide"), make_organisation("Een")
    old = tags.add(partner=both, name="Updat", by=cast.bureau)
    tags.add(partner=one, name="Updat", by=cast.bureau)
    new = tags.add(partner=both, name="Update", by=cast.bureau)
    kept = segments.keep(name="L", filters={"tags": [new.pk, old.pk]}, columns=[], is_shared=True, by=cast.expert)
    tags.merge(tag=old, into=new, by=cast.bureau)
    kept.refresh_from_db()
    assert (labels(both), labels(one), kept.filters) == (["Update"], ["Update"], {"tags": [new.pk]})
    assert segments.describe(kept.filters) == "partners met label ‘Update’"
    with pytest.raises(Refusal, match="ander label"):
        tags.merge(tag=new, into=new, by=cast.bureau)
    with pytest.raises(Refusal, match="is er niet meer"):
        tags.merge(tag=Tag(pk=old.pk or 999, name="Updat"), into=new, by=cast.bureau)


def test_merging_into_a_trait_is_refused_for_persons(cast: Cast) -> None:
    trait = tags.add(partner=make_organisation(), name="Mantelzorg", by=cast.bureau)
    tag = tags.add(partner=make_person(), name="Zorg", by=cast.bureau)
    with pytest.raises(Refusal, match="AVG"):
        tags.merge(tag=tag, into=trait, by=cast.bureau)
    assert PartnerTag.objects.count() == 2


def test_throwing_away_waits_for_lists(cast: Cast) -> None:
    choir = make_organisation("Koor")
    tag = tags.add(partner=choir, name="Update", by=cast.bureau)
    kept = segments.keep(name="Lezers", filters={"tags": [tag.pk]}, columns=[], is_shared=False, by=cast.expert)
    for user, words in ((cast.expert, "de lijst ‘Lezers’"), (cast.bureau, "een eigen lijst van Expert")):
        with pytest.raises(Refusal, match=f"staat nog in {words}. Haal"):
            tags.remove(tag=tag, by=user)
    segments.remove(segment=kept, by=cast.expert)
    assert tags.remove(tag=tag, by=cast.bureau) == 1
    assert (labels(choir), lines(choir)[-1], Tag.objects.count()) == ([], "Label eraf: Update", 0)
    with pytest.raises(Refusal, match="is er niet meer"):
        tags.rename(tag=Tag(pk=999, name="x"), name="y", by=cast.bureau)


def test_change_that_is_undone_has_an_actor(cast: Cast) -> None:
    from django.db import IntegrityError
    from django.utils import timezone

    change = tags.add_to_many(partners=everybody(), name="Update", by=cast.bureau)
    with pytest.raises(IntegrityError, match="network_tag_change_undone_by_somebody"):
        TagChange.objects.filter(pk=change.pk).update(undone_at=timezone.now())
