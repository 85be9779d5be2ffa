"""Who comes to packs and meetings: to outside units and administrators they do not exist; what is his, an act says."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from bulletins.models import Pack
from bulletins.queries.packs import visible_to
from bulletins.rules import packs as rules
from docflow.web.errors import NotAllowed


def reader_of(request: HttpRequest) -> Any:
    person: Any = request.user
    if not rules.comes(person.hats):
        raise Http404
    return person


def worker_of(request: HttpRequest) -> Any:
    """Who may read texts, too; not the audit administrator."""
    person: Any = request.user
    if not rules.reads_issued(person.hats):
        raise Http404
    return person


def chief_of(request: HttpRequest) -> Any:
    """Who edits; others of the office may not, to all else it does not exist."""
    person = worker_of(request)
    if not rules.edits(person.hats):
        raise NotAllowed(_("通报由处长、副处长编辑和印发，例会由他们组织。"))
    return person


def pack_of(person: Any, ref: str) -> Pack:
    return get_object_or_404(visible_to(person), ref=ref)
