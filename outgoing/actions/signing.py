"""签发: the signature is bound to the text as it stands (条例 第二十二条); a changed text is signed anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from outgoing.actions.due import due
from outgoing.actions.guard import allow, not_own
from outgoing.actions.joint import ask_the_rest, let_paper_sign
from outgoing.actions.keeping import ended
from outgoing.actions.proofing import faultless
from outgoing.actions.route import all_heard, ask_all_anew, five_points, to_signers
from outgoing.actions.turns import next_turn
from outgoing.models import DraftVersion, Outgoing, SignOff
from outgoing.queries.authors import authors
from outgoing.queries.gates import reviewed
from outgoing.queries.known import standing_signatures
from outgoing.queries.people import recheckers, signers
from outgoing.queries.plan import people_of
from outgoing.queries.repeats import may_review, no_reviewer, review_with_signature
from outgoing.rules.repeats import SIGNS
from outgoing.words import OpinionKind, TaskKind
from people.models import Person
from people.queries import persons
from workflow.act import Act
from workflow.models import Lane, Task
from workflow.spine import act, step

K = TaskKind
AGREED = "圈阅（视为同意）"  # for the record: never in the language of a screen
RESIGNED = "公文重新签发"


@act("sign")
def sign(
    a: Act, *, opinion: str = "", signed_on: date | None = None, checked: Sequence[str] = (),
    waived: Sequence[str] = (), waive_reason: str = "", looked: str = "",
) -> str:  # fmt: skip
    """The signer signs the text as it stands. Without words it is a tick, which counts as agreed; the date is full.
    `checked`: the five points of the review, where his own was left to his signature or nobody has reviewed this very text.

    The last signature gives the paper its 成文日期. A deputy's is that of whom he stands in for, and says who gave it.
    Raises `NotAllowed` for who may not sign such a paper.
    """
    task = allow(a, "sign")
    not_own(a, _("拟稿人不能签发自己的文稿。"))
    _entitled(a, task)
    _reviewed(a, task, Ticks(checked, waived, waive_reason, looked))
    if a.behalf is None:
        return _signed(a, task, a.by, opinion, signed_on, recorded_by="")
    _deputy(a, task)
    principal = persons().get(pk=a.behalf.person_id)
    return _signed(a, task, principal, opinion, signed_on, recorded_by=a.by.name)


@act("record_sign")
def record_sign(
    a: Act, *, opinion: str = "", signed_on: date | None = None, checked: Sequence[str] = (),
    waived: Sequence[str] = (), waive_reason: str = "", looked: str = "",
) -> str:  # fmt: skip
    """A leader's secretary writes down what the leader wrote on the draft, what he `checked` included: both names stay,
    the date is the leader's."""
    task = allow(a, "record_sign")
    not_own(a, _("拟稿人不能代录自己文稿的签发。"))
    signer = persons().filter(pk=int(task.holder[1:])).first() if task.holder[0] == "p" else None
    if signer is None:
        raise NotAllowed(_("联合发文机关在纸上签发的，请文书或处长在「录入签回件」中录入。"))
    if signer.pk in authors(a.subject):
        raise NotAllowed(_("拟稿人不能签发自己的文稿。"))
    _entitled(a, task)
    _reviewed(a, task, Ticks(checked, waived, waive_reason, looked))
    a.data["recorded_for"] = signer.name
    return _signed(a, task, signer, opinion, signed_on, recorded_by=a.by.name)


def _entitled(a: Act, task: Task) -> None:
    """By the rule of the organ; for an organ that issues with us the post of its head holds the task."""
    paper: Outgoing = a.subject
    if task.holder[0] == "o":
        return
    holder = int(task.holder[1:])
    able = signers(paper.organ_id, paper.direction, paper.kind)
    if holder not in {p.pk for p in able}:
        names = "、".join(p.name for p in able[:5]) or _("无")
        words = {"who": task.holder_name, "able": names}
        raise NotAllowed(_("%(who)s 无权签发本件；可以签发的有：%(able)s。") % words)


class Ticks(NamedTuple):
    """What his form says of the check list."""

    checked: Sequence[str]
    waived: Sequence[str]
    waive_reason: str
    looked: str


def _reviewed(a: Act, task: Task, ticks: Ticks) -> None:
    """Nobody signs what nobody has reviewed. Where the signer's own review was left to his signature, the signature does
    it: the five points are ticked, in the name of somebody who may review, by himself or whoever may review for him.
    Where the text is another than the one reviewed, whoever signs it first ticks them for the text he signs."""
    paper: Outgoing = a.subject
    if review_with_signature(paper):
        _may_review(a, task)
    elif reviewed(paper):
        return
    five_points(a, ticks.checked, waived=ticks.waived, waive_reason=ticks.waive_reason, looked=ticks.looked)


def _may_review(a: Act, task: Task) -> None:
    paper: Outgoing = a.subject
    if not may_review(paper, task.holder):
        raise NotAllowed(no_reviewer(paper, task.holder_name))
    if a.verb == "sign" and not a.by.hats.acts_for(task.holder, K.OFFICE_REVIEW)[0]:
        words = {"who": a.by.name, "whom": a.behalf.name if a.behalf else task.holder_name}
        raise NotAllowed(
            _(
                "本件的审核随签发办理，%(who)s 代 %(whom)s 签发还须代其审核；请管理员在代理事项中写明「发文审核」，"
                "或请拟稿人取回后另选审核人。"
            )
            % words
        )


def _deputy(a: Act, task: Task) -> None:
    """Who stands in signs only where he could sign such a paper himself, or was named for just this: being away does
    not give the signature to whoever looks after one's desk."""
    paper: Outgoing = a.subject
    named = any("sign" in s.kinds for s in a.by.hats.stand_ins if s.person_id == a.behalf.person_id)
    able = [] if task.holder[0] == "o" else signers(paper.organ_id, paper.direction, paper.kind)
    if named or a.by.pk in {p.pk for p in able}:
        return
    words = {"who": a.by.name, "whom": a.behalf.name}
    raise NotAllowed(
        _(
            "%(who)s 不能代 %(whom)s 签发：本人无权签发本件，代理事项也没有写明「签发」；请管理员在代理中写明。"
        )
        % words
    )


def _signed(
    a: Act, task: Task, signer: Person, opinion: str, signed_on: date | None, *, recorded_by: str
) -> str:
    paper: Outgoing = a.subject
    all_heard(a)
    faultless(a)
    day = signature_day(a, signed_on)
    words = opinion.strip()
    seat = signer.hats.seat
    SignOff.objects.create(
        paper=paper, round=paper.round, organ_name=task.note if task.holder[0] == "o" else paper.organ.name, signer=signer,
        signer_name=signer.name, signer_title=seat.title if seat else "",
        way=SignOff.Way.WRITTEN if words else SignOff.Way.TICK, opinion=words, signed_on=day,
        content_hash=paper.content_hash, version=paper.text_version, recorded_by_name=recorded_by, at=a.now,
    )  # fmt: skip
    a.say(OpinionKind.SIGN, words or AGREED)
    a.data["signed_on"], a.data["content"] = day.isoformat(), paper.content_hash
    a.close(task, "signed")
    return go_on(a)


def go_on(a: Act) -> str:
    """After a signature that counts: whose turn it is, who is still waited for; after the last one to the recheck."""
    let_paper_sign(a)
    turn = next_turn(a, K.SIGN, K.JOINT)
    if not turn and not a.live(Lane.MAIN, K.SIGN, K.JOINT):
        turn = ask_the_rest(a)
    if turn:
        return _("已签发，请 %(who)s 签发。") % {"who": "、".join(t.holder_name for t in turn)}
    if waiting := a.live(Lane.MAIN, K.SIGN, K.JOINT):
        return _("已签发，还等 %(who)s。") % {"who": "、".join(t.holder_name for t in waiting)}
    return _all_signed(a)


def signature_day(a: Act, signed_on: date | None) -> date:
    """The full date of the signature: not in the future, not before the text was there that is signed (SIG-06)."""
    paper: Outgoing = a.subject
    today = timezone.localtime(a.now).date()
    day = signed_on or today
    if day > today:
        raise BadInput(_("签发日期不能晚于今天。"), "signed_on")
    text = DraftVersion.objects.filter(paper=paper, number=paper.text_version).first()
    since = timezone.localtime(text.saved_at if text else paper.drafted_at).date()
    if day < since:
        words = {"n": paper.text_version, "day": since.isoformat()}
        raise BadInput(_("签发日期不能早于所签的第 %(n)s 稿存稿的日期（%(day)s）。") % words, "signed_on")
    return day


def _all_signed(a: Act) -> str:
    """成文日期 is the day of the last signature (条例 第九条（十二））."""
    paper: Outgoing = a.subject
    if a.verb not in SIGNS and not reviewed(
        paper
    ):  # the signature of our own has seen to it, else nothing had
        raise Incomplete(_("这一稿没有经过审核，请用「退回修改」退拟稿人，重新送审。"))
    rows = list(standing_signatures(paper).order_by("id"))
    names = {
        r.signer_id or (r.organ_name, r.signer_name): r.signer_name for r in rows
    }  # two persons may have one name
    step(a, "sign", on=max(r.signed_on for r in rows), signers="、".join(names.values()))
    mine = authors(paper)
    chosen = [p for p in people_of(paper, "rechecker") if p.pk not in mine]
    who = chosen[0] if chosen else recheckers().exclude(pk__in=mine).first()
    if who is None:
        raise NotAllowed(_("没有可以复核的人员，请处长先安排。"))
    a.open(K.RECHECK, who, due=due(a, K.RECHECK))
    return _("已签发，送 %(who)s 复核。") % {"who": who.name}


@act("resign")
def resign(a: Act) -> str:
    """A changed text goes to its signers once more, and before to units and reviews that agreed to another; a number it
    has stays."""
    allow(a, "resign")
    faultless(a)
    for task in a.live(Lane.MAIN):
        a.cancel(task, "superseded")
    a.subject.original = None  # what was printed is not what will be signed
    ended(a, RESIGNED)
    return ask_all_anew(a) or to_signers(a)
