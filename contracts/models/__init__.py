"""What is agreed and owed: clauses, templates, agreements, signatures, invoices and their documents."""

from contracts.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementRun,
    PaperSignature,
    RegisterView,
    RunItem,
)
from contracts.models.clauses import Clause, ClauseVersion, ModelAgreement
from contracts.models.documents import Document, DocumentOrder
from contracts.models.house import House
from contracts.models.invoices import Invoice, InvoiceLine, InvoiceVat
from contracts.models.numbers import NumberSeries
from contracts.models.pay import Funding, LegalAmount, Rate, RateTable, WorkKind
from contracts.models.readiness import DbaCheck, PartnerProof, Question, Questionnaire
from contracts.models.sealing import Seal, SealCertificate
from contracts.models.signing import AgreementEvent, Mandate, Signature, SignatureRequest, SigningLink
from contracts.models.templates import AgreementTemplate, TemplateClause, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementEvent",
    "AgreementLine",
    "AgreementRun",
    "AgreementTemplate",
    "Clause",
    "ClauseVersion",
    "DbaCheck",
    "Document",
    "DocumentOrder",
    "Funding",
    "House",
    "Invoice",
    "InvoiceLine",
    "InvoiceVat",
    "LegalAmount",
    "Mandate",
    "ModelAgreement",
    "NumberSeries",
    "PaperSignature",
    "PartnerProof",
    "Question",
    "Questionnaire",
    "Rate",
    "RateTable",
    "RegisterView",
    "RunItem",
    "Seal",
    "SealCertificate",
    "Signature",
    "SignatureRequest",
    "SigningLink",
    "TemplateClause",
    "TemplateVersion",
    "WorkKind",
]
