"""Small school registers in our own layout, and what they propose."""

from datetime import date
from typing import Any

from network.domain import register, register_decisions, school_files
from network.models import RegisterProposal

TODAY = date(2026, 9, 7)
OURS = "vestigingscode,naam,soort,straat,huisnummer,huisletter,postcode,plaats,denominatie,website,telefoon,leerlingen,bevoegd_gezag_nr"
OCEAN = (
    "30AH00,De Oceaan,PO,Parkrijklaan,121,A,1567HD,Assendelft,Interconfessioneel,www.de-oceaan.nl,0752010132,345,41251"
)
RAINBOW = "09WP00,De Regenboog,PO,Brandakkerstraat,8,,1566XD,Assendelft,Rooms-Katholiek,,,264,41251"
BRIDGE = "20FF00,Praktijkschool De Brug,VO,Saenredamstraat,39,,1566KL,Assendelft,Openbaar,,,200,41581"


def read(*lines: str, year: int | None = 2025) -> Any:
    rows = school_files.read_bytes("\n".join([OURS, *lines]).encode())
    return register.take_in(rows=rows, source=school_files.source_of("scholen.csv", year), today=TODAY)


def of_kind(kind: str) -> RegisterProposal:
    return RegisterProposal.objects.get(kind=kind)


def shown(kind: str) -> register_decisions.Present:
    return register_decisions.present([of_kind(kind)])[0]
