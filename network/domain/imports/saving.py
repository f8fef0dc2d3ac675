"""Saving rows together; what the database refuses is refused for that row alone."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial

from django.db import DatabaseError, DataError, IntegrityError, transaction

from fluxus.db import explain
from network.domain import newcomers
from network.domain.imports import amending, snapshots
from network.domain.imports.labels import Labels
from network.domain.imports.preparing import Work, refuse
from network.domain.imports.ties import Organisations
from network.domain.search_text import refresh_all, refresh_people
from network.enums import RowOutcome
from network.models import Address, Affiliation, Identifier, Partner


def write(works: Sequence[Work], labels: Labels) -> list[Work]:
    """Save all of them at once; when the database refuses, one by one to know which. Gives those that were saved."""
    if attempt(partial(save, works, labels)) is None:
        return list(works)
    done = []
    for work in works:
        sentence = attempt(partial(save, [work], labels))
        if sentence is None:
            done.append(work)
        else:
            refuse(work.verdict.row, [sentence])
    return done


def attempt(act: Callable[[], None]) -> str | None:
    """None when it worked, else the Dutch sentence of what the database refused; nothing of it stays."""
    try:
        with transaction.atomic():
            act()
    except (IntegrityError, DataError) as error:
        return sentence_of(error)
    return None


def sentence_of(error: DatabaseError) -> str:
    for model in (Identifier, Partner, Address, Affiliation):
        with suppress(DatabaseError):
            return explain(model, error).sentence
    return "De database weigert deze rij: een waarde past niet."


def save(works: Sequence[Work], labels: Labels) -> None:
    newcomers.write([work.newcomer for work in works if work.newcomer])
    amending.write([work.amendment for work in works if work.amendment])
    ties = [work.tie for work in works if work.tie]
    for affiliation in ties:
        affiliation.partner, affiliation.organisation = (
            affiliation.partner,
            affiliation.organisation,
        )  # keys are known now
    added_ties = [affiliation for affiliation in ties if affiliation.pk is None]
    Affiliation.objects.bulk_create(added_ties)
    Affiliation.objects.bulk_update([each for each in ties if each not in added_ties], ["function"])
    labels.hang(works)
    changed = {work.partner.pk: work.partner for work in works if work.amendment and work.is_changed}
    refresh_all(changed.values())
    for work in works:
        if work.is_renamed and not work.partner.is_person:
            refresh_people(work.partner)


def settle_made(done: Sequence[Work], organisations: Organisations) -> None:
    """Note on the first row of each new organisation that it came with it; who has nobody left is not added."""
    waiting = {partner.pk: partner for partner in organisations.made.values()}
    for work in done:
        if work.tie and (partner := waiting.pop(work.tie.organisation_id, None)):
            work.made = [partner.pk]
    Partner.objects.filter(pk__in=waiting).delete()


def finish(work: Work, kept: Mapping[int, snapshots.Snapshot]) -> None:
    """Write on the row what happened, and what is needed to undo it."""
    row = work.verdict.row
    row.partner = work.partner
    if work.newcomer:
        row.outcome = RowOutcome.CREATED
    elif work.is_changed and work.amendment:
        row.outcome, row.before = RowOutcome.UPDATED, work.before
        row.differences = [*work.amendment.differences, *told(work)]
    else:
        return
    row.after = {**kept[work.partner.pk], "made": work.made}


def told(work: Work) -> list[dict[str, str]]:
    """The new tie, labels and note, as differences."""
    found = [{"label": "label", "old": "", "new": ", ".join(work.labels)}] if work.labels else []
    if work.note:
        found.append({"label": "notitie", "old": "", "new": work.note})
    if work.tie:
        found.append({"label": "verbinding", "old": "", "new": tied(work.tie)})
    return found


def tied(affiliation: Affiliation) -> str:
    function = f" ({affiliation.function})" if affiliation.function else ""
    return f"{affiliation.get_kind_display()} {affiliation.organisation.name}{function}"
