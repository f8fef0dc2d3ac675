"""What one row comes to, ready to be saved together with others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError

from fluxus.errors import Refusal
from network.domain import newcomers, partners
from network.domain.details import Details, checked
from network.domain.imports import amending, snapshots
from network.domain.imports.amending import Amendment
from network.domain.imports.deciding import Verdict
from network.domain.imports.drafts import Draft
from network.domain.imports.policies import Policy
from network.domain.imports.ties import Organisations, tie
from network.domain.newcomers import Newcomer
from network.domain.search_text import other_words
from network.enums import PartnerKind, RowOutcome
from network.models import Affiliation, ImportRow, Partner


@dataclass
class Work:
    """One row on its way into the database: somebody new, or changes to somebody we know."""

    verdict: Verdict
    partner: Partner
    newcomer: Newcomer | None = None
    amendment: Amendment | None = None
    before: snapshots.Snapshot | None = None
    tie: Affiliation | None = None
    made: list[int] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def is_changed(self) -> bool:
        amended = self.amendment and self.amendment.differences
        return bool(self.newcomer or self.tie or self.labels or self.note or amended)

    @property
    def is_renamed(self) -> bool:
        """Somebody we know who is called otherwise now."""
        old = self.before["own"] if self.before else {}
        return any(old[name] != getattr(self.partner, name) for name in snapshots.NAMES if name in old)


def refuse(row: ImportRow, reasons: Sequence[str]) -> None:
    row.outcome, row.reasons, row.candidates, row.partner = RowOutcome.REFUSED, list(reasons), [], None


def prepare(
    verdict: Verdict,
    known: Mapping[int, snapshots.Snapshot],
    organisations: Organisations,
    *,
    policy: Policy,
    today: date,
) -> Work | None:
    """What is to be written for one row; None when it turns out to be refused."""
    organisation = organisations.of(verdict.draft) if verdict.draft.is_person else None
    try:
        work = amended(verdict, known, policy, today) if verdict.partner else added(verdict, organisation, today)
    except Refusal as refusal:
        refuse(verdict.row, [refusal.sentence])
        return None
    except ValidationError as error:
        refuse(verdict.row, error.messages)
        return None
    if organisation:
        ties = work.before["ties"] if work.before else []
        work.tie = tie(work.partner, organisation, verdict.draft, ties)
    elif verdict.draft.is_person and verdict.draft.organisation:
        verdict.row.reasons.append(f"meer organisaties heten “{verdict.draft.organisation}”: verbind zelf de goede")
    return work


def amended(verdict: Verdict, known: Mapping[int, snapshots.Snapshot], policy: Policy, today: date) -> Work:
    partner = verdict.partner
    if partner is None or partner.pk not in known:
        raise Refusal("Deze partner is intussen weg.")
    if partner.kind != verdict.draft.kind:
        raise Refusal("De ene is een persoon en de andere een organisatie.")
    before = known[partner.pk]
    amendment = amending.amend(partner, verdict.draft, before, policy=policy, today=today)
    verdict.row.reasons = [*verdict.row.reasons, *amendment.remarks]
    return Work(verdict, partner, amendment=amendment, before=before)


def added(verdict: Verdict, organisation: Partner | None, today: date) -> Work:
    drafted = verdict.draft
    details: Details = checked(drafted.details, person=drafted.is_person)
    partner = named(drafted)
    partners.take_over(partner, details)
    ties = [drafted.function, organisation.name, other_words(organisation.name)] if organisation else []
    newcomer = newcomers.ready(
        partner,
        details,
        today=today,
        extra_emails=drafted.extra_emails,
        extra_phones=drafted.extra_phones,
        ties=ties,
    )
    return Work(verdict, partner, newcomer=newcomer)


def named(drafted: Draft) -> Partner:
    """A new partner with his name; initials stand in for a given name."""
    partner = Partner(kind=drafted.kind)
    if partner.kind == PartnerKind.PERSON:
        given = drafted.given_name or drafted.initials
        partners.name_person(partner, given_name=given, infix=drafted.infix, family_name=drafted.family_name)
    else:
        partners.name_organisation(partner, drafted.name)
    return partner
