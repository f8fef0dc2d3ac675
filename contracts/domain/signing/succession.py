"""An amendment and what it amends: which of the two goes, when, and which one holds the appointments."""

from datetime import datetime
from typing import Any

from contracts.domain import evidence
from contracts.domain.drawing_up import holds
from contracts.domain.signing.endings import CAN_BE_WITHDRAWN, end_requests
from contracts.domain.signing.keeping import move
from contracts.enums import AT_THE_SIGNERS, IN_FORCE, AgreementStatus, EventKind, RequestStatus
from contracts.models import Agreement
from fluxus.errors import Refusal

TOO_LATE = (AgreementStatus.REPLACED, AgreementStatus.TERMINATED)


def make_room(agreement: Agreement, *, by: Any, at: datetime) -> None:
    """Before it goes to be signed: withdraw what it amends when that was not signed by both, and hold its appointments.

    What it amends keeps its own as long as it is in force. Refuses when it comes too late: what it amends ended by itself
    or was changed by another, or this one was itself changed by one that is at the signers or in force; and when a third
    agreement holds one of its appointments.
    """
    _refuse_late(agreement)
    old = agreement.amends
    if old and old.status in CAN_BE_WITHDRAWN:
        _withdraw(old=old, new=agreement, by=by, at=at)
    elif old and old.status in IN_FORCE:
        holds.take_beside(old=old, new=agreement)
    else:
        holds.take(agreement)


def take_over(agreement: Agreement, *, at: datetime) -> None:
    """Signed by both: what it amends is replaced from now on, and so are its holds."""
    old = agreement.amends
    if old and old.status in IN_FORCE:
        move(old, AgreementStatus.REPLACED, f"Vervangen door {agreement}.")
        evidence.add(agreement=old, kind=EventKind.REPLACED, at=at, data={"by_agreement": str(agreement)})
        holds.pass_on(old=old, new=agreement)


def _withdraw(*, old: Agreement, new: Agreement, by: Any, at: datetime) -> None:
    """The unsigned one goes, in the present transaction; the letter about `new` says so."""
    reason = f"Vervangen door {new}."
    end_requests(old, RequestStatus.REVOKED, at=at, reason=reason)
    evidence.add(agreement=old, kind=EventKind.WITHDRAWN, at=at, by=by, data={"reason": reason})
    move(old, AgreementStatus.WITHDRAWN, reason)
    holds.pass_on(old=old, new=new)


def _refuse_late(agreement: Agreement) -> None:
    old = agreement.amends
    if old and old.status in TOO_LATE:
        raise Refusal(f"Overeenkomst {old} is {old.get_status_display()}. Deze wijziging komt te laat.", code="late")
    newer = agreement.amendments.filter(status__in=[*AT_THE_SIGNERS, *IN_FORCE]).first()
    if newer:
        raise Refusal(f"Overeenkomst {newer} is hiervoor in de plaats gekomen.", code="late")
