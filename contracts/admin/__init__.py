"""The Django admin of contracts."""

from contracts.admin import (
    bank,
    billing,
    bookkeeping,
    einvoices,
    invoice_runs,
    pay,
    readiness,
    records,
    runs,
    signing,
    texts,
)

__all__ = [
    "bank",
    "billing",
    "bookkeeping",
    "einvoices",
    "invoice_runs",
    "pay",
    "readiness",
    "records",
    "runs",
    "signing",
    "texts",
]
