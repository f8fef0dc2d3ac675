"""What is still missing before a partner can get an agreement or an invoice."""

from dataclasses import dataclass

from contracts.domain.snapshots import letter_address, primary_email
from fluxus.errors import Refusal
from network.enums import VatStatus
from network.models import Partner


@dataclass(frozen=True)
class Blocker:
    """A Dutch sentence and the field of the partner form that mends it."""

    sentence: str
    field: str


def readiness(partner: Partner) -> list[Blocker]:
    """What an overeenkomst van opdracht with this partner still lacks; empty when it can be issued."""
    held = {each.kind for each in partner.identifiers.all()}
    is_entrepreneur = partner.vat_status != VatStatus.NO_ENTREPRENEUR
    missing = [
        (partner.vat_status == VatStatus.UNKNOWN, Blocker("De btw-status is nog niet bekend.", "vat_status")),
        (is_entrepreneur and "kvk" not in held, Blocker("Het KvK-nummer ontbreekt.", "kvk")),
        (partner.vat_status == VatStatus.LIABLE and "btw" not in held, Blocker("Het btw-id ontbreekt.", "btw")),
        ("iban" not in held, Blocker("Het IBAN ontbreekt.", "iban")),
        (not primary_email(partner), Blocker("Het e-mailadres ontbreekt.", "email")),
    ]
    return [blocker for is_missing, blocker in missing if is_missing] + billing_readiness(partner)


def billing_readiness(partner: Partner) -> list[Blocker]:
    """What an invoice to this partner lacks: his full address (Wet OB 1968 art. 35a lid 1 onder e)."""
    return [] if letter_address(partner) else [Blocker("Het adres ontbreekt.", "street")]


def refuse_blockers(blockers: list[Blocker]) -> None:
    """Raises a Refusal that names everything that is missing; `extra["blockers"]` has them one by one."""
    if blockers:
        sentences = " ".join(blocker.sentence for blocker in blockers)
        raise Refusal(f"Dit kan nog niet. {sentences}", code="not_ready", blockers=blockers)
