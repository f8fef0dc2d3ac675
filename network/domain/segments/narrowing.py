"""From filters to partners. Every filter is a condition of its own (EXISTS), so no join ever doubles a partner."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from fluxus.periods import to_utc
from network.domain.finding import matching
from network.domain.segments.values import Missing, cleaned
from network.domain.segments.words import names_in
from network.enums import DETAIL_READERS, IdentifierKind, VatStatus
from network.models import (
    Address,
    Affiliation,
    EmailAddress,
    Identifier,
    Membership,
    Partner,
    PartnerTag,
    PhoneNumber,
    SchoolProfile,
)
from network.models.partners import PartnerQuerySet

type Narrow = Callable[[PartnerQuerySet, Any, date], PartnerQuerySet]


def apply(filters: Mapping[str, Any], *, user: Any, today: date) -> PartnerQuerySet:
    """The partners that `user` may see and that meet every filter on `today`; no order, nobody twice.

    Raises Refusal (a Dutch sentence) for filters that are not known or that name a wijk, label or partner that is gone.
    """
    wanted = cleaned(filters)
    names_in([wanted]).insist(wanted)
    partners = Partner.objects.visible_to(user)
    if AFFILIATED & wanted.keys():
        partners = partners.filter(Exists(affiliations(wanted, today)))
    if "q" in wanted:
        partners = matching(partners, wanted["q"], names_only=not user.has_role(*DETAIL_READERS))
    for name in wanted.keys() & NARROWING.keys():
        partners = NARROWING[name](partners, wanted[name], today)
    if "tags" in wanted:
        partners = labelled(partners, wanted["tags"], every="tags_all" in wanted)
    return partners


AFFILIATED = frozenset({"link", "function", "organisation"})


def affiliations(wanted: Mapping[str, Any], today: date) -> QuerySet[Affiliation]:
    """One and the same present affiliation has the kind, the function and the organisation that are asked for."""
    found = Affiliation.objects.on(today).filter(partner=OuterRef("pk"))
    if "link" in wanted:
        found = found.filter(kind=wanted["link"])
    if "organisation" in wanted:
        found = found.filter(organisation=wanted["organisation"])
    if "function" in wanted:
        found = found.filter(function__icontains=wanted["function"])
    return found


def labelled(partners: PartnerQuerySet, tags: list[int], *, every: bool) -> PartnerQuerySet:
    """Who carries one of the labels, or each of them."""
    for wanted in [[tag] for tag in tags] if every else [tags]:
        partners = partners.filter(Exists(PartnerTag.objects.filter(partner=OuterRef("pk"), tag__in=wanted)))
    return partners


def with_some(partners: PartnerQuerySet, model: type[Model], **having: Any) -> PartnerQuerySet:
    return partners.filter(Exists(model._default_manager.filter(partner=OuterRef("pk"), **having)))


def in_disciplines(partners: PartnerQuerySet, disciplines: list[str], today: date) -> PartnerQuerySet:
    return partners.filter(disciplines__overlap=disciplines)


def silent(partners: PartnerQuerySet, months: int, today: date) -> PartnerQuerySet:
    """Those with whom nobody spoke in the last months, or ever."""
    since = to_utc(datetime.combine(months_before(today, months), time()))
    return partners.filter(Q(last_contact_at__isnull=True) | Q(last_contact_at__lt=since))


def months_before(day: date, months: int) -> date:
    """The same day so many months ago, or the last of that month: 31 May minus three is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def lacking(partners: PartnerQuerySet, missing: list[str], today: date) -> PartnerQuerySet:
    """Those of whom at least one of these is not known."""
    rows = {
        Missing.EMAIL: EmailAddress.objects.all(),
        Missing.PHONE: PhoneNumber.objects.all(),
        Missing.ADDRESS: Address.objects.all(),
        Missing.IBAN: Identifier.objects.filter(kind=IdentifierKind.IBAN),
        Missing.KVK: Identifier.objects.filter(kind=IdentifierKind.KVK),
    }
    lack = Q()
    for name in missing:
        if name == Missing.VAT_STATUS:
            lack |= Q(vat_status=VatStatus.UNKNOWN)
        else:
            lack |= Q(~Exists(rows[Missing(name)].filter(partner=OuterRef("pk"))))
    return partners.filter(lack)


def with_login(partners: PartnerQuerySet, answer: str, today: date) -> PartnerQuerySet:
    """Those for whom somebody can log in today, or those for whom nobody can."""
    held = Exists(Membership.objects.on(today).filter(partner=OuterRef("pk"), user__is_active=True))
    return partners.filter(held if answer == "yes" else ~held)


def added_since(partners: PartnerQuerySet, day: str, today: date) -> PartnerQuerySet:
    return partners.filter(created_at__gte=to_utc(datetime.combine(date.fromisoformat(day), time())))


NARROWING: dict[str, Narrow] = {
    "kind": lambda partners, kind, today: partners.filter(kind=kind),
    "roles": lambda partners, roles, today: partners.with_role(*roles, on=today),
    "disciplines": in_disciplines,
    "wijken": lambda partners, slugs, today: with_some(partners, Address, wijk__slug__in=slugs),
    "board": lambda partners, board, today: with_some(partners, SchoolProfile, board=board),
    "silence": silent,
    "missing": lacking,
    "login": with_login,
    "since": added_since,
}
