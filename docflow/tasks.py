"""The house's nightly work. Each task only calls what a command calls, too, and may run twice."""

from __future__ import annotations

import logging
from datetime import timedelta
from io import StringIO

from celery import shared_task
from django.core.management import CommandError, call_command
from django.utils.translation import gettext as _

from alerts.models import Alert
from alerts.scan import tick
from alerts.tell import tell
from deadlines.horizon import horizon
from docflow.leftovers import sweep_drafts, sweep_files
from people.attempts import forget_old
from people.behind import BEHIND
from people.queries import persons
from people.roles import Role
from workflow.clock import database_now

log = logging.getLogger(__name__)
ONCE = timedelta(hours=12)  # the same sentence is not said again within this time


@shared_task(name="docflow.tasks.alerts")
def alerts() -> None:
    """Each minute: one alert for every person and open task that has reached a stage."""
    tick(database_now(), horizon, BEHIND)


@shared_task(name="docflow.tasks.replay", soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def replay() -> None:
    """Rebuild every subject from its entries; each difference is an error line, administrators are told."""
    if count := _check("replay"):
        tell_administrators(
            _("夜间核对发现 %(n)s 处与办理记录不符，请查看系统日志并报告维护人员。") % {"n": count}
        )


@shared_task(name="docflow.tasks.stranded", soft_time_limit=600, time_limit=660)
def stranded() -> None:
    """Open work that nobody can do any more; administrators are told, and appoint somebody."""
    if count := _check("stranded"):
        tell_administrators(
            _("有 %(n)s 处未办工作的承办人已离任或职务空缺，请在“组织人员”安排接任。") % {"n": count}
        )


@shared_task(name="docflow.tasks.sessions")
def sessions() -> None:
    """Delete the sessions that have ended and the tries to log in that no longer count."""
    call_command("clearsessions")
    forget_old()


@shared_task(name="docflow.tasks.leftovers", soft_time_limit=3600, time_limit=3660)
def leftovers() -> None:
    """Delete drafts left lying for weeks, then files of forms that were never sent."""
    log.info("%s old drafts removed", sweep_drafts())
    log.info("%s unused files removed", sweep_files())


def _check(command: str) -> int:
    """Run a command that reports line by line; how many lines it found wrong."""
    out, wrong = StringIO(), StringIO()
    try:
        call_command(command, stdout=out, stderr=wrong)
    except CommandError as error:
        lines = wrong.getvalue().splitlines()
        for line in lines:
            log.error("%s", line)
        log.error("%s", error)  # noqa: TRY400  (the lines before it say what; its own trace says nothing)
        return max(1, len(lines))
    log.info("%s", out.getvalue().strip())
    return 0


def tell_administrators(said: str) -> None:
    """Every system administrator gets this sentence in his notices, once a night."""
    now = database_now()
    if not Alert.objects.filter(said=said, created_at__gt=now - ONCE).exists():
        tell(persons({Role.SYSADMIN}), said=said, by=None, now=now, title="")
