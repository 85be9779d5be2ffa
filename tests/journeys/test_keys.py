"""The keys, counted (interface/ux.md §4.2 and §4.3): real key presses, above the target the test fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from documents.models import Document, ReaderGroup
from documents.words import State
from people.models import Person
from tests.journeys import steps
from tests.journeys.visitor import Visitor
from tests.office import Office, circulating, ordinary, registered, submitted
from workflow.models import Entry, Task

Visit = Callable[..., Visitor]


def state(doc: Document) -> str:
    return Document.objects.values_list("state", flat=True).get(pk=doc.pk)


def becomes(visitor: Visitor, doc: Document, wanted: str) -> None:
    visitor.until(lambda: state(doc) == wanted, f"{doc.title} is {state(doc)}, not {wanted}")


def at(visitor: Visitor, doc: Document) -> None:
    """This paper is open and its keys are there."""
    visitor.until(lambda: f"/documents/{doc.ref}/" in visitor.path, f"{doc.title} is not open")
    visitor.until(lambda: visitor.all("html.js .act"), "no act panel")


def first_todo(visitor: Visitor, doc: Document, tab: str = "todo") -> None:
    """From the home page with Enter on the focused row; counting starts on the paper."""
    visitor.open(f"/?tab={tab}")
    visitor.until(lambda: visitor.all("tr.cur a.t, [data-row].cur a.t"), "no row has the focus")
    visitor.keys(Keys.ENTER)
    at(visitor, doc)
    visitor.groups = 0


def test_approving_with_a_phrase_two_keys_and_the_next_is_there(office: Office, visit: Visit) -> None:
    one, two, three = (ordinary(office) for _ in range(3))
    wu = visit("wu")
    first_todo(wu, one)
    wu.keys("1")
    wu.submit_keys()
    becomes(wu, one, State.SUBMITTED)
    assert wu.groups <= 2
    assert Entry.objects.get(subject_pk=one.pk, verb="approve").opinion == "同意。"
    at(wu, two)  # next to-do: no key at all
    wu.sees("已送")
    wu.groups = 0
    wu.keys("j")
    at(wu, three)
    assert wu.groups <= 1
    wu.keys("k")
    at(wu, two)


def test_what_was_just_done_is_taken_back_by_ctrl_z(office: Office, visit: Visit) -> None:
    one, two = (ordinary(office) for _ in range(2))
    wu = visit("wu")
    first_todo(wu, one)
    wu.keys("1")
    wu.submit_keys()
    at(wu, two)
    wu.keys(Keys.CONTROL, "z", Keys.NULL)
    wu.until(lambda: wu.path.startswith(f"/documents/{one.ref}/do/withdraw/"), "no way back")
    wu.one("html.js form[data-submit]")
    wu.submit_keys()
    becomes(wu, one, State.REVIEWING)


def test_agreeing_from_the_list_shows_the_paper_first(office: Office, visit: Visit) -> None:
    """1 in the list opens the paper with 同意 written; nothing is sent before Ctrl+Enter."""
    doc = ordinary(office)
    wu = visit("wu")
    wu.open("/")
    wu.until(lambda: wu.all("tr.cur [data-agree]"), "no row with 同意")
    wu.keys("1")
    at(wu, doc)
    wu.until(lambda: wu.one("#op").get_attribute("value") == "同意。", "the phrase is not written")
    assert state(doc) == State.REVIEWING
    wu.submit_keys()
    becomes(wu, doc, State.SUBMITTED)
    assert wu.groups <= 2


def test_tab_and_a_digit_change_the_tabs(office: Office, visit: Visit) -> None:
    """1 alone agrees with the paper in question; after Tab it is the first tab."""
    ordinary(office)
    chief = visit("wu")
    chief.open("/")
    chief.one("[data-agree]")
    chief.keys(Keys.TAB)
    chief.keys("3")
    chief.until(lambda: chief.path == "/?tab=toread", "Tab 3 did not open 待阅")
    chief.keys(Keys.TAB)
    chief.keys("1")
    chief.until(lambda: chief.path == "/", "Tab 1 did not go back")


def test_f1_says_how_this_page_is_used(office: Office, visit: Visit) -> None:
    chen = visit("chen")
    chen.open("/documents/new/")
    chen.one("#id_title")
    chen.keys(Keys.F1)
    chen.until(lambda: chen.one("#page-help").is_displayed(), "no help for this page")
    assert "来文字号只输序号即可" in chen.one("#page-help").text
    chen.keys(Keys.ESCAPE)
    chen.until(lambda: not chen.one("#page-help").is_displayed(), "the help stays")


def test_returning_with_a_reason_three_keys(office: Office, visit: Visit) -> None:
    doc = ordinary(office)
    wu = visit("wu")
    first_todo(wu, doc)
    wu.keys("r")
    wu.until(lambda: "/do/give_back/" in wu.path and wu.all("html.js [data-phrase]"), "no form of returning")
    wu.keys("3")
    wu.submit_keys()
    becomes(wu, doc, State.PROPOSING)
    assert wu.groups <= 3
    assert Entry.objects.get(subject_pk=doc.pk, verb="give_back").reason == "请补充协办单位。"


def test_recording_an_instruction_at_most_six(office: Office, visit: Visit, tmp_path: Path) -> None:
    doc = submitted(office, leaders=[office.leader, office.leader2], route_mode="parallel")
    chen = visit("chen")
    chen.open(f"/documents/{doc.ref}/")
    at(chen, doc)
    chen.keys("b")
    chen.until(lambda: chen.all("html.js [name=leader]"), "no form of recording")
    chen.until(lambda: chen.window.switch_to.active_element.get_attribute("name") == "leader", "leader")
    chen.keys("ls", Keys.ENTER)
    chen.keys("请水利厅抓紧研究，报结果。")
    chen.groups += 1  # pasting the photo
    chen.one("[name=scan]").send_keys(str(steps.paper(tmp_path)))
    chen.submit_keys()
    chen.until(lambda: doc.instructions.exists(), "not recorded")
    row = doc.instructions.get()
    assert (row.leader_name, row.text, row.scan_pending) == ("李四", "请水利厅抓紧研究，报结果。", False)
    assert chen.groups <= 6


def test_the_sheet_with_one_key(office: Office, visit: Visit) -> None:
    doc = ordinary(office)
    wu = visit("wu")
    first_todo(wu, doc)
    wu.keys("p")
    wu.until(lambda: len(wu.window.window_handles) == 2, "no sheet")
    assert wu.groups == 1
    assert wu.one("a[data-key=KeyP]").get_attribute("href").endswith(f"/documents/{doc.ref}/sheet/")


def test_read_with_one_key(office: Office, visit: Visit) -> None:
    docs = [circulating(office, [office.leader2]) for _ in range(4)]
    unread = Task.objects.filter(kind="read", status="open")
    li = visit("li")
    first_todo(li, docs[0], "toread")
    li.keys("m")
    li.until(lambda: unread.count() == 3, "not read")
    at(li, docs[1])  # the next one is there
    assert li.groups <= 1
    li.open("/?tab=toread")
    li.until(lambda: li.all("[data-row].cur"), "no row has the focus")
    li.keys("m")
    li.until(lambda: unread.count() == 2, "not read from the list")
    li.until(
        lambda: len(li.all("html.js [data-row].cur a.t")) == 1 and len(li.all("[data-row]")) == 2,
        "not drawn anew",
    )
    li.groups = 0
    li.keys("x")
    li.keys("j")
    li.keys(Keys.SHIFT, "x", Keys.NULL)
    li.keys("m")
    li.until(lambda: unread.count() == 0, "the chosen ones are not read")


def test_sending_round_to_a_group_at_most_five(office: Office, visit: Visit) -> None:
    doc = ordinary(office)
    group = ReaderGroup.objects.create(name="各处处长", owner=None)
    group.persons.set([office.leader2, office.supervisor])
    chen = visit("chen")
    chen.open(f"/documents/{doc.ref}/")
    at(chen, doc)
    chen.keys("c")
    chen.until(lambda: chen.window.switch_to.active_element.get_attribute("name") == "readers", "readers")
    chen.keys("gccz", Keys.ENTER)
    chen.until(
        lambda: "各处处长" in chen.one("[name=readers]").get_attribute("value"), "the group was not found"
    )
    chen.submit_keys()
    chen.until(lambda: Task.objects.filter(kind="read").count() == 2, "not sent round")
    assert chen.groups <= 5


def test_lists_search_and_help_from_the_keyboard(office: Office, visit: Visit) -> None:
    docs = [registered(office, title=f"云川市人民政府关于城市更新第{n}批项目的请示") for n in range(3)]
    chen = visit("chen")
    chen.open("/documents/")
    chen.until(lambda: chen.all("html.js [data-row]"), "no rows")

    def row() -> int:
        return [("cur" in str(r.get_attribute("class")).split()) for r in chen.all("[data-row]")].index(True)

    for wanted in (0, 1, 2):
        chen.keys("j")
        assert row() == wanted
    chen.keys("k")
    assert row() == 1
    chen.keys(Keys.ARROW_DOWN)
    assert row() == 2
    link = chen.window.switch_to.active_element
    assert link.text == docs[0].title  # newest first; the focus is really on the link
    chen.keys(Keys.ENTER)
    chen.until(lambda: docs[0].ref in chen.path, "the row did not open")

    chen.groups = 0
    chen.keys("/")
    assert chen.window.switch_to.active_element.get_attribute("name") == "q"
    chen.keys("更新", Keys.ENTER)
    chen.until(lambda: "/search/" in chen.path, "no search")
    chen.sees(*(doc.title for doc in docs))
    assert chen.groups <= 2

    chen.window.execute_script("document.activeElement.blur()")
    chen.keys("?")
    chen.until(lambda: chen.one("#help").is_displayed(), "no help")
    chen.sees("快捷键")
    chen.keys(Keys.ESCAPE)
    chen.until(lambda: not chen.one("#help").is_displayed(), "the help stays")
    chen.keys("g")
    chen.keys("d")
    chen.until(lambda: chen.path in ("/", "/?tab=todo"), "G D does not go to the to-dos")


@pytest.mark.parametrize("place", ["a field", "switched off"])
def test_letters_mean_nothing(office: Office, visit: Visit, place: str) -> None:
    """In a field they are text; and everywhere when single keys are switched off."""
    doc = ordinary(office)
    if place == "switched off":
        Person.objects.filter(pk=office.chief.pk).update(single_keys=False)
    wu = visit("wu")
    wu.open(f"/documents/{doc.ref}/")
    at(wu, doc)
    if place == "a field":
        wu.one("#op").click()
    wu.keys("r1")
    wu.sees("同意并送出")
    assert wu.path == f"/documents/{doc.ref}/"
    assert wu.one("#op").get_attribute("value") == ("r1" if place == "a field" else "")
