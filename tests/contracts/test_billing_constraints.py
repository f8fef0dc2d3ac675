"""The database refuses invoices, btw rules, choices and holds that cannot be; each constraint by its name."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from contracts.models import BillingHold, BillingProfile, Invoice, InvoiceLine, VatRule, VatSelection
from fluxus.db import violation
from tests.cast import Cast
from tests.factories.contracts import make_booking, make_draft_invoice
from tests.factories.network import make_teacher

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
JANUARY = date(2026, 1, 1)


def a_profile(**fields: Any) -> BillingProfile:
    return BillingProfile.objects.create(**{"partner": make_teacher(), **fields})


def paying_himself(cast: Cast) -> None:
    profile = a_profile()
    profile.payer = profile.partner
    profile.save()


def a_rule(**fields: Any) -> VatRule:
    values = {"product": "service", "name": "Proef", "category": "S", "rate": "high", "valid_from": JANUARY}
    return VatRule.objects.create(**{**values, "explanation": "x", "legal_basis": "x", **fields})


def a_choice(cast: Cast, **fields: Any) -> VatSelection:
    values = {
        "partner": make_teacher(),
        "rule": a_rule(),
        "reason": "x",
        "valid_from": JANUARY,
        "chosen_by": cast.bureau,
    }
    return VatSelection.objects.create(**{**values, **fields})


def a_hold(cast: Cast, **fields: Any) -> BillingHold:
    return BillingHold.objects.create(**{"reason": "x", "held_by": cast.bureau, **fields})


def held_twice(cast: Cast, **subject: Any) -> None:
    for _ in range(2):
        a_hold(cast, **subject)


def a_line(cast: Cast, **changes: Any) -> None:
    make_draft_invoice(cast.bureau).lines.update(**changes)


def an_invoice(cast: Cast, **changes: Any) -> None:
    Invoice.objects.filter(pk=make_draft_invoice(cast.bureau).pk).update(**changes)


def billed_twice(cast: Cast) -> None:
    first, second = make_draft_invoice(cast.bureau), make_draft_invoice(cast.bureau)
    second.lines.update(booking=first.lines.get().booking)


def supplement_billed_twice(cast: Cast) -> None:
    from bookings.models import BookedSupplement, PriceList, Supplement

    prices = PriceList.objects.create(name="Proef", valid_from=JANUARY)
    piano = Supplement.objects.create(price_list=prices, name="Vleugel", amount_cents=1000)
    booking = make_booking(cast.bureau)
    booked = BookedSupplement.objects.create(
        booking=booking, supplement=piano, price_cents=1000, price_explanation="Vleugel"
    )
    for _ in range(2):
        make_draft_invoice(cast.bureau).lines.update(booking=booking, supplement=booked)


def position_twice(cast: Cast) -> None:
    line = make_draft_invoice(cast.bureau).lines.get()
    line.pk, line.holds = None, False
    line.save(force_insert=True)


def rate_twice(cast: Cast) -> None:
    row = make_draft_invoice(cast.bureau).vat_totals.get()
    row.pk = None
    row.save(force_insert=True)


def a_crediting_line_that_holds(cast: Cast) -> None:
    line = make_draft_invoice(cast.bureau).lines.get()
    InvoiceLine.objects.filter(pk=line.pk).update(credits_line=line.pk)


BROKEN: list[tuple[str, Callable[[Cast], object]]] = [
    ("contracts_billing_payment_days_lawful", lambda cast: a_profile(payment_days=61)),
    ("contracts_billing_oin_form", lambda cast: a_profile(oin="123")),
    ("contracts_billing_payer_is_another", paying_himself),
    ("contracts_vat_rule_one_default", lambda cast: [a_rule(is_default=True, name=name) for name in "ab"]),
    ("contracts_vat_rule_once", lambda cast: [a_rule() for _ in range(2)]),
    ("contracts_vat_rule_is_whole", lambda cast: a_rule(category="E", rate="")),
    ("contracts_vat_rule_is_whole", lambda cast: a_rule(rate="")),
    ("contracts_vat_selection_has_reason", lambda cast: a_choice(cast, reason="")),
    ("contracts_vat_selection_ends_later", lambda cast: a_choice(cast, ended_on=JANUARY)),
    ("contracts_hold_has_one_subject", a_hold),
    (
        "contracts_hold_has_one_subject",
        lambda cast: a_hold(cast, partner=make_teacher(), booking=make_booking(cast.bureau)),
    ),
    ("contracts_hold_booking_once", lambda cast: held_twice(cast, booking=make_booking(cast.bureau))),
    ("contracts_hold_partner_once", lambda cast: held_twice(cast, partner=make_teacher())),
    ("contracts_hold_has_reason", lambda cast: a_hold(cast, partner=make_teacher(), reason="")),
    ("contracts_hold_released_by_someone", lambda cast: a_hold(cast, partner=make_teacher(), released_at=NOW)),
    ("contracts_invoice_credit_has_origin", lambda cast: an_invoice(cast, kind="credit")),
    ("contracts_invoice_credit_has_origin", lambda cast: an_invoice(cast, credits=F("pk"))),
    ("contracts_invoice_adds_up", lambda cast: an_invoice(cast, gross_cents=1)),
    ("contracts_invoice_issued_is_complete", lambda cast: an_invoice(cast, number="2026-00001")),
    ("contracts_invoice_issued_has_hash", lambda cast: an_invoice(cast, data_hash="abc", status="issued")),
    ("contracts_invoice_issued_by_someone", lambda cast: an_invoice(cast, issued_by=cast.bureau)),
    ("contracts_booking_billed_once", billed_twice),
    ("contracts_supplement_billed_once", supplement_billed_twice),
    ("contracts_invoice_position_once", position_twice),
    ("contracts_invoice_vat_once", rate_twice),
    ("contracts_credit_line_holds_nothing", a_crediting_line_that_holds),
    ("contracts_invoice_line_discount_explained", lambda cast: a_line(cast, discount_cents=100)),
    ("contracts_invoice_line_vat_explained", lambda cast: a_line(cast, vat_reason="")),
    ("contracts_invoice_line_vat_explained", lambda cast: a_line(cast, vat_category="S")),
]


@pytest.mark.parametrize(("name", "act"), BROKEN)
def test_the_database_refuses(cast: Cast, name: str, act: Callable[[Cast], object]) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act(cast)
    assert violation(caught.value) == name


def test_each_constraint_of_billing_is_broken_here() -> None:
    """Moments that cannot be without their actor (both columns are required) are left out."""
    models = (BillingProfile, VatRule, VatSelection, BillingHold, Invoice, InvoiceLine)
    wanted = {constraint.name for model in models for constraint in model._meta.constraints}
    required = {"contracts_vat_selection_chosen_by_someone", "contracts_hold_held_by_someone"}
    assert wanted - {name for name, _ in BROKEN} == required | {"contracts_invoice_drafted_by_someone"}
