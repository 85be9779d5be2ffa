"""The weekly pack in a browser: made, written, issued, read; its meeting, what was decided, and the week after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bulletins.actions.making import draft
from bulletins.models import Meeting, MeetingAction, Pack, PackRead
from bulletins.rules.weeks import WEEK
from deadlines.days import local
from tests.bulletins.packs.world import last_week, this_week
from tests.journeys.test_pages import Inspector
from tests.journeys.visitor import Visitor
from tests.office import Office, make_office, registered
from workflow.clock import database_now, told

Visit = Callable[..., Visitor]
TASK = "逐条讲一遍退文原因"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return make_office()


def put(visitor: Visitor, name: str, value: str) -> None:
    """A day, as the browser's own picker would write it."""
    field = visitor.one(f"[name='{name}']")
    visitor.window.execute_script("arguments[0].value = arguments[1]", field, value)


def test_from_the_draft_to_next_week(office: Office, visit: Visit) -> None:
    registered(office)
    chief = visit("wu")
    made(chief)
    pack = Pack.objects.get()
    written(chief, pack)
    registered(office)
    issued(chief)
    read(visit("feng"), pack)
    met(chief, pack)
    done(visit("feng"))
    next_week(chief)


def made(chief: Visitor) -> None:
    chief.open("/packs/")
    chief.press("生成这一周的通报")
    chief.until(lambda: "已生成" in chief.text)
    assert chief.one("figure.chart svg").is_displayed()


def written(chief: Visitor, pack: Pack) -> None:
    chief.press("编辑栏目和文字")
    chief.fill("text_volume", "来文平稳，请注意附件页数。")
    chief.window.find_element("css selector", "button[value='down:volume']").click()
    chief.until(lambda: Pack.objects.get().version == 2)
    chief.until(lambda: "已保存" in chief.text)
    assert [one["code"] for one in Pack.objects.get().sections][:2] == ["in_time", "volume"]
    chief.open(f"/packs/{pack.ref}/")
    chief.until(lambda: "请注意附件页数" in chief.text)


def issued(chief: Visitor) -> None:
    chief.press("核对并印发")
    chief.until(lambda: "收文量" in chief.text)
    assert "1 → 2" in chief.text
    chief.press("按以上数字印发")
    chief.until(lambda: "已印发通报〔" in chief.text)
    assert Pack.objects.get().number.endswith("〕1号")


def read(reader: Visitor, pack: Pack) -> None:
    reader.open("/notices/")
    reader.press("与我有关")
    reader.press("例会分析通报")
    reader.until(lambda: pack.ref in reader.path)
    reader.press("确认已阅读")
    reader.until(lambda: "已确认阅读" in reader.text)
    assert PackRead.objects.count() == 1


def met(chief: Visitor, pack: Pack) -> None:
    today = local(database_now()).date()
    chief.open(f"/packs/{pack.ref}/meeting/")
    chief.fill("attendees", "冯二二、陈三三")
    chief.fill("minutes", "退文集中在附件。")
    chief.press("保存纪要")
    chief.until(lambda: "第 1 版" in chief.text)
    assert Meeting.objects.get().minutes == "退文集中在附件。"
    chief.fill("text", TASK)
    chief.fill("owner", "冯二二")
    chief.window.execute_script("document.activeElement.blur()")  # its list would lie over the button
    put(chief, "due_on", (today + timedelta(days=5)).isoformat())
    chief.press("交办")
    chief.until(lambda: "已交 冯二二 办理" in chief.text)


def done(owner: Visitor) -> None:
    owner.open("/")
    owner.press(TASK)
    owner.press("完成")
    owner.fill("result", "讲完了，发了清单。")
    owner.send()
    owner.until(lambda: "已完成" in owner.text)
    assert MeetingAction.objects.get().state == "done"


def next_week(chief: Visitor) -> None:
    """The clock makes the pack of the week after; it and its meeting say what became of it."""
    later = database_now() + WEEK
    with told(later):
        pack, _new = draft(this_week(), later)
    chief.open(f"/packs/{pack.ref}/")
    chief.until(lambda: "讲完了，发了清单。" in chief.text)
    chief.open(f"/packs/{pack.ref}/meeting/")
    chief.until(lambda: TASK in chief.text)


def test_pages(office: Office, arrive: Visit) -> None:
    """At 1440 and on a phone: accessible, nowhere sideways, console clean."""
    registered(office)
    now = database_now()
    earlier, pack = draft(last_week(), now)[0], draft(this_week(), now)[0]
    inspector, visitor = Inspector(), arrive()
    visitor.log_in("wu")
    for path in (
        "",
        f"{pack.ref}/",
        f"{earlier.ref}/",
        f"{pack.ref}/edit/",
        f"{pack.ref}/issue/",
        f"{pack.ref}/meeting/",
    ):
        inspector.look(visitor, f"/packs/{path}")
    inspector.look(visitor, f"/packs/{pack.ref}/figures/received/")
    inspector.look(visitor, f"/packs/{pack.ref}/figures/closing_rate/")
    inspector.close()
