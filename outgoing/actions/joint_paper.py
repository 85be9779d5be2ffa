"""What another organ signed on paper: one writes it down from the scan, another compares, then it counts (条例 第二十二条)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, Incomplete
from documents.files.kinds import KINDS
from documents.files.secrecy import check_fields
from documents.models import Blob
from outgoing.actions.guard import allow, need, not_by, not_own
from outgoing.actions.joint import waited
from outgoing.actions.route import all_heard, as_shown
from outgoing.actions.signing import AGREED, go_on, signature_day
from outgoing.actions.telling import tell_holders
from outgoing.models import JointSheet, Outgoing, SignOff
from outgoing.queries.joint import organ_of, sheets
from outgoing.queries.people import desk
from outgoing.rules.joint import SCANS, of_an_organ
from outgoing.words import OpinionKind, Sheet, TaskKind
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, faster

K = TaskKind


@act("record_joint", exclusive=False)
def record_joint(
    a: Act, *, task_id: int, signer_name: str, signer_title: str, signed_on: date, scan: tuple[Blob, str],
    opinion: str = "",
) -> str:  # fmt: skip
    """Write down from the signed sheet who signed there, in which words (none: 圈阅), on which full date.

    It counts for nothing until another person has compared it with the scan (`check_joint`). An organ whose head has
    the task in the system may sign on paper as well: whichever is there first. `Faster` where the text has changed
    since the form was drawn or the organ is not waited for any more; `BadInput` for a name, a date or a file that
    cannot be.
    """
    allow(a, "record_joint")
    not_own(a, _("拟稿人不能录入自己文稿的签回件，请文书或处长录入。"))
    as_shown(a)
    all_heard(a)
    paper: Outgoing = a.subject
    task = _open_task(a, task_id)
    if done := next((s for s in sheets(paper, a.live(Lane.MAIN)) if s.task_id == task.pk), None):
        told = {"organ": done.organ_name, "who": done.recorded_by_name}
        raise Faster(_("%(organ)s的签回件已由%(who)s录入，等另一人核对。") % told, who=done.recorded_by_name)
    name, title, words = signer_name.strip(), signer_title.strip(), opinion.strip()
    check_fields({"signer_name": name, "signer_title": title, "opinion": words})
    if not name or len(name) > 60:
        raise BadInput(_("请照签回件写签发人姓名，不超过 60 字。"), "signer_name")
    if not title or len(title) > 120:
        raise BadInput(_("请照签回件写签发人职务，不超过 120 字。"), "signer_title")
    if scan[0].ext not in SCANS:
        kinds = "、".join(str(KINDS[ext].label) for ext in SCANS)
        raise BadInput(_("签回件须是扫描件（%(kinds)s）。") % {"kinds": kinds}, "scan")
    organ = _organ(a, task)
    row = JointSheet.objects.create(
        paper=paper, organ_name=organ, task_id=task.pk, round=paper.round, content_hash=paper.content_hash,
        version=paper.text_version, signer_name=name, signer_title=title, opinion=words,
        signed_on=signature_day(a, signed_on), scan=scan[0], scan_name=scan[1][:200], recorded_by_id=a.by.pk,
        recorded_by_name=a.by.name, recorded_at=a.now,
    )  # fmt: skip
    if task.kind == K.JOINT:
        a.update(task, note=f"{organ}已签回，{a.by.name}录入，待另一人核对")
    a.data |= {"organ": organ, "signed_by": f"{title}{name}", "signed_on": row.signed_on.isoformat(),
               "content": paper.content_hash, "scan": scan[0].sha256}  # fmt: skip
    ours = desk()
    said = _("%(organ)s在纸上签发了 %(no)s，请另一人与扫描件核对。") % {"organ": organ, "no": paper.name}
    tell_holders(a, [ours.principal] if ours else [], said, kind=K.JOINT)
    return _("已录入%(organ)s的签回件，请另一人核对。") % {"organ": organ}


def _open_task(a: Act, task_id: int) -> Task:
    task = next((t for t in a.live(Lane.MAIN) if t.pk == task_id and t.status == Status.OPEN), None)
    if task is None or not of_an_organ(task):
        raise faster(a.subject)
    return task


def _organ(a: Act, task: Task) -> str:
    """The organ by its name; `Faster` where it issues with us no more."""
    joint = organ_of(task, a.subject.joints.all())
    if joint is None:
        raise faster(a.subject)
    return joint.name


@act("check_joint", exclusive=False)
def check_joint(a: Act, *, sheet: int, matches: bool, reason: str = "") -> str:
    """A second person has compared what was written down with the scan. It matches: the organ has signed, and after the
    last one the paper goes on. It does not (`reason`): it is written down anew.

    `NotAllowed` for who wrote it down or drafted the paper, `Faster` where another has answered, `Incomplete` where
    the text is not the one that was signed.
    """
    allow(a, "check_joint")
    not_own(a, _("拟稿人不能核对自己文稿的签回件，请另一人核对。"))
    row = JointSheet.objects.filter(paper=a.subject, pk=sheet).select_related("scan").first()
    if row is None:
        raise BadInput(_("没有这一份签回件。"), "sheet")
    not_by(a, row.recorded_by_id, _("录入人不能核对自己录入的签回件，请另一人核对。"))
    if row.status != Sheet.WAITING:
        who = row.checked_by_name
        raise Faster(_("%(who)s 已核对过这份签回件，不用再办。") % {"who": who}, who=who, when=row.checked_at)
    if row.pk not in {s.pk for s in sheets(a.subject, a.live(Lane.MAIN))}:
        raise Incomplete(
            _("%(organ)s签的不是现在这一稿，签回件作废，请重新送签。") % {"organ": row.organ_name}
        )
    task = _open_task(a, row.task_id)
    row.checked_by_id, row.checked_by_name, row.checked_at = a.by.pk, a.by.name, a.now
    a.data |= {"organ": row.organ_name, "sheet": row.pk, "recorded_by": row.recorded_by_name}
    return _counts(a, row, task) if matches else _does_not(a, row, task, reason)


def _counts(a: Act, row: JointSheet, task: Task) -> str:
    paper: Outgoing = a.subject
    all_heard(a)
    row.status = Sheet.CHECKED
    row.save(update_fields=["status", "checked_by", "checked_by_name", "checked_at"])
    SignOff.objects.create(
        paper=paper, round=paper.round, organ_name=row.organ_name, signer_name=row.signer_name,
        signer_title=row.signer_title, way=SignOff.Way.WRITTEN if row.opinion else SignOff.Way.TICK,
        opinion=row.opinion, signed_on=row.signed_on, content_hash=row.content_hash, version=row.version,
        recorded_by_id=row.recorded_by_id, recorded_by_name=row.recorded_by_name, checked_by_id=a.by.pk,
        checked_by_name=a.by.name, scan=row.scan, at=a.now,
    )  # fmt: skip
    a.say(OpinionKind.SIGN, row.opinion or AGREED)
    a.data |= {
        "recorded_for": row.signer_name,
        "signed_on": row.signed_on.isoformat(),
        "content": row.content_hash,
    }
    if task.kind == K.SIGN:  # its head need not sign in the system as well
        words = {"organ": row.organ_name, "no": paper.name}
        tell_holders(a, [task.holder], _("%(organ)s已在纸上签发 %(no)s，不用再在系统内签发。") % words)
    a.close(task, "signed")
    return go_on(a)


def _does_not(a: Act, row: JointSheet, task: Task, reason: str) -> str:
    row.status, row.check_note = Sheet.REFUSED, need(reason, _("请写明与扫描件哪里不符。"))[:200]
    row.save(update_fields=["status", "checked_by", "checked_by_name", "checked_at", "check_note"])
    a.reason = row.check_note
    if task.kind == K.JOINT:
        a.update(task, note=waited(row.organ_name))
    words = {"organ": row.organ_name, "no": a.subject.name, "why": row.check_note}
    said = _("您录入的%(organ)s签回件（%(no)s）与原件不符，请重新录入：%(why)s") % words
    tell_holders(a, [f"p{row.recorded_by_id}"], said)
    return _("已记下不符之处，请%(who)s重新录入。") % {"who": row.recorded_by_name}
