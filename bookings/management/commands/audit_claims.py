"""`manage.py audit_claims [--json]`: is any room double booked, whatever the database promises?"""

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bookings.domain.auditing import audit

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Controleert alle bezettingen opnieuw, los van de regels in de database. Eindigt met 1 als er iets niet klopt."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="één JSON-object op de laatste regel")

    def handle(self, *args: Any, **options: Any) -> None:
        found = audit()
        for problem in found.problems[:SHOWN]:
            self.stderr.write(f"{problem.kind}: {problem.detail}")
        looked_at = f"{found.claims} bezettingen, {found.bookings} boekingen en {found.closures} sluitingen bekeken"
        summary = f"{looked_at}, {len(found.problems)} fouten."
        self.stdout.write(json.dumps(asdict(found)) if options["json"] else summary)
        if found.problems:
            sys.exit(1)
