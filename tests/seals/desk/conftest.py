from __future__ import annotations

import pytest

from tests.seals.desk.steps import sit
from tests.seals.world import World, make_world


@pytest.fixture
def w(db: None) -> World:
    """With the supervisor at the desk."""
    found = make_world()
    sit(found)
    return found
