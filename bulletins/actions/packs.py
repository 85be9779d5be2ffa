"""What is done with a pack: made on demand, written, counted again, issued, read. Each an act on the book of packs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.queries import seen
from alerts.tell import tell
from bulletins.actions.making import draft, put
from bulletins.actions.papers import Papers, keep_papers, prepare
from bulletins.models import Pack, PackBook, PackRead
from bulletins.queries.counting import Taken, changes, figures_of, mark, take
from bulletins.queries.packs import hashed
from bulletins.queries.readers import office
from bulletins.rules import packs as rules
from bulletins.rules import sections as parts
from bulletins.rules import weeks
from bulletins.words import PackState
from deadlines.days import local
from docflow.web.errors import BadInput, Faster, NotAllowed
from documents.actions import numbers
from documents.models import SerialCounter
from workflow.act import Act
from workflow.clock import database_now
from workflow.models import Entry
from workflow.spine import Done, act

SERIES = "通报"


def make(book: PackBook, *, by: Any, first: date, **how: Any) -> Done:
    """The pack of a week that is running or over, now; one that is there already is not touched."""
    if not rules.edits(by.hats):
        raise NotAllowed(_("通报由处长、副处长编辑和印发。"))
    now = database_now()
    if weeks.is_future(first, now):
        raise BadInput(_("这一周还没有开始，到 %(day)s 才能生成。") % {"day": first.isoformat()}, "week")
    pack, new = draft(first, now)
    return made(book, by=by, pack=pack, new=new, **how)


@act("pack_make", exclusive=False)
def made(a: Act, *, pack: Pack, new: bool) -> str:
    """That a chief had it made."""
    _allow(a)
    a.data["pack"] = pack.ref
    words = {"title": pack.title}
    return _("已生成%(title)s草稿。") % words if new else _("%(title)s已经有了，没有重新生成。") % words


@act("pack_edit", exclusive=False)
def edit(a: Act, *, pack: Pack, version: int, sections: Sequence[dict[str, Any]]) -> str:
    """Order, hidden sections and free texts; what stood before is kept in the entry."""
    row = _draft(a, pack, version)
    before = parts.whole(row.sections)
    if sorted(one["code"] for one in sections) != sorted(one["code"] for one in before):
        raise BadInput(_("栏目与本期不符，请刷新后再改。"))
    row.sections = list(sections)
    if row.sections == before:
        return _("没有改动。")
    a.data["before"] = before
    _save(a, row, "sections")
    return _("已保存%(title)s。") % {"title": row.title}


def recount(book: PackBook, *, by: Any, pack: Pack, **how: Any) -> Done:
    """Count every figure again. It takes seconds, so it is done before anything is locked."""
    now = database_now()
    return counted(book, by=by, pack=pack, taken=take(pack.first, pack.last, now), at=now, **how)


@act("pack_recount", exclusive=False)
def counted(a: Act, *, pack: Pack, version: int, taken: list[Taken], at: datetime) -> str:
    """Put these figures, counted at `at`, in place of the draft's."""
    row = _draft(a, pack, version)
    found = changes(figures_of(row), taken)
    put(row, taken)
    row.counted_at = at
    a.data["changed"] = [[one.code, one.before, one.after] for one in found]
    _save(a, row, "counted_at")
    if not found:
        return _("已重新计数，没有变化。")
    return _("已重新计数，%(n)s 项有变化，原数列在旁边。") % {"n": len(found)}


def issue(book: PackBook, *, by: Any, pack: Pack, **how: Any) -> Done:
    """Counted once more, before anything is locked; then numbered, hashed and frozen."""
    if not rules.edits(by.hats):
        raise NotAllowed(_("通报由处长、副处长编辑和印发。"))
    now = database_now()
    taken = take(pack.first, pack.last, now)
    ready = None if pack.is_issued else prepare(pack, taken, now, _number(now, _last(now) + 1), by)
    return frozen(book, by=by, pack=pack, taken=taken, at=now, ready=ready, **how)


@act("pack_issue", exclusive=False)
def frozen(
    a: Act, *, pack: Pack, version: int, seen: str, taken: list[Taken], at: datetime, ready: Papers | None
) -> str:
    """Its papers are kept and all of the office is told. `seen`: the mark of the figures that he confirmed; others now are shown
    to him first."""
    row = _draft(a, pack, version)
    if seen != mark(taken):
        raise Faster(_("确认以前又有数字变化，变化列在下方，请核对后再印发。"))
    put(row, taken)
    row.number = _number(at, numbers.take(SERIES, local(at).year))
    row.counted_at, row.sections = at, parts.whole(row.sections)
    row.state, row.issued_at, row.issued_by, row.issued_by_name = PackState.ISSUED, a.now, a.by, a.by.name
    figures = figures_of(row)
    row.hash = hashed(row, figures)
    if ready is None or ready.hash != row.hash:  # another pack took the number meanwhile
        ready = keep_papers(row, figures, a.by)
    row.pdf, row.docx = ready.pdf, ready.docx
    a.data |= {"number": row.number, "hash": row.hash, "files": [row.pdf.sha256, row.docx.sha256]}
    _save(
        a,
        row,
        "number",
        "counted_at",
        "sections",
        "state",
        "issued_at",
        "issued_by",
        "issued_by_name",
        "hash",
        "pdf",
        "docx",
    )
    readers = office()
    said = _("%(no)s（%(title)s）已印发，请阅读并确认。") % {"no": row.number, "title": row.title}
    tell(readers, said=said, by=a.by, now=a.now, subject=row)
    return _("已印发%(no)s，并通知 %(n)s 人阅读。") % {"no": row.number, "n": len(readers)}


@act("pack_read", exclusive=False)
def confirm(a: Act, *, pack: Pack) -> str:
    """He says that he has read it: once."""
    if not rules.reads_issued(a.by.hats):
        raise NotAllowed(_("通报由本机关工作人员阅读确认。"))
    row = Pack.objects.get(pk=pack.pk)
    if not row.is_issued:
        raise BadInput(_("本期还没有印发，印发后再确认。"))
    a.data["pack"] = row.ref
    seen(a.by, row, a.now)
    if PackRead.objects.filter(pack=row, person=a.by).exists():
        return _("您已确认过。")
    PackRead.objects.create(pack=row, person=a.by, person_name=a.by.name, at=a.now)
    return _("已确认阅读%(no)s。") % {"no": row.number}


# -- what they share -----------------------------------------------------------------------------------


def _allow(a: Act) -> None:
    if not rules.edits(a.by.hats):
        raise NotAllowed(_("通报由处长、副处长编辑和印发。"))


def _last(at: datetime) -> int:
    """The number given last this year."""
    row = SerialCounter.objects.filter(series=SERIES, year=local(at).year).first()
    return row.last if row else 0


def _number(at: datetime, serial: int) -> str:
    return numbers.receipt_no(SERIES, local(at).year, serial)


def _draft(a: Act, pack: Pack, version: int) -> Pack:
    """The pack under the lock of the book, if it is still the draft that his form was drawn from."""
    _allow(a)
    row = Pack.objects.select_for_update().get(pk=pack.pk)
    a.data["pack"] = row.ref
    if row.is_issued or row.version != version:
        raise overtaken(row)
    return row


def _save(a: Act, row: Pack, *names: str) -> None:
    row.version += 1
    a.data["version"] = row.version
    row.save(update_fields=["version", *names])


def overtaken(pack: Pack) -> Faster:
    """Who was faster, when, and what he did."""
    last = (
        Entry.objects.filter(subject_kind=PackBook.subject_kind, data__pack=pack.ref, data__has_key="version")
        .order_by("-seq")
        .first()
    )
    if last is None:
        return Faster(_("本期刚刚有变化，请刷新后再办。"))
    text = _("%(who)s %(when)s 已先办理：%(said)s您填写的内容仍保留在下方。") % {
        "who": last.actor_name,
        "when": timezone.localtime(last.at).strftime("%m-%d %H:%M:%S"),
        "said": last.data.get("said", ""),
    }
    return Faster(text, who=last.actor_name, when=last.at, verb=last.verb)
