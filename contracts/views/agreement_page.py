"""The page of one agreement: how far it is, what can be done now, who signed, the seal and the evidence."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from contracts.domain import evidence
from contracts.domain.drawing_up import amendments
from contracts.domain.drawing_up.changes import compare
from contracts.domain.readiness.readiness import readiness
from contracts.domain.sealing.report import written
from contracts.domain.signing import mandates
from contracts.domain.signing.endings import CAN_BE_WITHDRAWN
from contracts.enums import (
    AT_THE_SIGNERS,
    IN_FORCE,
    NO_LONGER,
    OPEN_REQUESTS,
    AgreementStatus,
    EventKind,
    OrderStatus,
    SignerRole,
)
from contracts.models import Agreement, AgreementEvent, SignatureRequest
from contracts.rules import may_draw_up
from contracts.views.documents import progress_of
from fluxus.errors import Refusal
from fluxus.money import euros
from fluxus.periods import today
from fluxus.web import respond

ICONS = {
    EventKind.SIGNED: "sign",
    EventKind.PAPER: "sign",
    EventKind.SEALED: "lock",
    EventKind.RESEALED: "lock",
    EventKind.MAILED: "mail",
    EventKind.INVITED: "mail",
    EventKind.REMINDED: "bell",
    EventKind.BOUNCED: "warning",
    EventKind.CODE_FAILED: "warning",
    EventKind.DECLINED: "close",
    EventKind.WITHDRAWN: "undo",
    EventKind.READ: "eye",
    EventKind.DOWNLOADED: "download",
}
LABELS = {
    "name": "naam",
    "function": "functie",
    "role": "rol",
    "email": "e-mail",
    "to": "naar",
    "invited_as": "uitgenodigd als",
    "method": "manier",
    "proven_by": "herkend met",
    "consent": "akkoord met",
    "together": "overeenkomsten in één keer getekend",
    "reason": "reden",
    "on": "per",
    "signed_on": "getekend op",
    "ip": "IP-adres",
    "user_agent": "browser",
    "timezone": "tijdzone",
    "session": "sessie (hash)",
    "login": "ingelogd met",
    "sha256": "SHA-256",
    "data_hash": "hash van de inhoud",
    "template_version": "model",
    "evidence_sha256": "bewijsrapport",
    "certificate": "certificaat",
    "level": "niveau",
    "tsa_url": "tijdstempeldienst",
    "timestamped_at": "tijdstempel",
    "mandate_cents": "mandaat in centen",
    "by_agreement": "door",
}


def find(request: HttpRequest, pk: int) -> Agreement:
    found = Agreement.objects.visible_to(request.user).select_related(
        "partner",
        "template_version__template",
        "issued_by",
        "drafted_by",
        "work_kind",
        "rate_table",
        "funding",
        "run",
        "amends",
        "document_order__document",
        "seal__certificate",
        "paper_signature__noted_by",
    )
    return get_object_or_404(found, pk=pk)


def show(request: HttpRequest, found: Agreement, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    is_draft = found.status == AgreementStatus.DRAFT
    context: dict[str, Any] = {
        "agreement": found,
        "summary": f"{found.partner}, {euros(found.fee_cents + found.travel_cents)} zonder btw",
        "lines": found.lines.order_by("position"),
        "is_draft": is_draft,
        "may_draw_up": may_draw_up(request.user),
        "may_not_mend": not may_draw_up(request.user),
        "refusal": refusal,
        "list_url": reverse("contracts:agreements"),
        "amendments": found.amendments.order_by("pk"),
        "amended": amended(found),
    }
    context |= of_draft(found) if is_draft else of_issued(request, found)
    return respond(request, "contracts/agreement.html", context, status=status)


def amended(found: Agreement) -> list[str]:
    """How an amendment differs from what it amends: frozen, or as its draft is now."""
    if found.amends is None:
        return []
    if found.snapshot:
        return list(found.snapshot["amends"]["changes"])
    return [each.sentence for each in compare(found.amends.lines.all(), list(found.lines.all()))]


def of_draft(found: Agreement) -> dict[str, Any]:
    """What is still missing."""
    ready = readiness(
        found.partner, template_version=found.template_version, with_minors=found.with_minors, ends_on=found.ends_on
    )
    return {"readiness": ready, "blockers": ready.blockers}


def of_issued(request: HttpRequest, found: Agreement) -> dict[str, Any]:
    """Its documents, signers, seal and evidence."""
    asked = list(found.requests.select_related("signature__mandate").order_by("-pk"))
    return {
        **progress_of(request, found),
        **can(found, asked, request.user),
        "signers": signers(asked),
        "seal": getattr(found, "seal", None),
        "paper": getattr(found, "paper_signature", None),
        "events": links_of(found),
        "chain": evidence.check(found),
        "changes": changes_of(found),
        "refresh_url": f"{found.get_absolute_url()}?stand={state(found)}" if is_busy(found) else "",
    }


def is_busy(found: Agreement) -> bool:
    """A worker makes its PDF or its seal; the page follows until that is done, or failed."""
    order, seal = getattr(found, "document_order", None), getattr(found, "seal", None)
    if found.status == AgreementStatus.SIGNED:
        return seal is not None and not seal.last_error
    return found.status == AgreementStatus.ISSUED and not (
        order and order.status in {OrderStatus.READY, OrderStatus.FAILED}
    )


def state(found: Agreement) -> str:
    """Other words as soon as a worker got further."""
    order, seal = getattr(found, "document_order", None), getattr(found, "seal", None)
    return "-".join(str(each) for each in (found.status, order and order.status, seal and seal.attempts))


def changes_of(found: Agreement) -> list[amendments.Difference]:
    """How the planning differs by now, as long as no amendment says so already."""
    is_under_way = found.amendments.exclude(status__in=NO_LONGER).exists()
    return [] if is_under_way or found.ends_on < today() else amendments.differences(found)


def can(found: Agreement, asked: list[SignatureRequest], user: Any) -> dict[str, Any]:
    """What may be done with an agreement in this state, by somebody who draws up agreements."""
    order = getattr(found, "document_order", None)
    house = next((each for each in asked if each.role == SignerRole.HOUSE and each.status in OPEN_REQUESTS), None)
    may_sign = found.status == AgreementStatus.PARTLY_SIGNED and mandates.may_sign(user, found, today())
    return {
        "can_send": found.status in {AgreementStatus.ISSUED, AgreementStatus.EXPIRED}
        and order is not None
        and order.status == OrderStatus.READY,
        "can_remind": found.status == AgreementStatus.SENT,
        "can_withdraw": found.status in CAN_BE_WITHDRAWN,
        "can_be_on_paper": found.status in CAN_BE_WITHDRAWN,
        "can_terminate": found.status in IN_FORCE,
        "can_amend": found.status in {*CAN_BE_WITHDRAWN, *IN_FORCE},
        "waits_for_house": found.status == AgreementStatus.PARTLY_SIGNED and house is not None,
        "waits_for_partner": found.status in AT_THE_SIGNERS and found.status != AgreementStatus.PARTLY_SIGNED,
        "countersign_url": f"{reverse('contracts:countersign')}?kies={house.pk}" if house and may_sign else "",
    }


def signers(asked: list[SignatureRequest]) -> list[SignatureRequest]:
    """The newest request of each role, the other party first."""
    newest = {each.role: each for each in sorted(asked, key=lambda each: each.pk)}
    return [newest[role] for role in SignerRole if role in newest]


@dataclass(frozen=True)
class Link:
    """One event of the chain, ready to be shown."""

    event: AgreementEvent
    icon: str
    facts: list[tuple[str, str]]


def links_of(found: Agreement) -> list[Link]:
    """The whole chain, newest first."""
    events = found.events.select_related("happened_by").order_by("-position")
    return [Link(event, ICONS.get(EventKind(event.kind), "note"), facts_of(event)) for event in events]


def facts_of(event: AgreementEvent) -> list[tuple[str, str]]:
    """What it says, in words; numbers of rows stay out."""
    said = event.data.items()
    return [(LABELS[key], written(key, told)) for key, told in said if key in LABELS and told not in ("", None)]
