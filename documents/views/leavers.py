"""离任移交 (S25): who holds what in his own name, and to whom it goes. Chiefs hand over; administrators see how much."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from docflow.web.errors import NotAllowed
from documents.actions.leavers import Outcome, Wish, hand_over
from documents.forms.leavers import RECALL, LeaverForm, sent_with
from documents.queries import leavers
from people.actions.guard import keeps_people
from people.models import Person
from people.queries import keeping, registry
from people.roles import CHIEFS


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`/leavers/`: everybody with open work in his own name, those who can do nothing today first."""
    _who_may(request.user)
    return render(request, "documents/leavers.html", {"rows": leavers.holders()})


@require_http_methods(["GET", "HEAD", "POST"])
def leaver(request: HttpRequest, pk: int) -> HttpResponse:
    """`/leavers/<person>/`: his work in groups, to whom each goes; POST does it and lists what came of it."""
    chief = _who_may(request.user)
    found = get_object_or_404(Person, pk=pk)
    if not chief:
        if request.method == "POST":
            raise NotAllowed(_("公文由处长改派，管理员看不到公文，也不能改派。"))
        counted = leavers.counted(found)
        context = {"leaver": found, "counted": counted, "keeping": keeping(found.principal),
                   "chiefs": registry(CHIEFS).exclude(pk=pk)}  # fmt: skip
        return render(request, "documents/leaver_counts.html", context)
    results: list[Outcome] = []
    form = _sent(request, found) if request.method == "POST" else None
    if form is not None and form.is_valid():
        results, form = _handed_over(request, found, form), None
    groups, more, hidden = leavers.held_by(found, request.user)
    form = form or LeaverForm(groups=groups, name=found.name)
    context = {"leaver": found, "form": form, "more": more, "hidden": hidden, "results": results,
               "elsewhere": leavers.elsewhere(found), "copies": leavers.copies(found, request.user),
               "undone": sum(not r.done for r in results), "keeping": keeping(found.principal)}  # fmt: skip
    return render(request, "documents/leaver.html", context, status=422 if form.errors else 200)


def _who_may(user: Any) -> bool:
    """Is he one who hands over? The pages exist for chiefs and administrators only."""
    if user.hats.office_roles & CHIEFS:
        return True
    if keeps_people(user.hats):
        return False
    raise Http404


def _sent(request: HttpRequest, found: Person) -> LeaverForm:
    groups, _more, _hidden = leavers.held_by(found, request.user)
    versions = sent_with(request.POST.getlist("task"))
    tasks = leavers.of(found, versions, request.user)
    form = LeaverForm(request.POST, groups=leavers.with_sent(groups, tasks, found), name=found.name)
    form.sent = [(task, versions[task.pk]) for task in tasks]
    return form


def _handed_over(request: HttpRequest, found: Person, form: LeaverForm) -> list[Outcome]:
    people = {str(p.pk): p for group in form.groups for p in group.to}
    wishes = []
    for task, version in form.sent:
        chosen = form.cleaned_data.get(f"to_{task.kind}", "")
        if chosen:
            wishes.append(Wish(task, version, None if chosen == RECALL else people[chosen]))
    data = form.cleaned_data
    return hand_over(wishes, by=request.user, reason=data["reason"], key=data["key"])  # type: ignore[arg-type]
