"""The menu: only what a role can use, every link leads somewhere, the office has its name."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from docflow import badges
from docflow.badges import shown
from tests.office import Office, make_office, registered


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


MENUS = {
    "clerk": {
        "公文交换",
        "待签收",
        "发文字号",
        "登记来文",
        "拟稿",
        "收文登记簿",
        "领导批示台",
        "督查督办",
        "传阅",
        "打印中心",
        "发文登记簿",
    },
    "handler": {
        "公文交换",
        "待签收",
        "登记来文",
        "拟稿",
        "收文登记簿",
        "领导批示台",
        "督查督办",
        "传阅",
        "打印中心",
        "发文登记簿",
    },
    "leader": {"收文登记簿", "领导批示台", "督查督办", "传阅", "发文登记簿"},
    "secretary": {"待签收", "拟稿", "收文登记簿", "领导批示台", "督查督办", "传阅", "发文登记簿"},
    "unit_clerk": {"待签收", "收文登记簿", "督查督办", "传阅", "发文登记簿"},
    "chief": {
        "发文字号",
        "公文交换",
        "待签收",
        "拟稿",
        "收文登记簿",
        "领导批示台",
        "督查督办",
        "传阅",
        "打印中心",
        "发文登记簿",
        "工作移交",
        "发文机关",
        "提醒台账",
    },
    "admin": {"发文字号", "组织人员", "工作移交", "开通清单", "系统自检", "提醒台账"},
    "secadmin": {"组织人员", "工作移交", "开通清单", "系统自检", "消息接收端"},
    "auditor": {"提醒台账"},
}


# Everybody looks up what a date rests on; when somebody is told, the office; figures, whoever has papers of all.
for _who, _menu in MENUS.items():
    _menu |= {"工作日历", "时限规则"} | ({"催办阶段"} if _who != "unit_clerk" else set())
    _inside = _who in ("clerk", "handler", "leader", "secretary", "chief")
    _menu |= {"复核清单", "核稿规则", "错题本", "报错", "每周通报", "统计", "六字看板"} if _inside else set()
    _menu |= {"运转中检查"} if _who in ("clerk", "chief") else set()
    _menu |= {"用印申请", "印章外带"} if _who in ("clerk", "handler", "secretary", "chief") else set()
MENUS["chief"] |= {"印章台账", "印章保管", "空白凭证", "电子印章", "用印登记簿"}
MENUS["auditor"] |= {"用印登记簿", "用印审计", "错题本", "每周通报"}
MENUS["secadmin"] |= {"审计管理员的操作"}


@pytest.mark.parametrize("who", MENUS)
def test_each_sees_what_he_can_use(who: str, office: Office, client: Client) -> None:
    client.force_login(getattr(office, who))
    groups = client.get("/help/").context["menu"]
    labels = {str(i["label"]) for g in groups for i in g["items"]}
    work = set() if who in ("admin", "secadmin", "auditor") else {"待办", "在办", "待阅", "超期", "已办"}
    assert labels == MENUS[who] | work | {"操作指南"}
    for entry in (i for g in groups for i in g["items"]):
        page = client.get(entry["url"])
        assert page.status_code == 200, entry["url"]
        here = [i for g in page.context["menu"] for i in g["items"] if i["current"]]
        assert [i["label"] for i in here] == [entry["label"]], entry["url"]


def test_the_office_by_its_unit_or_by_the_setting(office: Office, client: Client, settings: Any) -> None:
    client.force_login(office.clerk)
    settings.OFFICE_NAME = ""
    cache.delete("office_name")
    assert "江东省人民政府办公厅" in client.get("/help/").content.decode()
    settings.OFFICE_NAME = "别的机关"
    assert "别的机关" in client.get("/help/").content.decode()
    cache.delete("office_name")


def test_counts_are_short() -> None:
    assert [shown(n) for n in (0, 1, 99, 100)] == ["", "1", "99", "99+"]


def test_without_counts_the_list_is_there_all_the_same(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their statement fails (it took too long, the connection broke): dashes, and the page answers."""

    def broken(*_: Any) -> list[Any]:
        raise OperationalError("canceling statement due to statement timeout")

    doc = registered(office)
    client.force_login(office.handler)
    monkeypatch.setattr(badges, "fetch", broken)
    page = client.get("/")
    assert page.status_code == 200
    assert doc.title in page.content.decode()
    assert page.context["counts"].todo == "–"


def test_the_guide_has_a_section_for_each_of_its_links(office: Office, client: Client) -> None:
    client.force_login(office.clerk)
    page = client.get("/help/").content.decode()
    for anchor in ("register", "propose", "review", "instruct", "handle", "circulate", "close", "keys"):
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
