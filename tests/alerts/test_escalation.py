"""What is late for long: told by urgency, to the chief as well, to the next responsible in the end; never more than that."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import queries, withheld
from alerts.models import Alert, Scan
from alerts.queries import ABOUT, NEED, notices
from alerts.scan import catch_up, sweep, tick
from alerts.subjects import SUBJECTS
from alerts.tell import hush, unlink
from deadlines import store
from deadlines.horizon import lines
from deadlines.models import StageRule
from people.behind import BEHIND, NEXT
from people.models import Appointment, Delegation
from tests.office import SINCE, Office, make_office
from workflow.models import Entry, Task

from .test_scan import WHO, at, here, owed

pytestmark = pytest.mark.django_db(transaction=True)
DUE = at("2026-11-27", "17:30")  # a Friday
SECOND, ESCALATED = at("2026-12-02", "17:30"), at("2026-12-04", "17:30")


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def _rules_anew() -> Iterator[None]:
    yield
    store.reset()


class Answers:
    """A room that says who sees what."""

    def __init__(self, *sees: str) -> None:
        self.names, self.asked = set(sees), 0

    def sees(self, person: Any, ref: str) -> bool:
        self.asked += 1
        return person.name in self.names

    def labelled(self, ref: str) -> bool:
        return False


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answers]:
    """The room of documents answers that these see everything, nobody else anything."""

    def register(*names: str) -> Answers:
        made = Answers(*names)
        monkeypatch.setitem(SUBJECTS, "document", made)
        return made

    return register


def heard(task: Task) -> set[tuple[str, str, str]]:
    """Who heard of which stage, and whose work it was called to him."""
    rows = Alert.objects.filter(task_id=task.pk).select_related("recipient")
    return {(a.recipient.name, a.stage, a.whose) for a in rows}


# -- to whom --------------------------------------------------------------------------------------------


def test_the_second_urge_reaches_the_chief_as_a_copy(office: Office, answers: Any) -> None:
    answers("吴十")
    task = owed(office.handler, DUE, number="收〔2026〕7号")
    sweep(here(SECOND), WHO)
    withheld.give(SECOND)
    assert heard(task) == {("冯二二", "second", ""), ("吴十", "second", "冯二二")}
    copy = Alert.objects.get(task_id=task.pk, recipient=office.chief)
    assert copy.said == "收〔2026〕7号 冯二二承办，2026-11-27 17:30起超期"
    assert (copy.title, copy.subject_ref) == (task.title, task.subject_ref)
    assert [n.id for n in notices(office.chief, ABOUT)] == [copy.pk], "a copy asks nothing of him"
    assert notices(office.chief, NEED) == []
    assert queries.escalated([task.pk]) == {}


def test_the_escalation_names_who_is_responsible_now(office: Office, answers: Any) -> None:
    answers("吴十")
    task, early = owed(office.handler, DUE), owed(office.handler, at("2026-12-03", "17:30"))
    before = list(Task.objects.order_by("pk").values())
    sweep(here(ESCALATED), WHO)
    withheld.give(ESCALATED)
    assert heard(task) == {("冯二二", "escalated", ""), ("吴十", "escalated", "冯二二")}
    assert Alert.objects.get(task_id=task.pk, recipient=office.handler).said == "已升级：吴十"
    assert [n.task_kind for n in notices(office.chief, NEED)] == ["handle"]
    with CaptureQueriesContext(connection) as asked:
        found = queries.escalated([task.pk, early.pk])
    assert (found, len(asked)) == ({task.pk: [("吴十", ESCALATED)]}, 1)
    assert list(Task.objects.order_by("pk").values()) == before, "no task changes hands"
    assert not Entry.objects.exists(), "nothing was decided"


def test_without_a_chief_it_goes_on_and_never_into_a_hole(office: Office) -> None:
    Appointment.objects.filter(person__in=[office.chief, office.deputy]).delete()
    task, own = owed(office.handler, DUE), owed(office.supervisor, DUE)
    sweep(here(ESCALATED), WHO)
    assert heard(task) == {("冯二二", "escalated", ""), ("蒋六六", "escalated", "冯二二")}
    assert heard(own) == {("蒋六六", "escalated", "")}, "nobody at all is left"
    assert Alert.objects.get(task_id=own.pk).said == ""


def test_of_a_unit_its_head_is_told_as_the_responsible_and_once(office: Office) -> None:
    """He works in it, too, and so sees the paper: one alert, with its title at once."""
    task = owed(office.unit, DUE)
    sweep(here(ESCALATED), WHO)
    assert heard(task) == {
        ("吕祎", "escalated", ""), ("何明远", "escalated", "省水利厅"), ("蒋六六", "escalated", "省水利厅")
    }  # fmt: skip
    shown = dict(Alert.objects.filter(task_id=task.pk).values_list("recipient__name", "title"))
    assert shown == {"吕祎": task.title, "何明远": task.title, "蒋六六": ""}
    assert Alert.objects.get(task_id=task.pk, recipient=office.unit_clerk).said == "已升级：何明远、蒋六六"


def test_the_chiefs_deputy_too_for_his_kinds(office: Office) -> None:
    Delegation.objects.create(principal=office.chief, deputy=office.deputy, since=SINCE, kinds=["handle"])
    task, other = owed(office.handler, DUE), owed(office.handler, DUE, kind="propose")
    sweep(here(ESCALATED), WHO)
    assert {name for name, _, _ in heard(task)} == {"冯二二", "吴十", "郑一一"}
    assert Alert.objects.get(task_id=task.pk, recipient=office.deputy).by_name == "吴十"
    assert queries.escalated([task.pk])[task.pk] == [("吴十", ESCALATED)], "it is not the deputy's"
    assert {name for name, _, _ in heard(other)} == {"冯二二", "吴十"}


# -- who may know ---------------------------------------------------------------------------------------


def test_who_may_not_see_it_gets_neither_title_nor_link(office: Office, answers: Any) -> None:
    room = answers("蒋六六")
    secret = owed(office.handler, DUE, title="一件工作秘密", number="收〔2026〕9号")
    told = owed(office.chief, DUE, title="一件工作秘密", number="收〔2026〕10号")
    tick(ESCALATED, lines, BEHIND, NEXT)
    withheld_ = Alert.objects.get(task_id=secret.pk, recipient=office.chief)
    assert (withheld_.title, withheld_.subject_ref) == ("", "")
    assert withheld_.said == "收〔2026〕9号 冯二二承办，2026-11-27 17:30起超期"
    assert withheld_.looked_at == ESCALATED
    shown = Alert.objects.get(task_id=told.pk, recipient=office.supervisor)
    assert (shown.title, shown.subject_ref) == ("一件工作秘密", told.subject_ref)
    assert room.asked == 2
    tick(ESCALATED + timedelta(minutes=1), lines, BEHIND, NEXT)
    assert room.asked == 2, "asked once"


def test_until_somebody_looked_it_is_withheld(office: Office, answers: Any) -> None:
    """A process killed between the two leaves the safe half, and the next minute goes on with it."""
    answers("吴十")
    task = owed(office.handler, DUE)
    tick(ESCALATED - timedelta(minutes=5), lines, BEHIND, NEXT)
    Alert.objects.all().delete()
    sweep(here(ESCALATED), WHO)
    mine = Alert.objects.get(task_id=task.pk, recipient=office.chief)
    assert (mine.title, mine.subject_ref, mine.looked_at) == ("", "", None)
    tick(ESCALATED, lines, BEHIND, NEXT)
    mine.refresh_from_db()
    assert (mine.title, mine.looked_at) == (task.title, ESCALATED)


def test_who_loses_the_paper_while_it_is_asked_keeps_nothing(
    office: Office, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He may see it when the room is asked; before the answer is written it was taken from him."""
    room, task = answers("吴十"), owed(office.handler, DUE)
    sweep(here(ESCALATED), WHO)
    paper = SimpleNamespace(subject_kind=task.subject_kind, ref=task.subject_ref)

    def sees(person: Any, ref: str) -> bool:
        unlink([person.pk], subject=paper, now=ESCALATED)
        return True

    monkeypatch.setattr(room, "sees", sees)
    withheld.give(ESCALATED)
    mine = Alert.objects.get(task_id=task.pk, recipient=office.chief)
    assert (mine.title, mine.subject_ref, mine.looked_at) == ("", "", ESCALATED)


def test_what_was_recalled_before_somebody_looked_stays_without_title(office: Office, answers: Any) -> None:
    answers("吴十")
    task = owed(office.handler, DUE)
    sweep(here(ESCALATED), WHO)
    hush([task.pk], ESCALATED)
    withheld.give(ESCALATED)
    assert set(Alert.objects.filter(task_id=task.pk).values_list("title", "subject_ref")) == {("", "")}


def test_what_no_room_answers_for_is_withheld(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SUBJECTS, "document", raising=False)
    task = owed(office.handler, DUE)
    tick(ESCALATED, lines, BEHIND, NEXT)
    assert Alert.objects.get(task_id=task.pk, recipient=office.chief).title == ""
    assert Alert.objects.get(task_id=task.pk, recipient=office.handler).title == task.title


def test_a_room_that_fails_to_answer_stops_nobody_else(
    office: Office, answers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, bad = answers("吴十"), owed(office.handler, DUE)
    good = owed(office.handler, DUE)

    def sees(person: Any, ref: str) -> bool:
        if ref == bad.subject_ref:
            raise RuntimeError("no answer")
        return True

    monkeypatch.setattr(room, "sees", sees)
    tick(ESCALATED, lines, BEHIND, NEXT)
    titles = dict(Alert.objects.filter(recipient=office.chief).values_list("task_id", "title"))
    assert titles == {bad.pk: "", good.pk: good.title}


# -- when -----------------------------------------------------------------------------------------------


def test_by_urgency(office: Office) -> None:
    """Friday 17:30 again: after an hour the flash and 特急 ones are urged a second time, after two they went up."""
    tasks = {
        u: owed(office.handler, DUE, urgency=u)
        for u in ("", "normal", "routine", "urgent", "top_urgent", "flash")
    }

    def stages() -> dict[str, str]:
        rows = Alert.objects.filter(whose="", read_at=None).order_by("id").values_list("task_id", "stage")
        newest = dict(rows)
        return {u: newest.get(t.pk, "") for u, t in tasks.items()}

    days = ["due_soon"] * 3
    tick(at("2026-11-26", "09:00"), lines, BEHIND, NEXT)
    assert list(stages().values()) == [*days, "", "", ""]
    tick(at("2026-11-27", "17:20"), lines, BEHIND, NEXT)
    assert list(stages().values()) == [*["due_today"] * 3, "due_soon", "due_soon", "due_soon"]
    tick(at("2026-11-27", "18:31"), lines, BEHIND, NEXT)
    assert list(stages().values()) == [*["overdue"] * 4, "second", "second"]
    tick(at("2026-11-27", "19:30"), lines, BEHIND, NEXT)
    assert list(stages().values()) == [*["overdue"] * 4, "escalated", "escalated"]
    tick(at("2026-12-01", "17:30"), lines, BEHIND, NEXT)
    assert list(stages().values()) == ["overdue", "overdue", "second", "escalated", "escalated", "escalated"]
    tick(at("2026-12-02", "17:30"), lines, BEHIND, NEXT)
    assert list(stages().values()) == ["second", "second", *["escalated"] * 4]
    assert set(Alert.objects.values_list("urgency", flat=True)) == set(tasks)


@pytest.mark.usefixtures("_rules_anew")
def test_the_rules_are_rows(office: Office) -> None:
    StageRule.objects.filter(urgency="", stage="second").update(unit="clock_hour", amount=1)
    StageRule.objects.filter(urgency="urgent", stage="escalated").update(on=False)
    store.reset()
    plain, urgent = owed(office.handler, DUE), owed(office.handler, DUE, urgency="urgent")
    sweep(here(at("2026-11-27", "18:30")), WHO)
    sweep(here(at("2027-11-27", "18:30")), WHO)
    assert [a.stage for a in Alert.objects.filter(task_id=plain.pk, whose="").order_by("id")] == [
        "second", "escalated"
    ]  # fmt: skip
    assert [a.stage for a in Alert.objects.filter(task_id=urgent.pk, whose="").order_by("id")] == [
        "overdue", "second"
    ]  # fmt: skip


@pytest.mark.usefixtures("_rules_anew")
def test_a_rule_changed_between_two_minutes_is_caught_up(office: Office) -> None:
    task = owed(office.handler, DUE)
    tick(at("2026-11-28", "09:00"), lines, BEHIND, NEXT)
    StageRule.objects.filter(urgency="", stage="second").update(unit="clock_hour", amount=1)
    StageRule.objects.create(urgency="normal", stage="second", unit="clock_hour", amount=2, source="试")
    store.reset()
    tick(at("2026-11-28", "09:01"), lines, BEHIND, NEXT)
    assert heard(task) == {("冯二二", "overdue", ""), ("冯二二", "second", ""), ("吴十", "second", "冯二二")}


def test_after_an_outage_only_the_newest_stage(office: Office) -> None:
    tick(at("2026-11-26", "09:00"), lines, BEHIND, NEXT)
    task = owed(office.handler, DUE)
    tick(at("2027-03-01", "09:00"), lines, BEHIND, NEXT)
    assert heard(task) == {("冯二二", "escalated", ""), ("吴十", "escalated", "冯二二")}
    assert Alert.objects.filter(task_id=task.pk).count() == 2


def test_a_new_date_begins_anew_and_takes_the_escalation_back(office: Office) -> None:
    task = owed(office.handler, DUE)
    tick(ESCALATED, lines, BEHIND, NEXT)
    assert set(queries.escalated([task.pk])) == {task.pk}
    Task.objects.filter(pk=task.pk).update(due_at=at("2026-12-18", "17:30"), due_version=2)
    tick(ESCALATED + timedelta(hours=1), lines, BEHIND, NEXT)
    assert queries.escalated([task.pk]) == {}
    assert not Alert.objects.filter(task_id=task.pk, read_at=None).exists()
    tick(at("2026-12-25", "17:30"), lines, BEHIND, NEXT)
    assert set(queries.escalated([task.pk])) == {task.pk}
    Task.objects.filter(pk=task.pk).update(status="done", done_at=ESCALATED)
    assert queries.escalated([task.pk]) == {}


# -- one bad row ----------------------------------------------------------------------------------------

FAILS = """
CREATE FUNCTION alert_fails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF NEW.task_id = ANY (ARRAY[{ids}]) THEN RAISE EXCEPTION 'no alert for task %', NEW.task_id; END IF; RETURN NEW; END $$;
CREATE TRIGGER alert_fails BEFORE INSERT ON alerts_alert FOR EACH ROW EXECUTE FUNCTION alert_fails();
"""


@pytest.fixture
def failing() -> Iterator[Callable[[list[Task]], None]]:
    """No alert can be written for these tasks."""

    def fail(tasks: list[Task]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FAILS.format(ids=", ".join(str(t.pk) for t in tasks)))

    yield fail
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER IF EXISTS alert_fails ON alerts_alert; DROP FUNCTION IF EXISTS alert_fails()"
        )


@pytest.mark.parametrize("batch", [1, 4, 5000])
def test_one_bad_row_never_stops_a_run(
    office: Office, failing: Any, batch: int, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = [owed(office.handler, DUE - timedelta(minutes=n % 3)) for n in range(30)]
    bad = [tasks[n] for n in (0, 13, 14, 29)]
    failing(bad)
    found: list[int] = []
    with caplog.at_level(logging.ERROR, logger="alerts.batches"):
        assert sweep(here(at("2026-11-28")), WHO, batch=batch, bad=found) == 26
    assert sorted(found) == sorted(t.pk for t in bad)
    assert set(Alert.objects.values_list("task_id", flat=True)) == {t.pk for t in tasks} - set(found)
    assert [r.args[0] for r in caplog.records if "passed over" in r.msg] == found  # type: ignore[index]


def test_what_was_passed_over_is_counted_until_it_is_told(office: Office, failing: Any) -> None:
    tick(at("2026-11-27", "17:29"), lines, BEHIND, NEXT)
    assert queries.passed_over() == 0
    bad, good = owed(office.handler, DUE), owed(office.handler, DUE)
    failing([bad])
    tick(at("2026-11-27", "17:31"), lines, BEHIND, NEXT)
    assert (heard(bad), heard(good)) == (set(), {("冯二二", "overdue", "")})
    assert queries.passed_over() == 1
    tick(at("2026-11-27", "17:32"), lines, BEHIND, NEXT)
    assert queries.passed_over() == 1, "the next minutes do not forget it"
    tick(at("2026-11-27", "19:00"), lines, BEHIND, NEXT)
    assert (queries.passed_over(), Scan.objects.get().passed_over) == (1, [bad.pk])
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER alert_fails ON alerts_alert")
    tick(at("2026-11-27", "20:00"), lines, BEHIND, NEXT)
    assert queries.passed_over() == 0
    assert heard(bad) == {("冯二二", "overdue", "")}


def test_each_minute_of_two_weeks_as_a_look_at_everything(office: Office) -> None:
    """Every quarter of an hour, all urgencies, chiefs and supervisors: the sweep finds nothing that was missed."""
    first = at("2026-11-20", "00:00")
    marks = ["", "normal", "routine", "urgent", "top_urgent", "flash"]
    for n in range(48):
        holder = [office.handler, office.unit, office.chief][n % 3]
        owed(holder, first + timedelta(hours=3.7 * n), urgency=marks[n % len(marks)])
    before = here(first - timedelta(minutes=15))
    sweep(before, WHO)
    for n in range(0, 60 * 24 * 14, 15):
        now = here(first + timedelta(minutes=n))
        catch_up(now, before, WHO)
        before = now
    assert sweep(before, WHO) == 0
    keys = list(Alert.objects.values_list("recipient_id", "task_id", "stage"))
    assert len(keys) == len(set(keys)) > 300
    assert Alert.objects.filter(stage="escalated").exclude(whose="").exists()
