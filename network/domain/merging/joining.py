"""Making one partner of two."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from fluxus.db import POINTS_TO_NOBODY, lock, persevering, sqlstate
from fluxus.errors import Refusal
from network.domain import matching, search_text, segments
from network.domain.merging.comparison import NAME, Comparison, compare
from network.domain.merging.policies import ACTS, BOTH, LOSER, Joining
from network.domain.merging.record import Record
from network.domain.merging.relations import relations
from network.domain.merging.rows import as_text, column_of, snapshot
from network.domain.timeline import record as tell
from network.enums import EntryKind
from network.models import ContactMoment, Merge, Partner, Segment

ATTEMPTS = 3
"""Somebody may have added a row for the loser after his rows of that kind had moved; the next time it goes along."""


@persevering
def merge(
    *,
    winner: Partner,
    loser: Partner,
    by: Any,
    at: datetime,
    choices: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
    reason: str = "",
) -> Merge:
    """Let `loser` go up in `winner`: one transaction, with everything that changed on the record.

    `choices` say per key of `compare(…).choices` whose value stays ("winner", "loser", "both"); what is left out gets its
    default. `seen` are the stamps of the comparison that somebody looked at: when one differs now, it raises Refusal with
    code "stale" and the keys as `changed`. Refuses what `compare(…).blocks` names, and a partner who is gone.
    """
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return join(winner.pk, loser.pk, by=by, at=at, choices=choices or {}, seen=seen, reason=reason)
        except IntegrityError as error:
            if sqlstate(error) != POINTS_TO_NOBODY:
                raise
    raise Refusal("Iemand anders is net met deze partners bezig. Probeer het zo nog eens.", code="busy")


def join(
    winner_key: int,
    loser_key: int,
    *,
    by: Any,
    at: datetime,
    choices: Mapping[str, str],
    seen: Mapping[str, str] | None,
    reason: str,
) -> Merge:
    winner, loser = held(winner_key, loser_key)
    comparison = compare(winner, loser)
    if comparison.blocks:
        raise Refusal(comparison.blocks[0], code="blocked")
    refuse_stale(comparison, seen)
    chosen = {choice.key: choice.chosen(choices.get(choice.key, "")) for choice in comparison.choices}
    picked = [choice.in_words(chosen[choice.key]) for choice in comparison.choices]
    record = Record(winner=snapshot(winner), loser=snapshot(loser), choices=chosen, picked=picked)
    begin_merging()
    joining = Joining(winner.pk, loser.pk, chosen, record)
    for relation in relations():
        ACTS[relation.policy](relation, joining)
    # only the row itself: whatever still points to it makes the database refuse, and nothing goes along in silence
    Partner.objects.filter(pk=loser.pk)._raw_delete(using="default")
    take_over_own(winner, loser, record)
    point_lists(record, winner=winner.pk, loser=loser.pk)
    done = Merge(winner=winner, loser_key=loser_key, loser_name=loser.name, reason=reason, merged_at=at, merged_by=by)
    done.record = {}
    done.save()
    title = f"Samengevoegd met {loser.name}"
    tell(
        partners=[winner],
        kind=EntryKind.PARTNER,
        title=title,
        detail=reason,
        by=by,
        path=done.get_absolute_url(),
        at=at,
    )
    derive([winner], at=at)
    record.seal(relations())
    done.record = record.as_json()
    done.save(update_fields=["record"])
    connection.check_constraints()
    end_merging()
    return done


def held(winner_key: int, loser_key: int) -> tuple[Partner, Partner]:
    """Both, locked in order of key, also against whoever wants to point to them."""
    rows = Partner.objects.filter(pk__in=[winner_key, loser_key]).order_by("pk").select_for_update()
    found = {partner.pk: partner for partner in rows}
    if winner_key not in found or loser_key not in found:
        raise Refusal("Een van deze partners is er niet meer. Misschien is hij net samengevoegd.", code="gone")
    return found[winner_key], found[loser_key]


def refuse_stale(comparison: Comparison, seen: Mapping[str, str] | None) -> None:
    if seen is None or dict(seen) == comparison.stamps:
        return
    now = comparison.stamps
    changed = [key for key in {**now, **seen} if now.get(key) != seen.get(key)]
    raise Refusal("Iemand heeft een van de twee net gewijzigd. Kijk nog eens.", code="stale", changed=changed)


def begin_merging() -> None:
    """Until the end of this transaction, what is final lets its partner be replaced (triggers of other apps look at this)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fluxus.merging', 'on', true)")


def end_merging() -> None:
    """From here on what is final is final again, also when somebody's transaction goes on after this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fluxus.merging', 'off', true)")


def take_over_own(winner: Partner, loser: Partner, record: Record) -> None:
    """Write the chosen values of the partner himself, and the earlier of the two first days."""
    values: dict[str, Any] = {"created_at": min(winner.created_at, loser.created_at)}
    for key, choice in record.choices.items():
        if choice == BOTH:
            values[key] = sorted({*getattr(winner, key), *getattr(loser, key)})
        elif choice == LOSER and hasattr(loser, key):
            values |= {name: getattr(loser, name) for name in (NAME if key == "name" else (key,))}
    for name, value in values.items():
        field = column_of(Partner, name)
        before = as_text(field, winner)
        setattr(winner, name, value)
        if as_text(field, winner) != before:
            record.own[name] = [before, as_text(field, winner)]
    winner.save(update_fields=list(values))


def point_lists(record: Record, *, winner: int, loser: int) -> None:
    """Saved lists name partners by key within their filters, where no foreign key watches."""
    for name in segments.PARTNER_FILTERS:
        for segment in lock(Segment.objects.filter(**{f"filters__{name}": loser})):
            record.change(segment, filters={**segment.filters, name: winner})


def derive(partners: list[Partner], *, at: datetime) -> None:
    """What follows from other rows: how he is found, when he was last spoken to, whom he looks like."""
    for partner in partners:
        search_text.refresh(partner)
        if not partner.is_person:
            search_text.refresh_people(partner)
        latest = ContactMoment.objects.filter(partners=partner).aggregate(at=Max("occurred_at"))
        Partner.objects.filter(pk=partner.pk).update(last_contact_at=latest["at"])
        matching.look_again(partner, at=at)
