from __future__ import annotations

import pytest

from deadlines import limits


@pytest.fixture(autouse=True)
def _fresh_rules():
    """What one test changed and rolled back is not kept in memory for the next."""
    limits.reset()
    yield
    limits.reset()
