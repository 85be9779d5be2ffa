"""The main trip with JavaScript switched off: slower, but everything is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from documents.models import Document
from documents.words import State
from tests.journeys import steps
from tests.journeys.steps import TITLE
from tests.journeys.visitor import Visitor
from tests.office import Office
from workflow.models import Task
from workflow.replay import differences

RESULT = "已研究，建议原则同意。"


def test_the_trip_without_javascript(office: Office, visit: Callable[..., Visitor], tmp_path: Path) -> None:
    plain = partial(visit, javascript=False)
    chen = plain("chen")
    chen.open("/documents/new/")
    chen.one("#file").send_keys(str(steps.paper(tmp_path)))
    chen.press("上传并读取")
    chen.sees("请核对后保存")
    chen.press("保存并送出")
    doc = steps.registered(chen)

    feng, wu = plain("feng"), plain("wu")
    feng.take(TITLE)
    steps.propose(feng, co_units="", leaders="赵六", readers="", text="拟转省水利厅办理，请赵六同志阅示。")
    wu.take(TITLE)
    steps.give_back(wu, "请核定时限。")
    feng.take(TITLE)
    feng.fill("due", "+4")
    feng.send()
    wu.take(TITLE)
    steps.tick(wu, "checked")
    steps.write(wu, "同意拟办意见。")
    assert wu.list_of("todo") == []

    zhao = plain("zhao")
    zhao.take(TITLE)
    steps.write(zhao, "请水利厅抓紧研究，报结果。")
    feng.take(TITLE)
    feng.choose("交办")
    feng.fill("due_0", "+4")
    feng.send()

    unit = plain("unit1")
    unit.take(TITLE)
    unit.choose("接收")
    taken = Task.objects.filter(subject_ref=doc.ref, accepted_at__isnull=False)
    unit.until(lambda: unit.path.endswith("/do/accept/") or taken.exists(), "the verb was not answered")
    if unit.path.endswith("/do/accept/"):
        unit.send()
    unit.open(f"/documents/{doc.ref}/do/report/")
    unit.fill("result", RESULT)
    unit.send()
    assert unit.list_of("todo") == []

    chen.open(f"/documents/{doc.ref}/do/circulate/")
    chen.one("[name=people]")
    chen.fill("people", "李四（省政府办公厅 领导）")
    chen.send()
    li = plain("li")
    li.take(TITLE, "toread")
    li.send()
    assert li.list_of("toread") == []

    feng.open(f"/documents/{doc.ref}/do/set_reply/")
    feng.fill("no_reply", "已电话答复。")
    feng.send()
    feng.take(TITLE)
    feng.choose("申请办结")
    feng.fill("result", RESULT)
    feng.send()
    doc.refresh_from_db()
    assert doc.state == State.CLOSING

    wu.take(TITLE)
    wu.choose("同意办结")
    steps.tick(wu, "checked")
    wu.send()
    assert wu.list_of("todo") == []
    doc.refresh_from_db()
    assert doc.state == State.CLOSED
    feng.open(f"/documents/{doc.ref}/?tab=log")
    feng.sees("登记来文", "退回修改", "审核同意", "交办", "接收", "报结", "阅", "申请办结", "复核办结")
    assert list(differences(Document)) == []
