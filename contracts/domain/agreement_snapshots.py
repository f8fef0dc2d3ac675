"""What an issued agreement says, frozen: parties, dates, fee and articles as they read on that day."""

from collections import Counter
from datetime import date
from typing import Any

from contracts.domain.snapshots import Snapshot, house_party, in_fours, partner_party
from contracts.domain.texts import fill
from contracts.enums import Condition
from contracts.models import Agreement, AgreementLine, House
from fluxus.money import euros
from fluxus.periods import dutch_date

SCHEMA = 2
NO_BREAK = "\N{NO-BREAK SPACE}"


def freeze(agreement: Agreement, *, house: House, lines: list[AgreementLine]) -> Snapshot:
    """The snapshot of an agreement that has its number and date. Days and times are ISO texts, amounts euro cents."""
    contractor = partner_party(agreement.partner)
    version = agreement.template_version
    values = _values(agreement, house, contractor, len(lines))
    return {
        "schema": SCHEMA,
        "kind": "agreement",
        "number": agreement.number,
        "issued_on": _iso(agreement.issued_on),
        "subject": agreement.subject,
        "starts_on": _iso(agreement.starts_on),
        "ends_on": _iso(agreement.ends_on),
        "client": house_party(house),
        "contractor": contractor,
        "dates": [_appointment(each) for each in lines],
        "fees": _fees(lines),
        "fee_cents": agreement.fee_cents,
        "payment_days": house.payment_days,
        "template": {"slug": version.template.slug, "version": version.version, "title": version.title},
        **fill(version, values=values, facts=facts_of(agreement)),
    }


def _values(agreement: Agreement, house: House, contractor: Snapshot, count: int) -> dict[str, str]:
    """The words a template may use between braces."""
    return {
        "opdrachtgever": house.legal_name,
        "opdrachtnemer": contractor["name"],
        "nummer": agreement.number or "",
        "opdracht": agreement.subject,
        "aantal": "ene uitvoering" if count == 1 else f"{count} uitvoeringen",
        "eerste_dag": dutch_date(agreement.starts_on),
        "wanneer": span(agreement.starts_on, agreement.ends_on),
        "honorarium": euros(agreement.fee_cents).replace(" ", NO_BREAK),
        "betaaltermijn": str(house.payment_days),
        "iban": in_fours(contractor["iban"]).replace(" ", NO_BREAK),
        "btw_id": contractor["btw"],
    }


def span(first: date, last: date) -> str:
    """'op 12 januari 2027' or 'van 12 januari 2027 tot en met 3 maart 2027'."""
    return f"op {dutch_date(first)}" if first == last else f"van {dutch_date(first)} tot en met {dutch_date(last)}"


def facts_of(agreement: Agreement) -> frozenset[str]:
    """The conditions that hold for this agreement."""
    held = {
        Condition.ALWAYS: True,
        Condition.MINORS: agreement.with_minors,
        Condition.TRAVEL: agreement.travel_cents > 0,
        agreement.partner.vat_status: True,
    }
    return frozenset(str(fact) for fact, holds in held.items() if holds)


def _appointment(line: AgreementLine) -> Snapshot:
    return {
        "start": line.local_start.isoformat(timespec="minutes"),
        "end": line.local_end.isoformat(timespec="minutes"),
        "what": line.what,
        "where": line.where,
        "detail": line.detail,
        "fee_cents": line.fee_cents,
    }


def _fees(lines: list[AgreementLine]) -> list[Snapshot]:
    """Per kind of work and price: how often, each, together."""
    counted = Counter((each.what, each.fee_cents) for each in lines)
    return [
        {"what": what, "count": count, "each_cents": cents, "total_cents": count * cents}
        for (what, cents), count in counted.items()
    ]


def _iso(day: Any) -> str:
    return day.isoformat()
