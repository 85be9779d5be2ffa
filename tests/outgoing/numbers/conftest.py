"""The office, one organ and its series; pages without the demo's switch."""

from __future__ import annotations

from typing import Any

import pytest

from outgoing.models import NumberSeries
from tests.office import Office, make_office
from tests.outgoing.numbers import rows


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    settings.DEMO = False
    settings.OFFICE_NAME = "江东省人民政府办公厅"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def rule(office: Office) -> NumberSeries:
    """江政办发〔year〕n号, for every paper of the organ."""
    return rows.series()
