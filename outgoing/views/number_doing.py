"""Who comes to the pages of numbers, and an act done from one: its refusal becomes an error of the form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from outgoing.models import NumberBook
from outgoing.rules import number_rights as rights

BESIDE = {"csrfmiddlewaretoken", "key", "seen"}  # sent along, nobody's words


def who_may(request: HttpRequest, right: Callable[[Any], bool], words: str = "") -> Any:
    """The person. To people outside our office these pages do not exist; inside it the right is missing or there."""
    person: Any = request.user
    if not rights.is_of_us(person.hats):
        raise Http404
    if not right(person.hats):
        raise NotAllowed(words or _("发文字号由文书和处长管理，您没有这个职务。"))
    return person


def did(request: HttpRequest, form: Any, action: Callable[..., Any], **kwargs: Any) -> bool:
    """Run the act of a bound, valid form; True when done. A refusal is left in the form as `form.status`.

    A form sent twice (double click, reload) says again what it said the first time.
    """
    sent = {
        name: values for name, values in request.POST.lists()
        if name not in BESIDE and not name.startswith("try")
    }  # fmt: skip
    key = form.cleaned_data["key"]
    try:
        done = action(NumberBook.the(), by=request.user, key=key, sent=sent, **kwargs)
    except NotAllowed as refusal:
        form.add_error(None, str(refusal))
        form.status = refusal.status
        return False
    except Refusal as refusal:
        _put(form, refusal)
        return False
    messages.success(request, done.said)
    return True


def _put(form: Any, refusal: Refusal) -> None:
    reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
    field = getattr(refusal, "field", None)
    for reason in reasons:
        form.add_error(field if field in form.fields else None, reason)
    if isinstance(refusal, Faster):
        form.renew()
    form.status = refusal.status


def status(form: Any) -> int:
    """The status of a page with this form."""
    return int(getattr(form, "status", 422)) if form.is_bound and form.errors else 200
