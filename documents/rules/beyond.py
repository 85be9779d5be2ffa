"""A unit's date beside the limit of the whole paper (docs/decisions/the-papers-own-limit-stays.md). Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from docflow.web.parts import when


def beyond(doc: Any, at: datetime | None) -> str:
    """What a date later than the paper's own limit means; empty when it is not later."""
    if doc.due_at is None or at is None or at <= doc.due_at:
        return ""
    return _("晚于本件办结限 %(limit)s：本件办结限不变，到时未办结的仍计超期。") % {"limit": when(doc.due_at)}


def limit_hint(doc: Any) -> str:
    """The paper's own limit, to stand beside a field for a date; empty when it has none."""
    return _("本件办结限 %(limit)s") % {"limit": when(doc.due_at)} if doc.due_at else ""
