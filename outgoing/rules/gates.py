"""What an outgoing paper is like, for the question which items of a check list are asked of it. Pure."""

from __future__ import annotations

from typing import Any

from checking.rules.gates import Face
from checking.words import Side
from documents.words import MUST_HAVE_LIMIT
from outgoing.words import Standing


def face(paper: Any, *, annexes: bool = False, joint: bool = False) -> Face:
    known = {
        "urgent": paper.urgency in MUST_HAVE_LIMIT, "work_secret": paper.work_secret,
        "normative": paper.is_normative, "operators": paper.affects_operators,
        "other_departments": paper.other_departments, "numbered_copies": paper.numbered_copies,
        "recalled": paper.standing == Standing.RECALLED, "has_attachments": annexes, "joint": joint,
    }  # fmt: skip
    return Face(
        Side.OUTGOING, paper.kind, paper.urgency, frozenset(n for n, applies in known.items() if applies)
    )
