"""Who pays for whom when partners become one."""

from datetime import UTC, datetime

from contracts.models import BillingProfile
from network.domain import merging
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_who_goes_up_in_whom_he_paid_for_no_longer_pays_for_another(cast: Cast) -> None:
    school, board = make_teacher(), make_teacher()
    profile = BillingProfile.objects.create(partner=school, payer=board, email="facturen@debrug.nl")
    merge = merging.merge(winner=school, loser=board, by=cast.admin, at=AT)
    profile.refresh_from_db()
    assert (profile.payer, profile.email) == (None, "facturen@debrug.nl")
    merging.undo(merge=merge, by=cast.admin, at=AT)
    profile.refresh_from_db()
    assert profile.payer == board


def test_payer_and_term_go_along_to_who_had_none(cast: Cast) -> None:
    winner, loser, board = make_teacher(), make_teacher(), make_school()
    kept = BillingProfile.objects.create(partner=winner, email="facturen@debrug.nl")
    BillingProfile.objects.create(partner=loser, payer=board, payment_days=45)
    merge = merging.merge(winner=winner, loser=loser, by=cast.admin, at=AT)
    kept.refresh_from_db()
    assert (kept.payer, kept.payment_days, kept.email) == (board, 45, "facturen@debrug.nl")
    merging.undo(merge=merge, by=cast.admin, at=AT)
    kept.refresh_from_db()
    assert (kept.payer, kept.payment_days) == (None, None)
    assert BillingProfile.objects.get(partner=loser).payer == board
