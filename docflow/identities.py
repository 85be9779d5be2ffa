"""The demo's switch of identity: one click in the top bar, absent outside the demo."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from docflow.web.prepared import fetch
from people.models import Person
from people.queries import persons
from people.sitting import begin

KEPT_ON = ("trial_since", "trial_away")  # docflow.trial: one visitor, whoever he is just now
KEPT = 60  # seconds a process keeps the list
# Until the demo is loaded nothing can be kept, and the list's own statement takes as long as a fifth of a page.
ANY = "SELECT EXISTS (SELECT 1 FROM people_person WHERE is_demo)"


def demo_people() -> list[dict[str, str]]:
    """Login name and label of everybody in the demo office, highest rank last seen first."""
    found = cache.get("demo_people")
    if found is None:
        if not fetch(ANY, {})[0][0]:
            return []
        rows = persons().filter(is_demo=True)
        titles = Counter(vars(p)["title"] for p in rows)
        found = [{"username": p.username, "label": f"{p.name}（{_post(p, titles)}）"} for p in rows]
        if found:
            cache.set("demo_people", found, KEPT)
    return list(found)


def _post(person: Any, titles: Counter[str]) -> str:
    """His post; with its unit where several have a post of this name."""
    return f"{person.unit_short}{person.title}" if titles[person.title] > 1 else str(person.title)


@require_POST
def switch_identity(request: HttpRequest) -> HttpResponse:
    """Log in as another person of the demo. 404 where there is no demo."""
    if not settings.DEMO:
        raise Http404
    username = request.POST.get("username", "")
    if not username:  # he stays who he is
        return redirect("/")
    person = get_object_or_404(Person, username=username, is_demo=True, is_active=True)
    kept = {name: request.session[name] for name in KEPT_ON if name in request.session}
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    begin(request)
    request.session.update(kept)
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if safe and not wanted.startswith("/documents/") else "/")
