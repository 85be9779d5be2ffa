"""The deadline scan and the deliveries of one size, in a home of its own: run by `tests.bench` after the pages.

As many open tasks as the size says, a tenth of them late. The scan writes an alert for each; the same rows by one bare
INSERT … SELECT into the same table are what it is measured by, in turn. Then the same again with nothing new, the minute
with nothing due (in H of the pages' run), and two thousand mails to a server that is a process of its own.
"""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

SIZE = int(os.environ["BENCH_SIZE"])
DUE = SIZE // 10
TURNS = 3
MINUTES = 20
MAILS = 2000 if SIZE > 10_000 else 200
SINK = subprocess.Popen(
    [sys.executable, "-m", "tests.chaos.sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
assert SINK.stdin is not None
assert SINK.stdout is not None
PORT = int(SINK.stdout.readline())
os.environ |= {"SMTP_URL": f"smtp://127.0.0.1:{PORT}", "MAIL_FROM": "oa@example.gov.cn"}

import django

from docflow import embedded, owner

owner.become_owner()
embedded.start()
django.setup()

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from alerts.models import Alert, Delivery, Scan
from docflow import tasks
from docflow.health import broker_address
from docflow.parts import command
from people.models import Appointment, Person, Post
from people.roles import Role
from tests.bench.client import Client
from tests.bench.goals import judged
from tests.bench.measure import Series, p, rounds
from tests.bench.serving import free_port, wait
from tests.chaos.owing import Owing
from tests.office import SINCE

FILL = """
INSERT INTO workflow_task (subject_kind, subject_pk, subject_ref, title, number, urgency, urgency_rank, source,
  subject_live, kind, lane, status, holder, holder_name, on_behalf_of, sequence, batch, round, note, given_by_name, given_at,
  done_by_name, claimed_by_name, outcome, answer, revoked, due_at, due_first, due_source, due_trace, due_version, urged)
SELECT 'document', 1000000 + g, 'b' || g, '关于做好第' || g || '号工作的通知', '', '', 0, '', true, 'handle', 'main', 'open',
  'p' || who.ids[1 + g %% %(people)s], '承办人', '', 0, '', 1, '', '', now() - interval '3 days', '', '', '', '', false, due,
  due, '', '[]', 1, 0
FROM (SELECT array_agg(id) AS ids FROM people_person WHERE username LIKE 'chaos%%') who, generate_series(1, %(size)s) g,
  LATERAL (SELECT CASE WHEN g %% 10 = 0 THEN now() - (g %% 600) * interval '1 second' - interval '10 seconds'
                       ELSE now() + interval '90 days' + (g %% 100000) * interval '1 minute' END AS due) d
"""
BARE = """
INSERT INTO alerts_alert ({columns})
SELECT {values} FROM workflow_task t WHERE t.status = 'open' AND t.due_at < now() ORDER BY t.id
"""
COPIED = {
    "recipient_id": "substr(t.holder, 2)::bigint", "stage": "'overdue'", "task_id": "t.id", "due_version": "t.due_version",
    "occurrence": "0", "subject_kind": "t.subject_kind", "subject_ref": "t.subject_ref", "title": "t.title",
    "urgency": "t.urgency", "task_kind": "t.kind", "due_at": "t.due_at", "said": "''", "by_name": "''", "created_at": "now()",
}  # fmt: skip


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    run("SET statement_timeout = 0")
    try:
        owing = _owing()
        _scan()
        _nothing_due()
        _deliver(owing)
    finally:
        SINK.kill()
        SINK.wait()


def run(sql: str, values: dict[str, Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _owing() -> Owing:
    """Everything anew: what was late in a run before has been so for days."""
    if Person.objects.exists():
        raise RuntimeError("an empty home is needed")
    tables = "workflow_task, workflow_entry, alerts_delivery, alerts_alert, alerts_scan, alerts_contact"
    owing = Owing(MAILS)
    reader = Person.objects.create_user("reader1", "reader1", "bench-bench")
    post = Post.objects.create(unit=owing.office.unit2, title="reader1", role=Role.UNIT_CLERK)
    Appointment.objects.create(person=reader, post=post, since=SINCE)
    run(FILL, {"size": SIZE, "people": MAILS})
    run(f"VACUUM ANALYZE {tables}")
    return owing


def _forget() -> None:
    run("TRUNCATE alerts_alert, alerts_delivery")
    run("DELETE FROM alerts_scan")


def _scan() -> None:
    columns = {**COPIED, **_blank()}
    bare_sql = BARE.format(columns=", ".join(columns), values=", ".join(columns.values()))
    bare, scan, again = [], [], []
    for _turn in range(TURNS):
        _forget()
        bare.append(timed(lambda: _must(DUE, run(bare_sql))))
        _forget()
        scan.append(timed(tasks.alerts))
        _must(DUE, Alert.objects.filter(stage="overdue").count())
        Scan.objects.all().delete()
        again.append(timed(tasks.alerts))
        _must(DUE, Alert.objects.filter(stage="overdue").count())
    best = {name: DUE / min(times) for name, times in (("bare", bare), ("scan", scan), ("again", again))}
    ratio = round(best["scan"] / best["bare"], 3)
    rates = {f"{name}_per_second": round(rate) for name, rate in best.items()}
    _say(
        judged({"name": "alert_scan_to_bare", "size": SIZE, "due": DUE, "ratio": ratio, **rates}, floor=True)
    )


def _nothing_due() -> None:
    """A minute in which nothing is due and nothing was just given, and beside each a bare page (H), under the same
    conditions."""
    run(
        "UPDATE workflow_task SET given_at = given_at - interval '1 hour' WHERE given_at > now() - interval '1 hour'"
    )
    tasks.alerts()
    port = free_port()
    os.environ["PORT"] = str(port)
    server = subprocess.Popen([w.replace("docflow.wsgi", "tests.bench.wsgi") for w in command("web")])
    try:
        wait(port)
        client = Client(port, "reader1")
        series = Series("alert_scan_nothing_due", lambda: (timed(tasks.alerts), 200, b"", {}))
        rounds([series], lambda: client.get("/bench/hello/"), MINUTES)
    finally:
        server.terminate()
        server.wait(20)
    h, p50 = p(series.hello, 0.5), p(series.times, 0.5)
    ms = {"p50": round(p50 * 1000, 2), "hello": round(h * 1000, 2)}
    _say(judged({"name": series.name, "size": SIZE, "ratio": round(p50 / h, 2), **ms}))


def _blank() -> dict[str, str]:
    """Columns of the alert that are neither copied nor null nor made by the database: an empty text, a plain zero."""
    kinds = {"CharField": "''", "TextField": "''", "PositiveSmallIntegerField": "0", "BooleanField": "false"}
    return {
        str(f.column): kinds[f.get_internal_type()]
        for f in Alert._meta.local_fields
        if f.column not in COPIED and not f.null and not f.primary_key
    }


def _must(wanted: int, found: int) -> None:
    if wanted != found:
        raise RuntimeError(f"{found} rows instead of {wanted}")


def _deliver(owing: Owing) -> None:
    """Mails of as many persons, as the worker sends them at its ticks; beside it, bare, what the mail server takes."""
    run("UPDATE alerts_alert SET spread_at = now()")
    owing.fall_due(MAILS)
    tasks.alerts()
    queue = redis.Redis.from_url(broker_address(settings.BROKER_URL))
    waiting, ticks, began = queue.llen("celery"), 0, time.perf_counter()
    while Delivery.objects.filter(state="sent").count() < MAILS:
        tasks.deliver()
        ticks += 1
        if ticks > 20:
            raise RuntimeError("deliveries do not end")
    seconds = time.perf_counter() - began
    messages = ticks + int(queue.llen("celery")) - int(waiting)  # each tick came in one
    queue.close()
    allowed = MAILS // 500 + ticks
    rate, bare = MAILS / seconds, _bare_mails()
    figure = {"name": "deliveries", "size": SIZE, "mails": MAILS, "per_second": round(rate, 1), "bare_per_second": round(bare, 1),
              "ratio": round(rate / bare, 3), "messages": messages, "messages_allowed": allowed}  # fmt: skip
    if messages > allowed:
        figure["broken"] = f"{messages} messages, allowed {allowed}"
    _say(figure)


def _bare_mails(seconds: float = 1.0) -> float:
    """Mails a second over one kept connection, with nothing else done."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "oa@example.gov.cn", "x@example.cn", "<x@example.gov.cn>"
    mail.set_content("x" * 500)
    count = 0
    with smtplib.SMTP("127.0.0.1", PORT) as smtp:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            smtp.send_message(mail)
            count += 1
    return count / seconds


def _say(figure: dict[str, Any]) -> None:
    print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
