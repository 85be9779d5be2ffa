"""A faulty paper comes in as Word: what is wrong stands beside it, two findings go onto the slip with words and basis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from documents.models import Document, Proposal
from documents.words import State
from tests.documents.proofing.request import FAULTY
from tests.documents.sheets.test_handling_sheet import words as words_of
from tests.journeys import steps
from tests.journeys.visitor import Visitor
from tests.office import Office

TITLE = "云川市人民政府关于新建城东排涝泵站的请示"


def test_from_the_file_to_the_return_slip(
    office: Office, visit: Callable[..., Visitor], tmp_path: Path
) -> None:
    doc = register(visit("chen"), tmp_path)
    feng = visit("feng")
    look(feng, doc)
    propose_return(feng, doc)
    wu = visit("wu")
    wu.open(f"/documents/{doc.ref}/")
    wu.sees("R14", "云政[2026]15号")
    wu.one("#op, [data-op]").send_keys("同意退文。")
    for box in wu.all("form.act input[name=checked]"):
        box.click()
    wu.send()
    doc.refresh_from_db()
    assert doc.state == State.RETURNED
    feng.open(f"/documents/{doc.ref}/")
    feng.sees("打印退文单")
    slip(feng, doc)


def register(chen: Visitor, folder: Path) -> Document:
    file = folder / "来文.docx"
    file.write_bytes(FAULTY)
    chen.open("/documents/new/")
    chen.one("#file").send_keys(str(file))
    chen.until(lambda: chen.one("[name=title]").get_attribute("value") == TITLE, "the title was not read")
    chen.press("保存并送出")
    return steps.registered(chen)


def look(feng: Visitor, doc: Document) -> None:
    """The clock has not come by yet: he asks for it himself."""
    feng.open(f"/documents/{doc.ref}/?tab=proof")
    feng.press("立即核稿")
    feng.sees("NUM-02", "NOTE-02", "SIG-02", "依据 GB/T 9704-2012 7.2.5（条款已核）", "通行做法（不是规定）")
    row = next(r for r in feng.all(".finds > li") if "NUM-02" in r.text)
    row.find_element("link text", "定位").click()
    feng.until(lambda: selected(feng) == "[2026]", "the words are not marked")
    feng.sees("带入拟退文")


def selected(feng: Visitor) -> str:
    return str(feng.window.execute_script("return String(getSelection())"))


def propose_return(feng: Visitor, doc: Document) -> None:
    for rule in ("NUM-02", "NOTE-02"):
        feng.one(f"input[name=found][value^='{rule}']").click()
    feng.press("带入拟退文")
    ticked = feng.until(
        lambda: [box.get_attribute("value") for box in feng.all("input[name=codes]") if box.is_selected()],
        "nothing is ticked",
    )
    assert ticked == ["R11", "R14"]
    text = feng.one("textarea[name=text]")
    assert "云政[2026]15号" in str(text.get_attribute("value"))
    text.send_keys("请一并核对。")
    feng.send()
    made = Proposal.objects.get(document=doc, latest=True)
    assert made.return_codes == ["R11", "R14"]
    assert made.text.endswith("请一并核对。")
    assert "依据：GB/T 9704-2012 7.2.5" in made.text
    assert "SIG-02" not in made.text


def slip(feng: Visitor, doc: Document) -> None:
    from django.test import Client

    client = Client()
    assert doc.handler is not None
    client.force_login(doc.handler)
    printed = words_of(client.get(f"/documents/{doc.ref}/return-slip/").content)
    for words in ("R11", "R14", "请示未注明联系人和电话", "云政[2026]15号", "7.2.5", "请一并核对。"):
        assert words in printed, words
