"""The page of an issued paper for who received it: what was printed, his own copies, and signing for them.

How the paper came about and who else has it is not on it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from documents.views import drawn
from outgoing.queries.dispatch import own
from outgoing.queries.known import known
from outgoing.queries.phrases import chips
from outgoing.rules.offers import offer
from outgoing.views import viewer
from outgoing.views.kept import draft_name, restore
from outgoing.views.registry import ACTS
from outgoing.views.screen import opened, word
from outgoing.words import Standing, TaskKind
from workflow.models import Lane, Task

RECEIVE = "receive"


def issued(request: HttpRequest, paper: Any, asked: dict[str, Any]) -> HttpResponse:
    """Drawn by `outgoing.views.page` where the inside is not his to see; `asked` names file, view and first page."""
    person: Any = request.user
    rows = Task.objects.about(paper).live().filter(kind=TaskKind.RECEIVE, lane=Lane.CIRCULATION)
    live = list(
        rows.held_by(sorted(person.hats.all))
    )  # his alone: the cost does not grow with the addressees
    opened(live, person, paper)
    found = offer(RECEIVE, person.hats, known(paper, paper.now, live))
    form = ACTS[RECEIVE][0](doc=paper, person=person) if found.ok else None
    draft = draft_name(RECEIVE, paper.ref)
    context = {
        "paper": paper, "offer": found, "verb": found.verb if found.ok else None, "form": form, "draft": draft,
        "drafted": restore(form, person, draft), "chips": drawn.chips(chips(person, RECEIVE) if form else [], []),
        "from": word(request, "from"), "then": "", "task": found.task.pk if found.task else "", "missing": [],
        "direct": "", "more": "", "rows": own(person, paper, paper.now),
        "recalled": paper.standing == Standing.RECALLED,
    }  # fmt: skip
    came = f"?from={context['from']}" if context["from"] else ""
    here = reverse("outgoing", args=[paper.ref]) + came
    context["viewer"], context["annexes"] = viewer.issued(paper, asked, here)
    return render(request, "outgoing/issued.html", context)
