"""manage.py import_bank FILE [--json]"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contracts.domain.settling import importing, matching
from fluxus.errors import Refusal


class Command(BaseCommand):
    help = "Leest een bankbestand in (CAMT.053) en koppelt wat zeker is. Hetzelfde bestand nog eens verandert niets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="het bestand van de bank")
        parser.add_argument("--json", action="store_true", help="één JSON-object op de laatste regel")

    def handle(self, *args: Any, **options: Any) -> None:
        path, at = options["file"], timezone.now()
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"Dit bestand is niet te lezen: {path}") from error
        try:
            done = importing.import_file(content=content, filename=path.name, by=None, at=at)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        settled = matching.settle_sure(done.made, at=at)
        for gap in done.gaps:
            self.stderr.write(gap)
        self.stdout.write(f"{len(done.made)} nieuw, {len(settled)} vanzelf gekoppeld, {done.known} al bekend")
        if options["json"]:
            facts = {"new": len(done.made), "settled": len(settled), "known": done.known, "waiting": done.waiting}
            self.stdout.write(json.dumps({"file": done.file.pk, **facts, "gaps": list(done.gaps)}))
