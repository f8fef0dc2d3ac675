"""manage.py contract_run --menu YEAR [--per HOW] [--most N] [--workers N] [--dry-run] [--json]"""

import json
import sys
import time
from argparse import SUPPRESS, ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from contracts.domain import runs
from contracts.domain.texts.editions import current
from contracts.enums import Bundling, RunSource
from contracts.management import run_workers
from contracts.models import AgreementRun
from fluxus.errors import Refusal
from network.enums import Role
from network.models import User
from programmes.models import SchoolYear

HELP = """Stelt alle overeenkomsten van een Cultuurmenu op, met PDF en uitnodiging om te tekenen.

Een run die niet af is, gaat verder; een overeenkomst wordt nooit twee keer gemaakt. Er zijn eigen werkprocessen: Celery
hoeft niet te draaien, en mag. Met --dry-run verandert er niets.

Met --json is de uitvoer één object en gaat de voortgang naar stderr. De uitgangscode is 1 als er iets is mislukt."""

PER = {"school": Bundling.SCHOOL, "activity": Bundling.ACTIVITY, "month": Bundling.MONTH, "partner": Bundling.PARTNER}


class Command(BaseCommand):
    """Draws up the agreements of a Cultuurmenu, or goes on with the run that does."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--menu", metavar="YEAR", help="het schooljaar, zoals 2026-2027")
        parser.add_argument("--per", choices=list(PER), default="school", help="wat samen in één overeenkomst komt")
        parser.add_argument("--most", type=positive, metavar="N", help="hoogstens zoveel overeenkomsten")
        parser.add_argument("--workers", type=positive, default=2, metavar="N", help="zoveel werkprocessen")
        parser.add_argument("--by", metavar="EMAIL", help="namens wie; anders de eerste van het projectbureau")
        parser.add_argument("--no-letters", action="store_true", help="verstuur nog geen uitnodigingen")
        parser.add_argument("--dry-run", action="store_true", help="kijk alleen wat er zou gebeuren")
        parser.add_argument("--json", action="store_true", help="geef de uitkomst als JSON, en niets anders")
        parser.add_argument("--lane", type=int, help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["lane"]:
            sys.exit(run_workers.lane(options["lane"]))
        try:
            year = school_year(options["menu"])
            outcome = trial(year, options) if options["dry_run"] else self.carry_out(year, options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(json.dumps(outcome, ensure_ascii=False) if options["json"] else in_words(outcome))
        if outcome.get("failed") or outcome.get("unprintable"):
            sys.exit(1)

    def carry_out(self, year: SchoolYear, options: dict[str, Any]) -> dict[str, Any]:
        run, began, cpu = begin(year, options), time.monotonic(), run_workers.cpu_of_workers()
        stream = self.stderr if options["json"] else self.stdout

        told: list[str] = []

        def tell() -> None:
            """How far it is, when that changed."""
            now = runs.progress(run)
            line = f"  {now.made} opgesteld, {now.printed} PDF's, {now.sent} verstuurd van {now.total}"
            if told[-1:] != [line]:
                told.append(line)
                stream.write(line, str)
                stream.flush()

        try:
            run_workers.Crew(run.pk, options["workers"]).work(tell)
        except run_workers.TooManyDeaths as error:
            raise CommandError("De werkprocessen vallen steeds om. De run staat klaar om verder te gaan.") from error
        return report(run, time.monotonic() - began, run_workers.cpu_of_workers() - cpu)


def begin(year: SchoolYear, options: dict[str, Any]) -> AgreementRun:
    """The run of this menu that is not finished, or a new one; at most so many is of those for whom it can be done now."""
    criteria = chosen(year, options)
    earlier = runs.unfinished(source=RunSource.MENU, criteria=criteria)
    by = actor(options["by"])
    if earlier:
        return runs.go_on(run=earlier, by=by)
    if options["most"]:
        criteria["partners"] = who_is_ready(year, options)
    return runs.start(
        source=RunSource.MENU,
        bundling=PER[options["per"]],
        criteria=criteria,
        title=f"Cultuurmenu {year}",
        template_version=current(),
        sends_letters=not options["no_letters"],
        by=by,
        at=timezone.now(),
    )


def trial(year: SchoolYear, options: dict[str, Any]) -> dict[str, Any]:
    """Counts, and every reason why something cannot be drawn up yet."""
    found = look(year, options)
    blocked = [
        {"partner": group.partner.name, "reasons": [blocker.sentence for blocker in group.blockers]}
        for group in found.groups
        if group.blockers
    ]
    return {
        "dry_run": True,
        "total": found.total,
        "ready": len(found.ready),
        "blocked": len(found.blocked),
        "dates": found.dates,
        "fee_cents": found.fee_cents,
        "reasons": blocked,
    }


def look(year: SchoolYear, options: dict[str, Any]) -> runs.Preview:
    return runs.preview(
        source=RunSource.MENU,
        bundling=PER[options["per"]],
        criteria=chosen(year, options),
        template_version=current(),
        today=timezone.localdate(),
    )


def who_is_ready(year: SchoolYear, options: dict[str, Any]) -> list[int]:
    """The keys of the partners of whom nothing misses."""
    groups = look(year, {**options, "most": None}).groups
    return [group.partner.pk for group in groups if not group.blockers]


def report(run: AgreementRun, seconds: float, cpu_seconds: float) -> dict[str, Any]:
    done = runs.progress(run)
    numbers = list(run.agreements.order_by("number").values_list("number", flat=True))
    return {
        "run": run.pk,
        "total": done.total,
        "made": done.made,
        "blocked": done.blocked,
        "failed": done.failed,
        "dropped": done.dropped,
        "printed": done.printed,
        "unprintable": done.unprintable,
        "sent": done.sent,
        "first": numbers[0] if numbers else "",
        "last": numbers[-1] if numbers else "",
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu_seconds, 1),
        "peak_megabytes": round(run_workers.peak_megabytes(run_workers.resource.RUSAGE_CHILDREN)),
    }


def in_words(outcome: dict[str, Any]) -> str:
    if outcome.get("dry_run"):
        reasons = [f"  {row['partner']}: {' '.join(row['reasons'])}" for row in outcome["reasons"]]
        head = f"{outcome['total']} overeenkomsten, {outcome['ready']} kunnen, {outcome['blocked']} kunnen nog niet."
        return "\n".join([head, *reasons])
    return (
        f"{outcome['made']} van {outcome['total']} opgesteld ({outcome['first']} tot en met {outcome['last']}), "
        f"{outcome['printed']} PDF's, {outcome['sent']} verstuurd, {outcome['blocked']} kunnen nog niet, "
        f"{outcome['failed']} mislukt, in {outcome['seconds']} seconden."
    )


def chosen(year: SchoolYear, options: dict[str, Any]) -> runs.Criteria:
    return {"year": year.pk, **({"most": options["most"]} if options["most"] else {})}


def school_year(name: str | None) -> SchoolYear:
    found = SchoolYear.objects.filter(name=name or "").first()
    if found is None:
        raise Refusal(f"Schooljaar {name or ''} bestaat niet. Geef --menu met een schooljaar, zoals 2026-2027.")
    return found


def actor(email: str | None) -> User:
    """In whose name; somebody who may draw up agreements."""
    may = User.objects.filter(is_active=True, roles__overlap=[Role.PROJECTBUREAU, Role.ADMIN])
    found = (
        may.filter(email=email).first()
        if email
        else may.filter(roles__contains=[Role.PROJECTBUREAU]).first() or may.first()
    )
    if found is None:
        raise Refusal("Er is niemand van het projectbureau. Geef een collega met --by.")
    return found


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
