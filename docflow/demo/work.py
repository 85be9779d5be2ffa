"""The second half of a made-up paper's way: units handle, readers read, it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from deadlines.days import local
from deadlines.limits import counted
from documents.actions.closing import ask_to_close, close, not_yet, reopen, set_reply
from documents.actions.copying import hand_copies
from documents.actions.extension import answer_extension, extend
from documents.actions.from_reading import to_action
from documents.actions.handling import accept, misdirected, progress, report, rework
from documents.actions.handover import assign
from documents.actions.pausing import suspend
from documents.actions.reading import circulate, opened, recall_reader
from documents.actions.reading import read as read_it
from documents.actions.urging import urge
from documents.models import Assignment
from documents.rules.closing import checks
from documents.rules.gates import asks_reply
from people.models import Unit
from workflow.clock import database_now
from workflow.models import Task

from . import hours, words
from .stage import Story

if TYPE_CHECKING:
    from .stories import Journey

MORE = ("shen", "jiang", "zheng", "chen", "sun", "zhou")
DAY = 7.0  # office hours of a working day
Events = list[tuple[float, Callable[[], object]]]
HALTS = ("given", "accepted", "extension", "reading")  # where a paper stops before it can be closed


def handle(j: Journey) -> Story:
    """Every unit accepts and reports, the lead last; nobody does anything after the plan's halt."""
    if j.plan.halt == "given":
        return
    if "misdirected" in j.plan.quirks:
        yield from _misdirected(j)
    if "numbered" in j.plan.quirks:
        yield from _copies(j)
    todo = _timetable(j)
    if j.plan.route != "readers" and j.plan.readers:
        yield j.later(0.5)
        j.do(circulate, j.plan.handler, readers=j.people(j.plan.readers), note="请阅知办理情况。")
        todo += _readings(j)
    yield from _run(todo)
    if "phoned" in j.plan.quirks:
        yield from _phoned(j)
    if "suspended" in j.plan.quirks:
        yield from _suspended(j)
    if j.plan.halt in HALTS:
        return
    if "rework" in j.plan.quirks:
        yield from _rework(j)


def _phoned(j: Journey) -> Story:
    """The lead is late: it is urged by telephone, and says when it will be done."""
    part = Assignment.objects.select_related("unit").get(document=j.doc, role="lead", round=j.doc.round)
    yield max(j.later(1), hours.after(part.due_at, 9))
    [task] = Task.objects.about(j.doc).open().filter(assignment_id=part.pk, kind="handle")
    j.do(
        urge,
        "jiang",
        task_ids=[task.pk],
        channel="phone",
        answered_by=j.desk.people[j.desk.clerk(part.unit)].name,
        promised_on=hours.day_after(local(database_now()).date(), 4),
        note=j.rng.choice(words.URGE),
    )


def _suspended(j: Journey) -> Story:
    """What the sender left out has to come first."""
    yield j.later(3)
    on = hours.day_after(local(database_now()).date(), 8)
    j.do(suspend, j.reviewer, code="supplement", reason=words.SUPPLEMENT, look_on=on)


def _copies(j: Journey) -> Story:
    """The clerk gives two of three numbered copies out; they are out still."""
    yield j.later(0.3)
    j.do(hand_copies, "chen", what="give", numbers="000231", unit=j.lead)
    yield j.later(0.1)
    j.do(hand_copies, "chen", what="give", numbers="000232", person=j.desk.people[j.plan.handler])


def _run(todo: Events) -> Story:
    """Each thing at its time, counted in office hours from now; never two at once."""
    start = before = database_now()
    for offset, work in sorted(todo, key=lambda pair: pair[0]):
        before = max(hours.after(start, offset), before + timedelta(minutes=3))
        yield before
        work()


def _timetable(j: Journey) -> Events:
    """(office hours from now, what happens): accepting, progress, an extension, reports."""
    rng, plan, desk = j.rng, j.plan, j.desk
    whole = plan.days * DAY * (rng.uniform(1.1, 1.5) if "late" in plan.quirks else rng.uniform(0.3, 0.9))
    parts = list(Assignment.objects.filter(document=j.doc, status="given").select_related("unit"))
    found: Events = []
    for part in parts:
        clerk, lead = desk.clerk(part.unit), part.role == "lead"
        found.append((min(rng.uniform(0.3, 6), whole * 0.2), partial(j.do, accept, clerk)))
        if plan.halt in ("accepted", "extension"):
            continue
        if lead and plan.days > 3 and rng.random() < 0.5:
            found.append((whole * 0.5, partial(j.do, progress, clerk, text=rng.choice(words.PROGRESS))))
        results = words.LEAD_RESULT if lead else words.CO_RESULT
        share = 1.0 if lead else rng.uniform(0.3, 0.8)
        writer = desk.head(part.unit) if part.unit.kind == "organ" and rng.random() < 0.25 else clerk
        found.append((whole * share + 7 * lead, partial(j.do, report, writer, result=rng.choice(results))))
    if "extension" in plan.quirks:
        found += _extension(j, whole)
    return found


def _extension(j: Journey, whole: float) -> Events:
    """The lead asks for five more days; the chief answers, unless the plan leaves him to do it."""
    row = Assignment.objects.select_related("unit").get(document=j.doc, role="lead", round=j.doc.round)
    clerk, early = j.desk.clerk(row.unit), 14.0 if j.plan.halt == "extension" else whole * 0.45
    if hours.after(database_now(), early + 1) > row.due_at:
        return []
    until = counted("working_day", 5, start=row.due_at, source="申请延期")

    def ask() -> None:
        j.do(
            extend,
            clerk,
            until=until,
            reason=j.rng.choice(words.EXTEND),
            progress=j.rng.choice(words.PROGRESS),
        )

    def answer() -> None:
        j.do(answer_extension, j.plan.reviewer, granted=True, answer="同意延期，请按新期限办结。")

    found: Events = [(early, ask)]
    return found if j.plan.halt == "extension" else [*found, (early + 3, answer)]


def _misdirected(j: Journey) -> Story:
    """One unit says it is not its business; the handler gives its part to another."""
    wrong = (
        Assignment.objects.filter(document=j.doc, status="given", role="co")
        .select_related("unit", "given_by")
        .first()
    )
    if wrong is None:
        return
    yield j.later(2)
    j.do(misdirected, j.desk.clerk(wrong.unit), reason=j.rng.choice(words.MISDIRECTED))
    yield j.later(3)
    due = counted("working_day", j.plan.days, start=database_now(), source="交办时设定")
    item = {"content": wrong.content, "lead": _another(j), "co": [], "due": due, "instruction": None}
    j.do(assign, wrong.given_by.username, items=[item])


def _another(j: Journey) -> Unit:
    taken = set(Assignment.objects.filter(document=j.doc).values_list("unit_id", flat=True))
    names = ("督查室", "政策法规处", "省司法厅", "省财政厅", "省发展改革委")
    return next(u for u in j.units(names) if u.pk not in taken)


def _rework(j: Journey) -> Story:
    yield j.later(3)
    row = Assignment.objects.get(document=j.doc, role="lead", round=j.doc.round, status="reported")
    due = counted("working_day", 3, start=database_now(), source="退回再办")
    j.do(rework, j.plan.handler, parts=[row.pk], reason=j.rng.choice(words.REWORK), due=due)
    yield j.later(9)
    j.do(report, j.desk.clerk(j.lead_unit), result="已按要求补充材料，" + j.rng.choice(words.LEAD_RESULT))


def finish(j: Journey) -> Story:
    """Reply noted, closing asked for, checked by a second person; perhaps not at the first try."""
    plan = j.plan
    if plan.halt == "finishing":
        return
    yield j.before(4, "closing")
    if asks_reply(j.doc):
        j.do(set_reply, plan.handler, **words.reply(j.rng, j.doc))
        yield j.later(0.2)
    _ask(j)
    if plan.halt == "closing":
        return
    yield j.soon(4)
    if "not_yet" in plan.quirks:
        j.do(not_yet, plan.reviewer, reason="办理结果未写明答复来文单位的时间，请补充。")
        yield j.soon(3)
        _ask(j)
        yield j.soon(2)
    j.do(close, plan.reviewer, checked=[code for code, _words in checks(j.doc)])
    if "reopened" in plan.quirks:
        yield j.later(10)
        due = counted("working_day", 8, start=database_now(), source="重新办理时设定")
        j.do(reopen, "wu", reason="来文单位补报情况，需重新研究。", due=due)
        yield from j.again()


def _ask(j: Journey) -> None:
    checker = j.desk.people[j.plan.reviewer]
    j.do(ask_to_close, j.plan.handler, checker=checker, result=words.result(j.rng, j.doc))


def read(j: Journey) -> Story:
    """The readers read, each in his own time; the unread are urged, more are added, one is taken off again."""
    todo, rng = _readings(j), j.rng
    last = max((offset for offset, _work in todo), default=0.0)
    if "urged" in j.plan.quirks and last > 8:
        todo.append((last * 0.7, partial(_urge_readers, j)))
    if "more_readers" in j.plan.quirks:
        yield j.later(1)
        more = [p for p in MORE if p not in (*j.plan.readers, j.plan.handler)][:3]
        j.do(circulate, j.plan.handler, readers=j.people(more), note=rng.choice(words.PURPOSE), ordered=True)
        yield j.later(0.5)
        _recall(j, more[-1])
        todo += [(last * 0.5 + n, partial(_read, j, p)) for n, p in enumerate(more[:-1])]
    if "to_action" in j.plan.quirks:
        yield from _to_action(j)
    yield from _run(todo)


def _to_action(j: Journey) -> Story:
    """Whoever follows the reading finds that something has to be done."""
    yield j.later(2)
    j.do(to_action, j.plan.handler, reason="来文第三部分有需落实事项。")
    yield j.later(2)
    j.do(assign, j.plan.handler, items=[j.item()])


def _readings(j: Journey) -> Events:
    """When each reader reads; a paper that stops while it goes round has some who have not."""
    rng, readers = j.rng, list(j.plan.readers)
    if j.plan.halt == "reading":
        readers = readers[: len(readers) // 2]
    return [(rng.choice((1, 3, 6, 10, 16)) * rng.uniform(0.5, 1.4), partial(_read, j, p)) for p in readers]


def _read(j: Journey, login: str) -> None:
    person = j.desk.people[login]
    opened(j.doc, person)
    task = Task.objects.about(j.doc).open().get(kind="read", holder=person.principal)
    j.do(read_it, login, opinion=j.rng.choice(words.READING), task_id=task.pk)


def _recall(j: Journey, login: str) -> None:
    """Sent to one too many: the last of the new ones, who has not read it."""
    holder = j.desk.people[login].principal
    task = Task.objects.about(j.doc).live().get(kind="read", holder=holder)
    j.do(recall_reader, j.plan.handler, task_ids=[task.pk], reason="与其分管工作无关，误送。")


def _urge_readers(j: Journey) -> None:
    if Task.objects.about(j.doc).open().filter(kind="read").exists():
        j.do(urge, j.plan.handler, note=j.rng.choice(words.URGE))
