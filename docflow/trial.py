"""试一试: the steps of a paper and of a seal to try out in the demo (S29). What was done since the visitor came ticks them off."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST

from docflow.identities import demo_people
from docflow.web.prepared import fetch
from seals.models import AuditDeed

SINCE, AWAY = "trial_since", "trial_away"  # kept by `switch_identity` from one identity to the next
# What an entry is about; what the auditor did is kept in rows of its own.
PAPER, SEAL, AUDIT = "document", "seal_request", "audit"
DONE = """
SELECT DISTINCT e.subject_kind, e.verb FROM people_person p
  JOIN workflow_entry e ON e.actor_id = p.id AND e.at >= %(since)s AND e.verb = ANY (%(verbs)s)
 WHERE p.is_demo
UNION
SELECT DISTINCT 'audit', d.kind FROM people_person p
  JOIN seals_auditdeed d ON d.person_id = p.id AND d.at >= %(since)s AND d.kind = ANY (%(verbs)s)
 WHERE p.is_demo
"""


class Step(NamedTuple):
    """What to do, as whom, and the verbs of the trail that show that it is done: `about` what."""

    words: str | Promise
    username: str
    verbs: tuple[str, ...]
    about: str = PAPER

    def seen_in(self, done: set[tuple[str, str]]) -> bool:
        return any((self.about, verb) in done for verb in self.verbs)


STEPS = (
    Step(lazy("登记一件来文"), "chen", ("register",)),
    Step(lazy("写拟办意见送审"), "feng", ("propose",)),
    Step(lazy("审批：同意并送出"), "wu", ("approve",)),
    Step(lazy("批示"), "zhao", ("instruct", "record")),
    Step(lazy("按批示交办或分送"), "feng", ("assign", "circulate", "circulate_only")),
    Step(lazy("用印：在用印台登记"), "chu", ("stamp",), SEAL),
    Step(lazy("审计：打开用印审计，验证链"), "you", (AuditDeed.Kind.CHAIN.value,), AUDIT),
)


def trial(request: HttpRequest) -> list[dict[str, Any]]:
    """The steps with `done`, the person for each and whether he is on; empty outside the demo or when put away."""
    if not settings.DEMO or request.session.get(AWAY):
        return []
    since = request.session.setdefault(SINCE, int(time.time()))
    verbs = [verb for step in STEPS for verb in step.verbs]
    done = set(fetch(DONE, {"since": datetime.fromtimestamp(since, UTC), "verbs": verbs}))
    names = {p["username"]: p["label"] for p in demo_people()}
    me = request.user.get_username()
    return [
        {"words": s.words, "username": s.username, "who": names[s.username], "me": s.username == me,
         "done": s.seen_in(done)}
        for s in STEPS if s.username in names
    ]  # fmt: skip


@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """`/trial/`: the card is not shown again in this session. 404 where there is no demo."""
    if not settings.DEMO:
        raise Http404
    request.session[AWAY] = True
    return redirect("home")
