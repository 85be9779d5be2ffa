"""传阅: to many people in one go, in order or in parallel; never touches the main flow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.queries import seen
from alerts.tell import hush
from deadlines.limits import Explained, due_for
from docflow.web.errors import BadInput, Incomplete, Refusal
from documents.actions.guard import allow, need
from documents.actions.telling import tell_holders
from documents.models import ReaderGroup
from documents.words import OpinionKind, TaskKind
from people.models import Person
from people.roles import ADMINS
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.models.subject import new_ref
from workflow.queries import live_of
from workflow.spine import act, faster

NAMED = 5  # so many readers are named in a sentence
KEPT = 200  # so many in the entry's data

# Everybody asked who is in office and has not got the paper in this round: nobody twice, however often asked. Who is
# in office and who has it are looked up once for all, not person by person, whatever the planner knows of them.
GIVE = """
WITH asked AS (
  SELECT id, min(n) AS n FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS u (id, n) GROUP BY id),
seated AS MATERIALIZED (
  SELECT m.person_id, bool_or(o.role = ANY (%(admins)s)) AS keeps
    FROM people_appointment m JOIN people_post o ON o.id = m.post_id AND o.is_active
   WHERE m.person_id = ANY (%(ids)s::bigint[])
     AND m.since <= %(day)s AND (m.until IS NULL OR m.until >= %(day)s) GROUP BY m.person_id),
had AS MATERIALIZED (
  SELECT t.holder FROM workflow_task t
   WHERE t.subject_kind = %(subject_kind)s AND t.subject_pk = %(subject_pk)s
     AND t.lane = 'circulation' AND t.round = %(round)s AND t.status <> 'cancelled'),
fresh AS (
  SELECT p.id, p.name, row_number() OVER (ORDER BY a.n) - 1 AS turn
    FROM asked a JOIN people_person p ON p.id = a.id AND p.is_active
         JOIN seated s ON s.person_id = p.id AND NOT s.keeps
         LEFT JOIN had ON had.holder = 'p' || p.id
   WHERE had.holder IS NULL)
INSERT INTO workflow_task (
  subject_kind, subject_pk, subject_ref, title, number, urgency, urgency_rank, source, subject_live,
  kind, lane, status, holder, holder_name, claimed_by_name, on_behalf_of, sequence, batch, round, note,
  given_by_id, given_by_name, given_at, done_by_name, outcome, answer, revoked,
  due_at, due_first, due_source, due_trace, due_version, urged)
SELECT %(subject_kind)s, %(subject_pk)s, %(ref)s, %(title)s, %(number)s, %(urgency)s, %(urgency_rank)s, %(source)s,
       true, 'read', 'circulation', CASE WHEN %(ordered)s AND turn > 0 THEN 'waiting' ELSE 'open' END,
       'p' || id, name, '', '', CASE WHEN %(ordered)s THEN turn ELSE 0 END, %(batch)s, %(round)s, %(note)s,
       %(by)s, %(by_name)s, %(now)s::timestamptz, '', '', '', false,
       %(due_at)s, %(due_at)s, %(due_source)s, %(due_trace)s, 1, 0
  FROM fresh ORDER BY turn
RETURNING id, holder, holder_name, status
"""


@dataclass(frozen=True)
class Given:
    """Who got the paper, and how many were passed over because they have it already or hold no office."""

    names: list[str]
    passed: int


def give_readers(
    a: Act,
    readers: Iterable[Person | int],
    *,
    note: str = "",
    ordered: bool = False,
    due: Explained | None = None,
    giver: tuple[int, str] | None = None,
) -> Given:
    """Give the paper to readers (persons or their ids), in one statement however many they are.

    Who has it already (or has read it in this round) is passed over: nobody twice. `giver` (id, name): whose words
    `note` are, where it is not the person of the act.
    """
    doc = a.subject
    ids = list(dict.fromkeys(r if isinstance(r, int) else r.pk for r in readers))
    if not ids:
        return Given([], 0)
    by = giver or (a.by.pk, a.by.name)
    limit = due or due_for("read", urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now)
    values: dict[str, Any] = {
        **doc.card(),
        "ids": ids, "day": timezone.localtime(a.now).date(), "admins": sorted(ADMINS), "subject_kind": doc.subject_kind,
        "subject_pk": doc.pk, "ref": doc.ref, "round": doc.round, "ordered": ordered, "batch": new_ref(),
        "note": note.strip(), "by": by[0], "by_name": by[1], "now": a.now,
        "due_at": limit.at, "due_source": limit.source, "due_trace": json.dumps(limit.trace, ensure_ascii=False),
    }  # fmt: skip
    a.flush()
    with connection.cursor() as cursor:
        cursor.execute(GIVE, values)
        rows = cursor.fetchall()
    lane = Lane.CIRCULATION.value
    a.written((pk, "read", lane, holder, status, name) for pk, holder, name, status in rows)
    names = [row[2] for row in rows]
    a.data["readers"] = names[:KEPT]
    a.data["reader_count"] = len(names)
    return Given(names, len(ids) - len(names))


@act("circulate", exclusive=False)
def circulate(
    a: Act,
    *,
    readers: Sequence[Person] = (),
    groups: Sequence[ReaderGroup] = (),
    note: str,
    ordered: bool = False,
    due: Explained | None = None,
) -> str:
    """Send the paper round: to persons, then to the members of saved groups by rank; later again to more.

    `note` says what for: a reader must know why he has it (domain.md §13.6).
    """
    allow(a, "circulate")
    words = need(note, _("请写明传阅目的，例如“请阅知”。"))
    if due is not None and due.at <= a.now:
        raise BadInput(_("传阅时限要晚于现在。"), "due")
    ids = [p.pk for p in readers] + _members(a, groups)
    if not ids:
        raise BadInput(_("请选择传阅人员或常用组。"), "readers")
    given = give_readers(a, ids, note=words, ordered=ordered, due=due)
    if not given.names:
        raise Incomplete(_("所选人员都已收到本件，没有重复送。"))
    a.reason = words
    a.data["ordered"] = ordered
    if groups:
        a.data["groups"] = [g.name for g in groups]
    said = _("已按顺序送 %(who)s。") if ordered else _("已送 %(who)s 传阅。")
    passed = _("%(n)s 人已有本件或不在任，未送。") % {"n": given.passed} if given.passed else ""
    return said % {"who": named(given.names)} + passed


def _members(a: Act, groups: Sequence[ReaderGroup]) -> list[int]:
    if any(g.owner_id not in (None, a.by.pk) for g in groups):
        raise BadInput(_("没有这个常用组。"), "groups")
    if not groups:
        return []
    links = ReaderGroup.persons.through.objects.filter(readergroup__in=[g.pk for g in groups])
    return list(links.order_by("person__rank", "person_id").values_list("person_id", flat=True))


def named(names: Sequence[str]) -> str:
    """The first few names and how many there are."""
    shown = "、".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    return _("%(names)s等 %(n)s 人") % {"names": shown, "n": len(names)}


@act("read", exclusive=False)
def read(a: Act, *, opinion: str = "", task_id: int | None = None) -> str:
    """He has read it; his words, if any, are an opinion of their own kind. In order: the next one's turn."""
    own_only(a)
    task = allow(a, "read", task_id=task_id)
    assert task is not None
    words = opinion.strip()
    if words:
        a.say(OpinionKind.READING, words)
    a.close(task, "read", answer=words)
    turn = next_readers(a, task)
    if turn:
        return _("已阅，送 %(who)s。") % {"who": named([t.holder_name for t in turn])}
    return _("已阅，意见已保存。") if words else _("已阅。")


def own_only(a: Act) -> None:
    """Of the readers look at himself alone: the cost of reading does not grow with their number."""
    found = live_of(a.subject, "(d.lane = 'main' OR d.holder = ANY(%(mine)s))", mine=sorted(a.by.hats.all))
    if any(t.lane == Lane.CIRCULATION for t in found):
        a.see(found)


FELLOWS = "d.lane = 'circulation' AND d.batch = %(batch)s"


def next_readers(a: Act, left: Task) -> list[Task]:
    """After `left` is over: whose turn it is in the same circulation. Each circulation goes its own way.

    A limit of the office starts with the turn; a date somebody set stays.
    """
    first = live_of(a.subject, f"{FELLOWS} AND d.id <> %(left)s", batch=left.batch, left=left.pk, first=True)
    if not first or first[0].status != Status.WAITING:
        return []
    turn = live_of(
        a.subject,
        f"{FELLOWS} AND d.sequence = %(now)s AND d.status = 'waiting'",
        batch=left.batch,
        now=first[0].sequence,
    )
    for task in turn:
        a.release(task)
        if task.due_trace and task.due_trace[0].get("rule") == "read":
            _from_now(a, task)
    return turn


def _from_now(a: Act, task: Task) -> None:
    doc = a.subject
    due = due_for("read", urgency=doc.urgency, category=doc.category, kind=doc.kind, start=a.now)
    a.update(task, due_at=due.at, due_first=due.at, due_source=due.source, due_trace=due.trace)


@act("recall_reader", exclusive=False)
def recall_reader(a: Act, *, task_ids: Sequence[int], reason: str = "") -> str:
    """Take the paper back from readers who have not read it: they no longer see it. What was read stays read."""
    allow(a, "recall_reader")
    a.reason = reason.strip()
    wanted = [t for t in a.live(Lane.CIRCULATION, TaskKind.READ) if t.pk in set(task_ids)]
    if len(wanted) != len(set(task_ids)) or not wanted:
        raise _too_late(a, task_ids)
    a.cancel_all(wanted, "recalled", revoke=True)
    for task in {t.batch: t for t in wanted}.values():
        next_readers(a, task)
    names = [t.holder_name for t in wanted]
    a.data["recalled"] = names[:KEPT]
    said = _("%(who)s 撤回了送您传阅的 %(no)s。") % {"who": a.by.name, "no": a.subject.receipt_no}
    tell_holders(a, [t.holder for t in wanted], said, kind=TaskKind.READ, gone=True)
    hush([t.pk for t in wanted], a.now)
    return _("已从 %(who)s 撤回。") % {"who": named(names)}


def _too_late(a: Act, task_ids: Sequence[int]) -> Refusal:
    """Somebody has read it; or a colleague has taken it back already: who, and when."""
    asked = Task.objects.about(a.subject).filter(pk__in=list(task_ids), kind="read")
    names = list(asked.filter(status=Status.DONE).values_list("holder_name", flat=True))
    if names:
        return Incomplete(_("%(who)s 已阅，记录保留，不能撤回。") % {"who": named(names)})
    if asked.filter(status=Status.CANCELLED).exists():
        return faster(a.subject, verb="recall_reader")
    return Incomplete(_("请选择尚未阅的人员。"))


def opened(doc: Any, person: Any) -> int:
    """He has the paper on his screen: his open tasks about it are opened from the first time on, notices read.

    No act: it moves nothing, holds no lock and leaves no entry. Called when the paper's page is drawn; two
    statements. Returns how many tasks were opened just now.
    """
    now = timezone.now()
    seen(person, doc, now)
    mine = Task.objects.about(doc).open().filter(holder__in=sorted(person.hats.own), opened_at=None)
    return mine.update(opened_at=now)
