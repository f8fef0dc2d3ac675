"""Whether an invoice has been sent, derived from its letters and never typed."""

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from contracts.enums import Channel, InvoiceStatus, Sending
from contracts.models import Dispatch, Invoice
from network.enums import MailStatus

LEFT = Q(mail__status=MailStatus.SENT) | ~Q(channel=Channel.MAIL)
"""A letter that left, or what somebody handed over by another way."""


def with_sending(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Each with `sending` (a value of `Sending`) and `left_at`, in the same query. A draft is not sent."""
    ways = Dispatch.objects.filter(invoice=OuterRef("pk"))
    left = ways.filter(LEFT).annotate(at=Coalesce("mail__sent_at", "ordered_at")).order_by("at")
    return invoices.annotate(
        sending=Case(
            When(Exists(ways.filter(LEFT)), then=Value(Sending.SENT)),
            When(Exists(ways.filter(mail__status=MailStatus.QUEUED)), then=Value(Sending.QUEUED)),
            When(Exists(ways), then=Value(Sending.FAILED)),
            default=Value(Sending.UNSENT),
            output_field=CharField(),
        ),
        left_at=Subquery(left.values("at")[:1]),
    )


def unsent(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """What is issued and did not leave: never sent, or a letter that failed. What is on its way is left out."""
    issued: QuerySet[Any] = with_sending(invoices.filter(status=InvoiceStatus.ISSUED))
    return issued.filter(sending__in=[Sending.UNSENT, Sending.FAILED])
