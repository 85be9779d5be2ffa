"""Where a chief may move a paper that is stuck, and why not elsewhere. Pure.

Backwards to any step before: all that comes after it is done once more. Forwards over the countersigning alone: to wait
for it no longer is a decision somebody may take and answer for (条例 第十六条（四） wants agreement; who goes on without says
why). The legality and fair-competition review, the second person, the signature, the recheck and the number are nobody's
to skip (条例 第二十、二十二、二十五条).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from django.utils.translation import gettext as _

from documents.rules.known import LACKING, ROLE, Bar
from outgoing.words import State, TaskKind

S = State
WAY = (S.DRAFTING, S.COUNTERSIGNING, S.CHECKING, S.REVIEWING, S.SIGNING, S.RECHECKING, S.NUMBERING, S.PRINTING,
       S.SEALING, S.DISPATCHING)  # fmt: skip
TARGETS = (S.DRAFTING, S.COUNTERSIGNING, S.CHECKING, S.REVIEWING, S.SIGNING)


@dataclass(frozen=True)
class Facts:
    """`units`: names of those whom the drafter asks; `flagged`: reviews the paper needs; `unchecked`: those not passed
    with this text; `unheard`: who agreed to another text; `author`: has he who moves it drafted it himself?"""

    state: str
    units: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    author: bool = False


def ahead(state: str, target: str) -> bool:
    """Does it move forwards?"""
    return WAY.index(S(target)) > WAY.index(S(state))


def targets(facts: Facts) -> dict[State, Bar | None]:
    """Every step with what keeps the paper from being moved there; None where it may."""
    return {target: barred(facts, target) for target in WAY}


def barred(facts: Facts, target: str) -> Bar | None:
    """Why it cannot be moved to this step."""
    name = {"step": S(target).label}
    if target == facts.state:
        return Bar(_("本件现在就在「%(step)s」。") % name, LACKING)
    if ahead(facts.state, target):
        return _forwards(facts, target)
    if target not in TARGETS:
        return Bar(_("不单独退到「%(step)s」；请退到签发或更前的环节，之后依次办理。") % name, LACKING)
    if target == S.COUNTERSIGNING and not facts.units:
        return Bar(_("本件没有会签单位；要会签的请退到拟稿，由拟稿人选定会签单位。"), LACKING)
    if target == S.CHECKING and not facts.flagged:
        return Bar(_("本件不是规范性文件，也不涉及经营主体，不用合法性审核、公平竞争审查。"), LACKING)
    if target == S.SIGNING and facts.unheard:
        words = {"who": "、".join(facts.unheard)}
        return Bar(_("%(who)s 没有看过这一稿，不能直接退到签发；请退到会签或审核。") % words, LACKING)
    return None


NEVER: dict[str, str] = {
    S.CHECKING: TaskKind.LEGAL, S.REVIEWING: TaskKind.OFFICE_REVIEW, S.SIGNING: TaskKind.SIGN,
    S.RECHECKING: TaskKind.RECHECK, S.NUMBERING: TaskKind.NUMBER, S.PRINTING: TaskKind.PRINT, S.SEALING: TaskKind.SEAL,
}  # fmt: skip


def _forwards(facts: Facts, target: str) -> Bar | None:
    between = list(takewhile(lambda s: s != target, WAY[WAY.index(S(facts.state)) :]))
    for step in between:
        if step == S.CHECKING and not facts.unchecked and step != facts.state:
            continue
        if step in NEVER:
            what = (
                "、".join(facts.unchecked or facts.flagged)
                if step == S.CHECKING
                else TaskKind(NEVER[step]).label
            )
            return Bar(
                _("「%(what)s」不能跳过，须由承办的人办完；他办不了的请改派。") % {"what": what}, LACKING
            )
    if target == S.CHECKING and not facts.unchecked:
        return Bar(_("本件没有待办的合法性审核、公平竞争审查，请调整到审核。"), LACKING)
    if facts.author:
        return Bar(_("您拟过本件，不能由您决定不再会签；请另一位处长或副处长办理。"), ROLE)
    return None
