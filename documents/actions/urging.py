"""催办: the holder of an open task is asked to get on with it; counted on the task, told to everybody behind him."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import tell
from docflow.web.errors import Incomplete
from documents.actions.guard import allow
from documents.actions.reading import named
from documents.rules.urging import contact
from people.behind import BEHIND
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act

MOST = 32_000  # what the counter of a task can hold


@act("urge", exclusive=False)
def urge(
    a: Act,
    *,
    task_ids: Sequence[int] | None = None,
    note: str = "",
    channel: str = "",
    answered_by: str = "",
    promised_on: date | None = None,
) -> str:
    """Urge these open tasks of the paper (None: all its unread readers). Moves nothing.

    `channel`, `answered_by`, `promised_on`: how it was done, who answered and what he promised, kept as they were said.
    Whoever is in the system is alerted in any case. Chasing ends with the task, not with a look at the paper.

    `BadInput` where that does not fit together. Refuses when one of them is not open any more: whoever was just about to be urged has done it.
    """
    allow(a, "urge")
    open_ones = [t for t in [*a.live(Lane.MAIN), *a.live(Lane.CIRCULATION)] if t.status == Status.OPEN]
    if task_ids is None:
        chosen = [t for t in open_ones if t.lane == Lane.CIRCULATION]
    else:
        chosen = [t for t in open_ones if t.pk in set(task_ids)]
    if not chosen or (task_ids is not None and len(chosen) != len(set(task_ids))):
        raise Incomplete(_("请选择尚未办的人员；已办的不必催。"))
    if any(t.paused_at is not None for t in chosen):
        raise Incomplete(_("本件已暂停办理，停止计时；请先恢复办理，或只催未阅的人员和到期查看的人。"))
    ids = [t.pk for t in chosen]
    a.reason = note.strip()
    said = contact(channel, answered_by, promised_on, today=timezone.localtime(a.now).date())
    a.data |= {"urged": ids, **said.kept}
    Task.objects.filter(pk__in=ids, urged__lt=MOST).update(urged=F("urged") + 1)
    tell.urge(ids, said=a.reason, by=a.by, now=a.now, behind=BEHIND)
    return _("已催 %(who)s。") % {"who": named([t.holder_name for t in chosen])}
