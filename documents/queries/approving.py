"""The proposal that waits for its approval, with what decides over it."""

from __future__ import annotations

import json
from typing import Any

from checking.queries.gates import own_item
from checking.words import Gate, Side
from docflow.web.rows import columns, instances
from documents.models import Document, Proposal
from documents.words import OpinionKind

LATEST = f"""
SELECT {columns(Proposal)}, jsonb_build_array(
    (SELECT coalesce(jsonb_agg(jsonb_build_array(p.id, p.name, documents_holder_can_act('p' || p.id)) ORDER BY array_position(d.leader_ids, p.id)),
       '[]') FROM people_person p WHERE p.id = ANY (d.leader_ids)),
    (SELECT jsonb_build_array(e.actor_id, e.behalf_id) FROM workflow_entry e WHERE e.subject_kind = 'document'
        AND e.subject_pk = d.document_id AND e.opinion_kind = %(kind)s ORDER BY e.seq DESC LIMIT 1),
    (SELECT jsonb_agg(DISTINCT t.done_by_name) FROM workflow_task t WHERE t.subject_kind = 'document'
        AND t.subject_pk = d.document_id AND t.kind = 'countersign' AND t.status = 'done'
        AND t.outcome = 'disagreed' AND t.given_at >= d.created_at),
    (SELECT count(*) FROM documents_proposal_co_units c WHERE c.proposal_id = d.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(f.role, b.sha256) ORDER BY f.id), '[]') FROM documents_attachment f
       JOIN documents_blob b ON b.id = f.blob_id WHERE f.document_id = d.document_id AND f.latest
        AND f.role IN ('body', 'annex')),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(g.id, g.words, g.kinds, g.urgencies, g.labels) ORDER BY g.id), '[]')
       FROM checking_gateitem g WHERE g.gate = 'before' AND g.side = 'document' AND g.ended_at IS NULL))
  FROM documents_proposal d WHERE d.document_id = %(doc)s AND d.latest
"""  # noqa: S608 - names of columns


def latest_proposal(doc: Document) -> Any:
    """The newest proposal; with it, in the same statement, its `route` (leaders in order: id, name, in office),
    `written_by` (who wrote it, and whom he stood in for), `against` (names of signers who disagreed with it), how many
    units help (`helping`), the paper's `files` (role, hash), and what the office itself asks at this gate (`own_items`)."""
    values = {"doc": doc.pk, "kind": OpinionKind.PROPOSAL.value}
    proposal: Any = instances(Proposal, LATEST, values, more="beside")[0]
    proposal.route, writers, against, proposal.helping, proposal.files, own = json.loads(proposal.beside)
    proposal.own_items = [
        own_item(pk, words, Gate.BEFORE, Side.INCOMING, kinds, urgencies, labels)
        for pk, words, kinds, urgencies, labels in own
    ]
    proposal.written_by = set(writers or ()) - {None}
    proposal.against = list(against or ())
    return proposal
