"""Rules on the document as a whole: numbers, days, references, how it is paid."""

from datetime import date

from contracts.domain.einvoicing.elements import Element, all_of, text_of
from contracts.domain.einvoicing.judging.rule import NLCIUS, PEPPOL, Rule, dutch, has, lines_of, number, one_of

PROCESSES = ("urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",)
MEANS = ("30", "48", "49", "57", "58", "59")
TRANSFERS, DIRECT_DEBITS = ("30", "58"), ("49", "59")
PERIOD = "cac:InvoicePeriod"
DATES = ("IssueDate", "DueDate", "StartDate", "EndDate")


def is_credit(document: Element) -> bool:
    return str(document.tag).endswith("}CreditNote")


def type_code(document: Element) -> str:
    return text_of(document, "cbc:CreditNoteTypeCode" if is_credit(document) else "cbc:InvoiceTypeCode")


def has_period_in_order(element: Element) -> bool:
    """The end not before the start, when both are there. ISO days compare as texts."""
    start, end = text_of(element, f"{PERIOD}/cbc:StartDate"), text_of(element, f"{PERIOD}/cbc:EndDate")
    return not start or not end or start <= end


def _allowed_in_peppol(document: Element) -> bool:
    return type_code(document) in ({"381"} if is_credit(document) else {"380", "386"})


def _has_reference(document: Element) -> bool:
    return bool(text_of(document, "cbc:BuyerReference") or text_of(document, "cac:OrderReference/cbc:ID"))


def _knows_its_invoice(document: Element) -> bool:
    return not is_credit(document) or has("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID")(document)


def _asks_money(document: Element) -> bool:
    return number(document, "cac:LegalMonetaryTotal/cbc:PayableAmount") > 0


def _says_how_to_pay(document: Element) -> bool:
    return not _asks_money(document) or bool(all_of(document, "cac:PaymentMeans"))


def _says_when_to_pay(document: Element) -> bool:
    has_day = bool(text_of(document, "cbc:DueDate"))
    return not _asks_money(document) or has_day or bool(text_of(document, "cac:PaymentTerms/cbc:Note"))


def _transfer_has_account(means: Element) -> bool:
    is_transfer = text_of(means, "cbc:PaymentMeansCode") in TRANSFERS
    return not is_transfer or has("cac:PayeeFinancialAccount/cbc:ID")(means)


def _debit_has_mandate(means: Element) -> bool:
    is_debit = text_of(means, "cbc:PaymentMeansCode") in DIRECT_DEBITS
    return not is_debit or has("cac:PaymentMandate/cbc:ID")(means)


def _days_exist(document: Element) -> bool:
    days = [each.text or "" for name in DATES for each in all_of(document, f".//cbc:{name}")]
    return all(_is_day(day) for day in days)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_filled_everywhere(document: Element) -> bool:
    """No element is without both children and text."""
    return all(len(each) or (each.text or "").strip() for each in document.iter())


def _is_in_euros(document: Element) -> bool:
    return {each.get("currencyID") for each in document.iter() if "currencyID" in each.attrib} <= {"EUR"}


def _has_one_note(document: Element) -> bool:
    return len(all_of(document, "cbc:Note")) <= 1


RULES = [
    Rule("BR-01", "Er staat niet bij welke afspraken het bestand volgt.", has("cbc:CustomizationID")),
    Rule("BR-02", "De factuur heeft geen nummer.", has("cbc:ID")),
    Rule("BR-03", "De factuur heeft geen datum.", has("cbc:IssueDate")),
    Rule("BR-04", "Er staat niet bij of het een factuur of een creditfactuur is.", lambda it: bool(type_code(it))),
    Rule("BR-05", "De valuta ontbreekt.", has("cbc:DocumentCurrencyCode")),
    Rule("BR-CL-04", "De valuta is niet de euro.", one_of("cbc:DocumentCurrencyCode", "EUR", "")),
    Rule("BR-16", "De factuur heeft geen regels.", lambda it: bool(lines_of(it))),
    Rule("BR-29", "De periode van de factuur eindigt voordat hij begint.", has_period_in_order),
    Rule("BR-55", "Het nummer van de factuur die gecorrigeerd wordt, ontbreekt.", _knows_its_invoice),
    Rule("BR-49", "Er staat niet bij hoe er betaald wordt.", has("cbc:PaymentMeansCode"), ("cac:PaymentMeans",)),
    Rule("BR-61", "Het rekeningnummer om op te betalen ontbreekt.", _transfer_has_account, ("cac:PaymentMeans",)),
    Rule("BR-CO-25", "Er staat niet bij wanneer er betaald moet zijn.", _says_when_to_pay),
    Rule("PEPPOL-EN16931-R001", "Het soort berichtenverkeer ontbreekt.", has("cbc:ProfileID"), profile=PEPPOL),
    Rule(
        "PEPPOL-EN16931-R007",
        "Het soort berichtenverkeer bestaat niet in Peppol.",
        one_of("cbc:ProfileID", *PROCESSES, ""),
        profile=PEPPOL,
    ),
    Rule("PEPPOL-EN16931-R002", "Er staat meer dan één opmerking op.", _has_one_note, profile=PEPPOL),
    Rule("PEPPOL-EN16931-R008", "Er staat een leeg veld in het bestand.", _is_filled_everywhere, profile=PEPPOL),
    Rule("PEPPOL-EN16931-R051", "Niet alle bedragen zijn in euro’s.", _is_in_euros, profile=PEPPOL),
    Rule(
        "PEPPOL-EN16931-R061",
        "De machtiging voor de incasso ontbreekt.",
        _debit_has_mandate,
        ("cac:PaymentMeans",),
        PEPPOL,
    ),
    Rule("PEPPOL-EN16931-F001", "Een datum bestaat niet.", _days_exist),
    *dutch("PEPPOL-EN16931-R003", "BR-NL-2", "Het kenmerk of bestelnummer van de afnemer ontbreekt.", _has_reference),
    Rule(
        "PEPPOL-EN16931-P0100",
        "Dit soort factuur kan niet met Peppol.",
        lambda it: is_credit(it) or _allowed_in_peppol(it),
        profile=PEPPOL,
    ),
    Rule(
        "PEPPOL-EN16931-P0101",
        "Dit soort creditfactuur kan niet met Peppol.",
        lambda it: not is_credit(it) or _allowed_in_peppol(it),
        profile=PEPPOL,
    ),
    Rule(
        "BR-NL-7",
        "Dit soort factuur kan niet met NLCIUS.",
        lambda it: type_code(it) in {"380", "381", "384", "389"},
        profile=NLCIUS,
    ),
    Rule(
        "BR-NL-8",
        "Een creditfactuur heeft een eigen soort bestand.",
        lambda it: (type_code(it) == "381") == is_credit(it),
        profile=NLCIUS,
    ),
    Rule("NL-R-001", "Een creditfactuur noemt de factuur die hij corrigeert.", _knows_its_invoice, profile=PEPPOL),
    *dutch("NL-R-007", "BR-NL-11", "Er staat niet bij hoe er betaald wordt.", _says_how_to_pay),
    *dutch(
        "NL-R-008",
        "BR-NL-12",
        "Deze manier van betalen kan niet op een Nederlandse e-factuur.",
        lambda it: all(one_of("cbc:PaymentMeansCode", *MEANS)(means) for means in all_of(it, "cac:PaymentMeans")),
    ),
]
