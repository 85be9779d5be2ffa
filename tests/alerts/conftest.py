"""Fixtures of the ways out of the office."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alerts.subjects import SUBJECTS
from tests.alerts.outside import ANY, PostOffice, Receiver, serving


@pytest.fixture
def things() -> Iterator[None]:
    """The kind `thing`, which everybody may see and which is no secret."""
    SUBJECTS["thing"] = ANY
    yield
    del SUBJECTS["thing"]


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with serving(PostOffice()) as office:
        yield office


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with serving(Receiver()) as found:
        yield found
