"""The instruction board (S09): papers by where their leader's words stand, and what became of them.

Whatever is shown starts from `visible_to`. Five statements for the whole board, however much there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value

from documents.models import Assignment, Document, Instruction, Proposal
from documents.queries.visible import visible_to
from documents.words import State, TaskKind
from people.models import Person
from workflow.models import Task

CAP = 12
PAGE = 50
WAITING, GIVEN, WRITTEN, DOING, DONE = "waiting", "given", "written", "doing", "done"
ALL = (WAITING, GIVEN, WRITTEN, DOING)


class Row(NamedTuple):
    """One paper of one column."""

    id: int
    ref: str
    receipt_no: str
    title: str
    urgency: str
    state: str
    holders: str
    due_at: datetime | None
    round: int
    paused_at: datetime | None
    column: str


FIELDS = Row._fields[:-1]


@dataclass
class Item:
    """One item given to units: its lead first, then the co-units."""

    number: int
    content: str
    parts: list[Assignment] = field(default_factory=list)


@dataclass
class Card:
    """A paper on the board. `said` are the words of its leaders, `asks` those who have not written yet."""

    row: Row
    proposal: str = ""
    asks: list[str] = field(default_factory=list)
    said: list[Instruction] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    due_at: datetime | None = None


@dataclass
class Column:
    """`more` is the ref after which the next page begins; empty at the end."""

    code: str
    cards: list[Card]
    more: str = ""


def scope(person: Any) -> set[int] | None:
    """Whose words a person follows: None for the register's people (everybody's), else leaders' ids.

    A leader has his own, a secretary (or deputy) those he writes down for; nobody else any.
    """
    hats = person.hats
    if hats.reads_register:
        return None
    mine = {s.person_id for s in hats.stand_ins if s.covers("record") or s.covers(TaskKind.INSTRUCT)}
    return mine | {person.pk} if hats.is_leader else mine


def board(person: Any, whose: set[int] | None, *, only: str = "", before: str = "") -> list[Column]:
    """Every column with its newest papers, or one column from the paper `before` (a ref) on."""
    codes = [only] if only else [*ALL, *([DONE] if whose is not None else [])]
    size = PAGE if only else CAP
    below = _place(person, before) if only and before else None
    picked = [_column(person, whose, code, below)[: size + 1] for code in codes]
    found = list(picked[0].union(*picked[1:], all=True)) if len(picked) > 1 else list(picked[0])
    by_column: dict[str, list[Row]] = defaultdict(list)
    for values in found:
        by_column[values[-1]].append(Row(*values))
    shown = {code: sorted(by_column[code], reverse=True) for code in codes}
    cards = _cards([row for code in codes for row in shown[code][:size]], whose)
    return [
        Column(code, [cards[code, r.id] for r in shown[code][:size]],
               shown[code][size - 1].ref if len(shown[code]) > size else "")
        for code in codes
    ]  # fmt: skip


def _place(person: Any, ref: str) -> int | None:
    return visible_to(person).filter(ref=ref).values_list("pk", flat=True).first()


def _column(person: Any, whose: set[int] | None, code: str, below: int | None) -> QuerySet[Any]:
    rows = visible_to(person).filter(_CONDITION[code](whose))
    if below is not None:
        rows = rows.filter(pk__lt=below)
    rows = rows.annotate(board_column=Value(code, output_field=CharField())).order_by("-pk")
    return rows.values_list(*(("pk" if f == "id" else f) for f in FIELDS), "board_column")


def _asked(whose: set[int] | None, status: str) -> Exists:
    tasks = Task.objects.filter(subject_kind="document", subject_pk=OuterRef("pk"), kind=TaskKind.INSTRUCT)
    if whose is not None:
        tasks = tasks.filter(holder__in=[f"p{pk}" for pk in sorted(whose)])
    return Exists(tasks.filter(status=status))


def _spoken(whose: set[int] | None) -> Exists:
    rows = Instruction.objects.filter(document=OuterRef("pk"), round=OuterRef("round"))
    return Exists(rows if whose is None else rows.filter(leader__in=sorted(whose)))


def _waiting(whose: set[int] | None) -> Q:
    proposed = Proposal.objects.filter(document=OuterRef("pk"), latest=True)
    if whose is None:
        return Q(Exists(proposed.exclude(leader_ids=[])), state=State.REVIEWING)
    first = Q(Exists(proposed.filter(leader_ids__overlap=sorted(whose))), state=State.REVIEWING)
    # with the first of two whose words he follows it has been given; it does not wait as well
    return first | Q(_asked(whose, "waiting"), ~_asked(whose, "open"), state=State.SUBMITTED)


_CONDITION = {
    WAITING: _waiting,
    GIVEN: lambda whose: Q(_asked(whose, "open"), state=State.SUBMITTED),
    WRITTEN: lambda whose: Q(_spoken(whose), state=State.INSTRUCTED),
    DOING: lambda whose: Q(_spoken(whose), state__in=[State.HANDLING, State.CIRCULATING, State.CLOSING]),
    DONE: lambda whose: Q(_spoken(whose), state=State.CLOSED),
}


def _cards(rows: list[Row], whose: set[int] | None) -> dict[tuple[str, int], Card]:
    """The cards by column and paper, filled by one statement per kind of thing."""
    keys = sorted({r.id for r in rows})
    said = _by_paper(Instruction.objects.filter(document__in=keys).order_by("document_id", "number"))
    parts = _by_paper(
        Assignment.objects.filter(document__in=keys).exclude(status__in=["misdirected", "withdrawn"])
        .order_by("document_id", "item", "-role", "id")
    )  # fmt: skip
    proposals = {p.document_id: p for p in Proposal.objects.filter(document__in=keys, latest=True)}
    names = dict(
        Person.objects.filter(pk__in={pk for p in proposals.values() for pk in p.leader_ids}).values_list(
            "pk", "name"
        )
    )
    cards = {}
    for row in rows:
        card = Card(row, due_at=row.due_at)
        card.said = [
            i for i in said[row.id] if i.round == row.round and (whose is None or i.leader_id in whose)
        ]
        card.items = _items([a for a in parts[row.id] if a.round == row.round])
        proposal = proposals.get(row.id)
        if proposal is not None:
            card.proposal = proposal.text
            wrote = {i.leader_id for i in said[row.id] if i.round == row.round}
            card.asks = [names[pk] for pk in proposal.leader_ids if pk in names and pk not in wrote]
        due = [p.due_at for item in card.items for p in item.parts if p.is_open]
        card.due_at = min(due, default=row.due_at)
        cards[row.column, row.id] = card
    return cards


def _by_paper(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.document_id].append(row)
    return found


def _items(parts: list[Assignment]) -> list[Item]:
    found: dict[int, Item] = {}
    for part in parts:
        found.setdefault(part.item, Item(part.item, part.content)).parts.append(part)
    return list(found.values())


__all__ = [
    "ALL",
    "CAP",
    "DOING",
    "DONE",
    "GIVEN",
    "WAITING",
    "WRITTEN",
    "Card",
    "Column",
    "Document",
    "board",
    "scope",
]
