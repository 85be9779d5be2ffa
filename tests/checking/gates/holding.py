"""What is true of every paper that walks: it left the review, was signed, or was closed only through a gate of its round."""

from __future__ import annotations

from checking.models import GateCheck
from documents.models import Document
from documents.queries.approving import latest_proposal
from documents.queries.gates import text
from outgoing.models import Outgoing

LEFT = ("submitted", "handling", "circulating", "returned")


def newest(side: str, pk: int, gate: str) -> GateCheck | None:
    return GateCheck.objects.filter(side=side, subject_pk=pk, gate=gate).order_by("-id").first()


def incoming(doc: Document, was: str) -> str:
    """What is wrong with this step; empty where nothing is."""
    if was == "reviewing" and doc.state in LEFT:
        row = newest("document", doc.pk, "before")
        proposal = latest_proposal(doc)
        if row is None or row.round != doc.round or row.text_hash != text(doc, proposal):
            return f"{doc.state} without the gate of this round and this proposal"
        if row.checked_by_id in proposal.written_by:
            return "its author checked it"
    if doc.state == "closed" and was != "closed":
        row = newest("document", doc.pk, "closing")
        if row is None or row.round != doc.round:
            return "closed without its gate"
    return unfinished("document", doc.pk)


def sent(paper: Outgoing, was: str, authors: set[int]) -> str:
    """The same for an outgoing paper."""
    if was == "signing" and paper.state == "rechecking":
        rows = GateCheck.objects.filter(
            side="outgoing",
            subject_pk=paper.pk,
            gate="before",
            round=paper.round,
            text_hash=paper.signed_hash,
        )
        if all(row.checked_by_id in authors for row in rows):
            return "signed without a second person's review of this round and this text"
    if was == "rechecking" and paper.state in ("numbering", "printing"):
        row = newest("outgoing", paper.pk, "during")
        if row is None or row.round != paper.round or row.text_hash != paper.signed_hash:
            return "rechecked without its list"
    if paper.state == "closed" and was != "closed":
        row = newest("outgoing", paper.pk, "closing")
        if row is None or row.round != paper.round or row.checked_by_id in authors:
            return "closed without its gate, or by its author"
    return unfinished("outgoing", paper.pk)


def unfinished(side: str, pk: int) -> str:
    """No gate was ever passed with an item open, or with one let pass without a word."""
    for row in GateCheck.objects.filter(side=side, subject_pk=pk):
        for item in row.items:
            if item["result"] == "open" or item["result"] == "waived" and "放行理由" not in item["note"]:
                return f"{item['key']} of {row.gate} is {item['result']}"
    return ""
