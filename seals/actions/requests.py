"""用印申请 and its approval (domain.md §6.2, §6.5): asked for, approved, refused, withdrawn, given to another, urged.

The signed draft of an outgoing paper is its approval: `apply_draft` makes the application approved at once. Persons are
compared as natural persons, deputies and whom they act for alike; the database compares them once more (migration 0004).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from alerts import tell
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from docflow.web.prepared import fetch
from outgoing.models import Outgoing, PrintRun
from people.behind import BEHIND
from people.models import Person
from seals.actions.due import due, holds_until
from seals.actions.over import over
from seals.models import Seal, SealRequest
from seals.queries.approvers import approvers, barred, deputises, empowered, holds
from seals.queries.custody import custody_held
from seals.queries.papers import SignedBy, signed_by, why_not
from seals.rules.approval import Way, rule_of
from seals.rules.rights import may_apply
from seals.words import Basis, PaperKind, RequestState, SealKind, SealState, TaskKind
from workflow.act import Act
from workflow.models import Lane, Status, Task
from workflow.spine import act, step

K, R = TaskKind, RequestState
NEXT = "SELECT nextval(pg_get_serial_sequence('seals_sealrequest', 'id'))"
MOST = 32_000  # what the counter of a task can hold


@act("apply")
def apply(a: Act) -> str:
    """A described paper (`file`), or the printed copies of an outgoing one (`paper`, `run`): then `apply_draft` it is.

    `a.subject` is the unsaved row with what the form says and the `approver` that was picked. `BadInput` on the field,
    `NotAllowed` for who may not ask.
    """
    request: SealRequest = a.subject
    if not may_apply(a.by.hats):
        raise NotAllowed(_("用印申请由本机关工作人员提出。"))
    seal = _seal(request)
    if request.run_id is not None:
        return _of_paper(a, seal)
    if a.by.pk in holds(seal):
        raise NotAllowed(_("保管人不能申请使用自己保管的印章，请由经办人申请。"))
    _electronic(seal, request)
    request.text_hash = request.file.sha256 if request.file else ""
    _asked(a, a.by)
    if rule_of(seal.kind).way == Way.NOBODY:
        request.basis, request.approver = Basis.NONE, None
        return _approved(a, None, None)
    request.basis = Basis.APPROVAL
    _check_mandate(seal, request)
    if request.approver is None or not may_approve(
        seal, a.by.pk, request.approver, mandate=bool(request.mandate)
    ):
        raise BadInput(_not_him(seal, request), "approver")
    request.approver_name = request.approver.name
    a.open(K.APPROVE, request.approver, due=due(a, K.APPROVE))
    return _("%(no)s 已送 %(who)s 审批。") % {"no": request.number, "who": request.approver.name}


def _of_paper(a: Act, seal: Seal) -> str:
    """Asked for by hand where it was not made when the copies were printed."""
    paper = (
        Outgoing.objects.select_related("organ").select_for_update(of=("self",)).get(pk=a.subject.paper_id)
    )
    run = PrintRun.objects.select_related("original").get(pk=a.subject.run_id)
    if seal.kind != SealKind.LEGAL or seal.organ_id != paper.organ_id:
        raise BadInput(_("印章与落款不符：本件落款 %(organ)s。") % {"organ": paper.organ.name}, "seal")
    if run.is_sealed or run.paper_id != paper.pk:
        raise Faster(_("这一次印的已登记用印，请看还在等的。"))
    if reason := why_not(paper, seal):
        raise Incomplete(reason)
    sign = signed_by(paper)
    assert sign is not None
    return fill_draft(a, paper, run, sign)


@act("apply")
def apply_draft(a: Act, *, paper: Outgoing, run: PrintRun, sign: SignedBy) -> str:
    """With the printing of an outgoing paper, in its act and under its lock: `sign` is the approval."""
    return fill_draft(a, paper, run, sign)


def fill_draft(a: Act, paper: Outgoing, run: PrintRun, sign: SignedBy) -> str:
    """Every field is the paper's: nothing is typed. The keeper's to-do is the paper's own task."""
    request: SealRequest = a.subject
    request.basis, request.paper, request.run, request.file = Basis.DRAFT, paper, run, None
    request.text_hash = run.original.sha256 if run.original else paper.signed_hash
    request.title, request.doc_number, request.urgency = paper.title, paper.number, paper.urgency
    request.work_secret, request.paper_kind = paper.work_secret, PaperKind.PAPER
    request.signed_name, request.copies, request.per_copy = paper.organ.name, run.approved, 1
    request.pages = (run.original.pages or None) if run.original else None
    request.mandate, request.off_hours = "", False
    _asked(a, paper.drafter)
    request.unit_name = paper.unit_name
    _approver(request, sign.person, sign.post, sign.behalf, sign.at)
    step(a, "approve")
    return _("%(no)s 已随签发稿纸批准，待用印。") % {"no": request.number}


@act("approve")
def approve(a: Act, *, opinion: str = "", task_id: int | None = None) -> str:
    """By whom it was sent to, if he may still approve it today; or by his deputy, who is named for just this or could
    approve it himself. Nobody who asked, has, may get or watches the seal, in whosever name."""
    task = a.take(K.APPROVE, task_id=task_id)
    _separate(a)
    _entitled(a, task)
    a.say("approve", opinion.strip() or _AGREED)
    a.close(task, "agreed")
    return _approved(a, a.by, a.behalf)


_AGREED = "同意用印。"  # for the record: never in the language of a screen


@act("reject")
def reject(a: Act, *, reason: str, task_id: int | None = None) -> str:
    """Not approved; the applicant is told why."""
    request: SealRequest = a.subject
    task = a.take(K.APPROVE, task_id=task_id)
    _separate(a)
    a.reason = _need(reason, _("请写明不同意的理由。"))
    a.say("reject", a.reason)
    a.close(task, "refused")
    step(a, "reject")
    finish(a)
    said = _("%(no)s 未批准用印：%(why)s") % {"no": request.number, "why": a.reason}
    tell.tell([request.applicant_id], said=said, by=a.by, now=a.now, subject=request)
    return _("已退回申请人。")


@act("withdraw")
def withdraw(a: Act, *, reason: str = "") -> str:
    """By the applicant himself, before anything was stamped. What goes with an outgoing paper ends with that paper."""
    request: SealRequest = a.subject
    _own(a)
    if request.basis == Basis.DRAFT:
        raise Incomplete(_("本申请随发文办理，不能单独撤回；公文改稿、作废时自动失效。"))
    if request.stamped or request.spoiled or request.unused:
        raise Incomplete(_("已经用印，不能撤回。"))
    a.reason = reason.strip()[:200]
    holders = _open_holders(a)
    step(a, "withdraw")
    finish(a)
    _tell_holders(a, holders, _("%(no)s 已由申请人撤回。") % {"no": request.number})
    return _("已撤回。")


@act("change_approver")
def change_approver(a: Act, *, approver: Person) -> str:
    """The applicant sends it to somebody else who may approve it: the first is away, or no longer in office."""
    request: SealRequest = a.subject
    _own(a)
    if request.state != R.ASKING:
        raise Faster(_("本申请已不在审批，不能改选审批人。"))
    if approver.pk == request.approver_id:
        raise BadInput(_("%(who)s 已是本申请的审批人。") % {"who": approver.name}, "approver")
    if not may_approve(request.seal, request.applicant_id, approver, mandate=bool(request.mandate)):
        raise BadInput(_not_him(request.seal, request), "approver")
    holders = _open_holders(a)
    for task in a.live(Lane.MAIN):
        a.cancel(task, "superseded", revoke=True)
    request.approver, request.approver_name = approver, approver.name
    a.open(K.APPROVE, approver, due=due(a, K.APPROVE))
    _tell_holders(a, holders, _("%(no)s 已改送他人审批。") % {"no": request.number}, gone=True)
    return _("已改送 %(who)s 审批。") % {"who": approver.name}


@act("urge", exclusive=False)
def urge(a: Act, *, note: str = "") -> str:
    """The applicant reminds who has it now."""
    request: SealRequest = a.subject
    _own(a)
    tasks = [t for t in a.live(Lane.MAIN) if t.status == Status.OPEN]
    if not tasks:
        raise Faster(_("本申请没有等着办理的人。") if not request.is_live else _("请在发文页催办。"))
    ids = [t.pk for t in tasks]
    Task.objects.filter(pk__in=ids, urged__lt=MOST).update(urged=F("urged") + 1)
    a.reason = note.strip()[:200]
    tell.urge(ids, said=a.reason, by=a.by, now=a.now, behind=BEHIND)
    return _("已催 %(who)s。") % {"who": "、".join(t.holder_name for t in tasks)}


# -- what they share -----------------------------------------------------------------------------------


def may_approve(seal: Seal, applicant_id: int, approver: Person, *, mandate: bool) -> bool:
    """May this person approve it for this applicant today?"""
    return approvers(seal, applicant_id, mandate=mandate).filter(pk=approver.pk).exists()


def finish(a: Act) -> None:
    """It is over: nobody has anything to do with it any more."""
    for task in a.live(Lane.MAIN):
        a.cancel(task, "superseded")
    over(a)


def _seal(request: SealRequest) -> Seal:
    seal = Seal.objects.select_related("organ", "unit", "signer").filter(pk=request.seal_id).first()
    if seal is None or seal.state not in (SealState.IN_USE, SealState.OUT):
        raise BadInput(_("请选择在用的印章。"), "seal")
    request.seal = seal
    return seal


def _electronic(seal: Seal, request: SealRequest) -> None:
    """An electronic seal is set on one PDF, once: a file has no copies and no edges."""
    if not seal.is_electronic:
        return
    if request.file is None or request.file.ext != "pdf":
        raise BadInput(_("电子印章只能加盖在 PDF 文件上，请上传 PDF。"), "file")
    if (request.copies, request.per_copy, request.paging) != (1, 1, 0):
        raise BadInput(_("电子印章每次申请只签一份文件、一处，没有骑缝章。"), "copies")


def _check_mandate(seal: Seal, request: SealRequest) -> None:
    """X6: a signature seal is set on the word of its signer, or by his written mandate, for each use."""
    if seal.kind != SealKind.SIGNATURE:
        request.mandate = ""
    elif not request.mandate and request.approver_id != seal.signer_id:
        raise BadInput(_("签名章由签名人本人审批；由他人审批的，请写明书面授权。"), "mandate")


def _not_him(seal: Seal, request: SealRequest) -> str:
    words = {"who": rule_of(seal.kind).who}
    return _("请选择可以审批本印章的人：%(who)s；申请人、保管人、代管人、监印人不能审批。") % words


def _asked(a: Act, applicant: Person) -> None:
    """Its number and who asks; the number is made of the key, so nobody waits for another."""
    request: SealRequest = a.subject
    [(request.pk,)] = fetch(NEXT, {})
    request.number = f"YY{local(a.now).year}-{request.pk:06d}"
    seat = applicant.hats.seat
    request.applicant, request.applicant_name, request.asked_at = applicant, applicant.name, a.now
    request.unit_name = seat.unit if seat else ""


def _separate(a: Act) -> None:
    """Neither who acts nor whom he acts for asked for it, has the seal, may get it, or watches it."""
    request: SealRequest = a.subject
    behind = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    if request.applicant_id in behind:
        raise NotAllowed(_("申请人不能审批自己的申请。"))
    if behind & barred(request.seal):
        raise NotAllowed(_("保管、代管或监印本印章的人不能审批它的使用。"))


def _entitled(a: Act, task: Task) -> None:
    """He has the power today; a post given up since gives none (A3)."""
    request: SealRequest = a.subject
    able = set(empowered(request.seal, mandate=bool(request.mandate)).values_list("pk", flat=True))
    holder = int(task.holder[1:])
    if holder not in able:
        words = {"who": task.holder_name, "able": rule_of(request.seal.kind).who}
        raise NotAllowed(_("%(who)s 现在无权审批本印章（%(able)s），请申请人改选审批人。") % words)
    if a.behalf is None or a.by.pk in able:
        return
    if request.seal.kind == SealKind.SIGNATURE:
        raise NotAllowed(_("签名章须由 %(who)s 本人审批。") % {"who": task.holder_name})
    if not deputises(a.by, a.behalf.person_id, K.APPROVE):
        words = {"who": a.by.name, "whom": a.behalf.name}
        raise NotAllowed(_("%(who)s 不能代 %(whom)s 审批用印：代理事项没有写明「用印审批」。") % words)


def _approved(a: Act, by: Any, behalf: Any) -> str:
    """It holds for so many working days, and whoever has the seal gets it."""
    request: SealRequest = a.subject
    post = (behalf.title if behalf else by.hats.seat.title if by.hats.seat else "") if by else ""
    principal = Person.objects.get(pk=behalf.person_id) if behalf else None
    _approver(request, by, post, principal, a.now)
    request.expires_at = holds_until(request, a.now)
    step(a, "approve")
    keeper = _keeper(request.seal)
    a.open(K.STAMP, keeper, due=due(a, K.STAMP))
    if by is not None:
        said = _("%(no)s 已批准用印，请到 %(who)s 处用印。") % {"no": request.number, "who": keeper.name}
        tell.tell([request.applicant_id], said=said, by=a.by, now=a.now, subject=request)
    return _("%(no)s 已批准，送 %(who)s 用印。") % {"no": request.number, "who": keeper.name}


def _approver(request: SealRequest, by: Any, post: str, behalf: Person | None, at: datetime) -> None:
    request.approver, request.approver_name = by, by.name if by else ""
    request.approver_post, request.approver_for, request.approved_at = post, behalf, at


def _keeper(seal: Seal) -> Person:
    """Who gets it to be stamped: a handover that waits meanwhile takes it along."""
    custody = custody_held(seal)
    if custody is None:
        raise Incomplete(_("%(seal)s 没有人保管，请先交接。") % {"seal": seal.name})
    return custody.person


def _own(a: Act) -> None:
    """The applicant himself: nobody does it for him."""
    if a.by.pk != a.subject.applicant_id:
        raise NotAllowed(_("只有申请人可以这样办。"))


def _need(text: str, sentence: str) -> str:
    if not text.strip():
        raise BadInput(sentence, "reason")
    return text.strip()[:300]


def _open_holders(a: Act) -> list[str]:
    return [t.holder for t in a.live(Lane.MAIN) if t.status == Status.OPEN]


def _tell_holders(a: Act, holders: list[str], said: str, *, gone: bool = False) -> None:
    people = [int(h[1:]) for h in holders if h[0] == "p"]
    tell.tell(people, said=said, by=a.by, now=a.now, subject=a.subject, title="" if gone else None)
