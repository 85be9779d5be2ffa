"""系统自检 (S26) at `/self-check/`: what this machine really has, measured each time the page is asked for."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alerts.models import Delivery
from alerts.outbox import Queue, state
from alerts.queries import passed_over
from docflow import roles
from docflow.health import SILENT, STALE, measured
from documents.files.fonts import Face, faces, site_files, site_folders
from people.actions.guard import keeps_people
from seals.files.evidence import same_disk
from seals.queries.evidence import LATE, last_signed
from seals.queries.guards import guards
from workflow.clock import database_now

GREEN, YELLOW, RED = "green", "yellow", "red"
GB = 1_000_000_000  # bytes
LOW, FULL = (0.10, 5 * GB), (0.02, 1 * GB)  # share of the disk or bytes that are free: from there yellow, red
LONG = 3600  # seconds that something should be out by now: red
DRIFT, WRONG = 2.0, 30.0  # seconds between the clocks: from there yellow, red
A_DAY = 26 * 3600  # seconds: what is done each night was left out
OFFICE = ("soffice", "libreoffice")


@dataclass(frozen=True)
class Measured:
    """One line: what, how it is (a lamp's colour), what was found, what to do about it, and where."""

    label: str
    colour: str
    found: str
    advice: str = ""
    place: str = ""

    @property
    def word(self) -> str:
        return {GREEN: _("正常"), YELLOW: _("注意"), RED: _("有问题")}[self.colour]


@require_safe
def self_check(request: HttpRequest) -> HttpResponse:
    """For administrators; to others it does not exist. Nothing of it is kept: the page says when it was measured."""
    person: Any = request.user
    if not keeps_people(person.hats):
        raise Http404
    alive = measured()
    groups = [
        (_("打印字体"), [*fonts(), *folders()]),
        (_("运行"), [*running(alive), clock(), role()]),
        (_("提醒"), [*alerting(alive[2])]),
        (_("用印账本"), [*ledgers(alive[2])]),
        (_("本机"), [disk(), office_suite()]),
    ]
    lines = [line for _name, found in groups for line in found]
    context = {
        "groups": groups,
        "now": timezone.localtime(),
        "wrong": sum(line.colour == RED for line in lines),
        "warned": sum(line.colour == YELLOW for line in lines),
    }
    return render(request, "self_check.html", context)


def fonts() -> Iterator[Measured]:
    """The face behind each role of GB/T 9704, and whose it is."""
    names = {"song": _("小标宋（标题、红头）"), "fang": _("仿宋（正文）"), "kai": _("楷体（意见）"), "hei": _("黑体（栏目）")}  # fmt: skip
    warnings = {
        "song": _("小标宋为替代字体，正式印发请装方正小标宋简体"),
        "fang": _("仿宋为替代字体，正式印发请装仿宋_GB2312"),
    }
    known = {face.role: face for face in faces()}
    for role, name in names.items():
        face = known.get(role)
        if face is None:
            yield Measured(name, RED, _("没有可用的字体"), _("请把字体文件放入字体目录后重新启动。"))
            continue
        warning = warnings.get(role, "") if face.substitute else ""
        yield Measured(name, YELLOW if warning else GREEN, _face(face), warning)


def _face(face: Face) -> str:
    whose = {"site": _("本单位字体"), "system": _("系统字体包"), "wheel": _("随程序安装的字体")}[face.origin]
    file = Path(face.path).name if face.path else ""
    return "，".join(filter(None, (f"{face.family}（{whose}）", file)))


def folders() -> Iterator[Measured]:
    """What lies in the site's own folders; a file that came after the first print waits for the next start."""
    files = list(site_files())
    for folder in site_folders():
        here = [(path, loaded) for path, loaded in files if path.is_relative_to(folder)]
        label = _("字体目录 %(folder)s") % {"folder": folder}
        if not folder.is_dir():
            yield Measured(
                label, GREEN, _("没有这个目录"), _("本单位的字体文件可以放在这里，重新启动后使用。")
            )
            continue
        waiting = [path.name for path, loaded in here if not loaded]
        found = "、".join(path.name for path, _loaded in here[:20]) or _("没有字体文件")
        if len(here) > 20:
            found = _("%(names)s 等 %(n)s 个文件") % {"names": found, "n": len(here)}
        advice = (
            _("还没有装入：%(names)s。重新启动后使用；仍没有的，不是完好的字体文件。")
            % {"names": "、".join(waiting[:20])}
            if waiting
            else ""
        )
        yield Measured(label, YELLOW if waiting else GREEN, found, advice)


def running(alive: tuple[str, str, dict[str, int]]) -> Iterator[Measured]:
    """Database, broker, and how long ago worker and clock were heard of: of what `docflow.health` measured."""
    database, broker, ages = alive
    yield _reached(_("数据库"), database, _("请检查数据库服务是否在运行。"))
    yield _reached(_("消息服务"), broker, _("请检查 Redis 服务是否在运行；后台任务在等它。"))
    for part, label in (("worker", _("后台任务")), ("beat", _("定时时钟"))):
        age = ages.get(part)
        if age is None:
            yield Measured(label, RED, _("没有心跳"), _("请启动后台：提醒、导出和夜间核对都靠它。"))
            continue
        late = age > STALE
        found = _("最近心跳在 %(n)s 秒前") % {"n": age}
        advice = _("超过 %(n)s 秒没有心跳，请检查这个进程。") % {"n": STALE} if late else ""
        yield Measured(label, RED if late else GREEN, found, advice)


def alerting(ages: dict[str, int]) -> Iterator[Measured]:
    """Does the alerter itself live, and what of it did not get out?"""
    for part, label in (("scan", _("提醒扫描")), ("deliver", _("提醒投递"))):
        yield _finished(label, ages.get(part))
    left = state(database_now())
    yield _waiting(left)
    if not left.dead:
        yield Measured(_("发送失败"), GREEN, _("没有"))
    else:
        found = _("%(n)s 件多次没有发出，已停止重试") % {"n": left.dead}
        place = f"{reverse('alert_ledger')}?state={Delivery.State.DEAD}"
        yield Measured(_("发送失败"), RED, found, _("站内通知不受影响；请查看原因，改好后重发。"), place)
    yield _passed_over()


def _waiting(left: Queue) -> Measured:
    """What is not out yet. What waits for the morning or a digest is no trouble; what should be out is, and a second try."""
    found = _("%(n)s 件待发") % {"n": left.waiting} if left.waiting else _("没有")
    if left.oldest > SILENT:
        found += _("，应发未发最久 %(age)s") % {"age": _long(left.oldest)}
    if left.failing:
        found += _("，%(n)s 件发过没有成功、等待重试") % {"n": left.failing}
    colour = RED if left.oldest > LONG else YELLOW if left.oldest > SILENT or left.failing else GREEN
    advice = "" if colour == GREEN else _("请检查后台任务、邮件服务器和即时消息接收端。")
    return Measured(_("待发积压"), colour, found, advice)


def _passed_over() -> Measured:
    """Work whose alert could not be written, so that the scan went on without it."""
    count = passed_over()
    if not count:
        return Measured(_("扫描略过"), GREEN, _("没有"))
    found = _("%(n)s 项办理没有写成提醒") % {"n": count}
    return Measured(_("扫描略过"), RED, found, _("请看系统日志里写明的原因，并报告维护人员。"))


def _finished(label: str, age: int | None) -> Measured:
    """When the half of the alerter last ended well."""
    if age is None:
        return Measured(label, RED, _("还没有完成过"), _("请启动后台：后台任务和定时时钟。"))
    found = _("最近完成在 %(age)s前") % {"age": _long(age)}
    late = age > SILENT
    advice = _("超过 %(n)s 分钟没有完成：请看后台任务的日志。") % {"n": SILENT // 60} if late else ""
    return Measured(label, RED if late else GREEN, found, advice)


def _long(seconds: int) -> str:
    """A span in the largest unit that says enough."""
    if seconds < 180:
        return _("%(n)s 秒") % {"n": seconds}
    return (
        _("%(n)s 分钟") % {"n": seconds // 60} if seconds < 7200 else _("%(n)s 小时") % {"n": seconds // 3600}
    )


def ledgers(ages: dict[str, int]) -> Iterator[Measured]:
    """The database's guards as they are now; when the ledgers were last found whole, and when last signed, and where."""
    wrong = guards()
    found = "；".join(wrong[:3]) or _("触发器和函数与安装时一致")
    advice = _("有人改动过数据库，请立即报告审计管理员，并离线核验。") if wrong else ""
    yield Measured(_("账本守卫"), RED if wrong else GREEN, found, advice)
    age = ages.get("ledger")
    if age is None:
        yield Measured(
            _("账本核验"), YELLOW, _("还没有核验过"), _("每夜核验一次；也可以运行 manage.py verify_ledger。")
        )
    else:
        late = age > A_DAY
        found = _("最近核验无误在 %(age)s前") % {"age": _long(age)}
        advice = _("昨夜没有核验或发现问题，请看后台任务的日志。") if late else ""
        yield Measured(_("账本核验"), RED if late else GREEN, found, advice)
    yield _signed()


def _signed() -> Measured:
    """Checkpoints: the newest, and whether who has this machine has their copies, too."""
    at = last_signed()
    if at is None:
        return Measured(_("检查点"), RED, _("还没有签署过"), _("后台每小时签署一次，请看后台任务的日志。"))
    age = database_now() - at
    found = _("最近签署在 %(age)s前") % {"age": _long(int(age.total_seconds()))}
    if age > LATE:
        return Measured(_("检查点"), RED, found, _("超过两小时没有签署，请看后台任务的日志。"))
    if same_disk():
        advice = _("检查点目录与数据在同一块盘上，请把 CHECKPOINT_DIR 设到另一台机器的目录。")
        return Measured(_("检查点"), YELLOW, found, advice)
    return Measured(_("检查点"), GREEN, found)


def _reached(label: str, state: str, advice: str) -> Measured:
    if state == "ok":
        return Measured(label, GREEN, _("连得上"))
    return Measured(label, RED, _("连不上（%(why)s）") % {"why": state}, advice)


def clock() -> Measured:
    """The database's clock, by which everything is dated, beside this machine's."""
    began = time.time()
    told = database_now().timestamp()
    drift = told - (began + time.time()) / 2
    found = _("与本机一致")
    if abs(drift) >= 0.1:
        words = _("数据库时钟比本机快 %(n)s 秒") if drift > 0 else _("数据库时钟比本机慢 %(n)s 秒")
        found = words % {"n": f"{abs(drift):.1f}"}
    colour = RED if abs(drift) >= WRONG else YELLOW if abs(drift) >= DRIFT else GREEN
    advice = "" if colour == GREEN else _("时限和记录按数据库时钟计；请为两台机器校时。")
    return Measured(_("数据库时钟"), colour, found, advice)


def role() -> Measured:
    """Does whoever serves people own the tables? Then a hole in a page could switch off what protects the ledgers."""
    name, label = settings.WEB_DATABASE["USER"], _("数据库账号")
    found = roles.standing()
    if found is roles.Standing.APART:
        return Measured(label, GREEN, _("网页和后台用受限账号 %(name)s 连接") % {"name": name})
    if found is roles.Standing.LOOSE:
        return Measured(
            label,
            RED,
            _("%(name)s 的权限过大，能改动台账") % {"name": name},
            _("请以所有者账号重新执行 prepare。"),
        )
    advice = _("请另设受限账号供网页和后台使用，所有者账号只用于升级（OWNER_DATABASE_URL）。")
    return Measured(label, YELLOW, _("网页和后台以数据库所有者 %(name)s 连接") % {"name": name}, advice)


def disk() -> Measured:
    """Room where the files of papers lie, and whether they can be written there."""
    root = Path(settings.BLOB_ROOT)
    place = next(folder for folder in (root, *root.parents) if folder.is_dir())
    try:
        room = shutil.disk_usage(place)
    except OSError as error:
        return Measured(_("附件磁盘"), RED, _("读不到（%(why)s）") % {"why": error.strerror or error})
    sizes = {"free": f"{room.free / GB:.1f}", "total": f"{room.total / GB:.1f}"}
    found = _("剩余 %(free)s GB，共 %(total)s GB") % sizes
    if not os.access(place, os.W_OK):
        return Measured(_("附件磁盘"), RED, found, _("目录不能写入，附件会传不上来。"))
    colour = RED if _short(room, FULL) else YELLOW if _short(room, LOW) else GREEN
    return Measured(_("附件磁盘"), colour, found, "" if colour == GREEN else _("请腾出空间或扩容。"))


def _short(room: Any, least: tuple[float, int]) -> bool:
    """Less is free than this share of the disk, and less than so many bytes."""
    share, size = least
    return bool(room.free < share * room.total and room.free < size)


def office_suite() -> Measured:
    """LibreOffice by its program."""
    found = next(filter(None, map(shutil.which, OFFICE)), None)
    if found:
        return Measured("LibreOffice", GREEN, found)
    return Measured("LibreOffice", YELLOW, _("没有找到"), _("Word、WPS 附件不能转成页面查看，只能下载。"))
