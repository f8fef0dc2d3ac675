"""What the agreements of the demo world are about, per discipline."""

from typing import NamedTuple

from network.enums import Discipline


class Work(NamedTuple):
    """Something a maker was asked for: how often, how long, which kind of work of the rate table, cents per paid hour."""

    title: str
    times: tuple[int, int]
    minutes: int
    kind: str
    hourly: tuple[int, int]


PERFORMING = "uitvoerend"
COURSE, WORKSHOP, EVENT = (6, 10), (1, 3), (1, 1)
WORKS: dict[str, tuple[Work, ...]] = {
    Discipline.MUSIC: (
        Work("Zomerorkest voor beginners", COURSE, 90, "docent", (5200, 7200)),
        Work("Workshop ritme voor teams", WORKSHOP, 120, "workshopleider", (5500, 8000)),
        Work("Optreden op het buurtfeest", EVENT, 90, PERFORMING, (6000, 9000)),
    ),
    Discipline.VISUAL: (
        Work("Cursus tekenen naar de Zaan", COURSE, 120, "docent", (5000, 7000)),
        Work("Workshop zeefdruk", WORKSHOP, 150, "workshopleider", (5500, 7800)),
        Work("Muurschildering met de buurt", WORKSHOP, 240, "kunstenaar", (5500, 8500)),
    ),
    Discipline.THEATRE_DANCE: (
        Work("Jeugdtheater in de vakantie", COURSE, 120, "docent", (5000, 7000)),
        Work("Workshop straatdans", WORKSHOP, 90, "workshopleider", (5500, 8000)),
        Work("Voorstelling in het wijkcentrum", EVENT, 75, PERFORMING, (6000, 9500)),
    ),
    Discipline.DIGITAL: (
        Work("Cursus podcast maken", COURSE, 120, "docent", (5200, 7400)),
        Work("Workshop stop-motion", WORKSHOP, 120, "workshopleider", (5500, 8000)),
        Work("Schrijfavond met publiek", EVENT, 120, PERFORMING, (5800, 8500)),
    ),
    Discipline.AMATEUR: (
        Work("Begeleiding van het wijkkoor", COURSE, 120, "docent", (5000, 6800)),
        Work("Repetitiedag voor verenigingen", WORKSHOP, 240, "workshopleider", (5200, 7500)),
        Work("Presentatie van de avond van de amateurs", EVENT, 180, PERFORMING, (5800, 8500)),
    ),
}
PLACES = ("Wijkcentrum", "Buurthuis", "Bibliotheek", "Speeltuin", "Dorpshuis")
REASONS = (
    "Het project heeft een vast bedrag van de wijk.",
    "De voorbereiding is al eerder betaald.",
    "Het is een herhaling van werk dat klaar ligt.",
)
