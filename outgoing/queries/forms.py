"""What 发文稿纸 and 发送清单 say: the same data for PDF and Word, in Chinese whatever the screen's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone, translation

from documents.files.form import Column, Field, Form, Head, Line, Row, Table
from documents.files.labels import Label
from documents.words import Urgency
from outgoing.models import Addressee, Annex, NumberSlot, Outgoing, SignOff
from outgoing.queries.dispatch import held_numbers
from outgoing.queries.page import opinions
from outgoing.queries.visible import answers_for
from outgoing.rules.codes import code_of
from outgoing.rules.listed import printed
from outgoing.rules.repeats import SIGNS
from outgoing.words import OpinionKind, Role, SheetForm
from workflow.models import Entry

# The rows of 发文稿纸 from top to bottom, and how high an empty one is (mm): room for a hand.
ROWS = (
    ("签　发", OpinionKind.SIGN, 30),
    ("审　核", OpinionKind.REVIEW, 22),
    ("会　签", OpinionKind.COUNTERSIGN, 22),
    ("合法性审核", OpinionKind.LEGAL, 14),
    ("公平竞争审查", OpinionKind.FAIR, 14),
    ("复　核", OpinionKind.RECHECK, 12),
)
OPTIONAL = (OpinionKind.LEGAL, OpinionKind.FAIR)
GONE = "（已不作数：%s）"
WITH_SIGNATURE = "审核与签发同为一人，五项已核对，见签发意见。"


def manuscript(paper: Outgoing, office: str, person: Any) -> Form:
    """发文稿纸: what is to be issued, who answered what, and who signed; what holds no more says so. The incoming paper it
    answers is named to who may see that one."""
    addressees = list(Addressee.objects.filter(paper=paper))
    annexes = list(Annex.objects.filter(paper=paper, latest=True).values_list("name", flat=True))
    fields = [
        Field("发文机关", "、".join([paper.organ.name, *paper.joints.values_list("name", flat=True)])),
        Field("文种/格式", f"{paper.get_kind_display()}　/　{paper.get_layout_display()}"),
        Field("拟稿单位", paper.unit_name),
        Field("拟稿人", f"{paper.drafter_name}　{_day(paper.drafted_at)}"),
        Field("公开属性", _publicity(paper)),
        Field("成文日期", _day(paper.document_date)),
        Field("标　　题", paper.title, wide=True, large=True),
        Field("主　　送", _names(addressees, Role.MAIN), wide=True),
        Field("抄　　送", _names(addressees, Role.COPY), wide=True),
        Field("附　　件", "；".join(annexes), wide=True),
    ]
    if (answers := answers_for(person, paper)) is not None:
        fields.append(Field("依据来文", f"{answers.receipt_no}　{answers.title}", wide=True))
    counts = [Field("印　　数", str(paper.print_run or "")), Field("文稿", f"第 {paper.text_version} 稿")]
    rows = _opinions(paper)
    return Form("发文稿纸", _head(paper, office), [[*fields, *rows, *counts]])


def _opinions(paper: Outgoing) -> list[Row]:
    entries = list(Entry.objects.filter(subject_kind="outgoing", subject_pk=paper.pk).order_by("seq"))
    found = opinions(paper, entries)
    reviewed = {e.seq for e in entries if e.verb in SIGNS and "checked" in e.data}
    signed = {(s.signer_name, s.opinion): s for s in SignOff.objects.filter(paper=paper)}
    rows = []
    for label, kind, height in ROWS:
        lines = [_line(o, signed) for o in found if o.kind == kind]
        if kind == OpinionKind.REVIEW:
            lines += [replace(_line(o, signed), text=WITH_SIGNATURE) for o in found if o.seq in reviewed]
        if lines or kind not in OPTIONAL:
            rows.append(Row(label, height, lines))
    return rows


def _line(o: Any, signed: dict[tuple[str, str], SignOff]) -> Line:
    """Under a signature stands the day that was written with it, not the moment of the entry."""
    sign = signed.get((o.who, o.text)) or signed.get((o.who, ""))
    at = _day(sign.signed_on) if o.kind == OpinionKind.SIGN and sign else _day(o.at)
    notes = [
        f"{o.recorder}代录" if o.recorder else "",
        f"{o.checked}核对" if o.checked else "",
        GONE % o.gone if o.gone else "",
    ]
    return Line(o.text, f"{o.unit}{o.who}" if o.kind == OpinionKind.COUNTERSIGN or o.checked else o.who, at, mark=o.mark[0],
                note="".join(notes))  # fmt: skip


def dispatch_list(paper: Outgoing, office: str, person: Any) -> Form:
    """发送清单: every organ with its copies, their numbers and a place to sign; the sum stands below."""
    rows = list(Addressee.objects.filter(paper=paper))
    numbers = held_numbers(paper) if paper.numbered_copies else {}
    lines = [
        [
            str(n),
            a.name,
            a.get_role_display(),
            str(a.copies),
            a.get_channel_display(),
            _receipt(a),
            f"份号 {numbers[a.pk]}" if a.pk in numbers else "",
        ]
        for n, a in enumerate(rows, 1)
    ]
    total = sum(a.copies for a in rows)
    table = Table(
        [Column("序号", 12), Column("单位"), Column("方式", 18), Column("份数", 14), Column("渠道", 24),
         Column("签收", 34), Column("备注", 20)], lines, blank=2,
    )  # fmt: skip
    fields = [
        Field("标　　题", paper.title, wide=True, large=True),
        Field("印　　数", str(paper.print_run or "")),
        Field("分发合计", f"{len(rows)} 个单位　{total} 份"),
    ]
    return Form("发送清单", _head(paper, office), [[*fields, table]])


def _receipt(a: Addressee) -> str:
    return f"{a.answered_by_name}　{_day(a.answered_at)}" if a.answered_at else ""


def _head(paper: Outgoing, office: str) -> Head:
    code = _code(paper)
    urgency = paper.get_urgency_display() if paper.urgency != Urgency.NORMAL else ""
    return Head(office, paper.number or "（未编号）", code, urgency, paper.work_secret, "发文字号")


def _publicity(paper: Outgoing) -> str:
    why = f"（{paper.publicity_reason}）" if paper.publicity_reason else ""
    return f"{paper.get_publicity_display()}{why}" if paper.publicity else ""


def _names(rows: Iterable[Addressee], role: str) -> str:
    return "、".join(printed(a for a in rows if a.role == role))


def _day(at: date | datetime | None) -> str:
    """2026年3月5日, local."""
    if at is None:
        return ""
    day = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return f"{day.year}年{day.month}月{day.day}日"


def there(paper: Any) -> list[SheetForm]:
    """What can be printed of this paper by whom `paper.inside` says whether he sees how it came about. No statement."""
    found = [SheetForm.MANUSCRIPT, SheetForm.DISPATCH_LIST] if paper.inside else []
    if paper.original_id:
        found.append(SheetForm.ORIGINAL)
    elif paper.inside and paper.text_version:
        found.append(SheetForm.LAYOUT)
    return [*found, SheetForm.LABEL] if paper.inside and paper.number else found


def form(kind: SheetForm, paper: Outgoing, person: Any, organ: str) -> Form:
    """The form, in Chinese whatever the language of the screen: it is the office's own."""
    with translation.override("zh-hans"):
        return MADE[kind](paper, organ, person)


def label(paper: Outgoing, organ: str) -> Label | None:
    """What its barcode label says; None for a paper without digits. One statement."""
    code = _code(paper)
    return Label(organ, paper.number, code, f"{paper.document_date or ''}", "发文条码") if code else None


def _code(paper: Outgoing) -> str:
    slot = NumberSlot.objects.filter(paper=paper).first()
    return code_of(slot.series_id, slot.year, slot.serial) if slot else ""


MADE: dict[SheetForm, Callable[[Outgoing, str, Any], Form]] = {
    SheetForm.MANUSCRIPT: manuscript,
    SheetForm.DISPATCH_LIST: dispatch_list,
}
