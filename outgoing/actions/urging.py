"""催办: who has a step of the paper is asked to get on with it; who has nobody in the system is telephoned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import tell
from docflow.web.errors import Incomplete
from documents.rules.urging import contact
from outgoing.actions.guard import allow
from outgoing.queries.joint import organ_of, sheets
from outgoing.rules.joint import of_an_organ
from outgoing.rules.urging import to_urge
from outgoing.words import TaskKind
from people.behind import BEHIND, manned
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act
from workflow.urged import UrgedBy

K = TaskKind
MOST = 32_000  # what the counter of a task can hold


@act("urge", exclusive=False)
def urge(
    a: Act,
    *,
    task_ids: Sequence[int] | None = None,
    channel: str = "",
    answered_by: str = "",
    promised_on: date | None = None,
    note: str = "",
) -> str:
    """Urge who has these open tasks (None: all of the paper that wait for somebody else). Moves nothing.

    People in the system are alerted; an organ that has the paper sheet, and a unit with nobody in the system, is
    telephoned, and who answered (`answered_by`) is kept. Without that name only the others are urged where nobody was
    chosen, and the sentence says who is left. A step in the name of somebody who left, or of a post that nobody holds,
    is urged in no way: it is to be given to another. A letter reaches all of them, with or without a name.
    `promised_on`: by when it was promised.

    `Incomplete` where one of those chosen has answered meanwhile, has nobody behind his step, or has to be telephoned
    and no name is given.
    """
    allow(a, "urge")
    rows = _chosen(a, task_ids)
    said = contact(channel, answered_by, promised_on, today=timezone.localtime(a.now).date())
    names, by, letter = _names(a, rows), said.answered_by, said.channel == UrgedBy.LETTER
    there = manned({t.holder for t in rows}, a.now)
    away = [t for t in rows if t.kind == K.JOINT or t.holder[0] == "u" and t.holder not in there]
    empty = [t for t in rows if t.kind != K.JOINT and t.holder[0] != "u" and t.holder not in there]
    reached = by or letter
    left = empty if reached else [*empty, *away]
    why = _nobody(empty, names) + ("" if reached else _to_phone(names[t.pk] for t in away))
    if left and (task_ids is not None or len(left) == len(rows)):
        raise Incomplete(why)
    done = [t for t in rows if t not in left]
    ids = [t.pk for t in done]
    Task.objects.filter(pk__in=ids, urged__lt=MOST).update(urged=F("urged") + 1)
    tell.urge([t.pk for t in done if t not in away], said=note.strip(), by=a.by, now=a.now, behind=BEHIND)
    a.reason = note.strip()
    a.data |= {"urged_tasks": ids, "urged": [names[pk] for pk in ids]}
    # Whom he chose he telephoned, also where nobody had to be; of all papers at once only those who cannot be told,
    # unless he says that he called.
    phoned = done if channel == UrgedBy.PHONE else away or done if task_ids is not None else away
    if said.channel == UrgedBy.PHONE and not phoned:
        said = said._replace(channel=UrgedBy.SYSTEM.value, answered_by="")
    a.data |= said.kept
    if by and phoned and not letter:
        a.data["phoned"] = {"names": [names[t.pk] for t in phoned], "answered_by": by}
    return _("已催 %(who)s。") % {"who": "、".join(a.data["urged"])} + why


def _chosen(a: Act, task_ids: Sequence[int] | None) -> list[Task]:
    live = a.live(Lane.MAIN)
    rows = to_urge(live, {s.task_id for s in sheets(a.subject, live)}, a.by.hats)
    wanted = None if task_ids is None else set(task_ids)
    chosen = [t for t in rows if wanted is None or t.pk in wanted]
    if not chosen or wanted is not None and len(chosen) != len(wanted):
        raise Incomplete(_("请选择还没有办、不是您自己的事项；已办的不必催。"))
    return chosen


def _names(a: Act, rows: Sequence[Task]) -> dict[int, str]:
    """Of an organ that issues with us its own name, else the holder's."""
    joints = list(a.subject.joints.all()) if any(of_an_organ(t) for t in rows) else []
    organs = {t.pk: organ_of(t, joints) for t in rows if of_an_organ(t)}
    return {t.pk: organ.name if (organ := organs.get(t.pk)) else t.holder_name for t in rows}


def _to_phone(names: Iterable[str]) -> str:
    who = "、".join(names)
    return _("%(who)s 不在本系统办理，请电话催办，并填写接电话的人。") % {"who": who} if who else ""


def _nobody(tasks: Sequence[Task], names: Mapping[int, str]) -> str:
    """Whose steps nobody can do any more, and who gives them to another; empty where there are none."""
    said = {
        "p": _("%(who)s 已不在岗，催办没有人收到：请处长或副处长「改派」。"),
        "o": _("%(who)s 现在没有人任职，催办没有人收到：请系统管理员安排任职。"),
    }
    found = {mark: [names[t.pk] for t in tasks if t.holder[0] == mark] for mark in said}
    return "".join(words % {"who": "、".join(found[mark])} for mark, words in said.items() if found[mark])
