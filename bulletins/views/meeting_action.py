"""One action of a meeting: what it is, what became of it, and what can be done with it, each on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from alerts.queries import seen
from bulletins.actions import following
from bulletins.forms.meeting import DayForm, HandForm, ReasonForm, ResultForm
from bulletins.models import MeetingAction
from bulletins.queries import meetings as query
from bulletins.queries.packs import sees as sees_pack
from bulletins.rules import packs as rules
from bulletins.words import ActionState, TaskKind
from documents.queries.onward import onward
from seals.views.versioned import did, status
from workflow.clock import database_now
from workflow.models import Entry, Task

A = ActionState


@dataclass(frozen=True)
class Verb:
    """One thing that is done with an action, and the states in which it is done; `chief`: by a chief, else by its owner."""

    code: str
    label: Any
    line: Any
    states: tuple[str, ...]
    form: type[Any]
    action: Any
    chief: bool = True
    danger: bool = False


VERBS = {
    v.code: v
    for v in (
        Verb("done", lazy("完成"), lazy("写明办理结果；下次例会会列出。"), (A.OPEN,), ResultForm, following.finish, chief=False),
        Verb("move", lazy("改期"), lazy("原定期限保留在旁边，责任人会收到知会。"), (A.OPEN,), DayForm, following.move),
        Verb("hand", lazy("改交他人"), lazy("期限不变，原责任人会收到知会。"), (A.OPEN,), HandForm, following.hand),
        Verb("drop", pgettext_lazy("verb", "不再办"), lazy("事项就此结束，理由随事项保存。"), (A.OPEN,), ReasonForm, following.drop, danger=True),
        Verb("again", lazy("重新办理"), lazy("事项重新交给责任人，按新的期限办理。"), (A.DONE, A.DROPPED), DayForm, following.take_up),
    )
}  # fmt: skip


def _found(request: HttpRequest, ref: str) -> MeetingAction:
    rows = query.visible_actions(request.user).select_related("meeting__pack", "owner")
    return get_object_or_404(rows, ref=ref)


def offered(action: MeetingAction, person: Any, tasks: list[Task]) -> list[Verb]:
    """What he can do with it now."""
    his = any(person.hats.acts_for(t.holder, t.kind)[0] for t in tasks if t.kind == TaskKind.MEETING_ACTION)
    chief = rules.edits(person.hats)
    return [v for v in VERBS.values() if action.state in v.states and (chief if v.chief else his)]


def _tasks(action: MeetingAction) -> list[Task]:
    return list(Task.objects.about(action).open().order_by("id"))


@require_safe
def meeting_action(request: HttpRequest, ref: str) -> HttpResponse:
    """`/meetings/actions/<ref>/`"""
    person: Any = request.user
    found, now = _found(request, ref), database_now()
    entries = Entry.objects.filter(subject_kind=found.subject_kind, subject_pk=found.pk).order_by("-seq")
    if request.method == "GET":
        seen(person, found, now)
    context = {
        "action": found, "late": query.late(found, now), "verbs": offered(found, person, _tasks(found)), "entries": entries[:50],
        "pack": found.meeting.pack if sees_pack(person, found.meeting.pack.ref) else None,
    }  # fmt: skip
    return render(request, "bulletins/meeting_action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_action_act(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/meetings/actions/<ref>/do/<verb>/`"""
    person: Any = request.user
    found = _found(request, ref)
    if verb not in VERBS:
        raise Http404
    said = VERBS[verb]
    may = said in offered(found, person, _tasks(found))
    if request.method != "POST":
        return _page(
            request, found, said, said.form(doc=found, person=person) if may else None, 200 if may else 403
        )
    form = said.form(request.POST, doc=found, person=person)
    if form.is_valid():
        done = did(request, form, said.action, found, **form.act_kwargs())
        if done is not None:
            return redirect(onward(person, done.subject, "", "", ""))
        found = MeetingAction.objects.select_related("meeting__pack", "owner").get(pk=found.pk)
    elif not may:
        return _page(request, found, said, None, 403)
    return _page(request, found, said, form, status(form))


def _page(request: HttpRequest, found: MeetingAction, verb: Verb, form: Any, code: int) -> HttpResponse:
    """Not his (403), or not now (409): somebody was faster."""
    why = ""
    if form is None:
        moved = found.state not in verb.states
        state = {"state": found.get_state_display()}
        why = _("这一事项现在是“%(state)s”。") % state if moved else _("这项工作不在您名下。")
        code = 409 if moved else 403
    return render(
        request,
        "bulletins/meeting_action_act.html",
        {"action": found, "verb": verb, "form": form, "why": why},
        status=code,
    )
