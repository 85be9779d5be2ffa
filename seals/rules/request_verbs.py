"""What can be done with an application, from which page, in which words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Verb:
    """`line`: what will happen. `done`: how it stands in the history."""

    code: str
    label: Words
    line: Words
    done: Words
    danger: bool = False
    form: bool = True


VERBS = {
    verb.code: verb
    for verb in (
        Verb("approve", _("同意用印"), _("批准后送印章保管人用印，并告知申请人。"), _("同意用印")),
        Verb("reject", _("不同意"), _("退回申请人，理由随申请保存。"), _("不同意用印"), danger=True),
        Verb("change_approver", _("改选审批人"), _("改送另一位可以审批本印章的人，原审批人不再办理。"), _("改选审批人")),
        Verb("urge", _("催办"), _("提醒现在办理的人。"), _("催办")),
        Verb("withdraw", _("撤回申请"), _("撤回后本申请作废；用印以前可以撤回。"), _("撤回"), danger=True),
        Verb("expire", _("注销过期申请"), _("审批已过期，不能再用印；注销后请重新申请。"), _("注销")),
    )
}  # fmt: skip
BESIDE: dict[str, Words] = {
    "apply": _("申请"), "void": _("失效"), "stamp": _("用印"), "close": _("办结"), "redate": _("重算期限"),
    "settle": _("结清"), "esign_ask": _("提请电子签章"), "esign": _("电子印章签章"), "refuse": _("拒绝用印"),
    "correct_line": _("更正"), "turn_away": _("拒绝用印"), "late_entry": _("补录"), "keep_seal": _("印章交接"),
}  # fmt: skip


def done(code: str) -> str:
    """How an act stands in the history; an act of another room under its own name."""
    if code in VERBS:
        return str(VERBS[code].done)
    return str(BESIDE.get(code, code))
