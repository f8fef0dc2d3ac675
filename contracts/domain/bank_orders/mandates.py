"""Mandates to collect: signed by the partner in the portal, apart from any agreement, and revoked when he likes."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contracts.domain.bank_orders.wording import words
from contracts.domain.snapshots import house_on, primary_email
from contracts.models import House, SepaMandate
from fluxus.db import lock, persevering
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.identifiers import iban as checked_iban
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner, User

PREFIX = "contracts-mandate"
BY_HIMSELF = "Ingetrokken door de partner zelf."
SEPA = frozenset(
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE "
    "SI SK SM VA".split()
)
"""Countries whose accounts take part in SEPA, by the first letters of an IBAN (European Payments Council)."""


@persevering
def sign(
    *, partner: Partner, iban: str, holder: str, version: int, by: User, ip: str | None, at: datetime
) -> SepaMandate:
    """Let us collect from this account from now on; sent twice, it is one mandate. A letter confirms it.

    Refuses a wrong IBAN, somebody who may not speak for the partner, and another account while a mandate runs.
    """
    account = _account(iban)
    if not Partner.objects.acted_for_by(by, on=timezone.localdate(at)).filter(pk=partner.pk).exists():
        raise Refusal("Alleen de partner zelf kan een machtiging tekenen.", code="not_yours")
    house = house_who_collects(at)
    text = words(house, version)
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        running = SepaMandate.objects.running().filter(partner=partner).first()
        if running and running.iban == account:
            return running
        if running:
            raise Refusal("Er loopt al een machtiging. Trek die eerst in.", field="iban", code="running")
        made = SepaMandate.objects.create(
            partner=partner,
            reference=_next_reference(partner),
            iban=account,
            holder=tidy(holder)[:70],
            text_version=version,
            text=text,
            sha256=sha256(text.encode()).hexdigest(),
            ip=ip or None,
            signed_at=at,
            signed_by=by,
        )
        _tell(made, f"Incassomachtiging {made.reference} getekend", by=by, at=at)
        _write(made, house, "signed")
    return made


@persevering
def revoke(*, mandate: SepaMandate, reason: str, by: Any, at: datetime) -> SepaMandate:
    """Nothing more is collected with it; a second time changes nothing. What stands in a batch shows up there."""
    why = reason.strip()
    if not why:
        raise Refusal("Zeg waarom de machtiging vervalt.", field="reason", code="no_reason")
    with transaction.atomic():
        held = lock(SepaMandate.objects.filter(pk=mandate.pk))[0]
        if held.revoked_at:
            return held
        held.revoked_at, held.revoked_by, held.revoke_reason = at, by, why[:200]
        held.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
        _tell(held, f"Incassomachtiging {held.reference} ingetrokken", by=by, at=at)
        _write(held, house_on(timezone.localdate(at)), "revoked")
    return held


def house_who_collects(at: datetime) -> House:
    """Who we are today. Refuses as long as the bank gave us no creditor identifier."""
    house = house_on(timezone.localdate(at))
    if not house.creditor_id:
        raise Refusal(
            "We kunnen nog niet incasseren: ons incassant-ID is nog niet ingevuld in het beheer.", code="no_creditor"
        )
    return house


def _account(iban: str) -> str:
    account = checked_iban(iban)
    if account[:2] not in SEPA:
        raise Refusal("Van een rekening in dit land kunnen we niet incasseren.", field="iban", code="not_sepa")
    return account


def _next_reference(partner: Partner) -> str:
    """'M000012-01', then -02; the lock on the partner keeps rivals out."""
    return f"M{partner.pk:06}-{SepaMandate.objects.filter(partner=partner).count() + 1:02}"


def _tell(mandate: SepaMandate, title: str, *, by: Any, at: datetime) -> None:
    record(
        partners=[mandate.partner],
        kind=EntryKind.INVOICE,
        title=title,
        detail=mandate.revoke_reason,
        by=by,
        at=at,
        path=mandate.get_absolute_url(),
    )


def _write(mandate: SepaMandate, house: House, what: str) -> None:
    """A letter to the address that we know, so that nobody signs in somebody else's name unnoticed."""
    to = primary_email(mandate.partner) or mandate.signed_by.email
    queue_letter(
        key=f"{PREFIX}:{mandate.pk}:{what}",
        to=to,
        template=f"mail/contracts/mandate_{what}.txt",
        context={"mandate": mandate, "partner": mandate.partner, "house": house, "base_url": settings.BASE_URL},
        partner=mandate.partner,
    )
