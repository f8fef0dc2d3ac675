"""manage.py import_schools FILE [--json]"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fluxus.errors import Refusal
from fluxus.periods import today
from network.domain import register, school_files


class Command(BaseCommand):
    """Adds the schools and boards of a first register; a next register only gives proposals (`network.domain.register`)."""

    help = (
        "Leest een scholenregister in (onze opmaak, of een bestand van DUO). Kennen we al scholen: alleen voorstellen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV-bestand, ook gezipt (.gz)")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON op de laatste regel")

    def handle(self, *args: Any, file: Path, json: bool, **options: Any) -> None:
        try:
            rows = school_files.read(file)
            outcome = register.take_in(rows=rows, source=school_files.source_of(file.name), today=today())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        for problem in outcome.problems:
            self.stdout.write(problem)
        self.stdout.write(
            f"{outcome.added} scholen toegevoegd, {outcome.changed} bijgewerkt, {outcome.unchanged} gelijk gebleven;"
            f" {outcome.boards_added} schoolbesturen toegevoegd; {len(outcome.problems)} opmerkingen;"
            f" {sum(outcome.proposals.values())} voorstellen."
        )
        if json:
            self.stdout.write(as_json(asdict(outcome)))


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
