"""The cast and its papers for the lists, without the demo's switch (it asks the database once a minute)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.office import Office, make_office


@pytest.fixture(autouse=True)
def _no_demo(settings: Any) -> None:
    settings.DEMO = False
    settings.OFFICE_NAME = "江东省人民政府办公厅"


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def page(client: Client) -> Callable[..., Any]:
    """page(person, address, status) → the response."""

    def get(person: Any, address: str, status: int = 200) -> Any:
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == status, response.content.decode()[:2000]
        return response

    return get


@pytest.fixture
def statements(client: Client) -> Callable[[Any, str], list[str]]:
    """statements(person, address) → every statement of one page, the second time it is asked."""

    def asked(person: Any, address: str) -> list[str]:
        client.force_login(person)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return [q["sql"] for q in captured.captured_queries]

    return asked
