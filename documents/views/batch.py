"""Doing one thing to many papers of a register: each by its own act, and what was not done is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from docflow.web.errors import BadInput, Faster, Refusal
from documents.forms.batch import MOST, BatchForm, picked
from documents.queries.quick import TooWide
from documents.views.ledger import Ledger
from documents.views.ledger_page import addresses


@dataclass(frozen=True)
class Work:
    """One thing that is done to many: its words, `make(papers, person, data)` its form, `do(paper, person, key, form)`
    the act on one, which refuses as acts do."""

    label: str | Promise
    line: str | Promise
    make: Callable[[list[Any], Any, Any], BaseForm]
    do: Callable[[Any, Any, str, Any], None]


def do_to_many(request: HttpRequest, ledger: Ledger, works: Mapping[str, Work], verb: str) -> HttpResponse:
    """`?pick=…`: GET shows the papers and the form; POST does it and says what came of it.

    `all` instead of `pick`: what the register's address `back` lists.
    """
    if verb not in works:
        raise Http404
    work, person, back = works[verb], request.user, _sent(request).get("back", "")
    found = chosen_papers(request, ledger)
    frame = BatchForm(_sent(request)) if _sent(request).get("key") else BatchForm(initial={"back": back})
    if found is None:
        return nothing_picked(request, ledger)
    papers, more = found
    if request.method != "POST":
        return _page(request, ledger, work, papers, frame, work.make(papers, person, None), more=more)
    form = work.make(papers, person, request.POST)
    if not (frame.is_valid() and form.is_valid()):
        return _page(request, ledger, work, papers, frame, form, status=422)
    refused = []
    for paper in papers:
        try:
            work.do(paper, person, f"{frame.cleaned_data['key']}-{paper.pk}", form)
        except Refusal as refusal:
            refused.append((paper, _why(refusal)))
    done = len(papers) - len(refused)
    if refused:
        return _result(request, ledger, work, done, refused)
    messages.success(request, _("%(verb)s：成功 %(done)s 件。") % {"verb": work.label, "done": done})
    return redirect(f"{ledger.url}?{back}")


def reader_of(request: HttpRequest) -> Any:
    """Who reads the whole register, and may do things to many papers; to others there is no such page (404)."""
    person: Any = request.user
    if not person.hats.reads_register:
        raise Http404
    return person


def _sent(request: HttpRequest) -> QueryDict:
    return request.POST if request.method == "POST" else request.GET


def nothing_picked(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """Back to the list, with a word why."""
    messages.warning(request, _("没有选中任何一件。"))
    return redirect(f"{ledger.url}?{_sent(request).get('back', '')}".rstrip("?"))


def chosen_papers(request: HttpRequest, ledger: Ledger, most: int = 0) -> tuple[list[Any], bool] | None:
    """The ticked papers that he sees, newest first, at most so many (0: as one batch takes); all of the list where `all`
    was ticked: were there more? None where there is none."""
    most = most or MOST
    sent, person = _sent(request), request.user
    refs, more = picked(sent), False
    if request.method != "POST" and "all" in sent:
        refs, more = every_ref(ledger, person, sent.get("back", ""), most)
    found = ledger.these(person, refs)
    return (found[:most], more or len(found) > most) if found else None


def every_ref(ledger: Ledger, person: Any, query: str, most: int) -> tuple[list[str], bool]:
    """The second step of selecting: all papers of the list, as far as one go takes; were there more?"""
    try:
        page = ledger.asked_for(person, query, timezone.localtime()).first(most)
    except TooWide as error:
        raise BadInput(_("符合条件的太多，没有查完。请加几个字或缩小范围再查。")) from error
    return [row.ref for row in page.rows], page.older


def _why(refusal: Refusal) -> str:
    """The reason in one line: nothing of a form stands below it here."""
    if isinstance(refusal, Faster) and refusal.who and refusal.when:
        at = timezone.localtime(refusal.when)
        return _("%(who)s %(when)s 已先办理，本件已有变化。") % {
            "who": refusal.who,
            "when": f"{at:%m-%d %H:%M}",
        }
    return str(refusal)


def _result(
    request: HttpRequest, ledger: Ledger, work: Work, done: int, refused: list[tuple[Any, str]]
) -> HttpResponse:
    """What was not done, each with its reason; one button tries these again, with the same words."""
    again = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("pick", "csrfmiddlewaretoken")
        for value in values
    ]
    opens = ledger.opener()
    context = {
        "ledger": ledger, "work": work, "again": again, "back": request.POST.get("back", ""), "done": done,
        "failed": len(refused), "refused": [(p.ref, *ledger.named(p), opens(p), why) for p, why in refused],
        **addresses(ledger.name),
    }  # fmt: skip
    return render(request, "documents/batch_result.html", context)


def _page(
    request: HttpRequest,
    ledger: Ledger,
    work: Work,
    papers: list[Any],
    frame: BatchForm,
    form: BaseForm,
    *,
    more: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "ledger": ledger, "work": work, "frame": frame, "form": form, "most": MOST if more else 0,
        "items": [(p.ref, *ledger.named(p)) for p in papers], **addresses(ledger.name),
    }  # fmt: skip
    return render(request, "documents/batch.html", context, status=status)
