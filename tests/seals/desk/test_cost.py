"""What one stamping over HTTP asks of the database; and that its steady statements say what the lists say."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from seals.queries.desk import next_for, sitting_of, waiting_for, watching
from tests.bench.goals import STATEMENTS
from tests.seals.desk.steps import again, asked, of_paper
from tests.seals.drawer import browser
from tests.seals.world import World
from workflow.clock import database_now
from workflow.models import Task
from workflow.spine import new_key


def test_one_stamping_asks_little_and_nothing_twice(w: World) -> None:
    client, counts = browser(w.keeper), []
    request = asked(w, 9, off_hours=True)
    for _n in range(3):
        sent = {"key": new_key(), "version": again(request).entry_count, "copies": "1"}
        asked(w)  # one more in the queue
        with CaptureQueriesContext(connection) as seen:
            assert client.post(f"/seals/desk/{request.ref}/stamp/", sent).status_code == 302
        told = [q["sql"] for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]]
        assert len(told) == len(set(told))
        counts.append(len(told))
    assert set(counts) == {STATEMENTS["stamp"]}, told


def test_what_comes_next_is_the_first_of_the_list(w: World) -> None:
    """Whatever is due when: by its own task, its paper's, or the end of the approval; or never."""
    now = database_now()
    rows = [asked(w), asked(w), asked(w, expires_at=now + timedelta(days=2)), of_paper(w)]
    dues: list[Any] = [None, now + timedelta(days=1), None, now + timedelta(days=3)]
    for turn in range(len(dues)):
        for row, due in zip(rows, dues[turn:] + dues[:turn], strict=True):
            key = row.paper_id or row.pk
            kind = "outgoing" if row.paper_id else "seal_request"
            Task.objects.filter(subject_kind=kind, subject_pk=key).update(due_at=due)
        for row in rows:
            first = waiting_for(w.keeper).exclude(pk=row.pk).first()
            assert first is not None
            assert next_for(w.keeper, row) == first.ref
    assert next_for(w.stand_in, rows[0]) is None


def test_who_watches_is_who_sits_there(w: World) -> None:
    for now in (database_now(), database_now() + timedelta(days=1)):
        sitting = sitting_of(w.keeper, now)
        assert watching(w.keeper, now) == (sitting.supervisor if sitting else None)
    assert watching(w.keeper, database_now()) == w.supervisor
    assert watching(w.supervisor, database_now()) is None
