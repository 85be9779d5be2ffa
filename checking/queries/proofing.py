"""What the checker found in a text, with what persons answered to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from checking.models import ProofReply, ProofRun
from checking.queries.settings import severities as severities
from checking.rules.places import LONGEST, about, place, sentence
from checking.words import Replied
from proofing.catalogue import ERROR, RULES
from proofing.finding import Finding
from proofing.meta import Meta

WHOLE = ("title", "number", "note", "contact")  # fields of which a finding shows a part
_KEPT = [f.name for f in fields(Finding)]


@dataclass(frozen=True)
class Seen:
    """A finding, the sentence it stands in, and the answer that holds for it. `place` is what an answer is kept under."""

    finding: Finding
    sentence: str
    place: str
    reply: ProofReply | None = None

    @property
    def is_error(self) -> bool:
        return self.finding.severity == ERROR

    @property
    def is_open(self) -> bool:
        """Nobody has answered; to put a hint aside is no answer to an error."""
        return self.reply is None or self.is_error and self.reply.replied != Replied.WAIVED

    @property
    def wants(self) -> str:
        """Which answer would settle it."""
        return Replied.WAIVED if self.is_error else Replied.IGNORED


@dataclass(frozen=True)
class Proofed:
    """`run` is None where the text was never looked at: then there are no findings, and nothing can be said of it."""

    findings: tuple[Seen, ...] = ()
    run: ProofRun | None = None

    @property
    def errors(self) -> tuple[Seen, ...]:
        return tuple(s for s in self.findings if s.is_error)

    @property
    def warns(self) -> tuple[Seen, ...]:
        return tuple(s for s in self.findings if not s.is_error)

    @property
    def open_errors(self) -> tuple[Seen, ...]:
        return tuple(s for s in self.errors if s.is_open)

    @property
    def open_warns(self) -> tuple[Seen, ...]:
        return tuple(s for s in self.warns if s.is_open)

    def at(self, rule: str, where: str) -> Seen | None:
        return next((s for s in self.findings if (s.finding.rule, s.place) == (rule, where)), None)


def proofed(run: ProofRun | None) -> Proofed:
    """The findings of a kept run with the answers of the paper: one statement, none where nothing was found."""
    if run is None or not run.findings:
        return Proofed((), run)
    return with_answers(run, answered(run.side, run.subject_pk))


def with_answers(run: ProofRun, known: Mapping[tuple[str, str, str], ProofReply]) -> Proofed:
    """The findings of a run, each with the one of these answers that holds for it."""
    return Proofed(tuple(_read(row, known) for row in run.findings), run)


def answered(side: str, subject_pk: int) -> dict[tuple[str, str, str], ProofReply]:
    """The answers of a paper by rule, place and kind."""
    rows = ProofReply.objects.filter(side=side, subject_pk=subject_pk)
    return {(r.rule, r.place, r.replied): r for r in rows}


def seen(
    found: Iterable[Finding],
    lines: Sequence[str],
    known: Mapping[tuple[str, str, str], ProofReply] | None = None,
    meta: Meta | None = None,
) -> tuple[Seen, ...]:
    """Fresh findings in these lines, and in the fields that `meta` shows whole."""
    whole = {name: str(getattr(meta, name)).strip() for name in WHOLE} if meta is not None else {}
    return tuple(_with_reply(_placed(finding, lines, whole), known or {}) for finding in found)


def as_kept(one: Seen) -> dict[str, Any]:
    """As a run keeps it: the finding with its sentence and place."""
    return one.finding.as_dict() | {"sentence": one.sentence, "place": one.place}


def fields_hash(meta: Meta, own: Mapping[str, str]) -> str:
    """Of everything beside the text that a rule looked at. The day is not of it: a text is not checked anew each morning."""
    said = repr((replace(meta, today=None), sorted(own.items())))
    return hashlib.sha256(said.encode()).hexdigest()


def _read(row: Mapping[str, Any], known: Mapping[tuple[str, str, str], ProofReply]) -> Seen:
    finding = Finding(**{name: row[name] for name in _KEPT})
    return _with_reply(Seen(finding, row["sentence"], row["place"]), known)


def _with_reply(one: Seen, known: Mapping[tuple[str, str, str], ProofReply]) -> Seen:
    rule = one.finding.rule
    reply = known.get((rule, one.place, one.wants))
    if reply is not None and not RULES[rule].waivable:
        reply = None
    return replace(one, reply=reply)


def _placed(finding: Finding, lines: Sequence[str], whole: Mapping[str, str]) -> Seen:
    line = lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""
    words = sentence(line, finding.column) if line else whole.get(finding.field, "")[:LONGEST] or finding.text
    return Seen(finding, words, place(finding.rule, about(finding.field, words, finding.text)))
