"""The matrix units × copies as a part of the paper's page."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from outgoing.models import Outgoing
from outgoing.queries.dispatch import rows


def dispatch_html(paper: Outgoing, now: datetime | None = None) -> SafeString:
    """Who got how many copies and what came of them; two statements, three where copies are numbered.

    A page may as well include the template itself with `dispatch` = `outgoing.queries.dispatch.rows(paper)`.
    """
    return SafeString(render_to_string("outgoing/_dispatch.html", {"dispatch": rows(paper, now)}))
