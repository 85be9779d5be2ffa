"""What answers what, in the browser: the 批复 that closes an incoming 请示, the 复函 to a letter of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from documents.models import Document
from documents.queries.open_matters import open_matters
from outgoing.models import NumberSlot, Outgoing
from tests.journeys import steps
from tests.journeys.outgoing_steps import (
    Visit,
    issue,
    newest,
    pdf_file,
    receipts_and_closed,
    review_and_sign,
    send,
    tick_all,
    word_file,
)
from tests.journeys.visitor import Visitor
from tests.outgoing.desk import Desk, make_desk
from workflow.replay import differences

REQUEST = "云川市人民政府关于设立云川市城市运行管理中心的请示"
NORTH = "北原省人民政府办公厅"
NO_REPLY = "复文未关联，也没有说明无需答复的理由。"
BODY = ("现批复如下：", "一、同意设立城市运行管理中心。", "二、所需编制在现有总量内调剂解决。", "此复。")


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def office(desk: Desk) -> Any:
    return desk.o


def request_registered(chen: Visitor, folder: Path) -> Document:
    """The incoming 请示 with its PDF: what is read from it is checked and sent on."""
    chen.open("/documents/new/")
    request = pdf_file(
        folder, "来文.pdf", organ="云川市人民政府", number="云政〔2026〕15号", title=REQUEST, urgency="加急", signer="林 越",
        main_to="省人民政府", body_paragraphs=["现将有关情况请示如下。", "妥否，请批示。"],
    )  # fmt: skip
    chen.one("#file").send_keys(str(request))
    chen.until(lambda: chen.one("[name=title]").get_attribute("value") == REQUEST, "the title was not read")
    chen.until(lambda: chen.all("#files img"), "no page picture")
    chen.press("保存并送出")
    doc = steps.registered(chen)
    assert (doc.title, doc.kind, doc.urgency, doc.state) == (REQUEST, "request", "urgent", "proposing")
    return doc


def request_handled(visit: Visit, doc: Document) -> None:
    """Proposed, approved, the leader's words, given to a unit, and the unit's report."""
    feng, wu, zhao, unit = visit("feng"), visit("wu"), visit("zhao"), visit("unit1")
    feng.take(REQUEST)
    steps.propose(feng, co_units="", leaders="赵六", readers="")
    wu.take(REQUEST)
    wu.press("同意拟办意见。")
    steps.tick(wu, "checked")
    wu.press("同意并送出")
    wu.sees("待办已清")
    zhao.take(REQUEST)
    steps.write(zhao, "请省水利厅研究提出意见，按程序批复。")
    feng.take(REQUEST)
    feng.choose("交办")
    feng.fill("due_0", "+5")
    feng.send()
    unit.take(REQUEST)
    unit.press("接收")
    unit.sees("报结")
    unit.open(f"/documents/{doc.ref}/do/report/")
    unit.fill("result", "已研究，建议同意设立。")
    unit.send()
    assert feng.list_of("todo") == [REQUEST]


def asked_to_close(feng: Visitor, doc: Document, result: str) -> None:
    feng.open(f"/documents/{doc.ref}/do/ask_to_close/")
    feng.fill("result", result)
    feng.fill("checker", "郑一一（副处长）")
    feng.send()


def test_the_reply_to_a_request(desk: Desk, visit: Visit, tmp_path: Path) -> None:
    """S04 and S05, from the register form to the end: the 请示 is registered and handled, does not close without its
    reply; the 批复 is drafted from it, countersigned, signed, dispatched, and closes it; then its own receipts are in."""
    feng = visit("feng")
    doc = request_registered(visit("chen"), tmp_path)
    request_handled(visit, doc)
    asked_to_close(feng, doc, "拟以批复答复。")
    feng.sees(NO_REPLY)
    doc.refresh_from_db()
    assert doc.state == "handling"
    feng.open(f"/documents/{doc.ref}/")
    feng.sees(NO_REPLY)
    feng.press("拟复文")
    assert "批复" in (feng.one("[name=title]").get_attribute("value") or "")
    assert feng.one("[name=main]").get_attribute("value") == "云川市政府"
    feng.fill("title", "江东省人民政府办公厅关于同意设立城市运行管理中心的批复")
    feng.fill("copies", "省财政厅")
    feng.fill("publicity", "依申请公开")
    feng.one("[name=file]").send_keys(str(word_file(tmp_path, *BODY)))
    feng.press("建稿")
    feng.until(lambda: "/new/" not in feng.path, "not saved")
    paper = newest()
    assert (paper.state, paper.layout, paper.answers_id) == ("drafting", "letter", doc.pk)
    assert [p for p in paper.versions.get().paragraphs if p] == list(BODY)

    send(feng, paper, units="省水利厅")
    unit = visit("unit1")
    unit.take(paper.title)
    unit.one("[name=result][value=amended]").click()
    unit.fill("opinion", "建议写明经费由市里负担。")
    unit.send()
    feng.take(paper.title)
    feng.sees("建议写明经费由市里负担。")
    feng.fill("answer", "采纳，经费渠道另行明确。")
    feng.send()
    review_and_sign(visit, paper)
    issue(visit, paper, copies=3)

    paper.refresh_from_db()
    assert paper.number == f"江政办函〔{timezone.localdate().year}〕1号"
    assert paper.document_date == timezone.localdate()
    feng.open(f"/documents/{doc.ref}/?tab=facts")
    feng.sees(paper.number)
    feng.press(paper.number)
    feng.sees("已发出", doc.receipt_no)
    doc.refresh_from_db()
    assert (doc.answer_ref, doc.reply_note) == (paper.ref, paper.number)

    feng.take(REQUEST)
    assert NO_REPLY not in feng.text
    asked_to_close(feng, doc, f"已以{paper.number}批复云川市人民政府，同意设立。")
    zheng = visit("zheng")
    zheng.take(REQUEST)
    zheng.choose("同意办结")
    steps.tick(zheng, "checked")
    zheng.send()
    doc.refresh_from_db()
    assert (doc.state, doc.closed_at is not None) == ("closed", True)
    assert open_matters(doc) == []
    receipts_and_closed(visit, paper, "云川市人民政府", "unit2")
    feng.open(f"/documents/{doc.ref}/?tab=facts")
    feng.sees("已办结", paper.number)
    feng.open(f"/search/?q=江政办函{paper.document_date.year} 1号" if paper.document_date else "/")
    feng.sees(paper.title)
    assert list(differences(Outgoing)) == []
    assert list(differences(Document)) == []


def test_a_letter_whose_text_is_changed_after_signing_and_its_answer(
    desk: Desk, visit: Visit, tmp_path: Path
) -> None:
    """S09 and S10: what was changed after the sign-off is neither numbered nor printed before it is signed again. The
    answer of the other province arrives, is registered and linked; receipts in, the letter is closed."""
    feng = visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("kind", "函")
    feng.fill("title", "江东省人民政府办公厅关于商请支持公文交换试点工作的函")
    feng.fill("main", "省财政厅")
    feng.fill("publicity", "不予公开")
    feng.fill("words", "我厅拟开展公文交换试点。\n特此函商，请予函复。")
    feng.press("建稿")
    feng.sees("不予公开须写明理由。")
    assert "特此函商" in (feng.one("[name=words]").get_attribute("value") or ""), "what was typed is lost"
    feng.fill("publicity_reason", "机关间商洽事项")
    feng.press("建稿")
    feng.until(lambda: "/new/" not in feng.path, "not saved")
    paper = newest()
    feng.open(f"/outgoing/{paper.ref}/do/addressees/")
    feng.fill("main", f"「{NORTH}」（不相隶属机关）、省财政厅")  # an organ outside the roster
    feng.window.execute_script("document.activeElement.blur()")  # its list would lie over the button
    feng.send()
    feng.sees("已保存分发单位 2 个")
    send(feng, paper)
    review_and_sign(visit, paper)
    feng.open(f"/outgoing/{paper.ref}/do/text/")
    feng.fill("words", "我厅拟开展跨省公文交换试点。\n特此函商，请予函复。")
    feng.send()
    chen = visit("chen")
    chen.open(f"/outgoing/{paper.ref}/")
    chen.sees("签发后有改动")
    chen.open(f"/outgoing/{paper.ref}/do/number/")
    chen.sees("须先送 李四 重新签发")
    feng.open(f"/outgoing/{paper.ref}/do/resign/")
    feng.send()
    li = visit("li")
    li.take(paper.title)
    tick_all(li)  # nobody has reviewed this text
    li.send()  # 圈阅 counts as agreed
    zheng = visit("zheng")
    zheng.take(paper.title)
    tick_all(zheng)
    zheng.send()
    issue(visit, paper, copies=2)
    feng.open(f"/outgoing/{paper.ref}/?tab=text")
    feng.press("比较最近两稿")
    feng.sees("跨省公文交换")
    assert NumberSlot.objects.filter(paper=paper).count() == 1
    answer = answer_registered(chen, tmp_path)
    linked(chen, paper, answer)
    receipts_and_closed(visit, paper, NORTH, "unit2")
    feng.open(f"/outgoing/{paper.ref}/?tab=facts")
    feng.sees("已办结", answer.receipt_no)
    assert list(differences(Outgoing)) == []
    assert list(differences(Document)) == []


def answer_registered(chen: Visitor, folder: Path) -> Document:
    """The 复函 of an organ nobody had to do with before: it is put on the roster from the form."""
    chen.open("/documents/new/")
    title = f"{NORTH}关于跨省公文交换试点工作的复函"
    letter = pdf_file(
        folder, "复函.pdf", organ=NORTH, number="北政办函〔2026〕48号", title=title, letter=True,
        main_to="江东省人民政府办公厅", body_paragraphs=["来函收悉。经研究，同意开展试点。", "特此函复。"],
    )  # fmt: skip
    chen.one("#file").send_keys(str(letter))
    chen.until(lambda: chen.one("[name=title]").get_attribute("value") == title, "the title was not read")
    chen.until(lambda: chen.all("#files img"), "no page picture")
    assert chen.one("[name=source_doc_number]").get_attribute("value") == "北政办函〔2026〕48号"
    chen.until(lambda: chen.all("[name=sender_new]"), "an unknown sender is not asked about")
    chen.one("[name=sender_new]").click()
    chen.press("保存并送出")
    doc = steps.registered(chen)
    assert (doc.title, doc.kind, doc.source_name) == (title, "letter", NORTH)
    return doc


def linked(chen: Visitor, paper: Outgoing, answer: Document) -> None:
    """登记复文 on our letter, by its number as one types it; either page names the other."""
    chen.open(f"/outgoing/{paper.ref}/")
    chen.choose("登记复文")
    chen.fill("answer", "北政办函2026 49号")
    chen.send()
    chen.sees("没有这件来文，或您无权查看。")
    chen.fill("answer", "北政办函2026 48号")
    chen.send()
    chen.open(f"/outgoing/{paper.ref}/?tab=facts")
    chen.sees("对方复文", answer.receipt_no)
    chen.press(answer.receipt_no)
    chen.until(lambda: f"/documents/{answer.ref}/" in chen.path, "the answer did not open")
    chen.open(f"/documents/{answer.ref}/?tab=facts")
    chen.sees("答复我方", paper.number)
    chen.press(paper.number)
    chen.until(lambda: f"/outgoing/{paper.ref}/" in chen.path, "our letter did not open")
    chen.open(f"/outgoing/{paper.ref}/?tab=log")
    chen.sees("登记复文")
