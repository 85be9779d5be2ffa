"""Papers returned to their sender, numbers that were lost, work done after its first date."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import override

from bulletins.queries.sources.made import Made, Reader
from bulletins.rules import deriving
from bulletins.words import Category, Consequence, Source, Stage, TaskKind
from docflow.web.prepared import fetch
from documents import words as incoming
from documents.words import ReturnCode
from outgoing import words as outgoing
from seals import words as seals

SLIPS = """
SELECT s.id, s.document_id, s.codes, s.returned_at, d.source_name, p.actor_id, p.actor_name
  FROM documents_returnslip s JOIN documents_document d ON d.id = s.document_id
  LEFT JOIN LATERAL (SELECT e.actor_id, e.actor_name FROM workflow_entry e WHERE e.subject_kind = 'document'
     AND e.subject_pk = d.id AND e.verb = 'propose_return' AND e.at <= s.returned_at ORDER BY e.seq DESC LIMIT 1) p ON true
 WHERE s.id > %(low)s AND s.id <= %(high)s ORDER BY s.id
"""
SLOTS = """
SELECT s.id, s.number, s.paper_id, s.changed_at, s.reason, s.taken_by_id, s.taken_by_name, v.asked_by_id, v.asked_by_name
  FROM outgoing_numberslot s
  LEFT JOIN LATERAL (SELECT r.asked_by_id, r.asked_by_name FROM outgoing_voidrequest r WHERE r.slot_id = s.id
     AND r.status = 'confirmed' ORDER BY r.id DESC LIMIT 1) v ON true
 WHERE s.status = 'void' AND NOT EXISTS (SELECT 1 FROM bulletins_errorentry x WHERE x.source = 'renumber'
     AND x.source_key = 'slot:' || s.id) ORDER BY s.id LIMIT 1000
"""
# A clock that stood still moves a date by that time: then the moved one counts, unless a later one was granted after all.
LIMIT = """(CASE WHEN t.due_trace @> '[{"step": "stopped"}]' AND NOT t.due_trace @> '[{"step": "extended"}]' THEN t.due_at
  ELSE t.due_first END)"""
TASKS = f"""
SELECT DISTINCT ON (root) coalesce(t.origin_id, t.id) AS root, t.subject_kind, t.subject_pk, t.kind, t.holder_name, {LIMIT},
  p.id, p.name, coalesce(u.name, (SELECT v.name FROM people_appointment a JOIN people_post o ON o.id = a.post_id
     JOIN people_unit v ON v.id = o.unit_id WHERE a.person_id = p.id AND a.since <= %(now)s::date
     ORDER BY a.until DESC NULLS FIRST, o.rank, a.id LIMIT 1), '')
  FROM workflow_task t
  LEFT JOIN people_person p ON p.id = CASE WHEN left(t.holder, 1) = 'p' THEN substr(t.holder, 2)::bigint
     ELSE coalesce(t.done_by_id, t.claimed_by_id) END
  LEFT JOIN people_post h ON left(t.holder, 1) = 'o' AND h.id = CASE WHEN left(t.holder, 1) = 'o' THEN substr(t.holder, 2)::bigint END
  LEFT JOIN people_unit u ON u.id = CASE WHEN left(t.holder, 1) = 'u' THEN substr(t.holder, 2)::bigint ELSE h.unit_id END
 WHERE t.due_first IS NOT NULL AND t.kind <> 'look_again' AND @which@
   AND NOT EXISTS (SELECT 1 FROM bulletins_errorentry x WHERE x.source = 'missed'
     AND x.source_key = 'task:' || coalesce(t.origin_id, t.id))
 ORDER BY root, t.id LIMIT 1000
"""  # noqa: S608 - constants
# The open ones are few and have an index; done ones are looked through at night, for what was late while nobody looked.
OPEN = f"t.status = 'open' AND t.due_at IS NOT NULL AND t.paused_at IS NULL AND {LIMIT} < %(now)s"
DONE = f"(t.status = 'done' AND t.done_at > {LIMIT} OR {OPEN})"


def slips(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each paper that went back to its sender, whatever number of reasons it had."""
    found = []
    with override("zh-hans"):
        for pk, document, codes, at, organ, handler, name in fetch(SLIPS, {"low": low, "high": high}):
            known = [code for code in codes if code in ReturnCode.values]
            why = "；".join(f"{code} {ReturnCode(code).label}" for code in known)
            found.append(Made(
                source=Source.RETURN_SENDER, key=f"slip:{pk}", at=at, stage=Stage.BEFORE, category=deriving.of_codes(known),
                said=f"来文不合要求，退回来文单位：{why}" if why else "来文不合要求，退回来文单位", mark=(known or ["return"])[0],
                rule=(known or [""])[0], kind="document", pk=document, unit=organ, found_by=(handler, name or ""),
                consequence=Consequence.RETURNED,
            ))  # fmt: skip
    return found


def slots(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """A document number that is used up without a paper that goes out under it."""
    return [
        Made(
            source=Source.RENUMBER, key=f"slot:{pk}", at=at, stage=Stage.DURING, category=Category.NUMBER, mark="void",
            said=f"字号{number}作废" if paper is None else "公文编号以后作废，字号空置", reason=reason,
            kind="" if paper is None else "outgoing", pk=paper, name=number if paper is None else "",
            made_by=(taker, taker_name), found_by=(asker, asker_name or ""),
        )
        for pk, number, paper, at, reason, taker, taker_name, asker, asker_name in fetch(SLOTS, {})
    ]  # fmt: skip


def kinds() -> dict[str, str]:
    """What each kind of work is called."""
    rooms = (TaskKind, seals.TaskKind, outgoing.TaskKind, incoming.TaskKind)
    return {kind.value: str(kind.label) for room in rooms for kind in room}


def missed(low: int, high: int, now: datetime, whole: bool) -> list[Made]:
    """One for each piece of work that passed its first date, however often it changed hands and however long it lasts."""
    found = []
    with override("zh-hans"):
        named = kinds()
        for root, kind, pk, work, _holder, limit, person, name, unit in fetch(
            TASKS.replace("@which@", DONE if whole else OPEN), {"now": now}
        ):
            found.append(Made(
                source=Source.MISSED, key=f"task:{root}", at=limit, stage=deriving.stage_of_work(work), category=Category.TIME,
                said=f"「{named.get(work, '办理')}」超过原定时限", mark=work, kind=kind, pk=pk, unit=unit or "",
                made_by=(person, name or ""), consequence=Consequence.DELAYED,
            ))  # fmt: skip
    return found


SLIP = Reader(Source.RETURN_SENDER, slips, "documents_returnslip")
SLOT = Reader(Source.RENUMBER, slots)
MISSED = Reader(Source.MISSED, missed)
