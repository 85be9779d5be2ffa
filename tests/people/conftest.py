"""The office of the tests."""

import pytest

from tests.office import Office, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()
