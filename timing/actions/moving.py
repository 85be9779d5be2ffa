"""Dates move with the calendar and the rules: exactly those of the list that was shown, or nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import tell_each
from deadlines.limits import Redated, Rules
from docflow.web.errors import Faster
from docflow.web.parts import when
from documents.actions.redating import redate as redate_document
from outgoing.actions.redating import Dates
from outgoing.actions.redating import redate as redate_outgoing
from seals.actions.redating import KINDS as SEALING
from seals.actions.redating import redate as redate_seals
from timing.queries.moves import Move, fingerprint, moves
from timing.words import step_word
from workflow.act import Act

CALENDAR = "日历更新"  # for the record: never in the language of a screen
RULES = "时限规则更新"
CHECKED = "期限复核"


def move_all(a: Act, rules: Rules, seen: str, *, why: str = CALENDAR) -> list[Move]:
    """Apply what these rules move, as `apply` does; the list."""
    return apply(a, moves(rules, a.now), seen, why=why)


def apply(a: Act, found: list[Move], seen: str, *, why: str) -> list[Move]:
    """Write this list under the lock of the timetable (`a`); tell everybody on it.

    `seen`: the fingerprint of the list the person saw. `Faster` where it is another by now, or where a paper on it
    moves on this very moment: then nothing is written at all. Papers are locked in the order of the list, outgoing ones
    first, then what is asked of seals, each kind by its key: as an answer locks its paper and then the letter it answers.
    """
    if fingerprint(found) != seen:
        raise Faster(_("清单已变化，请重新核对。"))
    ours, incoming = (_of_papers(found, kind) for kind in ("outgoing", "document"))
    sealing = {kind: rows for kind in SEALING if (rows := _of_papers(found, kind))}
    dates = {pk: _dates(rows) for pk, rows in ours.items()}
    try:
        _tell(a, redate_outgoing(a, dates, why=why), ours, why)
        for kind, about in sealing.items():
            wanted = {pk: _redated(rows) for pk, rows in about.items()}
            _tell(a, redate_seals(a, kind, wanted, why=why), about, why)
        _tell(
            a,
            redate_document(a, {pk: _redated(rows) for pk, rows in incoming.items()}, why=why),
            incoming,
            why,
        )
    except Faster as error:
        raise Faster(_("清单已变化，请重新核对。")) from error
    return found


def _of_papers(found: Iterable[Move], kind: str) -> dict[int, list[Move]]:
    papers: dict[int, list[Move]] = defaultdict(list)
    for move in found:
        if move.subject_kind == kind:
            papers[move.subject_pk].append(move)
    return papers


def _dates(rows: Sequence[Move]) -> Dates:
    return Dates(
        _redated(m for m in rows if m.whose == "task"), _redated(m for m in rows if m.whose == "addressee")
    )


def _redated(rows: Iterable[Move]) -> list[Redated]:
    return [m.redated for m in rows]


def _tell(a: Act, papers: Iterable[Any], rows: dict[int, list[Move]], why: str) -> None:
    words = (word for paper in papers for word in _words(paper, rows[paper.pk], why))
    tell_each(words, by=a.by, now=a.now)


def _words(paper: Any, rows: Sequence[Move], why: str) -> Iterator[tuple[list[int], str, Any]]:
    """One notice about this paper for each person behind a date of it that moved, with all of his that did."""
    his: dict[int, list[Move]] = defaultdict(list)
    for move in rows:
        for pk, _name in move.told:
            his[pk].append(move)
    alike: dict[str, list[int]] = defaultdict(list)
    for pk, mine in his.items():
        alike[_sentence(mine, why)].append(pk)
    for said, people in alike.items():
        yield people, said, paper


def _sentence(mine: Sequence[Move], why: str) -> str:
    dates = dict.fromkeys(
        _("%(what)s由 %(old)s 改为 %(new)s")
        % {"what": step_word(m.subject_kind, m.kind), "old": when(m.before), "new": when(m.after)}
        for m in mine
    )
    words = {"why": _(why), "no": mine[0].number, "what": "；".join(dates)}
    return (
        _("%(why)s，%(no)s 的期限：%(what)s。") if mine[0].number else _("%(why)s，期限：%(what)s。")
    ) % words
