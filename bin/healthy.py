"""Container health: `web` asks this container's web process, `beat` looks whether the scheduler still writes."""

import os
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

BEAT_PATIENCE_SECONDS = 600


def web() -> bool:
    """Ask `/gezond/` under the name the site is known by, because other names are refused."""
    port = os.environ.get("PORT", "8000")
    known_as = urlsplit(os.environ.get("BASE_URL", "http://127.0.0.1")).netloc
    request = urllib.request.Request(f"http://127.0.0.1:{port}/gezond/", headers={"Host": known_as})
    with urllib.request.urlopen(request, timeout=4) as response:
        return response.status == 200


def beat() -> bool:
    """Celery's beat saves its schedule every three minutes."""
    ages = [time.time() - path.stat().st_mtime for path in Path(os.environ["FLUXUS_VAR"]).glob("beat-schedule*")]
    return bool(ages) and min(ages) < BEAT_PATIENCE_SECONDS


if __name__ == "__main__":
    sys.exit(0 if {"web": web, "beat": beat}[sys.argv[1]]() else 1)
