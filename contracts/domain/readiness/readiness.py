"""What is still missing before a partner can get an agreement or an invoice, each with the place that mends it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from contracts.domain.readiness import dba, proofs
from contracts.domain.snapshots import letter_address, primary_email
from contracts.domain.texts.template_checks import model_warning
from contracts.enums import AgreementKind, ProofKind
from contracts.models import TemplateVersion
from fluxus.errors import Refusal
from network.enums import VatStatus
from network.models import Partner

NEEDED = ("identifiers", "addresses", "emails", "phones", "proofs", "dba_checks")
"""Fetch these beforehand (`prefetch_related`) and weighing a partner asks the database nothing more."""


@dataclass(frozen=True)
class Blocker:
    """A Dutch sentence, the address of the page that mends it, and the field of the partner form when it is one."""

    sentence: str
    url: str
    field: str = ""


@dataclass(frozen=True)
class Readiness:
    """What stands in the way (`blockers`), and what somebody should look at first (`warnings`)."""

    blockers: list[Blocker] = field(default_factory=list)
    warnings: list[Blocker] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not self.blockers


def readiness(
    partner: Partner,
    *,
    template_version: TemplateVersion | None = None,
    with_minors: bool = False,
    ends_on: date | None = None,
) -> Readiness:
    """What an agreement with this partner lacks; a template asks for its proofs, a VOG only where minors take part.

    A proof must count until `ends_on`, the last day of the agreement; without a day any accepted proof will do. A hirer
    of rooms needs no number, btw-status or IBAN, and no DBA check.
    """
    is_rental = template_version is not None and template_version.template.kind == AgreementKind.RENTAL
    missing = [] if is_rental else numbers_missing(partner)
    blockers = [*missing, *reachable(partner), *billing_readiness(partner)]
    warned = [] if is_rental else [_dba(partner, sentence) for sentence in dba.warnings(partner, ends_on)]
    if template_version is None:
        return Readiness(blockers, warned)
    required, advised = (
        list(lacking(partner, kinds, with_minors=with_minors, until=ends_on))
        for kinds in (template_version.required_proofs, template_version.advised_proofs)
    )
    return Readiness([*blockers, *required], [*advised, *warned, *outlasting(template_version, ends_on)])


def numbers_missing(partner: Partner) -> list[Blocker]:
    """Btw-status, KvK (who is an entrepreneur), btw-id (who is liable: Wet OB 1968 art. 35a lid 1 onder c) and IBAN."""
    held = {each.kind for each in partner.identifiers.all()}
    is_entrepreneur = partner.vat_status != VatStatus.NO_ENTREPRENEUR
    missing = [
        (partner.vat_status == VatStatus.UNKNOWN, "De btw-status is nog niet bekend.", "vat_status"),
        (is_entrepreneur and "kvk" not in held, "Het KvK-nummer ontbreekt.", "kvk"),
        (partner.vat_status == VatStatus.LIABLE and "btw" not in held, "Het btw-id ontbreekt.", "btw"),
        ("iban" not in held, "Het IBAN ontbreekt.", "iban"),
    ]
    return [at_field(partner, sentence, name) for is_missing, sentence, name in missing if is_missing]


def reachable(partner: Partner) -> list[Blocker]:
    """The letter that asks to sign goes by mail."""
    return [] if primary_email(partner) else [at_field(partner, "Het e-mailadres ontbreekt.", "email")]


def billing_readiness(partner: Partner) -> list[Blocker]:
    """What an invoice to this partner lacks: his full address (Wet OB 1968 art. 35a lid 1 onder e)."""
    return [] if letter_address(partner) else [at_field(partner, "Het adres ontbreekt.", "street")]


def lacking(partner: Partner, kinds: Iterable[str], *, with_minors: bool, until: date | None) -> Iterable[Blocker]:
    """The proofs of these kinds that do not count until that day."""
    for kind in kinds:
        if kind == ProofKind.VOG and not with_minors:
            continue
        if sentence := proofs.lack(partner, kind, until=until):
            yield Blocker(sentence, f"{reverse('contracts:proofs-of', args=[partner.pk])}#{kind}")


def outlasting(version: TemplateVersion, ends_on: date | None) -> list[Blocker]:
    """The model agreement that the text follows must hold as long as the agreement does."""
    sentence = model_warning(version, ends_on=ends_on) if ends_on else ""
    return [Blocker(sentence, reverse("contracts:template", args=[version.template_id]))] if sentence else []


def at_field(partner: Partner, sentence: str, name: str) -> Blocker:
    return Blocker(sentence, f"{reverse('network:partner-edit', args=[partner.pk])}#id_{name}", name)


def _dba(partner: Partner, sentence: str) -> Blocker:
    return Blocker(sentence, reverse("contracts:dba", args=[partner.pk]))


def refuse_blockers(found: Readiness | list[Blocker]) -> None:
    """Raises a Refusal that names everything that is missing; `extra["blockers"]` has them one by one."""
    blockers = found.blockers if isinstance(found, Readiness) else found
    if blockers:
        sentences = " ".join(blocker.sentence for blocker in blockers)
        raise Refusal(f"Dit kan nog niet. {sentences}", code="not_ready", blockers=blockers)
