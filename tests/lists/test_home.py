"""Where a person starts."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.office import Office, appoint, fresh, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def test_who_only_keeps_people_starts_with_them(office: Office, client: Client) -> None:
    """No paper ever comes to an administrator; who works on papers as well keeps his own list."""
    client.force_login(fresh(office.admin))
    assert client.get("/")["Location"] == "/people/"
    assert client.get("/?tab=todo").status_code == 200
    client.force_login(fresh(office.auditor))
    assert client.get("/").status_code == 200
    appoint(office.admin, office.section, "clerk")
    client.force_login(fresh(office.admin))
    assert client.get("/").status_code == 200


def test_an_address_that_is_none_is_told_in_words(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    html = client.get("/?after=abc").content.decode()
    assert "翻页" in html
    assert "After" not in html
