"""manage.py einvoices [--month YYYY-MM] [--to FOLDER] [--json]"""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone

from contracts.domain import documents, einvoicing
from contracts.domain.billing_runs import read_month
from contracts.models import EInvoice, Invoice
from fluxus.errors import Refusal


class Command(BaseCommand):
    """Makes e-invoices that are not there yet, says what is wrong, and puts the files in a folder."""

    help = (
        "Maakt de e-facturen die er nog niet zijn, ook van facturen van vroeger, en kijkt ze na. Met --to komen de goede "
        "bestanden in een map. De uitgangscode is 1 als er iets mis is."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", metavar="YYYY-MM", default="", help="alleen facturen van deze maand")
        parser.add_argument("--to", metavar="MAP", type=Path, help="schrijf de bestanden in deze map")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            invoices = dated(options["month"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        made = [einvoicing.make(invoice=invoice, at=timezone.now()) for invoice in invoices.order_by("pk").iterator()]
        if options["to"]:
            put(made, options["to"])
        outcome = told(made)
        self.stdout.write(json.dumps(outcome, ensure_ascii=False) if options["json"] else in_words(outcome))
        if outcome["wrong"]:
            sys.exit(1)


def dated(month: str) -> QuerySet[Invoice]:
    """What was issued, in one month ('2026-11') or ever."""
    issued = Invoice.objects.issued()
    if not month:
        return issued
    first = read_month(month)
    return issued.filter(issued_on__year=first.year, issued_on__month=first.month)


def put(made: list[EInvoice], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        if each.document and not each.errors:
            (folder / each.document.filename).write_bytes(documents.read(each.document))


def told(made: list[EInvoice]) -> dict[str, Any]:
    wrong = [each for each in made if each.errors]
    return {
        "einvoices": sum(1 for each in made if each.document) - len(wrong),
        "none": dict(Counter(each.reason for each in made if each.reason)),
        "wrong": {str(each.invoice): [fault["rule"] for fault in each.errors] for each in wrong},
    }


def in_words(outcome: dict[str, Any]) -> str:
    rows = [f"{outcome['einvoices']} e-facturen in orde"]
    rows += [f"{count} keer geen: {reason}" for reason, count in outcome["none"].items()]
    rows += [f"{number} niet in orde: {', '.join(rules)}" for number, rules in outcome["wrong"].items()]
    return "\n".join(rows)
