"""用印申请单 (domain.md §6.5): what the printed slip of an application says, in Chinese whatever the screen's language."""

from __future__ import annotations

from django.utils import timezone, translation

from documents.files.form import Column, Field, Form, Head, Line, Row, Table
from seals.models import LedgerLine, SealRequest
from seals.words import Basis
from workflow.models import Entry

SEALED = "骑缝"


def slip(request: SealRequest, office: str) -> Form:
    """One page: what, how many, on whose word; the text's hash; the ledger's head now; its lines."""
    with translation.override("zh-hans"):
        return _slip(request, office)


def _slip(request: SealRequest, office: str) -> Form:
    seal, titled = request.seal, request.title
    copies = f"{request.copies} 份　每份 {request.per_copy} 处　{SEALED} {request.paging} 处"
    fields = [
        Field("印　　章", f"{seal.name}（{seal.seal_no}）"),
        Field("文件种类", str(request.get_paper_kind_display())),
        Field("文件名称", titled, wide=True, large=True),
        Field("文　　号", request.doc_number),
        Field("落　　款", request.signed_name),
        Field("发　　往", request.addressee, wide=True),
        Field("批准数量", copies),
        Field("页　　数", str(request.pages or "")),
        Field("申请单位", request.unit_name),
        Field("申请人", f"{request.applicant_name}　{_at(request.asked_at)}"),
        Field("依　　据", _basis(request)),
        Field("授权依据", request.mandate),
        Field("文本校验码", _in_groups(request.text_hash), wide=True),
        Field("登记簿链尾", f"{seal.line_count} 条　{bytes(seal.line_head).hex()[:16]}", wide=True),
    ]
    if request.note or request.off_hours:
        said = "；".join(one for one in ("非工作时间用印" if request.off_hours else "", request.note) if one)
        fields.append(Field("说　　明", said, wide=True))
    head = Head(office, request.number, request.number, "", request.work_secret, "申请号")
    return Form("用印申请单", head, [[*fields, _approval(request), _lines(request)]])


def _in_groups(digits: str) -> str:
    """So that it is read, and breaks between two groups."""
    return " ".join(digits[n : n + 16] for n in range(0, len(digits), 16))


def _basis(request: SealRequest) -> str:
    if request.basis == Basis.DRAFT:
        return f"签发稿纸　{request.doc_number}"
    return str(Basis(request.basis).label)


def _approval(request: SealRequest) -> Row:
    rows = Entry.objects.filter(
        subject_kind=request.subject_kind, subject_pk=request.pk, opinion_kind="approve"
    )
    entry = rows.order_by("-seq").first()
    if request.approved_at is None or not request.approver_name:
        return Row("审　批", 26, [])
    said = entry.opinion if entry else "签发稿纸即为审批。"
    behalf = f"代{request.approver_for.name}" if request.approver_for else ""
    return Row("审　批", 26, [Line(said, request.approver_name, _at(request.approved_at), note=behalf)])


def _lines(request: SealRequest) -> Table:
    """Lines for a hand where nothing was stamped yet."""
    found = LedgerLine.objects.filter(request=request).order_by("serial")
    rows = [
        [str(line.serial), _at(line.at), str(line.get_kind_display()), str(line.stamped or 0), str(line.spoiled or 0),
         str(line.unused or 0), line.keeper_name, line.supervisor_name, line.head] for line in found
    ]  # fmt: skip
    columns = [Column("登记号", 15), Column("时间", 30), Column("事项", 17), Column("实盖", 11), Column("废印", 11),
               Column("未用", 11), Column("保管人", 17), Column("监印人", 17), Column("校验码")]  # fmt: skip
    return Table(columns, rows, blank=0 if rows else 2)


def _at(at: object) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""  # type: ignore[arg-type]
