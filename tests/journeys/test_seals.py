"""A seal from the application to the inspector's desk: applied, approved, stamped, put right, audited, checked without docflow."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from selenium.webdriver.common.keys import Keys

from docflow import embedded, tasks
from outgoing.models import Outgoing
from seals.models import AuditDeed, Handover, LedgerLine, SealCustody, SealRequest, SealSitting
from tests.journeys.outgoing_steps import newest, pdf_file, review_and_sign, send
from tests.journeys.test_register_keys import at
from tests.journeys.visitor import PASSWORD, Visitor
from tests.outgoing.desk import drafted
from tests.seals.world import World, make_world

Visit = Callable[..., Visitor]
TITLE = "关于张三同志任职情况的证明"
CHECKER = Path(embedded.BASE) / "verify_ledger.py"


@pytest.fixture
def w(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def office(w: World) -> Any:
    return w.o


def test_from_the_application_to_the_inspector(w: World, visit: Visit, settings: Any, tmp_path: Path) -> None:
    """As in the office: outside office time the seal is set only where the approval says so, and it does."""
    settings.SEAL_OFFICE_HOURS = True
    request = applied(w, visit("feng"), tmp_path)
    approved(visit("zhou"), request)
    chu = visit("chu")
    supervisor_signs_in(w, chu, request)
    stamped_with_one_spoiled(chu, request)
    put_right(chu, request)
    audited(visit("you"))
    folder = tmp_path / "book"
    call_command("export_ledger", str(folder), verbosity=0)
    taken_home(folder)


def applied(w: World, feng: Visitor, folder: Path) -> SealRequest:
    """A certificate with its text; without the text there is nothing to approve."""
    feng.open("/seals/requests/")
    feng.press("申请用印")
    feng.press("下一步")
    feng.fill("title", TITLE)
    feng.fill("paper_kind", "证明")
    feng.fill("copies", "3")
    feng.fill("approver", str(w.director.pk))
    feng.one("[name=off_hours]").click()
    feng.one("[name=complete]").click()
    feng.send()
    feng.sees("请上传待用印的文件")
    assert feng.one("[name=title]").get_attribute("value") == TITLE, "what was typed is lost"
    text = pdf_file(folder, "证明.pdf", organ=w.organ.name, number="", title=TITLE, signer="",
                    main_to="省委组织部", body_paragraphs=["张三同志系我厅工作人员，特此证明。"])  # fmt: skip
    feng.one("[name=file]").send_keys(str(text))
    feng.send()
    feng.sees("已送 周九 审批")
    return SealRequest.objects.get()


def approved(zhou: Visitor, request: SealRequest) -> None:
    """The head of the office finds it in his list, with the text beside it."""
    zhou.open("/")
    zhou.press(TITLE)
    zhou.until(lambda: zhou.all(".pages img"), "the text is not beside the form")
    zhou.send()
    request.refresh_from_db()
    assert (request.state, request.approver_name) == ("approved", "周九")


def supervisor_signs_in(w: World, chu: Visitor, request: SealRequest) -> None:
    chu.open("/")
    chu.press(TITLE)
    chu.open(f"/seals/desk/{request.ref}/")
    chu.sees("没有监印人在场", "相符")
    chu.one(".sitting summary").click()
    chu.fill("supervisor_username", "wei")
    chu.fill("supervisor_password", PASSWORD)
    chu.press("签到")
    chu.sees("卫五五已签到监印")
    assert SealSitting.objects.get().supervisor == w.supervisor


def stamped_with_one_spoiled(chu: Visitor, request: SealRequest) -> None:
    """Two good copies and a spoiled one: not without a reason; the second person signs at this screen."""
    chu.fill("copies", "2")
    chu.fill("spoiled", "1")
    chu.send()
    chu.sees("请说明原因")
    chu.fill("reason", "盖歪一份，已剪角")
    chu.fill("second_username", "wei")
    chu.fill("second_password", PASSWORD)
    chu.send()
    chu.sees("全部用印完毕")
    line = LedgerLine.objects.get(request=request, kind="use")
    assert (line.stamped, line.spoiled, line.second_name, line.supervisor_name) == (2, 1, "卫五五", "卫五五")
    request.refresh_from_db()
    assert request.state == "closed"


def put_right(chu: Visitor, request: SealRequest) -> None:
    """A correction is a line of its own, and the first stays."""
    first = LedgerLine.objects.get(request=request, kind="use")
    chu.open(f"/seals/desk/{request.ref}/")
    chu.press("更正")
    chu.fill("impressions", "2")
    chu.fill("reason", "印迹处数漏写")
    chu.fill("second_username", "yang")
    chu.fill("second_password", PASSWORD)
    chu.send()
    chu.sees(f"更正第 {first.serial} 号")
    line = LedgerLine.objects.get(request=request, kind="correction")
    assert (line.corrects, line.second_name, line.serial) == (first.serial, "杨九九", first.serial + 1)
    assert LedgerLine.objects.get(pk=first.pk).head == first.head


def audited(you: Visitor) -> None:
    """Twenty tests on one page, each opens its own; the button says how many lines; a checkpoint is signed."""
    you.open("/seals/audit/")
    tiles = you.until(lambda: you.all("ol.tiles a.tile"), "no tests")
    codes = [tile.text.split()[0] for tile in tiles]
    assert codes == [f"A{n}" for n in range(1, 21)]
    for code, address in zip(codes, [tile.get_attribute("href") for tile in tiles], strict=True):
        you.open(address)
        assert you.one("h1").text.startswith(f"{code} ")
        assert TITLE not in you.text, "an administrator never sees a title"
    you.press("返回用印审计")
    you.press("验证链")
    you.sees(f"已验证 {LedgerLine.objects.count():,} 条，链尾")
    you.press("返回用印审计")
    you.press("立即签署检查点")
    you.sees("已请后台签署检查点")
    tasks.signings()
    you.open("/seals/audit/")
    you.sees("最近的检查点：第 1 号")
    kinds = set(AuditDeed.objects.values_list("kind", flat=True))
    assert {AuditDeed.Kind.LOOK, AuditDeed.Kind.TEST, AuditDeed.Kind.CHAIN, AuditDeed.Kind.SIGN} <= kinds


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    """The checker as the inspector starts it: its own copy, his own process, nothing of docflow about it."""
    command = [sys.executable, "-I", "-X", "utf8", "verify_ledger.py", "."]
    return subprocess.run(
        command, cwd=folder, env={"PATH": ""}, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )  # fmt: skip


def taken_home(folder: Path) -> None:
    """All is well; then one spoiled copy is made two in one line, and the checker names the seal and the line."""
    assert (folder / "verify_ledger.py").read_bytes() == CHECKER.read_bytes()
    sound = check(folder)
    assert (sound.returncode, sound.stderr) == (0, ""), sound
    assert f"共核对 {LedgerLine.objects.count()} 条" in sound.stdout
    assert "没有发现问题" in sound.stdout
    line = LedgerLine.objects.select_related("seal").get(kind="use")
    file = folder / "lines" / f"{line.seal.ref}.jsonl"
    rows = file.read_text(encoding="utf-8").splitlines()
    assert "盖歪一份" in rows[line.serial - 1]
    rows[line.serial - 1] = rows[line.serial - 1].replace("盖歪一份", "盖歪两份")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    wrong = check(folder)
    assert wrong.returncode == 1
    faults = [text for text in wrong.stdout.splitlines() if text.startswith("✗")]
    assert any("Y-01" in text and f"第 {line.serial} 条" in text for text in faults), wrong.stdout


def test_a_signed_paper_asks_by_itself(w: World, visit: Visit) -> None:
    """Signed is approved: printed copies stand at the desk; number, copies, Ctrl+Enter, and the paper goes on."""
    paper = drafted(w.d)
    send(visit("feng"), paper)
    review_and_sign(visit, paper)
    chen = visit("chen")
    chen.take(paper.title)
    chen.send()
    paper = newest()
    chen.open(f"/outgoing/{paper.ref}/")
    chen.fill("copies", "10")
    chen.send()
    request = SealRequest.objects.get()
    assert (request.state, request.basis, request.paper_id, request.copies) == (
        "approved",
        "draft",
        paper.pk,
        10,
    )
    assert request.approver_name == "李四"
    by_number(w, visit("chu"), paper, request)
    chen.take(paper.title)
    chen.sees("核发")


def by_number(w: World, chu: Visitor, paper: Outgoing, request: SealRequest) -> None:
    chu.open("/seals/desk/")
    chu.one(".sitting summary").click()
    chu.fill("supervisor_username", "wei")
    chu.fill("supervisor_password", PASSWORD)
    chu.press("签到")
    chu.sees("卫五五已签到监印")
    at(chu, "q")
    chu.keys(paper.number, Keys.ENTER)
    at(chu, "copies")
    chu.submit_keys()
    chu.sees("全部用印完毕")
    assert chu.groups <= 3, chu.groups
    paper.refresh_from_db()
    assert paper.state == "dispatching"
    line = LedgerLine.objects.get(request=request)
    assert (line.stamped, line.doc_number, line.keeper_name) == (10, paper.number, w.keeper.name)


def test_handed_over_by_three(w: World, visit: Visit, tmp_path: Path) -> None:
    """Who gives, who takes, who watches sign at one screen; then the desk of who gave is empty."""
    chu = visit("chu")
    request = waiting(w, visit, tmp_path)
    chu.open("/seals/desk/")
    chu.sees(request.number)
    chu.open("/seals/custody/")
    chu.press("办理交接")
    chu.fill("to", str(w.stand_in.pk))
    chu.fill(f"pages_{w.seal.pk}", "12")
    chu.fill("keys", "保险柜钥匙 2 把")
    chu.send()
    chu.sees("三人签名", request.number)
    for who, login in (("giver", "chu"), ("taker", "yang"), ("watch", "yang")):
        chu.fill(f"{who}_login", login)
        chu.fill(f"{who}_password", PASSWORD)
    chu.send()
    assert not Handover.objects.exists(), "who takes it does not watch himself"
    for who, login in (("giver", "chu"), ("taker", "yang"), ("watch", "wu")):
        chu.fill(f"{who}_login", login)
        chu.fill(f"{who}_password", PASSWORD)
    chu.send()
    chu.sees("1 枚印章已交杨九九")
    made = Handover.objects.get()
    assert (made.from_name, made.to_name, made.supervised_by_name) == ("褚四四", "杨九九", "吴十")
    assert SealCustody.objects.get(seal=w.seal, during__upper_inf=True).person == w.stand_in
    chu.open("/seals/desk/")
    chu.sees("您手里没有印章", "无待用印")
    chu.open(f"/seals/desk/{request.ref}/")
    assert not chu.all("[name=copies]")
    yang = visit("yang")
    yang.open("/seals/desk/")
    yang.sees(request.number, w.seal.name)


def waiting(w: World, visit: Visit, folder: Path) -> SealRequest:
    request = applied(w, visit("feng"), folder)
    approved(visit("zhou"), request)
    return request
