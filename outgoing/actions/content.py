"""What the paper says as a whole, after any change of it: its hash, its direction, the keys it is found by."""

from __future__ import annotations

from documents.queries.search import search_vector
from documents.rules.keys import number_key, title_key
from outgoing.actions.keeping import ended
from outgoing.actions.proofing import look
from outgoing.models import Addressee, Annex, DraftVersion, Joint, Organ, Outgoing
from outgoing.rules.content import content_hash
from outgoing.rules.routing import direction
from outgoing.words import Role
from workflow.act import Act

CHANGED = "文稿有改动"  # for the record: never in the language of a screen


def refresh_content(a: Act) -> bool:
    """Recompute what follows from text, fields, addressees and annexes, and keep what the checker finds in it. Did what is
    printed change?"""
    paper: Outgoing = a.subject
    before = paper.content_hash
    paper.organ = Organ.objects.get(pk=paper.organ_id)  # as it is now, not as the form had read it
    rehash(paper)
    refresh_keys(paper)
    look(a)
    changed = paper.content_hash != before
    if changed and paper.is_stale:
        ended(a, CHANGED)
    return changed


def rehash(paper: Outgoing) -> None:
    """Direction and hash of what would be printed now."""
    addressees = list(Addressee.objects.filter(paper=paper))
    annexes = list(Annex.objects.filter(paper=paper, latest=True).select_related("blob"))
    joints = list(Joint.objects.filter(paper=paper))
    latest = DraftVersion.objects.filter(paper=paper).order_by("-number").first()
    paper.direction = direction(paper.kind, (x.relation for x in addressees if x.role == Role.MAIN))
    paper.content_hash = content_hash(paper, latest.text_hash if latest else "", addressees, annexes, joints)


def refresh_keys(paper: Outgoing) -> None:
    """Keys of search, after a change of title or number."""
    paper.title_key = title_key(paper.title)
    paper.number_key = number_key(paper.number) if paper.number else ""
    paper.search = search_vector(paper.title, paper.number, paper.unit_name, paper.organ.name)
