"""What is agreed and owed: clauses, templates, agreements, signatures, invoices and their documents."""

from contracts.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementRun,
    PaperSignature,
    RegisterView,
    RunItem,
)
from contracts.models.bank import Allocation, BankFile, BankStatement, BankTransaction
from contracts.models.bank_orders import BankOrder, BankOrderLine, SepaMandate
from contracts.models.billing import (
    BillingHold,
    BillingProfile,
    InvoiceRun,
    InvoiceRunItem,
    VatRule,
    VatSelection,
)
from contracts.models.bookkeeping import (
    ExportBatch,
    ExportItem,
    LedgerAccount,
    LedgerRule,
    MonthClosing,
    RentBudget,
)
from contracts.models.clauses import Clause, ClauseVersion, ModelAgreement
from contracts.models.documents import Document, DocumentOrder
from contracts.models.house import House
from contracts.models.invoices import Invoice, InvoiceLine, InvoiceVat
from contracts.models.numbers import NumberSeries
from contracts.models.pay import Funding, LegalAmount, Rate, RateTable, WorkKind
from contracts.models.purchases import PurchaseInvoice, PurchaseLine
from contracts.models.readiness import DbaCheck, PartnerProof, Question, Questionnaire
from contracts.models.reminders import PaymentTerm, ReminderLetter, ReminderLine, ReminderPause, ReminderStep
from contracts.models.sealing import Seal, SealCertificate
from contracts.models.sending import Dispatch, EInvoice
from contracts.models.signing import AgreementEvent, Mandate, Signature, SignatureRequest, SigningLink
from contracts.models.templates import AgreementTemplate, TemplateClause, TemplateVersion

__all__ = [
    "Agreement",
    "AgreementEvent",
    "AgreementLine",
    "AgreementRun",
    "AgreementTemplate",
    "Allocation",
    "BankFile",
    "BankOrder",
    "BankOrderLine",
    "BankStatement",
    "BankTransaction",
    "BillingHold",
    "BillingProfile",
    "Clause",
    "ClauseVersion",
    "DbaCheck",
    "Dispatch",
    "Document",
    "DocumentOrder",
    "EInvoice",
    "ExportBatch",
    "ExportItem",
    "Funding",
    "House",
    "Invoice",
    "InvoiceLine",
    "InvoiceRun",
    "InvoiceRunItem",
    "InvoiceVat",
    "LedgerAccount",
    "LedgerRule",
    "LegalAmount",
    "Mandate",
    "ModelAgreement",
    "MonthClosing",
    "NumberSeries",
    "PaperSignature",
    "PartnerProof",
    "PaymentTerm",
    "PurchaseInvoice",
    "PurchaseLine",
    "Question",
    "Questionnaire",
    "Rate",
    "RateTable",
    "RegisterView",
    "ReminderLetter",
    "ReminderLine",
    "ReminderPause",
    "ReminderStep",
    "RentBudget",
    "RunItem",
    "Seal",
    "SealCertificate",
    "SepaMandate",
    "Signature",
    "SignatureRequest",
    "SigningLink",
    "TemplateClause",
    "TemplateVersion",
    "VatRule",
    "VatSelection",
    "WorkKind",
]
