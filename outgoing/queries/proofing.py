"""What the checker is told of an outgoing paper; and what it found there (`found`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from documents.words import Kind
from outgoing.models import Addressee, NumberSeries, Outgoing
from outgoing.queries.agreed import not_checked, unheard
from outgoing.queries.found import proofed, unresolved
from outgoing.queries.known import standing_signatures
from outgoing.queries.original import note_of
from outgoing.queries.plan import units_of
from outgoing.rules.as_meta import Way, as_meta
from outgoing.rules.routing import direction
from outgoing.words import AFTER_SIGNED, Role, State, chinese
from proofing.meta import Meta, SignOff

__all__ = ["meta_of", "proofed", "unresolved"]
SIGNED = AFTER_SIGNED | {State.DISPATCHED, State.CLOSED}


def meta_of(paper: Outgoing, today: date | None = None) -> Meta:
    """Everything the program knows of it beside the text. What only its way brings is known once it was signed: before,
    that way itself asks for it."""
    rows = list(Addressee.objects.filter(paper=paper))
    joints = list(paper.joints.order_by("order").values_list("name", flat=True))
    answered = paper.answers.kind if paper.kind == Kind.REPLY and paper.answers is not None else ""
    return as_meta(
        paper, addressees=rows, joints=joints, series=series(paper.organ_id), note=paper.note or note_of(paper),
        answered_kind=answered, way=_way(paper, len(joints)), today=today or timezone.localdate(),
    )  # fmt: skip


def meta_of_fields(paper: Outgoing, addressees: Sequence[Any], joints: Sequence[str]) -> Meta:
    """The same of a paper that is only being typed: `paper` is the unsaved row, `addressees` as the act would take them."""
    paper.direction = direction(paper.kind, (x.relation for x in addressees if x.role == Role.MAIN))
    answered = paper.answers.kind if paper.kind == Kind.REPLY and paper.answers is not None else ""
    return as_meta(
        paper, addressees=addressees, joints=joints, series=series(paper.organ_id), note=paper.note or note_of(paper),
        answered_kind=answered, today=timezone.localdate(),
    )  # fmt: skip


def series(organ_id: int) -> Mapping[str, Sequence[str]]:
    """The organ's number codes and the kinds each is for."""
    rows = NumberSeries.objects.filter(organ_id=organ_id, is_active=True).order_by("id")
    return {row.code: [chinese(Kind(kind)) for kind in row.kinds] for row in rows}


def _way(paper: Outgoing, joints: int) -> Way:
    if paper.state not in SIGNED or paper.is_stale:
        return Way()
    signed = list(standing_signatures(paper).order_by("id"))
    last = signed[-1] if signed else None
    lacking = {kind for kind, _name in not_checked(paper)}
    asked = len(units_of(paper, "units")) if paper.plan.get("units") else None
    return Way(
        signoff=last and SignOff(
            name=paper.signers, opinion=last.opinion, on=paper.document_date, text_hash=paper.signed_hash,
            delegated=bool(last.recorded_by_name),
        ),
        joint_signed=joints + 1 if joints else None,  # nobody's text goes on before all have signed
        countersign_asked=asked, countersign_agreed=None if asked is None else asked - len(unheard(paper)),
        legality_reviewed="legal" not in lacking if paper.is_normative else None,
        fairness_reviewed="fair" not in lacking if paper.affects_operators else None,
    )  # fmt: skip
