"""pyHanko's plain functions run an event loop of their own, which a thread that already has one cannot start."""

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def apart[**P, T](act: Callable[P, T]) -> Callable[P, T]:
    """Carry out `act` in a thread of its own and wait for it: works under ASGI too. It must not ask the database."""

    @functools.wraps(act)
    def carry_out(*args: P.args, **kwargs: P.kwargs) -> T:
        with ThreadPoolExecutor(max_workers=1) as threads:
            return threads.submit(act, *args, **kwargs).result()

    return carry_out
