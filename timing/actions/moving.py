"""Dates move with the calendar and the rules: exactly those of the list that was shown, or nothing at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from alerts.tell import tell
from deadlines.limits import Rules
from docflow.web.errors import Faster
from docflow.web.parts import when
from documents.actions.redating import redate as redate_document
from documents.models import Document
from outgoing.actions.redating import redate as redate_outgoing
from outgoing.models import Outgoing
from timing.queries.moves import Move, fingerprint, moves
from timing.words import step_word
from workflow.act import Act

CALENDAR = "日历更新"  # for the record: never in the language of a screen
RULES = "时限规则更新"
BATCH = 500


def move_all(a: Act, rules: Rules, seen: str, *, why: str = CALENDAR) -> list[Move]:
    """Apply what these rules move, under the lock of the timetable (`a`); tell everybody on the list.

    `seen`: the fingerprint of the list the person saw. `Faster` where it is another by now, or where a paper on it
    moves on this very moment: then nothing is written at all. Papers are locked in the order of the list, outgoing ones
    first, each kind by its key: as an answer locks its paper and then the letter it answers.
    """
    found = moves(rules, a.now)
    if fingerprint(found) != seen:
        raise Faster(_("清单已变化，请重新核对。"))
    papers = groupby(found, key=lambda m: (m.subject_kind, m.subject_pk))
    for batch in _batches([(kind, pk, list(rows)) for (kind, pk), rows in papers]):
        subjects = _subjects(batch)
        for kind, pk, rows in batch:
            try:
                paper = _redated(a, subjects[kind, pk], rows, why)
            except Faster as error:
                raise Faster(_("清单已变化，请重新核对。")) from error
            _tell(a, paper, rows, why)
    return found


Paper = tuple[str, int, list[Move]]


def _batches(papers: list[Paper]) -> Iterable[list[Paper]]:
    return (papers[i : i + BATCH] for i in range(0, len(papers), BATCH))


def _subjects(batch: list[Paper]) -> dict[tuple[str, int], Any]:
    found: dict[tuple[str, int], Any] = {}
    for kind, model in (("outgoing", Outgoing), ("document", Document)):
        rows = model._default_manager.in_bulk([pk for of, pk, _rows in batch if of == kind])
        found |= {(kind, pk): row for pk, row in rows.items()}
    return found


def _redated(a: Act, paper: Any, rows: Sequence[Move], why: str) -> Any:
    """The act on one paper; the paper as it is afterwards."""
    dates = [m.redated for m in rows if m.whose != "addressee"]
    if paper.subject_kind == "document":
        return redate_document(paper, by=a.by, under=a, why=why, dates=dates).subject
    alarms = [m.redated for m in rows if m.whose == "addressee"]
    return redate_outgoing(paper, by=a.by, under=a, why=why, dates=dates, alarms=alarms).subject


def _tell(a: Act, paper: Any, rows: Sequence[Move], why: str) -> None:
    """One notice about this paper for each person behind a date of it that moved, with all of his that did."""
    his: dict[int, list[Move]] = defaultdict(list)
    for move in rows:
        for pk, _name in move.told:
            his[pk].append(move)
    alike: dict[str, list[int]] = defaultdict(list)
    for pk, mine in his.items():
        alike[_sentence(mine, why)].append(pk)
    for said, people in alike.items():
        tell(people, said=said, by=a.by, now=a.now, subject=paper)


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
