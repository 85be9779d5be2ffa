"""The trail of papers: what was sent back, reopened, mended, recalled; and what a draft that was sent back had wrong in it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import override

from bulletins.queries.sources.made import Made, Reader
from bulletins.rules import deriving
from bulletins.words import Category, Consequence, Source, Stage
from checking.models import ProofReply, ProofRun
from checking.words import Replied, Side
from docflow.web.prepared import fetch
from documents.models import Document
from documents.words import State
from outgoing.rules.jumping import WAY, ahead
from outgoing.words import Standing
from outgoing.words import State as OutState
from proofing.catalogue import ERROR, RULES

# Each verb that says something was wrong, with those by which it came about: the last of them before it was whose step that was.
BLAMED: dict[tuple[str, str], tuple[str, ...]] = {
    ("document", "give_back"): ("propose", "propose_return"),
    ("document", "not_yet"): ("ask_to_close",),
    ("document", "rework"): ("report",),
    ("document", "misdirected"): ("assign", "approve"),
    ("document", "reopen"): ("ask_to_close",),
    ("document", "correct"): ("register",),
    ("outgoing", "give_back"): ("send", "draft"),
    ("outgoing", "jump"): ("send", "draft"),
    ("outgoing", "resign"): ("text", "edit", "annex", "addressees", "draft"),
    ("outgoing", "correct"): ("draft",),
    ("outgoing", "recall"): ("draft",),
    ("outgoing", "revoke"): ("draft",),
}
SAID = {
    ("document", "give_back"): "拟办意见审核时被退回修改",
    ("document", "not_yet"): "办结复核未通过，退回继续办理",
    ("document", "rework"): "报结材料不合要求，退回再办",
    ("document", "misdirected"): "交办的单位有误，被退回改交",
    ("document", "reopen"): "办结以后又重新办理",
    ("outgoing", "resign"): "签发以后文字又有改动，重新签发",
    ("outgoing", "correct"): "发出以后另拟更正稿",
    ("outgoing", "recall"): "发出以后召回",
    ("outgoing", "revoke"): "发出以后撤销",
}
OF = {
    "reopen": Source.REOPEN,
    "correct": Source.CORRECTION,
    "recall": Source.CORRECTION,
    "revoke": Source.CORRECTION,
}
WITHOUT_HARM = ("correct",)  # mended in the register, and nobody had to do anything again
SQL = """
SELECT e.id, e.subject_kind, e.subject_pk, e.at, e.verb, e.from_state, e.to_state, e.reason, e.data, e.actor_id, e.actor_name,
  coalesce(nullif(e.from_state, ''), (SELECT p.to_state FROM workflow_entry p WHERE p.subject_kind = e.subject_kind
     AND p.subject_pk = e.subject_pk AND p.seq < e.seq AND p.to_state <> '' ORDER BY p.seq DESC LIMIT 1), '') AS state,
  b.actor_id, b.actor_name, b.actor_unit
  FROM workflow_entry e
  JOIN unnest(%(kinds)s::text[], %(verbs)s::text[], %(blamed)s::text[]) AS w (kind, verb, blamed)
    ON w.kind = e.subject_kind AND w.verb = e.verb
  LEFT JOIN LATERAL (SELECT p.actor_id, p.actor_name, p.actor_unit FROM workflow_entry p WHERE p.subject_kind = e.subject_kind
     AND p.subject_pk = e.subject_pk AND p.seq < e.seq AND p.verb = ANY (string_to_array(w.blamed, ','))
     ORDER BY p.seq DESC LIMIT 1) b ON true
 WHERE e.id > %(low)s AND e.id <= %(high)s ORDER BY e.id
"""


class Told(NamedTuple):
    """One entry with what follows of it."""

    id: int
    kind: str
    pk: int
    at: datetime
    verb: str
    before: str
    after: str
    reason: str
    data: Any
    actor: int
    actor_name: str
    state: str
    blamed: int | None
    blamed_name: str | None
    unit: str | None


def read(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """Entries with keys in between."""
    asked = {
        "kinds": [kind for kind, _verb in BLAMED], "verbs": [verb for _kind, verb in BLAMED],
        "blamed": [",".join(verbs) for verbs in BLAMED.values()], "low": low, "high": high,
    }  # fmt: skip
    rows = [_told(row) for row in fetch(SQL, asked)]
    with override("zh-hans"):  # for the record: never in the language of a screen
        found = [made for row in rows if (made := _made(row)) is not None]
        sent_back = [row for row in rows if (row.kind, row.verb) == ("outgoing", "give_back")]
        return [*found, *_wrong_in_it(sent_back)]


def _told(row: tuple[Any, ...]) -> Told:
    told = Told(*row)
    return told._replace(data=json.loads(told.data) if isinstance(told.data, str) else told.data)


def _made(row: Told) -> Made | None:
    said = WORDS.get((row.kind, row.verb), _plain)(row)
    if not said:
        return None
    fields = row.data.get("changes", {}) if row.verb == "correct" else {}
    category = deriving.of_fields(fields) if fields else deriving.of_reason(row.reason)
    if row.verb == "misdirected":
        category = Category.ROUTING
    mended = row.kind == "document" and row.verb in WITHOUT_HARM
    after = row.verb in ("reopen", "recall", "revoke") or (row.kind, row.verb) == ("outgoing", "correct")
    return Made(
        source=OF.get(row.verb, Source.RETURN_INSIDE), key=f"entry:{row.id}", at=row.at, said=said, reason=row.reason,
        stage=Stage.AFTER if after else deriving.stage_of(row.kind, row.state), category=category, mark=row.verb,
        kind=row.kind, pk=row.pk, unit=row.unit or "", made_by=(row.blamed, row.blamed_name or ""),
        found_by=(row.actor, row.actor_name), consequence=Consequence.NONE if mended else Consequence.REDONE,
    )  # fmt: skip


def _plain(row: Told) -> str:
    return SAID[row.kind, row.verb]


def _step(row: Told) -> str:
    return (
        f"文稿在「{OutState(row.state).label}」环节被退回修改"
        if row.state in OutState.values
        else "文稿被退回修改"
    )


def _jump(row: Told) -> str:
    """Only backwards: who goes on without a countersigning found no error."""
    if row.before not in WAY or row.after not in WAY or ahead(row.before, row.after):
        return ""
    return f"公文由「{OutState(row.before).label}」退到「{OutState(row.after).label}」环节"


def _mended(row: Told) -> str:
    names = [str(Document._meta.get_field(name).verbose_name) for name in row.data.get("changes", {})]  # type: ignore[union-attr]
    return f"登记有误，更正了{'、'.join(names)}" if names else "登记有误，已更正"


def _revoked(row: Told) -> str:
    """撤销 says that it should never have been; 废止 does not."""
    return SAID[row.kind, row.verb] if row.data.get("standing") == Standing.REVOKED else ""


def _returned(row: Told) -> str:
    where = f"在「{State(row.state).label}」环节" if row.state in State.values else ""
    return SAID[row.kind, row.verb] if not where or row.verb != "give_back" else f"拟办意见{where}被退回修改"


WORDS: dict[tuple[str, str], Callable[[Told], str]] = {
    ("outgoing", "give_back"): _step, ("outgoing", "jump"): _jump, ("document", "correct"): _mended,
    ("outgoing", "revoke"): _revoked, ("document", "give_back"): _returned,
}  # fmt: skip


def _wrong_in_it(rows: list[Told]) -> Iterator[Made]:
    """Errors that the check had found in a draft when it was sent back: one for each rule, waived ones are entries themselves."""
    if not rows:
        return
    papers = {row.pk for row in rows}
    runs: dict[int, list[ProofRun]] = defaultdict(list)
    for run in ProofRun.objects.filter(side=Side.OUTGOING, subject_pk__in=papers).order_by("id"):
        runs[run.subject_pk].append(run)
    waived = set(
        ProofReply.objects.filter(
            side=Side.OUTGOING, subject_pk__in=papers, replied=Replied.WAIVED
        ).values_list("subject_pk", "rule")
    )
    for row in rows:
        last = [run for run in runs[row.pk] if run.checked_at <= row.at][-1:]
        for rule in sorted(_rules(run.findings for run in last)):
            if (row.pk, rule) not in waived:
                yield Made(
                    source=Source.GATE, key=f"proof:{row.id}:{rule}", at=row.at, stage=deriving.stage_of(row.kind, row.state),
                    category=deriving.of_rule(rule), said=f"退回的文稿有核稿错误 {rule}：{RULES[rule].text}", mark=rule, rule=rule,
                    kind=row.kind, pk=row.pk, unit=row.unit or "", made_by=(row.blamed, row.blamed_name or ""),
                    consequence=Consequence.REDONE,
                )  # fmt: skip


def _rules(findings: Iterable[list[dict[str, Any]]]) -> set[str]:
    return {
        str(one["rule"]) for found in findings for one in found
        if one.get("severity") == ERROR and one.get("rule") in RULES
    }  # fmt: skip


ENTRIES = Reader(Source.RETURN_INSIDE, read, "workflow_entry")
