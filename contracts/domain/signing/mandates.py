"""Who may sign for the house: dated, up to an amount, and never where he is the other party himself."""

from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from contracts.enums import AT_THE_SIGNERS, RequestStatus, SignerRole
from contracts.models import Agreement, Mandate, SignatureRequest
from fluxus.errors import Refusal
from fluxus.money import euros
from network.models import Partner, User

TO_SIGN = (RequestStatus.SENT, RequestStatus.OPENED)


def running(user: Any, on: date) -> QuerySet[Mandate]:
    """His mandates on a day; the widest first."""
    if not (user and user.is_authenticated and user.is_colleague):
        return Mandate.objects.none()
    running = Mandate.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), user=user, started_on__lte=on)
    return running.order_by(F("most_cents").desc(nulls_first=True), "pk")


def may_sign(user: Any, agreement: Agreement, on: date) -> Mandate | None:
    """The mandate with which he may sign this agreement, None when he may not."""
    mandate = running(user, on).first()
    is_enough = mandate and (mandate.most_cents is None or mandate.most_cents >= amount(agreement))
    return mandate if is_enough and not own_partners(user).filter(pk=agreement.partner_id).exists() else None


def why_not(user: Any, agreement: Agreement, on: date) -> str:
    """The reason why he may not sign, as a sentence; for who may it is ''."""
    mandate = running(user, on).first()
    if mandate is None:
        return "Je hebt geen mandaat om namens het huis te tekenen."
    if own_partners(user).filter(pk=agreement.partner_id).exists():
        return "Dit is een overeenkomst met jezelf of met wie je vertegenwoordigt. Een collega moet tekenen."
    if mandate.most_cents is not None and mandate.most_cents < amount(agreement):
        return f"Je mandaat gaat tot {euros(mandate.most_cents)}; dit is {euros(amount(agreement))}."
    return ""


def amount(agreement: Agreement) -> int:
    """What the house binds itself to, in cents: fee and travel."""
    return agreement.fee_cents + agreement.travel_cents


def own_partners(user: Any) -> QuerySet[Partner]:
    """Those that he is, or speaks or ever spoke for: by membership, or by his own e-mail address."""
    return Partner.objects.filter(Q(memberships__user=user) | Q(emails__address__iexact=user.email)).distinct()


def to_sign(user: Any, on: date) -> QuerySet[SignatureRequest]:
    """What waits for his signature, soonest first."""
    mandate = running(user, on).first()
    if mandate is None:
        return SignatureRequest.objects.none()
    waiting = SignatureRequest.objects.filter(
        role=SignerRole.HOUSE, status__in=TO_SIGN, agreement__status__in=AT_THE_SIGNERS
    ).exclude(agreement__partner__in=own_partners(user))
    if mandate.most_cents is not None:
        cents = F("agreement__fee_cents") + F("agreement__travel_cents")
        waiting = waiting.alias(cents=cents).filter(cents__lte=mandate.most_cents)
    return waiting.select_related("agreement__partner", "document").order_by("sent_at", "pk")


def signers(on: date) -> QuerySet[User]:
    """Everybody who can sign for the house on a day."""
    mandates = Mandate.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on), started_on__lte=on)
    return User.objects.colleagues().filter(pk__in=mandates.values("user")).order_by("pk")


def grant(
    *, user: User, function: str, most_cents: int | None, started_on: date, ended_on: date | None, by: Any, at: datetime
) -> Mandate:
    """Let a colleague sign for the house; nobody gives himself a mandate."""
    refuse_unfit(user, by=by)
    return Mandate.objects.create(
        user=user,
        function=function,
        most_cents=most_cents,
        started_on=started_on,
        ended_on=ended_on,
        granted_at=at,
        granted_by=by,
    )


def refuse_unfit(user: User, *, by: Any) -> None:
    """Only a colleague gets a mandate, and from another."""
    if not user.is_colleague:
        raise Refusal("Alleen een collega kan een mandaat krijgen.", field="user")
    if user == by:
        raise Refusal("Je kunt jezelf geen mandaat geven. Vraag een collega.", field="user")
