"""No timer decides: whatever the clock runs, however late, no paper moves. Over every state, transition and verb.

Papers are brought to every state of both machines, with work open whose dates are passed by; then everything of the
timetable is run at moments from before the dates to years after. Not one row may differ but those of `MAY_WRITE`, and not
one act may be tried. What the clock runs is also followed in the source, call by call, for acts. A timer that approves is
caught by each of the three.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.db import connection
from django.utils import timezone

from alerts.models import Alert
from docflow.celery import app
from documents.actions.review import approve
from documents.models import Document
from documents.rules.verbs import VERBS
from outgoing.models import Outgoing
from outgoing.rules.verbs import VERBS as OUTGOING_VERBS
from people.models import Person
from tests.house.parking import park_documents, park_outgoing
from tests.office import fresh, make_office, ticks
from tests.outgoing.papers import Papers
from workflow import spine
from workflow.clock import told
from workflow.models import Task

pytestmark = pytest.mark.django_db(transaction=True)

# What timers keep for themselves: what was told and how it got there, how far they looked, that they are alive, the sheets
# they were asked to make, what nobody needs any more, what the ledgers of the seals were at each hour, signed; what was found
# in a text, what went wrong, which papers somebody has to look at, and drafts of the weekly pack, which nobody has to issue.
# Nothing of this is a decision.
MAY_WRITE = {
    "alerts_alert", "alerts_scan", "alerts_delivery", "docflow_heartbeat", "django_session", "people_attempt",
    "documents_export", "documents_draft", "seals_checkpoint", "bulletins_pack", "bulletins_packfigure",
    "checking_sweep", "checking_sweeprow", "checking_proofrun",
    "bulletins_errorentry", "bulletins_collected", "bulletins_counter",
}  # fmt: skip
DAY = timedelta(days=1)
MOMENTS = [
    -30 * DAY, timedelta(0), timedelta(hours=1), DAY, 2 * DAY, 4 * DAY, 8 * DAY, 15 * DAY, 45 * DAY, 400 * DAY,
    1500 * DAY, 4000 * DAY,
]  # fmt: skip
Run = Callable[[], Any]


def timetable() -> dict[str, Any]:
    """Everything that beat sends, as functions."""
    app.loader.import_default_modules()
    return {row["task"]: app.tasks[row["task"]] for row in app.conf.beat_schedule.values()}


def digests() -> dict[str, str]:
    """A digest of every table but those."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables ORDER BY 1")
        for (table,) in cursor.fetchall():
            if table not in MAY_WRITE:
                cursor.execute(
                    f"SELECT md5(string_agg(md5(to_jsonb(t)::text), '' ORDER BY t::text)) FROM {table} t"
                )
                found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every act that is tried, by its verb, whether it comes to anything or not."""
    verbs: list[str] = []
    perform = spine._perform

    def spy(body: Any, verb: str, *args: Any) -> Any:
        verbs.append(verb)
        return perform(body, verb, *args)

    monkeypatch.setattr(spine, "_perform", spy)
    return verbs


@pytest.fixture
def parked() -> list[Any]:
    """A paper in each state of each machine; one that stands still, too."""
    papers = Papers()
    return [*park_documents(papers.office), *park_outgoing(papers)]


def ticked(runs: dict[str, Run], moments: list[timedelta]) -> list[str]:
    """Run all of them at each of these moments; whatever is not as before, said in words."""
    before, start, found = digests(), timezone.now(), []
    for moment in moments:
        with told(start + moment):
            for name, run in runs.items():
                run()
                after = digests()
                found += [
                    f"{name} at {moment} changed {table}" for table in before if after[table] != before[table]
                ]
                before = after
    return found


def sources(model: Any) -> set[str]:
    return {str(t.source) for t in model._meta.get_field("state").get_all_transitions(model)} - {"*"}


def test_no_timer_decides(parked: list[Any], tried: list[str]) -> None:
    states = {(p.subject_kind, p.state) for p in parked}
    for model, verbs in ((Document, VERBS), (Outgoing, OUTGOING_VERBS)):
        kind = model.subject_kind
        reached = {state for of, state in states if of == kind}
        known: Any = model._meta.get_field("state").choices
        assert reached == set(dict(known))
        assert sources(model) <= reached, "a transition that could not have happened here proves nothing"
        for verb in verbs.values():
            assert set(map(str, verb.states)) & reached, f"{verb.code} could not have happened here"
    assert Task.objects.filter(status="open", due_at__isnull=False).count() > 12
    tried.clear()
    runs = timetable()
    assert {"docflow.tasks.alerts", "docflow.tasks.replay", "docflow.tasks.stranded"} <= set(runs)
    assert ticked(runs, MOMENTS) == []
    assert tried == []
    heard = set(Alert.objects.values_list("stage", flat=True))
    assert {"overdue", "second", "escalated"} <= heard, "nothing was ever late: this proves nothing"


def approving() -> None:
    """A timer that decides: what is long overdue is approved in the chief's name."""
    for task in Task.objects.filter(kind="review", status="open", subject_kind="document"):
        doc = Document.objects.get(pk=task.subject_pk)
        chief = fresh(_holder(task))
        approve(doc, by=chief, expected_version=doc.version, checked=ticks(doc))


def _holder(task: Task) -> Any:
    return Person.objects.get(pk=task.holder[1:])


def handing_on() -> None:
    """One that goes past the acts: late work becomes another's. (A state is guarded by the database itself.)"""
    Task.objects.filter(kind="review").update(holder="p1", holder_name="别人")


def closing() -> None:
    Task.objects.filter(status="open", kind="read").update(status="done", done_at=timezone.now())


@pytest.mark.parametrize(("fake", "by_an_act"), [(approving, True), (handing_on, False), (closing, False)])
def test_a_timer_that_decides_is_caught(fake: Run, by_an_act: bool, tried: list[str]) -> None:
    """The negative control."""
    park_documents(make_office(), "reviewing", "circulating")
    tried.clear()
    found = ticked({"docflow.tasks.fake": fake}, [DAY])
    assert any("workflow_task" in said or "documents_document" in said for said in found), found
    assert ("approve" in tried) is by_an_act


# -- in the source --------------------------------------------------------------------------------------

ROOMS = (
    "alerts", "bulletins", "checking", "deadlines", "docflow", "documents", "outgoing", "people", "proofing", "seals", "timing",
    "workflow",
)  # fmt: skip
# Sheets of a register that somebody asked for: their file is there. About no paper at all. And files: kept, or removed.
# And the alarm of a seal that is late outside: people are told, nothing of it is moved or decided. And proofs of what is there:
# the heads of the ledgers, signed, and the passport of a paper that somebody asked for. And figures of a week, counted; what went wrong, noted; and which
# papers somebody has to look at.
ACT_MODULES = {
    "documents.actions.exporting", "documents.actions.looking", "documents.actions.uploads", "seals.actions.alarms", "seals.actions.checkpoints",
    "seals.actions.passports", "bulletins.actions.making", "bulletins.actions.collecting", "bulletins.actions.counting",
    "bulletins.actions.sweep",
}  # fmt: skip
ACTS = {"export_made"}


def ours(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).partition(".")[0] in ROOMS


def _names(code: CodeType) -> tuple[set[str], set[str]]:
    """Every name a function uses, those of the functions inside it too, and its words."""
    names = {*code.co_names, *code.co_freevars}
    words = {c for c in code.co_consts if isinstance(c, str)}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more, said = _names(inner)
            names, words = names | more, words | said
    return names, words


def _uses(function: FunctionType) -> Iterator[Any]:
    """What of ours a function can call: by name, through a module, through a class, as a command."""
    names, words = _names(function.__code__)
    known = [function.__globals__[n] for n in names if n in function.__globals__]
    known += [
        getattr(thing, n)
        for thing in known
        if isinstance(thing, ModuleType)
        for n in names
        if hasattr(thing, n)
    ]
    for thing in known:
        if isinstance(thing, dict | list | tuple | set | frozenset):
            yield from (thing.values() if isinstance(thing, dict) else thing)
        else:
            yield thing
    commands = {name: room for name, room in get_commands().items() if room in ROOMS}
    for name in words & set(commands):
        yield load_command_class(commands[name], name).handle


def reachable(start: list[Any]) -> tuple[set[str], set[str]]:
    """Acts that can be called from here, by verb, and the modules of what can be called."""
    seen: set[int] = set()
    waiting, verbs, modules = list(start), set(), set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, ModuleType):
            continue
        seen.add(id(thing))
        verb = getattr(thing, "verb", None)
        if isinstance(verb, str) and inspect.isfunction(thing):
            verbs.add(verb)
        plain = inspect.unwrap(getattr(thing, "__func__", thing)) if callable(thing) else thing
        if inspect.isclass(plain) and ours(plain):
            waiting += [
                v.fget if isinstance(v, property) else v
                for v in vars(plain).values()
                if callable(v) or isinstance(v, property)
            ]
        elif isinstance(plain, FunctionType) and (ours(plain) or plain in start):
            modules.add(plain.__module__)
            waiting += list(_uses(plain))
    return verbs, modules


def test_nothing_the_clock_runs_can_call_an_act() -> None:
    verbs, modules = reachable([inspect.unwrap(task.run) for task in timetable().values()])
    assert {"alerts.scan", "docflow.leftovers", "people.behind"} & modules, "the source was not followed"
    assert verbs <= ACTS
    assert {m for m in modules if ".actions" in m} <= ACT_MODULES


def test_an_act_behind_a_timer_is_found() -> None:
    """The negative control."""
    verbs, _modules = reachable([approving])
    assert verbs == {"approve"}
