"""The evidence report: a PDF with everything that the chain of evidence knows, for who was not there and for a judge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from contracts.domain import documents
from contracts.domain.sealing import acts
from contracts.domain.snapshots import house_on, house_party, in_fours
from contracts.enums import EventKind, ProvenBy, SealLevel, SignatureMethod, SignerRole
from contracts.models import Agreement, AgreementEvent, Document, Seal, Signature
from fluxus import pades, pdf

TEMPLATE = "pdf/evidence.html"
WORDS = {
    "by_agreement": "vervangen door",
    "certificate": "certificaat (SHA-256)",
    "consent": "zin",
    "consent_version": "versie van de zin",
    "data_hash": "gegevens (SHA-256)",
    "email": "e-mailadres",
    "evidence_sha256": "bewijsrapport (SHA-256)",
    "expires_at": "verloopt op",
    "function": "functie",
    "image": "beeld (SHA-256)",
    "invited_as": "uitgenodigd op",
    "ip": "IP-adres",
    "language": "taal",
    "letter": "brief",
    "level": "niveau",
    "login": "ingelogd met",
    "mail": "nummer van de brief",
    "mandate": "mandaat",
    "mandate_cents": "mandaat tot en met (cent)",
    "method": "manier",
    "name": "naam",
    "number": "nummer",
    "on": "per",
    "proven_by": "herkend met",
    "reason": "reden",
    "renderer": "gemaakt met",
    "request": "nummer van het verzoek",
    "role": "rol",
    "session": "sessie (SHA-256)",
    "sha256": "document (SHA-256)",
    "signature": "handtekening nummer",
    "signed_on": "getekend op",
    "size": "grootte in bytes",
    "template": "model",
    "template_version": "versie van het model",
    "timestamped_at": "tijdstempel",
    "timezone": "tijdzone van de browser",
    "to": "aan",
    "together": "overeenkomsten in één keer getekend",
    "tsa_url": "tijdstempeldienst",
    "user_agent": "browser",
    "wanted_level": "gewenst niveau",
}
CHOICES: dict[str, dict[str, Any]] = {
    "role": dict(SignerRole.choices),
    "method": dict(SignatureMethod.choices),
    "proven_by": {**dict(ProvenBy.choices), "link": "persoonlijke link"},
    "level": dict(SealLevel.choices),
    "wanted_level": dict(SealLevel.choices),
    "letter": {"invitation": "uitnodiging", "reminder": "herinnering", "code": "code"},
}
OF_THE_MOMENT = ("login", "ip", "user_agent", "session", "timezone", "language")


@dataclass(frozen=True)
class Told:
    """One event in words."""

    event: AgreementEvent
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class Signer:
    """One signature, with what the chain says of the moment of signing."""

    signature: Signature
    facts: list[tuple[str, str]]


def make(*, agreement: Agreement, seal: Seal, key: pades.Key, at: datetime) -> Document:
    """Print the chain as it is now, with the seal that is being made; sealed itself, invisibly, and archived.

    Prints the last hash of the chain, so that nobody can write another history later: the report leaves the house.
    """
    html = render_to_string(TEMPLATE, context_of(agreement, seal, at))
    identifier = f"{seal.document_id} {agreement.chain_head}".encode()
    what = f"Bewijsrapport bij {agreement.number}"
    act = pades.Act(field="Bewijs", label=f"Zegel op het {what.lower()}", name=key.subject, reason=what)
    content = pades.seal(pdf.render_pdf(html, identifier=identifier), key=key, acts=[act]).content
    return documents.store(content, filename=f"{agreement.number}-bewijs.pdf", renderer=pdf.renderer())


def context_of(agreement: Agreement, seal: Seal, at: datetime) -> dict[str, Any]:
    house = house_party(house_on(at.date()))
    events = list(agreement.events.select_related("happened_by").order_by("position"))
    signatures = acts.signatures_of(agreement)
    return {
        "doc": {"issued_on": at.date()},
        "house": house | {"iban_written": in_fours(house["iban"])},
        "agreement": agreement,
        "seal": seal,
        "at": at,
        "signers": [Signer(each, facts_of(moment_of(each, events), OF_THE_MOMENT)) for each in signatures],
        "told": [Told(each, facts_of(each)) for each in events],
        "verify_host": settings.BASE_URL,
    }


def moment_of(signature: Signature, events: list[AgreementEvent]) -> AgreementEvent | None:
    """The event in which this was signed."""
    signed = [each for each in events if each.kind == EventKind.SIGNED]
    return next((each for each in signed if each.data.get("request") == signature.request_id), None)


def facts_of(event: AgreementEvent | None, only: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What an event says beside its kind and moment, in Dutch; a word that we do not know is printed as it is."""
    said = event.data if event else {}
    names = [name for name in only if name in said] or sorted(said)
    return [(WORDS.get(name, name), written(name, said[name])) for name in names if said[name] not in ("", None)]


def written(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(CHOICES.get(name, {}).get(value, value))
