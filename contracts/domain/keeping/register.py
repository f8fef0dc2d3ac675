"""The register: all agreements by what one wants to know of them, and looks at it that are kept under a name."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from contracts.domain.drawing_up import amendments
from contracts.enums import AT_THE_SIGNERS, IN_FORCE, RequestStatus
from contracts.models import Agreement, AgreementLine, RegisterView, SignatureRequest
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.enums import Role

LONGEST_NAME, LONGEST_QUERY = 60, 500


@dataclass(frozen=True)
class Filters:
    """What the register shows; what is empty asks for nothing.

    `ends_within`: in force and over within so many days. `unsigned_for`: asked to sign, and so many days ago.
    `since` and `until`: there is work in that period.
    """

    q: str = ""
    status: str = ""
    kind: str = ""
    wijk: int | None = None
    discipline: str = ""
    funding: int | None = None
    run: int | None = None
    template: int | None = None
    since: date | None = None
    until: date | None = None
    ends_within: int | None = None
    unsigned_for: int | None = None
    is_changed: bool = False


@dataclass(frozen=True)
class Totals:
    """How many, and what they come to in cents without btw; `cents` is all of it, `travel_cents` a part of that."""

    count: int
    cents: int
    travel_cents: int


def find(filters: Filters, user: Any, *, today: date) -> QuerySet[Agreement]:
    """The agreements that `user` may see and that these filters ask for, each once, in no order."""
    found: QuerySet[Agreement] = Agreement.objects.visible_to(user).matching(filters.q)
    columns = {
        "status": filters.status,
        "kind": filters.kind,
        "funding": filters.funding,
        "run": filters.run,
        "template_version__template": filters.template,
        "ends_on__gte": filters.since,
        "starts_on__lte": filters.until,
    }
    found = found.filter(**{name: value for name, value in columns.items() if value})
    found = with_line(found, wijk=filters.wijk, discipline=filters.discipline)
    if filters.ends_within is not None:
        found = ending(found, today, days=filters.ends_within)
    if filters.unsigned_for is not None:
        found = unsigned(found, today, days=filters.unsigned_for)
    return amendments.changed(found) if filters.is_changed else found


def with_line(found: QuerySet[Agreement], **about: Any) -> QuerySet[Agreement]:
    """Those with an appointment that is all of this."""
    wanted = {name: value for name, value in about.items() if value}
    if not wanted:
        return found
    return found.filter(Exists(AgreementLine.objects.filter(agreement=OuterRef("pk"), **wanted)))


def ending(found: QuerySet[Agreement], today: date, *, days: int) -> QuerySet[Agreement]:
    """In force and over within so many days from today."""
    return found.filter(status__in=IN_FORCE, ends_on__range=(today, today + timedelta(days=days)))


def unsigned(found: QuerySet[Agreement], today: date, *, days: int) -> QuerySet[Agreement]:
    """Somebody was asked to sign so many days ago, and did not yet."""
    before = timezone.make_aware(datetime.combine(today - timedelta(days=days), time.max))
    waiting = SignatureRequest.objects.filter(
        agreement=OuterRef("pk"), status__in=[RequestStatus.SENT, RequestStatus.OPENED], sent_at__lte=before
    )
    return found.filter(Exists(waiting), status__in=AT_THE_SIGNERS)


def totals(found: QuerySet[Agreement]) -> Totals:
    """What these agreements are together."""
    sums = found.aggregate(count=Count("pk"), fee=Sum("fee_cents"), travel=Sum("travel_cents"))
    travel = sums["travel"] or 0
    return Totals(sums["count"], (sums["fee"] or 0) + travel, travel)


def views_of(user: Any) -> QuerySet[RegisterView]:
    """The kept looks that `user` may open: his own first, then those that colleagues share."""
    own_first = Q(owner=user)
    found = RegisterView.objects.filter(own_first | Q(is_shared=True)).select_related("owner")
    return found.annotate(is_own=own_first).order_by(F("is_own").desc(), "name", "pk")


def keep_view(*, name: str, query: str, is_shared: bool, by: Any) -> RegisterView:
    """Keep the filters of an address under a name; refuses a name that `by` used before."""
    return _written(RegisterView(owner=by), name=name, query=query, is_shared=is_shared)


def change_view(*, view: RegisterView, name: str, query: str, is_shared: bool, by: Any) -> RegisterView:
    """Another name, other filters or other readers. Only its owner and beheer may."""
    with transaction.atomic():
        return _written(_held(view, by), name=name, query=query, is_shared=is_shared)


def remove_view(*, view: RegisterView, by: Any) -> None:
    """Throw a kept look away; the agreements stay. Only its owner and beheer may."""
    with transaction.atomic():
        _held(view, by).delete()


def may_change_view(user: Any, view: RegisterView) -> bool:
    return bool(view.owner_id == user.pk or user.has_role(Role.ADMIN))


def _held(view: RegisterView, by: Any) -> RegisterView:
    rows = lock(RegisterView.objects.filter(pk=view.pk))
    if not rows:
        raise Refusal("Deze lijst is er niet meer.", code="gone")
    if not may_change_view(by, rows[0]):
        raise Refusal("Alleen wie de lijst maakte en beheer kunnen hem veranderen.", code="owner")
    return rows[0]


def _written(view: RegisterView, *, name: str, query: str, is_shared: bool) -> RegisterView:
    view.name, view.query, view.is_shared = tidy(name), query, is_shared
    if not view.name or len(view.name) > LONGEST_NAME:
        raise Refusal(f"Geef de lijst een naam van hooguit {LONGEST_NAME} tekens.", field="name")
    if len(query) > LONGEST_QUERY:
        raise Refusal("Deze filters zijn te lang om te bewaren. Maak de zoekterm korter.", code="long")
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise explain(RegisterView, error, field="name") from error
    return view
