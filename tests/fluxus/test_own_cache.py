"""Tests share a Redis with the tests beside them, and leave theirs alone."""

import ast

from django.core.cache import cache, caches

from tests import own_cache
from tests.house.source import PACKAGES, python


def test_forgetting_leaves_the_cache_of_a_neighbour() -> None:
    neighbour = caches.create_connection("default")
    neighbour.key_prefix = f"{cache.key_prefix}-neighbour"
    for each in (cache, neighbour):
        each.set("own-cache", "session", timeout=60)
    own_cache.forget()
    assert (cache.get("own-cache"), neighbour.get("own-cache")) == (None, "session")
    neighbour.delete("own-cache")


def test_nobody_empties_all_of_redis() -> None:
    """It holds the cache of others too, and the queue of the workers."""
    calls = [
        (file.path, ast.unparse(node.func))
        for file in python(*PACKAGES, "tests")
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call)
    ]
    assert len(calls) > 10_000
    assert [path for path, name in calls if name.endswith(("cache.clear", "flushdb", "flushall"))] == []
