"""For machines: `/gezond/` says that this process answers, `/gereed/` whether the whole house can work."""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fluxus.access import public
from fluxus.heartbeat import seconds_since_beat

logger = logging.getLogger(__name__)


@public
@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer without touching anything else: a failing database is no reason to restart the web process."""
    return HttpResponse("gezond\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works and 503 when something does not, with one line per part."""
    parts = {name: judge(name, check) for name, check in CHECKS.items()}
    fine = all(part == "ok" for part in parts.values())
    return JsonResponse({"ready": fine, "checks": parts}, status=200 if fine else 503)


def judge(name: str, check: Callable[[], str]) -> str:
    """Return the outcome of a check. What went wrong is in the log: the page is public."""
    try:
        return check()
    except Exception:  # whatever fails, the answer is that this part does not work
        logger.warning("Readiness check %s failed", name, exc_info=True)
        return "unreachable"


def database() -> str:
    """Check that the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def broker() -> str:
    """Check that Redis keeps what it is given."""
    cache.set("readiness", "ok", timeout=5)
    return "ok" if cache.get("readiness") == "ok" else "forgetful"


def worker() -> str:
    """Check that some worker said lately that it lives."""
    return "silent" if seconds_since_beat() is None else "ok"


def migrations() -> str:
    """Check that the database has the shape this code expects."""
    return "pending" if pending_migrations() else "ok"


def pending_migrations() -> bool:
    """Tell whether a migration waits to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


CHECKS: dict[str, Callable[[], str]] = {
    "database": database,
    "redis": broker,
    "worker": worker,
    "migrations": migrations,
}

urlpatterns = [
    path("gezond/", alive, name="alive"),
    path("gereed/", ready, name="ready"),
]
