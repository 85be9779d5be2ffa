"""用印 on the page of an outgoing paper: its applications with their states, or what is missing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from docflow.web import parts
from outgoing.models import Outgoing
from outgoing.queries.runs import waiting_runs
from seals.models import SealRequest
from seals.queries.papers import open_runs, seal_for, why_not
from seals.queries.requests import of_paper, visible_to
from seals.rules.rights import may_apply
from seals.words import RequestState

MARKS = {RequestState.APPROVED: "todo", RequestState.CLOSED: "ok", RequestState.VOIDED: "late"}


def beside(paper: Outgoing, person: Any) -> SafeString:
    """A line for each application; where copies wait without one, why, or the way to ask."""
    found = of_paper(paper)
    seen = set(visible_to(person).filter(paper=paper).values_list("pk", flat=True)) if found else set()
    rows = [_line(request, request.pk in seen) for request in found]
    if waiting_runs(paper):
        rows += _missing(paper, person)
    if not rows:
        return SafeString("")
    head = parts.esc(_("用印申请"))
    return SafeString(f'<h2 class="sec">{head}</h2><ul class="co">{"".join(rows)}</ul>')


def _line(request: SealRequest, seen: bool) -> str:
    number = parts.esc(request.number)
    if seen:
        number = f'<a href="{reverse("seal_request", args=[request.ref])}">{number}</a>'
    mark = parts.state(MARKS.get(RequestState(request.state), ""), request.get_state_display())
    words = _("%(seal)s · 批准 %(n)s 份，实盖 %(stamped)s") % {
        "seal": request.seal.name, "n": request.copies, "stamped": request.stamped,
    }  # fmt: skip
    return f'<li>{number} {mark} <span class="sp">{parts.esc(words)}</span></li>'


def _missing(paper: Outgoing, person: Any) -> list[str]:
    seal = seal_for(paper)
    if reason := why_not(paper, seal):
        return [f'<li class="wrap">{parts.state("warn", _("尚无用印申请"))} {parts.esc(reason)}</li>']
    if seal is None or not open_runs(paper, seal):
        return []
    link = ""
    if may_apply(person.hats):
        url = f"{reverse('seal_request_new')}?paper={paper.ref}"
        link = f' <a href="{url}">{parts.esc(_("申请用印"))}</a>'
    return [f"<li>{parts.state('warn', _('尚无用印申请'))}{link}</li>"]
