"""A form of custody at work: sent twice it says what it said; what refuses it becomes an error of the form."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from docflow.web.errors import Incomplete, Refusal
from workflow.models import Entry

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def done_before(request: HttpRequest, kind: str) -> Entry | None:
    """The entry of a form sent twice (double click, reload): it says again what it said the first time."""
    key, me = request.POST.get("key", ""), request.user.pk
    if me is None or not _KEY.fullmatch(key):
        return None
    entry = Entry.objects.filter(key=key, subject_kind=kind, actor_id=me).first()
    if entry is not None:
        messages.success(request, entry.data.get("said", ""))
    return entry


def put(form: Any, refusal: Refusal, names: dict[str, str] | None = None) -> None:
    """The refusal stands at its field; `names`: what the act calls a field of the form."""
    reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
    field = getattr(refusal, "field", None)
    field = (names or {}).get(field or "", field)
    for reason in reasons:
        form.add_error(field if field in form.fields else None, reason)
    form.status = refusal.status


def status(*forms: Any) -> int:
    """The status of a page that shows these forms: that of the one that was refused."""
    for form in forms:
        if form.is_bound and form.errors:
            return int(getattr(form, "status", 422))
    return 200
