"""Lists that are kept under a name: made, changed, shared and thrown away by who made them, or by beheer."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.columns import chosen_keys
from network.domain.segments.values import cleaned
from network.domain.segments.words import names_in
from network.enums import Role
from network.models import Segment

LONGEST_NAME = 80


@transaction.atomic
def keep(*, name: str, filters: Mapping[str, Any], columns: Iterable[str], is_shared: bool, by: Any) -> Segment:
    """Keep filters and columns as a list of `by`, for himself or for all colleagues.

    Refuses filters that `apply` refuses, columns that do not exist, and a name that he used before.
    """
    segment = Segment(created_by=by)
    return write(segment, name=name, filters=filters, columns=columns, is_shared=is_shared)


@transaction.atomic
def change(
    *, segment: Segment, name: str, filters: Mapping[str, Any], columns: Iterable[str], is_shared: bool, by: Any
) -> Segment:
    """Give a list another name, other filters, or other readers. Only its maker and beheer may."""
    return write(held(segment, by), name=name, filters=filters, columns=columns, is_shared=is_shared)


@transaction.atomic
def remove(*, segment: Segment, by: Any) -> None:
    """Throw a list away; the partners on it stay. Only its maker and beheer may."""
    held(segment, by).delete()


def held(segment: Segment, by: Any) -> Segment:
    """The list as it is now, locked; Refusal when it is gone or of somebody else."""
    rows = lock(Segment.objects.filter(pk=segment.pk))
    if not rows:
        raise Refusal("Deze lijst is er niet meer.", code="gone")
    if rows[0].created_by_id != by.pk and not by.has_role(Role.ADMIN):
        raise Refusal("Alleen wie de lijst maakte en beheer kunnen hem veranderen.", code="owner")
    return rows[0]


def write(
    segment: Segment, *, name: str, filters: Mapping[str, Any], columns: Iterable[str], is_shared: bool
) -> Segment:
    name = tidy(name)
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(f"Geef de lijst een naam van hooguit {LONGEST_NAME} tekens.", field="name")
    wanted = cleaned(filters)
    names_in([wanted]).insist(wanted)
    segment.name, segment.filters, segment.is_shared = name, wanted, is_shared
    segment.columns = chosen_keys(columns)
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        raise explain(Segment, error, field="name") from error
    return segment
