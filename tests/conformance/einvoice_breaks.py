"""For each rule of our own checks: which sound e-invoice to take, and how to break just that rule in it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from contracts.domain.einvoicing import content, ubl
from contracts.domain.einvoicing.elements import add, all_of, branch
from contracts.domain.snapshots import Snapshot
from tests.factories import einvoices as make

type Break = tuple[str, Callable[[Any], None]]
type Breaks = dict[str, Break]

SELLER, BUYER = "cac:AccountingSupplierParty/cac:Party", "cac:AccountingCustomerParty/cac:Party"
LEGAL, ADDRESS = "cac:PartyLegalEntity", "cac:PostalAddress"
SUMS, LINE = "cac:LegalMonetaryTotal", "cac:InvoiceLine"
SUBTOTAL = "cac:TaxTotal/cac:TaxSubtotal"
ITEM = "cac:Item/cac:ClassifiedTaxCategory"

# an exempt line and a taxed one with a discount; the exempt category comes first in the breakdown
BASES: dict[str, Callable[[], Snapshot]] = {
    "invoice": lambda: make.snapshot(
        make.line(), make.taxed(discount_cents=400, discount_reason="Vaste huurder", net_cents=2500)
    ),
    "taxed": lambda: make.snapshot(make.taxed()),
    "exempt": make.snapshot,
    "outside": lambda: make.snapshot(make.outside(), kind="deposit"),
    "mixed": lambda: make.snapshot(make.outside(), make.taxed()),
    "credit": make.credit,
    "collected": lambda: make.snapshot(is_collected=True, mandate_reference="M-2026-001"),
    "government": lambda: make.snapshot(buyer=make.buyer(kvk="", oin="00000001001234567890")),
    "uneven": lambda: make.snapshot(make.line(quantity="1.75", net_cents=2533)),
}


def broken(rule: str, profile: str) -> Any:
    """The document of the base of a rule in a profile, broken."""
    base, change = BREAKS[rule]
    snapshot = BASES[base]()
    snapshot["buyer"]["einvoice_profile"] = profile
    document = ubl.document(content.read(snapshot))
    change(document)
    return document


def drop(*paths: str) -> Callable[[Any], None]:
    """Take out everything at these paths."""

    def change(document: Any) -> None:
        for path in paths:
            found = all_of(document, path)
            assert found, path
            for each in found:
                each.getparent().remove(each)

    return change


def put(path: str, text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        all_of(document, path)[0].text = text

    return change


def mark(path: str, name: str, value: str | None) -> Callable[[Any], None]:
    """Another attribute, or without it."""

    def change(document: Any) -> None:
        element = all_of(document, path)[0]
        element.attrib.pop(name)
        if value:
            element.set(name, value)

    return change


def twice(path: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        element = all_of(document, path)[0]
        element.addnext(deepcopy(element))

    return change


def finer(path: str) -> Callable[[Any], None]:
    """The same amount in three decimals."""

    def change(document: Any) -> None:
        all_of(document, path)[0].text += "0"

    return change


def nothing(document: Any) -> None:
    """The base itself breaks the rule."""


def _with_rate(document: Any) -> None:
    """A percentage on a line that is outside the btw."""
    category = all_of(document, f"{LINE}/{ITEM}")[0]
    add(category, "cbc:Percent", "0")
    category.insert(1, category[-1])


def _with_btw_id(document: Any) -> None:
    scheme = branch(all_of(document, SELLER)[0], "cac:PartyTaxScheme")
    add(scheme, "cbc:CompanyID", "NL814815066B01")
    add(branch(scheme, "cac:TaxScheme"), "cbc:ID", "VAT")
    all_of(document, f"{SELLER}/{ADDRESS}")[0].addnext(scheme)


def _with_reason(document: Any) -> None:
    category = all_of(document, f"{SUBTOTAL}/cac:TaxCategory")[0]
    add(category, "cbc:TaxExemptionReason", "Zomaar")
    category.insert(2, category[-1])


DOCUMENT: Breaks = {
    "BR-01": ("invoice", drop("cbc:CustomizationID")),
    "BR-02": ("invoice", drop("cbc:ID")),
    "BR-03": ("invoice", drop("cbc:IssueDate")),
    "BR-04": ("invoice", drop("cbc:InvoiceTypeCode")),
    "BR-05": ("invoice", drop("cbc:DocumentCurrencyCode")),
    "BR-CL-04": ("invoice", put("cbc:DocumentCurrencyCode", "QQQ")),
    "BR-16": ("invoice", drop(LINE)),
    "BR-29": ("invoice", put("cac:InvoicePeriod/cbc:EndDate", "2026-09-01")),
    "BR-55": ("credit", drop("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")),
    "BR-49": ("invoice", drop("cac:PaymentMeans/cbc:PaymentMeansCode")),
    "BR-61": ("invoice", drop("cac:PaymentMeans/cac:PayeeFinancialAccount")),
    "BR-CO-25": ("invoice", drop("cbc:DueDate", "cac:PaymentTerms")),
    "PEPPOL-EN16931-R001": ("invoice", drop("cbc:ProfileID")),
    "PEPPOL-EN16931-R007": ("invoice", put("cbc:ProfileID", "urn:fluxus")),
    "PEPPOL-EN16931-R002": ("invoice", twice("cbc:Note")),
    "PEPPOL-EN16931-R008": ("invoice", put("cbc:Note", "")),
    "PEPPOL-EN16931-R051": ("invoice", mark(f"{LINE}/cbc:LineExtensionAmount", "currencyID", "USD")),
    "PEPPOL-EN16931-R061": ("collected", drop("cac:PaymentMeans/cac:PaymentMandate")),
    "PEPPOL-EN16931-F001": ("invoice", put("cbc:DueDate", "2 dec 2026")),
    "PEPPOL-EN16931-R003": ("invoice", drop("cbc:BuyerReference")),
    "BR-NL-2": ("invoice", drop("cbc:BuyerReference")),
    "PEPPOL-EN16931-P0100": ("invoice", put("cbc:InvoiceTypeCode", "325")),
    "PEPPOL-EN16931-P0101": ("credit", put("cbc:CreditNoteTypeCode", "380")),
    "BR-NL-7": ("invoice", put("cbc:InvoiceTypeCode", "386")),
    "BR-NL-8": ("credit", put("cbc:CreditNoteTypeCode", "380")),
    "NL-R-001": ("credit", drop("cac:BillingReference")),
    "NL-R-007": ("invoice", drop("cac:PaymentMeans")),
    "BR-NL-11": ("invoice", drop("cac:PaymentMeans")),
    "NL-R-008": ("invoice", put("cac:PaymentMeans/cbc:PaymentMeansCode", "10")),
    "BR-NL-12": ("invoice", put("cac:PaymentMeans/cbc:PaymentMeansCode", "10")),
}
PARTIES: Breaks = {
    "BR-06": ("invoice", drop(f"{SELLER}/{LEGAL}/cbc:RegistrationName")),
    "BR-07": ("invoice", drop(f"{BUYER}/{LEGAL}/cbc:RegistrationName")),
    "BR-08": ("invoice", drop(f"{SELLER}/{ADDRESS}")),
    "BR-09": ("invoice", drop(f"{SELLER}/{ADDRESS}/cac:Country/cbc:IdentificationCode")),
    "BR-10": ("invoice", drop(f"{BUYER}/{ADDRESS}")),
    "BR-11": ("invoice", drop(f"{BUYER}/{ADDRESS}/cac:Country/cbc:IdentificationCode")),
    "BR-62": ("invoice", mark(f"{SELLER}/cbc:EndpointID", "schemeID", None)),
    "BR-63": ("invoice", mark(f"{BUYER}/cbc:EndpointID", "schemeID", None)),
    "BR-CL-25": ("invoice", mark(f"{BUYER}/cbc:EndpointID", "schemeID", "0000")),
    "BR-CO-09": ("invoice", put(f"{SELLER}/cac:PartyTaxScheme/cbc:CompanyID", "814815066B01")),
    "BR-CO-26": ("invoice", drop(f"{SELLER}/cac:PartyTaxScheme", f"{SELLER}/{LEGAL}/cbc:CompanyID")),
    "PEPPOL-COMMON-R054": ("invoice", put(f"{BUYER}/{LEGAL}/cbc:CompanyID", "1234567")),
    "PEPPOL-COMMON-R055": ("government", put(f"{BUYER}/{LEGAL}/cbc:CompanyID", "1001234567890")),
    "PEPPOL-EN16931-R010": ("invoice", drop(f"{BUYER}/cbc:EndpointID")),
    "PEPPOL-EN16931-R020": ("invoice", drop(f"{SELLER}/cbc:EndpointID")),
    "NL-R-002": ("invoice", drop(f"{SELLER}/{ADDRESS}/cbc:StreetName")),
    "BR-NL-3": ("invoice", drop(f"{SELLER}/{ADDRESS}/cbc:PostalZone")),
    "NL-R-004": ("invoice", drop(f"{BUYER}/{ADDRESS}/cbc:CityName")),
    "BR-NL-4": ("invoice", drop(f"{BUYER}/{ADDRESS}/cbc:StreetName")),
    "NL-R-003": ("invoice", mark(f"{SELLER}/{LEGAL}/cbc:CompanyID", "schemeID", "0002")),
    "BR-NL-1": ("invoice", drop(f"{SELLER}/{LEGAL}/cbc:CompanyID")),
    "NL-R-005": ("invoice", mark(f"{BUYER}/{LEGAL}/cbc:CompanyID", "schemeID", "0002")),
    "BR-NL-10": ("invoice", drop(f"{BUYER}/{LEGAL}/cbc:CompanyID")),
}
LINES: Breaks = {
    "BR-21": ("invoice", drop(f"{LINE}/cbc:ID")),
    "BR-22": ("invoice", drop(f"{LINE}/cbc:InvoicedQuantity")),
    "BR-23": ("invoice", mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", None)),
    "BR-CL-23": ("invoice", mark(f"{LINE}/cbc:InvoicedQuantity", "unitCode", "UUR")),
    "BR-24": ("invoice", drop(f"{LINE}/cbc:LineExtensionAmount")),
    "BR-25": ("invoice", drop(f"{LINE}/cac:Item/cbc:Name")),
    "BR-26": ("invoice", drop(f"{LINE}/cac:Price/cbc:PriceAmount")),
    "BR-27": ("invoice", put(f"{LINE}/cac:Price/cbc:PriceAmount", "-14.50")),
    "BR-30": ("invoice", put(f"{LINE}/cac:InvoicePeriod/cbc:EndDate", "2026-10-05")),
    "BR-41": ("invoice", drop(f"{LINE}/cac:AllowanceCharge/cbc:Amount")),
    "BR-42": ("invoice", drop(f"{LINE}/cac:AllowanceCharge/cbc:AllowanceChargeReason")),
    "BR-CO-04": ("invoice", drop(f"{LINE}/{ITEM}/cbc:ID")),
    "BR-CL-18": ("invoice", put(f"{LINE}/{ITEM}/cbc:ID", "Q")),
    "BR-S-05": ("taxed", put(f"{LINE}/{ITEM}/cbc:Percent", "0")),
    "BR-E-05": ("exempt", put(f"{LINE}/{ITEM}/cbc:Percent", "21")),
    "BR-O-05": ("outside", _with_rate),
    "PEPPOL-EN16931-R110": ("invoice", put(f"{LINE}/cac:InvoicePeriod/cbc:StartDate", "2026-09-30")),
    "PEPPOL-EN16931-R111": ("invoice", put(f"{LINE}/cac:InvoicePeriod/cbc:EndDate", "2026-11-01")),
    "PEPPOL-EN16931-R120": ("invoice", put(f"{LINE}/cac:Price/cbc:PriceAmount", "15.00")),
    "PEPPOL-EN16931-R121": ("uneven", put(f"{LINE}/cac:Price/cbc:BaseQuantity", "-1.75")),
    "PEPPOL-EN16931-R130": ("uneven", mark(f"{LINE}/cac:Price/cbc:BaseQuantity", "unitCode", "DAY")),
}
BREAKDOWN: Breaks = {
    "BR-45": ("invoice", drop(f"{SUBTOTAL}/cbc:TaxableAmount")),
    "BR-46": ("invoice", drop(f"{SUBTOTAL}/cbc:TaxAmount")),
    "BR-47": ("invoice", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID")),
    "BR-48": ("invoice", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:Percent")),
    "BR-CO-17": ("taxed", put(f"{SUBTOTAL}/cbc:TaxAmount", "60.90")),
    "BR-CO-18": ("invoice", drop(SUBTOTAL)),
    "PEPPOL-EN16931-R053": ("invoice", twice("cac:TaxTotal")),
    "BR-S-01": ("taxed", put(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "E")),
    "BR-E-01": ("exempt", put(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "S")),
    "BR-O-01": ("outside", put(f"{SUBTOTAL}/cac:TaxCategory/cbc:ID", "E")),
    "BR-S-02": ("taxed", drop(f"{SELLER}/cac:PartyTaxScheme")),
    "BR-E-02": ("exempt", drop(f"{SELLER}/cac:PartyTaxScheme")),
    "BR-O-02": ("outside", _with_btw_id),
    "BR-S-08": ("taxed", put(f"{SUBTOTAL}/cbc:TaxableAmount", "40.00")),
    "BR-E-08": ("exempt", put(f"{SUBTOTAL}/cbc:TaxableAmount", "40.00")),
    "BR-O-08": ("outside", put(f"{SUBTOTAL}/cbc:TaxableAmount", "40.00")),
    "BR-E-09": ("exempt", put(f"{SUBTOTAL}/cbc:TaxAmount", "6.09")),
    "BR-O-09": ("outside", put(f"{SUBTOTAL}/cbc:TaxAmount", "6.09")),
    "BR-E-10": ("exempt", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReason")),
    "BR-O-10": ("outside", drop(f"{SUBTOTAL}/cac:TaxCategory/cbc:TaxExemptionReason")),
    "BR-S-10": ("taxed", _with_reason),
    "BR-O-11": ("mixed", nothing),
    "BR-O-12": ("mixed", nothing),
    "BR-DEC-19": ("invoice", finer(f"{SUBTOTAL}/cbc:TaxableAmount")),
    "BR-DEC-20": ("invoice", finer(f"{SUBTOTAL}/cbc:TaxAmount")),
}
TOTALS: Breaks = {
    "BR-12": ("invoice", drop(f"{SUMS}/cbc:LineExtensionAmount")),
    "BR-13": ("invoice", drop(f"{SUMS}/cbc:TaxExclusiveAmount")),
    "BR-14": ("invoice", drop(f"{SUMS}/cbc:TaxInclusiveAmount")),
    "BR-15": ("invoice", drop(f"{SUMS}/cbc:PayableAmount")),
    "BR-CO-10": ("invoice", put(f"{SUMS}/cbc:LineExtensionAmount", "1.00")),
    "BR-CO-13": ("invoice", put(f"{SUMS}/cbc:TaxExclusiveAmount", "1.00")),
    "BR-CO-14": ("invoice", put("cac:TaxTotal/cbc:TaxAmount", "1.00")),
    "BR-CO-15": ("invoice", put(f"{SUMS}/cbc:TaxInclusiveAmount", "1.00")),
    "BR-CO-16": ("invoice", put(f"{SUMS}/cbc:PayableAmount", "1.00")),
    "BR-DEC-09": ("invoice", finer(f"{SUMS}/cbc:LineExtensionAmount")),
    "BR-DEC-12": ("invoice", finer(f"{SUMS}/cbc:TaxExclusiveAmount")),
    "BR-DEC-14": ("invoice", finer(f"{SUMS}/cbc:TaxInclusiveAmount")),
    "BR-DEC-18": ("invoice", finer(f"{SUMS}/cbc:PayableAmount")),
    "BR-DEC-23": ("invoice", finer(f"{LINE}/cbc:LineExtensionAmount")),
    "BR-DEC-24": ("invoice", finer(f"{LINE}/cac:AllowanceCharge/cbc:Amount")),
}
BREAKS: Breaks = DOCUMENT | PARTIES | LINES | BREAKDOWN | TOTALS
