"""用印台 by keyboard: scan, copies, Ctrl+Enter (ux.md 4.3, task 9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

from outgoing.models import Outgoing
from seals.models import SealSitting
from tests.journeys.test_register_keys import at
from tests.journeys.visitor import PASSWORD, Visitor
from tests.outgoing.desk import sealing
from tests.seals.desk.steps import again, asked, lines, of_paper, sit
from tests.seals.world import World, make_world

Visit = Callable[..., Visitor]


@pytest.fixture
def w(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def office(w: World) -> Any:
    return w.o


def test_stamp_and_register_in_at_most_three_groups(w: World, visit: Visit) -> None:
    sit(w)
    chu = visit("chu")
    request, other = of_paper(w), asked(w)
    chu.open("/seals/desk/")
    at(chu, "q")
    chu.keys(request.number, Keys.ENTER)
    at(chu, "copies")
    assert chu.one("[name=copies]").get_attribute("value") == "10"
    chu.keys("10", Keys.ENTER)
    at(chu, "spoiled")
    chu.submit_keys()
    chu.sees("链尾")
    assert chu.groups <= 3, chu.groups
    assert chu.path == f"/seals/desk/{other.ref}/", "and on to the next"
    at(chu, "q")
    [line] = lines(request)
    chu.sees(line.head, f"登记第 {line.serial} 号")
    assert (line.stamped, line.supervisor_name) == (10, w.supervisor.name)
    assert request.paper_id is not None
    assert Outgoing.objects.get(pk=request.paper_id).state == "dispatching"
    chu.keys(other.number, Keys.ENTER)  # the filled-in number fits: two groups
    at(chu, "copies")
    chu.submit_keys()
    chu.sees("无待用印")
    assert again(other).state == "closed"


def test_the_supervisor_signs_in_and_a_spoiled_copy_is_told(w: World, visit: Visit) -> None:
    chu = visit("chu")
    request = asked(w)
    chu.open(f"/seals/desk/{request.ref}/")
    chu.sees("没有监印人在场", "相符", "上大下小")
    assert chu.axe() == []
    chu.one(".sitting summary").click()
    chu.fill("supervisor_username", "wei")
    chu.fill("supervisor_password", PASSWORD)
    chu.press("签到")
    chu.sees("卫五五已签到监印")
    assert SealSitting.objects.get().supervisor == w.supervisor
    chu.fill("copies", "2")
    chu.fill("spoiled", "1")
    chu.send()
    chu.sees("请说明原因")
    assert chu.one("[name=spoiled]").get_attribute("value") == "1"
    assert chu.axe() == []
    chu.fill("reason", "盖歪一份")
    chu.send()
    chu.sees("全部用印完毕")
    [line] = lines(request)
    assert (line.spoiled, line.second_name) == (1, "卫五五")


def test_refusing(w: World, visit: Visit) -> None:
    sit(w)
    chu = visit("chu")
    request = asked(w)
    chu.open(f"/seals/desk/{request.ref}/")
    chu.one("#refuse summary").click()
    chu.fill("code", "X5")
    chu.fill("why", "与职权无关")
    chu.press("记入拒绝")
    chu.sees("已记入拒绝用印（X5）")
    assert [x.code for x in lines(request)] == ["X5"]
    for path in ("/seals/desk/", "/seals/desk/refuse/", f"/seals/desk/{request.ref}/late/"):
        chu.open(path)
        chu.one("h1")
        assert chu.axe() == [], path
        for width, height in ((1440, 900), (390, 844)):
            chu.resize(width, height)
            assert not chu.sideways(), (path, width)


def test_the_page_of_the_paper_leads_here(w: World, visit: Visit) -> None:
    sit(w)
    paper = sealing(w.d)
    of_paper(w, paper)
    chu = visit("chu", javascript=False)
    chu.take(paper.title)
    chu.press("已用印")
    chu.one("[name=copies]")
    chu.press("登记用印")
    chu.sees("发文现在是「核发」")
