"""Fair pay in the demo world: kinds of work and rates that are examples, and say so; what the law announced."""

from datetime import date
from decimal import Decimal

from contracts.enums import LegalAmountKind
from contracts.models import LegalAmount, Rate, RateTable, WorkKind
from fluxus.demo import World
from fluxus.money import half_up

# name, address, preparation in percents, example rate in cents per hour for the present year
KINDS = (
    ("Docent kunsteducatie", "docent", 50, 5400),
    ("Vakdocent op school", "vakdocent-school", 50, 5600),
    ("Workshopleider", "workshopleider", 50, 5800),
    ("Uitvoerend kunstenaar", "uitvoerend", 100, 6500),
    ("Maker in opdracht", "kunstenaar", 25, 6100),
    ("Dirigent of artistiek leider", "dirigent", 75, 6400),
    ("Begeleider van een ensemble", "begeleider", 50, 5500),
    ("Regisseur of choreograaf", "regisseur", 75, 6400),
    ("Projectleider", "projectleider", 0, 6200),
    ("Coach van docenten", "coach", 50, 6600),
    ("Ontwikkelaar van lesmateriaal", "ontwikkelaar", 0, 6000),
    ("Technicus", "technicus", 0, 5000),
    ("Assistent bij een les", "assistent", 0, 4200),
)
SOURCE = "Voorbeeldbedragen voor de demo; neem de tarieven van fairPACCT over in het beheer"
LAST_YEAR = Decimal("0.965")
ANNOUNCED = date(2026, 3, 1)


def build_pay(world: World) -> None:
    """Thirteen kinds of work with an example rate for this year and for last year, and the announced presumption rate."""
    kinds = WorkKind.objects.bulk_create(
        WorkKind(name=name, slug=slug, preparation_percent=percent) for name, slug, percent, _ in KINDS
    )
    last, this = (
        RateTable.objects.create(name=f"Voorbeeldtabel {year}", source=SOURCE, valid_from=date(year, 1, 1))
        for year in (world.today.year - 1, world.today.year)
    )
    Rate.objects.bulk_create(
        Rate(table=table, work_kind=kind, hourly_cents=half_up(cents * share / 100) * 100)
        for table, share in ((last, LAST_YEAR), (this, Decimal(1)))
        for kind, (_, _, _, cents) in zip(kinds, KINDS, strict=True)
    )
    LegalAmount.objects.create(
        kind=LegalAmountKind.PRESUMPTION_RATE,
        cents=3800,
        valid_from=ANNOUNCED,
        source="kabinet, maart 2026; wetsvoorstel 36783",
        is_in_force=False,
    )
