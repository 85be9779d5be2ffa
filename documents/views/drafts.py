"""Drafts: what was typed into a form and not sent yet, one per drawn form."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from documents.actions.pointer import refused
from documents.files.secrecy import find_in_fields, refusal
from documents.models import Draft
from documents.queries.drafts import drafts_of, own_drafts, own_keys
from workflow.models import Entry

NOT_KEPT = frozenset({"csrfmiddlewaretoken", "key", "version", "twins_seen", "drafted"})
MOST = 100_000  # characters
LONGEST_NAME = 60


@require_POST
def save(request: HttpRequest, form: str) -> HttpResponse:
    """`/documents/drafts/<form>/`: keep what the form holds now.

    204. Kept under the form's own key: another form, in another window, has a draft of its own. The one this form
    goes on from (`drafted`) becomes its own. A form that has been sent keeps nothing any more; a state-secret
    marking drops the draft (422).
    """
    if len(form) > LONGEST_NAME:
        raise Http404
    keys = own_keys(request.POST)
    person: Any = request.user
    key = request.POST.get("key", "")[:64].replace("\0", "")
    if key and _sent(key, person):
        return HttpResponse(status=204)
    data = {name: values for name, values in request.POST.lists() if name not in NOT_KEPT}
    if find_in_fields({name: "\n".join(values) for name, values in data.items()}):
        own_drafts(person, form, request.POST).delete()
        refused("draft", by=person)
        return HttpResponse(refusal(), status=422, content_type="text/plain; charset=utf-8")
    data = {n.replace("\0", "")[:80]: [v.replace("\0", "") for v in values] for n, values in data.items()}
    if sum(len(v) for values in data.values() for v in values) > MOST:
        return HttpResponse(status=413)
    with transaction.atomic():
        drafts_of(person, form).filter(key__in=[k for k in keys if k != key]).delete()
        Draft.objects.update_or_create(person_id=person.pk, form=form, key=key, defaults={"data": data})
    return HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest, form: str) -> HttpResponse:
    """`/documents/drafts/<form>/discard/`: forget the draft `key` and go back."""
    drafts_of(request.user, form).filter(key__in=own_keys(request.POST)).delete()
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe else reverse("home"))


def _sent(key: str, person: Any) -> bool:
    return Entry.objects.filter(key=key, actor_id=person.pk).exists()
