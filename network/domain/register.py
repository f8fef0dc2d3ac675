"""A next school register: proposals to take over or not, never silent changes."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from fluxus.db import one_at_a_time
from fluxus.errors import Refusal
from network.domain import schools
from network.domain.school_differences import Difference, Known, area_of, by_kind, differences, known_schools
from network.domain.school_files import SchoolRow, year_of
from network.enums import ProposalKind, ProposalStatus, SchoolSector
from network.models import RegisterProposal, SchoolProfile

# A file that names less of the schools we know than this is an extract: it says nothing about the others.
COVERS_SHARE = 0.5


def take_in(*, rows: list[SchoolRow], source: str, today: date, by: Any = None) -> schools.Outcome:
    """Bring in a register: the first one as it is, every next one as proposals only."""
    if SchoolProfile.objects.exists():
        return propose(rows=rows, source=source)
    return schools.import_rows(rows=rows, source=source, today=today, by=by)


@transaction.atomic
def propose(*, rows: Iterable[SchoolRow], source: str) -> schools.Outcome:
    """Write down where a register differs from the schools we have; changes no school.

    The same difference is proposed once: what was dismissed stays away, column by column. Open proposals for a school
    that this register no longer makes are replaced, unless they come from a newer register. Counts are of what this
    register proposes.
    """
    one_at_a_time("network.register")
    outcome, have = schools.Outcome(), known_schools()
    refused, wanted, named = refused_marks(), list[RegisterProposal](), dict[str, SchoolRow]()
    for row in rows:
        try:
            site_code = schools.site_code_of(row)
            if site_code in named:
                raise Refusal("Deze vestigingscode staat twee keer in het bestand.")
            named[site_code] = row
            found = differences(row, have.get(site_code), outcome)
        except Refusal as refusal:
            outcome.note(row, refusal.sentence)
            continue
        fresh = [one for one in found if (site_code, one.key, one.mark) not in refused]
        kinds = by_kind(fresh, have.get(site_code))
        outcome.unchanged += not found and site_code in have
        wanted += [proposal_of(site_code, row, kind, some, have, source) for kind, some in kinds.items()]
    wanted += closed(named, have, source, outcome)
    keep(wanted, named.keys(), source, outcome)
    return outcome


def proposal_of(
    site_code: str, row: SchoolRow | None, kind: str, found: list[Difference], have: dict[str, Known], source: str
) -> RegisterProposal:
    school = have.get(site_code)
    content = [(one.key, one.mark) for one in found]
    return RegisterProposal(
        kind=kind,
        site_code=site_code,
        partner=school.partner if school else None,
        row=asdict(row) if row else {},
        differences=[one.as_dict() for one in found],
        source=source,
        fingerprint=digest([site_code, kind, [] if kind == ProposalKind.NEW else content]),
    )


def closed(
    named: dict[str, SchoolRow], have: dict[str, Known], source: str, outcome: schools.Outcome
) -> list[RegisterProposal]:
    """Schools that the register should name and does not. It only speaks of the kinds of school and the places in it."""
    covered = {(row.sector, area_of(row.postcode)) for row in named.values()}
    gone: list[RegisterProposal] = []
    for sector, area in sorted(covered):
        ours = [code for code, school in have.items() if school.is_open and place_of(school) == (sector, area)]
        missing = [code for code in ours if code not in named]
        if len(ours) - len(missing) < COVERS_SHARE * len(ours):
            outcome.problems.append(
                f"Dit bestand noemt {len(ours) - len(missing)} van onze {len(ours)} scholen in {area}"
                f" ({SchoolSector(sector).label}). We stellen niet voor om de andere te sluiten."
            )
            continue
        for code in missing:
            year = str(year_of(source) or source)
            end = Difference("closed", "staat in het register", "ja", "nee", year)
            gone.append(proposal_of(code, None, ProposalKind.CLOSED, [end], have, source))
    return gone


def place_of(school: Known) -> tuple[str, str]:
    return school.profile.sector, area_of(school.address.postcode) if school.address else ""


def refused_marks() -> set[tuple[str, str, str]]:
    """Site, column and value of everything that somebody decided not to take over."""
    decided = RegisterProposal.objects.exclude(status=ProposalStatus.OPEN).exclude(kind=ProposalKind.NEW)
    return {
        (site_code, one["key"], one["mark"])
        for site_code, found in decided.values_list("site_code", "differences")
        for one in found
        if not one.get("taken")
    }


def keep(wanted: list[RegisterProposal], named: Iterable[str], source: str, outcome: schools.Outcome) -> None:
    """Save what is proposed, count it, and drop open proposals for the same schools that it replaces."""
    known = {one.fingerprint: one for one in RegisterProposal.objects.all()}
    added, again = list[RegisterProposal](), list[RegisterProposal]()
    for one in wanted:
        before = known.get(one.fingerprint)
        if before is None:
            added.append(one)
        elif before.status != ProposalStatus.DISMISSED:
            again.append(renewed(before, one))
        else:
            continue
        outcome.proposals[one.kind] += 1
    drop_replaced({one.site_code for one in wanted} | set(named), {one.fingerprint for one in wanted}, source)
    RegisterProposal.objects.bulk_create(added)
    fields = ["row", "differences", "source", "partner", "status", "decided_at", "decided_by"]
    RegisterProposal.objects.bulk_update(again, fields)


def renewed(before: RegisterProposal, now: RegisterProposal) -> RegisterProposal:
    """The same proposal from another register; one that was taken over and differs again is open again."""
    before.row, before.differences, before.source, before.partner = now.row, now.differences, now.source, now.partner
    before.status, before.decided_at, before.decided_by = ProposalStatus.OPEN, None, None
    return before


def drop_replaced(site_codes: set[str], wanted: set[str], source: str) -> None:
    year = year_of(source)
    stale = RegisterProposal.objects.filter(status=ProposalStatus.OPEN, site_code__in=site_codes)
    for one in stale.exclude(fingerprint__in=wanted):
        its_year = year_of(one.source)
        if not (year and its_year and its_year > year):
            one.delete()


def digest(content: Any) -> str:
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
