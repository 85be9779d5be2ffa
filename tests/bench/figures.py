"""Statistics, the board of six words, the list behind a figure, a pack that is counted and a day's sweep, over many papers: one
JSON line each."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import django

from docflow import embedded, owner

owner.become_owner()
embedded.start()
django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletins.actions.sweep import make_sweep
from bulletins.queries.counting import take
from bulletins.rules import weeks
from checking.models import SweepRow
from deadlines.days import local
from docflow.parts import command
from tests.bench import data, people
from tests.bench.client import Client
from tests.bench.goals import judged
from tests.bench.measure import Series, p, rounds
from tests.bench.serving import free_port, wait

SIZE = int(os.environ["BENCH_SIZE"])
ROUNDS = int(os.environ.get("ROUNDS", "20"))
# Three steps of every paper that were done, spread over its way; each tenth late.
STEPS = """
INSERT INTO workflow_task (subject_kind, subject_pk, subject_ref, title, number, urgency, urgency_rank, source, subject_live,
  kind, lane, status, holder, holder_name, claimed_by_name, on_behalf_of, sequence, batch, round, note, given_by_name, given_at,
  done_at, done_by_name, outcome, answer, revoked, due_at, due_first, due_source, due_trace, due_version, urged)
SELECT 'document', d.id, d.ref, d.title, d.receipt_no, d.urgency, 4, d.source_short, false, s.kind, 'main', 'done',
  'p' || d.handler_id, '', '', '', 0, '', 1, '', '', d.received_at + s.n * interval '20 hours',
  least(d.received_at + s.n * interval '20 hours' + (d.id % 30) * interval '1 hour', now()), '', '', '', false,
  d.received_at + (s.n * 20 + 27) * interval '1 hour', d.received_at + (s.n * 20 + 27) * interval '1 hour', '', '[]', 1, 0
FROM documents_document d CROSS JOIN (VALUES (0, 'register'), (1, 'propose'), (2, 'review')) s (n, kind)
WHERE d.state = 'closed'
"""


def fill() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people.make()
    data.fill(SIZE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM workflow_task WHERE kind = 'review' AND status = 'done' LIMIT 1")
        if cursor.fetchone() is None:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(STEPS)
            cursor.execute("VACUUM ANALYZE")


def main() -> None:
    fill()
    connection.close()
    port = free_port()
    os.environ["PORT"] = str(port)
    server = subprocess.Popen([word.replace("docflow.wsgi", "tests.bench.wsgi") for word in command("web")])
    try:
        wait(port)
        _measure(port)
    finally:
        server.terminate()
        server.wait(20)


def _measure(port: int) -> None:
    chief = Client(port, "chief")
    today = timezone.localdate()
    # The papers of these data came one a minute: two days of them are a month of an office that has had as many in three years.
    days = f"?first={today - timedelta(2)}&last={today - timedelta(1)}"
    pages = {
        "statistics": f"/statistics/{days}",
        "six_board": "/board/six/",
        "figure_list": f"/figures/closed/{days}",
    }
    series = [Series(name, partial(chief.get, path)) for name, path in pages.items()]
    rounds(series, lambda: chief.get("/bench/hello/"), ROUNDS)
    for one, path in zip(series, pages.values(), strict=True):
        _spent, _status, body, headers = chief.get(path, X_Probe="1")
        hello = p(one.hello, 0.5)
        figure = {
            "name": one.name, "size": SIZE, "p50": round(p(one.times, 0.5) * 1000, 2), "h": round(hello * 1000, 2),
            "ratio": round(p(one.times, 0.5) / hello, 2), "statements": int(headers["X-Statements"]),
            "cpu_ms": float(headers["X-CPU-ms"]), "bytes": len(body),
        }  # fmt: skip
        print(json.dumps(judged(figure), ensure_ascii=False), flush=True)
    _acts(p([h for one in series for h in one.hello], 0.5))


def _acts(hello: float) -> None:
    """What the worker does by the day and by the week; nothing of it is kept."""
    now = timezone.now()
    week = weeks.monday(local(now).date()) - timedelta(weeks=1)
    sweep_at = now
    while local(sweep_at).weekday() != 2:  # a Wednesday is a working day, or there is no list
        sweep_at -= timedelta(days=1)

    def swept() -> int:
        with transaction.atomic():
            made = make_sweep(sweep_at)
            n = SweepRow.objects.filter(sweep=made).count()
            transaction.set_rollback(True)
        return n

    works: dict[str, Callable[[], int]] = {
        "pack_take": lambda: len(take(week, weeks.last_day(week), now)), "sweep": swept,
    }  # fmt: skip
    for name, work in works.items():
        spent = []
        for _round in range(3):
            with CaptureQueriesContext(connection) as seen:
                begun = time.monotonic()
                n = work()
                spent.append(time.monotonic() - begun)
        figure = {"name": name, "size": SIZE, "p50": round(p(spent, 0.5) * 1000, 2), "h": round(hello * 1000, 2),
                  "ratio": round(p(spent, 0.5) / hello, 2), "statements": len(seen), "made": n}  # fmt: skip
        print(json.dumps(judged(figure), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
