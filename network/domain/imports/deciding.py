"""What is to be done with each row: a new partner, one we know, or a question for a colleague."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from network.domain.imports.drafts import Draft
from network.domain.imports.probing import Match, as_kept, full_name, matches
from network.domain.names import comparable
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models import Import, ImportRow, Partner

LATER_TURN = 2
"""After the rows that they belong to."""
SKIPPED = "overgeslagen: zo is gekozen"


@dataclass
class Verdict:
    """`partner` is whom the row is about when we know him; in doubt nothing is written, who waits comes in a next chunk."""

    row: ImportRow
    draft: Draft
    partner: Partner | None = None
    in_doubt: bool = False
    waits: bool = False
    reasons: list[str] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)


def decide(rows: Sequence[ImportRow], drafts: Mapping[int, Draft], batch: Import) -> list[Verdict]:
    """A verdict on every row that can be read; what a colleague chose goes before what we found ourselves."""
    verdicts = {row.pk: Verdict(row, drafts[row.pk]) for row in rows}
    before = of_same_file(rows, batch)
    earlier = of_earlier_lines(rows, batch)
    open_ones = []
    for row in rows:
        verdict = verdicts[row.pk]
        if row.choice != RowChoice.UNDECIDED:
            as_chosen(verdict, earlier)
        elif row.earlier:
            doubt(verdict, f"staat ook op regel {row.earlier}")
        elif (partner := before.get(row.line)) and is_named_so(partner, verdict.draft):
            verdict.partner, verdict.reasons = partner, ["al ingelezen uit hetzelfde bestand"]
        else:
            open_ones.append(verdict)
    exclude = set(
        batch.rows.filter(outcome=RowOutcome.CREATED).exclude(partner__isnull=True).values_list("partner", flat=True)
    )
    found = matches([verdict.draft for verdict in open_ones], exclude=exclude) if open_ones else []
    for verdict, match in zip(open_ones, found, strict=True):
        as_found(verdict, match)
    one_each(list(verdicts.values()), batch)
    return list(verdicts.values())


def one_each(verdicts: Sequence[Verdict], batch: Import) -> None:
    """A list touches a partner once. A second row is a question, or comes in a next chunk when a colleague joined them."""
    acting = [verdict for verdict in verdicts if verdict.partner and not verdict.in_doubt]
    partners = {verdict.partner.pk for verdict in acting if verdict.partner}
    done = batch.rows.filter(partner__in=partners, is_done=True).exclude(outcome=RowOutcome.DUPLICATE).order_by("-line")
    first = dict(done.values_list("partner", "line"))
    here: set[int] = set()
    for verdict in acting:
        row, pk = verdict.row, verdict.partner.pk if verdict.partner else 0
        if row.choice != RowChoice.SAME and first.get(pk, row.line) != row.line:
            row.earlier, row.turn = first[pk], LATER_TURN
            doubt(verdict, f"gaat over dezelfde partner als regel {row.earlier}")
        elif pk in here:
            verdict.waits = True
        here.add(pk)
        first.setdefault(pk, row.line)


def as_chosen(verdict: Verdict, earlier: Mapping[int, Partner]) -> None:
    row = verdict.row
    verdict.candidates = row.candidates
    if row.choice == RowChoice.SKIP:
        doubt(verdict, SKIPPED)
    elif row.choice == RowChoice.SAME:
        verdict.partner = row.chosen or earlier.get(row.earlier or 0)
        if verdict.partner is None:
            doubt(
                verdict,
                f"hoort bij regel {row.earlier}, en die is nog niet ingelezen"
                if row.earlier
                else "deze partner is er niet meer",
            )


def as_found(verdict: Verdict, match: Match) -> None:
    if match.same:
        verdict.partner, verdict.reasons = match.same, [match.why]
    elif match.perhaps:
        best = match.perhaps[0]
        verdict.candidates = [as_kept(candidate) for candidate in match.perhaps]
        doubt(verdict, f"lijkt op {best.partner.name} ({best.score} punten): {', '.join(best.reasons)}")


def doubt(verdict: Verdict, reason: str) -> None:
    verdict.in_doubt, verdict.reasons = True, [reason]


def of_earlier_lines(rows: Sequence[ImportRow], batch: Import) -> dict[int, Partner]:
    """By line, the partners of earlier rows of this file to which rows were joined."""
    lines = {row.earlier for row in rows if row.earlier and row.choice == RowChoice.SAME}
    found = batch.rows.filter(line__in=lines, is_done=True).exclude(partner__isnull=True).select_related("partner")
    return {row.line: row.partner for row in found if row.partner}


def of_same_file(rows: Sequence[ImportRow], batch: Import) -> dict[int, Partner]:
    """By line, the partners that came out of the same file when it was imported before."""
    done = ImportRow.objects.filter(
        batch__sha256=batch.sha256, batch__status=ImportStatus.DONE, line__in=[row.line for row in rows]
    )
    found = done.exclude(batch=batch).exclude(partner__isnull=True).filter(is_undone=False).select_related("partner")
    return {row.line: row.partner for row in found.order_by("batch_id") if row.partner}


def is_named_so(partner: Partner, draft: Draft) -> bool:
    """The same line of the same file, read with other columns, may be somebody else."""
    names = [comparable(name, is_person=draft.is_person) for name in (partner.name, full_name(draft))]
    return partner.kind == draft.kind and names[0] == names[1]
