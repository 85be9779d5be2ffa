"""催办: who is waited for is alerted or telephoned; how, is there when a unit is waited for no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.models import Alert
from docflow.web.errors import Incomplete, NotAllowed
from outgoing.actions import route, urging
from outgoing.models import Outgoing
from people.models import Appointment, Person
from tests.outgoing.desk import Desk, make_desk, sent
from tests.outgoing.papers import entry, late, on_paper, two_units
from workflow.models import Task
from workflow.urged import last_urged

pytestmark = pytest.mark.django_db


@pytest.fixture
def d() -> Desk:
    return make_desk()


def open_ones(paper: Outgoing) -> list[Task]:
    return list(Task.objects.about(paper).open().order_by("id"))


def urged(paper: Outgoing) -> list[int]:
    return [t.urged for t in open_ones(paper)]


def test_who_is_waited_for_is_told(d: Desk) -> None:
    paper = two_units(d)
    done = urging.urge(paper, by=d.drafter, task_ids=[open_ones(paper)[0].pk], note="请于明日前答复")
    assert urged(paper) == [1, 0]
    assert done.said == "已催 省水利厅。"
    alert = Alert.objects.get(stage="urged", recipient=d.o.unit_clerk)
    assert (alert.said, alert.by_name) == ("请于明日前答复", d.drafter.name)
    assert not Alert.objects.filter(stage="urged", recipient=d.o.unit2_clerk).exists()
    assert done.subject.state == paper.state == "countersigning"


def test_every_step_has_somebody_to_urge(d: Desk) -> None:
    paper = sent(d)
    urging.urge(paper, by=d.o.clerk)
    assert urged(paper) == [1]
    assert Alert.objects.filter(stage="urged", recipient=d.o.chief).count() == 1


def test_nobody_urges_himself_or_who_has_answered(d: Desk) -> None:
    paper = sent(d)
    with pytest.raises(Incomplete, match="等的是您自己"):
        urging.urge(paper, by=d.o.chief)
    units = two_units(d)
    first, second = (t.pk for t in open_ones(units))
    route.countersign(units, by=d.o.unit_clerk, result="agreed")
    for ids in ([first], [first, second], [0], []):
        with pytest.raises(Incomplete, match="请选择还没有办"):
            urging.urge(units, by=d.o.clerk, task_ids=ids)
    with pytest.raises(NotAllowed, match="拟稿人"):
        urging.urge(units, by=d.o.unit2_clerk)
    assert urged(units) == [0]


def test_who_has_nobody_in_the_system_is_telephoned(d: Desk) -> None:
    paper = two_units(d)
    Appointment.objects.filter(post__unit=d.o.unit2).update(until=timezone.localdate() - timedelta(days=1))
    ids = [t.pk for t in open_ones(paper)]
    with pytest.raises(Incomplete, match="省财政厅 不在本系统办理，请电话催办，并填写接电话的人。"):
        urging.urge(paper, by=d.o.clerk, task_ids=ids)
    assert urged(paper) == [0, 0]
    done = urging.urge(paper, by=d.o.clerk)  # nobody chosen: whoever can be told is told
    assert urged(paper) == [1, 0]
    assert done.said.startswith("已催 省水利厅。省财政厅 不在本系统办理")
    done = urging.urge(paper, by=d.o.clerk, task_ids=ids, answered_by=" 王姐 ")
    assert urged(paper) == [2, 1]
    assert done.entry.data["phoned"] == {"names": ["省财政厅"], "answered_by": "王姐"}
    done = urging.urge(
        paper, by=d.o.clerk, task_ids=ids[:1], answered_by="李哥"
    )  # who could be told may be called
    assert done.entry.data["phoned"] == {"names": ["省水利厅"], "answered_by": "李哥"}


def test_what_was_urged_need_not_be_typed_once_more(d: Desk, client: Client) -> None:
    paper = late(d)
    first, second = open_ones(paper)
    ids = [first.pk, second.pk]
    urging.urge(paper, by=d.drafter, task_ids=[first.pk])
    urging.urge(paper, by=d.o.clerk, task_ids=[first.pk], answered_by="王秘书")
    with pytest.raises(Incomplete, match="省财政厅 没有催办记录：请先「催办」"):
        route.overdue(paper, by=d.drafter, task_ids=ids)
    client.force_login(d.drafter)
    html = client.get(f"/outgoing/{paper.ref}/do/overdue/").content.decode()
    assert "已催 2 次：" in html
    assert "（接听人 王秘书）" in html
    assert "没有催办记录" in html
    route.overdue(paper, by=d.drafter, task_ids=[first.pk])
    [[name, made]] = entry(paper, "overdue").data["urgings"]
    assert (name, [(by, who) for _at, by, who in made]) == (
        "省水利厅", [(d.drafter.name, ""), (d.o.clerk.name, "王秘书")]
    )  # fmt: skip
    log = client.get(f"/outgoing/{paper.ref}/?tab=log").content.decode()
    assert "催办记录：省水利厅 " in log
    assert "电话催 省水利厅，接听人 王秘书。" in log
    route.overdue(paper, by=d.drafter, task_ids=[second.pk], reason="口头催过，不再等。")
    assert entry(paper, "overdue").data["urgings"] == []


def test_each_branch_has_its_own_link(d: Desk, client: Client) -> None:
    paper = two_units(d)
    first, second = open_ones(paper)
    urging.urge(paper, by=d.o.clerk, task_ids=[second.pk])
    client.force_login(d.o.clerk)
    here = f"/outgoing/{paper.ref}/do/urge/"
    html = client.get(f"/outgoing/{paper.ref}/").content.decode()
    assert [f'href="{here}?task={t.pk}"' in html for t in (first, second)] == [True, True]
    assert html.count("已催 1 次") == 1
    form = client.get(f"{here}?task={second.pk}").context["form"]
    assert form["task_ids"].initial == [str(second.pk)]
    for odd in ("x", "²", "9" * 30, "-1", "0"):
        assert client.get(here, {"task": odd}).context["form"]["task_ids"].initial == [
            str(first.pk),
            str(second.pk),
        ]
    client.force_login(d.o.unit_clerk)
    assert f"{here}?task=" not in client.get(f"/outgoing/{paper.ref}/").content.decode()


def test_the_step_of_one_and_of_an_organ_on_paper(d: Desk, client: Client) -> None:
    client.force_login(d.o.clerk)
    for paper in (sent(d), on_paper(d)):
        [task] = open_ones(paper)
        link = f"/outgoing/{paper.ref}/do/urge/?task={task.pk}"
        assert client.get(f"/outgoing/{paper.ref}/").content.decode().count(link) == 1
    client.force_login(d.o.chief)
    own = sent(d)
    assert "/do/urge/" not in client.get(f"/outgoing/{own.ref}/").content.decode()


def gone(who: Person) -> None:
    """His last day has passed: that nobody leaves work behind was checked before."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    Appointment.objects.filter(person=who).update(until=timezone.localdate() - timedelta(days=1))


def test_who_has_left_is_not_telephoned_but_replaced(d: Desk) -> None:
    """His step is another's to do: to urge him, with or without a name at the telephone, would move nothing."""
    paper, units = sent(d), two_units(d)
    gone(d.o.chief)
    for answered_by in ("", "王姐"):
        with pytest.raises(
            Incomplete, match="吴十 已不在岗，催办没有人收到：请处长或副处长「改派」。"
        ) as refused:
            urging.urge(paper, by=d.o.clerk, answered_by=answered_by)
        assert "电话" not in str(refused.value)
    assert urged(paper) == [0]
    post = Appointment.objects.get(person=d.o.unit2_clerk).post
    Task.objects.about(units).filter(holder=d.o.unit2.principal).update(
        holder=f"o{post.pk}", holder_name="单位文书"
    )
    gone(d.o.unit2_clerk)
    ids = [t.pk for t in open_ones(units)]
    with pytest.raises(Incomplete, match="单位文书 现在没有人任职.*请系统管理员安排任职"):
        urging.urge(units, by=d.o.clerk, task_ids=ids, answered_by="王姐")
    done = urging.urge(units, by=d.o.clerk)
    assert done.said.startswith("已催 省水利厅。单位文书 现在没有人任职")
    assert urged(units) == [1, 0]


def test_for_all_at_once_only_who_cannot_be_told_was_telephoned(d: Desk, client: Client) -> None:
    """One name for many papers: of one whose holders were all alerted no call is written down."""
    told, away = two_units(d), on_paper(d)
    client.force_login(d.o.clerk)
    data = {"key": "k", "pick": [told.ref, away.ref], "answered_by": "王秘书", "note": ""}
    client.post("/outgoing/batch/urge/", data)
    assert "phoned" not in entry(told, "urge").data
    assert entry(away, "urge").data["phoned"]["answered_by"] == "王秘书"
    assert urged(told) == [1, 1]


def test_one_statement_finds_who_can_be_told(d: Desk) -> None:
    def cost(paper: Outgoing) -> int:
        with CaptureQueriesContext(connection) as queries:
            urging.urge(paper, by=d.o.clerk)
        return len(queries)

    one, two = sent(d, units=[d.o.unit.pk]), two_units(d)
    urging.urge(one, by=d.o.clerk)
    assert cost(one) == cost(two)


def test_how_it_was_done_and_what_was_promised_is_kept(d: Desk, client: Client) -> None:
    paper = two_units(d)
    first, second = (t.pk for t in open_ones(paper))
    on = timezone.localdate() + timedelta(days=2)
    done = urging.urge(paper, by=d.o.clerk, task_ids=[first, second], channel="letter", promised_on=on)
    assert (done.entry.data["channel"], done.entry.data["promised_on"]) == ("letter", on.isoformat())
    urging.urge(paper, by=d.o.clerk, task_ids=[first], channel="phone", answered_by="王姐")
    found = last_urged([first, second])
    assert (found[first].channel, found[first].answered_by, found[first].promised_on) == (
        "phone",
        "王姐",
        None,
    )
    assert (found[second].channel, found[second].promised_on) == ("letter", on)
    client.force_login(d.o.clerk)
    assert f"答应 {on:%m-%d} 前" in client.get(f"/outgoing/{paper.ref}/").content.decode()
    log = client.get(f"/outgoing/{paper.ref}/?tab=log").content.decode()
    assert f"发函催办。答应 {on.isoformat()} 前办完。" in log
    assert "电话催 省水利厅，接听人 王姐。" in log


def test_a_letter_reaches_who_has_nobody_here(d: Desk) -> None:
    paper = two_units(d)
    Appointment.objects.filter(post__unit=d.o.unit2).update(until=timezone.localdate() - timedelta(days=1))
    ids = [t.pk for t in open_ones(paper)]
    done = urging.urge(paper, by=d.o.clerk, task_ids=ids, channel="letter")
    assert urged(paper) == [1, 1]
    assert "phoned" not in done.entry.data
    done = urging.urge(paper, by=d.o.clerk, answered_by="王姐")  # of all: only who cannot be told was called
    assert [last_urged(ids)[pk].channel for pk in ids] == ["system", "phone"]


def test_a_call_nobody_answered_is_no_call(d: Desk, client: Client) -> None:
    paper = two_units(d)
    client.force_login(d.o.clerk)
    sent = {"key": "k", "version": "", "task_ids": [open_ones(paper)[0].pk], "channel": "phone", "note": "急"}
    answer = client.post(f"/outgoing/{paper.ref}/do/urge/", sent)
    assert answer.status_code == 422
    assert "请写明谁接的电话" in answer.content.decode()
    assert urged(paper) == [0, 0]
