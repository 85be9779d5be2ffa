"""What the nightly comparison must find: one spoiled column, one lost or foreign row at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from documents.actions.reading import circulate
from documents.actions.signers import add_signer
from documents.models import Document
from tests.office import Office, make_office, reviewing, submitted
from workflow.chain import digest
from workflow.models import Entry, Task
from workflow.replay import differences

pytestmark = pytest.mark.django_db
TABLES = ("documents_document", "workflow_entry", "workflow_task")


@pytest.fixture
def office() -> Office:
    return make_office()


def by_hand(sql: str, **values: Any) -> None:
    """What somebody with the database's keys may do: every guard is off for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def found() -> list[str]:
    return [line.partition(": ")[2] for line in differences(Document)]


# What is spoiled → exactly the lines that say so. `%(doc)s` is a paper with a leader, `%(task)s` his task.
ROW = "UPDATE documents_document SET {} WHERE id = %(doc)s"
TASK = "UPDATE workflow_task SET {} WHERE id = %(task)s"
ENTRY = "UPDATE workflow_entry SET {} WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND seq = 2"
SPOILED: dict[str, tuple[str, list[str]]] = {
    "state": (ROW.format("state = 'handling'"), ["state handling, entries say submitted"]),
    "version": (ROW.format("version = version + 1"), ["version 4, entries say 3"]),
    "round": (ROW.format("round = 2"), ["round 2, entries say 1"]),
    "count": (ROW.format("entry_count = entry_count + 1"), ["4 entries on the row, 3 found"]),
    "head": (
        ROW.format("entry_head = sha256('x')"),
        ["head of the chain on the row is not the last entry's"],
    ),
    "shown holders": (ROW.format("holders = '李四'"), ["holders shows 李四, the tasks say 赵六"]),
    "holder's name": (
        TASK.format("holder_name = '李四'"),
        ["task {task} is named 李四, entries say 赵六", "holders shows 赵六, the tasks say 李四"],
    ),
    "name and shown": (
        "WITH t AS (UPDATE workflow_task SET holder_name = '李四' WHERE id = %(task)s) "
        + ROW.format("holders = '李四'"),
        ["task {task} is named 李四, entries say 赵六"],
    ),
    "holder": (TASK.format("holder = 'p0'"), ["holders [({task}, ('instruct', 'main', 'p0', 'open'))], entries say"]),
    "kind": (TASK.format("kind = 'assign'"), ["holders [({task}, ('assign', 'main', '{who}', 'open'))], entries say"]),
    "lane": (
        TASK.format("lane = 'circulation'"),
        [
            "holders [({task}, ('instruct', 'circulation', '{who}', 'open'))], entries say",
            "holders shows 赵六, the tasks say ",
        ],
    ),
    "status": (
        TASK.format("status = 'waiting'"),
        [
            "holders [({task}, ('instruct', 'main', '{who}', 'waiting'))], entries say",
            "holders shows 赵六, the tasks say ",
        ],
    ),
    "lost task": (
        "DELETE FROM workflow_task WHERE id = %(task)s",
        ["holders [], entries say [({task}", "holders shows 赵六, the tasks say "],
    ),
    "altered words": (ENTRY.format("opinion = '另一句话'"), ["entry 2 was altered"]),
    "altered actor": (ENTRY.format("actor_name = '某人'"), ["entry 2 was altered"]),
    "altered time": (ENTRY.format("at = at - interval '1 day'"), ["entry 2 was altered"]),
    "altered data": (ENTRY.format("data = data || '{\"x\": 1}'"), ["entry 2 was altered"]),
    "altered link": (ENTRY.format("prev = sha256('x')"), ["entry 2 does not follow the one before"]),
    "altered hash": (ENTRY.format("hash = sha256('x')"), ["entry 2 was altered"]),
    "gap": (
        "DELETE FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND seq = 2",
        ["entry 2 is missing (found 3)", "holders [({task}"],
    ),
    "lost beginning": (
        "DELETE FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND seq = 1",
        ["entry 1 is missing (found 2)"],
    ),
    "cut tail": (
        "DELETE FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND seq = 3",
        [
            "3 entries on the row, 2 found",
            "head of the chain on the row is not the last entry's",
            "state submitted, entries say reviewing",
            "version 3, entries say 2",
            "holders [({task}",
        ],
    ),
    "lost row": (
        "DELETE FROM documents_proposal WHERE document_id = %(doc)s; DELETE FROM documents_document WHERE id = %(doc)s",
        ["no such row, 3 entries found", "no such row, 4 tasks found"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILED)
def test_what_was_spoiled_is_named(office: Office, what: str) -> None:
    submitted(office)
    doc = submitted(office)
    task = Task.objects.about(doc).open().get()
    assert found() == []
    sql, wanted = SPOILED[what]
    by_hand(sql, doc=doc.pk, task=task.pk)
    lines = found()
    expected = [line.format(task=task.pk, who=office.leader.principal) for line in wanted]
    assert len(lines) == len(expected), lines
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start), (line, start)


def test_a_whole_forged_entry_breaks_the_chain_after_it(office: Office) -> None:
    """Hash and all: the next entry does not follow it any more."""
    doc = submitted(office)
    forged = Entry.objects.get(subject_pk=doc.pk, subject_kind="document", seq=2)
    forged.opinion = "另一句话"
    by_hand(
        ENTRY.format("opinion = %(text)s, hash = %(hash)s"),
        doc=doc.pk,
        text=forged.opinion,
        hash=digest(forged),
    )
    assert found() == ["entry 3 does not follow the one before"]


def test_entries_of_what_never_was(office: Office) -> None:
    doc = submitted(office)
    copy = (
        "INSERT INTO workflow_entry (subject_kind, subject_pk, seq, at, actor_id, actor_name, actor_post, actor_unit,"
        " rank, behalf_name, behalf_post, verb, from_state, to_state, version, round, reason, opinion_kind, opinion,"
        " data, key, prev, hash) SELECT %(kind)s, %(pk)s, seq, at, actor_id, actor_name, actor_post, actor_unit, rank,"
        " behalf_name, behalf_post, verb, from_state, to_state, version, round, reason, opinion_kind, opinion, data,"
        " key || %(kind)s, prev, hash FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s"
    )
    by_hand(copy, doc=doc.pk, kind="document", pk=doc.pk + 999)
    assert found() == ["no such row, 3 entries found"]
    by_hand(copy, doc=doc.pk, kind="ghost", pk=1)
    wrong = StringIO()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("replay", stderr=wrong)
    assert "ghost: no such kind of subject, 3 entries found" in wrong.getvalue()


def beside(office: Office) -> Document:
    """Two at once, the second put before the first in the route."""
    doc = reviewing(office)
    return add_signer(
        doc, by=office.chief, expected_version=doc.version, signer=office.leader2, mode="beside"
    ).subject


def read_by_many(office: Office) -> Document:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    circulate(doc, by=office.clerk, readers=[office.head, office.supervisor], note="请阅", ordered=True)
    return doc


@pytest.mark.parametrize("stage", [beside, read_by_many])
def test_several_at_once_agree(office: Office, stage: Callable[[Office], Document]) -> None:
    doc = Document.objects.get(pk=stage(office).pk)
    assert "等2" in doc.holders
    assert found() == []


def test_entries_without_names_are_still_compared(office: Office) -> None:
    """Those written before the names of holders were kept."""
    doc = submitted(office)
    entry = Entry.objects.get(subject_pk=doc.pk, subject_kind="document", seq=3)
    entry.data["tasks"] = [change[:6] for change in entry.data["tasks"]]
    head = digest(entry)
    by_hand(
        "UPDATE workflow_entry SET data = %(data)s, hash = %(hash)s WHERE id = %(id)s",
        data=json.dumps(entry.data), hash=head, id=entry.pk,
    )  # fmt: skip
    by_hand(ROW.format("entry_head = %(hash)s"), doc=doc.pk, hash=head)
    assert found() == []
    by_hand(ROW.format("holders = '李四'"), doc=doc.pk)
    assert found() == ["holders shows 李四, the tasks say 赵六"]
