"""The check lists of an incoming paper as they stand: before it goes to leaders, units and readers, and before it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from checking.models import SweepRow
from checking.queries.gates import digest, own_items, passed
from checking.rules.gates import Item, Listing, Told, listed, sentences, stand
from checking.words import Gate, Side
from documents.models import Assignment, Document, Proposal, ReturnSlip
from documents.queries.copies import handed, lost
from documents.queries.open_matters import Matter, matters
from documents.rules import gates as rules
from documents.words import Carrier, Category

SHOWS = ("title", "source_name", "source_doc_number", "kind", "urgency", "category", "to_us", "work_secret",
         "attachments_note", "due_source")  # fmt: skip


def before(doc: Document, proposal: Any) -> Listing:
    """报批前复核. `proposal` from `approving.latest_proposal`."""
    face = rules.before(doc, proposal, _resubmitted(doc, proposal.own_items))
    items = listed(Gate.BEFORE, face, proposal.own_items)
    told = {
        "route": lambda: sentences(_route(proposal)),
        "lead": lambda: sentences(_lead(proposal)),
        "limit": lambda: sentences(_limit(doc, proposal)),
        "leaders": lambda: sentences(_leaders(proposal)),
        "annexes": lambda: sentences(_annexes(doc, proposal)),
    }
    return _listing(Gate.BEFORE, doc, text(doc, proposal), stand(items, told), items)


def text(doc: Document, proposal: Any) -> str:
    """What is looked at before it goes on: the proposal, the register's words, the files."""
    return digest([proposal.pk, *(getattr(doc, name) for name in SHOWS), *map(tuple, proposal.files)])


def stands(doc: Document, proposal: Any) -> bool:
    """Was this proposal checked in this round with the register and the files as they are now?"""
    return passed(Side.INCOMING, doc.pk, Gate.BEFORE, doc.round, text(doc, proposal), proposal.written_by)


def closing(doc: Document) -> Listing:
    """办结前复核."""
    return closing_with(doc, matters(doc))


def closing_with(doc: Document, found: list[Matter]) -> Listing:
    """The same where the open matters are known."""
    gone, own = lost(doc), own_items(Gate.CLOSING, Side.INCOMING)
    face = rules.closing(doc, lost=bool(gone), handed=doc.work_secret and handed(doc), more=_way(doc, own))
    items = listed(Gate.CLOSING, face, own)

    def of(*what: str) -> Callable[[], Told]:
        return lambda: sentences([m.words for m in found if m.what in what])

    rest = {m.what for m in found} - {"readers", "copies", "reply"}
    told = {
        "open": of(*rest), "circulated": of("readers"), "copies": of("copies"), "reply": of("reply"),
        "sweep": lambda: sentences(unanswered(Side.INCOMING, doc.pk)),
    }  # fmt: skip
    points = stand(items, told, {"no": gone})
    return _listing(
        Gate.CLOSING, doc, digest([doc.result, doc.reply_note, doc.no_reply_reason]), points, items
    )


def _resubmitted(doc: Document, own: Sequence[Item]) -> set[str]:
    """It came once more; asked only where an item of the office's own is of such papers."""
    asked = any("resubmitted" in item.labels for item in own)
    return {"resubmitted"} if asked and ReturnSlip.objects.filter(resubmitted_as=doc).exists() else set()


def _way(doc: Document, own: Sequence[Item]) -> set[str]:
    """The labels that follow from the way it went, not from the register; each asked only where it is wanted."""
    asked, found = {label for item in own for label in item.labels}, _resubmitted(doc, own)
    if "goes_to_leader" in asked and _saw_a_leader(doc):
        found.add("goes_to_leader")
    if "several_units" in asked:
        parts = Assignment.objects.filter(document=doc, round=doc.round)
        parts = parts.exclude(status__in=(Assignment.Status.MISDIRECTED, Assignment.Status.WITHDRAWN))
        found |= {"several_units"} if parts.values("unit").distinct().count() > 1 else set()
    return found


def _saw_a_leader(doc: Document) -> bool:
    """It was proposed to one, or one wrote on it of himself."""
    proposed = Proposal.objects.filter(document=doc, latest=True).exclude(leader_ids=[])
    return proposed.exists() or doc.instructions.filter(round=doc.round).exists()


def unanswered(side: str, subject_pk: int) -> list[str]:
    """Sweeps that asked about this paper and got no answer yet."""
    rows = SweepRow.objects.filter(side=side, subject_pk=subject_pk, checked_at__isnull=True)
    days = [day.isoformat() for day in rows.order_by("sweep__day").values_list("sweep__day", flat=True)]
    if not days:
        return []
    said = _("运转中检查还没有填写核查情况（%(days)s）：请不是经办人的另一人在「运转中检查」中填写。")
    return [said % {"days": "、".join(days[:5]) + ("…" if len(days) > 5 else "")}]


def _listing(gate: str, doc: Document, text_hash: str, points: Any, items: Any) -> Listing:
    return Listing(gate, Side.INCOMING, doc.pk, doc.round, text_hash, points, {i.key: i for i in items})


def _route(proposal: Any) -> list[str]:
    somewhere = proposal.lead_unit_id or proposal.leader_ids or proposal.reader_ids
    if proposal.outcome == "return" or somewhere:
        return []
    return [_("拟办意见没有写明送谁，请退回拟办人补写。")]


def _lead(proposal: Any) -> list[str]:
    if not proposal.helping or proposal.lead_unit_id:
        return []
    return [_("有协办单位，没有主办单位，请退回拟办人补写。")]


def _limit(doc: Document, proposal: Any) -> list[str]:
    if proposal.outcome == "return" or doc.category != Category.ACTION or doc.due_at or proposal.limit_text:
        return []
    return [_("急件没有写明办理时限（条例第二十四条），请退回拟办人补写。")]


def _leaders(proposal: Any) -> list[str]:
    gone = [name for _pk, name, active in proposal.route if not active]
    return [_("%(who)s 已离任，请退回拟办人改送。") % {"who": "、".join(gone)}] if gone else []


def _annexes(doc: Document, proposal: Any) -> list[str]:
    """Where the paper came as files, what the register names as its attachments came, too. What is on paper alone the
    program cannot see, nor whether a scan holds them behind the text."""
    roles = {role for role, _sha in proposal.files}
    scanned = doc.carrier != Carrier.ELECTRONIC
    if scanned or "body" not in roles or "annex" in roles or proposal.outcome == "return":
        return []
    said = _("登记有附件（%(what)s），没有附件文件：请在「补附件」中补上，或写明理由放行。")
    return [said % {"what": doc.attachments_note}]
