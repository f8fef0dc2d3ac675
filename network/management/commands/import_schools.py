"""manage.py import_schools FILE [--json]"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fluxus.errors import Refusal
from fluxus.periods import today
from network.domain import school_files, schools


class Command(BaseCommand):
    """Adds and updates schools and their boards from a register; the same file again changes nothing."""

    help = "Leest een scholenregister in (onze opmaak, of een bestand van DUO)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV-bestand, ook gezipt (.gz)")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON op de laatste regel")

    def handle(self, *args: Any, file: Path, json: bool, **options: Any) -> None:
        try:
            rows = school_files.read(file)
            outcome = schools.import_rows(rows=rows, source=f"DUO, {file.name}"[:120], today=today())
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        for problem in outcome.problems:
            self.stdout.write(problem)
        self.stdout.write(
            f"{outcome.added} scholen toegevoegd, {outcome.changed} bijgewerkt, {outcome.unchanged} gelijk gebleven;"
            f" {outcome.boards_added} schoolbesturen toegevoegd; {len(outcome.problems)} opmerkingen."
        )
        if json:
            self.stdout.write(as_json(asdict(outcome)))


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
