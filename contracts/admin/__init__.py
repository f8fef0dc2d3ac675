"""The Django admin of contracts."""

from contracts.admin import (
    bank,
    bank_orders,
    billing,
    bookkeeping,
    einvoices,
    invoice_runs,
    pay,
    purchases,
    readiness,
    records,
    reminders,
    runs,
    signing,
    texts,
)

__all__ = [
    "bank",
    "bank_orders",
    "billing",
    "bookkeeping",
    "einvoices",
    "invoice_runs",
    "pay",
    "purchases",
    "readiness",
    "records",
    "reminders",
    "runs",
    "signing",
    "texts",
]
