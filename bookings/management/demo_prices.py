"""Price lists of the demo world: an old one, the one of this season, and next season's in the making."""

from collections.abc import Sequence
from datetime import date, datetime, time

from bookings.enums import Audience, PriceListStatus, TariffClass, TariffUnit
from bookings.models import CancellationRule, PriceList, Supplement, Tariff
from fluxus.demo import World
from fluxus.periods import AMSTERDAM

HOURLY_CENTS = {
    TariffClass.SMALL: (1100, 1850),
    TariffClass.MEDIUM: (1450, 2600),
    TariffClass.LARGE: (2250, 3900),
    TariffClass.HALL: (4800, 8500),
}
FIRST_LIST = date(2020, 1, 1)
SOCIAL_SHARE, NEXT_SHARE = 0.7, 1.04
MORNING_SHARE = 0.85
SUPPLEMENTS = (
    ("Vleugel, gestemd", TariffUnit.FIXED, 3500, False),
    ("Geluid en licht", TariffUnit.DAYPART, 6000, False),
    ("Technicus", TariffUnit.HOUR, 4200, True),
    ("Gastheer", TariffUnit.HOUR, 3100, True),
)
RULES = (
    ("", 48, 50),
    ("", 24, 100),
    (Audience.CULTUURMAKER, 24, 50),
)
type Part = Tariff | Supplement | CancellationRule


def build(world: World) -> None:
    year = world.today.year if world.today >= date(world.today.year, 8, 1) else world.today.year - 1
    write("Prijslijst 2020", FIRST_LIST, [*hourly(), *cancellations()])
    write(f"Seizoen {year}–{year + 1}", date(year, 8, 1), season(1))
    write(f"Seizoen {year + 1}–{year + 2}", date(year + 1, 8, 1), season(NEXT_SHARE), published=False)


def write(name: str, valid_from: date, parts: Sequence[Part], *, published: bool = True) -> PriceList:
    """A list with its parts, published a month before it holds."""
    made = PriceList.objects.create(name=name, valid_from=valid_from)
    for part in parts:
        part.price_list = made
    for model in (Tariff, Supplement, CancellationRule):
        model.objects.bulk_create(part for part in parts if isinstance(part, model))
    if published:
        made.status = PriceListStatus.PUBLISHED
        made.published_at = datetime.combine(valid_from.replace(day=1), time(9), AMSTERDAM)
        made.save()
    return made


def hourly() -> list[Part]:
    return [
        Tariff(tariff_class=tariff_class, audience=audience, amount_cents=cents)
        for tariff_class, pair in HOURLY_CENTS.items()
        for audience, cents in zip((Audience.CULTUURMAKER, Audience.OTHER), pair, strict=True)
    ]


def season(share: float) -> list[Part]:
    """By the hour; social organisations pay less, mornings of a working day are cheaper, a hall also by the daypart."""
    parts: list[Part] = []
    for tariff_class, (reduced, full) in HOURLY_CENTS.items():
        prices = (
            (Audience.CULTUURMAKER, reduced), (Audience.SOCIAL, full * SOCIAL_SHARE), (Audience.OTHER, full),
        )  # fmt: skip
        for audience, cents in prices:
            parts.append(Tariff(tariff_class=tariff_class, audience=audience, amount_cents=rounded(cents * share)))
    parts += [
        Tariff(
            tariff_class=tariff_class,
            audience=Audience.OTHER,
            weekdays=[1, 2, 3, 4, 5],
            until_time=time(12),
            amount_cents=rounded(HOURLY_CENTS[tariff_class][1] * MORNING_SHARE * share),
        )
        for tariff_class in (TariffClass.SMALL, TariffClass.MEDIUM)
    ]
    parts.append(
        Tariff(
            tariff_class=TariffClass.HALL,
            audience=Audience.SCHOOL,
            unit=TariffUnit.DAYPART,
            weekdays=[1, 2, 3, 4, 5],
            until_time=time(18),
            amount_cents=rounded(15000 * share),
        )
    )
    return [*parts, *supplements(share), *cancellations()]


def supplements(share: float) -> list[Part]:
    return [
        Supplement(name=name, unit=unit, amount_cents=rounded(cents * share), is_service=is_service, position=position)
        for position, (name, unit, cents, is_service) in enumerate(SUPPLEMENTS)
    ]


def cancellations() -> list[Part]:
    return [CancellationRule(audience=audience, hours_before=hours, percent=share) for audience, hours, share in RULES]


def rounded(cents: float) -> int:
    """To a quarter of a euro."""
    return round(cents / 25) * 25
