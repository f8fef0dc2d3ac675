"""Carrying out a handful of rows: the one code for the trial run and for the real one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from fluxus.db import lock
from network.domain.imports import deciding, lines, snapshots
from network.domain.imports.cells import DUTCH
from network.domain.imports.deciding import Verdict
from network.domain.imports.drafts import Draft, draft
from network.domain.imports.labels import labels_for
from network.domain.imports.loading import BSN_WORD
from network.domain.imports.policies import NEW, Policy
from network.domain.imports.preparing import prepare, refuse
from network.domain.imports.saving import finish, settle_made, write
from network.domain.imports.ties import resolve
from network.domain.wijken import wijk_codes_by_pc4
from network.enums import RowOutcome
from network.models import Import, ImportRow, Partner, Wijk


def apply(rows: Sequence[ImportRow], *, batch: Import, today: date, by: Any) -> None:
    """Carry out `rows` in the present transaction and write on each what became of it, without saving the rows.

    What the database refuses is refused for that row alone.
    """
    policy = Policy.from_dict(batch.policy)
    order = batch.reading.get("order", DUTCH)
    drafts = {row.pk: draft(row.in_order, batch.mapping, batch.values, order=order) for row in rows}
    with_defaults(drafts.values(), policy)
    taken_away = {row.pk: [reason for reason in row.reasons if BSN_WORD in reason] for row in rows}
    fresh(rows)
    sound = [row for row in rows if not drafts[row.pk].problems]
    for row in rows:
        if drafts[row.pk].problems:
            refuse(row, drafts[row.pk].problems)
    verdicts = deciding.decide(sound, drafts, batch)
    for verdict in verdicts:
        verdict.row.is_done = not verdict.waits
        tell(verdict, RowOutcome.DUPLICATE if verdict.in_doubt else RowOutcome.UNCHANGED)
    for row in rows:
        row.reasons = [*row.reasons, *(told for told in taken_away[row.pk] if told not in row.reasons)]
    carry_out(
        [verdict for verdict in verdicts if not verdict.in_doubt and not verdict.waits],
        batch,
        policy,
        today=today,
        by=by,
    )


def fresh(rows: Sequence[ImportRow]) -> None:
    for row in rows:
        row.differences, row.before, row.after, row.partner, row.is_done = [], None, None, None, True


def with_defaults(drafts: Iterable[Draft], policy: Policy) -> None:
    """The roles for the whole list go to rows that name none."""
    for drafted in drafts:
        if policy.roles and not drafted.details.get("roles"):
            drafted.details["roles"] = list(policy.roles)


def tell(verdict: Verdict, outcome: RowOutcome) -> None:
    row = verdict.row
    row.outcome, row.candidates = outcome, verdict.candidates
    row.reasons, row.partner = [*verdict.reasons, *verdict.draft.repairs], verdict.partner


def carry_out(verdicts: Sequence[Verdict], batch: Import, policy: Policy, *, today: date, by: Any) -> None:
    untouched = policy.known == NEW
    acting = [verdict for verdict in verdicts if not (untouched and verdict.partner)]
    hold(acting)
    with_wijken(acting)
    organisations = resolve([verdict.draft for verdict in acting], today=today)
    known = snapshots.take([verdict.partner.pk for verdict in acting if verdict.partner])
    works = [work for verdict in acting if (work := prepare(verdict, known, organisations, policy=policy, today=today))]
    labels = labels_for(works, policy.label, by=by)
    lines.find_notes(works)
    done = write(works, labels)
    settle_made(done, organisations)
    kept = snapshots.take([work.partner.pk for work in done])
    for work in done:
        finish(work, kept)
    lines.write([work for work in done if work.verdict.row.outcome != RowOutcome.UNCHANGED], batch=batch, by=by)


def hold(verdicts: Sequence[Verdict]) -> None:
    """The partners as they are now, held, so that what a colleague changes meanwhile is not written over."""
    known = {verdict.partner.pk for verdict in verdicts if verdict.partner}
    held = {partner.pk: partner for partner in lock(Partner.objects.filter(pk__in=known))}
    for verdict in verdicts:
        if verdict.partner:
            verdict.partner = held.get(verdict.partner.pk, verdict.partner)


def with_wijken(verdicts: Sequence[Verdict]) -> None:
    """Each address with the wijk that its postcode names, looked up once for all of them."""
    wijken = {wijk.code: wijk for wijk in Wijk.objects.defer("boundary")}
    for verdict in verdicts:
        address = verdict.draft.details.get("address")
        if address and not address.wijk:
            code = wijk_codes_by_pc4().get(address.postcode[:4], "")
            verdict.draft.details["address"] = replace(address, wijk=wijken.get(code))
