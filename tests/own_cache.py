"""The cache of this process of the test run, in a Redis that it shares with other processes."""

from django.conf import settings
from django.core.cache import cache
from redis import Redis


def forget() -> None:
    """Empty our own corner of the cache.

    `cache.clear()` would empty all of Redis, and take the sessions away from the tests that run beside this one.
    """
    with Redis.from_url(settings.REDIS_URL) as redis:
        for name in redis.scan_iter(f"{cache.key_prefix}:*"):
            redis.delete(name)
