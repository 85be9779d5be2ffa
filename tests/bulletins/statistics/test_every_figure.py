"""Every figure: its value follows from its rows, and its list shows as many."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bulletins.figures import seals
from bulletins.figures.base import COUNT, RATE, Scope, value
from bulletins.figures.packs import every as of_pack
from bulletins.figures.registry import FIGURES, every
from bulletins.queries.figures import counted, values
from bulletins.queries.listed import listed
from bulletins.queries.once import Once
from tests.bulletins.statistics.world import crowd
from tests.office import Office, fresh, make_office
from workflow.clock import database_now


@pytest.fixture
def office(db: Any) -> Office:
    return make_office()


def scopes(office: Office, now: Any) -> list[Scope]:
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    return [
        Scope(first, last, now), Scope(first, last, now, person=fresh(office.unit_clerk)), Scope(first, last, now, unit=office.unit.pk),
        Scope(first, last, now, kind="request"), Scope(first, last, now, side="document"),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_value_rows_and_list_agree(office: Office, seed: int) -> None:
    crowd(office, random.Random(seed))
    now = database_now()
    leader, clerk = fresh(office.leader), fresh(office.unit_clerk)
    counted_something = set()
    for scope in scopes(office, now)[: 1 if seed else None]:
        whole = not scope.narrowed and scope.person is None
        figures = [one for one in (every() if whole else FIGURES.values()) if one.takes(scope)]
        at_once = values(figures, scope)
        for figure in figures:
            found = counted(figure.code, scope)
            assert found.value == value(figure.measure, found.rows, found.of_rows)
            assert at_once[figure.code].value == pytest.approx(found.value), figure.code
            if found.rows:
                counted_something.add(figure.code)
            for person in [leader, clerk] if whole else [scope.person or leader]:
                for of, rows in [(False, found.rows), *([(True, found.of_rows)] if figure.of_source else [])]:
                    page = listed(figure, scope, person, of=of, before=None)
                    assert rows is not None
                    assert page.all == len(rows) == len(page.rows) + page.hidden, figure.code
            if figure.measure == RATE and found.value is not None and figure.code != "return_rate":
                assert {row.pk for row in found.rows} <= {row.pk for row in found.of_rows or ()}, figure.code
    assert {
        "received",
        "closed",
        "in_time_rate",
        "hours",
        "returns",
        "parts_reported",
    } <= counted_something


def test_the_parts_of_a_family_are_its_rows(office: Office) -> None:
    crowd(office, random.Random(7))
    scope = Scope(date(2026, 11, 1), date(2026, 11, 30), database_now())
    known = {one.code: one for one in every()}
    for code in ("step_hours", "errors", "returns_inside", "refusals"):
        whole = {row.pk for row in known[code].rows(scope)}
        parts = [row.pk for one in known if one.startswith(f"{code}:") for row in known[one].rows(scope)]
        assert sorted(parts) == sorted(whole), code
    assert sum(one.measure == COUNT for one in known.values()) > 20


@pytest.mark.parametrize("seed", [3, 7])
def test_asked_once_it_is_the_same(office: Office, seed: int) -> None:
    """What a pack takes of each figure is what the figure says by itself, by far fewer statements."""
    crowd(office, random.Random(seed))
    now = database_now()
    scope = Scope(date(2026, 11, 1), date(2026, 11, 30), now)
    with CaptureQueriesContext(connection) as said:
        once = Once(scope)
        at_once = {one.code: (list(once.rows(one)), once.of(one)) for one in of_pack()}
    with CaptureQueriesContext(connection) as apart:
        for one in of_pack():
            assert at_once[one.code] == (one.rows(scope), one.of(scope) if one.of else None), one.code
    assert any(rows for code, (rows, _of) in at_once.items() if ":" in code)
    assert len(said) < 140 < len(apart)


def test_the_page_of_every_figure(office: Office, client: Client) -> None:
    """As many rows as it says, those he may not see in one line; and each leads to a page that he may open."""
    crowd(office, random.Random(3))
    scope = Scope(date(2026, 11, 1), date(2026, 11, 30), database_now())
    for person in (office.chief, office.leader):
        client.force_login(person)
        opened: set[str] = set()
        for figure in FIGURES.values():
            page = client.get(f"/figures/{figure.code}/?first=2026-11-01&last=2026-11-30")
            assert page.status_code == 200, figure.code
            text, hidden = page.content.decode(), page.context["found"].hidden
            assert text.count("<tr data-row") + hidden == len(figure.rows(scope)), figure.code
            assert (f"另有 {hidden} 件您无权查看" in text) == bool(hidden), figure.code
            links = set(re.findall(r'<a class="t" href="([^"]+)"', text)) - opened
            for link in sorted(links)[:2]:
                assert client.get(link).status_code == 200, (person.name, figure.code, link)
            opened |= links


def test_who_reads_figures(office: Office, client: Client) -> None:
    today = date(2026, 11, 30)
    told = {
        office.chief: 200, office.leader: 200, office.clerk: 200, office.head: 200, office.secretary: 200,
        office.outsider: 404, office.unit_clerk: 404, office.admin: 403, office.auditor: 403,
    }  # fmt: skip
    for person, status in told.items():
        client.force_login(person)
        for address in (f"/figures/received/?first={today - timedelta(9)}", "/statistics/"):
            assert client.get(address).status_code == status, (person, address)


def test_the_auditors_tests_run_once_a_page(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Any] = []

    def tiles(period: Any) -> list[Any]:
        runs.append(period)
        return []

    monkeypatch.setattr(seals, "tiles", tiles)
    client.force_login(office.chief)
    assert client.get("/figures/anomalies/?first=2026-11-01&last=2026-11-30").status_code == 200
    assert len(runs) == 1
