"""Taking rows of the register along: each time an entry says who took what; large ones are made by the worker."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.errors import Incomplete
from documents.files import taken
from documents.models import Export
from workflow.act import Act
from workflow.spine import Done, act

log = logging.getLogger("documents.exports")

KEPT = timedelta(days=7)  # a file that was made in the background
LEASE = timedelta(minutes=30)  # a worker that has not finished by then is gone
TRIES = 3


@act("export", exclusive=False)
def take_along(a: Act, *, filters: Sequence[str], rows: int | None, sha256: str = "") -> str:
    """A person takes rows along. `rows`: how many he has got, in the file with this `sha256`; None when the worker shall
    make them."""
    export: Export = a.subject
    if rows is None and waits(a.by):
        raise Incomplete(_("您的上一份导出还在生成，完成后会通知您，请稍后再导。"))
    export.asked_at = a.now
    if rows is not None:
        export.made_at = export.removed_at = a.now  # it goes straight to him: no file is kept
        export.rows = rows
    a.data |= {"ledger": export.ledger, "filters": list(filters), "columns": export.columns, "rows": rows}
    if sha256:
        a.data["sha256"] = sha256
    log.info("register exported", extra={"person": a.by.pk, "export": export.ref, "rows": rows})
    return _("已导出。") if rows is not None else _("已排队导出。")


def waits(person: Any) -> bool:
    """Is one of his still to be made?"""
    return Export.objects.filter(person=person, made_at=None, removed_at=None).exists()


def ask(export: Export, *, by: Any, filters: Sequence[str], key: str = "") -> Done:
    """Leave a large one to the worker: the row is the message. One waits for each person."""
    return take_along(export, by=by, key=key, filters=filters, rows=None)


@contextmanager
def alone() -> Iterator[bool]:
    """Is no other process at a sheet? Held by the connection, so that whoever dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('docflow.sheets'))")
        [free] = cursor.fetchone()
    try:
        yield free
    finally:
        if free:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext('docflow.sheets'))")


def claim(now: datetime) -> Export | None:
    """The next one to be made, for this worker alone."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)
    for pk in (
        Export.objects.filter(free, made_at=None, removed_at=None).order_by("id").values_list("pk", flat=True)
    ):
        mine = Export.objects.filter(free, pk=pk, made_at=None, removed_at=None)
        if mine.update(claimed_at=now, tries=F("tries") + 1):
            return Export.objects.select_related("person").get(pk=pk)
    return None


@act("export_made", exclusive=False)
def made(a: Act, *, rows: int, more: bool, sha256: str = "") -> str:
    """The worker has put the file in place; who asked for it is told, with a link."""
    export: Export = a.subject
    export.made_at, export.rows = a.now, rows
    a.data |= {"rows": rows} | ({"sha256": sha256} if sha256 else {})
    said = _("请在 %(days)s 天内下载，之后自动删除。") % {"days": KEPT.days}
    if more:
        said = _("符合条件的更多，只导出了前 %(n)s 件。") % {"n": rows} + said
    title = _("%(what)s已导出：%(n)s 件") % {"what": export.title, "n": rows}
    tell([a.by], said=said, by=None, now=a.now, subject=export, title=title)
    log.info("export made", extra={"person": a.by.pk, "export": export.ref, "rows": rows})
    return title


def given_up(export: Export, why: str, now: datetime) -> None:
    """It cannot be made: said, and not tried again; both or neither."""
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(removed_at=now)
        tell([export.person_id], said=_("导出没有生成：%(why)s") % {"why": why}, by=None, now=now, title="")
    log.warning("export given up", extra={"person": export.person_id, "export": export.ref})


def sweep(now: datetime) -> int:
    """Files whose days are over, and files without a row; how many went."""
    over = Export.objects.filter(made_at__lt=now - KEPT, removed_at=None)
    count = 0
    for export in list(over):
        taken.erase(export.ref)
        Export.objects.filter(pk=export.pk).update(removed_at=now)
        count += 1
    living = Export.objects.filter(removed_at=None).values_list("ref", flat=True)
    for path in taken.strays(living):
        path.unlink(missing_ok=True)
        count += 1
    return count
