"""Deciding on what a register proposes: against the school as it is now, with the code of the import."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain import roles, schools
from network.domain.register import digest
from network.domain.school_differences import Difference, Known, differences, known_schools, only
from network.domain.school_files import SchoolRow, year_of
from network.enums import PartnerRole, ProposalKind, ProposalStatus
from network.models import Partner, RegisterProposal, SchoolProfile

DECIDED = "Over dit voorstel is al besloten."
STALE = "De school is intussen veranderd. Kijk het voorstel nog eens na."


@dataclass(frozen=True)
class Present:
    """A proposal against the school as it is now: what still differs, and a key for exactly that."""

    proposal: RegisterProposal
    partner: Partner | None
    differences: list[Difference]
    known_year: int | None

    @property
    def seen(self) -> str:
        """Changes when the school or the proposal does."""
        shown = [(one.key, one.old, one.new) for one in self.differences]
        return digest([self.proposal.kind, self.partner.pk if self.partner else None, shown])[:16]

    @property
    def name(self) -> str:
        """What we call the school, else what the register calls it."""
        return self.partner.name if self.partner else self.proposal.row.get("name", self.proposal.site_code)

    @property
    def is_settled(self) -> bool:
        """Somebody already did by hand what is proposed."""
        return not self.differences

    @property
    def older_than(self) -> int | None:
        """The year of what we have, when the register that proposes this is older."""
        year = year_of(self.proposal.source)
        return self.known_year if year and self.known_year and year < self.known_year else None


def present(proposals: Iterable[RegisterProposal]) -> list[Present]:
    """Open proposals against the schools as they are now; the same number of queries for any number."""
    proposals = list(proposals)
    have = known_schools(one.site_code for one in proposals)
    newest = newest_year()
    return [against(one, have.get(one.site_code), newest) for one in proposals]


def newest_year() -> int | None:
    """Of the registers our schools come from."""
    years = (year_of(source) for source in SchoolProfile.objects.values_list("source", flat=True).distinct())
    return max((year for year in years if year), default=None)


def against(proposal: RegisterProposal, school: Known | None, newest: int | None) -> Present:
    year = year_of(school.profile.source) if school else newest
    partner = school.partner if school else None
    if proposal.kind == ProposalKind.CLOSED:
        still = [Difference(**bare(one)) for one in proposal.differences] if school and school.is_open else []
        return Present(proposal, partner, still, newest)
    row = SchoolRow(**proposal.row)
    keys = {one["key"] for one in proposal.differences}
    found = [one for one in differences(row, school, schools.Outcome()) if one.key in keys]
    if proposal.kind == ProposalKind.NEW and school and school.is_open:
        found = []
    return Present(proposal, partner, found, year)


def bare(one: dict[str, Any]) -> dict[str, str]:
    return {key: one[key] for key in ("key", "label", "old", "new", "mark")}


@transaction.atomic
def accept(
    *, proposal: RegisterProposal, keys: Iterable[str], seen: str, by: Any, today: date, closed_on: date | None = None
) -> list[str]:
    """Take over the columns `keys` of a proposal, with the code of the import. Gives what it could not do, in Dutch.

    `seen` is the key of what was shown (`Present.seen`): when the school changed since, it refuses with code "stale".
    A closed school loses its role as a school from `closed_on` (else today); nothing is deleted. One transaction.
    """
    proposal = locked(proposal)
    (shown,) = present([proposal])
    if shown.is_settled or shown.seen != seen:
        raise Refusal(STALE, code="stale")
    every = [one["key"] for one in proposal.differences]
    taken = every if proposal.kind in {ProposalKind.NEW, ProposalKind.CLOSED} else [key for key in every if key in keys]
    if not taken:
        raise Refusal("Vink aan wat je wilt overnemen.", code="nothing")
    outcome = schools.Outcome()
    try:
        if proposal.kind == ProposalKind.CLOSED:
            close(shown, on=closed_on or today, by=by)
        else:
            take_over(proposal, taken, outcome, by=by, today=today)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    decide(proposal, ProposalStatus.ACCEPTED, taken, by=by)
    return outcome.problems


def locked(proposal: RegisterProposal) -> RegisterProposal:
    """The proposal and its school, locked. Refuses one that is decided."""
    rows = lock(RegisterProposal.objects.filter(pk=proposal.pk))
    if not rows or rows[0].status != ProposalStatus.OPEN:
        raise Refusal(DECIDED, code="decided")
    if rows[0].partner_id:
        lock(Partner.objects.filter(pk=rows[0].partner_id))
    return rows[0]


def take_over(proposal: RegisterProposal, keys: list[str], outcome: schools.Outcome, *, by: Any, today: date) -> None:
    row = SchoolRow(**proposal.row)
    school = known_schools([proposal.site_code]).get(proposal.site_code)
    if proposal.kind == ProposalKind.NEW and school is not None and not school.is_open:
        roles.assign(partner=school.partner, role=PartnerRole.SCHOOL, from_day=today, by=by)
    schools.import_row(only(row, keys, school), outcome, source=proposal.source, today=today, by=by)
    proposal.partner = SchoolProfile.objects.select_related("partner").get(site_code=proposal.site_code).partner


def close(shown: Present, *, on: date, by: Any) -> None:
    if shown.partner is None:
        raise Refusal(STALE, code="stale")
    for assignment in shown.partner.role_assignments.filter(role=PartnerRole.SCHOOL, ended_on=None):
        roles.end(assignment=assignment, on=on, by=by)


@transaction.atomic
def dismiss(*, proposal: RegisterProposal, by: Any) -> RegisterProposal:
    """Leave the school as it is; the same content is not proposed again."""
    proposal = locked(proposal)
    decide(proposal, ProposalStatus.DISMISSED, [], by=by)
    return proposal


def decide(proposal: RegisterProposal, status: str, taken: Iterable[str], *, by: Any) -> None:
    chosen = set(taken)
    proposal.differences = [{**one, "taken": one["key"] in chosen} for one in proposal.differences]
    proposal.status, proposal.decided_at, proposal.decided_by = status, timezone.now(), by
    proposal.save(update_fields=["differences", "status", "decided_at", "decided_by", "partner"])


@dataclass(frozen=True)
class Choice:
    """What somebody wants with one proposal: the columns to take over, and the key of what he saw."""

    proposal_id: int
    keys: frozenset[str]
    seen: str


@dataclass
class Decided:
    """How many proposals were decided, and what could not be, in Dutch."""

    done: int = 0
    remarks: list[str] = field(default_factory=list)


@transaction.atomic
def accept_many(*, choices: Iterable[Choice], by: Any, today: date, closed_on: date | None = None) -> Decided:
    """Take over several proposals; one that is refused is named in `remarks` and does not stop the others."""
    result = Decided()
    for proposal, choice in chosen(choices):
        try:
            with transaction.atomic():
                remarks = accept(
                    proposal=proposal, keys=choice.keys, seen=choice.seen, by=by, today=today, closed_on=closed_on
                )
        except Refusal as refusal:
            result.remarks.append(f"{name_of(proposal)}: {refusal.sentence}")
        else:
            result.done += 1
            result.remarks += remarks
    return result


@transaction.atomic
def dismiss_many(*, choices: Iterable[Choice], by: Any) -> Decided:
    """Leave several schools as they are; as `accept_many`."""
    result = Decided()
    for proposal, _choice in chosen(choices):
        try:
            dismiss(proposal=proposal, by=by)
        except Refusal as refusal:
            result.remarks.append(f"{name_of(proposal)}: {refusal.sentence}")
        else:
            result.done += 1
    return result


def chosen(choices: Iterable[Choice]) -> list[tuple[RegisterProposal, Choice]]:
    """The proposals with their choices, in one order for everybody."""
    by_id = {choice.proposal_id: choice for choice in choices}
    found = RegisterProposal.objects.filter(pk__in=by_id).select_related("partner").order_by("pk")
    return [(proposal, by_id[proposal.pk]) for proposal in found]


def name_of(proposal: RegisterProposal) -> str:
    return proposal.partner.name if proposal.partner else proposal.row.get("name", proposal.site_code)
