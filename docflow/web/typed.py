"""What a person typed into a form that could not be taken: shown once so that it can be copied."""

from __future__ import annotations

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException

SILENT = {
    "csrfmiddlewaretoken", "key", "version", "seen", "next", "from", "form", "username", "task", "asked", "back", "drafted",
    "then", "pick", "one", "box", "kept", "twins_seen", "rows", "secret",
}  # fmt: skip
CHOSEN = {
    "kind",
    "urgency",
    "carrier",
    "channel",
    "category",
    "to_us",
    "mode",
    "granted",
    "straight",
    "ordered",
}  # fmt: skip - codes, not words
MOST = 20_000  # characters


def typed_text(request: HttpRequest) -> str:
    """The texts of a posted form, one a line; passwords and hidden marks are left out. Never raises."""
    try:
        fields = list(request.POST.lists())
    except (OSError, RawPostDataException, SuspiciousOperation, MultiPartParserError):
        return ""
    texts = [
        value.strip()
        for name, values in fields
        if name not in SILENT | CHOSEN and "password" not in name
        for value in values
        if len(value.strip()) > 1 and not value.strip().isdecimal()
    ]
    return "\n".join(texts)[:MOST]
