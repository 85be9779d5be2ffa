"""The stages of a late date: who may change their rules, what a row must say, and how a rule reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from deadlines.counting import at
from deadlines.days import Calendar, local
from deadlines.engine import parse_amount
from deadlines.errors import BadLimit
from deadlines.explain import amount_text
from deadlines.models import StageRule, Urgency
from deadlines.stages import LATE, Rule, passed
from docflow.web.errors import NotAllowed
from people.roles import Role

LOOKS = (time(0, 5), time(10), time(14, 30), time(17, 30), time(23))  # moments of a day that are tried
DAYS = 45
SOONEST = Decimal("0.05")  # three minutes: the scan looks once a minute
MOST = {"working_day": 60, "calendar_day": 90, "working_hour": 480, "clock_hour": 2160}


def keeps_stages(hats: Any) -> bool:
    return Role.SYSADMIN in hats.office_roles


def allow(hats: Any) -> None:
    if not keeps_stages(hats):
        raise NotAllowed(_("催办阶段由系统管理员设置，请与他联系。"))


def name_of(urgency: str) -> str:
    """Of which papers a row is."""
    return str(Urgency(urgency).label) if urgency else _("其他")


def stage_name(stage: str) -> str:
    return str(StageRule.Stage(stage).label)


def words(rule: Rule) -> str:
    """`提前1个工作日`, `超期后3个工作日`: a rule as people say it."""
    if not rule.on:
        return _("不提醒")
    if rule.stage == "due_today":
        return _("到期当日")
    amount = amount_text(rule.unit, float(rule.amount))
    if rule.stage == "due_soon":
        return _("提前%(amount)s") % {"amount": amount}
    return _("超期后%(amount)s") % {"amount": amount} if rule.amount else _("过了时限即是")


def faults(rules: Mapping[str, Rule], calendar: Calendar, now: datetime) -> list[tuple[str, str]]:
    """Stage and sentence for each thing that keeps the row of an urgency from being a rule."""
    found = [(stage, said) for stage, rule in rules.items() if (said := _amount_fault(rule))]
    return found or _order_faults([rules[stage] for stage in LATE if rules[stage].on], calendar, now)


def _amount_fault(rule: Rule) -> str:
    if rule.stage == "overdue" and not rule.on:
        return _("超期提醒不能停用：过了时限必须有人知道。")
    if not rule.on or rule.stage == "due_today" or (rule.stage == "overdue" and not rule.amount):
        return ""
    try:
        amount = parse_amount(rule.amount, rule.unit)
    except BadLimit as error:
        return str(error)
    if amount < SOONEST:
        return _("少于3分钟的不能按时提醒：系统每分钟查一次。")
    most = MOST[rule.unit]
    return _("最多%(amount)s。") % {"amount": amount_text(rule.unit, most)} if amount > most else ""


def _order_faults(late: Sequence[Rule], calendar: Calendar, now: datetime) -> list[tuple[str, str]]:
    """Each later stage must come after the one before it, for whatever date: tried over the next weeks."""
    for before, after in zip(late, late[1:], strict=False):
        for due_at in _dates(now):
            first, then = passed(before, due_at, calendar), passed(after, due_at, calendar)
            if then <= first:
                names = {
                    "after": stage_name(after.stage), "before": stage_name(before.stage), "due": _clock(due_at),
                    "then": _clock(then), "first": _clock(first),
                }  # fmt: skip
                said = _(
                    "%(after)s须晚于%(before)s：%(due)s到期的，%(before)s是%(first)s，%(after)s却是%(then)s。"
                )
                return [(after.stage, said % names)]
    return []


def _dates(now: datetime) -> list[datetime]:
    today = local(now).date()
    return [at(today + timedelta(days=n), look) for n in range(DAYS) for look in LOOKS]


def _clock(moment: datetime) -> str:
    return f"{local(moment):%m-%d %H:%M}"
