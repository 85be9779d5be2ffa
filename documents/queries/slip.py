"""退文单: why a paper goes back to its sender, on what this rests, and what is to be mended (domain.md §4.6)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from documents.files.form import Field, Form, Line, Part, Row
from documents.models import Document, ReturnSlip
from documents.queries.sheet import day, head, local
from documents.queries.visible import visible_to
from documents.rules.returns import BASIS
from documents.words import FormKind, ReturnCode


def return_form(doc: Document, person: Any, organ: str) -> Form | None:
    """None where the paper was not returned. What it was sent in again as is named to whoever may see that one. At
    most two queries."""
    slip = ReturnSlip.objects.filter(document=doc).select_related("resubmitted_as").first()
    if slip is None:
        return None
    again = slip.resubmitted_as
    if again is not None and not visible_to(person).filter(pk=again.pk).exists():
        again = None
    note = _("请按上述意见修改后重新报送，重报时注明原登记号。")
    if settings.HELP_CONTACT:
        note += f" {_('联系：')}{settings.HELP_CONTACT}"
    return Form(str(FormKind.RETURN.label), head(doc, organ), [_page(doc, slip, again)], note=note)


def _page(doc: Document, slip: ReturnSlip, again: Document | None) -> list[Part]:
    return [
        Field(_("原件登记号"), doc.receipt_no),
        Field(_("收文日期"), day(local(doc.received_at))),
        Field(_("来文单位"), doc.source_name),
        Field(_("文号"), doc.source_doc_number or _("无号")),
        Field(_("标题"), doc.title, wide=True, large=True),
        Row(_("退文理由"), 50, [*map(_reason, slip.codes), *([Line(slip.text)] if slip.text else [])]),
        Field(_("修改建议"), slip.advice, wide=True, height=34, words=True),
        Field(_("经办"), slip.handled_by_name),
        Field(_("审核"), slip.approved_by_name),
        Field(_("退回时间"), day(local(slip.returned_at))),
        Field(_("退回方式"), str(doc.get_channel_display())),
        Field(_("对方签收"), "", height=18),
        Field(_("签收时间"), ""),
        Field(_("重报件"), f"{again.receipt_no}　{again.title}" if again else "", wide=True, height=9),
    ]


def _reason(code: str) -> Line:
    """The code with its words and what they rest on; a code that is on the list no more stands alone."""
    known = code in ReturnCode.values
    label = str(ReturnCode(code).label) if known else ""
    return Line(label, about=code, note=f"{_('依据：')}{BASIS[code]}" if code in BASIS else "")
