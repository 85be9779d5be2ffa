"""The minute's scan: every open task that has reached a stage, one alert for each person behind its holder.

The row is the memory: the unique key (person, task, version of the date, stage) makes it harmless to run at
any time, twice, or in eight workers at once. After a gap only the latest stage of a task is written. Whoever
calls says what the stages are now (`Horizon`: lines by urgency), who stands behind a holder and who is responsible
after him (SQL over `asked (holder)`): this room knows neither calendars nor people. A task whose clock stands still
has reached no stage. Who is told as the next responsible gets no task by it: nothing is moved, nothing decided.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from django.db import connection

from alerts import batches, withheld
from alerts.batches import BATCH
from alerts.models import Scan

SWEEP = timedelta(hours=1)  # how often everything is looked at, not only what crossed a line
GAP = timedelta(minutes=10)  # after so long without a scan: everything, too
OVERLAP = timedelta(minutes=10)  # an act may commit so long after the moment it wrote
EVER = datetime(1, 1, 2, tzinfo=UTC)

Line = tuple[str, str, int, datetime]  # urgency, stage, order, before: see `deadlines.horizon.Line`


@dataclass(frozen=True)
class Horizon:
    """A date before the `before` of a line has reached its stage; of those reached that of the highest order counts.

    Lines without an urgency are for all urgencies that have none of their own.
    """

    now: datetime
    lines: Sequence[Line]

    @property
    def soon(self) -> datetime:
        """Nothing due later has reached any stage."""
        return max((line[3] for line in self.lines), default=EVER)

    @property
    def own(self) -> list[str]:
        """Urgencies with lines of their own."""
        return sorted({line[0] for line in self.lines} - {""})

    @property
    def values(self) -> dict[str, Any]:
        """The lines as parameters of `batches.LINES` and `batches.OF`."""
        found: dict[str, Any] = {"own": self.own}
        for n, of in enumerate(["", *self.own]):
            mine = sorted((line for line in self.lines if line[0] == of), key=lambda line: -line[2])
            befores = accumulate((line[3] for line in mine), max)
            found |= {f"of{n}": of, f"stages{n}": [line[1] for line in mine], f"befores{n}": list(befores)}
        return found


class Who(NamedTuple):
    """SQL over `asked (holder)` and `now`: who stands behind a holder, and who is responsible after him (which says his
    `name`, too)."""

    behind: str
    above: str


class Look(NamedTuple):
    """Tasks whose `key` lies in [low, high); `of`: of these urgencies alone ("": those without lines of their own)."""

    key: str
    low: datetime
    high: datetime
    of: list[str] | None = None


def tick(now: datetime, lines: Callable[[datetime], Sequence[Line]], behind: str, above: str) -> int:
    """What the clock calls each minute: catch up since the last scan, now and then sweep. Alerts written."""
    here, who = Horizon(now, lines(now)), Who(behind, above)
    bad: list[int] = []
    last = Scan.objects.filter(pk=1).first()
    if last is None or not timedelta(0) <= now - last.upto <= GAP or now - last.swept_at >= SWEEP:
        made = sweep(here, who, bad=bad)
        settle(now)
        withheld.give(now)
        _note(here, now, bad)
        return made
    made = catch_up(here, _before(last), who, bad=bad)
    _note(here, last.swept_at, sorted({*last.passed_over, *bad}))
    return made


def _before(last: Scan) -> Horizon:
    return Horizon(last.upto, [(*rest, datetime.fromisoformat(before)) for *rest, before in last.lines])


NOTE = """
INSERT INTO alerts_scan (id, upto, lines, passed_over, swept_at)
VALUES (1, %(now)s, %(lines)s::jsonb, %(bad)s::jsonb, %(swept)s)
ON CONFLICT (id) DO UPDATE SET upto = excluded.upto, lines = excluded.lines, passed_over = excluded.passed_over,
                               swept_at = excluded.swept_at
"""


def _note(here: Horizon, swept: datetime, bad: list[int]) -> None:
    lines = json.dumps([[*rest, before.isoformat()] for *rest, before in here.lines])
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"now": here.now, "lines": lines, "bad": json.dumps(bad), "swept": swept})


def sweep(here: Horizon, who: Who, *, batch: int = BATCH, bad: list[int] | None = None) -> int:
    """Look at every open task that has reached any stage. Alerts written; tasks that could not be told of go into `bad`."""
    return _write(here, who, Look("due_at", EVER, here.soon), batch, bad)


def catch_up(
    here: Horizon, before: Horizon, who: Who, *, batch: int = BATCH, bad: list[int] | None = None
) -> int:
    """Look at tasks that crossed a line since `before`, and at those just given with their line behind them."""
    looks = [*crossed(here, before), Look("given_at", before.now - OVERLAP, here.now + OVERLAP)]
    *found, hidden = _any(here, looks)
    some = [look for look, any_ in zip(looks, found, strict=True) if any_]
    made = sum(_write(here, who, look, batch, bad) for look in some)
    if hidden or made:
        withheld.give(here.now)
    return made


def crossed(here: Horizon, before: Horizon) -> list[Look]:
    """Where each line went since `before`; lines that went the same way are one look. A new line comes from ever."""
    was = {(urgency, stage): at for urgency, stage, _order, at in before.lines}
    ranges: dict[tuple[datetime, datetime], list[str]] = {}
    for urgency, stage, _order, high in here.lines:
        low = was.get((urgency, stage), EVER)
        if low < high and urgency not in ranges.setdefault((low, high), []):
            ranges[low, high].append(urgency)
    return [Look("due_at", low, high, sorted(of)) for (low, high), of in ranges.items()]


def _any(here: Horizon, looks: list[Look]) -> list[bool]:
    """Is there anything at all in each of these ranges; and is anything withheld that nobody looked at yet? One look at
    the indexes: most minutes end here."""
    probe = (
        "EXISTS (SELECT 1 FROM workflow_task t WHERE t.status = 'open' AND t.paused_at IS NULL"
        " AND t.{0} >= %(low{1})s AND t.{0} < %(high{1})s AND t.due_at < %(soon)s{2})"
    )
    values: dict[str, Any] = {"soon": here.soon, "own": here.own}
    asked = []
    for n, look in enumerate(looks):
        values |= {f"low{n}": look.low, f"high{n}": look.high, f"of{n}": look.of}
        asked.append(probe.format(look.key, n, f" AND {batches.OF} = ANY (%(of{n})s)" if look.of else ""))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*asked, withheld.SOME])}", values)
        return list(cursor.fetchone())


def _write(here: Horizon, who: Who, look: Look, batch: int, bad: list[int] | None) -> int:
    values = {
        **here.values, "now": here.now, "soon": here.soon, "low": look.low, "high": look.high, "of": look.of,
        "at": EVER, "id": 0,
    }  # fmt: skip
    return batches.write(look.key, who.behind, who.above, values, batch, [] if bad is None else bad)


SETTLE = """
WITH closed AS MATERIALIZED (
  SELECT a.id FROM alerts_alert a JOIN workflow_task t ON t.id = a.task_id
   WHERE a.read_at IS NULL AND a.stage <> 'told' AND (t.status <> 'open' OR t.due_version > a.due_version)
   ORDER BY a.id LIMIT %(batch)s FOR UPDATE OF a SKIP LOCKED)
UPDATE alerts_alert a SET read_at = %(now)s, unseen = true FROM closed c WHERE a.id = c.id
"""


def settle(now: datetime, *, batch: int = BATCH) -> int:
    """What asked for work that is done, taken away, or due at another time now, asks no longer: closed, though unseen.
    Batch by batch: a new calendar moves very many dates at once."""
    closed = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(SETTLE, {"now": now, "batch": batch})
            count = cursor.rowcount
        closed += count
        if count < batch:
            return closed
