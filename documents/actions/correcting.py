"""更正登记: the clerk mends register fields; the old value, the new one and the reason stay in the entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Alert
from deadlines.limits import NoLimit
from docflow.web.errors import BadInput, Incomplete
from documents.actions.copying import number_copies
from documents.actions.guard import allow, need
from documents.actions.recounting import BASES, recount
from documents.actions.register import TYPED, refresh_keys
from documents.files.secrecy import check_fields
from documents.models import Document
from documents.queries.duplicates import twins
from documents.words import State, urgencies
from people.models import Unit
from workflow.act import Act
from workflow.models import Task
from workflow.spine import act

# Never: receipt number, time of receipt, back registration (domain.md §13.3), state, dates; nor where the paper lies
# (`actions.copying`).
FIELDS = (
    "title", "source", "source_doc_number", "kind", "carrier", "urgency", "category", "to_us", "channel",
    "document_date", "copies", "copy_numbers", "pages", "signer", "contact", "attachments_note",
)  # fmt: skip
EARLY = (State.PROPOSING, State.REVIEWING)


@act("correct")
def correct(a: Act, *, reason: str, fields: Mapping[str, Any]) -> str:
    """Change these fields (`FIELDS` only). `reason` is kept; so is every old value.

    Refuses a state-secret marking, an urgency that is not of the carrier's list, a number or title that another
    paper of the sender has, and another category once the proposal is approved. Another urgency counts the limits
    of the office's rules anew.
    """
    allow(a, "correct")
    doc: Document = a.subject
    a.reason = need(reason, _("请说明更正理由。"))
    if unknown := set(fields) - set(FIELDS):
        raise BadInput(_("这些栏目不能更正。"), sorted(unknown)[0])
    changed = {name: value for name, value in fields.items() if getattr(doc, name) != value}
    if not changed:
        raise Incomplete(_("没有改动。"))
    check_fields({**{k: v for k, v in changed.items() if k in TYPED}, "reason": a.reason})
    _check(doc, changed)
    a.data["changes"] = {name: [_plain(getattr(doc, name)), _plain(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(doc, name, value)
    if "source" in changed:
        doc.source_name, doc.source_short = doc.source.name, doc.source.short[:40]
        doc.source_relation = doc.source.relation
    if {"copies", "copy_numbers"} & set(changed):
        number_copies(a)
    _not_another(doc, changed)
    refresh_keys(doc)
    moved = _recounted(a, changed)
    _copies(doc)
    if moved:
        words = _("已更正 %(n)s 处，旧值保留在流转记录；按规定重算了 %(m)s 个时限，原时限保留。")
        return words % {"n": len(changed), "m": moved}
    return _("已更正 %(n)s 处，旧值保留在流转记录。") % {"n": len(changed)}


def _recounted(a: Act, changed: Mapping[str, Any]) -> int:
    if not BASES & set(changed):
        return 0
    try:
        return recount(a)
    except NoLimit as error:
        raise BadInput(str(error), "urgency") from error


def _check(doc: Document, changed: Mapping[str, Any]) -> None:
    if "title" in changed and not str(changed["title"]).strip():
        raise BadInput(_("标题不能为空。"), "title")
    carrier, urgency = changed.get("carrier", doc.carrier), changed.get("urgency", doc.urgency)
    if urgency not in urgencies(carrier):
        names = "、".join(str(u.label) for u in urgencies(carrier))
        raise BadInput(_("这种载体的紧急程度只有：%(names)s。") % {"names": names}, "urgency")
    if "category" in changed and doc.state not in EARLY:
        raise BadInput(_("拟办意见已批准，阅件转办件请用「转为办件」。"), "category")


def _not_another(doc: Document, changed: Mapping[str, Any]) -> None:
    """Mending must not make two papers out of one: the register's own duplicate check, for what was changed."""
    if not {"title", "source", "source_doc_number"} & set(changed):
        return
    others = [t.receipt_no for t in twins(doc, hold=True) if t.pk != doc.pk]
    if others:
        raise BadInput(_("与 %(no)s 重复，请核对。") % {"no": "、".join(others)}, "source_doc_number")


def _copies(doc: Document) -> None:
    """What tasks and unread notices show of the paper."""
    card = doc.card()
    Task.objects.about(doc).update(**card)
    Alert.objects.filter(subject_kind=doc.subject_kind, subject_ref=doc.ref).update(title=doc.title)


def _plain(value: Any) -> Any:
    if isinstance(value, Unit):
        return value.name
    return value.isoformat() if isinstance(value, date) else value
