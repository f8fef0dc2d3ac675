"""The register of a year later in the demo world: a new name, a move, other numbers, one school more and one less."""

from dataclasses import replace

from fluxus.demo import World
from network.domain import register, school_files, wijken
from network.domain.school_files import SchoolRow
from network.management.demo_moments import working_hour
from network.models import RegisterProposal

SOURCE = "DUO, scholen_2025.csv"


def build_register(world: World) -> None:
    """Proposals as the next register makes them; nobody has decided yet."""
    rows = school_files.read(wijken.DATA / "scholen_2024.csv")
    register.propose(rows=a_year_later(rows), source=SOURCE)
    RegisterProposal.objects.update(found_at=working_hour(world, days=4))


def a_year_later(rows: list[SchoolRow]) -> list[SchoolRow]:
    """The same schools, of which a few changed."""
    renamed, moved, gone, *others = rows
    counted = [counted_anew(row, at) if at % 9 == 0 else row for at, row in enumerate(others)]
    new = replace(
        gone, line=gone.line + 1, site_code="99ZZ00", name="De Zaanse Schans", house_number="6", pupils="58", website=""
    )
    return [
        replace(renamed, name=f"Kindcentrum {renamed.name}"),
        replace(moved, street="Brandakkerstraat", house_number="40"),
        *counted,
        new,
    ]


def counted_anew(row: SchoolRow, at: int) -> SchoolRow:
    """Some pupils more or less."""
    return replace(row, pupils=str(int(row.pupils) + at % 23 - 11)) if row.pupils.isdecimal() else row
