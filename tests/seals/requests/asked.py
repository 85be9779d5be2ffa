"""Applications at each state, brought there by their acts."""

from __future__ import annotations

from typing import Any

from documents.models import Blob
from people.models import Person
from seals.actions import requests
from seals.models import Seal, SealRequest
from tests.office import fresh
from tests.outgoing.papers import scan
from tests.seals.world import World


def unsaved(w: World, seal: Seal | None = None, **fields: Any) -> SealRequest:
    """What a filled-in form says: two copies of a certificate."""
    file: Blob = fields.pop("file", None) or scan(w.o.clerk, 7_000)
    values: dict[str, Any] = {
        "seal": seal or w.seal, "title": "关于张三同志任职情况的证明", "paper_kind": "certificate", "signed_name": w.organ.name,
        "copies": 2, "per_copy": 1, "paging": 0, "file": file, "file_name": "证明.pdf", "pages": 1, "approver": w.director,
    }  # fmt: skip
    return SealRequest(**{**values, **fields})


def asking(w: World, by: Person | None = None, seal: Seal | None = None, **fields: Any) -> SealRequest:
    done = requests.apply(unsaved(w, seal, **fields), by=fresh(by or w.o.handler))
    return again(done.subject)


def approved(w: World, **fields: Any) -> SealRequest:
    row = asking(w, **fields)
    return again(requests.approve(row, by=fresh(row.approver or w.director), opinion="同意。").subject)


def again(row: SealRequest) -> SealRequest:
    return SealRequest.objects.select_related("seal").get(pk=row.pk)
