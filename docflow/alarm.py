"""The red bar over every page of a system administrator while the alerter itself is silent (reliability, 4.6)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.health import SILENT
from docflow.web.prepared import fetch
from people.roles import Role

SQL = f"""SELECT part, at, at < now() - interval '{SILENT} seconds' FROM docflow_heartbeat
  WHERE part IN ('scan', 'deliver') AND at < now() + interval '{SILENT} seconds'"""  # noqa: S608 - a number above


def alarm(person: Any) -> list[str]:
    """A sentence for each half that has not ended well for three minutes: one statement, for system administrators
    alone."""
    if Role.SYSADMIN not in person.hats.roles:
        return []
    known = {part: (at, late) for part, at, late in fetch(SQL, {})}
    silent = [part for part in ("scan", "deliver") if known.get(part, (None, True))[1]]
    return [_said(part, known[part][0] if part in known else None) for part in silent]


def _said(part: str, at: Any) -> str:
    never = {
        "scan": _("提醒扫描还没有完成过，到期和超期没有通知任何人。"),
        "deliver": _("提醒投递还没有完成过，邮件和即时消息没有发出。"),
    }
    since = {
        "scan": _("提醒扫描从 %(at)s 起没有完成过，此后到期和超期的事项没有通知任何人。"),
        "deliver": _("提醒投递从 %(at)s 起没有完成过，此后的邮件和即时消息没有发出。"),
    }
    return since[part] % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"} if at else never[part]
