"""A conversation that may not last longer than so many seconds, however slowly the other side speaks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

AGAIN = 0.05  # seconds after which a socket that was not there yet is looked for again


@contextmanager
def within(seconds: float, sock: Callable[[], socket.socket | None]) -> Iterator[None]:
    """After `seconds` the socket is shut down, so that whoever waits for it stops waiting: TimeoutError.

    So is one that is opened only then: a name that was slow to be found, or an address before it that never answered,
    buys the other side no time.
    """
    over, done = threading.Event(), threading.Event()

    def watch() -> None:
        wait = seconds
        while not done.wait(wait):
            over.set()
            wait = AGAIN
            found = sock()
            if found is not None:
                with suppress(OSError):
                    found.shutdown(socket.SHUT_RDWR)

    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    except Exception as error:
        if over.is_set():
            raise TimeoutError("too slow") from error
        raise
    finally:
        done.set()
