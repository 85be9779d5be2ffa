"""核稿 in the browser: a faulty draft, found while it is typed, mended by a key, one error let pass by a chief, then signed."""

from __future__ import annotations

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from checking.models import ProofReply
from outgoing.models import Outgoing
from tests.journeys.outgoing_steps import Visit, newest, review_and_sign, send
from tests.journeys.visitor import Visitor
from tests.outgoing.desk import Desk, make_desk
from workflow.replay import differences

LINES = (
    "为做好防汛工作,现通知如下。",
    "一、提高认识。",
    "(一)截止2026年12月底完成。",
    "二、抓好落实,及时报告。",
)


@pytest.fixture
def desk(transactional_db: None) -> Desk:
    return make_desk()


@pytest.fixture
def office(desk: Desk) -> Any:
    return desk.o


def words(person: Visitor) -> str:
    return str(person.one("[name=words]").get_property("value"))


def gone(person: Visitor, rule: str) -> None:
    person.until(
        lambda: not any(rule in row.text for row in person.all("#proof-list .finds.error > li")),
        f"{rule} is still there",
    )


def press(person: Visitor, rule: str, label: str, with_words: str = "") -> None:
    """A button of an open finding, by keyboard: it has the focus, Enter presses it. The list may just be drawn anew."""

    def enter() -> bool:
        rows = [r for r in person.all("#proof-list .finds > li") if rule in r.text and with_words in r.text]
        found = [
            b for r in rows[:1] for b in r.find_elements("css selector", ".btn") if b.text.strip() == label
        ]
        for button in found:
            person.window.execute_script("arguments[0].focus()", button)
            button.send_keys(Keys.ENTER)
        return bool(found)

    person.until(enter, f"no {label} for {rule}")


def looks(person: Visitor) -> int:
    """How often the text was looked at, answers that have come."""
    script = "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('/check/') && e.responseEnd).length"
    return int(person.window.execute_script(script))


def selected(person: Visitor) -> str:
    script = "const f = document.querySelector('[name=words]'); return f.value.slice(f.selectionStart, f.selectionEnd)"
    return str(person.window.execute_script(script))


def test_a_faulty_draft_is_mended_waived_and_signed(desk: Desk, visit: Visit) -> None:
    feng = visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("title", "江东省人民政府办公厅关于做好防汛工作的通知")
    feng.fill("main", "省水利厅")
    feng.fill("publicity", "主动公开")
    feng.fill("words", "\n".join(LINES))

    press(feng, "WRD-01", "定位")
    assert selected(feng) == "截止"
    press(feng, "SEQ-04", "采纳")
    feng.until(lambda: "（一）" in words(feng), "the fix is not taken")
    feng.one("[name=words]").send_keys(Keys.CONTROL, "z")
    feng.until(lambda: "(一)" in words(feng), "undo does not take it back")
    press(feng, "SEQ-04", "采纳")
    gone(feng, "SEQ-04")
    press(feng, "PUN-01", "采纳", "防汛工作")
    feng.until(lambda: "防汛工作，现通知" in words(feng), "the fix is not taken")
    press(feng, "WRD-01", "采纳")
    feng.until(lambda: "截至2026年" in words(feng), "the fix is not taken")
    feng.window.execute_script("document.querySelector('form[data-proof]').requestSubmit()")
    feng.sees("已建稿")
    paper = newest()
    assert paper.versions.get().paragraphs == [
        "为做好防汛工作，现通知如下。", "一、提高认识。", "（一）截至2026年12月底完成。", LINES[3],
    ]  # fmt: skip

    feng.sees("核稿有 1 处错误")
    send(feng, paper)
    feng.sees("核稿 PUN-01", "抓好落实,及时报告", "吴十", "放行")
    feng.open(f"/outgoing/{paper.ref}/?tab=proof")
    feng.sees("可放行：吴十、郑一一")
    press(feng, "PUN-01", "定位")
    feng.until(lambda: "#line-4" in feng.path, "the text is not beside it")
    assert feng.one("#line-4").text == LINES[3]
    feng.sees("可放行：吴十、郑一一")  # the list is still there
    on_a_phone(feng, paper)

    wu = visit("wu")
    wu.open(f"/outgoing/{paper.ref}/?tab=proof")
    press(wu, "PUN-01", "放行")
    wu.fill("reason", "沿用上级来文原句")
    wu.press("写明理由放行")
    wu.sees("已放行，没有未处理的错误")
    assert wu.axe() == []
    assert not wu.sideways()

    send(feng, paper)
    paper.refresh_from_db()
    assert paper.state == "reviewing"
    review_and_sign(visit, paper)
    paper.refresh_from_db()
    assert paper.state == "numbering"
    feng.open(f"/outgoing/{paper.ref}/?tab=log")
    feng.sees("吴十", "放行核稿错误", "沿用上级来文原句")
    assert list(differences(Outgoing)) == []


def on_a_phone(feng: Visitor, paper: Outgoing) -> None:
    """The text stands behind a tab, under two bars: the way to a line opens it and ends below them."""
    feng.resize(390, 844)
    for once_there in ("", "&view=text"):
        feng.open(f"/outgoing/{paper.ref}/?tab=proof{once_there}")
        press(feng, "PUN-01", "定位")
        feng.until(lambda: feng.one("#line-4").is_displayed(), "the text is behind its tab")
        assert feng.one(".mtabs [aria-current]").get_attribute("data-tab") == "doc"
        tops = "return ['#line-4', '.mtabs'].map(s => document.querySelector(s).getBoundingClientRect())"
        line, bar = feng.window.execute_script(tops)
        assert bar["bottom"] <= line["top"] < 844
    feng.resize(1440, 900)


def said(person: Visitor) -> str:
    return str(person.one("#proof-list").text)


def test_a_text_that_is_not_looked_at_says_why_and_stays(desk: Desk, visit: Visit) -> None:
    """Too long to be taken, or nobody answers: no finding of another text is left standing."""
    feng = visit("feng")
    feng.open("/outgoing/new/")
    assert "边写边核" in said(feng)
    feng.fill("title", "江东省人民政府办公厅关于做好防汛工作的通知")
    feng.fill("words", LINES[0])
    feng.until(lambda: "PUN-01" in said(feng), "nothing is found")
    feng.window.execute_script("window.was = fetch; window.fetch = () => Promise.reject(new TypeError())")
    feng.one("[data-proof-now]").click()
    feng.until(lambda: "没有核成" in said(feng), "it is not said that nobody answered")
    assert "PUN-01" not in said(feng)
    feng.window.execute_script(
        "window.fetch = was; const f = document.querySelector('[name=words]'); f.value = '长'.repeat(7e4);"
        "f.dispatchEvent(new Event('input', {bubbles: true})); document.querySelector('form[data-proof]').requestSubmit()"
    )
    feng.until(lambda: "70000 字" in said(feng), "it is not said that it is too long")
    assert feng.path == "/outgoing/new/"
    assert len(words(feng)) == 70_000


def test_on_a_phone_the_button_leads_to_what_was_found(desk: Desk, visit: Visit) -> None:
    feng = visit("feng")
    feng.resize(390, 844)
    feng.open("/outgoing/new/")
    feng.fill("words", "\n".join(LINES))
    count = feng.one("[data-proof-count]")
    feng.until(lambda: "错误" in count.text, "what was found is not counted beside the button")
    assert feng.axe() == []
    feng.one("[data-proof-now]").click()
    top = "return document.querySelector('#proof').getBoundingClientRect().top"
    feng.until(lambda: 0 <= feng.window.execute_script(top) < 400, "the list is not in sight")
    feng.resize(1440, 900)


def test_an_answer_beside_the_text_keeps_what_is_typed(desk: Desk, visit: Visit) -> None:
    from_file = "为做好防汛工作，现通知如下。\n工作截止2026年12月底完成。"
    feng = visit("feng")
    feng.open("/outgoing/new/")
    feng.fill("title", "江东省人民政府办公厅关于做好防汛工作的通知")
    feng.fill("words", from_file)
    feng.window.execute_script("document.querySelector('form[data-proof]').requestSubmit()")
    feng.sees("已建稿")
    paper = newest()
    feng.open(f"/outgoing/{paper.ref}/do/text/")
    field = feng.one("[name=words]")
    field.send_keys(Keys.CONTROL, Keys.END)
    field.send_keys("\n请认真落实。")
    press(feng, "WRD-01", "忽略")
    feng.one("#proof-list [name=reason]").send_keys("习惯")
    before = looks(feng)
    field.send_keys("\n特此通知。")
    feng.until(lambda: looks(feng) > before, "what was typed is not looked at")
    feng.window.execute_script("window.was = fetch; window.fetch = () => Promise.reject(new TypeError())")
    reason = feng.one("#proof-list [name=reason]")  # it was not drawn over
    for typed in ("写", "法"):
        reason.send_keys(typed, Keys.ENTER)
        feng.until(
            lambda: said(feng).count("没有保存") == 1, "it is not said once that the reason did not arrive"
        )
    assert reason.get_property("value") == "习惯写法"
    assert not ProofReply.objects.exists()
    feng.window.execute_script("window.fetch = was")
    reason.send_keys(Keys.ENTER)
    feng.until(lambda: not feng.all("#proof-list .finds.warn > li"), "the hint is still open")
    assert words(feng).endswith("请认真落实。\n特此通知。")
    assert ProofReply.objects.get().reason == "习惯写法"
    feng.sees("已放行、已忽略")


def test_without_script_a_button_does_the_same(desk: Desk, visit: Visit) -> None:
    feng = visit("feng", javascript=False)
    feng.open("/outgoing/new/")
    feng.fill("title", "江东省人民政府办公厅关于做好防汛工作的通知")
    feng.fill("words", LINES[0])
    feng.one("[data-proof-now]").click()
    feng.sees("PUN-01", "中文语境应使用全角标点")
    assert words(feng) == LINES[0]
    assert feng.one("[name=title]").get_property("value").endswith("防汛工作的通知")
