"""The house's nightly work. Each task only calls what a command calls, too, and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO

from celery import shared_task
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils.translation import gettext as _

from alerts import outbox
from alerts.channels.open import makers
from alerts.deliver import Run
from alerts.models import Alert
from alerts.scan import tick
from alerts.tell import tell
from bulletins.actions.collecting import collect
from bulletins.actions.making import make_due
from bulletins.actions.sweep import make_sweep
from deadlines import horizon
from deadlines.days import local
from docflow.given_up import on_dead
from docflow.health import alive, finishes
from docflow.ledgers import LEDGERS
from docflow.leftovers import sweep_drafts, sweep_files
from documents.actions.exporting import sweep
from documents.actions.looking import look_at_waiting
from documents.views.exports import make_next
from outgoing.queries.numbers import sentences, troubles
from people.attempts import forget_old
from people.behind import BEHIND, NEXT
from people.models import Person
from people.queries import persons, registry
from people.roles import CHIEFS, Role
from seals.actions.alarms import alarm
from seals.actions.checkpoints import write_checkpoint
from seals.actions.passports import do_signings, let_go
from seals.files.evidence import NoSigning
from seals.queries.reminders import reminders
from timing.queries.calendar import missing_year
from timing.queries.overlooked import overlooked
from workflow.clock import database_now, told_now

log = logging.getLogger(__name__)
JUMP = timedelta(days=1)  # two clocks that far apart: one of them would call everything late, or nothing
ONCE = timedelta(hours=12)  # the same sentence is not said again within this time


@shared_task(name="docflow.tasks.alerts")
@finishes("scan")
def alerts() -> None:
    """Each minute: one alert for every person and open task that has reached a stage."""
    now = database_now()
    if told_now() is None and abs(now - datetime.now(UTC)) > JUMP:
        raise RuntimeError(
            f"The database says {now:%Y-%m-%d %H:%M}, this machine another day: nobody is told anything."
        )
    tick(now, horizon.lines, BEHIND, NEXT)


@shared_task(name="docflow.tasks.deliver")
@finishes("deliver")
def deliver() -> None:
    """Every ten seconds: what must leave the office is written down, taken back, put together, and sent."""
    now, ways = database_now(), makers()
    failed: DatabaseError | None = None
    for step in (lambda: outbox.spread(now, ways), outbox.cancel, lambda: outbox.merge(now)):
        try:
            step()
        except DatabaseError as error:  # the next tick does it; what waits already is sent all the same
            log.exception("The queue of what leaves the office could not be put in order.")
            failed = error
    Run(ways, on_dead=on_dead).until_empty()
    if failed is not None:  # this run did not end well: where each one fails, nobody is told anything more
        raise failed


@shared_task(name="docflow.tasks.exports", soft_time_limit=1500, time_limit=1560)
def exports() -> None:
    """Each minute: one sheet of a register that was too large to be waited for, the oldest first."""
    make_next(LEDGERS)


@shared_task(name="docflow.tasks.proof_incoming", soft_time_limit=300, time_limit=330)
def proof_incoming() -> None:
    """Every thirty seconds: incoming papers whose file was not looked at yet (核稿 at the first check)."""
    if count := look_at_waiting(database_now()):
        log.info("%s incoming papers looked at", count)


@shared_task(name="docflow.tasks.errors")
def errors() -> None:
    """Each minute: what the record says went wrong since the last time goes into the error book."""
    collect()


@shared_task(name="docflow.tasks.errors_whole", soft_time_limit=3600, time_limit=3660)
def errors_whole() -> None:
    """Each night: the whole record once more, for what was written late or was late while nobody looked."""
    if count := collect(whole=True):
        log.info("%s errors were found late", count)


@shared_task(name="docflow.tasks.seal_alarms")
def seal_alarms() -> None:
    """Every five minutes: an alarm for each seal that is late outside, one an hour (domain.md §6.6)."""
    if count := alarm(database_now()):
        log.warning("%s seals late outside", count)


@shared_task(name="docflow.tasks.sweep_papers", soft_time_limit=600, time_limit=660)
def sweep_papers() -> None:
    """At five on working days (or later the same day): the list of papers that somebody has to look at (运转中检查); it moves none of them."""
    make_sweep(database_now())


@shared_task(name="docflow.tasks.replay", soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def replay() -> None:
    """Rebuild every subject from its entries; each difference is an error line, administrators are told."""
    if count := _check("replay"):
        tell_administrators(
            _("夜间核对发现 %(n)s 处与办理记录不符，请查看系统日志并报告维护人员。") % {"n": count}
        )


@shared_task(name="docflow.tasks.stranded", soft_time_limit=600, time_limit=660)
def stranded() -> None:
    """Work that nobody can do any more; administrators are told, who appoint somebody, and chiefs, who hand it over."""
    if count := _check("stranded"):
        tell_night(
            _("有 %(n)s 处未办工作的承办人已离任或职务空缺，请管理员安排接任，或由处长改派。") % {"n": count},
            [*persons({Role.SYSADMIN}), *registry(CHIEFS)],
        )


@shared_task(name="docflow.tasks.number_gaps", soft_time_limit=600, time_limit=660)
def number_gaps() -> None:
    """Document numbers that nobody can explain (NUM-10): administrators and chiefs are told of each gap once, not again
    every night; the log says it as long as it is there."""
    if _check("number_gaps"):
        to = [*persons({Role.SYSADMIN}), *registry(CHIEFS)]
        for said in [said for trouble in troubles() for said in sentences(trouble)]:
            tell_once(said, to)


@shared_task(name="docflow.tasks.calendar_next_year")
def calendar_next_year() -> None:
    """From 1 November, while next year has no holiday notice: each administrator is told once that dates beyond
    31 December are provisional, and where the notice is imported."""
    if year := missing_year(local(database_now()).date()):
        said = _(
            "%(year)s年放假安排尚未导入，%(last)s年12月31日以后的期限均为暂定。通知公布后，请在“工作日历”中导入。"
        )
        tell_once(said % {"year": year, "last": year - 1}, persons({Role.SYSADMIN}))


@shared_task(name="docflow.tasks.seal_custody")
def seal_custody() -> None:
    """Each morning: keepers who are away on the next working day or today, and still have a seal. They, their stand-ins and
    the chiefs are told; nobody is given the seal by it."""
    for one in reminders(database_now()):
        tell_once(one.said, one.to)


@shared_task(name="docflow.tasks.dates", soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def dates() -> None:
    """Count every stored date again from its own reasons; each that differs is an error line, administrators are told.
    And every running one by the calendar and rules in force: what was counted while they changed is theirs to put right."""
    if count := _check("dates"):
        tell_administrators(
            _("夜间复算发现 %(n)s 个期限与其计算过程不符，请查看系统日志并报告维护人员。") % {"n": count}
        )
    if count := len(overlooked()):
        said = _("有 %(n)s 个在办期限与现行日历或时限规则不符，请在“工作日历”中打开“复核期限”更正。")
        tell_administrators(said % {"n": count})


@shared_task(name="docflow.tasks.checkpoint", soft_time_limit=900, time_limit=960)
def checkpoint() -> None:
    """Each hour: what the seal ledgers are is looked at, signed, and laid outside the database. Where that cannot be done,
    system and audit administrators are told why."""
    try:
        write_checkpoint()
    except NoSigning as error:
        log.error("No checkpoint was signed: %s", error)  # noqa: TRY400 - its text says all
        said = _("检查点没有签署：%(why)s") % {"why": error}
        tell_night(said[:300], persons({Role.SYSADMIN, Role.AUDITADMIN}))


@shared_task(name="docflow.tasks.signings", soft_time_limit=300, time_limit=330)
def signings() -> None:
    """Every fifteen seconds: checkpoints and passports that somebody asked for."""
    do_signings()


@shared_task(name="docflow.tasks.verify_ledger", soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
def verify_ledger() -> None:
    """Every line of the seal ledgers, every checkpoint, and the database's own guards; what is wrong is an error line, system
    and audit administrators are told."""
    if count := _check("verify_ledger"):
        said = _("夜间核验用印账本发现 %(n)s 处问题，请立即查看系统日志，并由审计管理员离线核验。")
        tell_night(said % {"n": count}, persons({Role.SYSADMIN, Role.AUDITADMIN}))
    else:
        alive("ledger")


@shared_task(name="docflow.tasks.weekly_pack", soft_time_limit=600, time_limit=660)
def weekly_pack() -> None:
    """Each hour: last week's pack, where it is not there yet. A draft: a chief writes and issues it, or nobody does."""
    for pack in make_due(database_now()):
        log.info("weekly pack %s made", pack)


@shared_task(name="docflow.tasks.verify_packs", soft_time_limit=1800, time_limit=1860)
def verify_packs() -> None:
    """Every issued pack counted again from its own frozen rows, and hashed; administrators are told where one differs."""
    if count := _check("weekly_pack", "--verify"):
        said = _("夜间核验已印发的每周通报，发现 %(n)s 处与印发时不符，请立即查看系统日志并报告维护人员。")
        tell_night(said % {"n": count}, persons({Role.SYSADMIN, Role.AUDITADMIN}))


@shared_task(name="docflow.tasks.sessions")
def sessions() -> None:
    """Delete the sessions that have ended and the tries to log in that no longer count."""
    call_command("clearsessions")
    forget_old()


@shared_task(name="docflow.tasks.leftovers", soft_time_limit=3600, time_limit=3660)
def leftovers() -> None:
    """Delete drafts left lying for weeks, then files of forms that were never sent, and sheets whose days are over."""
    log.info("%s old drafts removed", sweep_drafts())
    log.info("%s unused files removed", sweep_files())
    log.info("%s exported sheets removed", sweep(database_now()))
    log.info("%s passports removed", let_go())


def _check(command: str, *options: str) -> int:
    """Run a command that reports line by line; how many lines it found wrong."""
    out, wrong = StringIO(), StringIO()
    try:
        call_command(command, *options, stdout=out, stderr=wrong)
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
    tell_night(said, persons({Role.SYSADMIN}))


def tell_once(said: str, to: Iterable[Person]) -> None:
    """Each of them gets this sentence in his notices, if he never got it; who came to the work later gets it then."""
    known = set(Alert.objects.filter(subject_kind="", said=said).values_list("recipient_id", flat=True))
    tell([p for p in to if p.pk not in known], said=said, by=None, now=database_now(), title="")


def tell_night(said: str, to: Iterable[Person]) -> None:
    """Each of them gets this sentence in his notices, once a night."""
    now = database_now()
    if not Alert.objects.filter(subject_kind="", said=said, created_at__gt=now - ONCE).exists():
        tell(to, said=said, by=None, now=now, title="")
