"""A paper as the checker knows it: its fields in the words of the rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.rules.as_meta import type_of
from documents.words import Kind, Urgency
from outgoing.words import Layout, Publicity, Role, chinese
from proofing.meta import Meta, Organ, SignOff

RELATION = {
    "superior": "superior", "subordinate": "subordinate", "internal": "subordinate", "skip_level": "subordinate",
}  # fmt: skip
FORMAT: dict[str, str] = {Layout.ORDINARY: "standard", Layout.LETTER: "letter", Layout.ORDER: "order"}


@dataclass(frozen=True)
class Way:
    """What is known of the way it has gone; None before it is there, for then nothing is said of it."""

    signoff: SignOff | None = None
    joint_signed: int | None = None
    countersign_asked: int | None = None
    countersign_agreed: int | None = None
    legality_reviewed: bool | None = None
    fairness_reviewed: bool | None = None


def as_meta(
    paper: Any,
    *,
    addressees: Sequence[Any],
    joints: Sequence[str] = (),
    series: Mapping[str, Sequence[str]],
    note: str = "",
    answered_kind: str = "",
    way: Way | None = None,
    today: date | None = None,
) -> Meta:
    """`addressees` have name, relation, role; `joints` are the other organs' names; `series` says which number code is for
    which kinds; `note` is what will be printed as such; `answered_kind` the kind of the incoming paper it answers."""
    way = way or Way()
    organ = paper.organ
    return Meta(
        kind=chinese(Kind(paper.kind)),
        issuer=organ.name, issuer_short=organ.short_name, issuer_type=type_of(organ.name),
        direction=paper.direction,
        recipients=_organs(addressees, Role.MAIN), cc=_organs(addressees, Role.COPY),
        format="minutes" if paper.kind == Kind.MINUTES else FORMAT[paper.layout],
        number=paper.number, number_code=paper.number.partition("〔")[0] if paper.number else "", series=dict(series),
        publicity=chinese(Publicity(paper.publicity)) if paper.publicity else "", publicity_reason=paper.publicity_reason,
        today=today, urgency=chinese(Urgency(paper.urgency)) if paper.urgency != Urgency.NORMAL else "",
        printed=True, title=paper.title, note=note, contact=paper.contact,
        joint=(Organ(organ.name), *(Organ(name) for name in joints)) if joints else (),
        is_normative=paper.is_normative, affects_operators=paper.affects_operators, work_secret=paper.work_secret,
        answers_request=answered_kind == Kind.REQUEST if paper.kind == Kind.REPLY else None,
        rechecked=True if paper.number else None, numbered=True if paper.number else None,
        text_hash=paper.content_hash if way.signoff else "", signoff=way.signoff, joint_signed=way.joint_signed,
        countersign_asked=way.countersign_asked, countersign_agreed=way.countersign_agreed,
        legality_reviewed=way.legality_reviewed, fairness_reviewed=way.fairness_reviewed,
    )  # fmt: skip


def _organs(rows: Sequence[Any], role: str) -> tuple[Organ, ...]:
    return tuple(
        Organ(row.name, RELATION.get(row.relation, "other"), type_of(row.name))
        for row in rows
        if row.role == role
    )
