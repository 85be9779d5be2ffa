"""签收 (S07, the receiving side): one list, M signs for all copies, several at once; what does not fit has a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from docflow.web.errors import BadInput, Faster, Refusal
from outgoing.actions.exchanging import Result
from outgoing.actions.receipts import receive
from outgoing.forms.after import ReceiveForm
from outgoing.forms.exchange import ReceiveManyForm
from outgoing.models import Addressee, Outgoing
from outgoing.queries.exchange import PAGE, receiving
from outgoing.views import exchange_rows as drawn
from outgoing.views.exchange import report
from workflow.clock import database_now
from workflow.models import Task
from workflow.spine import new_key


def _seated(request: HttpRequest) -> Any:
    """Whoever works somewhere; an administrator signs for nobody."""
    person: Any = request.user
    if f"p{person.pk}" not in person.hats.own:
        raise Http404
    return person


@require_safe
def to_receive(request: HttpRequest) -> HttpResponse:
    """`/exchange/receive/`: what my units have to sign for."""
    person = _seated(request)
    rows = receiving(person)
    context = {
        "table": drawn.receiving_table(rows[:PAGE], database_now()), "count": len(rows), "key": new_key(),
        "more": len(rows) > PAGE,
    }  # fmt: skip
    return render(request, "outgoing/receiving.html", context)


@require_POST
def receive_many(request: HttpRequest) -> HttpResponse:
    """`/exchange/receive/all/`: sign for all copies of the ticked papers, each by its own act. `pick`, `one`: tasks."""
    person, form = _seated(request), ReceiveManyForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest(form.errors.as_text(), content_type="text/plain; charset=utf-8")
    picked, key = form.picked(), form.cleaned_data["key"] or new_key()
    rows = Task.objects.open().filter(subject_kind=Outgoing.subject_kind, kind="receive", pk__in=picked)
    tasks = list(rows.held_by(sorted(person.hats.all)).order_by("due_at", "id"))
    sent = Addressee.objects.select_related("paper").in_bulk(
        [t.assignment_id for t in tasks if t.assignment_id]
    )
    done, refused = 0, [("", _("这一件已签收，或不在您名下。"))] * (len(picked) - len(tasks))
    for task in tasks:
        row = sent[task.assignment_id or 0]
        try:
            receive(row.paper, by=person, key=f"{key}-{task.pk}", copies=row.copies, task_id=task.pk)
            done += 1
        except Refusal as refusal:
            refused.append((row.paper.number, str(refusal)))
    report(request, Result(done, refused), _("已签收 %(n)s 件。"))
    if not picked:
        messages.warning(request, _("没有选中任何一件。"))
    return redirect("home" if form.cleaned_data["back"] else "exchange_receiving")


@require_http_methods(["GET", "HEAD", "POST"])
def receive_one(request: HttpRequest, pk: int) -> HttpResponse:
    """`/exchange/receive/<task>/`: fewer copies, spoilt ones, not for us. 404 for a task that is not his or is done."""
    person = _seated(request)
    task = Task.objects.open().filter(pk=pk, subject_kind=Outgoing.subject_kind, kind="receive").first()
    if task is None or not person.hats.acts_for(task.holder, task.kind)[0]:
        raise Http404
    paper = Outgoing.objects.get(pk=task.subject_pk)
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None:
        sent["task"] = str(pk)
    form = ReceiveForm(sent, doc=paper, person=person, initial={"task": pk})
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                done = receive(paper, by=person, key=form.cleaned_data["key"], **form.act_kwargs())
            except Refusal as refusal:
                field = refusal.field if isinstance(refusal, BadInput) else None
                form.add_error(field if field in form.fields else None, str(refusal))
                if isinstance(refusal, Faster):
                    form.renew(paper)  # type: ignore[arg-type]
                status = refusal.status
            else:
                messages.success(request, done.said)
                return redirect("exchange_receiving")
    context = {"form": form, "paper": paper, "row": form.row, "task": task}
    return render(request, "outgoing/receive.html", context, status=status)
