"""E-invoices: the frozen content of an invoice as UBL 2.1, judged by the rules of its profile before it leaves."""

from contracts.domain.einvoicing.forecasting import forecast
from contracts.domain.einvoicing.making import file_of, follow, make, make_again, missing, sweep
from contracts.domain.einvoicing.refusing import why_not, why_not_yet

__all__ = ["file_of", "follow", "forecast", "make", "make_again", "missing", "sweep", "why_not", "why_not_yet"]
