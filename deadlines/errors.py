"""What deadlines answers when it cannot count."""

from __future__ import annotations

from docflow.web.errors import BadInput


class BadLimit(BadInput, ValueError):
    """A limit, a date or a trace that cannot be counted; `str()` is a sentence for the person."""


class NoLimit(BadLimit):
    """No rule in force covers this step; the sentence says which, and who can mend it."""
