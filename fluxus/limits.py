"""How often something may be tried: counted in the cache, in windows of fixed length."""

from hashlib import sha256

from django.core.cache import cache


def within(key: str, *, most: int, seconds: int) -> bool:
    """Count one attempt; False once there were more than `most` in this window.

    The key may hold an address of a person: only its hash is kept, and no longer than the window.
    """
    name = f"limit:{sha256(key.encode()).hexdigest()}"
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name) <= most
    except ValueError:  # the window ended between the two lines
        return True


def is_used_up(key: str, *, most: int) -> bool:
    """Were there more than `most` attempts in the present window? Counts nothing."""
    return int(cache.get(f"limit:{sha256(key.encode()).hexdigest()}", 0)) > most
