"""Which agreement holds an appointment: one at a time. All of this happens in the transaction of whoever calls."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from contracts.models import Agreement, AgreementLine
from fluxus.db import explain

ORIGINS = ("delivery", "course_date", "booking")


def take(agreement: Agreement) -> None:
    """Hold all lines; refuses when another agreement has one of them in the meantime."""
    _hold(agreement.lines.all())


def take_beside(*, old: Agreement, new: Agreement) -> None:
    """Hold the lines of `new` that `old`, which goes on for now, does not hold; refuses what a third agreement has."""
    _hold(new.lines.exclude(_same_as(old.lines.filter(holds=True))))


def take_free(agreement: Agreement) -> None:
    """Hold the lines that nobody else holds."""
    held = AgreementLine.objects.filter(holds=True).exclude(agreement=agreement)
    _hold(agreement.lines.exclude(_same_as(held)))


def let_go(agreement: Agreement, *, from_day: date | None = None) -> None:
    """Free the lines for another agreement; with `from_day` only those from that day on."""
    lines = agreement.lines.filter(holds=True)
    if from_day:
        lines = lines.filter(local_start__gte=datetime.combine(from_day, time.min))
    lines.update(holds=False)


def pass_on(*, old: Agreement, new: Agreement) -> None:
    """What takes the place of `old` holds from now on."""
    let_go(old)
    take(new)


def give_back(*, old: Agreement, new: Agreement) -> None:
    """`new` will not come: it lets go, and `old` holds its own again, save what a third agreement took."""
    let_go(new)
    take_free(old)


def _hold(lines: QuerySet[AgreementLine]) -> None:
    try:
        with transaction.atomic():
            lines.filter(holds=False).update(holds=True)
    except IntegrityError as error:
        raise explain(AgreementLine, error) from error


def _same_as(lines: QuerySet[AgreementLine]) -> Q:
    """With the visit, lesson or booking of one of these lines."""
    found = Q()
    for origin in ORIGINS:
        found |= Q(**{f"{origin}__in": lines.filter(**{f"{origin}__isnull": False}).values(origin)})
    return found
