"""A closed month takes no invoice, whoever tries it and how; opening it again leaves its reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from contracts.domain.billing import invoices
from contracts.domain.bookkeeping import closing, months
from contracts.enums import InvoiceStatus
from contracts.models import Invoice, MonthClosing
from fluxus.db import violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.bookkeeping import make_batch, make_closing
from tests.factories.contracts import make_credit, make_draft_invoice, make_invoice

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY, OCTOBER, SEPTEMBER = date(2026, 11, 23), date(2026, 10, 1), date(2026, 9, 1)
IN_OCTOBER = date(2026, 10, 20)


def close(by: Any, month: date = OCTOBER) -> MonthClosing:
    return closing.close(month=month, by=by, at=NOW, today=TODAY)


def test_closed_month_takes_no_invoice_and_no_credit_note(cast: Cast) -> None:
    issued, draft = make_invoice(cast.finance), make_draft_invoice(cast.finance)
    close(cast.finance)
    with pytest.raises(Refusal, match="afgesloten"):
        invoices.issue(invoice=draft, by=cast.finance, today=IN_OCTOBER)
    with pytest.raises(Refusal, match="afgesloten"):
        make_credit(cast.finance, issued, today=IN_OCTOBER)
    draft.refresh_from_db()
    assert draft.status == InvoiceStatus.DRAFT
    assert invoices.issue(invoice=draft, by=cast.finance, today=TODAY).number


def test_database_itself_refuses_an_invoice_in_a_closed_month(cast: Cast) -> None:
    """Past Python: the row of an issued invoice, given a day in September."""
    issued = make_invoice(cast.finance)
    make_closing(cast.finance, SEPTEMBER)
    issued.pk, issued.number, issued.issued_on = None, "2026-99999", date(2026, 9, 15)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        issued.save(force_insert=True)
    assert violation(error.value) == "contracts_month_is_open"


def test_month_opens_again_with_a_reason_that_stays(cast: Cast) -> None:
    draft, closed = make_draft_invoice(cast.finance), close(cast.finance)
    with pytest.raises(Refusal, match="waarom"):
        closing.reopen(closing=closed, reason="  ", by=cast.finance, at=NOW)
    closing.reopen(closing=closed, reason="Vergeten factuur", by=cast.finance, at=NOW)
    with pytest.raises(Refusal, match="al weer open"):
        closing.reopen(closing=closed, reason="Nog eens", by=cast.finance, at=NOW)
    assert invoices.issue(invoice=draft, by=cast.finance, today=IN_OCTOBER).number
    again = close(cast.finance)
    assert again.pk != closed.pk
    assert MonthClosing.objects.get(pk=closed.pk).reopen_reason == "Vergeten factuur"


def test_closing_twice_is_one_closing(cast: Cast) -> None:
    assert close(cast.finance) == close(cast.admin)
    assert MonthClosing.objects.count() == 1


@pytest.mark.parametrize("month", [date(2026, 11, 1), date(2026, 12, 1), date(2026, 10, 2)])
def test_only_a_whole_month_that_is_over_closes(cast: Cast, month: date) -> None:
    with pytest.raises(Refusal, match="voorbij"):
        close(cast.finance, month)


def test_months_count_what_was_issued_and_what_is_in_the_books(cast: Cast) -> None:
    first, second = make_invoice(cast.finance, today=IN_OCTOBER), make_invoice(cast.finance, today=IN_OCTOBER)
    make_credit(cast.finance, second, today=IN_OCTOBER)
    make_batch(cast.finance, first, target="journal")
    make_batch(cast.finance, first, target="xaf")
    october = months.months(today=TODAY)[1]
    assert (october.first, october.invoices, october.not_in_journal) == (OCTOBER, 3, 2)
    assert october.gross_cents == first.gross_cents
    close(cast.finance)
    assert months.months(today=TODAY)[1].closing is not None


BROKEN = {
    "contracts_month_closed_once": "INSERT INTO contracts_monthclosing (month, closed_at, closed_by_id, reopen_reason)"
    " SELECT month, closed_at, closed_by_id, '' FROM contracts_monthclosing",
    "contracts_month_closing_is_final": "UPDATE contracts_monthclosing SET month = '2026-08-01'",
    "contracts_month_reopened_with_reason": "UPDATE contracts_monthclosing SET reopened_at = now(), reopened_by_id = closed_by_id",
    "contracts_month_reopened_by_someone": "UPDATE contracts_monthclosing SET reopened_at = now(), reopen_reason = 'x'",
    "contracts_month_closing_begins_a_month": "INSERT INTO contracts_monthclosing (month, closed_at, closed_by_id, reopen_reason)"
    " SELECT '2026-07-02', closed_at, closed_by_id, '' FROM contracts_monthclosing",
}


@pytest.mark.parametrize("name", BROKEN)
def test_database_keeps_closings_as_they_are(cast: Cast, name: str) -> None:
    make_closing(cast.finance)
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BROKEN[name])
    assert violation(error.value) == name


def test_closing_is_by_someone(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        MonthClosing.objects.create(month=SEPTEMBER, closed_by=None)


def test_reopened_closing_is_final_and_never_deleted(cast: Cast) -> None:
    made = make_closing(cast.finance, reopened_at=NOW, reopened_by=cast.finance, reopen_reason="Fout")
    for sql in ("UPDATE contracts_monthclosing SET reopen_reason = 'anders'", "DELETE FROM contracts_monthclosing"):
        with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        assert violation(error.value) == "contracts_month_reopened_is_final"
    assert MonthClosing.objects.get(pk=made.pk).reopen_reason == "Fout"
    assert not Invoice.objects.exists()
