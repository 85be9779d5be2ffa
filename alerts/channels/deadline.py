"""A conversation that may not last longer than so many seconds, however slowly the other side speaks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def within(seconds: float, sock: Callable[[], socket.socket | None]) -> Iterator[None]:
    """After `seconds` the socket is shut down, so that whoever waits for it stops waiting: TimeoutError."""
    over = threading.Event()

    def shut() -> None:
        over.set()
        found = sock()
        if found is not None:
            with suppress(OSError):
                found.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, shut)
    timer.daemon = True
    timer.start()
    try:
        yield
    except Exception as error:
        if over.is_set():
            raise TimeoutError("too slow") from error
        raise
    finally:
        timer.cancel()
