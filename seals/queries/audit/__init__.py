"""The twenty tests of §6.8. `run` makes one; each is a small function whose docstring says exactly when it passes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .approval import a2, a3, a9, a15
from .base import Period, Result, Row
from .book import a1, a17, a20
from .electronic import a18
from .hours import a6, a7, a16
from .persons import a8, a13
from .quantity import a4, a5, a11
from .things import a10, a12, a14, a19

TESTS: dict[str, tuple[str | Promise, str | Promise, Callable[[Period], Result]]] = {
    "A1": (_("登记号连续"), _("没有缺号，没有重号"), a1),
    "A2": (_("用印有依据"), _("有审批或签发，且早于用印"), a2),
    "A3": (_("审批人有权"), _("用印当日确有这一职权或授权"), a3),
    "A4": (_("盖印数与批准数"), _("相同；不同的有原因和第二人"), a4),
    "A5": (_("废印"), _("两人共同销毁，份数相符"), a5),
    "A6": (_("非工作时间用印"), _("没有，或已获批准"), a6),
    "A7": (_("保管人在岗"), _("用印人当日在岗，否则已交接"), a7),
    "A8": (_("职责分离"), _("申请、审批、保管、监印、审计各为不同的人"), a8),
    "A9": (_("空白用印"), _("因空白拒绝的没有后来用印"), a9),
    "A10": (_("印章与署名"), _("名称一致"), a10),
    "A11": (_("印制、盖印、发出"), _("印制数＝盖印数＝发出数＋留存数"), a11),
    "A12": (_("外带"), _("按时归还，两人随带，次数相符"), a12),
    "A13": (_("保管与交接"), _("没有无人保管的时段，交接三方签字"), a13),
    "A14": (_("停用的印章"), _("停用后没有用印，已缴回或销毁"), a14),
    "A15": (_("签名章授权"), _("每次都有本人审批或书面授权"), a15),
    "A16": (_("集中用印"), _("没有短时间或一人一天大量用印"), a16),
    "A17": (_("更正"), _("登记没有改动，只有补充说明"), a17),
    "A18": (_("电子印章比对"), _("系统记录与登记一一对应"), a18),
    "A19": (_("季度盘点"), _("每季度盘点，与台账一致"), a19),
    "A20": (_("拒绝用印"), _("逐条列出，各有理由"), a20),
}


def run(test: str, period: Period) -> Result:
    """The result of one of the tests, by its code."""
    return TESTS[test][2](period)


__all__ = ["TESTS", "Period", "Result", "Row", "run"]
