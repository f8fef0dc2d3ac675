"""Measures every budget of a world and prints the table."""

import json
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up first
from django.template import Template  # noqa: E402  # Django must be set up first
from django.test import Client  # noqa: E402  # see above
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402  # see above

from tests.bench import import_rows, network_rows, rooms, rows, throughput  # noqa: E402  # see above

LEAST_RUNS = 30


@dataclass(frozen=True)
class Result:
    """One row of the table. `unit` is ms, s or MB; the median is held against the budget. `queries` where they were counted."""

    name: str
    unit: str
    budget: float
    median: float
    p95: float
    runs: int
    queries: str = ""
    is_least: bool = False
    too_many_queries: bool = False

    @property
    def is_met(self) -> bool:
        """At most the budget, or for a speed at least."""
        within = self.median >= self.budget if self.is_least else self.median <= self.budget
        return within and not self.too_many_queries


def timed(act: Callable[[], object], clock: Callable[[], float], scale: float, runs: int) -> list[float]:
    """`runs` measurements after one that warms up."""
    act()
    found = []
    for _ in range(runs):
        before = clock()
        act()
        found.append((clock() - before) * scale)
    return found


def result(name: str, unit: str, budget: float, measured: list[float], queries: str = "") -> Result:
    p95 = quantiles(measured, n=20)[18] if len(measured) > 1 else measured[0]
    return Result(name, unit, budget, round(median(measured), 3), round(p95, 3), len(measured), queries)


def of_network() -> list[Result]:
    """Each act of a row is measured as often as makes thirty together, and at least five times."""
    client = Client(HTTP_HOST="127.0.0.1")
    return [
        result(
            row.name,
            "ms",
            row.budget,
            [
                took
                for act in row.acts
                for took in timed(act, time.perf_counter, 1000, max(5, LEAST_RUNS // len(row.acts)))
            ],
            network_rows.queries(row),
        )
        for row in network_rows.rows(client)
    ]


def of_decade() -> list[Result]:
    """Pages and placing with one client, then the throughput of two web processes with many."""
    client = Client(HTTP_HOST="127.0.0.1")
    measured = []
    for row in rooms.rows(client):
        row.act()
        asked = rooms.queries(row.act)
        took = timed(row.act, time.perf_counter, 1000, LEAST_RUNS)
        line = result(
            row.name, "ms", row.budget, took, f"{asked} of {row.most_queries}" if row.most_queries else f"{asked}"
        )
        measured.append(replace(line, too_many_queries=bool(row.most_queries) and asked > row.most_queries))
        print(f"  {line.name}: {line.median:.0f} ms", flush=True)
    speeds = throughput.rounds()
    speed = result("single bookings, 2 web processes", "/s", throughput.LEAST, speeds)
    return [*measured, replace(speed, is_least=True)]


def of_house() -> list[Result]:
    client = Client(HTTP_HOST="127.0.0.1")
    pages = [
        result(name, "ms", budget, timed(act, time.perf_counter, 1000, LEAST_RUNS))
        for name, budget, act in rows.pages(client)
    ]
    documents = [
        result(name, "s", budget, timed(act, time.process_time, 1, runs))
        for name, budget, runs, act in rows.documents()
    ]
    lists = [result(name, "s", budget, [took]) for name, budget, took in import_rows.trial_run()]
    memory = rows.memory_of_web_processes()
    return [
        *pages,
        *documents,
        *lists,
        Result("web process, resident memory", "MB", 200, max(memory), max(memory), len(memory)),
    ]


def table(results: list[Result]) -> str:
    lines = [f"{'what':<38} {'median':>10} {'p95':>10} {'budget':>10}   runs         queries"]
    for row in results:
        figures = f"{row.median:>7.3g} {row.unit:<2} {row.p95:>7.3g} {row.unit:<2} {row.budget:>7.3g} {row.unit:<2}"
        lines.append(f"{row.name:<38} {figures}   {row.runs:>4}  {verdict(row):<8} {row.queries}".rstrip())
    return "\n".join(lines)


def verdict(row: Result) -> str:
    if row.too_many_queries:
        return "TOO MANY QUERIES"
    return "ok" if row.is_met else "TOO SLOW"


def keep(world: str, results: list[Result]) -> Path:
    """The figures as JSON, one file per run and one per world that is always the last."""
    folder = settings.VAR / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).replace(microsecond=0)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": len(rows.cores())}
    results_of = {"world": world, "results": [asdict(row) for row in results]}
    content = json.dumps({"at": at.isoformat(), **machine, **results_of}, indent=2)
    (folder / f"{at:%Y%m%dT%H%M%S}-{world}.json").write_text(content)
    latest = folder / ("latest.json" if world == "house" else f"latest-{world}.json")
    latest.write_text(content)
    return latest


def main(world: str) -> int:
    # no mail on disk and no debug query log while measuring; and templates as on a server, where nobody copies each context
    rendering = Template._render
    setup_test_environment(debug=False)
    Template._render = rendering
    try:
        results = {"network": of_network, "decade": of_decade}.get(world, of_house)()
    finally:
        teardown_test_environment()
    print(f"{world}\n{table(results)}")
    print(f"\n{keep(world, results).relative_to(settings.BASE_DIR)}")
    return 0 if all(row.is_met for row in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
