"""Price lists: begun as a copy, changed line by line while a draft, published for good."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from bookings.domain import windows
from bookings.domain.windows import has_hours
from bookings.enums import Audience, PriceListStatus, TariffClass
from bookings.models import CancellationRule, PriceList, Room, Supplement, Tariff
from fluxus.db import explain, lock, one_at_a_time
from fluxus.errors import Refusal
from fluxus.money import half_up
from fluxus.periods import WEEKDAYS, Period

type Line = Tariff | Supplement | CancellationRule
KINDS: dict[str, type[Line]] = {"tarief": Tariff, "toeslag": Supplement, "annulering": CancellationRule}
CLASSES = list(TariffClass)
AUDIENCES = list(Audience)
SOME_MONDAY = date(2024, 1, 1)
STEP_CENTS = 5


def in_order(tariffs: Iterable[Tariff]) -> list[Tariff]:
    """By class of room and kind of renter; what holds always first, then by days and hours."""
    return sorted(
        tariffs,
        key=lambda each: (
            CLASSES.index(TariffClass(each.tariff_class)), AUDIENCES.index(Audience(each.audience)),
            bool(each.weekdays), has_hours(each), each.weekdays, str(each.from_time or ""),
        ),
    )  # fmt: skip


@transaction.atomic
def begin(
    *,
    name: str,
    valid_from: date,
    note: str = "",
    source: PriceList | None = None,
    percent: Decimal = Decimal(0),
    by: Any,
    at: datetime,
) -> PriceList:
    """A draft, with everything of `source` at so many percent more (or less), rounded to five cents.

    Sent twice it is one draft: somebody's second one of the same name and day is the first one, as he has it by now.
    """
    one_at_a_time(f"price list {name} {valid_from}")
    same = PriceList.objects.filter(name=name, valid_from=valid_from, created_by=by, status=PriceListStatus.DRAFT)
    if earlier := same.first():
        return earlier
    made = PriceList.objects.create(
        name=name, valid_from=valid_from, note=note, created_at=at, created_by=by, status=PriceListStatus.DRAFT
    )
    if source is not None:
        Tariff.objects.bulk_create(copied(each, made, percent) for each in source.tariffs.order_by("pk"))
        Supplement.objects.bulk_create(copied(each, made, percent) for each in source.supplements.order_by("pk"))
        rules = source.cancellation_rules.order_by("pk")
        CancellationRule.objects.bulk_create(copied(each, made, percent) for each in rules)
    return made


def copied[L: (Tariff, Supplement, CancellationRule)](line: L, into: PriceList, percent: Decimal) -> L:
    line.pk, line._state.adding, line.price_list = None, True, into
    if not isinstance(line, CancellationRule):
        line.amount_cents = raised(line.amount_cents, percent)
    return line


def raised(cents: int, percent: Decimal) -> int:
    """To five cents, but what costs something never becomes free."""
    if not percent or not cents:
        return cents
    return max(STEP_CENTS, half_up(Decimal(cents) * (100 + percent) / 100 / STEP_CENTS) * STEP_CENTS)


def draft(price_list: PriceList) -> PriceList:
    """Locked for this transaction; refuses one that is published."""
    (held,) = lock(PriceList.objects.filter(pk=price_list.pk)) or (None,)
    if held is None:
        raise Refusal("Deze prijslijst bestaat niet meer.", code="gone")
    if held.status == PriceListStatus.PUBLISHED:
        raise Refusal("Deze prijslijst is gepubliceerd en verandert niet meer. Maak een nieuwe.", code="published")
    return held


@transaction.atomic
def revise(*, price_list: PriceList, name: str, valid_from: date, note: str) -> PriceList:
    held = draft(price_list)
    held.name, held.valid_from, held.note = name, valid_from, note
    held.save()
    return held


def put(*, price_list: PriceList, line: Line) -> Line:
    """Add a line to the draft, or change it. Exactly the same one again is that one; another price for the same is refused."""
    try:
        with transaction.atomic():
            line.price_list = draft(price_list)
            if line.pk is None and (earlier := twin(line)):
                return earlier
            line.save()
    except IntegrityError as error:
        raise explain(type(line), error) from error
    return line


def twin(line: Line) -> Line | None:
    """The line of the list that says the same in everything."""
    own = {each.attname: getattr(line, each.attname) for each in line._meta.concrete_fields if not each.primary_key}
    return type(line).objects.filter(**own).first()


@transaction.atomic
def take_out(*, price_list: PriceList, line: Line) -> None:
    draft(price_list)
    type(line).objects.filter(pk=line.pk).delete()


@transaction.atomic
def forget(*, price_list: PriceList) -> None:
    """A draft that nobody wants goes away."""
    draft(price_list).delete()


def publish(*, price_list: PriceList, by: Any, at: datetime, today: date) -> PriceList:
    """From its day on this list sets prices, for good. Refuses one that begins in the past or leaves an hour without price."""
    try:
        with transaction.atomic():
            held = draft(price_list)
            if held.valid_from < today and PriceList.objects.published().exists():
                raise Refusal("Deze prijslijst begint in het verleden. Kies een dag vanaf vandaag.", code="past")
            if missing := problems(held):
                raise Refusal(missing[0], code="not_whole")
            held.status, held.published_at, held.published_by = PriceListStatus.PUBLISHED, at, by
            held.save()
    except IntegrityError as error:
        raise explain(PriceList, error) from error
    return held


def problems(price_list: PriceList) -> list[str]:
    """What stands in the way of publishing, as sentences. Two queries."""
    tariffs = list(Tariff.objects.filter(price_list=price_list))
    used = set(Room.objects.filter(is_active=True).values_list("tariff_class", flat=True))
    found = []
    for tariff_class in CLASSES:
        own = [each for each in tariffs if each.tariff_class == tariff_class]
        if (own or tariff_class in used) and (when := gap(own)):
            label = tariff_class.label
            found.append(f"Voor ‘{label}’ is er op {when} geen tarief voor overige huurders.")
        found += doubles(own)
    return found


def gap(tariffs: list[Tariff]) -> str:
    """The first hour of the week without a tariff for others: 'maandag 00:00'; '' when there is none."""
    for number in range(7):
        start = datetime.combine(SOME_MONDAY + timedelta(days=number), time())
        for piece in windows.slices(tariffs, Period.noted(start, start + timedelta(days=1))):
            if windows.best([each for each in tariffs if each.audience == Audience.OTHER], "", piece.start) is None:
                return f"{WEEKDAYS[number]} {piece.start:%H:%M}"
    return ""


def doubles(tariffs: list[Tariff]) -> list[str]:
    """Pairs for the same renter that hold at the same hour and of which neither goes first."""
    return [
        f"Twee tarieven voor ‘{one.get_tariff_class_display()}’ en {one.get_audience_display()} gelden tegelijk: "
        f"{one.when or 'altijd'} en {other.when or 'altijd'}."
        for at, one in enumerate(tariffs)
        for other in tariffs[at + 1 :]
        if one.audience == other.audience and windows.rank(one, "") == windows.rank(other, "") and overlap(one, other)
    ]


def overlap(one: Tariff, other: Tariff) -> bool:
    if one.weekdays and other.weekdays and not set(one.weekdays) & set(other.weekdays):
        return False
    starts_before_end = other.until_time is None or (one.from_time or time()) < other.until_time
    return starts_before_end and (one.until_time is None or (other.from_time or time()) < one.until_time)
