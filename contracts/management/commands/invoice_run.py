"""manage.py invoice_run --month YYYY-MM [--workers N] [--no-mail] [--dry-run] [--json]"""

import json
import sys
import time
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.domain import billing_runs
from contracts.management import run_workers
from contracts.management.commands.contract_run import positive
from contracts.models import InvoiceRun
from fluxus.errors import Refusal
from fluxus.money import euros
from network.enums import Role
from network.models import User

HELP = """Geeft de facturen van een maand uit, met PDF en e-factuur, en mailt ze.

Een run die niet af is, gaat verder; iets wordt nooit twee keer gefactureerd. Er zijn eigen werkprocessen: Celery hoeft
niet te draaien, en mag. Het mailen zelf doet de postbus. Met --dry-run verandert er niets.

Met --json is de uitvoer één object en gaat de voortgang naar stderr. De uitgangscode is 1 als er iets is mislukt."""


class Command(BaseCommand):
    """Issues the invoices of a month, or goes on with the run that does."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--month", metavar="YYYY-MM", default="", help="de maand, zoals 2026-10")
        parser.add_argument("--workers", type=positive, default=2, metavar="N", help="zoveel werkprocessen")
        parser.add_argument("--by", metavar="EMAIL", help="namens wie; anders de eerste van financiën")
        parser.add_argument("--no-mail", action="store_true", help="mail nog niets")
        parser.add_argument("--dry-run", action="store_true", help="kijk alleen wat er zou gebeuren")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON, en niets anders")
        parser.add_argument("--lane", type=int, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lane"]:
            sys.exit(run_workers.lane(options["lane"], billing_runs.advance_here))
        try:
            month = billing_runs.read_month(options["month"])
            outcome = trial(month) if options["dry_run"] else self.carry_out(month, options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(json.dumps(outcome, ensure_ascii=False) if options["json"] else in_words(outcome))
        if outcome.get("failed") or outcome.get("unprintable"):
            sys.exit(1)

    def carry_out(self, month: date, options: dict[str, Any]) -> dict[str, Any]:
        run, began, cpu = begin(month, options), time.monotonic(), run_workers.cpu_of_workers()
        stream = self.stderr if options["json"] else self.stdout
        told: list[str] = []

        def tell() -> None:
            """How far it is, when that changed."""
            now = billing_runs.progress(run)
            line = f"  {now.made} uitgegeven, {now.printed} PDF's, {now.einvoices} e-facturen van {now.total}"
            if told[-1:] != [line]:
                told.append(line)
                stream.write(line, str)
                stream.flush()

        try:
            run_workers.Crew(run.pk, options["workers"], "invoice_run").work(tell)
        except run_workers.TooManyDeaths as error:
            raise CommandError("De werkprocessen vallen steeds om. De run staat klaar om verder te gaan.") from error
        return report(run, time.monotonic() - began, run_workers.cpu_of_workers() - cpu)


def begin(month: date, options: dict[str, Any]) -> InvoiceRun:
    """The run over this month that is not finished, or a new one."""
    earlier, by = billing_runs.unfinished(month=month), actor(options["by"])
    if earlier:
        return billing_runs.go_on(run=earlier, by=by)
    return billing_runs.start(month=month, sends_mail=not options["no_mail"], by=by, at=timezone.now())


def trial(month: date) -> dict[str, Any]:
    """Counts, and every reason why somebody cannot be billed yet."""
    found = billing_runs.preview(month=month, today=timezone.localdate())
    blocked = [
        {"partner": bill.partner.name, "reasons": [blocker.sentence for blocker in bill.blockers]}
        for bill in found.blocked
    ]
    return {
        "dry_run": True,
        "month": f"{month:%Y-%m}",
        "total": len(found.bills),
        "ready": len(found.ready),
        "blocked": len(found.blocked),
        "lines": found.lines,
        "net_cents": found.net_cents,
        "reasons": blocked,
    }


def report(run: InvoiceRun, seconds: float, cpu_seconds: float) -> dict[str, Any]:
    done = billing_runs.progress(run)
    numbers = list(run.invoices.order_by("number").values_list("number", flat=True))
    return {
        "run": run.pk,
        "month": f"{run.month:%Y-%m}",
        "total": done.total,
        "made": done.made,
        "blocked": done.blocked,
        "nothing": done.nothing,
        "failed": done.failed,
        "printed": done.printed,
        "unprintable": done.unprintable,
        "einvoices": done.einvoices,
        "wrong_einvoices": done.wrong_einvoices,
        "sent": done.sent,
        "queued": done.queued,
        "gross_cents": done.gross_cents,
        "first": numbers[0] if numbers else "",
        "last": numbers[-1] if numbers else "",
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "peak_megabytes": round(run_workers.peak_megabytes(run_workers.resource.RUSAGE_CHILDREN)),
    }


def in_words(outcome: dict[str, Any]) -> str:
    if outcome.get("dry_run"):
        reasons = [f"  {row['partner']}: {' '.join(row['reasons'])}" for row in outcome["reasons"]]
        head = (
            f"{outcome['total']} facturen, {outcome['ready']} kunnen, {outcome['blocked']} kunnen nog niet. "
            f"Samen {euros(outcome['net_cents'])} zonder btw."
        )
        return "\n".join([head, *reasons])
    return (
        f"{outcome['made']} van {outcome['total']} uitgegeven ({outcome['first']} tot en met {outcome['last']}), "
        f"{outcome['printed']} PDF's, {outcome['einvoices']} e-facturen, {outcome['sent']} gemaild en {outcome['queued']} "
        f"onderweg, {outcome['blocked']} kunnen nog niet, {outcome['failed']} mislukt, in {outcome['seconds']} seconden."
    )


def actor(email: str | None) -> User:
    """In whose name; somebody who may bill."""
    may = User.objects.filter(is_active=True, roles__overlap=[Role.FINANCE, Role.PROJECTBUREAU, Role.ADMIN])
    found = may.filter(email=email).first() if email else None
    if not email:
        found = may.filter(roles__contains=[Role.FINANCE]).first() or may.first()
    if found is None:
        raise Refusal("Er is niemand die mag factureren. Geef een collega met --by.")
    return found
