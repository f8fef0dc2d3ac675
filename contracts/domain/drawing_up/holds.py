"""Which agreement holds an appointment: one at a time. All of this happens in the transaction of whoever calls."""

from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Q

from contracts.models import Agreement, AgreementLine
from fluxus.db import explain


def take(agreement: Agreement) -> None:
    """Hold all lines; refuses when another agreement has one of them in the meantime."""
    try:
        with transaction.atomic():
            agreement.lines.filter(holds=False).update(holds=True)
    except IntegrityError as error:
        raise explain(AgreementLine, error) from error


def take_free(agreement: Agreement) -> None:
    """Hold the lines that nobody else holds."""
    taken = Q()
    for origin in ("delivery", "course_date", "booking"):
        held = AgreementLine.objects.filter(holds=True, **{f"{origin}__isnull": False}).exclude(agreement=agreement)
        taken |= Q(**{f"{origin}__in": held.values(origin)})
    agreement.lines.filter(holds=False).exclude(taken).update(holds=True)


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
