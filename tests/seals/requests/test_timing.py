"""The dates of applications follow calendar and rules: what is listed is written, told and recorded, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import NotAllowed
from seals.actions.redating import redate
from seals.models import SealRequest
from tests.office import fresh
from tests.seals.requests.asked import again, approved, asking
from tests.seals.world import World, make_world
from tests.timing.world import other_calendar, other_limit, saved
from timing.queries.moves import LOCKED
from timing.queries.overlooked import overlooked
from timing.queries.traces import wrong_dates
from timing.words import KINDS, step_word
from workflow.models import Entry, Task
from workflow.replay import differences
from workflow.spine import act


@pytest.fixture
def w(db: None) -> World:
    return make_world()


def test_another_calendar_moves_them(w: World) -> None:
    rows = [asking(w), approved(w)]
    tasks = {row.pk: Task.objects.about(row).open().get() for row in rows}
    days = {timezone.localdate() + timedelta(n): "holiday" for n in range(9)}
    found = saved(fresh(w.o.admin), other_calendar(days))
    assert {(m.subject_kind, m.pk) for m in found} == {("seal_request", task.pk) for task in tasks.values()}
    for row in rows:
        task = Task.objects.get(pk=tasks[row.pk].pk)
        assert task.due_at == next(m.after for m in found if m.pk == task.pk) > tasks[row.pk].due_at  # type: ignore[operator]
        assert again(row).state == row.state
        entry = Entry.objects.filter(subject_kind="seal_request", subject_pk=row.pk).order_by("-seq")[0]
        assert (entry.verb, entry.reason) == ("redate", "日历更新")
    told = Alert.objects.filter(subject_kind="seal_request", said__contains="日历更新").values_list(
        "recipient", flat=True
    )
    assert set(told) == {w.director.pk, w.keeper.pk}
    assert list(differences(SealRequest)) == []
    assert list(wrong_dates()) == []


def test_another_limit_moves_those_of_its_step(w: World) -> None:
    row, other = asking(w, urgency="urgent"), asking(w)
    found = saved(fresh(w.o.admin), other_limit("seal_approve", "working_hour", 30, urgency="urgent"))
    assert [(m.subject_pk, m.kind) for m in found] == [(row.pk, "seal_approve")]
    assert other.pk not in {m.subject_pk for m in found}


def test_none_is_overlooked(w: World) -> None:
    asking(w)
    assert overlooked() == []


def test_dates_move_with_the_timetable_alone(w: World) -> None:
    row = asking(w)

    @act("note", exclusive=False)
    def note(a: object) -> str:
        list(redate(a, "seal_request", {}, why="试"))  # type: ignore[arg-type]
        return ""

    with pytest.raises(NotAllowed):
        note(row, by=fresh(w.o.admin))


def test_every_kind_has_words_and_a_place_in_the_order() -> None:
    assert set(LOCKED) == set(KINDS)
    assert step_word("seal_request", "seal_approve") == "用印审批"
    assert step_word("seal_takeout", "bring_back") == "归还印章"
