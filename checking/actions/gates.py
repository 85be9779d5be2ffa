"""Passing a gate: inside the act that moves the paper, in its transaction; whoever wrote it that act has refused before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from checking.models import GateCheck
from checking.rules.gates import Listing, Point, unticked
from checking.words import Result
from docflow.web.errors import Faster, Incomplete, NotAllowed
from people.roles import CHIEFS
from workflow.act import Act


def pass_gate(
    a: Act, listing: Listing, *, checked: Sequence[str] = (), waived: Sequence[str] = (), waive_reason: str = "",
    looked: str = "",
) -> GateCheck:  # fmt: skip
    """Every item is green, ticked, or let pass with a reason; one row says so. Called by an act under the lock.

    `looked`: the hash of what his form showed him.

    Raises `Faster` where what he looked at has changed, `NotAllowed` for a waiver that is not his to give, `Incomplete`
    with everything that is red or not ticked.
    """
    if looked and looked != listing.text_hash:
        raise Faster(_("您打开以后，本件的文稿、登记或附件有改动，请重新核对后再办。"))
    passing = _let_pass(a, listing, waived, waive_reason)
    ticked = set(checked)
    reasons = [why for p in listing.red if p.key not in passing for why in p.why]
    reasons += [unticked(listing.side, p.words) for p in listing.manual if p.key not in ticked]
    if reasons:
        raise Incomplete(reasons)
    row = GateCheck(
        side=listing.side, subject_pk=listing.subject_pk, gate=listing.gate, round=listing.round,
        version=a.subject.version + 1, text_hash=listing.text_hash, verb=a.verb,
        items=[_kept(listing, p, passing, waive_reason) for p in listing.points], waived=len(passing),
        checked_by_id=a.by.pk, checked_by_name=_name(a), checked_at=a.now,
    )  # fmt: skip
    a.beside(row)
    if passing:
        a.data["waived_items"] = sorted(passing)
    return row


def _let_pass(a: Act, listing: Listing, waived: Sequence[str], reason: str) -> set[str]:
    """The red items that are let pass: only such as may be, only by a chief, only with a reason."""
    wanted = {p.key for p in listing.red} & set(waived)
    if not wanted:
        return set()
    if not a.by.hats.office_roles & CHIEFS:
        raise NotAllowed(_("只有处长、副处长可以放行未通过的复核项。"))
    if firm := [p.words for p in listing.red if p.key in wanted and not p.waivable]:
        raise NotAllowed(_("这些复核项不能放行：%(what)s。") % {"what": "；".join(firm)})
    if not reason.strip():
        raise Incomplete(_("请写明放行理由。"))
    return wanted


def _kept(listing: Listing, point: Point, passing: set[str], reason: str) -> dict[str, Any]:
    """One item for the record: never in the language of a screen."""
    item = listing.items.get(point.key)
    with override("zh-hans"):
        words = str(item.words) if item is not None and "%(" not in str(item.words) else point.words
    if point.key in passing:
        result, note = Result.WAIVED, f"{point.said}放行理由：{reason.strip()}"
    else:
        result, note = (Result.OK if point.auto else Result.TICKED), point.said
    return {
        "key": point.key,
        "words": words,
        "auto": point.auto,
        "result": result.value,
        "note": note[:1000],
    }


def _name(a: Act) -> str:
    return f"{a.by.name}（代{a.behalf.name}）"[:60] if a.behalf is not None else str(a.by.name)[:60]
