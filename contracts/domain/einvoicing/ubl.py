"""The content of an e-invoice as UBL 2.1: Invoice or CreditNote, the same bytes for the same content."""

from lxml import etree

from contracts.domain.einvoicing.content import Content
from contracts.domain.einvoicing.elements import Element, add, branch, start
from contracts.domain.einvoicing.lines import add_line
from contracts.domain.einvoicing.parties import add_party
from contracts.domain.einvoicing.sums import add_sums
from contracts.enums import EInvoiceProfile, InvoiceKind

RENDERER = "FluXus UBL 1"
EN_16931 = "urn:cen.eu:en16931:2017"
CUSTOMIZATIONS = {
    EInvoiceProfile.PEPPOL: f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    EInvoiceProfile.NLCIUS: f"{EN_16931}#compliant#urn:fdc:nen.nl:nlcius:v1.0",
}
BUSINESS_PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, PREPAYMENT, CREDIT_NOTE = "380", "386", "381"
CREDIT_TRANSFER, DIRECT_DEBIT, AS_AGREED = "58", "59", "57"


def write(content: Content) -> bytes:
    """The file: UTF-8 XML with line ends, without anything that depends on the moment of writing."""
    return bytes(etree.tostring(document(content), xml_declaration=True, encoding="UTF-8", pretty_print=True))


def document(content: Content) -> Element:
    """The whole document; the elements stand in the order of the schema."""
    root = start("CreditNote" if content.is_credit else "Invoice")
    _head(root, content)
    _references(root, content)
    named = content.names_btw_ids
    collects = bool(content.mandate_reference)
    add_party(root, "cac:AccountingSupplierParty", content.seller, names_btw_id=named, collects=collects)
    add_party(root, "cac:AccountingCustomerParty", content.buyer, names_btw_id=named)
    _payment(root, content)
    add_sums(root, content)
    for position, line in enumerate(content.lines, start=1):
        add_line(root, line, position=position, is_credit=content.is_credit)
    return root


def _head(root: Element, content: Content) -> None:
    add(root, "cbc:CustomizationID", CUSTOMIZATIONS[content.profile])
    add(root, "cbc:ProfileID", BUSINESS_PROCESS)
    add(root, "cbc:ID", content.number)
    add(root, "cbc:IssueDate", content.issued_on)
    if content.is_credit:
        add(root, "cbc:CreditNoteTypeCode", CREDIT_NOTE)
    else:
        add(root, "cbc:DueDate", content.due_on)
        add(root, "cbc:InvoiceTypeCode", _type_code(content))
    add(root, "cbc:Note", content.note)
    add(root, "cbc:DocumentCurrencyCode", "EUR")
    add(root, "cbc:BuyerReference", content.buyer_reference)


def _type_code(content: Content) -> str:
    """UNTDID 1001. Only Peppol knows a prepayment by a code of its own (BR-NL-7 allows none)."""
    is_prepayment = content.kind == InvoiceKind.ADVANCE and content.profile == EInvoiceProfile.PEPPOL
    return PREPAYMENT if is_prepayment else INVOICE


def _references(root: Element, content: Content) -> None:
    """When it was delivered, what was ordered, and which invoice a credit note corrects."""
    if content.period:
        period = branch(root, "cac:InvoicePeriod")
        add(period, "cbc:StartDate", content.period[0])
        add(period, "cbc:EndDate", content.period[1])
    if content.order_reference:
        add(branch(root, "cac:OrderReference"), "cbc:ID", content.order_reference)
    if content.credits_number:
        credited = branch(branch(root, "cac:BillingReference"), "cac:InvoiceDocumentReference")
        add(credited, "cbc:ID", content.credits_number)


def _payment(root: Element, content: Content) -> None:
    """How it is paid: to our account, by direct debit, or, with a credit note, by settling or paying back."""
    means = branch(root, "cac:PaymentMeans")
    if content.is_credit:
        add(means, "cbc:PaymentMeansCode", AS_AGREED)
    elif content.mandate_reference:
        add(means, "cbc:PaymentMeansCode", DIRECT_DEBIT)
        add(means, "cbc:PaymentID", content.payment_reference)
        add(branch(means, "cac:PaymentMandate"), "cbc:ID", content.mandate_reference)
    else:
        add(means, "cbc:PaymentMeansCode", CREDIT_TRANSFER)
        add(means, "cbc:PaymentID", content.payment_reference)
        if content.iban:
            add(branch(means, "cac:PayeeFinancialAccount"), "cbc:ID", content.iban)
    add(branch(root, "cac:PaymentTerms"), "cbc:Note", _terms(content))


def _terms(content: Content) -> str:
    if content.is_credit:
        return "Wordt verrekend met wat openstaat, of terugbetaald."
    if content.mandate_reference:
        return f"Wordt automatisch afgeschreven met machtiging {content.mandate_reference}."
    return f"Te betalen binnen {content.payment_days} dagen."
