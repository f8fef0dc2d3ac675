"""What is agreed and owed: templates, agreements, invoices and their documents."""

from contracts.models.agreements import Agreement, AgreementLine
from contracts.models.documents import Document, DocumentOrder
from contracts.models.house import House
from contracts.models.invoices import Invoice, InvoiceLine, InvoiceVat
from contracts.models.numbers import NumberSeries
from contracts.models.templates import AgreementTemplate, Article, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementLine",
    "AgreementTemplate",
    "Article",
    "Document",
    "DocumentOrder",
    "House",
    "Invoice",
    "InvoiceLine",
    "InvoiceVat",
    "NumberSeries",
    "TemplateVersion",
]
