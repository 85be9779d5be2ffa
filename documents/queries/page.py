"""Everything the document page shows of one paper, in three statements however much there is of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from alerts.queries import gone_up
from docflow.web.prepared import fetch
from docflow.web.rows import columns, instances
from documents.models import Document
from documents.queries.copies import COPY, HANDING, has_paper, on_paper
from documents.queries.inbox import LISTS, waiting_sql
from documents.queries.known import has_reports, last_move
from documents.queries.open_matters import MATTER, Matter, as_matters
from documents.queries.reach import reach
from documents.queries.visible import COVERED, MAY_SEE, may_see
from documents.rules.known import Known, Moved
from documents.rules.proofing import LOOKED_AT
from documents.rules.withdrawing import MOVES
from documents.rules.withdrawing import beside as not_counted
from documents.words import FINAL
from workflow.queries import values as reaching
from workflow.urged import LAST, LastUrged, read

READERS = 60  # circulation rows shown, open ones first
NAMED = 12  # so many readers of a proposal are named
ENTRIES = 60  # newest entries shown; opinions are never left out, nor what took one back


class Owes(NamedTuple):
    """A task of the paper, with the columns the page and the verb table read."""

    pk: int
    kind: str
    lane: str
    status: str
    holder: str
    holder_name: str
    sequence: int
    assignment_id: int | None
    round: int
    note: str
    given_by: str
    given_at: datetime
    opened_at: datetime | None
    accepted_at: datetime | None
    done_at: datetime | None
    done_by: str
    claimed_by_name: str
    outcome: str
    revoked: bool
    due_at: datetime | None
    due_first: datetime | None
    due_source: str
    trace: str | None
    urged: int
    gone_up: str | None = None
    paused_at: datetime | None = None
    said: str | None = None  # of the newest urging

    @property
    def last_urged(self) -> LastUrged | None:
        return read(self.pk, json.loads(self.said)) if self.said else None

    @property
    def due_trace(self) -> list[dict[str, Any]]:
        return json.loads(self.trace) if self.trace else []


TASKS = f"""
SELECT id, kind, lane, status, holder, holder_name, sequence, assignment_id, round, note, given_by_name, given_at,
       opened_at, accepted_at, done_at, done_by_name, claimed_by_name, outcome, revoked, due_at, due_first, due_source,
       CASE WHEN status = 'open' AND (lane = 'main' OR holder = ANY(%(mine)s)) THEN due_trace END, urged, {gone_up("t")}, paused_at,
       CASE WHEN status = 'open' AND urged > 0 THEN {LAST} END, total, opened, answered
  FROM (SELECT *, row_number() OVER (PARTITION BY lane ORDER BY holder = ANY(%(mine)s) DESC,
                    array_position('{{open,waiting,done,cancelled}}', status::text), sequence, id) AS place,
               count(*) FILTER (WHERE status <> 'cancelled') OVER given AS total,
               count(opened_at) FILTER (WHERE status <> 'cancelled') OVER given AS opened,
               count(*) FILTER (WHERE status = 'done') OVER given AS answered
          FROM workflow_task
         WHERE subject_kind = 'document' AND subject_pk = %(doc)s
        WINDOW given AS (PARTITION BY lane, round)) t
 WHERE lane = 'main' OR place <= %(readers)s
 ORDER BY sequence, id
"""  # noqa: S608 - constants


@dataclass
class Tasks:
    """The main lane whole, the circulation as far as it is shown, and its counts in this round."""

    main: list[Owes] = field(default_factory=list)
    readers: list[Owes] = field(default_factory=list)
    total: int = 0
    opened: int = 0
    answered: int = 0

    @property
    def live(self) -> list[Owes]:
        """What the verb table asks for."""
        return [t for t in (*self.main, *self.readers) if t.status in ("open", "waiting")]


NOT_SHOWN = ("search", "title_key")
PAPER = f"""SELECT {columns(Document, *NOT_SHOWN)}, clock_timestamp() FROM documents_document d
  WHERE d.ref = %(ref)s AND {MAY_SEE}"""  # noqa: S608 - constants


def paper(person: Any, ref: str) -> Any:
    """The paper with this public id, with the database's clock as `now`; None where he may not see it."""
    values = {"ref": ref, **may_see(person.hats)}
    return next(iter(instances(Document, PAPER, values, without=NOT_SHOWN, more="now")), None)


def tasks(doc: Document, person: Any) -> Tasks:
    """The tasks of a paper, oldest first."""
    found = Tasks()
    for row in fetch(TASKS, {"doc": doc.pk, "mine": sorted(person.hats.own), "readers": READERS}):
        task = Owes(*row[:-3])
        if task.lane == "main":
            found.main.append(task)
            continue
        found.readers.append(task)
        if task.round == doc.round:
            found.total, found.opened, found.answered = row[-3:]
    return found


ENTRY = """
SELECT 'entry' AS what, seq AS nr, jsonb_build_object('seq', seq, 'at', at, 'actor_id', actor_id, 'actor', actor_name,
       'post', actor_post, 'unit', actor_unit, 'rank', rank, 'behalf_id', behalf_id, 'behalf', behalf_name,
       'behalf_post', behalf_post, 'verb', verb, 'from', from_state, 'to', to_state, 'round', round, 'reason', reason,
       'kind', opinion_kind, 'opinion', opinion, 'data', data - 'said' - 'limit') AS words
  FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s
   AND (opinion <> '' OR verb = 'withdraw' OR seq > %(from)s)
"""
MOVE = """
SELECT 'move', 0, jsonb_build_array(verb, at, actor_id, actor_name, behalf_id, from_state, to_state)
  FROM workflow_entry WHERE subject_kind = 'document' AND subject_pk = %(doc)s AND verb <> ALL (%(beside)s)
 ORDER BY seq DESC LIMIT 1
"""
FILE = """
SELECT 'file', row_number() OVER (ORDER BY array_position('{body,annex,instruction,evidence}', a.role::text),
                                           a.number, a.version DESC),
       jsonb_build_object('id', a.id, 'role', a.role, 'name', a.name, 'number', a.number, 'version', a.version,
       'latest', a.latest, 'by', a.added_by_name, 'at', a.added_at, 'sha', b.sha256, 'ext', b.ext, 'size', b.size,
       'pages', b.pages, 'why_not', b.why_not, 'words', jsonb_array_length(b.text),
       'text', CASE WHEN (%(text)s OR b.pages = 0) AND (a.id = %(file)s OR %(file)s = 0 AND a.latest)
         OR %(proof)s AND a.role = 'body' AND a.latest THEN b.text END)
  FROM documents_attachment a JOIN documents_blob b ON b.id = a.blob_id WHERE a.document_id = %(doc)s
"""
INSTRUCTION = """
SELECT 'instruction', number, jsonb_build_object('number', number, 'kind', kind, 'meaning', meaning, 'given_at', given_at,
       'round', round, 'leader_id', leader_id, 'recorder_id', recorded_by_id, 'recorder', recorded_by_name, 'scan', scan_id,
       'scan_pending', scan_pending, 'unconfirmed', unconfirmed, 'feedback', needs_feedback,
       'checked_by', checked_by_name)
  FROM documents_instruction WHERE document_id = %(doc)s
"""
PART = """
SELECT 'part', id, jsonb_build_object('id', id, 'item', item, 'role', role, 'unit', unit_name, 'status', status,
       'content', content, 'due', due_at, 'first', due_first, 'given', given_at, 'reported', reported_at,
       'round', round, 'result', result)
  FROM documents_assignment WHERE document_id = %(doc)s AND round = %(round)s
"""
PROPOSAL = """
SELECT 'proposal', 0, jsonb_build_object('outcome', outcome, 'text', text, 'codes', return_codes, 'advice', return_advice,
       'author_id', author_id, 'author', author_name, 'mode', route_mode, 'limit', limit_text, 'round', round,
       'lead', (SELECT coalesce(nullif(u.short_name, ''), u.name) FROM people_unit u WHERE u.id = lead_unit_id),
       'co', (SELECT jsonb_agg(coalesce(nullif(u.short_name, ''), u.name) ORDER BY u."order", u.id)
                FROM documents_proposal_co_units c JOIN people_unit u ON u.id = c.unit_id WHERE c.proposal_id = d.id),
       'leaders', (SELECT jsonb_agg(p.name ORDER BY array_position(leader_ids, p.id)) FROM people_person p
                    WHERE p.id = ANY(leader_ids)),
       'named', (SELECT jsonb_agg(p.name ORDER BY array_position(reader_ids, p.id)) FROM people_person p
                  WHERE p.id = ANY(reader_ids[1:%(named)s])), 'readers', cardinality(reader_ids))
  FROM documents_proposal d WHERE document_id = %(doc)s AND latest
"""
PHRASE = """
SELECT 'phrase', row_number() OVER (ORDER BY person_id IS NULL, "order", id),
       jsonb_build_object('label', label, 'text', text, 'own', person_id IS NOT NULL)
  FROM documents_phrase WHERE situation = %(situation)s AND (person_id = %(me)s OR person_id IS NULL)
"""
DRAFT = """
SELECT 'draft', 0, data || jsonb_build_object('drafted', jsonb_build_array(key)) FROM documents_draft
 WHERE person_id = %(me)s AND form = %(draft)s ORDER BY updated_at DESC LIMIT 1
"""
PROOF = """
SELECT 'proof', 0, jsonb_build_array(r.errors - aside.errors, r.warns - aside.warns, r.trouble)
  FROM (SELECT * FROM checking_proofrun WHERE side = 'document' AND subject_pk = %(doc)s ORDER BY id DESC LIMIT 1) r,
   LATERAL (SELECT count(*) FILTER (WHERE f->>'severity' = 'error') AS errors,
                   count(*) FILTER (WHERE f->>'severity' = 'warn') AS warns
              FROM jsonb_array_elements(r.findings) f JOIN checking_proofreply y
                ON y.side = r.side AND y.subject_pk = r.subject_pk AND y.rule = f->>'rule' AND y.place = f->>'place'
               AND y.replied = CASE f->>'severity' WHEN 'error' THEN 'waived' ELSE 'ignored' END) aside
"""
NOTICE = """
SELECT 'notice', 0, 'true'::jsonb WHERE EXISTS (SELECT 1 FROM alerts_alert WHERE recipient_id = %(me)s
   AND read_at IS NULL AND subject_kind = 'document' AND subject_ref = %(ref)s)
"""
RELATED = f"""
SELECT 'related', d.id, jsonb_build_object('ref', d.ref, 'no', d.receipt_no, 'title', d.title, 'state', d.state,
       'how', how)
  FROM (SELECT to_document_id AS id, 'related' AS how FROM documents_document_related WHERE from_document_id = %(doc)s
        UNION SELECT reply_to_id, 'reply' FROM documents_document WHERE id = %(doc)s AND reply_to_id IS NOT NULL
        UNION SELECT id, 'answers' FROM documents_document WHERE reply_to_id = %(doc)s
        UNION SELECT resubmitted_as_id, 'again' FROM documents_returnslip
               WHERE document_id = %(doc)s AND resubmitted_as_id IS NOT NULL
        UNION SELECT document_id, 'first' FROM documents_returnslip WHERE resubmitted_as_id = %(doc)s) r
  JOIN documents_document d ON d.id = r.id WHERE {MAY_SEE}
"""  # noqa: S608 - constants
REGISTER = f"""
(SELECT 'near', 1, jsonb_build_array('newer', d.ref) FROM documents_document d
  WHERE d.id > %(doc)s AND {MAY_SEE} ORDER BY d.id LIMIT 1)
UNION ALL
(SELECT 'near', 2, jsonb_build_array('older', d.ref) FROM documents_document d
  WHERE d.id < %(doc)s AND {MAY_SEE} ORDER BY d.id DESC LIMIT 1)
"""  # noqa: S608 - constants
GIVEN = f"""
SELECT 'near', n, jsonb_build_array(way, d.ref) FROM (
  (SELECT 1 AS n, 'newer' AS way, min(g.id) AS id FROM unnest(%(mine)s::text[]) AS own (principal) CROSS JOIN LATERAL (
     SELECT g.subject_pk AS id FROM workflow_task g WHERE g.holder = own.principal AND g.subject_kind = 'document'
        AND NOT g.revoked AND g.subject_pk > %(doc)s AND {COVERED} ORDER BY g.subject_pk LIMIT 1) g)
  UNION ALL
  (SELECT 2, 'older', max(g.id) FROM unnest(%(mine)s::text[]) AS own (principal) CROSS JOIN LATERAL (
     SELECT g.subject_pk AS id FROM workflow_task g WHERE g.holder = own.principal AND g.subject_kind = 'document'
        AND NOT g.revoked AND g.subject_pk < %(doc)s AND {COVERED} ORDER BY g.subject_pk DESC LIMIT 1) g)) e
  JOIN documents_document d ON d.id = e.id
"""  # noqa: S608 - constants


@dataclass
class Beside:
    """Rows that hang on the paper, as plain dictionaries; times are aware datetimes."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    instructions: dict[int, dict[str, Any]] = field(default_factory=dict)
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    proposal: dict[str, Any] | None = None
    phrases: list[dict[str, Any]] = field(default_factory=list)
    draft: dict[str, list[str]] = field(default_factory=dict)
    related: list[dict[str, Any]] = field(default_factory=list)
    near: list[Any] = field(default_factory=list)  # lines of the list he came from
    last: Moved | None = None  # the last move of the main flow, where one could be taken back
    open: list[Any] = field(default_factory=list)  # rows of what keeps it from being closed
    matters: list[Matter] = field(default_factory=list)  # and as sentences
    copies: list[dict[str, Any]] = field(default_factory=list)  # on paper: where they are
    handings: list[dict[str, Any]] = field(default_factory=list)  # and what was done with them, newest first
    proof: list[Any] = field(
        default_factory=list
    )  # open errors and hints, trouble of the newest look at its file
    notices: bool = False  # something he was told about this paper and has not read


def beside(
    doc: Document,
    person: Any,
    *,
    situation: str = "",
    draft: str = "",
    view: str = "",
    text: bool = False,
    file: int = 0,
    all_entries: bool = False,
    handings: bool = False,
    proof: bool = False,
) -> Beside:
    """One statement.

    `situation` and `draft` choose stock phrases and the person's draft; `view` his list.

    The words of a file come along for the chosen one (`file`; 0: whichever stands first) when `text` is wanted or
    it has no pages to show, those of the main file where its findings are (`proof`); what was done with the copies on
    paper when `handings` are.
    """
    reads = person.hats.reads_register
    branches = [ENTRY, FILE, INSTRUCTION, PART, PROPOSAL, RELATED, NOTICE, COPY]
    if handings:
        branches.append(HANDING)
    if doc.state in LOOKED_AT:
        branches.append(PROOF)
    if doc.state in MOVES:
        branches.append(MOVE)
    if doc.state not in FINAL:
        branches.append(MATTER)
    if situation:
        branches.append(PHRASE)
    if draft:
        branches.append(DRAFT)
    if view in LISTS:
        branches.append(waiting_sql(view))
    elif view == "register":
        branches.append(REGISTER if reads else GIVEN)
    values = {
        **may_see(person.hats),
        **(reaching(reach(person.hats)) if view in LISTS else {}),
        "doc": doc.pk, "ref": doc.ref, "round": doc.round, "state": doc.state, "me": person.pk, "text": text, "proof": proof, "file": file, "situation": situation, "draft": draft,
        "beside": not_counted(doc.state), "named": NAMED, "from": 0 if all_entries else doc.entry_count - ENTRIES,
    }  # fmt: skip
    found = _sorted(fetch(" UNION ALL ".join(f"({sql})" for sql in branches) + " ORDER BY 1, 2", values))
    if doc.state not in FINAL:
        found.matters = as_matters(doc, found.open)
    return found


def known(doc: Document, tasks: Tasks, found: Beside | None = None) -> Known:
    """What the rules look at; with `found`, without a further statement whatever they ask."""
    if found is None:
        return Known(
            doc.state, tasks.live, last=lambda: last_move(doc), reported=lambda: has_reports(doc),
            on_paper=lambda: on_paper(doc), registrar=doc.registrar_id,
            paused=doc if doc.is_paused else None,
        )  # fmt: skip
    return Known(
        doc.state,
        tasks.live,
        last=lambda: found.last,
        reported=lambda: any(part["status"] == "reported" for part in found.parts.values()),
        on_paper=lambda: has_paper(doc, bool(found.copies)),
        registrar=doc.registrar_id,
        paused=doc if doc.is_paused else None,
    )


def _sorted(rows: list[tuple[str, int, str]]) -> Beside:
    found = Beside()
    for what, number, words in rows:
        row = json.loads(words)
        if what == "entry":
            found.entries.append(row | {"at": _time(row["at"])})
        elif what == "file":
            found.files.append(row | {"at": _time(row["at"])})
        elif what == "instruction":
            found.instructions[number] = row | {"given_at": _time(row["given_at"])}
        elif what == "part":
            times = {name: _time(row[name]) for name in ("due", "first", "given", "reported")}
            found.parts[number] = row | times
        elif what == "proposal":
            found.proposal = row | {name: row[name] or [] for name in ("co", "leaders", "named")}
        elif what == "phrase":
            found.phrases.append(row)
        elif what == "draft":
            found.draft = row
        elif what == "move":
            found.last = Moved(row[0], datetime.fromisoformat(row[1]), *row[2:])
        elif what == "copy":
            found.copies.append(row)
        elif what == "handing":
            found.handings.append(row | {"at": _time(row["at"])})
        elif what == "proof":
            found.proof = row
        elif what == "notice":
            found.notices = True
        elif what == "matter":
            found.open.append(row)
        elif what == "related":
            found.related.append(row)
        elif row and isinstance(row[0], list):
            found.near = row
        elif row:
            found.near.append(row)
    return found


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
