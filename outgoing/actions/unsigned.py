"""催签 and 补寄: whoever has not signed is urged; who got too few or spoilt copies gets them again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from alerts import tell
from docflow.web.errors import BadInput, Incomplete
from docflow.web.parts import when
from outgoing.actions.copying import hand_out, holding
from outgoing.actions.due import alarm
from outgoing.actions.guard import allow
from outgoing.actions.sending import send_out
from outgoing.actions.watching import watch
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import named
from outgoing.rules.receipts import AGAIN
from outgoing.words import Receipt, TaskKind
from people.behind import BEHIND
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.queries import live_of
from workflow.spine import act

MOST = 32_000  # what a counter can hold
KEPT = 200  # names in the entry's data
ASKED = "(d.lane = 'main' OR d.assignment_id = ANY(%(rows)s))"


@act("urge_receipts", exclusive=False)
def urge_receipts(
    a: Act, *, addressee_ids: Sequence[int] | None = None, note: str = "", answered_by: str = ""
) -> str:
    """Urge these addressees (None: all who have not signed). Units with people are alerted; for the others it is
    recorded that they were urged by telephone, and who answered.

    Whoever was called has the time of a fresh dispatch again before the alarm for him is raised anew.

    Without `answered_by` only units with people are urged, and the sentence names the others; `Incomplete` when there
    are only others, or when one of those named has answered already.
    """
    allow(a, "urge_receipts")
    rows = _unsigned(a.subject, addressee_ids)
    online = _urged(a, rows, note)
    offline = [row for row in rows if row.pk not in online]
    phoned, by = offline if answered_by.strip() else [], answered_by.strip()[:60]
    done = [row for row in rows if row.pk in online or phoned]
    if not done:
        words = {"who": named([row.name for row in offline])}
        raise Incomplete(_("%(who)s 不在本系统办理，请电话催签，并填写接电话的人。") % words)
    Addressee.objects.filter(pk__in=[row.pk for row in done], urged__lt=MOST).update(
        urged=F("urged") + 1, urged_at=a.now
    )
    a.reason = note.strip()
    a.data["urged"] = [row.name for row in done[:KEPT]]
    if phoned:
        a.data["phoned"] = {"names": [row.name for row in phoned[:KEPT]], "answered_by": by}
    return _said(rows, online, phoned, offline, by) + _put_off(a, phoned)


def _put_off(a: Act, phoned: Sequence[Addressee]) -> str:
    """Whoever was called has the whole time once more, from now; the alarm is put off so long. The sentence about it."""
    if not phoned:
        return ""
    limit = alarm(a.subject, a.now)
    Addressee.objects.filter(pk__in=[row.pk for row in phoned]).update(alarm_at=limit.at, outside=True)
    watch(a)
    return _("应于 %(at)s 前签收，逾期再提醒。") % {"at": when(limit.at)}


def _said(
    rows: list[Addressee], online: set[int], phoned: list[Addressee], offline: list[Addressee], by: str
) -> str:
    said = ""
    if alerted := [row.name for row in rows if row.pk in online]:
        said = _("已催 %(who)s 签收。") % {"who": named(alerted)}
    if phoned:
        return said + _("已电话催 %(who)s，接听人 %(by)s。") % {
            "who": named([r.name for r in phoned]),
            "by": by,
        }
    if offline:
        rest = _("%(who)s 不在本系统办理，请电话催签后填写接电话的人。")
        return said + rest % {"who": named([row.name for row in offline])}
    return said


def _unsigned(paper: Outgoing, keys: Sequence[int] | None) -> list[Addressee]:
    rows = Addressee.objects.filter(paper=paper).order_by("order", "id")
    if keys is None:
        found = list(rows.filter(receipt=Receipt.SENT))
        if not found:
            raise Incomplete(_("没有等着签收的单位；少件、破损的请补寄，召回的请收回后登记。"))
        return found
    chosen = list(rows.filter(pk__in=set(keys)))
    if not chosen or len(chosen) != len(set(keys)):
        raise BadInput(_("请选择本件分发单位中尚未签收的单位。"), "whom")
    if answered := [row.name for row in chosen if row.receipt != Receipt.SENT]:
        raise Incomplete(_("%(who)s 已有答复，不必再催。") % {"who": named(answered)})
    return chosen


def _urged(a: Act, rows: Sequence[Addressee], note: str) -> set[int]:
    """Urge the tasks of those that can sign themselves; keys of their rows."""
    a.see(live_of(a.subject, ASKED, rows=[row.pk for row in rows]))
    tasks = [t for t in a.live(Lane.CIRCULATION, TaskKind.RECEIVE) if t.status == Status.OPEN]
    ids = [t.pk for t in tasks]
    Task.objects.filter(pk__in=ids, urged__lt=MOST).update(urged=F("urged") + 1)
    if ids:
        tell.urge(ids, said=note.strip(), by=a.by, now=a.now, behind=BEHIND)
    return {t.assignment_id for t in tasks if t.assignment_id}


@act("resend", exclusive=False)
def resend(a: Act, *, addressee_ids: Sequence[int], channel: str = "", note: str) -> str:
    """Send copies once more to those who got too few, spoilt or none; they are waited for anew.

    What they said first stays in the trail. `BadInput` for a row of another paper or one that has all its copies,
    `Incomplete` for more copies than were stamped.
    """
    allow(a, "resend")
    a.reason = note.strip()
    if not a.reason:
        raise BadInput(_("请写明补寄的份数和原因。"), "note")
    rows = list(Addressee.objects.filter(paper=a.subject, pk__in=set(addressee_ids)).order_by("order", "id"))
    if not rows or len(rows) != len(set(addressee_ids)):
        raise BadInput(_("请选择本件分发单位中要补寄的单位。"), "whom")
    if fine := [row.name for row in rows if row.receipt not in AGAIN]:
        raise BadInput(_("%(who)s 不是少件、破损、拒收或退回，不用补寄。") % {"who": named(fine)}, "whom")
    before = [[row.name, row.receipt, row.received_copies, row.note] for row in rows]
    anew = _anew(a.subject, rows)
    send_out(a, rows, channel=channel, more=sum(n for _row, n in anew))
    hand_out(a, anew)
    a.data["resent"] = before[:KEPT]
    return _("已向 %(who)s 补寄，重新等候签收。") % {"who": named([row.name for row in rows])}


def _anew(paper: Outgoing, rows: Sequence[Addressee]) -> list[tuple[Addressee, int]]:
    """How many stamped copies each needs: what was short, all that were spoilt, none where they came back unused; but
    of numbered ones those that he has no more."""
    held = holding(rows) if paper.numbered_copies else {}
    return [(row, _needed(row, held.get(row.pk, 0) if paper.numbered_copies else row.copies)) for row in rows]


def _needed(row: Addressee, held: int) -> int:
    if row.receipt == Receipt.SHORT:
        return max(0, row.copies - (row.received_copies or 0))
    return row.copies if row.receipt == Receipt.DAMAGED else max(0, row.copies - held)
