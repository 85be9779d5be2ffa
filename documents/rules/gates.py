"""What an incoming paper is like, for the question which items of a check list are asked of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from checking.rules.gates import Face
from checking.words import Side
from documents.rules.copies import counted
from documents.words import ASKS, MUST_HAVE_LIMIT, Carrier, Category, Kind, ToUs

_NONE = re.compile(r"\s*(?:无|没有|未附)?\s*(?:附件)?[。.]?\s*")  # what is typed where there is none


def asks_reply(doc: Any) -> bool:
    """A paper addressed to us whose kind asks for an answer (请示、意见、函、议案). Of these only a 函 can itself be the
    answer to one of ours, and then asks for none."""
    is_answer = doc.kind == Kind.LETTER and bool(doc.ours_ref)
    return doc.kind in ASKS and doc.category == Category.ACTION and doc.to_us == ToUs.MAIN and not is_answer


def labels(doc: Any) -> set[str]:
    """Those that follow from the register alone."""
    found = {"action" if doc.category == Category.ACTION else "reading"}
    known = {
        "urgent": doc.urgency in MUST_HAVE_LIMIT, "asks_us": asks_reply(doc), "reply_wanted": asks_reply(doc),
        "work_secret": doc.work_secret, "has_attachments": not _NONE.fullmatch(doc.attachments_note),
        "on_paper": doc.carrier != Carrier.ELECTRONIC, "back_registered": doc.back_registered,
    }  # fmt: skip
    return found | {name for name, applies in known.items() if applies}


def before(doc: Any, proposal: Any, more: Collection[str] = ()) -> Face:
    """At the gate before leaders, units and readers get it: with what is proposed, and `more` labels."""
    found = labels(doc) | set(more)
    if proposal.outcome != "return":
        found |= {"goes_to_leader"} if proposal.leader_ids else set()
        found |= {"several_units"} if proposal.helping else set()
    return Face(Side.INCOMING, doc.kind, doc.urgency, frozenset(found))


def closing(doc: Any, *, lost: bool = False, handed: bool = False, more: Collection[str] = ()) -> Face:
    """At the gate before it is closed, with `more` labels. Where every copy has its number the register says where each
    is; but a work secret of which no copy was ever `handed` over in it is asked about all the same."""
    found = labels(doc) | set(more) | ({"lost_copies"} if lost else set())
    if doc.carrier == Carrier.PAPER and not counted(doc):
        found.add("uncounted")
    if doc.work_secret and not (counted(doc) and handed):
        found.add("secret_unhanded")
    return Face(Side.INCOMING, doc.kind, doc.urgency, frozenset(found))
