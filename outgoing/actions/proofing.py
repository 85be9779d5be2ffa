"""核稿: what the checker finds is kept with every change of text or fields; a person answers to it; an error blocks."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from checking.actions.proofing import Looked, keep
from checking.models import ProofReply
from checking.queries.proofing import Seen
from checking.words import Replied
from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.files.errors import SecretMarking
from documents.files.secrecy import check_fields, refusal
from outgoing.actions.guard import allow, need
from outgoing.models import DraftVersion, Outgoing
from outgoing.queries.found import by_version, lines_of, names, proofed, waivers
from outgoing.queries.proofing import meta_of, unresolved
from proofing.catalogue import FORBIDDEN
from proofing.read.text import parse
from workflow.act import Act
from workflow.spine import act

LONGEST = 200  # characters of a reason


def look(a: Act) -> None:
    """Keep what is found in the text and the fields as they are now. A mark of secrecy is refused: nothing is saved."""
    paper: Outgoing = a.subject
    version = DraftVersion.objects.filter(paper=paper).order_by("-number").first()
    if version is None:
        paper.proof = None
        return
    lines, meta = lines_of(version), meta_of(paper, timezone.localtime(a.now).date())
    what = Looked(paper.subject_kind, paper.pk, version.number, version.text_hash)
    paper.proof = run = keep(what, lines, lambda: parse(lines, meta), meta, a.now)
    if any(found["rule"] == FORBIDDEN for found in run.findings):
        raise SecretMarking(refusal(), "text")


def faultless(a: Act) -> None:
    """Nobody agrees to a text with an error that nobody has waived (domain.md §2.10). `Incomplete` names each."""
    look(a)
    if reasons := unresolved(a.subject):
        raise Incomplete(reasons)


@act("ignore_finding", exclusive=False)
def ignore_finding(a: Act, *, rule: str, place: str, reason: str) -> str:
    """A hint is put aside with a reason: it holds for the same words in later versions."""
    _allowed(a, rule, place)
    _answer(a, rule, place, Replied.IGNORED, reason)
    return _("已忽略，同样的字句不再提示。")


@act("waive_finding", exclusive=False)
def waive_finding(a: Act, *, rule: str, place: str, reason: str) -> str:
    """An error is let pass with a reason, by a second person of the office; his name stays with it."""
    _allowed(a, rule, place)
    _answer(a, rule, place, Replied.WAIVED, reason)
    left = len(proofed(a.subject).open_errors)
    return (
        _("已放行，还有 %(n)s 处错误。") % {"n": left} if left else _("已放行，没有未处理的错误，可以送出。")
    )


def _allowed(a: Act, rule: str, place: str) -> None:
    """His to do; where the last one of them was just answered, he hears by whom."""
    try:
        allow(a, a.verb)
    except Incomplete:
        _first(proofed(a.subject).at(rule, place))
        raise


def _first(one: Seen | None) -> None:
    """Nobody was faster."""
    if one is None or one.is_open or one.reply is None:
        return
    words = {"who": one.reply.by_name, "what": Replied(one.reply.replied).label}
    raise Faster(_("%(who)s 已%(what)s这一处，不用再办。") % words, who=one.reply.by_name, when=one.reply.at)


def _answer(a: Act, rule: str, place: str, how: Replied, reason: str) -> None:
    paper: Outgoing = a.subject
    one = proofed(paper).at(rule, place)
    if one is None:
        raise Faster(_("文稿里已经没有这一处，不用再答复。"))
    _first(one)
    if not one.finding.of.waivable:
        raise NotAllowed(_("国家秘密标志谁也不能放行，请删去；涉密件请走机要渠道。"))
    if one.wants != how:
        if one.is_error:
            raise NotAllowed(_("错误不能忽略，请改正，或请 %(who)s 放行。") % {"who": names(waivers(paper))})
        raise BadInput(_("这是提示，不用放行；不改的请忽略。"), "reason")
    if how == Replied.WAIVED and _wrote_it(a, one):
        words = {"who": names([p for p in waivers(paper) if p.pk != a.by.pk])}
        raise NotAllowed(_("这一处是您改稿时写的，不能自己放行；请改正，或请 %(who)s 放行。") % words)
    a.reason = need(reason, _("请写明理由。"))
    if len(a.reason) > LONGEST:
        raise BadInput(_("理由最多 %(n)s 字。") % {"n": LONGEST}, "reason")
    check_fields({"reason": a.reason})
    a.data["finding"] = [rule, one.sentence]
    ProofReply.objects.create(
        side=paper.subject_kind, subject_pk=paper.pk, rule=rule, place=place, text=one.sentence[:300],
        severity=one.finding.severity, replied=how, reason=a.reason, text_hash=_hash(paper), by_id=a.by.pk,
        by_name=a.by.name, at=a.now,
    )  # fmt: skip


def _wrote_it(a: Act, one: Seen) -> bool:
    """Did these words come in with a text that he saved, as who reviews may? Nobody lets his own error pass."""
    rows = DraftVersion.objects.filter(paper=a.subject).order_by("-number")
    texts = list(rows.values_list("number", "text_hash", "saved_by_id"))
    if not one.finding.line or texts[0][2] != a.by.pk:
        return False
    before = next(((number, digest) for number, digest, by in texts if by != a.by.pk), None)
    found = by_version(a.subject, dict([before])) if before else {}
    return not any(earlier.at(one.finding.rule, one.place) for earlier in found.values())


def _hash(paper: Outgoing) -> str:
    assert paper.proof is not None
    return paper.proof.text_hash
