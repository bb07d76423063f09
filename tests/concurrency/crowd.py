"""A crowd of buyers that acts at once, over warm connections."""

import concurrent.futures
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def all_at_once(people: Sequence[T], act: Callable[[T], R]) -> list[R]:
    """Calls `act` for everybody from a thread each, released by one barrier; results in their order."""
    barrier = threading.Barrier(len(people))

    def wait_and_act(person: T) -> R:
        barrier.wait()
        return act(person)

    with concurrent.futures.ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(wait_and_act, people))
