"""份号: numbered copies are given out, taken back, destroyed by two people, or reported lost (条例 第三十四、三十五条)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Incomplete, NotAllowed
from documents.actions.copying import typed
from documents.rules.ranges import parse, written
from outgoing.actions.guard import allow
from outgoing.models import Addressee, Copy, Outgoing
from outgoing.queries.copies import balance
from outgoing.queries.runs import stamped_numbers
from outgoing.words import State
from people.models import Person
from people.queries import has_seat
from workflow.act import Act
from workflow.spine import act

S = Copy.Status
CHUNK = 2_000
MOST = 999_999  # a number has six digits
# Where a copy may come from: lost ones may be found, only what is with the office is destroyed or given out.
FROM: dict[str, frozenset[str]] = {
    S.GIVEN: frozenset({S.KEPT}),
    S.RETURNED: frozenset({S.GIVEN, S.LOST}),
    S.DESTROYED: frozenset({S.KEPT, S.RETURNED}),
    S.LOST: frozenset({S.KEPT, S.GIVEN}),
}
GIVEN = ("status", "holder", "addressee", "given_at")
ENDED = (*GIVEN, "ended_at", "ended_by_name", "note")


def number_copies(paper: Outgoing, n: int) -> int:
    """Rows 1 … n when the print run of a paper with numbered copies is registered; how many there are then.

    Printed anew, the rows follow the new run as long as no copy has left. Called inside an act. `BadInput` outside
    1 … 999,999; `Incomplete` when copies beyond the new run are out.
    """
    if not paper.numbered_copies:
        return 0
    if not 1 <= n <= MOST:
        raise BadInput(_("印数应在 1 到 999999 之间。"), "print_run")
    beyond = Copy.objects.filter(paper=paper, number__gt=n)
    if beyond.exclude(status=S.KEPT).exists():
        raise Incomplete(_("印数以外的份号已分发，不能少于已分发的份数。"))
    beyond.delete()
    last = Copy.objects.filter(paper=paper).count()
    rows = (Copy(paper=paper, number=number) for number in range(last + 1, n + 1))
    Copy.objects.bulk_create(rows, batch_size=CHUNK)
    return n


def hand_out(a: Act, wanted: Sequence[tuple[Addressee, int]]) -> None:
    """The lowest numbers that are still here to each of these in turn, as many as he is to get. Called inside an act.

    Two statements, however many; none where copies have no numbers. `Incomplete` when there are too few.
    """
    paper: Outgoing = a.subject
    total = sum(n for _row, n in wanted)
    if not paper.numbered_copies or not total:
        return
    with_seal = Copy.objects.filter(stamped_numbers(paper), paper=paper, status=S.KEPT)
    kept = list(with_seal.order_by("number")[:total])
    if len(kept) < total:
        words = {"n": total, "left": len(kept)}
        raise Incomplete(_("要发 %(n)s 份，留存的份号只有 %(left)s 份；请先「加印」，或改分发份数。") % words)
    rest = iter(kept)
    for row, n in wanted:
        for copy in islice(rest, n):
            copy.status, copy.holder, copy.addressee, copy.given_at = S.GIVEN, row.name, row, a.now
    Copy.objects.bulk_update(kept, GIVEN, batch_size=CHUNK)


def holding(rows: Sequence[Addressee]) -> dict[int, int]:
    """How many numbered copies each of these has now."""
    given = Copy.objects.filter(addressee__in=rows, status=S.GIVEN).values_list("addressee_id")
    return dict(given.annotate(n=Count("pk")).order_by())


@act("copies", exclusive=False)
def copies(
    a: Act,
    *,
    give: Sequence[tuple[str, int | str]] = (),
    back: str = "",
    destroy: str = "",
    witness: Person | None = None,
    lost: str = "",
    reason: str = "",
) -> str:
    """Give out (numbers, addressee's key or a holder's name), take back (清退), destroy, report lost; numbers as 1-20、25.

    Destroying needs a second person who is not the actor, losing a reason. `BadInput` for numbers that are not there
    or not where they would have to be; it names them and where they are.
    """
    allow(a, "copies")
    if give and a.subject.state == State.CLOSED:
        raise Incomplete(_("本件已办结，份号不能再分发，只登记清退、销毁和遗失。"))
    moves = _Moves(a)
    for text, to in give:
        moves.give(text, to)
    moves.move(back, S.RETURNED, "back")
    if destroy.strip():
        moves.move(destroy, S.DESTROYED, "destroy", note=_second(a, witness))
    if lost.strip():
        moves.move(lost, S.LOST, "lost", note=_why(reason))
    if not moves.changed:
        raise BadInput(_("没有填写任何份号。"))
    Copy.objects.bulk_update(moves.changed.values(), ENDED, batch_size=CHUNK)
    a.reason = reason.strip()
    a.data["copies"] = moves.said
    left = balance(a.subject)
    words = "；".join(f"{S(code).label} {numbers}" for code, numbers, _who in moves.said)
    if left.complete:
        return _("%(what)s。份号已全部清退。") % {"what": words}
    return _("%(what)s。还有 %(n)s 份在外。") % {"what": words, "n": left.given}


def _second(a: Act, witness: Person | None) -> str:
    """Two people destroy: neither may be the other, nor the one he stands in for, and both are in office."""
    if witness is None:
        raise Incomplete(_("销毁须两人在场：请填写监销人。"))
    mine = {a.by.pk} | ({a.behalf.person_id} if a.behalf else set())
    if witness.pk in mine:
        raise NotAllowed(_("监销人不能是您自己。"))
    if not has_seat(witness):
        raise BadInput(_("%(who)s 现在没有职务，不能监销。") % {"who": witness.name}, "witness")
    a.data["witness"] = [witness.pk, witness.name]
    return f"监销：{witness.name}"


def _why(reason: str) -> str:
    if not reason.strip():
        raise Incomplete(_("请说明遗失的经过和处理。"))
    return reason.strip()[:200]


class _Moves:
    """What one act does to the copies of its paper: each number once."""

    def __init__(self, a: Act) -> None:
        self.a, self.paper = a, a.subject
        self.changed: dict[int, Copy] = {}
        self.said: list[tuple[str, str, str]] = []

    def give(self, text: str, to: int | str) -> None:
        row = None
        if isinstance(to, int):
            row = Addressee.objects.filter(paper=self.paper, pk=to).first()
            if row is None:
                raise BadInput(_("分发单位中没有这一项。"), "give")
        holder = row.name if row else str(to).strip()
        if not holder or len(holder) > 120:
            raise BadInput(_("请填写领用的单位或个人，不超过 120 字。"), "give")
        for copy in self._take(text, S.GIVEN, "give"):
            copy.holder, copy.addressee, copy.given_at = holder, row, self.a.now
        self._say(S.GIVEN, text, holder)

    def move(self, text: str, status: str, field: str, note: str = "") -> None:
        if not text.strip():
            return
        for copy in self._take(text, status, field):
            copy.holder = copy.holder or self.paper.organ.short_name
            copy.ended_at, copy.ended_by_name, copy.note = self.a.now, self.a.by.name, note
        self._say(status, text, "")

    def _say(self, status: str, text: str, holder: str) -> None:
        self.said.append((str(status), written(parse(text)), holder))

    def _have_seal(self, numbers: list[int], field: str) -> None:
        """Spoiled ones and those of a run that waits for the seal go to nobody."""
        rows = Copy.objects.filter(stamped_numbers(self.paper), paper=self.paper, number__in=numbers)
        if bare := sorted(set(numbers) - set(rows.values_list("number", flat=True))):
            raise BadInput(_("份号 %(no)s 没有用印，不能分发。") % {"no": written(bare)[:100]}, field)

    def _take(self, text: str, status: str, field: str) -> list[Copy]:
        """The rows of these numbers, with their new status; refuses numbers that are elsewhere."""
        numbers = typed(text, field)
        rows = {c.number: c for c in Copy.objects.filter(paper=self.paper, number__in=numbers)}
        if unknown := [n for n in numbers if n not in rows]:
            raise BadInput(_("没有份号 %(no)s。") % {"no": written(unknown)[:100]}, field)
        if twice := [n for n in numbers if rows[n].pk in self.changed]:
            raise BadInput(_("份号 %(no)s 填了两次。") % {"no": written(twice)[:100]}, field)
        if status == S.GIVEN:
            self._have_seal(numbers, field)
        elsewhere = [c for c in rows.values() if c.status not in FROM[status]]
        if elsewhere:
            raise BadInput(_standing(elsewhere), field)
        for copy in rows.values():
            copy.status = status
            self.changed[copy.pk] = copy
        return list(rows.values())


def _standing(rows: list[Copy]) -> str:
    """Where the first of them is: 份号 3 现在是「已分发」，在省水利厅。"""
    first = rows[0]
    same: list[Any] = [c.number for c in rows if (c.status, c.holder) == (first.status, first.holder)]
    words = {"no": written(same)[:100], "what": S(first.status).label, "who": first.holder}
    if first.holder:
        return _("份号 %(no)s 现在是「%(what)s」，登记在%(who)s名下。") % words
    return _("份号 %(no)s 现在是「%(what)s」，还没有分发。") % words
