"""Clocks and chiefs at once: one pack a week, one number an issue. Without the locks more would pass."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, models

from bulletins.actions import making
from bulletins.actions import packs as acts
from bulletins.actions.making import draft, make_due
from bulletins.models import Pack, PackBook, PackFigure
from bulletins.queries.packs import verified
from tests.bulletins.packs.world import last_week, made, seen, this_week
from tests.office import Office, fresh, make_office
from tests.races.threads import at_once, passed, without_the_lock
from workflow.clock import database_now
from workflow.replay import differences
from workflow.spine import Done

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def test_clocks_make_a_week_once(office: Office) -> None:
    now = database_now()
    results = at_once([partial(make_due, now)] * 4)
    assert [r for r in results if isinstance(r, BaseException)] == []
    assert sum(len(r) for r in results) == 1
    assert Pack.objects.count() == 1
    codes = list(PackFigure.objects.values_list("code", flat=True))
    assert len(codes) == len(set(codes))


def test_what_would_happen_without_the_key(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: whoever finds no pack tries to write one; what stops the second is the key of the week."""
    made()
    monkeypatch.setattr(models.query.QuerySet, "first", lambda self: None)
    monkeypatch.setattr(making, "IntegrityError", ZeroDivisionError)
    with pytest.raises(DatabaseError, match="first"):
        draft(last_week(), database_now())


def issuing(pack: Pack, who: Any, mark: str) -> Any:
    return partial(acts.issue, PackBook.the(), by=fresh(who), pack=pack, version=pack.version, seen=mark)


def test_two_chiefs_issue_one_number(office: Office) -> None:
    pack = made()
    mark = seen(pack)
    results = at_once([issuing(pack, who, mark) for who in (office.chief, office.deputy)])
    assert sum(isinstance(r, Done) for r in results) == 1, results
    assert Pack.objects.get().number.endswith("〕1号")
    assert list(verified()) == []
    assert list(differences(PackBook)) == []


def test_two_packs_at_once_get_two_numbers(office: Office) -> None:
    one, two = made(), made(this_week())
    calls = [issuing(one, office.chief, seen(one)), issuing(two, office.deputy, seen(two))]
    results = at_once(calls)
    assert all(isinstance(r, Done) for r in results), results
    serials = sorted(p.number.partition("〕")[2] for p in Pack.objects.all())
    assert serials == ["1号", "2号"]


def test_without_the_locks_both_would_issue(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: then only keys and guards of the database are left, which know nobody's name."""
    pack = made()
    mark = seen(pack)
    calls = [issuing(pack, who, mark) for who in (office.chief, office.deputy)]
    without_the_lock(monkeypatch, 2)
    monkeypatch.setattr(models.query.QuerySet, "select_for_update", lambda self, **_how: self.all())
    results = at_once(calls)
    assert passed(results) == 2, results
