"""Whether a run would agree on less than the advice, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.domain.drawing_up.composing import newest_of
from contracts.domain.readiness import fair_pay
from contracts.domain.runs.choosing import Bundle
from contracts.enums import AgreementKind
from contracts.models import WorkKind


@dataclass(frozen=True)
class UsualPay:
    """The kind of work that a draft takes over from the last agreement with a partner, and what is advised for it."""

    work_kinds: dict[int, WorkKind | None]
    advised: dict[WorkKind | None, fair_pay.Advice | None]

    def is_low(self, bundle: Bundle) -> bool:
        work_kind = self.work_kinds.get(bundle.partner.pk)
        found = self.advised.get(work_kind)
        cents, minutes = bundle.fee_cents, bundle.minutes
        return fair_pay.against(found, fee_cents=cents, minutes=minutes, work_kind=work_kind).is_low


def usual_pay(bundles: Sequence[Bundle], *, kind: str, on: date) -> UsualPay:
    """For all partners in these bundles, in as many queries as there are kinds of work. A hire is no work."""
    if kind != AgreementKind.OVO:
        return UsualPay({}, {})
    newest = newest_of((bundle.partner for bundle in bundles), kind)
    work_kinds = {pk: agreement.work_kind for pk, agreement in newest.items()}
    return UsualPay(work_kinds, {each: fair_pay.advice(work_kind=each, on=on) for each in set(work_kinds.values())})
