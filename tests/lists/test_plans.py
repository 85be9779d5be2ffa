"""Every list has its index: a page looks at a few hundred rows, however many papers there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from docflow import worked as mine
from docflow.badges import badges
from documents.models import Document
from documents.queries.asked import Place
from documents.queries.filters import conditions, order, pills
from documents.queries.lists import register
from documents.queries.opinions import opinions
from documents.queries.reach import reach
from documents.queries.strip import strip
from documents.queries.visible import visible_to
from tests.lists.bulk import GuardsOff, given, papers
from tests.office import Office
from workflow import queries as inbox
from workflow.models import Task

NO_FILTER: dict[str, Any] = dict.fromkeys(
    ["q", "sender", "state", "urgency", "kind", "category", "since", "until", "view", "sort"], ""
)
FILTERS: list[dict[str, Any]] = [
    {},
    {"state": "closed"},
    {"state": "open"},
    {"urgency": "urgent"},
    {"kind": "notice"},
    {"category": "reading"},
    {"view": "today"},
    {"view": "late"},
    {"view": "mine"},
    {"view": "reading"},
    {"sender": "水利"},
    {"sort": "received"},
    {"sort": "due"},
    {"sort": "no-up"},
    {"sort": "received-up"},
    {"sort": "due-down"},
    {"since": timezone.now() - timedelta(days=3), "sort": "no-up"},
    {"q": "城市更新", "sort": "no-up"},
    {"since": timezone.now() - timedelta(days=3)},
    {"q": "城市"},
    {"q": "城市更新"},
    {"q": "csgx"},
    {"q": "第12批", "state": "closed"},
    {"q": "鲲鹏计划"},
    {"q": "没有的词"},
]


PAPERS = 16_000
EVERY = 200  # -th paper is given to the unit's clerk
ENOUGH = 800  # rows a page may look at: some pages' worth, whatever the size of the table
TRYING = 13_000  # words: the newest rows are tried first; old ones in a heap cost the most
TABLES = {"documents_document", "workflow_task", "workflow_entry"}


TITLES = [
    "城市更新",
    "防汛抗旱",
    "粮食安全",
    "营商环境",
    "数字政府",
    "养老服务",
    "财政预算",
    "安全生产",
    "义务教育",
    "医疗保障",
]


# how the papers of one matter lie: mixed as they came, in one heap at the newest end, at the oldest
LYING = {"mixed": "ORDER BY g, t.id", "newest": "ORDER BY t.id DESC, g", "oldest": "ORDER BY t.id, g"}


def shelf(office: Office, lying: str = "mixed") -> None:
    """Ten papers, each copied many times; some given to the unit, to its clerk, done by our clerk."""
    made = [papers(office, 1, start=i, title=f"关于{t}工作的通知")[0] for i, t in enumerate(TITLES, 1)]
    rare = papers(office, 5, start=20, title="关于鲲鹏计划的请示", kind="notice")
    late = timezone.now() - timedelta(days=1)
    with GuardsOff(), connection.cursor() as cursor:
        _copy(cursor, Document, PAPERS // len(made), "t.id <= %s", [made[-1].pk],
              {"ref": "'r' || t.id || 'x' || g", "receipt_no": "t.receipt_no || '-' || g",
               "serial": "t.serial + 100 * g"}, order=LYING[lying])  # fmt: skip
    shares: list[tuple[int, str, dict[str, Any]]] = [
        (1, "others", {}),
        (100, office.unit.principal, {"lane": "main", "kind": "handle", "due_at": late}),
        (EVERY, office.unit_clerk.principal, {}),
        (2, office.clerk.principal, {"status": "done", "done_at": late, "done_by": office.clerk}),
        (70, office.leader.principal, {}),
    ]
    for every, holder, fields in shares:
        [task] = given(made[:1], holder, **fields)
        with connection.cursor() as cursor:
            _copy(cursor, Task, 1, "t.id = %s AND d.id <> t.subject_pk", [task.pk],
                  {"subject_pk": "d.id", "subject_ref": "d.ref"},
                  f"JOIN documents_document d ON d.id %% {every} = 0")  # fmt: skip
    with connection.cursor() as cursor:  # many people: the planner counts on average
        cursor.execute(
            "UPDATE workflow_task SET holder = 'p' || (900000 + subject_pk % 60) WHERE holder = 'others'"
        )
    given([paper for paper in rare if paper.pk % EVERY], office.unit_clerk.principal)  # the others he has
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ANALYZE {table}")


def _copy(
    cursor: Any,
    model: Any,
    times: int,
    which: str,
    values: list[Any],
    changed: dict[str, str],
    join: str = "",
    order: str = "",
) -> None:
    names = [f.column for f in model._meta.concrete_fields if f.column != "id"]
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(changed.get(name, f't."{name}"') for name in names)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {picked} FROM {table} t {join}"
        f" CROSS JOIN generate_series(1, {times}) g WHERE {which} {order}",
        values,
    )


def looked_at(work: Callable[[], Any]) -> int:
    """Rows of the big tables that the plans of everything `work` asks really visited."""
    work()  # what is planned once a connection is planned now
    with CaptureQueriesContext(connection) as captured:
        work()
    total = 0
    for asked in captured.captured_queries:
        *settings, sql = asked["sql"].split("; ")
        with connection.cursor() as cursor:
            explain = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql
            cursor.execute("; ".join([*settings, explain]).replace("%", "%%"), ())
            total += _visited(cursor.fetchone()[0][0]["Plan"])
    return total


def _visited(node: dict[str, Any]) -> int:
    mine = 0
    if node.get("Relation Name") in TABLES:
        rows = (
            node["Actual Rows"]
            + node.get("Rows Removed by Filter", 0)
            + node.get("Rows Removed by Index Recheck", 0)
        )
        mine = round(rows * node["Actual Loops"])
    return mine + sum(_visited(child) for child in node.get("Plans", []))


@pytest.mark.parametrize("lying", LYING)
def test_every_list_looks_at_a_few_rows(office: Office, lying: str) -> None:
    """For who reads all and for who was given some; first page and further down."""
    shelf(office, lying)
    assert 150 < visible_to(office.unit_clerk).count() < 250
    dear = []
    for who in ("clerk", "unit_clerk", "secretary"):
        person = office.everybody()[who]
        for name, work in {**_registers(person), **_inboxes(person)}.items():
            n = looked_at(work)
            if n > (TRYING if "'q'" in name else ENOUGH):
                dear.append(f"{n} {who} {name}")
    assert not dear, "\n".join(dear)
    assert (
        looked_at(lambda: list(Document.objects.filter(signer="某人").values_list("pk"))) > PAPERS
    )  # it sees a scan


def _registers(person: Any) -> dict[str, Callable[[], Any]]:
    found: dict[str, Callable[[], Any]] = {}
    now = timezone.now()
    for asked in FILTERS:
        data = {**NO_FILTER, **asked}
        chosen = conditions(data, person.pk, now)
        # further down; in the orders that rise from the oldest, further up as well
        for place in (None, Place(10**6, now), Place(1, now - timedelta(days=3000))):
            found[f"{asked} {place and place.id}"] = partial(
                register,
                person,
                chosen,
                typed=data["q"],
                order=order(data),
                before=place,
            )
    return found


def _inboxes(person: Any) -> dict[str, Callable[[], Any]]:
    whose, now = reach(person.hats), timezone.now()
    return {
        "todo": lambda: inbox.todo(whose),
        "todo down": lambda: inbox.todo(whose, after=(now, 5)),
        "to read": lambda: inbox.to_read(whose),
        "overdue": lambda: inbox.overdue(whose, now),
        "doing": lambda: mine.doing(person),
        "doing down": lambda: mine.doing(person, before=(now, 5)),
        "done": lambda: mine.done(person),
        "badges": lambda: badges(person),
        "strip": lambda: strip(person, now),
        "pills": lambda: pills(person, now, ["open", "today", "late", "mine", "reading"]),
        "opinions": lambda: opinions(person, "同意"),
    }


def test_the_register_is_not_hashed_for_a_broad_reader(office: Office) -> None:
    """The rule's OR must stay a look at one row: a hashed subplan would read all that was ever given to him."""
    papers(office, 200)
    with CaptureQueriesContext(connection) as captured:
        list(visible_to(office.clerk).order_by("-id")[:50])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured.captured_queries[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "hashed" not in plan
