"""关联: two papers that belong together are named on each other's page (domain.md §4.1)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from docflow.web.errors import BadInput
from documents.actions.guard import allow
from documents.models import Document, ReturnSlip
from documents.queries.visible import visible_to
from workflow.act import Act
from workflow.spine import act


@act("relate", exclusive=False)
def relate(a: Act, *, other: Document | None = None, drop: Sequence[Document] = ()) -> str:
    """Link another paper he may see, or end links. Moves nothing; each shows the other to who may see it."""
    allow(a, "relate")
    doc: Document = a.subject
    if other is None and not drop:
        raise BadInput(_("请填写要关联的收文编号。"), "number")
    mine = visible_to(a.by).exclude(pk=doc.pk)
    wanted = [row for row in (other, *drop) if row is not None]
    if mine.filter(pk__in=[row.pk for row in wanted]).count() != len(wanted):
        raise BadInput(_("没有这件公文，或您无权查看。"), "number")
    if other is not None:
        doc.related.add(other)
        a.data["related"] = other.receipt_no
    if drop:
        doc.related.remove(*drop)
        a.data["unrelated"] = [row.receipt_no for row in drop]
    words = [_("已关联 %(no)s。") % {"no": other.receipt_no}] if other is not None else []
    words += [_("已取消关联 %(no)s。") % {"no": row.receipt_no} for row in drop]
    return "".join(words)


def resubmission(a: Act, first: Document) -> None:
    """The paper registered by this act is what its sender sends again after `first` went back: its slip says so."""
    if not visible_to(a.by).filter(pk=first.pk).exists():
        raise BadInput(_("没有这件公文，或您无权查看。"))
    linked = ReturnSlip.objects.filter(document=first, resubmitted_as=None)
    if not linked.update(resubmitted_as_id=a.subject.pk):
        words = _("%(no)s 没有退文，或已登记过重报件。")
        raise BadInput(words % {"no": first.receipt_no})
    a.data["resubmits"] = first.receipt_no
