from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from deadlines import limits
from tests.timing.world import Desk, prepared


@pytest.fixture(scope="module")
def one_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    with prepared(django_db_blocker) as desk:
        yield desk


@pytest.fixture
def world(one_world: Desk, db: None) -> Desk:
    """What a test writes is undone with it."""
    return one_world


@pytest.fixture(autouse=True)
def _fresh_rules() -> Iterator[None]:
    """What one test changed and rolled back is not kept in memory for the next."""
    limits.reset()
    yield
    limits.reset()
