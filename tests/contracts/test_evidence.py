"""The chain of evidence: whatever is changed by hand shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from contracts.domain import evidence
from contracts.enums import EventKind
from contracts.models import Agreement, AgreementEvent
from tests.cast import Cast
from tests.factories.contracts import make_agreement

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """With six events: the one of issuing and five more."""
    made = make_agreement(cast.bureau)
    for number in range(5):
        evidence.add(agreement=made, kind=EventKind.OPENED, at=AT, by=cast.bureau, data={"ip": f"192.0.2.{number}"})
    return made


@contextmanager
def superuser() -> Iterator[Any]:
    """Somebody with all power over the database, who switches the guards off."""
    tables = ("contracts_agreementevent", "contracts_agreement")
    with connection.cursor() as cursor:
        # rows of this transaction wait for their deferred checks; a table cannot be changed before that
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def faults(agreement: Agreement) -> list[str]:
    check = evidence.check(agreement)
    assert check.is_whole == (not check.faults)
    return check.faults


def change(agreement: Agreement, position: int, **values: Any) -> None:
    with superuser():
        AgreementEvent.objects.filter(agreement=agreement, position=position).update(**values)


class TestWhole:
    def test_chain_closes(self, agreement: Agreement) -> None:
        check = evidence.check(agreement)
        agreement.refresh_from_db()
        assert check == evidence.ChainCheck(is_whole=True, faults=[], length=6, head=agreement.chain_head)
        assert agreement.chain_length == 6

    def test_each_event_has_the_hash_of_the_one_before(self, agreement: Agreement) -> None:
        events = list(agreement.events.order_by("position"))
        assert [event.previous for event in events] == ["", *[event.hash for event in events[:-1]]]
        assert [event.position for event in events] == [1, 2, 3, 4, 5, 6]

    def test_what_was_passed_knows_its_new_end(self, agreement: Agreement) -> None:
        event = evidence.add(agreement=agreement, kind=EventKind.OPENED, at=AT)
        assert (agreement.chain_length, agreement.chain_head) == (7, event.hash)
        agreement.save()
        assert faults(agreement) == []

    def test_stale_copy_adds_at_the_end_all_the_same(self, agreement: Agreement) -> None:
        stale = Agreement.objects.get(pk=agreement.pk)
        evidence.add(agreement=agreement, kind=EventKind.OPENED, at=AT)
        assert evidence.add(agreement=stale, kind=EventKind.READ, at=AT).position == 8
        assert faults(agreement) == []

    def test_hash_survives_the_database(self, agreement: Agreement) -> None:
        """Moments, letters of all kinds and numbers read back as they were written."""
        data = {"naam": "Zoë ’s-Gravenhage 🎻", "cents": 12345678901, "lijst": ["b", "a"]}
        evidence.add(agreement=agreement, kind=EventKind.SIGNED, at=datetime.now(UTC), data=data)
        assert faults(agreement) == []

    def test_empty_chain_is_whole(self, cast: Cast) -> None:
        from tests.factories.contracts import make_draft_agreement

        check = evidence.check(make_draft_agreement(cast.bureau))
        assert check == evidence.ChainCheck(is_whole=True, faults=[], length=0, head="")

    def test_costs_two_queries(self, agreement: Agreement, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        for _ in range(30):
            evidence.add(agreement=agreement, kind=EventKind.OPENED, at=AT)
        with django_assert_num_queries(2):
            evidence.check(agreement)


class TestForged:
    def test_changed_data(self, agreement: Agreement) -> None:
        change(agreement, 3, data={"ip": "198.51.100.1"})
        assert faults(agreement) == ["Gebeurtenis 3 (tekenpagina geopend) is veranderd."]

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": EventKind.SIGNED},
            {"happened_at": datetime(2026, 10, 25, 1, 30, tzinfo=UTC)},
            {"happened_by": None},
            {"previous": "0" * 64},
            {"hash": "0" * 64},
        ],
        ids=["kind", "moment", "actor", "previous", "hash"],
    )
    def test_changed_column(self, agreement: Agreement, values: dict[str, Any]) -> None:
        change(agreement, 3, **values)
        assert "Gebeurtenis 3" in faults(agreement)[0]

    def test_changed_and_hashed_anew(self, agreement: Agreement) -> None:
        """Who also writes a fitting hash breaks the link with the next one."""
        event = agreement.events.get(position=3)
        event.data = {"ip": "198.51.100.1"}
        change(agreement, 3, data=event.data, hash=evidence.fingerprint_of(event))
        assert faults(agreement) == ["Gebeurtenis 4 (tekenpagina geopend) sluit niet aan op de vorige."]

    def test_removed_event(self, agreement: Agreement) -> None:
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement, position=3).delete()
        assert faults(agreement) == ["Gebeurtenis 3 ontbreekt."]

    def test_removed_event_with_the_rest_moved_up(self, agreement: Agreement) -> None:
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement, position=3).delete()
            for position in (4, 5, 6):
                AgreementEvent.objects.filter(agreement=agreement, position=position).update(position=position - 1)
        assert faults(agreement) == [
            "Gebeurtenis 3 (tekenpagina geopend) is veranderd.",
            "Gebeurtenis 4 (tekenpagina geopend) is veranderd.",
            "Gebeurtenis 5 (tekenpagina geopend) is veranderd.",
            "De keten hoort te eindigen bij gebeurtenis 6, maar eindigt bij 5.",
        ]

    def test_reordered_events(self, agreement: Agreement) -> None:
        with superuser():
            rows = AgreementEvent.objects.filter(agreement=agreement)
            pks = dict(rows.values_list("position", "pk"))
            for position, pk in ((99, pks[2]), (2, pks[3]), (3, pks[2])):
                rows.filter(pk=pk).update(position=position)
        assert faults(agreement)[:2] == [
            "Gebeurtenis 2 (tekenpagina geopend) is veranderd.",
            "Gebeurtenis 3 (tekenpagina geopend) is veranderd.",
        ]

    def test_cut_off_end(self, agreement: Agreement) -> None:
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement, position__gte=5).delete()
        assert faults(agreement) == ["De keten hoort te eindigen bij gebeurtenis 6, maar eindigt bij 4."]

    def test_cut_off_with_the_length_on_the_agreement(self, agreement: Agreement) -> None:
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement, position=6).delete()
            Agreement.objects.filter(pk=agreement.pk).update(chain_length=5)
        assert faults(agreement) == [
            "De laatste gebeurtenis is niet de gebeurtenis die bij de overeenkomst is vastgelegd."
        ]

    def test_all_gone(self, agreement: Agreement) -> None:
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement).delete()
        assert faults(agreement) == ["De keten hoort te eindigen bij gebeurtenis 6, maar eindigt bij 0."]

    def test_added_event_that_fits(self, agreement: Agreement) -> None:
        extra = AgreementEvent(
            agreement=agreement, position=7, kind=EventKind.SIGNED, happened_at=AT, previous=agreement.chain_head
        )
        extra.hash = evidence.fingerprint_of(extra)
        with superuser():
            extra.save()
        assert faults(agreement) == ["De keten hoort te eindigen bij gebeurtenis 6, maar eindigt bij 7."]

    def test_event_of_another_agreement(self, agreement: Agreement, cast: Cast) -> None:
        """A signature that was given elsewhere does not fit here: the agreement is in the hash."""
        other = make_agreement(cast.bureau)
        with superuser():
            AgreementEvent.objects.filter(agreement=agreement, position=1).delete()
            AgreementEvent.objects.filter(agreement=other, position=1).update(agreement=agreement)
        assert faults(agreement)[0] == "Gebeurtenis 1 (opgesteld en vastgelegd) is veranderd."


class TestGuards:
    @pytest.mark.parametrize("act", ["update", "delete"])
    def test_database_refuses_without_superuser(self, agreement: Agreement, act: str) -> None:
        events = AgreementEvent.objects.filter(agreement=agreement, position=2)
        with pytest.raises(DatabaseError, match="verandert niet meer"), transaction.atomic():
            events.update(data={}) if act == "update" else events.delete()

    def test_rolled_back_event_was_never_there(self, agreement: Agreement) -> None:
        with transaction.atomic():
            evidence.add(agreement=agreement, kind=EventKind.SIGNED, at=AT)
            transaction.set_rollback(True)
        assert evidence.check(agreement).length == 6
