"""What an issued agreement says, frozen: parties, dates, fee and articles as they read on that day."""

from collections import Counter
from datetime import date
from typing import Any

from contracts.domain.snapshots import Snapshot, house_party, in_fours, partner_party
from contracts.domain.texts import fill
from contracts.models import Agreement, House
from fluxus.money import euros
from fluxus.periods import dutch_date
from network.models import Partner
from programmes.models import Delivery

SCHEMA = 1
NO_BREAK = "\N{NO-BREAK SPACE}"


def agreed(agreement: Agreement) -> list[Delivery]:
    """The deliveries of an agreement in order, with all that its snapshot tells about them."""
    lines = agreement.lines.order_by("position").select_related("delivery__activity", "delivery__school")
    return [line.delivery for line in lines.prefetch_related("delivery__groups", "delivery__school__addresses")]


def freeze(agreement: Agreement, *, house: House, deliveries: list[Delivery]) -> Snapshot:
    """The snapshot of an agreement that has its number and date. Days and times are ISO texts, amounts euro cents."""
    contractor = partner_party(agreement.partner)
    version = agreement.template_version
    values = _values(agreement, house, contractor, len(deliveries))
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
        "dates": [_visit(each) for each in deliveries],
        "fees": _fees(deliveries),
        "fee_cents": agreement.fee_cents,
        "payment_days": house.payment_days,
        "template": {"slug": version.template.slug, "version": version.version, "title": version.title},
        **fill(version, values=values, vat_status=agreement.partner.vat_status),
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


def _visit(delivery: Delivery) -> Snapshot:
    groups = sorted(delivery.groups.all(), key=lambda group: group.name)
    return {
        "start": delivery.local_start.isoformat(timespec="minutes"),
        "end": delivery.local_end.isoformat(timespec="minutes"),
        "activity": delivery.activity.title,
        "school": delivery.school.name,
        "place": _visiting_place(delivery.school),
        "groups": [group.name for group in groups],
        "pupils": sum(group.pupils for group in groups),
        "fee_cents": delivery.fee_cents,
    }


def _visiting_place(school: Partner) -> str:
    address = next((each for each in school.addresses.all() if each.kind == "visit"), None)
    return f"{address.line}, {address.city}" if address else ""


def _fees(deliveries: list[Delivery]) -> list[Snapshot]:
    """Per activity and price: how often, each, together."""
    counted = Counter((each.activity.title, each.fee_cents) for each in deliveries)
    return [
        {"activity": title, "count": count, "each_cents": cents, "total_cents": count * cents}
        for (title, cents), count in counted.items()
    ]


def _iso(day: Any) -> str:
    return day.isoformat()
