"""An approved application, as a row: the acts of applications are tested where they are made."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from documents.actions.uploads import keep
from seals.models import SealRequest
from tests.documents.files.make import image
from tests.seals.world import World
from workflow.act import Act
from workflow.clock import database_now
from workflow.spine import act, step

numbers = count(1)


@act("ask_for_test")
def _ask(a: Act, *, holder: Any) -> str:
    a.open("seal", holder)
    step(a, "approve")
    return "好。"


def request_for(w: World, **fields: Any) -> SealRequest:
    """Approved by the head of the office, with the keeper."""
    n, now = next(numbers), database_now()
    sent = keep(SimpleUploadedFile(f"介绍信{n}.png", image("PNG", size=(30 + n, 20))), w.o.clerk)
    values: dict[str, Any] = {
        "number": f"印〔2026〕{n}号", "seal": w.seal, "basis": "approval", "file": sent.blob, "text_hash": sent.blob.sha256,
        "title": "外出办事", "paper_kind": "introduction", "copies": 1, "applicant": w.o.clerk, "applicant_name": "陈三三",
        "unit_name": "公文运转处", "asked_at": now, "approver": w.director, "approver_name": "周九", "approved_at": now,
        "expires_at": now + timedelta(days=5),
    }  # fmt: skip
    return _ask(SealRequest(**{**values, **fields}), by=w.o.clerk, holder=w.keeper).subject
