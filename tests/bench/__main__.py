"""`python -m tests.bench`: the benchmark table on the `house` world, also as JSON in var/bench/.

Builds that world in a database of its own (`<name>_bench`) when it is not there; `--rebuild` makes it again. Server time
is what the whole request takes inside the process (middleware, view, queries, template) with one client; CPU is of this
process. Ends with exit code 1 when a budget is missed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = arguments()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
    os.environ.setdefault("DEBUG", "1")
    from tests.bench.world import prepare

    prepare(rebuild=options.rebuild)
    # the measuring process starts afresh with the address of the bench database in its environment
    return subprocess.run([sys.executable, "-m", "tests.bench.measure"], cwd=ROOT, check=False).returncode


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure FluXus against its budgets.")
    parser.add_argument("--rebuild", action="store_true", help="make the bench world again")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
