"""The check lists of an outgoing paper as they stand: the review before it is signed, the recheck, the check before it is
closed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from checking.queries.gates import own_items, passed
from checking.rules.gates import Listing, Predicate, Told, listed, sentences, stand
from checking.words import Gate, Side
from documents.queries.gates import unanswered
from outgoing.models import Annex, Outgoing, PrintRun, SignOff
from outgoing.queries.agreed import outstanding
from outgoing.queries.authors import authors
from outgoing.queries.dispatch import missing
from outgoing.queries.found import unresolved
from outgoing.queries.original import unlike
from outgoing.queries.plan import unchecked, unfit
from outgoing.queries.runs import edition
from outgoing.rules import gates as rules
from workflow.models import Entry


def review(paper: Outgoing) -> Listing:
    """报批前复核: the five points of 条例 第二十条."""
    told: dict[str, Predicate] = {
        "proof": lambda: sentences(unresolved(paper)),
        "fields": lambda: sentences(unfit(paper)),
        "reviews": lambda: sentences(unchecked(paper)),
        "heard": lambda: _heard(paper),
    }
    return _listing(Gate.BEFORE, paper, told)


def reviewed(paper: Outgoing) -> bool:
    """Has a second person looked at the five points of just this text, in this round?"""
    return passed(Side.OUTGOING, paper.pk, Gate.BEFORE, paper.round, paper.content_hash, authors(paper))


def recheck(paper: Outgoing) -> Listing:
    """复核 (条例 第二十五条（一）), before it gets its number."""
    told: dict[str, Predicate] = {
        "signed": lambda: (
            not paper.is_stale,
            [_("文稿与签发时不一致，请送重新签发。")] if paper.is_stale else [],
        ),
        "heard": lambda: sentences(_unheard(paper)),
        "same": lambda: sentences(unlike(paper)),
        "proof": lambda: sentences(unresolved(paper)),
    }
    return _listing(Gate.DURING, paper, told)


def closing(paper: Outgoing) -> Listing:
    """办结前复核."""
    lacking = missing(paper)
    told: dict[str, Predicate] = {
        "receipts": lambda: sentences(lacking),
        "numbers": lambda: sentences([]),  # what is out is among those
        "balance": lambda: sentences(_balance(paper)),
        "archive": lambda: sentences(_archive(paper)),
        "sweep": lambda: sentences(unanswered(Side.OUTGOING, paper.pk)),
    }
    return _listing(Gate.CLOSING, paper, told)


def dispatchers(paper: Outgoing) -> set[int]:
    """Who sent it out, and whom he stood in for: of a paper that asks for a second look they are not the second."""
    rows = Entry.objects.filter(subject_kind=paper.subject_kind, subject_pk=paper.pk, verb="dispatch")
    return {pk for pair in rows.values_list("actor_id", "behalf_id") for pk in pair if pk}


def _listing(gate: str, paper: Outgoing, told: Mapping[str, Predicate]) -> Listing:
    own = own_items(gate, Side.OUTGOING)
    asked = {label for item in own for label in item.labels}
    face = rules.face(
        paper,
        annexes="has_attachments" in asked and Annex.objects.filter(paper=paper, latest=True).exists(),
        joint="joint" in asked and paper.joints.exists(),
    )
    items = listed(gate, face, own)
    points = stand(items, told)
    return Listing(
        gate, Side.OUTGOING, paper.pk, paper.round, paper.content_hash, points, {i.key: i for i in items}
    )


def _heard(paper: Outgoing) -> Told:
    """Who agreed to another text is asked once more before anybody signs: no fault of the reviewer's, he is told."""
    who = outstanding(paper)
    said = _("文稿有改动，审核同意后先送 %(who)s 重新办理。") % {"who": "、".join(who)}
    return True, [said] if who else []


def _unheard(paper: Outgoing) -> list[str]:
    who = outstanding(paper)
    if not who:
        return []
    said = _("%(who)s 没有看过这一稿，先前的意见是对前一稿的；请用「退回修改」退拟稿人，重新送其办理后再办。")
    return [said % {"who": "、".join(who)}]


def _balance(paper: Outgoing) -> list[str]:
    """Every run of the text that was sent adds up: the database sees to the sum, here that there is an answer."""
    rows = PrintRun.objects.filter(paper=paper, edition=edition(paper), stamped__isnull=True)
    n = sum(rows.values_list("approved", flat=True))
    if not n:
        return []
    return [_("还有 %(n)s 份没有登记用印、废损或未用，请印章保管员登记。") % {"n": n}]


def _archive(paper: Outgoing) -> list[str]:
    found = []
    if paper.original_id is None:
        found.append(_("没有留存的正本：请写明正本存在哪里后放行。"))
    if not SignOff.objects.filter(paper=paper, content_hash=paper.signed_hash).exists():
        found.append(_("没有这一稿的签发记录：请写明签批稿存在哪里后放行。"))
    return found
