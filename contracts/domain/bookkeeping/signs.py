"""Adding up invoices and credit notes: what a credit note gives back counts down."""

from django.db.models import BigIntegerField, Case, F, When

from contracts.enums import InvoiceKind


def signed(amount: str, *, kind: str = "kind") -> Case:
    """`amount` as it counts; `kind` is the way to the kind of the invoice."""
    given_back = When(**{kind: InvoiceKind.CREDIT}, then=-F(amount))
    return Case(given_back, default=F(amount), output_field=BigIntegerField())
