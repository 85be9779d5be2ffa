"""After dispatch: a paper is recalled, or revoked or repealed. Nothing is deleted, whoever has it is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from deadlines.limits import Explained, counted
from docflow.web.errors import BadInput
from outgoing.actions.guard import allow, need
from outgoing.actions.sending import with_people
from outgoing.actions.telling import out_of_sight, tell_holders
from outgoing.actions.watching import watch
from outgoing.models import Addressee, Outgoing
from outgoing.queries.dispatch import named
from outgoing.queries.visible import visible_to
from outgoing.rules.receipts import OUT
from outgoing.rules.verbs import ISSUED
from outgoing.words import Channel, Receipt, Standing, State, TaskKind
from people.models import Person
from people.queries import has_seat
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act, step

KEPT = 200  # names in the entry's data
DAYS = 5  # working days to collect what is out
SOURCE = gettext_noop("本办公厅默认值（可调整）")
# For the exchange and still here: on the list of a batch that nobody took, or on none.
LIES_HERE = Q(batch__isnull=False, batch__handed_at=None) | Q(batch=None, channel=Channel.EXCHANGE)


@act("recall")
def recall(a: Act, *, reason: str) -> str:
    """Copies are to come back: whoever has some is told, a clerk collects them and records each. Organs outside the
    system are named: they are to be called, and each call is recorded (催签).

    Who had not signed sees it no more; who had sees the issued paper still, marked as recalled. Signed and unsigned
    copies alike stand as 召回待退 until they are returned or withdrawn; what still lies here for the exchange is withdrawn
    at once and named, so that it is taken out of its envelope; had it left, it can be recorded as returned. A closed
    paper is open again, with whoever kept its receipts. A corrected version is a paper of its own (`corrects`).
    """
    allow(a, "recall")
    paper: Outgoing = a.subject
    words = need(reason, _("请说明召回原因。"))
    _ended(a, Standing.RECALLED, timezone.localtime(a.now).date(), words)
    rows = Addressee.objects.filter(paper=paper)
    rows.filter(receipt=Receipt.WAITING).update(
        receipt=Receipt.WITHDRAWN, note=words[:200], answered_at=a.now
    )
    here = list(rows.filter(LIES_HERE, receipt=Receipt.SENT).select_related("batch").order_by("order", "id"))
    rows.filter(pk__in=[row.pk for row in here]).update(
        receipt=Receipt.WITHDRAWN, note=words[:200], answered_at=a.now, batch=None, envelope=None
    )
    out = list(rows.filter(receipt__in=sorted(OUT)).order_by("order", "id"))
    rows.filter(pk__in=[row.pk for row in out]).update(
        receipt=Receipt.RECALLED, note="", answered_at=None, answered_by_name=""
    )
    more = _kept_here(a, here) + _to_call(a, out)
    if paper.state == State.CLOSED:
        step(a, "fetch_back")
        Task.objects.about(paper).update(subject_live=True)
        a.open(TaskKind.RECEIPTS, _collector(a), due=_due(a), note=words)
    unsigned = a.live(Lane.CIRCULATION, TaskKind.RECEIVE)
    a.cancel_all(unsigned, "recalled", revoke=True)
    out_of_sight(a, unsigned)
    watch(a)
    _tell_all(a, _("%(no)s 已召回，请停止使用并退回：%(why)s"), also=[row.pk for row in here])
    clerks = [t.holder for t in a.live(Lane.MAIN, TaskKind.RECEIPTS)]
    said = _("%(no)s 已召回，请收回各单位的份数并登记。") % {"no": paper.name}
    tell_holders(a, clerks, said + more, kind=TaskKind.RECEIPTS)
    return _("已召回，待收回 %(n)s 个单位的份数。") % {"n": len(out)} + more


def _kept_here(a: Act, rows: Sequence[Addressee]) -> str:
    """A sentence that names what never left, by the batch it lay in; empty where there is nothing."""
    by: dict[str, list[str]] = {}
    for row in rows:
        by.setdefault(row.batch.number if row.batch else "", []).append(row.name)
    if by:
        a.data["kept_here"] = [[no, len(names), names[:KEPT]] for no, names in by.items()]
    listed = _("从 %(no)s 取出 %(n)s 件（%(who)s），清单请重印；已经送走的请收回，登记「退回」。")
    waiting = _("%(who)s 的件还在「待交换」，不要送出。")
    return "".join(
        (listed if no else waiting) % {"no": no, "n": len(names), "who": named(names)}
        for no, names in by.items()
    )


def _to_call(a: Act, rows: Sequence[Addressee]) -> str:
    """Whoever works in the system is told by this act; a sentence that names the others, empty where there are none."""
    peopled = with_people(rows)
    told = [row.pk for row in rows if row.unit_id in peopled]
    Addressee.objects.filter(pk__in=told).update(recall_told_at=a.now)
    others = [row.name for row in rows if row.unit_id not in peopled]
    if not others:
        return ""
    a.data["to_call"] = others[:KEPT]
    said = _("%(who)s 不在本系统办理，请电话通知，并在「催签」中填写接电话的人。")
    return said % {"who": named(others)}


def _collector(a: Act) -> Person:
    """Who kept the receipts last, while he is still in office; else the chief who recalls it."""
    last = (
        Task.objects.about(a.subject)
        .filter(kind=TaskKind.RECEIPTS, done_by__isnull=False)
        .select_related("done_by")
        .order_by("-id")
        .first()
    )
    if last is not None and last.done_by is not None and last.done_by.is_active and has_seat(last.done_by):
        return last.done_by
    me: Person = a.by
    return me


def _due(a: Act) -> Explained:
    return counted("working_day", DAYS, start=a.now, source=SOURCE)


@act("revoke")
def revoke(a: Act, *, repeal: bool, on: date, reason: str, by_paper: Outgoing | None = None) -> str:
    """撤销 (`repeal` False): void from the beginning, decided on that day; 废止: ends on that day (条例 第三十三条).

    `by_paper` is the issued paper that says so: each names the other. `BadInput` for a day to come or before the paper
    was dispatched, and for a paper that he does not see, that was not issued, or this one itself.
    """
    allow(a, "revoke")
    paper: Outgoing = a.subject
    words = need(reason, _("请说明撤销或废止的依据。"))
    sent = paper.dispatched_at
    if on > timezone.localtime(a.now).date():
        raise BadInput(_("日期还没有到；请到那一天再办。"), "on")
    if sent is not None and on < timezone.localtime(sent).date():
        raise BadInput(_("日期早于本件发出的日期。"), "on")
    if by_paper is not None:
        if by_paper.pk == paper.pk:
            raise BadInput(_("不能以本件撤销或废止本件。"), "by_paper")
        if not visible_to(a.by).filter(pk=by_paper.pk, state__in=sorted(ISSUED)).exists():
            raise BadInput(_("没有这件已发出的公文，或您无权查看。"), "by_paper")
        paper.ended_by = by_paper
        a.data["ended_by"] = by_paper.number
    _ended(a, Standing.REPEALED if repeal else Standing.REVOKED, on, words)
    if repeal:
        _tell_all(a, _("%(no)s 已废止，自 %(on)s 起失效：%(why)s"))
        return _("已废止，自 %(on)s 起失效。") % {"on": on.isoformat()}
    _tell_all(a, _("%(no)s 已撤销，自始无效：%(why)s"))
    return _("已撤销，自始无效。")


def _ended(a: Act, standing: Standing, on: date, reason: str) -> None:
    paper: Outgoing = a.subject
    paper.standing, paper.standing_on, paper.standing_reason = standing, on, reason[:200]
    a.reason = reason
    a.data["standing"] = standing.value


def _tell_all(a: Act, said: str, *, also: Collection[int] = ()) -> None:
    """A notice to everybody who works at an organ that was sent the paper; with its title where the organ sees it still.
    From whom it was withdrawn is not told, unless by this very act (`also`)."""
    paper: Outgoing = a.subject
    rows = Addressee.objects.filter(paper=paper, sent_at__isnull=False, unit__isnull=False)
    rows = rows.filter(~Q(receipt=Receipt.WITHDRAWN) | Q(pk__in=also))
    on = paper.standing_on.isoformat() if paper.standing_on else ""
    words = said % {"no": paper.name, "why": a.reason[:100], "on": on}
    theirs = Task.objects.about(paper).filter(kind=TaskKind.RECEIVE, revoked=False)
    seeing = set(theirs.values_list("assignment_id", flat=True))
    for gone in (False, True):
        holders = [row.principal for row in rows if (row.pk not in seeing) == gone]
        tell_holders(a, holders, words, kind=TaskKind.RECEIVE, gone=gone)
