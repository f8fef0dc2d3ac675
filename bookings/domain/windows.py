"""Which tariff holds at which hour: a period in slices that each have one tariff, and the Dutch words for them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bookings.enums import Audience, Daypart, TariffUnit
from bookings.models import Tariff
from fluxus.money import euros, per_hour
from fluxus.periods import WEEKDAYS, Period

DAY = timedelta(days=1)
DAYPARTS = (Daypart.NIGHT, Daypart.MORNING, Daypart.AFTERNOON, Daypart.EVENING)
DAYPART_HOURS = 6


@dataclass(frozen=True)
class Part:
    """What one tariff takes of a period: its slices, in order. Net euro cents, rounded once per tariff."""

    tariff: Tariff
    slices: tuple[Period, ...]

    @property
    def cents(self) -> int:
        return amount(self.tariff.unit, self.tariff.amount_cents, self.slices)

    @property
    def how(self) -> str:
        """'2 uur à € 14,50'."""
        return counted(self.tariff.unit, self.tariff.amount_cents, self.slices)

    @property
    def when(self) -> str:
        """'maandagavond', 'zaterdag' or '16:00–20:00', as far as the tariff looks at it; '' when it holds always."""
        return window_words(self.tariff, self.slices[0])


def split(tariffs: Sequence[Tariff], audience: str, period: Period) -> list[Part] | None:
    """The period over the tariffs of one class of room, in the order in which they begin; None when an hour has none."""
    known = [each for each in tariffs if each.audience in (audience, Audience.OTHER)]
    taken: dict[int, tuple[Tariff, list[Period]]] = {}
    for piece in slices(known, period):
        tariff = best(known, audience, piece.start)
        if tariff is None:
            return None
        own = taken.setdefault(id(tariff), (tariff, []))[1]
        if own and own[-1].end == piece.start:
            own[-1] = Period.noted(own[-1].start, piece.end)
        else:
            own.append(piece)
    return [Part(tariff, tuple(own)) for tariff, own in taken.values()]


def slices(tariffs: Iterable[Tariff], period: Period) -> list[Period]:
    """The period cut at midnight and wherever a window begins or ends."""
    clocks = {clock for each in tariffs for clock in (each.from_time, each.until_time) if clock} | {time(0)}
    days = (period.end.date() - period.start.date()).days + 1
    moments = (
        datetime.combine(period.start.date() + DAY * number, clock) for number in range(days) for clock in clocks
    )
    cuts = sorted({each for each in moments if period.start < each < period.end})
    return [Period.noted(*pair) for pair in zip([period.start, *cuts], [*cuts, period.end], strict=True)]


def best(tariffs: Iterable[Tariff], audience: str, moment: datetime) -> Tariff | None:
    """The renter's own before the one of others, a window of hours before one of days, and both before always."""
    holding = [each for each in tariffs if holds_at(each, moment)]
    return max(holding, key=lambda each: rank(each, audience), default=None)


def rank(tariff: Tariff, audience: str) -> tuple[bool, bool, bool]:
    return (tariff.audience == audience, has_hours(tariff), bool(tariff.weekdays))


def has_hours(tariff: Tariff) -> bool:
    return tariff.from_time is not None or tariff.until_time is not None


def holds_at(tariff: Tariff, moment: datetime) -> bool:
    if tariff.weekdays and moment.isoweekday() not in tariff.weekdays:
        return False
    clock = moment.time()
    return (tariff.from_time or time(0)) <= clock and (tariff.until_time is None or clock < tariff.until_time)


def amount(unit: str, cents: int, periods: Sequence[Period]) -> int:
    """What these periods cost together at one amount, by the hour, by the daypart or once."""
    if unit == TariffUnit.HOUR:
        return per_hour(cents, sum(piece.wall_minutes for piece in periods))
    if unit == TariffUnit.DAYPART:
        return cents * dayparts(periods)
    return cents


def counted(unit: str, cents: int, periods: Sequence[Period]) -> str:
    """'2 uur à € 14,50', '2 dagdelen à € 60,00' or '€ 75,00 per keer'."""
    if unit == TariffUnit.HOUR:
        return f"{dutch_duration(sum(piece.wall_minutes for piece in periods))} à {euros(cents)}"
    if unit == TariffUnit.DAYPART:
        number = dayparts(periods)
        return f"{number} {'dagdeel' if number == 1 else 'dagdelen'} à {euros(cents)}"
    return f"{euros(cents)} per keer"


def dayparts(periods: Iterable[Period]) -> int:
    """How many dayparts are touched; the hours after midnight belong to the evening before."""
    return len({part for piece in periods for part in touched(piece)})


def touched(period: Period) -> set[tuple[date, int]]:
    found = set()
    at = period.start
    while at < period.end:
        number = at.hour // DAYPART_HOURS
        found.add((at.date() - DAY, len(DAYPARTS) - 1) if number == 0 else (at.date(), number))
        at = datetime.combine(at.date(), time(number * DAYPART_HOURS)) + timedelta(hours=DAYPART_HOURS)
    return found


def window_words(tariff: Tariff, piece: Period) -> str:
    """The hours by the name of their daypart where they lie within one."""
    day = WEEKDAYS[piece.start.weekday()] if tariff.weekdays else ""
    if not has_hours(tariff):
        return day
    first, last = piece.start.hour // DAYPART_HOURS, (piece.end - timedelta(minutes=1)).hour // DAYPART_HOURS
    if first == last and piece.end - piece.start <= timedelta(hours=DAYPART_HOURS):
        return f"{day}{DAYPARTS[first].label}"
    return f"{day} {piece.start:%H:%M}–{piece.end:%H:%M}".strip()


def dutch_duration(minutes: int) -> str:
    """120 → '2 uur', 90 → '1 uur 30 min', 45 → '45 min'."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} uur"] if hours else []
    if rest:
        parts.append(f"{rest} min")
    return " ".join(parts)
