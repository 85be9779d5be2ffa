"""The side bar: only what this person's roles can use."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import reverse as address
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bulletins.actions.sweep import ANSWERERS
from bulletins.rules import error_rights, packs
from bulletins.rules.reading import reads_figures
from docflow.badges import Badges
from documents.actions.extra import may_register
from outgoing.actions.drafting import may_draft
from outgoing.rules.number_rights import sees_series
from people.actions.guard import keeps_people
from people.roles import CHIEFS, Role
from seals.rules import rights
from timing.rules.alerts import keeps_targets, sees_ledger
from timing.rules.supervising import scope as supervises

# Pages below /seals/ that belong to another item than the register of seals.
CUSTODY, EVIDENCE = ("/seals/handover", "/seals/absences/"), ("/seals/checkpoints/",)
reverse = cache(address)  # pages without arguments: the same as long as the process lives


def menu(hats: Any, counts: Badges, path: str, tab: str) -> list[dict[str, Any]]:
    """Groups of items as `_side.html` draws them. `path` and `tab` mark where the person is."""
    home = reverse("home")
    work = [
        _item(_("待办"), home, "inbox", counts.todo, go="D", current=path == home and tab in ("", "todo")),
        _item(_("在办"), f"{home}?tab=doing", "clock-history", counts.doing, go="Z",
              current=path == home and tab == "doing"),
        _item(_("待阅"), f"{home}?tab=toread", "eye", counts.toread, go="Y", current=path == home and tab == "toread"),
        _item(_("超期"), f"{home}?tab=overdue", "exclamation-triangle-fill", counts.overdue, late=True,
              current=path == home and tab == "overdue"),
        _item(_("已办"), f"{home}?tab=done", "check2-circle", current=path == home and tab == "done"),
    ]  # fmt: skip
    groups = [] if hats.is_admin else [_group(_("我的工作"), work)]
    papers = []
    if not hats.is_admin:
        papers.append(_item(_("收文登记簿"), reverse("register"), "journal-text", go="S", path=path))
        if hats.reads_register or hats.is_leader or any(s.as_secretary for s in hats.stand_ins):
            papers.append(_item(_("领导批示台"), reverse("board"), "chat-left-text", go="P", path=path))
        papers.append(_item(pgettext("menu", "传阅"), reverse("circulation"), "send", path=path))
        if hats.reads_register:
            papers.append(_item(_("公文交换"), reverse("exchange"), "arrow-repeat", path=path))
        if not hats.is_leader:
            papers.append(_item(_("待签收"), reverse("exchange_receiving"), "check2-circle", path=path))
        if hats.own:
            papers.append(
                _item(_("发文登记簿"), reverse("outgoing_register"), "journal-text", go="F", path=path)
            )
    if sees_series(hats):
        papers.append(_item(_("发文字号"), reverse("numbers"), "list", path=path))
    if hats.reads_register:
        papers.append(_item(_("打印中心"), reverse("print_centre"), "printer", path=path))
    if may_draft(hats) and not hats.is_leader:
        papers.insert(0, _item(_("拟稿"), reverse("outgoing_new"), "pencil", path=path))
    if may_register(hats):
        new = _item(_("登记来文"), reverse("register_new"), "plus-lg", path=path)
        papers.insert(0, new | {"key": "KeyN"})
    if hats.office_roles & CHIEFS:
        papers.append(_item(_("工作移交"), reverse("leavers"), "arrow-left-right", path=path))
        papers.append(_item(_("发文机关"), reverse("organs"), "building", path=path))
    if papers:
        groups.append(_group(_("公文"), papers))
    if seals := _seals(hats, path):
        groups.append(_group(pgettext("menu", "印章"), seals))
    groups.append(_group(_("时限"), _time(hats, path)))
    if week := _week(hats, path):
        groups.append(_group(pgettext("menu", "综合"), week))
    if keeps_people(hats):
        keep = [
            _item(_("组织人员"), reverse("people"), "person-circle", path=path),
            _item(_("工作移交"), reverse("leavers"), "arrow-left-right", path=path),
            _item(_("开通清单"), reverse("setup"), "check2-circle", path=path),
            _item(_("系统自检"), reverse("self_check"), "gear", path=path),
        ]
        groups.append(_group(_("管理"), keep))
    groups.append(_group(_("帮助"), [_item(_("操作指南"), reverse("help"), "book", path=path)]))
    return groups


def _time(hats: Any, path: str) -> list[dict[str, Any]]:
    """What is late, what the dates rest on, and who was told."""
    found = []
    if not hats.is_admin and supervises(hats):
        found.append(_item(_("督查督办"), reverse("supervision"), "flag-fill", path=path))
    found.append(_item(_("工作日历"), reverse("calendar"), "calendar3", path=path))
    found.append(_item(_("时限规则"), reverse("limits"), "hourglass", path=path))
    if hats.office_roles:
        found.append(_item(_("催办阶段"), reverse("stages"), "megaphone", path=path))
    if sees_ledger(hats):
        found.append(_item(_("提醒台账"), reverse("alert_ledger"), "bell", path=path))
    if keeps_targets(hats):
        found.append(_item(_("消息接收端"), reverse("alert_targets"), "send", path=path))
    return found


def _week(hats: Any, path: str) -> list[dict[str, Any]]:
    """What the office knows of how it works: where each paper is, what went wrong, what the week showed."""
    found = []
    inside = error_rights.writes(hats)
    if hats.office_roles & ANSWERERS:
        found.append(_item(_("运转中检查"), reverse("sweep"), "eye", path=path))
    if inside:
        found.append(_item(_("复核清单"), reverse("gates"), "check2-circle", path=path))
        found.append(_item(_("核稿规则"), reverse("proof_rules"), "book", path=path))
    if error_rights.reads(hats):
        found.append(_item(_("错题本"), reverse("errors"), "pencil", path=path))
    if inside:
        found.append(_item(pgettext("list", "报错"), reverse("error_reports"), "flag-fill", path=path))
    if packs.comes(hats):
        found.append(_item(_("每周通报"), reverse("packs"), "megaphone", path=path))
    if reads_figures(hats):
        found.append(_item(pgettext("menu", "统计"), reverse("statistics"), "bar-chart", path=path))
        found.append(_item(_("六字看板"), reverse("six_board"), "layout-three-columns", path=path))
    return found


def _seals(hats: Any, path: str) -> list[dict[str, Any]]:
    """Who asks for a seal, who sets it, who has it, who audits it."""
    found = []
    if rights.sees_desk(hats):
        found.append(_item(_("用印台"), reverse("seal_desk"), "award", go="U", path=path))
    if rights.may_apply(hats) and not hats.is_leader:
        found.append(_item(_("用印申请"), reverse("seal_requests"), "file-earmark", path=path))
        found.append(_item(_("印章外带"), reverse("seal_takeouts"), "box-arrow-right", path=path))
    if rights.sees_registry(hats) and not hats.is_admin:
        found.append(_item(_("印章台账"), reverse("seals"), "bookmark-star", path=path))
        found.append(
            _item(_("印章保管"), reverse("seal_custody"), "arrow-left-right", path=path, also=CUSTODY)
        )
        found.append(_item(_("空白凭证"), reverse("blank_books"), "list", path=path))
        found.append(_item(_("电子印章"), reverse("seal_electronic"), "lock", path=path))
    if rights.sees_ledger(hats):
        found.append(_item(_("用印登记簿"), reverse("seal_ledger"), "journal-text", path=path))
    if rights.sees_audit(hats):
        found.append(_item(_("用印审计"), reverse("seal_audit"), "shield-check", path=path, also=EVIDENCE))
    if Role.SECADMIN in hats.roles:
        found.append(_item(_("审计管理员的操作"), reverse("seal_audit_deeds"), "eye", path=path))
    return found


def _group(label: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    current = max((e for e in entries if e["current"]), key=lambda e: len(e["url"]), default=None)
    for entry in entries:
        entry["current"] = entry is current
    return {"label": label, "items": entries}


def _item(label: str, url: str, icon: str, count: str = "", *, go: str = "", late: bool = False,
          path: str = "", current: bool = False, also: tuple[str, ...] = ()) -> dict[str, Any]:  # fmt: skip
    here = current or (path.startswith((url, *also)) if path else False)
    return {"label": label, "url": url, "icon": icon, "count": count, "go": go, "late": late, "key": "",
            "current": here}  # fmt: skip
