"""Drafts: what was typed into a form and not sent yet, one per person and form."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from documents.actions.pointer import refused
from documents.files.secrecy import find_in_fields, refusal
from documents.models import Draft
from documents.queries.drafts import drafts_of
from workflow.models import Entry

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "version", "twins_seen"})
MOST = 100_000  # characters
LONGEST_NAME = 60


@require_POST
def save(request: HttpRequest, form: str) -> HttpResponse:
    """`/documents/drafts/<form>/`: keep what the form holds now.

    204. A form that has been sent keeps nothing any more; a state-secret marking drops the draft (422).
    """
    if len(form) > LONGEST_NAME:
        raise Http404
    mine = drafts_of(request.user, form)
    key = request.POST.get("key", "")[:64].replace("\0", "")
    if key and _sent(key, request.user):
        return HttpResponse(status=204)
    data = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    if find_in_fields({name: "\n".join(values) for name, values in data.items()}):
        mine.delete()
        refused("draft", by=request.user)
        return HttpResponse(refusal(), status=422, content_type="text/plain; charset=utf-8")
    data = {n.replace("\0", "")[:80]: [v.replace("\0", "") for v in values] for n, values in data.items()}
    if sum(len(v) for values in data.values() for v in values) > MOST:
        return HttpResponse(status=413)
    person: Any = request.user
    Draft.objects.update_or_create(person=person, form=form, defaults={"data": data})
    return HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest, form: str) -> HttpResponse:
    """`/documents/drafts/<form>/discard/`: forget it and go back."""
    drafts_of(request.user, form).delete()
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else reverse("home"))


def _sent(key: str, person: Any) -> bool:
    return Entry.objects.filter(key=key, actor_id=person.pk).exists()
