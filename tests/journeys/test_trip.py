"""The whole trip of one incoming paper, from the register to its closure, each step by its own person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from documents.models import Document
from documents.words import State
from tests.journeys import steps
from tests.journeys.steps import NUMBER, TITLE
from tests.journeys.visitor import Visitor
from tests.office import Office
from workflow.replay import differences

Visit = Callable[..., Visitor]
FIRST = "请水利厅牵头研究，五个工作日内报结果。"


def holder(seen_by: Visitor, doc: Document, *names: str) -> None:
    """The route on the paper's page says who has it."""
    seen_by.open(f"/documents/{doc.ref}/")
    route = seen_by.one(".route [aria-current=step]").text + "".join(li.text for li in seen_by.all(".co li"))
    for name in names:
        assert name in route, f"{name} does not stand in {route}"


def test_from_the_register_to_the_closure(office: Office, visit: Visit, tmp_path: Path) -> None:
    chen, feng = visit("chen"), visit("feng")
    doc = register(chen, tmp_path)
    holder(chen, doc, "冯二二")
    wu = visit("wu")
    decide(doc, feng, wu, chen)
    words(doc, visit, feng, tmp_path)
    units(doc, visit, feng)
    read(doc, visit("jiang"), chen)
    closing(doc, feng, visit("zheng"))
    timeline(feng, doc)
    assert list(differences(Document)) == []


def register(chen: Visitor, folder: Path) -> Document:
    """The fields are read from the paper and offered; the clerk checks and sends."""
    chen.open("/documents/new/")
    chen.one("#file").send_keys(str(steps.paper(folder)))
    chen.until(lambda: chen.one("[name=title]").get_attribute("value") == TITLE, "the title was not read")
    assert chen.one("[name=source_doc_number]").get_attribute("value") == NUMBER
    assert chen.one("[name=sender]").get_attribute("value") == "云川市人民政府"
    chen.until(lambda: chen.all("#files img"), "no page picture")
    chen.press("保存并送出")
    doc = steps.registered(chen)
    assert (doc.urgency, doc.kind, doc.state) == ("urgent", "request", State.PROPOSING)
    assert doc.attachments.get().blob.pages == 1
    return doc


def decide(doc: Document, feng: Visitor, wu: Visitor, chen: Visitor) -> None:
    """拟办 → returned once with a reason → mended → approved with a stock phrase."""
    assert feng.list_of("todo") == [TITLE]
    feng.sees("待办 1")
    feng.take(TITLE)
    feng.until(lambda: feng.all(".pages img"), "the original is not beside the form")
    steps.propose(feng, co_units="")
    assert feng.list_of("todo") == []
    holder(chen, doc, "吴十")

    wu.take(TITLE)
    wu.sees("拟转省水利厅牵头", "怎么算的")
    steps.give_back(wu, "请补充协办单位省财政厅。")
    assert wu.list_of("todo") == []

    feng.take(TITLE)
    feng.sees("请补充协办单位省财政厅。")
    assert feng.one("[name=lead_unit]").get_attribute("value") == "省水利厅", "the first proposal is lost"
    feng.fill("co_units", "省财政厅")
    feng.send()
    doc.refresh_from_db()
    assert (doc.state, doc.proposals.count()) == (State.REVIEWING, 2)

    wu.take(TITLE)
    wu.press("同意拟办意见。")
    steps.tick(wu, "checked")
    wu.press("同意并送出")
    wu.sees("待办已清")
    holder(chen, doc, "赵六")


def words(doc: Document, visit: Visit, feng: Visitor, folder: Path) -> None:
    """The secretary records what the first leader wrote, with the scan; the second writes himself; it is assigned."""
    tao = visit("tao")
    tao.open("/instructions/")
    tao.press(TITLE)
    tao.choose("代录批示")
    tao.fill("text", FIRST)
    tao.one("[name=scan]").send_keys(str(steps.paper(folder)))
    tao.send()
    doc.refresh_from_db()
    said = doc.instructions.get()
    assert (said.leader_name, said.text, said.needs_feedback, said.scan_pending) == (
        "赵六",
        FIRST,
        True,
        False,
    )

    zhao, li = visit("zhao"), visit("li")
    zhao.open(f"/documents/{doc.ref}/")
    zhao.sees(FIRST, "陶七八 代录")
    li.take(TITLE)
    li.press("同意。")
    li.send()
    holder(feng, doc, "冯二二")
    assert "赵六" in feng.one(".route").text, "the leader whose words were recorded is not on the route"

    feng.take(TITLE)
    feng.choose("交办")
    assert feng.one("[name=content_0]").get_attribute("value") == FIRST
    assert feng.one("[name=lead_0]").get_attribute("value") == "省水利厅"
    feng.send()
    feng.sees("请先定一个日期。")
    feng.fill("due_0", "+5")
    feng.one("[name=no_work][value='2']").click()  # 李四's 同意 asks nothing of a unit
    feng.send()
    doc.refresh_from_db()
    assert doc.state == State.HANDLING
    holder(feng, doc, "省水利厅", "省财政厅")


def units(doc: Document, visit: Visit, feng: Visitor) -> None:
    """Both units accept; the lead cannot report before the co-unit has."""
    lead, co = visit("unit1"), visit("unit2")
    for unit in (lead, co):
        unit.sees("待办 1")
        unit.take(TITLE)
        unit.press("接收")
        unit.sees("报结")
    report(lead, doc, "已会同省财政厅研究，建议原则同意。")
    lead.sees("省财政厅")
    assert doc.assignments.filter(status="reported").count() == 0
    assert "建议原则同意" in (lead.one("#op, [name=result]").get_attribute("value") or ""), (
        "the words are lost"
    )
    report(co, doc, "无不同意见。")
    holder(feng, doc, "已回", "办理中")
    report(lead, doc, "已会同省财政厅研究，建议原则同意。")
    assert lead.list_of("todo") == co.list_of("todo") == []
    assert feng.list_of("todo") == [TITLE]


def report(unit: Visitor, doc: Document, result: str) -> None:
    unit.open(f"/documents/{doc.ref}/do/report/")
    unit.fill("result", result)
    unit.send()


def read(doc: Document, jiang: Visitor, chen: Visitor) -> None:
    """The reader opens and reads; who gave it sees both."""
    assert jiang.list_of("toread") == [TITLE]
    jiang.take(TITLE, "toread")
    jiang.send()
    jiang.sees("没有待阅的公文")
    chen.open(f"/documents/{doc.ref}/?tab=readers")
    chen.sees("送 1 人，打开 1 人，已阅 1 人", "蒋六六")


def closing(doc: Document, feng: Visitor, zheng: Visitor) -> None:
    """What is still open is on the page; when nothing is, a second person checks and closes."""
    feng.take(TITLE)
    feng.sees("未了事项 1 项")
    feng.choose("登记答复")
    feng.fill("number", "江政函〔2026〕58号")
    feng.send()
    feng.open(f"/documents/{doc.ref}/do/ask_to_close/")
    feng.fill("result", "已函复云川市人民政府，原则同意。")
    feng.fill("checker", "郑一一（副处长）")
    feng.send()
    assert feng.list_of("todo") == []
    zheng.take(TITLE)
    zheng.choose("同意办结")
    steps.tick(zheng, "checked")
    zheng.send()
    doc.refresh_from_db()
    assert doc.state == State.CLOSED
    zheng.open(f"/documents/{doc.ref}/")
    zheng.sees("已办结")


def timeline(feng: Visitor, doc: Document) -> None:
    """Nothing was lost on the way: every step with its person, newest first."""
    feng.open(f"/documents/{doc.ref}/?tab=log")
    lines: list[Any] = [line.text for line in feng.all(".tl li")]
    steps_taken = [
        ("陈三三", "登记来文"), ("冯二二", "提出拟办意见"), ("吴十", "退回修改"), ("冯二二", "提出拟办意见"),
        ("吴十", "审核同意"), ("陶七八 代 赵六", "代录批示"), ("李四", "批示"), ("冯二二", "交办"),
        ("吕祎", "接收"), ("施堃", "接收"), ("施堃", "报结"), ("吕祎", "报结"), ("蒋六六", "阅"),
        ("冯二二", "登记答复情况"), ("冯二二", "申请办结"), ("郑一一", "复核办结"),
    ]  # fmt: skip
    assert len(lines) == len(steps_taken), lines
    for line, (who, did) in zip(reversed(lines), steps_taken, strict=True):
        assert who in line, f"{who} is not in {line}"
        assert did in line, f"{did} is not in {line}"
    assert any("请补充协办单位省财政厅。" in line for line in lines)
