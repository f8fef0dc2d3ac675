"""Rivals: threads that start at the same moment, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def race(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What `act(0)` … `act(count - 1)` returned or raised, all started together."""
    start = Barrier(count)

    def run(number: int) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return act(number)
        except Exception as error:  # noqa: BLE001  # the test looks at what each rival met
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def failures(results: list[Any], *expected: type[Exception]) -> list[Exception]:
    """Errors other than the expected ones."""
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, expected)]
