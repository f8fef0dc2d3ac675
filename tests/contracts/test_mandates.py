"""Signing for the house: with a mandate, within it, and never with oneself."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from contracts.domain.signing import mandates, requests
from contracts.enums import SignerRole
from contracts.models import Agreement, Mandate
from fluxus.errors import Refusal
from network.models import EmailAddress, Membership, User
from tests.cast import Cast
from tests.factories.signing import asked, make_mandate, make_sent, sign, speak_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("archive")]
DAY = date(2026, 11, 23)


@pytest.fixture
def waiting(cast: Cast) -> Agreement:
    """Signed by the other party, for € 250,00."""
    agreement = make_sent(cast.bureau)
    sign(asked(agreement), speak_for(agreement.partner, cast.bilal))
    return agreement


def refusal_of(agreement: Agreement, by: User | None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        sign(asked(agreement, SignerRole.HOUSE), by, name="Marit Kuiper")
    assert caught.value.code == "no_mandate"
    return caught.value


class TestMaySign:
    def test_with_a_mandate(self, waiting: Agreement, cast: Cast) -> None:
        mandate = make_mandate(cast.finance, cast.admin)
        assert mandates.may_sign(cast.finance, waiting, DAY) == mandate
        assert mandates.why_not(cast.finance, waiting, DAY) == ""

    def test_without_one_not_even_beheer(self, waiting: Agreement, cast: Cast) -> None:
        for user in (cast.admin, cast.bureau, cast.finance, cast.stranger):
            assert refusal_of(waiting, user).sentence == "Je hebt geen mandaat om namens het huis te tekenen."

    def test_nobody_cannot(self, waiting: Agreement) -> None:
        refusal_of(waiting, None)

    @pytest.mark.parametrize(
        ("started_on", "ended_on", "may"),
        [
            (date(2026, 11, 23), None, True),
            (date(2026, 11, 24), None, False),
            (date(2026, 1, 1), date(2026, 11, 23), False),
            (date(2026, 1, 1), date(2026, 11, 24), True),
        ],
        ids=["from today", "from tomorrow", "until today", "until tomorrow"],
    )
    def test_on_its_days(
        self, waiting: Agreement, cast: Cast, started_on: date, ended_on: date | None, may: bool
    ) -> None:
        make_mandate(cast.finance, cast.admin, started_on=started_on, ended_on=ended_on)
        assert (mandates.may_sign(cast.finance, waiting, DAY) is not None) == may

    def test_expired_mandate_signs_nothing(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin, ended_on=date(2021, 1, 1))
        refusal_of(waiting, cast.finance)

    @pytest.mark.parametrize(("cents", "may"), [(24_999, False), (25_000, True), (None, True)])
    def test_up_to_its_amount(self, waiting: Agreement, cast: Cast, cents: int | None, may: bool) -> None:
        make_mandate(cast.finance, cast.admin, most_cents=cents)
        assert mandates.amount(waiting) == 25_000
        assert (mandates.may_sign(cast.finance, waiting, DAY) is not None) == may
        if not may:
            assert refusal_of(waiting, cast.finance).sentence == "Je mandaat gaat tot € 249,99; dit is € 250,00."

    def test_widest_mandate_counts(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin, most_cents=100)
        wide = make_mandate(cast.finance, cast.admin, most_cents=90_000)
        assert mandates.may_sign(cast.finance, waiting, DAY) == wide
        widest = make_mandate(cast.finance, cast.admin)
        assert mandates.may_sign(cast.finance, waiting, DAY) == widest

    def test_not_with_whom_he_speaks_for(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        speak_for(waiting.partner, cast.finance)
        assert "Een collega moet tekenen" in refusal_of(waiting, cast.finance).sentence

    def test_not_with_whom_he_spoke_for(self, waiting: Agreement, cast: Cast) -> None:
        """To end the membership the day before is no way around it."""
        make_mandate(cast.finance, cast.admin)
        speak_for(waiting.partner, cast.finance)
        Membership.objects.filter(user=cast.finance).update(ended_on=date(2026, 11, 22))
        refusal_of(waiting, cast.finance)

    def test_not_with_himself_by_his_address(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        EmailAddress.objects.filter(partner=waiting.partner).update(address=cast.finance.email.upper())
        refusal_of(waiting, cast.finance)

    def test_not_who_left_the_staff(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        User.objects.filter(pk=cast.finance.pk).update(roles=[])
        cast.finance.refresh_from_db()
        refusal_of(waiting, cast.finance)


class TestDesk:
    def test_shows_what_he_may_sign(self, waiting: Agreement, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        assert list(mandates.to_sign(cast.finance, DAY)) == [asked(waiting, SignerRole.HOUSE)]
        assert list(mandates.to_sign(cast.bureau, DAY)) == []

    @pytest.mark.parametrize("why", ["limit", "own", "withdrawn"])
    def test_leaves_out_what_he_may_not(self, waiting: Agreement, cast: Cast, why: str) -> None:
        make_mandate(cast.finance, cast.admin, most_cents=100 if why == "limit" else None)
        if why == "own":
            speak_for(waiting.partner, cast.finance)
        if why == "withdrawn":
            requests.withdraw(agreement=waiting, reason="Fout.", by=cast.bureau, at=timezone.now())
        assert list(mandates.to_sign(cast.finance, DAY)) == []

    def test_costs_two_queries(
        self, waiting: Agreement, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        make_mandate(cast.finance, cast.admin)
        with django_assert_num_queries(2):
            assert [str(each.agreement.partner) for each in mandates.to_sign(cast.finance, DAY)]

    def test_signers_are_colleagues_with_a_mandate(self, cast: Cast) -> None:
        make_mandate(cast.finance, cast.admin)
        make_mandate(cast.bureau, cast.admin, ended_on=date(2021, 1, 1))
        make_mandate(cast.stranger, cast.admin)
        assert list(mandates.signers(DAY)) == [cast.finance]


class TestGrant:
    def grant(self, **changes: Any) -> Mandate:
        values = {
            "function": "directeur",
            "most_cents": None,
            "started_on": DAY,
            "ended_on": None,
            "at": timezone.now(),
        }
        return mandates.grant(**{**values, **changes})

    def test_by_a_colleague(self, cast: Cast) -> None:
        made = self.grant(user=cast.finance, by=cast.admin, most_cents=500_000)
        assert (made.user, made.granted_by, made.most_cents) == (cast.finance, cast.admin, 500_000)

    def test_not_to_oneself(self, cast: Cast) -> None:
        with pytest.raises(Refusal) as caught:
            self.grant(user=cast.admin, by=cast.admin)
        assert caught.value.field == "user"

    def test_not_to_a_stranger(self, cast: Cast) -> None:
        with pytest.raises(Refusal) as caught:
            self.grant(user=cast.bilal, by=cast.admin)
        assert caught.value.field == "user"

    def test_ends_after_it_starts(self, cast: Cast) -> None:
        with pytest.raises(IntegrityError, match="contracts_mandate_ends_after_start"), transaction.atomic():
            self.grant(user=cast.finance, by=cast.admin, ended_on=DAY)
