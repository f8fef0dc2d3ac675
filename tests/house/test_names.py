"""What is called by name exists: tasks, dotted paths in the settings, and the one writer of a table."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from fluxus.celery import app as celery
from tests.house.source import APPS, Source, called, python

LISTS_OF_FUNCTIONS = (
    "NAVIGATION",
    "START_PANELS",
    "MIJN_PANELS",
    "PARTNER_PANELS",
    "WIJK_PANELS",
    "SEARCH_SOURCES",
    "DEMO_BUILDERS",
)
ONE_WRITER = {
    "RoomClaim": "bookings/domain/placing/claims.py",
    "NumberSeries": "contracts/domain/numbering.py",
}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete", "save"}


def known_tasks() -> set[str]:
    for file in python():
        if file.module.endswith(".tasks"):
            import_module(file.module)
    celery.finalize()
    return set(celery.tasks)


def asked_jobs(file: Source) -> Iterator[str]:
    """The first argument of every `enqueue(...)`, written out or a constant; a computed name is a fault by itself."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and called(node).split(".")[-1] == "enqueue" and node.args:
            first = node.args[0]
            value = first.value if isinstance(first, ast.Constant) else constant(file, ast.unparse(first))
            yield value or f"{file.path}:{node.lineno} {ast.unparse(first)}"


def constant(file: Source, expression: str) -> str | None:
    """The text behind `TASK` or `documents.TASK` in a module."""
    if not re.search(r"(^|\.)[A-Z_]+$", expression):
        return None
    value: Any = import_module(file.module)
    for part in expression.split("."):
        value = getattr(value, part)
    return value if isinstance(value, str) else None


def dotted_lists(values: dict[str, Any]) -> Iterator[str]:
    """Paths in lists of the settings that look like a function or class of this house."""
    for name, value in values.items():
        if name.isupper() and isinstance(value, list | tuple):
            yield from (
                path for path in value if isinstance(path, str) and re.match(rf"({'|'.join(APPS)}|fluxus)\.\w+\.", path)
            )


def writers(file: Source, model: str) -> Iterator[str]:
    """Lines that make, change or remove rows of `model` through its name."""
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        makes = name == model or name.endswith(f".{model}")
        through_manager = re.search(rf"\b{model}\.objects\b", name) and name.split(".")[-1] in WRITES
        if makes or through_manager:
            yield f"{file.path}:{node.lineno}"


def test_every_job_that_is_asked_for_exists() -> None:
    asked = {name for file in python() for name in asked_jobs(file)}
    assert asked - known_tasks() == set()


def test_every_scheduled_job_exists() -> None:
    scheduled = {entry["task"] for entry in celery.conf.beat_schedule.values()}
    assert scheduled - known_tasks() == set()


def test_every_task_has_the_name_of_its_app() -> None:
    ours = {name for name in known_tasks() if not name.startswith("celery.")}
    assert {name for name in ours if name.split(".")[0] not in {*APPS, "fluxus"}} == set()


def test_every_queue_pattern_in_the_settings_is_used_by_a_known_app() -> None:
    assert {pattern.split(".")[0] for pattern in settings.CELERY_TASK_ROUTES} <= set(APPS)


def test_dotted_paths_in_the_settings_lead_somewhere() -> None:
    values = {name: getattr(settings, name) for name in dir(settings)}
    paths = list(dotted_lists(values))
    assert all(callable(import_string(path)) for path in paths)
    assert {path for name in LISTS_OF_FUNCTIONS for path in getattr(settings, name)} <= set(paths)


def test_tables_with_one_writer() -> None:
    faults = [
        f"{line} writes {model}"
        for model, writer in ONE_WRITER.items()
        for file in python()
        if file.path != writer and "/models/" not in file.path and "/management/demo" not in file.path
        for line in writers(file, model)
    ]
    assert faults == []


class TestItself:
    """Each check sees the fault that it is for."""

    def test_job_that_does_not_exist(self) -> None:
        assert list(asked_jobs(Source("a.py", "jobs.enqueue('network.nothing', a=1)"))) == ["network.nothing"]
        assert "network.nothing" not in known_tasks()

    def test_computed_name(self) -> None:
        assert list(asked_jobs(Source("a.py", "enqueue(name)"))) == ["a.py:1 name"]

    def test_dotted_path(self) -> None:
        assert list(dotted_lists({"A": ["network.panels.nothing", "django.x.y"]})) == ["network.panels.nothing"]

    def test_second_writer(self) -> None:
        text = "RoomClaim.objects.filter(a=1).delete()\nRoomClaim(unit=1)\nRoomClaim.objects.filter(a=1)\n"
        assert list(writers(Source("a.py", text), "RoomClaim")) == ["a.py:1", "a.py:2"]
