"""The pictures of the guide and of the README, taken from the running office.

`make pictures` takes them anew from a demo office (SITE, http://127.0.0.1:8000 when not named); the test
beside this file takes them from the small office, so that each of them can still be taken as described.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image
from selenium.webdriver.common.by import By

from docflow import embedded
from documents.files.sample_pdf import make_incoming_pdf
from tests.journeys.browser import ensure
from tests.journeys.visitor import PASSWORD, Visitor

Visit = Callable[[str], Visitor]
ROOT = Path(embedded.BASE)
STEP, TITLE = (By.CSS_SELECTOR, "td.c-docno"), (By.CSS_SELECTOR, "a.t")
GUIDE, DESK = (1200, 750), (1440, 900)


def todo(visitor: Visitor, step: str) -> None:
    """The first paper in the home list that waits for this step, seen on its page."""
    visitor.open("/")
    rows = [r for r in visitor.all("tr[data-row]") if step in r.find_element(*STEP).text]
    papers = [row.find_element(*TITLE).get_attribute("href") for row in rows]
    assert papers, f"nothing waits for {step} on {visitor.path}"
    for address in papers:  # the first with its body to show, else the last
        visitor.open(address)
        if visitor.one(".rail") and "正文" in visitor.one("#paper").text:
            return


def issued(visitor: Visitor) -> None:
    """What became of a paper's copies, addressee by addressee."""
    todo(visitor, "催收回执")
    visitor.press("分发")
    visitor.one("#dispatch-h")


def on_page(path: str) -> Callable[[Visitor], None]:
    return lambda visitor: visitor.open(path)


def waiting(step: str) -> Callable[[Visitor], None]:
    return lambda visitor: todo(visitor, step)


def paper() -> bytes:
    return make_incoming_pdf(
        organ="云川市人民政府", number="云政〔2026〕218号", title="云川市人民政府关于申请批复城市更新三年行动方案的请示",
        urgency="加急", signer="林 越", main_to="省人民政府", date=date(2026, 11, 19),
        body_paragraphs=["现将有关情况请示如下。", "妥否，请批示。"],
    )  # fmt: skip


def registering(visitor: Visitor) -> None:
    """A PDF is beside the form and has filled it."""
    visitor.open("/documents/new/")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "来文.pdf"
        file.write_bytes(paper())
        visitor.one("#file").send_keys(str(file))
        visitor.until(lambda: visitor.one("#id_title").get_attribute("value"), "the file was not read")


def counted(visitor: Visitor) -> None:
    todo(visitor, "审核")
    visitor.one(".due summary").click()


def applying(visitor: Visitor) -> None:
    """A certificate is described for the seal with the office's name."""
    visitor.open("/seals/requests/new/")
    seals = visitor.one("#seal").find_elements(By.TAG_NAME, "option")
    next(option for option in seals if "法定名称章" in option.text).click()
    visitor.press("下一步")
    visitor.fill("title", "关于张三同志任职情况的证明")
    visitor.fill("paper_kind", "证明")
    visitor.fill("addressee", "省委组织部")
    visitor.fill("copies", "2")


def at_the_desk(visitor: Visitor) -> None:
    """What waits for the seal, its text beside its approval, and the supervisor is there. At night only with
    SEAL_OFFICE_HOURS=0 where the office runs: else the desk says that it is closed."""
    visitor.open("/seals/desk/")
    if visitor.all("[name=supervisor_username]"):
        visitor.one(".sitting summary").click()
        visitor.fill("supervisor_username", "wei")
        visitor.fill("supervisor_password", PASSWORD)
        visitor.press("签到")
        visitor.sees("监印人离开")
        visitor.open("/seals/desk/")
    papers = [link.get_attribute("href") for link in visitor.all("td.c-title a")]
    assert papers, "nothing waits for the seal"
    for address in papers:  # the first with pages to show, else the last
        visitor.open(address)
        if visitor.one("#rail") and visitor.all("#paper .pages img") and visitor.all("[name=copies]"):
            return


def auditing(visitor: Visitor) -> None:
    """The twenty tests of a quarter."""
    visitor.open("/seals/audit/")
    visitor.press("本季")
    visitor.until(lambda: "first=" in visitor.path, "not the quarter")


FAULTY = ("为做好防汛工作,现通知如下。", "一、提高认识。", "(一)截止2026年12月底完成。")


def proofread(visitor: Visitor) -> None:
    """A draft as it is typed, with what is found in it."""
    visitor.open("/outgoing/new/")
    visitor.fill("title", "江东省人民政府办公厅关于做好防汛工作的通知")
    visitor.fill("main", "省水利厅")
    visitor.fill("publicity", "主动公开")
    visitor.fill("words", "\n".join(FAULTY))
    visitor.until(lambda: "PUN-01" in visitor.one("#proof-list").text, "the comma is not found")


def last_week(visitor: Visitor) -> None:
    visitor.open("/statistics/")
    visitor.press("上周")
    visitor.until(lambda: "?" in visitor.path, "not last week")


def of_pack(more: str) -> Callable[[Visitor], None]:
    """The newest pack but one, which has been issued and gone through; the list where there is none."""

    def go(visitor: Visitor) -> None:
        visitor.open("/packs/")
        packs = [link.get_attribute("href") for link in visitor.all("th[scope=row] a[href*='/packs/']")]
        if packs:
            visitor.open(packs[:2][-1] + more)

    return go


UNIT, SIGNER = (
    "a handling unit's clerk",
    "who signs a paper on its way out",
)  # logins of their own in each office
# name: who, what he does; the guide's by the code of its section
OF_GUIDE: dict[str, tuple[str, Callable[[Visitor], None]]] = {
    "register": ("chen", registering),
    "propose": ("feng", waiting("拟办")),
    "review": ("wu", waiting("审核")),
    "instruct": ("zhao", waiting("批示")),
    "handle": (UNIT, waiting("主办")),
    "circulate": ("chen", on_page("/circulation/?tab=running")),
    "close": ("zheng", waiting("办结复核")),
    "draft": ("feng", waiting("拟稿")),
    "sign": (SIGNER, waiting("签发")),
    "issue": ("chen", issued),
    "seal_apply": ("feng", applying),
    "seal_stamp": ("chu", at_the_desk),
    "seal_keep": ("chu", on_page("/seals/handover/")),
    "seal_out": ("wu", on_page("/seals/takeouts/")),
    "seal_audit": ("you", auditing),
    "due": ("wu", counted),
    "find": ("chen", on_page("/search/?q=通报")),
    "deputy": ("chen", on_page("/settings/")),
    "proof": ("feng", proofread),
    "gates": ("wu", on_page("/gates/")),
    "sweep": ("wu", on_page("/sweep/")),
    "errors": ("wu", on_page("/errors/")),
    "reports": ("wu", on_page("/reports/")),
    "packs": ("wu", of_pack("")),
    "meeting": ("wu", of_pack("meeting/")),
    "statistics": ("wu", last_week),
}
OF_README: dict[str, tuple[str, Callable[[Visitor], None]]] = {
    "register": ("chen", on_page("/documents/")),
    "document": (UNIT, waiting("主办")),
    "outgoing": (SIGNER, waiting("签发")),
    "supervision": ("wu", on_page("/supervision/")),
    "seals": ("chu", at_the_desk),
    "seal-audit": ("you", auditing),
    "pack": ("wu", of_pack("")),
    "six": ("wu", on_page("/board/six/")),
}


def take(visit: Visit, guide: Path, readme: Path, *, logins: dict[str, str]) -> None:
    """All of them: WebP into `guide`, PNG into `readme`. `logins` of those who have another one in each office."""
    for name, (who, go) in OF_GUIDE.items():
        shot = _shot(visit(logins.get(who, who)), GUIDE, go)
        shot.convert("RGB").save(guide / f"{name}.webp", quality=60, method=6)
    for name, (who, go) in OF_README.items():
        shot = _shot(visit(logins.get(who, who)), DESK, go)
        shot.convert("RGB").save(readme / f"{name}.png", optimize=True)


def _shot(visitor: Visitor, size: tuple[int, int], go: Callable[[Visitor], None]) -> Image.Image:
    visitor.resize(*size)
    go(visitor)
    visitor.one("h1")
    visitor.until(
        lambda: visitor.window.execute_script(
            "return [...document.images].every(i => i.complete || i.getBoundingClientRect().top > innerHeight)"
        ),
        "a picture of the page did not come",
    )
    time.sleep(0.3)  # the focus ring and the lamps are painted
    return Image.open(io.BytesIO(visitor.window.get_screenshot_as_png()))


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "docflow.settings")  # the sample paper asks it for fonts
    site, browser = os.environ.get("SITE", "http://127.0.0.1:8000"), ensure()
    open_windows: dict[str, Visitor] = {}

    def visit(login: str) -> Visitor:
        if login not in open_windows:
            open_windows[login] = Visitor(browser.launch(), site)
            open_windows[login].log_in(login)
        return open_windows[login]

    try:
        logins = {UNIT: "unit7", SIGNER: "zhang"}
        take(visit, ROOT / "static" / "guide", ROOT / "docs" / "pictures", logins=logins)
    finally:
        for visitor in open_windows.values():
            visitor.window.quit()


if __name__ == "__main__":
    main()
