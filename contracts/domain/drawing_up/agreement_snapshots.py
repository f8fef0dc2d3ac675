"""What an issued agreement says, frozen: parties, dates, fee and articles as they read on that day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from contracts.domain.snapshots import Snapshot, house_party, in_fours, partner_party
from contracts.domain.texts.texts import fill
from contracts.enums import AgreementKind, Condition
from contracts.models import Agreement, AgreementLine, House, TemplateVersion
from fluxus.money import euros
from fluxus.periods import dutch_date

SCHEMA = 2
NO_BREAK = "\N{NO-BREAK SPACE}"
NOTHING_CHANGED = "Alleen de tekst of de bedragen zijn anders."

WORDS = {
    "opdrachtgever": "de naam van ons huis",
    "verhuurder": "de naam van ons huis",
    "opdrachtnemer": "de naam van de opdrachtnemer",
    "huurder": "de naam van de huurder",
    "nummer": "het nummer van de overeenkomst",
    "opdracht": "waar de overeenkomst over gaat",
    "aantal": "hoeveel keer, zoals “3 uitvoeringen” of “ene uitvoering”",
    "keren": "hoe vaak, zoals “3 keer”",
    "eerste_dag": "de eerste dag",
    "laatste_dag": "de laatste dag",
    "wanneer": "“op 12 januari 2027” of “van … tot en met …”",
    "honorarium": "het honorarium zonder btw",
    "huurprijs": "de huurprijs zonder btw",
    "reiskosten": "de vergoeding voor reiskosten",
    "betaaltermijn": "de betaaltermijn in dagen",
    "iban": "het IBAN van de wederpartij",
    "btw_id": "het btw-id van de wederpartij",
    "contact": "het mailadres en telefoonnummer van ons huis",
    "modelovereenkomst": "naam en kenmerk van de modelovereenkomst die gevolgd wordt",
}
"""The words that a template may use between braces, each with what comes in its place."""


def freeze(
    agreement: Agreement, *, house: House, lines: Sequence[AgreementLine], changes: Sequence[str] = ()
) -> Snapshot:
    """The snapshot of an agreement that has its number and date. Days and times are ISO texts, amounts euro cents.

    `changes` are the sentences that say how it differs from the agreement that it amends.
    """
    contractor = partner_party(agreement.partner)
    version = agreement.template_version
    return {
        "schema": SCHEMA,
        "kind": "agreement",
        "agreement_kind": str(agreement.kind),
        "number": agreement.number,
        "issued_on": _iso(agreement.issued_on),
        "amends": _amends(agreement, changes),
        "subject": agreement.subject,
        "remarks": agreement.remarks.split("\n") if agreement.remarks else [],
        "starts_on": _iso(agreement.starts_on),
        "ends_on": _iso(agreement.ends_on),
        "client": house_party(house),
        "contractor": contractor,
        "dates": [_appointment(each) for each in lines],
        "fees": _fees(lines),
        "fee_cents": agreement.fee_cents,
        "travel_cents": agreement.travel_cents,
        "pay": _pay(agreement),
        "payment_days": house.payment_days,
        "template": _template(version),
        **fill(
            version, values=words_of(agreement, house, contractor, len(lines)), facts=facts_of(agreement, lines=lines)
        ),
    }


def words_of(agreement: Agreement, house: House, contractor: Snapshot, count: int) -> dict[str, str]:
    """The `WORDS` with their values for this agreement; amounts and numbers do not break over a line."""
    model = agreement.template_version.model_agreement
    amount = _unbroken(euros(agreement.fee_cents))
    return {
        "opdrachtgever": house.legal_name,
        "verhuurder": house.legal_name,
        "opdrachtnemer": contractor["name"],
        "huurder": contractor["name"],
        "nummer": agreement.number or "",
        "opdracht": agreement.subject,
        "aantal": "ene uitvoering" if count == 1 else f"{count} uitvoeringen",
        "keren": f"{count} keer",
        "eerste_dag": dutch_date(agreement.starts_on),
        "laatste_dag": dutch_date(agreement.ends_on),
        "wanneer": span(agreement.starts_on, agreement.ends_on),
        "honorarium": amount,
        "huurprijs": amount,
        "reiskosten": _unbroken(euros(agreement.travel_cents)),
        "betaaltermijn": str(house.payment_days),
        "iban": _unbroken(in_fours(contractor["iban"])),
        "btw_id": contractor["btw"],
        "contact": f"{house.email} of {_unbroken(house.phone)}",
        "modelovereenkomst": str(model) if model else "",
    }


def span(first: date, last: date) -> str:
    """'op 12 januari 2027' or 'van 12 januari 2027 tot en met 3 maart 2027'."""
    return f"op {dutch_date(first)}" if first == last else f"van {dutch_date(first)} tot en met {dutch_date(last)}"


def facts_of(agreement: Agreement, *, lines: Sequence[AgreementLine] | None = None) -> frozenset[str]:
    """The conditions that hold for this agreement; its own lines when none are given."""
    found = agreement.lines.all() if lines is None else lines
    held = {
        Condition.ALWAYS: True,
        Condition.MINORS: agreement.with_minors,
        Condition.AT_SCHOOL: any(each.delivery_id for each in found),
        Condition.TRAVEL: agreement.travel_cents > 0,
        agreement.partner.vat_status: True,
    }
    return frozenset(str(fact) for fact, holds in held.items() if holds)


def _amends(agreement: Agreement, changes: Sequence[str]) -> Snapshot | None:
    old = agreement.amends
    if old is None:
        return None
    said = list(changes) or [NOTHING_CHANGED]
    return {"number": old.number, "issued_on": _iso(old.issued_on), "changes": said}


def _appointment(line: AgreementLine) -> Snapshot:
    return {
        "start": line.local_start.isoformat(timespec="minutes"),
        "end": line.local_end.isoformat(timespec="minutes"),
        "what": line.what,
        "where": line.where,
        "detail": line.detail,
        "fee_cents": line.fee_cents,
    }


def _fees(lines: Sequence[AgreementLine]) -> list[Snapshot]:
    """Per kind of work and price: how often, each, together; of a hire also how its price came about."""
    counted = Counter((each.what, each.fee_cents, each.detail if each.booking_id else "") for each in lines)
    return [
        {
            "what": what,
            "explanation": explanation,
            "count": count,
            "each_cents": cents,
            "total_cents": count * cents,
        }
        for (what, cents, explanation), count in counted.items()
    ]


def _pay(agreement: Agreement) -> Snapshot | None:
    """The fee per paid hour against the advice of the sector; None when nothing can be said."""
    if agreement.kind != AgreementKind.OVO or not (agreement.work_kind and agreement.rate_table):
        return None
    return {
        "work_kind": agreement.work_kind.name,
        "preparation_percent": agreement.work_kind.preparation_percent,
        "paid_minutes": agreement.paid_minutes,
        "agreed_hourly_cents": agreement.agreed_hourly_cents,
        "advised_hourly_cents": agreement.advised_hourly_cents,
        "explanation": agreement.pay_explanation,
        "table": agreement.rate_table.name,
        "source": agreement.rate_table.source,
    }


def _template(version: TemplateVersion) -> Snapshot:
    model = version.model_agreement
    return {
        "slug": version.template.slug,
        "version": version.version,
        "title": version.title,
        "model": f"{model}, beoordeeld door {model.authority} op {dutch_date(model.assessed_on)}" if model else "",
    }


def _unbroken(text: str) -> str:
    return text.replace(" ", NO_BREAK)


def _iso(day: Any) -> str:
    return day.isoformat()
