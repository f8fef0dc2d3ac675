"""Independent check of the numbers of agreements and invoices."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contracts.domain.numbering import SeriesAudit, audit


class Command(BaseCommand):
    help = "Controleert of overeenkomsten en facturen genummerd zijn zonder gaten of dubbelen, met oplopende data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="één JSON-object op de laatste regel")

    def handle(self, *args: Any, **options: Any) -> None:
        series = audit()
        for each in series:
            self._tell(each)
        sound = not any(each.findings for each in series)
        if options["json"]:
            self.stdout.write(json.dumps({"ok": sound, "series": [asdict(each) for each in series]}))
        if not sound:
            raise CommandError("Er klopt iets niet in de nummering.")

    def _tell(self, each: SeriesAudit) -> None:
        self.stdout.write(f"{each.kind} {each.year}: {each.count} uitgegeven, {len(each.findings)} bevindingen")
        for finding in each.findings:
            self.stdout.write(f"  {finding}")
