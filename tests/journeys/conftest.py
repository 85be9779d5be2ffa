"""The journeys' stage: the small office, a live site, and visitors with windows of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.browser import ensure
from tests.journeys.pool import Pool
from tests.journeys.visitor import Visitor
from tests.office import Office, make_office


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Everything here walks in a browser."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


@pytest.fixture
def arrive(transactional_db: None, live_server: Any, pool: Pool) -> Iterator[Callable[..., Visitor]]:
    """`arrive()` opens a window; every page of it must keep the CSP and the console clean."""
    opened: list[tuple[Visitor, dict[str, Any]]] = []
    browser = ensure()

    def open_window(**options: Any) -> Visitor:
        visitor = Visitor(pool.take(browser, **options), live_server.url)
        opened.append((visitor, options))
        return visitor

    yield open_window
    faults = [line for visitor, _options in opened for line in visitor.faults()]
    for visitor, options in opened:
        pool.give(visitor.window, live_server.url, **options)
    assert not faults, faults


@pytest.fixture
def visit(office: Office, arrive: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """`visit("chen")` opens a window logged in as chen."""

    def open_window(username: str = "", **options: Any) -> Visitor:
        visitor = arrive(**options)
        if username:
            visitor.log_in(username)
        return visitor

    return open_window
