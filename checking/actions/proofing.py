"""What the checker finds is kept under the text's hash: the same text with the same fields is looked at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from checking.models import ProofRun
from checking.queries.proofing import as_kept, fields_hash, seen, severities
from checking.rules.version import catalogue
from proofing.catalogue import ERROR
from proofing.draft import Draft
from proofing.finding import MOST, gravest
from proofing.meta import Meta
from proofing.proof import proof


@dataclass(frozen=True)
class Looked:
    """A text to be looked at: of which paper, in which version, under which hash."""

    side: str
    subject_pk: int
    version: int
    text_hash: str


def keep(what: Looked, lines: Sequence[str], read: Callable[[], Draft], meta: Meta, at: datetime) -> ProofRun:
    """The run of this text with these fields; made where there is none yet, and only then is the text `read`. In the
    transaction of the act that saves it."""
    own = severities()
    key = {
        "side": what.side, "subject_pk": what.subject_pk, "text_hash": what.text_hash,
        "fields_hash": fields_hash(meta, own), "catalogue": catalogue(),
    }  # fmt: skip
    if (kept := ProofRun.objects.filter(**key).first()) is not None:
        return kept
    found = proof(read(), meta, severities=own)
    errors = sum(one.severity == ERROR for one in found)
    return ProofRun.objects.create(
        **key, text_version=what.version, findings=[as_kept(one) for one in seen(gravest(found, MOST), lines, meta=meta)],
        errors=errors, warns=len(found) - errors, length=sum(map(len, lines)), checked_at=at,
    )  # fmt: skip
