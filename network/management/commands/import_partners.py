"""manage.py import_partners FILE [--dry-run] [--json]"""

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import transaction
from django.utils import timezone

from fluxus.errors import Refusal
from network.domain.imports import choosing, counting, running, uploading
from network.domain.imports.mapping import refuse_nameless
from network.domain.imports.policies import KNOWN, UPDATE, Policy
from network.enums import ImportStatus
from network.models import Import

HELP = """Leest een lijst met contacten in (CSV, Excel, ODS, vCard), met dezelfde code als de pagina's.

Wie we zeker kennen wordt bijgewerkt; wie lijkt op iemand die we kennen, of op een eerdere rij, wordt niet ingelezen maar
gemeld als mogelijk dubbel. Een lege cel wist nooit iets. Elke import is op de pagina Importeren terug te draaien.

Met --json is de uitvoer één object, en gaat de voortgang naar stderr: created, updated, unchanged, refused, duplicates (aantallen),
rows [{line, outcome, reasons}] en reasons (waarom het hele bestand is geweigerd, anders leeg). De uitgangscode is dan
altijd 0, want het antwoord staat in het object; zonder --json geeft een geweigerd bestand code 1."""


class Command(BaseCommand):
    """Brings a list of contacts in; a dry run carries everything out and rolls it back."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="het bestand")
        parser.add_argument("--dry-run", action="store_true", help="probeer alles, en bewaar niets")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON, en niets anders")
        parser.add_argument("--known", choices=list(KNOWN), default=UPDATE, help="wat er gebeurt met wie we al kennen")

    def handle(self, *args: Any, file: Path, known: str, dry_run: bool, json: bool, **options: Any) -> None:
        try:
            progress = self.stderr if json else self.stdout
            tell = partial(show_progress, progress)
            outcome = carry_out(file, Policy(known=known), is_trial=dry_run, tell=tell)
        except Refusal as refusal:
            if not json:
                raise CommandError(refusal.sentence) from refusal
            outcome = counting.nothing(refusal.sentence)
        if not json:
            self.show(outcome)
            return
        self.stdout.write(as_json({"file": file.name, "dry_run": dry_run, **outcome}))

    def show(self, outcome: dict[str, Any]) -> None:
        for row in outcome["rows"]:
            if row["reasons"]:
                self.stdout.write(f"Regel {row['line']}: {'; '.join(row['reasons'])}")
        self.stdout.write(
            f"{outcome['created']} nieuw, {outcome['updated']} bijgewerkt, {outcome['unchanged']} gelijk gebleven, "
            f"{outcome['duplicates']} mogelijk dubbel, {outcome['refused']} geweigerd."
        )


def show_progress(stream: OutputWrapper, batch: Import) -> None:
    stream.write(f"  {batch.done} van {batch.total} rijen", str)
    stream.flush()


def carry_out(file: Path, policy: Policy, *, is_trial: bool, tell: Callable[[Import], None]) -> dict[str, Any]:
    """The outcome of one file. A trial happens in a transaction that is rolled back, and keeps no file."""
    data = content(file)
    if not is_trial:
        return counting.outcome(run(file, data, policy, ImportStatus.QUEUED, tell))
    with transaction.atomic():
        batch = run(file, data, policy, ImportStatus.CHECK_QUEUED, tell)
        outcome = counting.outcome(batch)
        transaction.set_rollback(True)
    return outcome


def content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(f"Het bestand {file.name} is niet te lezen.", code="file") from error


def run(file: Path, data: bytes, policy: Policy, status: ImportStatus, tell: Callable[[Import], None]) -> Import:
    """Without a nudge: this process does the work itself. Killed half way, the sweep has it finished by a worker."""
    batch = uploading.receive(data=data, name=file.name, by=None, at=timezone.now(), policy=policy)
    try:
        refuse_nameless(batch.mapping)
    except Refusal:
        choosing.throw_away(batch=batch, by=None)
        raise
    batch.status, batch.beat_at = status, timezone.now()
    batch.save()
    try:
        done = running.advance_here(import_id=batch.pk, tell=tell)
    finally:
        if status == ImportStatus.CHECK_QUEUED:
            uploading.forget_file(batch)
    if done.status == ImportStatus.FAILED:
        raise Refusal(done.fault, code="failed")
    return done


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
