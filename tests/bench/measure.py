"""Rounds: every view once a round, hello beside it, so that a slow moment slows both."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Ask = Callable[[], tuple[float, int, bytes, Any]]


@dataclass
class Series:
    """One operation: its times, and what the probe told of one request."""

    name: str
    ask: Ask
    expect: int = 200
    times: list[float] = field(default_factory=list)
    hello: list[float] = field(default_factory=list)
    probe: dict[str, Any] = field(default_factory=dict)

    def once(self) -> float:
        spent, status, body, _ = self.ask()
        if status != self.expect:
            raise RuntimeError(f"{self.name}: {status} {body[:300]!r}")
        return spent


def rounds(series: list[Series], hello: Ask, count: int) -> None:
    """`count` interleaved rounds after three to warm up. A hello goes before every view, under the same conditions:
    after another page has had the processor's caches. H of a round is their median."""
    for i in range(count + 3):
        hellos, spent = [], []
        for one in series:
            hellos.append(hello()[0])
            spent.append(one.once())
        if i < 3:
            continue
        for one, seconds in zip(series, spent, strict=True):
            one.times.append(seconds)
            one.hello.append(statistics.median(hellos))


def p(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def throughput(asks: list[Ask], expect: int = 200, seconds: float = 4) -> float:
    """Requests per second of so many clients at once."""
    counts = [0] * len(asks)
    end = time.monotonic() + seconds

    def go(i: int) -> None:
        while time.monotonic() < end:
            counts[i] += asks[i]()[1] == expect

    threads = [threading.Thread(target=go, args=(i,)) for i in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
