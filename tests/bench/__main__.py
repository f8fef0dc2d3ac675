"""`python -m tests.bench`: the benchmark table of each world, also as JSON in var/bench/.

The `house` world is a year of one centre, `network` is that with a hundred thousand partners, `decade` with ten years of rooms
and more than a million bookings. Each has a database of its own (`<name>_bench`, `<name>_bench_network`, …), built when it is
not there; `--rebuild` makes it again. Server time is what the
whole request takes inside the process (middleware, view, queries, template) with one client; CPU is of this process. Ends
with exit code 1 when a budget is missed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.bench.world import WORLDS, prepare

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
    os.environ.setdefault("DEBUG", "1")
    return max(measure(world, rebuild=options.rebuild) for world in options.world or WORLDS)


def measure(world: str, *, rebuild: bool) -> int:
    """In a process that starts afresh with the address of the bench database in its environment."""
    surroundings = {**os.environ, "DATABASE_URL": prepare(world, rebuild=rebuild)}
    besides = {"network": ["tests.bench.duplicates"], "house": ["tests.bench.contracts", "tests.bench.invoices"]}
    modules = [["tests.bench.measure", world], *([besides[world]] if world in besides else [])]
    commands = [[sys.executable, "-m", *module] for module in modules]
    return max(subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode for command in commands)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure FluXus against its budgets.")
    parser.add_argument("--rebuild", action="store_true", help="make the bench world again")
    parser.add_argument("--world", action="append", choices=WORLDS, help="only this world; may be said twice")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
