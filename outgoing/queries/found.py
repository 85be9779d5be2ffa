"""What the checker found in an outgoing paper, in sentences; nothing is looked at here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _

from checking.models import ProofRun
from checking.queries import proofing as kept
from checking.queries.proofing import Proofed, Seen
from documents.rules.proofing import message
from outgoing.models import DraftVersion, Outgoing
from outgoing.queries.authors import authors
from outgoing.rules.proofing import WAIVERS, field
from people.models import Person
from people.queries import registry

SHOWN = 60  # characters of a sentence in a list


def proofed(paper: Outgoing) -> Proofed:
    """What was found when it was last saved, with the answers that hold. Two statements at most."""
    return kept.proofed(paper.proof)


def unresolved(paper: Outgoing, but: Collection[str] = ()) -> list[str]:
    """Errors that nobody has waived: a sentence each, with the rule, the place, and who may waive it. `but`: rules whose
    cause is named already, next to these."""
    found = proofed(paper)
    left = [one for one in found.open_errors if one.finding.rule not in but]
    if not left:
        return []
    who = names(waivers(paper))
    said = [_refusal(one, who) for one in left]
    beyond = found.run.errors - len(found.errors) if found.run is not None else 0
    return said + ([_("还有 %(n)s 处错误没有列出，请先改正以上各处。") % {"n": beyond}] if beyond > 0 else [])


def _refusal(one: Seen, who: str) -> str:
    what = (
        _("请改正，或请 %(who)s 写明理由放行") % {"who": who}
        if one.finding.of.waivable
        else _("须改正，谁也不能放行")
    )
    words = {
        "rule": one.finding.rule, "text": message(one.finding), "where": where(one), "words": one.sentence[:SHOWN], "what": what,
    }  # fmt: skip
    return _("核稿 %(rule)s：%(text)s（%(where)s“%(words)s”）。%(what)s。") % words


def where(one: Seen) -> str:
    """第3行, or the field."""
    if one.finding.line:
        return _("第 %(n)s 行") % {"n": one.finding.line}
    return str(field(one.finding.field).label)


def waivers(paper: Outgoing) -> list[Person]:
    """Who may let an error pass: the office's second persons who had no hand in the draft."""
    return list(registry(WAIVERS).exclude(pk__in=authors(paper)))


def names(people: Sequence[Person], most: int = 5) -> str:
    return "、".join(p.name for p in people[:most]) or _("无")


def by_version(paper: Outgoing, numbers: dict[int, str]) -> dict[int, Proofed]:
    """What was found in each version of the text, with the answers that hold; `numbers` are their hashes. Two statements."""
    rows = ProofRun.objects.filter(side=paper.subject_kind, subject_pk=paper.pk)
    runs = {run.text_hash: run for run in rows.order_by("id")}
    if paper.proof is not None:
        runs[paper.proof.text_hash] = paper.proof
    known = kept.answered(paper.subject_kind, paper.pk)
    return {n: kept.with_answers(runs[digest], known) for n, digest in numbers.items() if digest in runs}


def lines_of(version: DraftVersion | None) -> list[str]:
    """The lines of a text as findings count them."""
    return [] if version is None else "\n".join(version.paragraphs).split("\n")
