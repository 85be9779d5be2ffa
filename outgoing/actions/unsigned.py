"""催签 and 补寄: whoever has not signed, or not sent back what was recalled, is urged; who got too few or spoilt copies
gets them again."""

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
from outgoing.actions.sending import send_out, with_people
from outgoing.actions.telling import tell_holders
from outgoing.actions.watching import watch
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import named
from outgoing.rules.receipts import AGAIN, TO_URGE
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
    """Urge these addressees (None: all who have not signed, or not sent back what was recalled). Units with people are
    alerted; for the others it is recorded that they were urged by telephone, and who answered.

    Whoever was called to sign has the time of a fresh dispatch again before the alarm for him is raised anew. Whoever
    was called about a recall was told of it, now.

    Without `answered_by` only units with people are urged, and the sentence names the others; `Incomplete` when there
    are only others, or when one of those named has answered already. `BadInput` for one name that would answer for
    several organs outside: each is called by itself about a recall.
    """
    allow(a, "urge_receipts")
    rows = _owing(a.subject, addressee_ids)
    unsigned = [row for row in rows if row.receipt == Receipt.SENT]
    recalled = [row for row in rows if row.receipt == Receipt.RECALLED]
    online = (_urged(a, unsigned, note) if unsigned else set()) | _told_again(a, recalled, note)
    offline = [row for row in rows if row.pk not in online]
    phoned, by = offline if answered_by.strip() else [], answered_by.strip()[:60]
    called = [row for row in phoned if row.receipt == Receipt.RECALLED]
    if len(called) > 1:
        said = _("%(who)s 须逐个电话通知召回：每次只选一个，填写该单位接电话的人。")
        raise BadInput(said % {"who": named([row.name for row in called])}, "whom")
    done = [row for row in rows if row.pk in online or phoned]
    if not done:
        raise Incomplete(_call_them(offline))
    again = [
        row.pk for row in done if row.receipt == Receipt.SENT or row.recall_told_at
    ]  # first told is not urged
    Addressee.objects.filter(pk__in=again, urged__lt=MOST).update(urged=F("urged") + 1, urged_at=a.now)
    Addressee.objects.filter(pk__in=[row.pk for row in called]).update(
        recall_told_at=a.now, recall_told_name=by
    )
    a.reason = note.strip()
    a.data["urged"] = [row.name for row in done[:KEPT]]
    if phoned:
        a.data["phoned"] = {"names": [row.name for row in phoned[:KEPT]], "answered_by": by}
    to_sign = [row for row in phoned if row.receipt == Receipt.SENT]
    return _said(rows, online, phoned, offline, by) + _put_off(a, to_sign)


def _call_them(rows: Sequence[Addressee]) -> str:
    """Why nothing was done: they are to be called, about what each of them owes."""
    to_sign = [row.name for row in rows if row.receipt == Receipt.SENT]
    recalled = [row.name for row in rows if row.receipt == Receipt.RECALLED]
    found = []
    if to_sign:
        found.append(_("%(who)s 不在本系统办理，请电话催签，并填写接电话的人。") % {"who": named(to_sign)})
    if recalled:
        said = _("%(who)s 不在本系统办理，请电话通知召回、催其退回，并填写接电话的人。")
        found.append(said % {"who": named(recalled)})
    return "".join(found)


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
        words = _("已催 %(who)s 退回。") if _all_recalled(rows) else _("已催 %(who)s 签收。")
        said = words % {"who": named(alerted)}
    if phoned:
        return said + _("已电话催 %(who)s，接听人 %(by)s。") % {
            "who": named([r.name for r in phoned]),
            "by": by,
        }
    return said + _call_them(offline)


def _all_recalled(rows: Sequence[Addressee]) -> bool:
    """Of a paper that was recalled nobody is waited for to sign."""
    return all(row.receipt == Receipt.RECALLED for row in rows)


def _told_again(a: Act, rows: Sequence[Addressee], note: str) -> set[int]:
    """A notice to those of them that have people; keys of their rows. Who had none when it was recalled is told now."""
    peopled = with_people(rows)
    mine = [row for row in rows if row.unit_id in peopled]
    if mine:
        Addressee.objects.filter(pk__in=[row.pk for row in mine], recall_told_at=None).update(
            recall_told_at=a.now
        )
        words = {"no": a.subject.name, "note": note.strip()}
        said = _("%(no)s 已召回，请尽快退回。%(note)s") % words
        tell_holders(a, [row.principal for row in mine], said, kind=TaskKind.RECEIVE, gone=True)
    return {row.pk for row in mine}


def _owing(paper: Outgoing, keys: Sequence[int] | None) -> list[Addressee]:
    rows = Addressee.objects.filter(paper=paper).order_by("order", "id")
    if keys is None:
        found = list(rows.filter(receipt__in=sorted(TO_URGE)))
        if not found:
            raise Incomplete(_("没有等着签收或退回的单位；少件、破损的请补寄。"))
        return found
    chosen = list(rows.filter(pk__in=set(keys)))
    if not chosen or len(chosen) != len(set(keys)):
        raise BadInput(_("请选择本件分发单位中尚未签收或退回的单位。"), "whom")
    if answered := [row.name for row in chosen if row.receipt not in TO_URGE]:
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
    """Send copies once more to those who got too few, spoilt or none, or from whom they were withdrawn; they are waited
    for anew, and see the paper again.

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
        raise BadInput(
            _("%(who)s 不是少件、破损、拒收、退回或撤回，不用补寄。") % {"who": named(fine)}, "whom"
        )
    before = [[row.name, row.receipt, row.received_copies, row.note] for row in rows]
    anew = _anew(a.subject, rows)
    send_out(a, rows, channel=channel, more=sum(n for _row, n in anew))
    hand_out(a, anew)
    a.data["resent"] = before[:KEPT]
    return _("已向 %(who)s 补寄，重新等候签收。") % {"who": named([row.name for row in rows])}


def _anew(paper: Outgoing, rows: Sequence[Addressee]) -> list[tuple[Addressee, int]]:
    """How many stamped copies each needs: what was short, all that were spoilt, none where they came back unused; but
    of numbered ones those that he has no more. Of what was withdrawn only as many came back as had come."""
    held = holding(rows) if paper.numbered_copies else {}
    return [(row, _needed(row, held.get(row.pk, 0) if paper.numbered_copies else row.copies)) for row in rows]


def _needed(row: Addressee, held: int) -> int:
    if row.receipt == Receipt.SHORT:
        return max(0, row.copies - (row.received_copies or 0))
    if row.receipt == Receipt.DAMAGED:
        return row.copies
    if row.receipt == Receipt.WITHDRAWN and row.received_copies is not None:
        held = min(held, row.received_copies)
    return max(0, row.copies - held)
