"""What becomes of a seal: enabled, suspended, lost, sealed up, given back, destroyed; each one act with one ledger line.

Who may do it from where is asked of the machine and his seat (`queries.moves`), under the lock. A second person has signed
with his own password before the act is called (`people.actions.signature`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts.tell import tell
from deadlines.days import local
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from people.models import Person
from people.queries import registry
from people.roles import CHIEFS, Role
from seals.actions.ending import void_all
from seals.actions.ledger import write_line
from seals.actions.periods import end, instant
from seals.models import LedgerLine, Seal
from seals.queries.custody import custody_of
from seals.queries.moves import ROLE, offer
from seals.queries.seal_page import open_requests, out_with
from seals.rules.moves import MOVES, may_be_second
from seals.words import LineKind
from workflow.act import Act
from workflow.spine import Done, act, step


@act("enable")
def enable(a: Act, *, on: date, notice: str) -> str:
    """In force from a day on, by the notice that shows its impression."""
    _day(a, on, a.subject.received_on, _("启用日期早于收到日期。"))
    if not notice.strip():
        raise BadInput(_("请填写启用通知的文号或名称。"), "notice")
    _move(a, "enable", reason=notice, on=on, notice=notice)
    return _("%(no)s 已启用。") % {"no": a.subject.seal_no}


@act("suspend")
def suspend(a: Act, *, on: date, why: str) -> str:
    """Not to be used from a day on. What is open of it stays open, and is told."""
    _reasoned(why)
    _day(a, on, a.subject.enabled_on, _("停用日期早于启用日期。"))
    last = LedgerLine.objects.filter(seal=a.subject, kind=LineKind.USE).order_by("-serial").first()
    if last is not None and on < local(last.at).date():
        words = {"day": local(last.at).date().isoformat(), "serial": last.serial}
        raise BadInput(_("%(day)s 还用过印（第 %(serial)s 号），停用日期不能早于这一天。") % words, "on")
    _move(a, "suspend", reason=why, on=on, why=why)
    said = _("%(no)s 已停用。%(open)s") % {"no": a.subject.seal_no, "open": still_open(a.subject)}
    _tell_chiefs(a, said)
    return said


@act("resume")
def resume(a: Act, *, why: str) -> str:
    """In use again; not by who has it in hand himself."""
    _reasoned(why)
    _move(a, "resume", reason=why)
    return _("%(no)s 已恢复使用。") % {"no": a.subject.seal_no}


@act("lose")
def lose(a: Act, *, on: date, why: str) -> str:
    """It is not where it should be: reported at once to the chiefs; nobody stamps with it from now on."""
    _reasoned(why)
    _day(a, on, None, "")
    _move(a, "lose", reason=why, on=on, why=why)
    words = {"no": a.subject.seal_no, "name": a.subject.name, "open": still_open(a.subject)}
    _tell_chiefs(a, _("印章遗失：%(no)s「%(name)s」。请立即报告公安机关，并公告作废。%(open)s") % words)
    return _("已报失 %(no)s，处长和办公厅主任已收到通知。请立即报告公安机关，并公告作废。%(open)s") % words


@act("find")
def find(a: Act, *, why: str) -> str:
    """Found again; it stays unused until a chief decides."""
    _reasoned(why)
    _move(a, "find", reason=why)
    said = _("%(no)s 已找回，仍是停用：请查清期间有没有被使用，再决定恢复、封存、缴回或销毁。")
    _tell_chiefs(a, said % {"no": a.subject.seal_no})
    return said % {"no": a.subject.seal_no}


@act("seal_up")
def seal_up(a: Act, *, second: Person, why: str) -> str:
    """Sealed up in the safe before two."""
    _reasoned(why)
    _move(a, "seal_up", second=second, reason=why)
    return _("%(no)s 已封存，%(one)s、%(two)s 在场。") % _two(a, second)


def give_back(seal: Seal, *, by: Any, to: str, second: Person, why: str = "", **form: Any) -> Done:
    """缴回 to the organ that issued it, by two; what nobody stamped yet has no seal any more and is voided."""
    reason = _("印章 %(no)s 已缴回") % {"no": seal.seal_no}
    return _for_good(_give_back, seal, reason, by=by, to=to, second=second, why=why, **form)


def destroy(seal: Seal, *, by: Any, second: Person, why: str, on: date | None = None, **form: Any) -> Done:
    """销毁 by two persons who are both there (`on`: the day, today where none is said); live applications are voided."""
    reason = _("印章 %(no)s 已销毁") % {"no": seal.seal_no}
    return _for_good(_destroy, seal, reason, by=by, second=second, why=why, on=on, **form)


@act("give_back")
def _give_back(a: Act, *, to: str, second: Person, why: str) -> str:
    if not to.strip():
        raise BadInput(_("请填写缴回到哪个单位。"), "to")
    _move(a, "give_back", second=second, reason=f"{to}；{why}" if why else to, to=to)
    _end_custody(a)
    return _("%(no)s 已缴回，%(one)s、%(two)s 经手。") % _two(a, second)


@act("destroy")
def _destroy(a: Act, *, second: Person, why: str, on: date | None) -> str:
    _reasoned(why)
    on = on or local(a.now).date()
    _day(a, on, a.subject.disabled_on, _("销毁日期早于停用日期。"))
    _move(
        a, "destroy", second=second, reason=why, on=on, names=f"{a.by.name}、{second.name if second else ''}"
    )
    _end_custody(a)
    return _("%(no)s 已销毁，%(one)s、%(two)s 在场。") % _two(a, second)


def _for_good(move: Callable[..., Done], seal: Seal, reason: str, *, by: Any, **kwargs: Any) -> Done:
    """Papers and requests are locked before the seal, so they are voided first; all of it or nothing."""
    with transaction.atomic():
        void_all(seal, by=by, reason=reason)
        return move(seal, by=by, **kwargs)


def _move(a: Act, code: str, *, reason: str, second: Person | None = None, **fields: Any) -> None:
    """One transition with its line: allowed, before whom, from where to where."""
    seal, move = a.subject, MOVES[code]
    custody = custody_of(seal)
    found = offer(code, a.by, seal, custody)
    if not found.ok:
        raise NotAllowed(found.why_not) if found.bar == ROLE else Incomplete(found.why_not)
    if move.two:
        present(a.by, second)
    before = seal.state
    step(a, move.transition, **fields)
    a.reason = reason
    write_line(
        a, seal, move.line, from_state=before, to_state=seal.state, reason=reason[:300], second=second,
        keeper=custody.person if custody is not None else None,
    )  # fmt: skip


def present(by: Any, second: Person | None) -> None:
    """The second of two is another natural person of our own office, and no administrator."""
    if second is None:
        raise BadInput(_("须有第二人在场签字。"), "second_name")
    if second.pk == by.pk:
        raise BadInput(_("第二人不能是您本人。"), "second_name")
    if not may_be_second(second.hats):
        raise BadInput(_("第二人必须是本机关的在职工作人员，不能是系统管理人员。"), "second_name")


def still_open(seal: Seal) -> str:
    """What of it is open: nothing of that ends by itself."""
    said, live, out = [], open_requests(seal), out_with(seal)
    if live:
        numbers = "、".join(row.number for row in live[:5])
        said.append(
            _("还有 %(n)s 件申请没有办完（%(which)s），现在不能盖章，申请保留。")
            % {"n": len(live), "which": numbers}
        )
    if out is not None:
        words = {"who": f"{out.traveller1_name}、{out.traveller2_name}", "where": out.where}
        said.append(_("印章正由 %(who)s 带在 %(where)s，请立即通知他们停用并带回，归还仍要登记。") % words)
    return "".join(said)


def _two(a: Act, second: Person) -> dict[str, str]:
    return {"no": a.subject.seal_no, "one": a.by.name, "two": second.name}


def _reasoned(why: str) -> None:
    if not why.strip():
        raise BadInput(_("请写明原因。"), "why")


def _day(a: Act, on: date, after: date | None, words: str) -> None:
    if on > local(a.now).date():
        raise BadInput(_("不能是以后的日期。"), "on")
    if after is not None and on < after:
        raise BadInput(words, "on")


def _tell_chiefs(a: Act, said: str) -> None:
    people = registry(CHIEFS | {Role.OFFICE_DIRECTOR})
    tell(
        people,
        said=said,
        by=a.by,
        now=a.now,
        subject=a.subject,
        title=f"{a.subject.seal_no} {a.subject.name}",
    )


def _end_custody(a: Act) -> None:
    """Nobody has it any more, from after its last line on: by the ledger's clock, for the act may have waited for the seal."""
    end(a.subject, instant())
