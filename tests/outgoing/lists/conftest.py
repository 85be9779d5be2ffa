"""The office with one series of numbers; pages of its outgoing register."""

from __future__ import annotations

import pytest

from outgoing.models import NumberSeries
from tests.lists.conftest import _no_demo, office, page, statements
from tests.office import Office
from tests.outgoing.numbers import rows

__all__ = ["_no_demo", "office", "page", "statements"]


@pytest.fixture
def rule(office: Office) -> NumberSeries:  # noqa: F811
    """江政办发〔year〕n号"""
    return rows.series()
