"""起草: a paper is begun, new or as the answer to an incoming one; its fields are changed; it is given up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Alert
from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.files.secrecy import check_fields
from outgoing.actions.addressing import Entry as Wanted
from outgoing.actions.addressing import replace_addressees
from outgoing.actions.content import refresh_content
from outgoing.actions.due import due
from outgoing.actions.guard import allow, need
from outgoing.actions.passing import end_all
from outgoing.actions.replying import answer_another, claim, may_answer
from outgoing.actions.telling import tell_holders
from outgoing.actions.texts import Text, ask_anew, save_text
from outgoing.models import Joint, NumberSlot, Outgoing
from outgoing.queries.authors import authors
from outgoing.queries.joint import unfit_joints
from outgoing.queries.plan import unchecked, unfit
from outgoing.queries.series import series_of
from outgoing.words import Publicity, State, TaskKind
from people.models import Unit
from people.queries import registry
from people.roles import ADMINS, CHIEFS
from workflow.act import Act
from workflow.models import Entry, Lane, Status, Task
from workflow.spine import act, step

FIELDS = ("organ", "kind", "layout", "title", "urgency", "work_secret", "publicity", "publicity_reason", "note",
          "contact", "is_normative", "affects_operators", "other_departments", "consulted", "numbered_copies")  # fmt: skip
TYPED = ("title", "publicity_reason", "note", "contact", "consulted")


def may_draft(hats: Any) -> bool:
    """Whoever does the work of our own office, in whichever section."""
    return any(seat.internal and seat.role not in ADMINS for seat in hats.seats)


@act("draft")
def draft(
    a: Act,
    *,
    text: Text | None = None,
    main: Sequence[Wanted] = (),
    copies: Sequence[Wanted] = (),
    joints: Sequence[Unit | str] = (),
) -> str:
    """Begin a paper: `a.subject` is the unsaved row from the form. The drafter holds it.

    As the answer to an incoming paper (`answers`) it is linked with it from now on, both ways; `BadInput` where another
    living or dispatched paper answers it already.
    """
    paper: Outgoing = a.subject
    if not may_draft(a.by.hats):
        raise NotAllowed(_("拟稿由本机关各处室办理。"))
    _checked(a, paper)
    if paper.answers is not None:
        may_answer(a, paper.answers)
    seat = a.by.hats.seat
    paper.drafter_id, paper.drafter_name = a.by.pk, a.by.name
    paper.unit_name, paper.drafted_at = seat.unit_short, a.now
    paper.direction = "parallel"
    paper.title_key = ""
    paper.save(force_insert=True)
    replace_addressees(a, [*main, *copies])
    _joined(paper, joints)
    if text is not None:
        save_text(a, text)
    refresh_content(a)
    a.open(TaskKind.DRAFT, a.by, due=due(a, TaskKind.DRAFT))
    if paper.answers is not None:
        claim(a)
    return _("已建稿，请传文稿并送出。") if text is None else _("已建稿。")


@act("edit")
def edit(a: Act, *, fields: Mapping[str, Any], joints: Sequence[Unit | str] | None = None) -> str:
    """Change fields of the paper (`FIELDS`; and `answers`, the incoming paper it answers or None, while it is drafted).
    Old values stay in the trail; what was signed becomes stale, who had answered is asked anew.

    `Incomplete` where a paper on its way would lack what it was sent with; `BadInput` for an incoming paper that he may
    not see or another paper answers."""
    allow(a, "edit")
    paper: Outgoing = a.subject
    before = {name: getattr(paper, name) for name in FIELDS if name in fields}
    for name in before:
        setattr(paper, name, fields[name])
    _checked(a, paper)
    _still_flagged(a, before)
    changed = {n: [str(old), str(getattr(paper, n))] for n, old in before.items() if old != getattr(paper, n)}
    if "answers" in fields:
        changed |= answer_another(a, fields["answers"])
    if joints is not None:
        _join_anew(paper, joints)
    printed = refresh_content(a)
    if not changed and not printed:
        raise Incomplete(_("没有改动。"))
    _still_fits(paper, changed)
    a.data["changed"] = changed
    Task.objects.about(paper).live().update(**paper.card())
    Alert.objects.filter(subject_kind=paper.subject_kind, subject_ref=paper.ref).update(title=paper.title)
    said = _("已保存。")
    return said + ask_anew(a) if printed else said


def _join_anew(paper: Outgoing, joints: Sequence[Unit | str]) -> None:
    """Another list of organs must be one that could have been sent with it."""
    before = set(paper.joints.values_list("name", flat=True))
    _joined(paper, joints)
    if paper.state == State.DRAFTING or before == set(paper.joints.values_list("name", flat=True)):
        return
    if reasons := unfit_joints(paper):
        raise Incomplete(reasons)


FLAGS = {  # the step that each calls for
    "is_normative": TaskKind.LEGAL, "affects_operators": TaskKind.FAIR, "other_departments": TaskKind.COUNTERSIGN
}  # fmt: skip


def _still_flagged(a: Act, before: Mapping[str, Any]) -> None:
    """Once it was sent, that it needs no review or countersigning is a chief's to say, and of no chief who drafted it himself."""
    paper: Outgoing = a.subject
    gone = [str(kind.label) for name, kind in FLAGS.items() if before.get(name) and not getattr(paper, name)]
    mine = authors(paper)
    if not gone or a.by.hats.office_roles & CHIEFS and a.by.pk not in mine:
        return
    sent = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, verb="send")
    if sent.exists():
        who = "、".join(p.name for p in registry(CHIEFS).exclude(pk__in=mine)[:5]) or _("无")
        words = {"what": "、".join(gone), "who": who}
        raise NotAllowed(
            _("送出过的文稿，不再%(what)s须由没有拟过本件的处长或副处长在「改栏目」中决定：%(who)s。") % words
        )


def _still_fits(paper: Outgoing, changed: Collection[str]) -> None:
    """On its way it keeps what it was sent with, and with its number the series that numbers it."""
    reasons = unfit(paper) if paper.state != State.DRAFTING else []
    if paper.state not in (State.DRAFTING, State.COUNTERSIGNING):
        reasons += unchecked(paper)
    if reasons:
        raise Incomplete(reasons)
    if not paper.number or not {"organ", "kind", "layout"} & set(changed):
        return
    if series_of(paper).pk != NumberSlot.objects.get(paper=paper).series_id:
        words = {"no": paper.number}
        raise Incomplete(
            _("已编号 %(no)s，不能改成另一字号的发文机关、文种或格式；确需改的请处长作废后另拟。") % words
        )


def _checked(a: Act, paper: Outgoing) -> None:
    check_fields({name: getattr(paper, name) for name in TYPED})
    if not paper.title.strip():
        raise BadInput(_("请填写标题。"), "title")
    if paper.publicity == Publicity.NOT_PUBLIC and not paper.publicity_reason.strip():
        raise BadInput(_("不予公开须写明理由。"), "publicity_reason")


def _joined(paper: Outgoing, joints: Sequence[Unit | str]) -> None:
    """联合行文 only between organs of one rank: ours and these; a name alone is an organ outside the roster. Rows that stay
    keep their key."""
    rows = {row.name: row for row in paper.joints.all()}
    wanted = {j if isinstance(j, str) else j.name: None if isinstance(j, str) else j for j in joints}
    check_fields({"joints": "、".join(wanted)})
    if odd := [name for name in wanted if not name.strip() or len(name) > 120]:
        raise BadInput(_("单位名称不能为空，也不能超过 120 字：%(who)s") % {"who": odd[0][:30]}, "joints")
    paper.joints.exclude(name__in=wanted).delete()
    for order, (name, unit) in enumerate(wanted.items(), 1):
        row = rows.get(name) or Joint(paper=paper, name=name)
        if row.pk is None or (row.order, row.unit_id) != (order, unit and unit.pk):
            row.order, row.unit = order, unit
            row.save()


@act("withdraw")
def withdraw(a: Act, *, reason: str) -> str:
    """Give the paper up before anybody signed it; what was written stays."""
    allow(a, "withdraw")
    a.reason = need(reason, _("请说明撤稿理由。"))
    holders = [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    step(a, "withdraw")
    end_all(a, "withdrawn")
    tell_holders(
        a, holders, _("%(who)s 撤回了送您办理的发文，不再办理：%(why)s") % {"who": a.by.name, "why": a.reason}
    )
    return _("已撤稿。")
