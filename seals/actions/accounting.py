"""What became of approved copies: one line, the counters of the request, and its end when all are accounted for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from alerts.tell import tell
from docflow.web.errors import BadInput, Incomplete
from docflow.web.rows import columns, instances
from documents.models import Blob
from people.models import Person
from seals.actions.ledger import SealRefused, write_line
from seals.actions.requests import finish
from seals.models import LedgerLine, LinePhoto, Seal, SealRequest
from seals.queries.blanks import unwritten
from seals.queries.desk import around, watches_over, watching
from seals.rules.moves import may_be_second
from seals.rules.pressing import Counts, why_not
from seals.words import LineKind, Place, TaskKind
from workflow.act import Act
from workflow.models import Lane
from workflow.spine import faster, step

HOLD = f"SELECT {columns(Seal)} FROM seals_seal d WHERE d.id = %(pk)s FOR UPDATE"  # noqa: S608 - names of columns


def as_drawn(a: Act) -> None:
    """`Faster` where something was written about the request since its form was drawn: its version there is the count of
    entries, for a partial stamping moves no state."""
    if a.expected is not None and a.expected != a.subject.entry_count:
        raise faster(a.subject)


def hold(seal_id: int) -> Seal:
    """The seal, locked. After the request's row, before the line (lock order)."""
    return instances(Seal, HOLD, {"pk": seal_id})[0]


def counted(copies: int, spoiled: int, unused: int, paging: int) -> Counts:
    """`BadInput` for what cannot be counted."""
    for name, n in (("copies", copies), ("spoiled", spoiled), ("unused", unused), ("paging", paging)):
        if n < 0:
            raise BadInput(_("份数不能是负数。"), name)
    found = Counts(copies, spoiled, unused, paging)
    if not found.total and not paging:
        raise BadInput(_("请填实盖、废印或未用的份数。"), "copies")
    return found


def check(a: Act, seal: Seal, counts: Counts, *, at: Any = None) -> None:
    """`SealRefused` with its code and the sentence that says what to do next. `at`: when it really was, of a late entry."""
    when = a.now if at is None else at
    stands = around(a.subject, seal, a.by.pk, when, a.now)
    found = why_not(a.subject, seal, counts, keeper_id=a.by.pk, at=when, around=stands)
    if found is not None:
        raise SealRefused(found.code, found.words)


def watcher(a: Act, seal: Seal, named: Person | None) -> Person:
    """监印: who signed in at the desk, or whom the caller names because he has just signed. Never who applied or approved;
    the keeper himself only where the office says so (`SEAL_SUPERVISOR_SEPARATE`)."""
    request: SealRequest = a.subject
    if named is None:
        named = watching(a.by, a.now)
    if named is None or named.pk == a.by.pk:
        if settings.SEAL_SUPERVISOR_SEPARATE:
            raise Incomplete(_("没有监印人在场，不能用印；请监印人先在本页签到。"))
        return a.by
    if not may_be_second(named.hats):
        raise Incomplete(
            _("%(who)s现在不是本机关的在职工作人员，不能监印；请换一位监印人签到。") % {"who": named.name}
        )
    if named.pk in (request.applicant_id, request.approver_id, request.approver_for_id):
        raise Incomplete(
            _("监印人%(who)s是本件的申请人或审批人，不能监印；请换一位监印人签到。") % {"who": named.name}
        )
    if request.takeout_id is None and not watches_over(named, seal):  # outside the other traveller watches
        raise Incomplete(_("%(who)s不是这枚印章的监印人，请指定的监印人签到。") % {"who": named.name})
    return named


def stands_by(
    a: Act, watched: Person, second: Person | None, *, why: str, differs: bool
) -> tuple[Person | None, str]:
    """The second person and the reason, where copies were spoiled or not used; who watches is one where he is another."""
    why = why.strip()
    if not differs:
        return second, why
    if not why:
        raise BadInput(_("有废印、未用或骑缝与批准的不同，请说明原因。"), "reason")
    second = second or (watched if watched.pk != a.by.pk else None)
    if second is None or second.pk == a.by.pk:
        raise BadInput(_("数量与批准的不同，须第二人在场签名。"), "second_username")
    if not may_be_second(second.hats):
        raise BadInput(_("第二人必须是本机关的在职工作人员，不能是系统管理人员。"), "second_username")
    return second, why


def pressed(request: SealRequest, counts: Counts, impressions: int | None) -> int:
    """Impressions made, those across the edges among them. Each stamped copy has its own; of a spoiled one some may stand."""
    least = counts.copies * request.per_copy + counts.paging
    most = least + counts.spoiled * request.per_copy
    if impressions is None:
        return least
    if not least <= impressions <= most:
        words = {"n": impressions, "least": least, "most": most}
        said = _("印迹 %(n)s 处与份数不符：应在 %(least)s 到 %(most)s 之间。")
        raise BadInput(said % words, "impressions")
    return impressions


def account(
    a: Act,
    seal: Seal,
    kind: LineKind,
    counts: Counts,
    *,
    impressions: int | None,
    reason: str,
    second: Person | None,
    supervisor: Person | None,
    photo: Blob | None,
    **more: Any,
) -> str:
    """Write the line, raise the counters; close the request with its task when nothing is left."""
    request: SealRequest = a.subject
    closing = counts.total == request.left
    if closing and (why := unwritten(request, unused=counts.unused)):
        raise Incomplete(why)
    watched = watcher(a, seal, supervisor)
    short = closing and request.paging_made + counts.paging != request.paging
    differs = kind == LineKind.LATE_ENTRY or bool(counts.spoiled or counts.unused or short)
    second, why = stands_by(a, watched, second, why=reason, differs=differs)
    made = pressed(request, counts, impressions)
    line = write_line(
        a, seal, kind, request=request, stamped=counts.copies, spoiled=counts.spoiled, unused=counts.unused,
        paging=counts.paging, impressions=made, keeper=a.by, supervisor=watched, second=second, reason=why[:300],
        place=Place.OUTSIDE if request.takeout_id else request.place,
        photo_hash=photo.sha256 if photo is not None else "", **more,
    )  # fmt: skip
    if photo is not None:
        LinePhoto.objects.create(line=line, blob=photo)
    request.stamped += counts.copies
    request.spoiled += counts.spoiled
    request.unused += counts.unused
    request.impressions += made
    request.paging_made += counts.paging
    a.reason = why[:200]
    a.data["counts"] = [counts.copies, counts.spoiled, counts.unused, counts.paging]
    if closing:
        _close(a)
    return _said(a, line, counts)


def _close(a: Act) -> None:
    request: SealRequest = a.subject
    step(a, "close", now=a.now)
    for task in a.live(Lane.MAIN, TaskKind.STAMP):
        a.close(task, "sealed")
    finish(a)
    said = _("%(no)s 已用印 %(n)s 份。") % {"no": request.number, "n": request.stamped}
    tell([request.applicant_id], said=said, by=a.by, now=a.now, subject=request)


def _said(a: Act, line: LedgerLine, counts: Counts) -> str:
    """What the confirmation shows: serial and the head's first digits, as they would be copied into the paper register."""
    request: SealRequest = a.subject
    words = {
        "no": request.number, "n": counts.copies, "serial": line.serial, "head": line.head, "left": request.left,
    }  # fmt: skip
    if request.left:
        return _("%(no)s 实盖 %(n)s 份，还有 %(left)s 份；登记第 %(serial)s 号，链尾 %(head)s。") % words
    return _("%(no)s 实盖 %(n)s 份，全部用印完毕；登记第 %(serial)s 号，链尾 %(head)s。") % words
