"""发文办理 (条例 第二十五条): recheck, number, print, hold for the seal, dispatch."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from checking.actions.gates import pass_gate
from docflow.web.errors import BadInput, Incomplete
from outgoing.actions import slots
from outgoing.actions.content import refresh_keys
from outgoing.actions.copying import hand_out, holding, number_copies
from outgoing.actions.due import due
from outgoing.actions.guard import allow, need, not_by, not_own
from outgoing.actions.keeping import ended
from outgoing.actions.original import issue_original
from outgoing.actions.passing import end_all
from outgoing.actions.print_runs import add_run, keepers_there, to_keepers
from outgoing.actions.proofing import look
from outgoing.actions.replying import replied
from outgoing.actions.sending import send_out
from outgoing.actions.telling import tell_holders
from outgoing.models import Addressee, NumberSlot, Outgoing
from outgoing.queries import gates
from outgoing.queries.original import unlike
from outgoing.queries.people import desk
from outgoing.queries.runs import edition, listed, waiting_runs
from outgoing.queries.series import series_of
from outgoing.words import OpinionKind, State, TaskKind
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, step

K = TaskKind
VOIDED = "公文作废"  # for the record: never in the language of a screen


@act("recheck")
def recheck(
    a: Act, *, checked: Sequence[str], opinion: str = "", waived: Sequence[str] = (), waive_reason: str = "",
    looked: str = "",
) -> str:  # fmt: skip
    """Once more before it is issued, by a second person; then to its number, or to print where it has one."""
    task = allow(a, "recheck")
    not_own(a, _("拟稿人不能复核自己的文稿。"))
    look(a)
    listing = gates.recheck(a.subject)
    pass_gate(a, listing, checked=checked, waived=waived, waive_reason=waive_reason, looked=looked)
    a.say(OpinionKind.RECHECK, opinion.strip() or "复核无误。")
    a.close(task, "agreed")
    if a.subject.number:
        step(a, "to_print")
        return _to_desk(a, K.PRINT, _("复核通过，字号不变，送 %(who)s 印制。"))
    step(a, "recheck")
    return _to_desk(a, K.NUMBER, _("复核通过，送 %(who)s 编号。"))


def _says_the_same(a: Act) -> None:
    """The text says what the register will print; `Incomplete` names each difference."""
    if reasons := unlike(a.subject):
        raise Incomplete(reasons)


def _to_desk(a: Act, kind: str, said: str) -> str:
    return said % {"who": _at_desk(a, kind).holder_name}


def _at_desk(a: Act, kind: str) -> Task:
    unit = desk()
    if unit is None:
        raise Incomplete(_("本机关没有文书，请管理员在「组织人员」中安排。"))
    return a.open(kind, unit, due=due(a, kind))


@act("number")
def number(a: Act, *, slot: NumberSlot | None = None) -> str:
    """The paper's number: the next of its series, or a reserved one. Of the year of its date (NUM-08).

    One number for one paper, whatever it walks through; the row of the series is locked last.
    """
    task = allow(a, "number")
    paper: Outgoing = a.subject
    _says_the_same(a)
    series = series_of(paper)
    a.close(task, "numbered")
    step(a, "to_print")
    printing = _at_desk(a, K.PRINT)
    assert paper.document_date is not None
    if slot is not None:
        if slot.series_id != series.pk or slot.year not in (0, paper.document_date.year):
            raise BadInput(_("%(no)s 不是本件适用的预留号。") % {"no": slot.number}, "slot")
        taken = slots.use(slot, paper, by=a.by, now=a.now)
    else:
        taken = slots.take(series, paper.document_date.year, by=a.by, now=a.now, paper=paper)
    paper.number, paper.numbered_on = taken.number, timezone.localtime(a.now).date()
    a.data["number"] = printing.number = taken.number
    refresh_keys(paper)
    return _("字号为 %(no)s，请印制。") % {"no": taken.number}


@act("print_run")
def print_run(a: Act, *, copies: int) -> str:
    """How many are printed: not fewer than the dispatch list asks for. The original is laid out and kept as it is."""
    task = allow(a, "print_run")
    paper: Outgoing = a.subject
    _says_the_same(a)
    n = listed(paper)
    if n == 0:
        raise Incomplete(_("没有分发单位，请拟稿人或文书在「分发单位」中填写。"))
    if copies < n:
        said = _(
            "印数 %(n)s 少于分发的 %(listed)s 份：请至少印 %(listed)s 份，或请拟稿人、文书在「分发单位」中减少份数。"
        )
        raise BadInput(said % {"n": copies, "listed": n}, "copies")
    posts = keepers_there(paper)
    paper.print_run, paper.printed_on = copies, timezone.localtime(a.now).date()
    paper.sealed, paper.sealed_at, paper.sealed_by_name = (
        None,
        None,
        "",
    )  # of another text, where there are any
    number_copies(paper, copies)
    paper.original = issue_original(a)
    add_run(a, edition(paper) + 1, 1, copies, "")
    a.close(task, "printed")
    step(a, "print_run_done")
    to_keepers(a, posts)
    return _("已印 %(n)s 份，送 %(who)s 用印。") % {"n": copies, "who": "、".join(str(p) for p in posts)}


@act("lift_seal")
def lift_seal(a: Act, *, copies: int, spoiled: int = 0, reason: str = "", run: int | None = None) -> str:
    """The keeper answers for one print run (`run`; None: the first that waits): so many stamped, so many spoiled, the rest
    unused; or says why fewer than were printed. Whoever signed did not stamp. After the last run the paper goes on."""
    task = allow(a, "lift_seal")
    paper: Outgoing = a.subject
    for signer_id in _signed_by(paper):
        not_by(a, signer_id, _("签发人不能自己用印。"))
    waiting = waiting_runs(paper)
    row = next((r for r in waiting if run in (None, r.number)), None)
    if row is None:
        raise BadInput(_("这一次印的已登记用印，请看还在等的。"), "run")
    unused = row.approved - copies - spoiled
    if copies < 0 or spoiled < 0 or unused < 0:
        words = {"n": copies, "spoiled": spoiled, "run": row.approved}
        if not spoiled:
            raise BadInput(_("用印 %(n)s 份，多于印数 %(run)s。") % words, "copies")
        raise BadInput(_("用印 %(n)s 份、废损 %(spoiled)s 份，多于印数 %(run)s。") % words, "spoiled")
    sealed = (paper.sealed or 0) + copies
    last = len(waiting) == 1
    if last and paper.state == State.SEALING:
        _enough(paper, sealed)
    if copies != row.approved:
        a.reason = need(reason, _("用印份数与印数不同，请说明原因。"))[:200]
    row.stamped, row.spoiled, row.unused, row.seal_reason = copies, spoiled, unused, a.reason
    row.sealed_by_id, row.sealed_by_name, row.sealed_at = a.by.pk, a.by.name, a.now
    row.save(
        update_fields=[
            "stamped",
            "spoiled",
            "unused",
            "seal_reason",
            "sealed_by",
            "sealed_by_name",
            "sealed_at",
        ]
    )
    paper.sealed, paper.sealed_at, paper.sealed_by_name = sealed, a.now, a.by.name
    a.data["copies"], a.data["run"] = copies, row.number
    if not last:
        words = {
            "n": row.number,
            "copies": copies,
            "rest": sum(r.approved for r in waiting if r.pk != row.pk),
        }
        return _("第 %(n)s 次印的已用印 %(copies)s 份，还有 %(rest)s 份待用印。") % words
    return _all_stamped(a, task)


def _enough(paper: Outgoing, sealed: int) -> None:
    """As many stamped as are to be sent; where fewer were printed or too many are spoilt, the way out is named."""
    n = listed(paper)
    if sealed < n:
        words = {"n": sealed, "listed": n, "more": n - sealed}
        raise BadInput(
            _("用印共 %(n)s 份，少于分发的 %(listed)s 份；印数不够的请先「加印」%(more)s 份。") % words,
            "copies",
        )


def _all_stamped(a: Act, task: Task) -> str:
    paper: Outgoing = a.subject
    a.close(task, "sealed")
    for other in a.live(Lane.MAIN, K.SEAL):
        a.cancel(other, "superseded")
    if paper.state != State.SEALING:
        clerks = [t.holder for t in a.live(Lane.MAIN, K.RECEIPTS)]
        said = _("%(no)s 加印的已用印，可以补发、补寄。") % {"no": paper.name}
        tell_holders(a, clerks, said, kind=K.RECEIPTS)
        return _("已用印，可以补发、补寄。")
    step(a, "lift_hold")
    return _to_desk(a, K.DISPATCH, _("已用印，送 %(who)s 核发。"))


def _signed_by(paper: Outgoing) -> set[int]:
    """Who signed it, in whose name ever; and who signed for him."""
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, verb="sign")
    return {*paper.signoffs.filter(signer__isnull=False).values_list("signer_id", flat=True),
            *rows.values_list("actor_id", flat=True)}  # fmt: skip


@act("dispatch")
def dispatch(a: Act, *, channel: str) -> str:
    """Sent to everybody on the list, by this channel or each by his own, and with his numbered copies. From here on
    receipts are waited for; an incoming paper that this one answers has its reply."""
    task = allow(a, "dispatch")
    paper: Outgoing = a.subject
    rows = list(Addressee.objects.filter(paper=paper).select_related("unit").order_by("order", "id"))
    if not rows:
        raise Incomplete(_("没有分发单位，请拟稿人或文书在「分发单位」中填写。"))
    total = sum(row.copies for row in rows)
    if total > (paper.sealed or 0):
        words = {"n": total, "sealed": paper.sealed or 0, "more": total - (paper.sealed or 0)}
        raise Incomplete(
            _("要发 %(n)s 份，只用印 %(sealed)s 份；请先「加印」%(more)s 份，或改分发份数。") % words
        )
    held = holding(rows)
    hand_out(a, [(row, max(0, row.copies - held.get(row.pk, 0))) for row in rows])
    a.close(task, "dispatched")
    step(a, "dispatch", now=a.now)
    unit = desk()
    a.open(K.RECEIPTS, unit if unit is not None else a.by, due=due(a, K.RECEIPTS))
    send_out(a, rows, channel=channel)
    if paper.answers is not None:
        replied(a)
    return _("已发 %(n)s 个单位、%(copies)s 份，等候签收。") % {"n": len(rows), "copies": total}


@act("void")
def void(a: Act, *, reason: str) -> str:
    """Given up after it was signed: a number it has stays used up, void, with this reason."""
    allow(a, "void")
    paper: Outgoing = a.subject
    a.reason = need(reason, _("请说明作废理由。"))
    holders = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    step(a, "void")
    ended(a, VOIDED)
    if paper.number:
        slots.void(NumberSlot.objects.get(paper=paper), a.reason, by=a.by, now=a.now)
    end_all(a, "voided")
    tell_holders(a, holders, _("%(no)s 已作废：%(why)s") % {"no": paper.name, "why": a.reason})
    return _("已作废，字号保留不再使用。") if paper.number else _("已作废。")
