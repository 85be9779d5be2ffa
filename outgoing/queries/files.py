"""The files of an outgoing paper for the viewer: its annexes with their versions, and the file of a draft."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet

from documents.models import Blob
from outgoing.models import Annex, DraftVersion, Outgoing

KEY = re.compile(r"(?:a(?P<annex>[0-9]{1,5})-(?P<version>[0-9]{1,5})|v(?P<draft>[0-9]{1,5}))")
_PAGES_OF_TEXT = Func("blob__text", function="jsonb_array_length", output_field=IntegerField())
_BLOB = {"sha": F("blob__sha256"), "ext": F("blob__ext"), "size": F("blob__size"), "pages": F("blob__pages"),
         "why_not": F("blob__why_not"), "words": _PAGES_OF_TEXT}  # fmt: skip


def annexes(paper: Outgoing, *, every: bool) -> list[dict[str, Any]]:
    """By number, the newest version first; of who does not see the inside (`every` is false) what was issued alone: the
    newest versions, for no annex is changed once the paper is sealed. One statement."""
    rows = Annex.objects.filter(paper=paper).order_by("number", "-version")
    found = _rows(rows if every else rows.filter(latest=True), "number", "version", "latest", "name", "added_by_name",
                  "added_at")  # fmt: skip
    return [row | {"id": f"a{row['number']}-{row['version']}", "role": "annex"} for row in found]


def draft(paper: Outgoing, number: int) -> dict[str, Any] | None:
    """The file of a version of the text; None where it was typed or there is no such version. One statement."""
    rows = DraftVersion.objects.filter(paper=paper, number=number, blob__isnull=False)
    row = next(iter(_rows(rows, "number", "name")), None)
    return row and row | {"id": f"v{number}", "role": "draft", "version": 1, "latest": True}


def words_of(file: dict[str, Any]) -> list[str]:
    """What the file says, page by page. One statement."""
    return Blob.objects.values_list("text", flat=True).get(sha256=file["sha"])


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [row | {"text": None} for row in rows.values(*names, **_BLOB)]
