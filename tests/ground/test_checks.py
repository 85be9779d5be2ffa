"""The start checks, each in the state that it is there to refuse; and the nightly tasks."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from docflow import checks, tasks
from people.models import Person


@pytest.mark.django_db
def test_demo_accounts_outside_the_demo(settings: Any) -> None:
    Person.objects.create_user("wu", "吴", is_demo=True)
    settings.DEMO = True
    assert checks.no_demo_accounts(["default"]) == []
    settings.DEMO = False
    (found,) = checks.no_demo_accounts(["default"])
    assert found.id == "docflow.E004"
    Person.objects.update(is_demo=False)
    assert checks.no_demo_accounts(["default"]) == []


@pytest.mark.django_db
def test_this_database_is_good() -> None:
    assert checks.database_locale(["default"]) == checks.database_version(["default"]) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_with_the_plain_c_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS plain_c")
        cursor.execute("CREATE DATABASE plain_c LOCALE 'C' ENCODING 'UTF8' TEMPLATE template0")
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", "plain_c")
    try:
        (found,) = checks.database_locale(["default"])
    finally:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "NAME", name)
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE plain_c")
    assert found.id == "docflow.E001"
    assert "LOCALE 'C.UTF-8'" in str(found.hint)


@pytest.mark.django_db
def test_ended_sessions_go() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="x", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="x", expire_date=now + timedelta(days=1))
    tasks.sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.django_db
def test_replay_says_that_all_agrees(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        tasks.replay()
    assert "every row agrees with its entries" in caplog.text
