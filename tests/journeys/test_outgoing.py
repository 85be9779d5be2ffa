"""Outgoing papers in the browser: units in turn, several organs, a saved group; keys, counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from selenium.webdriver.common.keys import Keys

from documents.files.sample_pdf import make_incoming_pdf
from outgoing.models import AddresseeGroup, Outgoing, PrintRun, SignOff
from tests.journeys.outgoing_steps import Visit, issue, newest, send, stamp_at_desk, tick_all
from tests.outgoing.desk import Desk, dispatched, drafted, make_desk, sent, to
from tests.outgoing.papers import general, now
from workflow.models import Entry, Task
from workflow.replay import differences


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def office(desk: Desk) -> Any:
    return desk.o


def signed_sheet(folder: Path, organ: str) -> Path:
    """The sheet as it comes back from the other organ, scanned."""
    file = folder / "签回件.pdf"
    file.write_bytes(
        make_incoming_pdf(
            organ=organ, number="", title="江东省人民政府办公厅送签稿", signer="王大江", date=timezone.localdate(),
            main_to="江东省人民政府办公厅", body_paragraphs=["同意印发。"],
        )
    )  # fmt: skip
    return file


def comes_back(visit: Visit, paper: Outgoing, folder: Path) -> None:
    """The clerk writes down what the other organ signed; without its scan he cannot; a chief compares."""
    chen, wu = visit("chen"), visit("wu")
    chen.take(paper.title)
    chen.sees("江东省财政厅", "等签回，限")
    chen.press("录入签回件")
    chen.fill("task_id", "江东省财政厅")  # none stands chosen where there are several
    chen.fill("signer_name", "王大江")
    chen.fill("signer_title", "厅长")
    day = timezone.localdate().isoformat()
    chen.window.execute_script("document.querySelector('[name=signed_on]').value = arguments[0]", day)
    chen.fill("opinion", "同意印发。")
    chen.send()
    chen.sees("没有扫描件不能录入")
    assert chen.one("[name=signer_name]").get_attribute("value") == "王大江", "what was typed is lost"
    chen.one("[name=scan]").send_keys(str(signed_sheet(folder, "江东省财政厅")))
    chen.send()
    chen.sees("请另一人核对")
    paper.refresh_from_db()
    assert paper.state == "signing"
    chen.open(f"/outgoing/{paper.ref}/do/check_joint/")
    chen.sees("录入人不能核对自己录入的签回件")
    wu.open(f"/outgoing/{paper.ref}/")
    wu.sees("王大江 已在纸上签，陈三三 录入，待另一人核对")
    wu.press("核对签回件")
    wu.sees("王大江", "厅长", "同意印发。")
    wu.until(lambda: wu.all(".scan img"), "the scan is not beside the words")
    wu.one("[name=result][value=yes]").click()
    wu.send()


def test_units_in_turn_and_a_reviewer_who_signs(desk: Desk, visit: Visit) -> None:
    """The first unit answers, the second is told to wait until then; who reviews and signs does both at once."""
    general(desk)
    paper = drafted(desk)
    feng = visit("feng")
    feng.open(f"/outgoing/{paper.ref}/")
    feng.fill("units", "省财政厅、省水利厅")
    feng.window.execute_script("document.activeElement.blur()")  # its list would lie over the choice
    order = feng.one("[name=order][value=in_turn]")
    feng.window.execute_script("arguments[0].scrollIntoView({block: 'center'})", order)
    order.click()
    for name, value in {"reviewers": "孙秘书长", "signers": "孙秘书长", "rechecker": "郑一一"}.items():
        feng.fill(name, value)
    feng.window.execute_script("document.activeElement.blur()")  # its list would lie over the button
    feng.send()
    feng.open(f"/outgoing/{paper.ref}/")
    feng.sees("1. 省财政厅", "2. 省水利厅", "下一家")
    water, money = visit("unit1"), visit("unit2")
    water.open(f"/outgoing/{paper.ref}/do/countersign/")
    water.sees("还没有轮到省水利厅：现在由省财政厅办理")
    for unit in (money, water):
        unit.take(paper.title)
        unit.send()
    paper.refresh_from_db()
    assert paper.state == "signing"
    sun = visit("sun")
    sun.take(paper.title)
    sun.send()
    sun.sees("请先核对")
    tick_all(sun)
    sun.fill("opinion", "发。")
    sun.send()
    paper.refresh_from_db()
    assert paper.state == "rechecking"
    feng.open(f"/outgoing/{paper.ref}/?tab=log")
    feng.sees("「发文审核」与下一环节「签发」同为 孙秘书长，不重复办理")
    assert list(differences(Outgoing)) == []


def test_a_paper_of_two_organs(desk: Desk, visit: Visit) -> None:
    """联合行文: our leader signs first, then the head of the other organ; the date is the last one's, the number ours."""
    feng = visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("title", "江东省人民政府办公厅 江东省水利厅关于加强水库安全管理的通知")
    feng.fill("main", "云川市政府、省财政厅")
    feng.fill("joints", "省水利厅")
    feng.fill("publicity", "主动公开")
    feng.fill("words", "现就加强水库安全管理通知如下。\n一、落实责任。\n二、加强巡查。")
    feng.press("建稿")
    feng.until(lambda: "/new/" not in feng.path, "not saved")
    paper = newest()
    send(feng, paper)
    wu, li, head = visit("wu"), visit("li"), visit("head1")
    wu.take(paper.title)
    tick_all(wu)
    wu.send()
    li.take(paper.title)
    li.send()
    paper.refresh_from_db()
    assert paper.state == "signing"
    head.take(paper.title)
    head.fill("opinion", "同意。")
    head.send()
    paper.refresh_from_db()
    assert (paper.state, paper.document_date) == ("rechecking", timezone.localdate())
    assert paper.signers == "李四、何明远"
    zheng = visit("zheng")
    zheng.take(paper.title)
    tick_all(zheng)
    zheng.send()
    issue(visit, paper, copies=3)
    assert isinstance(paper.document_date, date)
    assert paper.number.startswith("江政办发〔")


def test_a_saved_group_of_addressees_at_most_five(desk: Desk, visit: Visit) -> None:
    """F, its initials, Enter, Ctrl+Enter; what stood there stays and the group is put behind it."""
    group = AddresseeGroup.objects.create(name="各市人民政府")
    group.units.set([desk.o.sender])
    paper = drafted(desk, main=[to(desk.o.unit)])
    feng = visit("feng")
    feng.open(f"/outgoing/{paper.ref}/")
    feng.until(lambda: feng.all("html.js .act"), "no page")
    feng.keys("f")
    feng.until(lambda: feng.window.switch_to.active_element.get_attribute("name") == "main", "main")
    feng.until(
        lambda: feng.one("[name=main]").get_attribute("value") == "江东省水利厅、", "the caret is not behind"
    )
    feng.keys("gsrmzf", Keys.ENTER)
    feng.until(lambda: "各市人民政府" in str(feng.one("[name=main]").get_attribute("value")), "no such group")
    feng.submit_keys()
    feng.until(lambda: paper.addressees.count() == 2, "not saved")
    assert list(paper.addressees.values_list("name", "text")) == [
        ("江东省水利厅", ""), (desk.o.sender.name, "各市人民政府"),
    ]  # fmt: skip
    assert feng.groups <= 5


def test_giving_back_with_a_phrase_three_keys(desk: Desk, visit: Visit) -> None:
    """R, the phrase's digit, Ctrl+Enter: as for an incoming paper (interface/ux.md, task 6)."""
    paper, other = sent(desk), sent(desk)
    wu = visit("wu")
    wu.open("/")
    wu.until(lambda: wu.all("[data-row].cur a.t"), "no row has the focus")
    wu.keys(Keys.ENTER)
    wu.until(
        lambda: f"/outgoing/{paper.ref}/" in wu.path and wu.all("html.js .act"), "the paper did not open"
    )
    wu.groups = 0
    wu.keys("r")
    wu.until(lambda: "/do/give_back/" in wu.path and wu.all("html.js [data-phrase]"), "no form of returning")
    wu.keys("4")
    wu.submit_keys()
    wu.until(lambda: now(paper).state == "drafting", "not given back")
    assert wu.groups <= 3
    entry = Entry.objects.get(subject_kind="outgoing", subject_pk=paper.pk, verb="give_back")
    assert entry.reason == "附件请补齐。"
    wu.until(lambda: f"/outgoing/{other.ref}/" in wu.path, "the next one is not there")
    feng = visit("feng")
    feng.take(paper.title)
    feng.sees("附件请补齐。")


def test_signing_from_the_to_do_list_with_m(desk: Desk, visit: Visit) -> None:
    """The receiving side: M for the line in question, X and M for several; other work in the list has no box."""
    papers = [dispatched(desk) for _n in range(3)]
    open_ones = Task.objects.filter(kind="receive", status="open", holder=desk.o.unit.principal)
    clerk = visit("unit1")
    assert set(clerk.list_of("todo")) == {paper.title for paper in papers}
    clerk.until(lambda: clerk.all("html.js [data-row].cur"), "no row has the focus")
    clerk.keys("m")
    clerk.until(lambda: open_ones.count() == 2, "not signed from the list")
    clerk.until(
        lambda: len(clerk.all("html.js [data-row]")) == 2 and clerk.all("[data-row].cur"), "not drawn anew"
    )
    clerk.keys("x")
    clerk.keys("j")
    clerk.keys(Keys.SHIFT, "x", Keys.NULL)
    clerk.keys("m")
    clerk.until(lambda: open_ones.count() == 0, "the chosen ones are not signed")
    clerk.sees("待办已清")


def test_a_paper_of_three_organs_one_of_which_signs_on_paper(
    desk: Desk, visit: Visit, tmp_path: Path
) -> None:
    """One organ signs in the system, one has nobody there and signs the sheet; the list grows after printing, and more
    copies are printed and stamped before it is sent."""
    feng = visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("title", "江东省人民政府办公厅 江东省水利厅 江东省财政厅关于加强水库安全资金管理的通知")
    feng.fill("main", "云川市政府、省交通运输厅")
    feng.fill("joints", "省水利厅、省财政厅")
    feng.fill("publicity", "主动公开")
    feng.fill("words", "现就加强水库安全资金管理通知如下。\n一、落实责任。\n二、加强监管。")
    feng.press("建稿")
    feng.until(lambda: "/new/" not in feng.path, "not saved")
    paper = newest()
    send(feng, paper)
    wu, li, head = visit("wu"), visit("li"), visit("head1")
    wu.take(paper.title)
    tick_all(wu)
    wu.send()
    li.take(paper.title)
    li.send()
    comes_back(visit, paper, tmp_path)
    head.take(paper.title)
    head.fill("opinion", "同意。")
    head.send()
    paper.refresh_from_db()
    assert (paper.state, paper.signers) == ("rechecking", "李四、王大江、何明远")
    row = SignOff.objects.get(paper=paper, signer=None)
    assert (row.recorded_by_name, row.checked_by_name, row.content_hash) == (
        "陈三三",
        "吴十",
        paper.signed_hash,
    )
    zheng = visit("zheng")
    zheng.take(paper.title)
    tick_all(zheng)
    zheng.send()
    chen, chu = visit("chen"), visit("chu")
    chen.take(paper.title)
    chen.send()
    chen.open(f"/outgoing/{paper.ref}/")
    chen.fill("copies", "3")
    chen.send()
    stamp_at_desk(chu, paper)
    chen.open(f"/outgoing/{paper.ref}/do/addressees/")
    chen.fill("main", "云川市政府 3、省交通运输厅 2")
    chen.send()
    chen.sees("印数少 2 份，请在发出前「加印」")
    chen.open(f"/outgoing/{paper.ref}/")
    chen.send()
    chen.sees("请先「加印」2 份")
    original = Outgoing.objects.get(pk=paper.pk).original_id
    chen.open(f"/outgoing/{paper.ref}/do/print_more/")
    assert chen.one("[name=copies]").get_attribute("value") == "2"
    chen.fill("reason", "云川市政府要三份")
    chen.send()
    stamp_at_desk(chu, paper)
    chen.open(f"/outgoing/{paper.ref}/")
    chen.send()
    paper.refresh_from_db()
    assert (paper.state, paper.sent_copies, paper.original_id) == ("dispatched", 5, original)
    assert list(PrintRun.objects.filter(paper=paper).values_list("approved", "stamped")) == [(3, 3), (2, 2)]
    chen.open(f"/outgoing/{paper.ref}/?tab=facts")
    chen.sees("印制、用印记录", "云川市政府要三份")
    assert paper.number.startswith("江政办发〔")
    assert list(differences(Outgoing)) == []
