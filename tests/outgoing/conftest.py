"""An office that issues papers, once for each module of tests; and printing without laying out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.outgoing.desk import Desk
from tests.outgoing.papers import one_desk, plainly


@pytest.fixture(scope="module")
def one(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with one_desk(django_db_blocker) as desk:
        yield desk


@pytest.fixture
def d(one: Desk, db: None) -> Iterator[Desk]:
    """What a test writes is undone with it; persons keep their rights as long as they are the same objects."""
    with plainly():
        yield one
