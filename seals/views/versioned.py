"""Doing an act on a subject from a page of its own: a refusal becomes an error of the form, the answer a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal

BESIDE = {"csrfmiddlewaretoken", "key", "version", "kept"}


def sent(request: HttpRequest) -> dict[str, Any]:
    """What he filled in, by which a form that comes again is known; never a password."""
    words = {
        name: values
        for name, values in request.POST.lists()
        if name not in BESIDE and not name.startswith(("password", "second"))
    }
    return words | {name: [(f.name, f.size) for f in files] for name, files in request.FILES.lists()}


def did(
    request: HttpRequest,
    form: Any,
    action: Callable[..., Any],
    subject: Any,
    /,
    *,
    new: bool = False,
    **kwargs: Any,
) -> Any:
    """Run the act of a valid form on its subject; what was done, or None: then the refusal is in the form, which after
    `Faster` is drawn from the subject as it is now."""
    version = {} if new else {"expected_version": form.cleaned_data["version"]}
    try:
        done = action(
            subject, by=request.user, key=form.cleaned_data["key"], sent=sent(request), **version, **kwargs
        )
    except NotAllowed:
        raise  # answered with a page of its own
    except Refusal as refusal:
        refused(form, refusal)
        if isinstance(refusal, Faster) and subject.pk:
            form.renew(type(subject)._default_manager.get(pk=subject.pk))
        return None
    messages.success(request, done.said)
    return done


def refused(form: Any, refusal: Refusal) -> None:
    """The refusal stands in the form, at its field where it has one; `form.status` answers for it."""
    field = getattr(refusal, "field", None)
    for reason in refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]:
        form.add_error(field if field in form.fields else None, reason)
    form.status = refusal.status


def status(form: Any) -> int:
    return int(getattr(form, "status", 422)) if form.is_bound and form.errors else 200
