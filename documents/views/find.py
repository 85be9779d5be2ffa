"""Finding a paper: through what this person may see, so that an outsider gets 404."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from documents.models import Document
from documents.queries.visible import visible_to


def seen(request: HttpRequest, ref: str, rows: QuerySet[Document] | None = None) -> Any:
    """The paper with this public id, if the person may see it; else 404."""
    return get_object_or_404(visible_to(request.user) if rows is None else rows, ref=ref)
