"""Every act on a take-out in every state by everybody: exactly these pass (domain.md §6.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from docflow.web.errors import Refusal
from people.models import Person
from seals.actions.takeouts import approve_takeout, reject_takeout, withdraw_takeout
from seals.actions.travelling import check_in, check_out
from seals.models import SealTakeout
from seals.views.outside import late_html, outside_html
from tests.office import fresh
from tests.seals.takeouts.trip import Trip, approved, asked, back, make_trip, out, photo
from workflow.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def t(db: None) -> Trip:
    return make_trip()


def rejected(t: Trip) -> SealTakeout:
    return reject_takeout(asked(t), by=t.w.director, reason="不必").subject


def withdrawn(t: Trip) -> SealTakeout:
    return withdraw_takeout(asked(t), by=t.w.o.clerk, reason="不去了").subject


STATES: dict[str, Callable[[Trip], SealTakeout]] = {
    "asking": asked, "approved": approved, "out": out, "back": back, "rejected": rejected, "withdrawn": withdrawn,
}  # fmt: skip
# Act: in which states, by whom.
ALLOWED = {
    "approve": ({"asking"}, {"周九", "钱二"}),
    "reject": ({"asking"}, {"周九", "钱二"}),
    "withdraw": ({"asking", "approved"}, {"陈三三"}),
    "out": ({"approved"}, {"吴十", "郑一一"}),
    "in": ({"out"}, {"吴十", "郑一一"}),
}


def everybody(t: Trip) -> list[Person]:
    w = t.w
    own = [w.keeper, w.stand_in, w.supervisor, w.director, t.sg, t.deputy_sg]
    return [*w.o.everybody().values(), *own]


def act(t: Trip, name: str, row: SealTakeout, by: Person, pictures: Any) -> Any:
    acts: dict[str, Callable[[], Any]] = {
        "approve": lambda: approve_takeout(row, by=by),
        "reject": lambda: reject_takeout(row, by=by, reason="不必"),
        "withdraw": lambda: withdraw_takeout(row, by=by, reason="不去了"),
        "out": lambda: check_out(row, by=by, travellers=t.travellers, keeper=t.w.keeper),
        "in": lambda: check_in(
            row, by=by, keeper=t.w.keeper, made=row.planned, condition="完好", photos=pictures
        ),
    }
    return acts[name]()


@pytest.mark.parametrize("state", STATES)
def test_exactly_these_pass(t: Trip, state: str) -> None:
    row, pictures = STATES[state](t), photo(t)
    passed = set()
    for name in ALLOWED:
        for who in everybody(t):
            try:
                with transaction.atomic():
                    act(t, name, row, fresh(who), pictures)
                    passed.add((name, who.name))
                    transaction.set_rollback(True)
            except Refusal:
                continue
    wanted = {(name, who) for name, (states, people) in ALLOWED.items() if state in states for who in people}
    assert passed == wanted


def test_other_pages_show_where_it_is(t: Trip) -> None:
    now = database_now()
    assert outside_html(t.w.seal, now) == ""
    row = out(t)
    shown = outside_html(t.w.seal, now)
    assert row.number in shown
    assert row.ref in shown
    assert "lamp-red" not in shown
    assert late_html(now) == ""
    later = row.until + timedelta(hours=1)
    assert "lamp-red" in outside_html(t.w.seal, later)
    assert row.number in late_html(later)
    assert t.w.seal.name in late_html(later)
