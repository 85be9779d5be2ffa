"""Doing an act from a page: its refusal becomes an error of the form, its answer a message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from people.actions.guard import keeps_people
from people.forms.keyed import KeyedForm
from people.models import Delegation, Roster
from people.roles import Role
from workflow.models import Entry

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def keepers_only(request: HttpRequest) -> None:
    """The pages exist for administrators only; to everybody else they do not."""
    if not keeps_people(request.user.hats):  # type: ignore[union-attr]
        raise Http404


def onward(request: HttpRequest) -> str:
    """What the address hands on to the next page: where to return to (`next`), for which role somebody is wanted."""
    asked = {name: request.GET.get(name, "") for name in ("next", "role")}
    return f"?{urlencode(known)}" if (known := {n: v for n, v in asked.items() if v}) else ""


def back(request: HttpRequest, otherwise: str) -> str:
    """Where who came from a list with `next` returns to; an address of ours only."""
    wanted = request.GET.get("next", "")
    return (
        wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else otherwise
    )


def role_wanted(request: HttpRequest) -> str:
    role = request.GET.get("role", "")
    return role if role in Role.values else ""


def done_before(request: HttpRequest) -> Entry | None:
    """The entry of a form sent twice (double click, reload): it says again what it said the first time."""
    key, me = request.POST.get("key", ""), request.user.pk
    if me is None or not _KEY.fullmatch(key):
        return None
    entry = Entry.objects.filter(key=key, subject_kind="roster", actor_id=me).first()
    if entry is not None:
        messages.success(request, entry.data.get("said", ""))
    return entry


def did(request: HttpRequest, form: Any, action: Callable[..., Any], **kwargs: Any) -> bool:
    """Run the act of a bound, valid form; True when done. A refusal is left in the form as `form.status`."""
    try:
        done = action(Roster.the(), by=request.user, key=form.cleaned_data["key"], **kwargs)
    except NotAllowed:
        raise  # answered with a page of its own
    except Refusal as refusal:
        reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
        field = getattr(refusal, "field", None)
        for reason in reasons:
            form.add_error(field if field in form.fields else None, reason)
        if isinstance(refusal, Faster) and hasattr(form, "renew"):
            form.renew()
        form.status = refusal.status
        return False
    messages.success(request, done.said)
    return True


def backs(rows: Iterable[Delegation]) -> list[tuple[Delegation, KeyedForm]]:
    """Deputies, each with the form that takes his right back."""
    return [
        (d, KeyedForm(saved={"until": d.until, "ended_at": d.ended_at}, auto_id=f"back{d.pk}_%s"))
        for d in rows
    ]


def status(*forms: Any) -> int:
    """The status of a page that shows these forms: that of the one that was refused."""
    for form in forms:
        if form.is_bound and form.errors:
            return int(getattr(form, "status", 422))
    return 200
