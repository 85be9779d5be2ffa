"""The page of an application: the very text beside what was approved, what the ledger says of it, and what is next."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from alerts.queries import seen
from docflow.web.errors import Incomplete, Refusal
from docflow.web.forms import QueryForm
from documents.files.errors import CannotShow
from documents.files.pages import is_drawing
from documents.models import Blob
from documents.queries.onward import onward
from documents.views.file import original_of, page_of
from documents.views.viewer import Viewer, viewer
from documents.words import Urgency
from outgoing.queries import kept
from outgoing.queries.visible import inside_for
from seals.actions import ending, requests
from seals.forms import requests as fields
from seals.models import SealRequest
from seals.queries.custody import custody_of
from seals.queries.electronic import signed_files
from seals.queries.offers import is_over, next_step, offers
from seals.queries.requests import entries_of, lines_of, tasks_of, visible_to
from seals.rules.request_verbs import VERBS, Verb, done
from seals.rules.rights import sees_titles
from workflow.clock import database_now
from workflow.models import Task

ACTS: dict[str, tuple[Any, Any]] = {
    "approve": (fields.ApproveForm, requests.approve), "reject": (fields.RejectForm, requests.reject),
    "withdraw": (fields.WithdrawForm, requests.withdraw), "urge": (fields.UrgeForm, requests.urge),
    "change_approver": (fields.ApproverForm, requests.change_approver), "expire": (fields.ExpireForm, ending.expire),
}  # fmt: skip
INLINE = ("approve",)
_TEXT, _NOTHING, _HIDDEN = lazy("用印文件"), lazy("没有可在线查看的文本。"), lazy("管理员不看公文内容。")


class PageQuery(QueryForm):
    """`view`, `file`, `p`: of the viewer; `from`, `task`: the list and the line he came from."""

    view = forms.ChoiceField(choices=[("", ""), ("text", "text"), ("layout", "layout")])
    file = forms.CharField(max_length=4)
    p = forms.IntegerField(min_value=1, max_value=100_000)
    task = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def on_screen(request: HttpRequest, ref: str) -> Any:
    """The application with the clock as `now`, if this person may see it; else 404. `titled`: may he read what it is
    about?"""
    person: Any = request.user
    rows = visible_to(person).select_related(
        "seal__organ", "seal__unit", "paper", "file", "run__original", "takeout"
    )
    row: Any = rows.filter(ref=ref).first()
    if row is None:
        raise Http404
    row.now, row.titled = timezone.localtime(database_now()), sees_titles(person.hats)
    row.urgency_label = str(Urgency(row.urgency).label)
    return row


@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/requests/<ref>/?view=&p=&from=`"""
    row, query = on_screen(request, ref), PageQuery(request.GET)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    return _page(request, row, query.cleaned_data)


def _page(request: HttpRequest, row: Any, asked: dict[str, Any]) -> HttpResponse:
    person: Any = request.user
    tasks = tasks_of(row)
    _opened(tasks, person, row)
    mine = offers(row, person, tasks, row.now)
    main = next((verb for verb in mine if verb.code in INLINE), None)
    custody = custody_of(row.seal)
    context = {
        "row": row, "titled": row.titled, "tasks": tasks, "next": next_step(row, tasks, row.now),
        "over": is_over(row, row.now), "custody": custody, "lines": lines_of(row) if row.titled else [],
        "signed": signed_files(row) if row.titled and row.seal.is_electronic else [],
        "entries": [(e, done(e.verb)) for e in entries_of(row)], "main": main,
        "form": ACTS[main.code][0](doc=row, person=person) if main else None,
        "others": [verb for verb in mine if main is None or verb.code != main.code],
        "viewer": _viewer(row, asked), "from": _word(request, "from"), "task": _word(request, "task"),
        "inside": row.titled and row.paper is not None and inside_for(person).filter(pk=row.paper_id).exists(),
    }  # fmt: skip
    return render(request, "seals/request.html", context)


def _opened(tasks: list[Task], person: Any, row: Any) -> None:
    """His open tasks are opened from now on; what he was told of it is read."""
    fresh = [
        t.pk
        for t in tasks
        if t.subject_kind == row.subject_kind and t.opened_at is None and t.holder in person.hats.own
    ]
    if fresh:
        Task.objects.filter(pk__in=fresh, opened_at=None).update(opened_at=row.now)
    seen(person, row, row.now)


@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/seals/requests/<ref>/do/<verb>/`"""
    row = on_screen(request, ref)
    if verb not in ACTS:
        raise Http404
    form_class, action = ACTS[verb]
    offered = any(one.code == verb for one in offers(row, request.user, tasks_of(row), row.now))
    if request.method != "POST":
        form = form_class(doc=row, person=request.user) if offered else None
        return _act(request, row, VERBS[verb], form, 200 if offered else 403)
    form = form_class(request.POST, doc=row, person=request.user)
    if not form.is_valid():
        return _act(request, row, VERBS[verb], form, 422)
    key, version = form.cleaned_data["key"], form.cleaned_data["version"]
    try:
        told = action(row, by=request.user, key=key, expected_version=version, **form.act_kwargs())
    except Refusal as refusal:
        return _refused(request, row, VERBS[verb], form, refusal)
    messages.success(request, told.said)
    return redirect(onward(request.user, told.subject, _word(request, "from"), "", _word(request, "task")))


def _refused(request: HttpRequest, row: Any, verb: Verb, form: Any, refusal: Refusal) -> HttpResponse:
    fresh = on_screen(request, row.ref)
    field = getattr(refusal, "field", None)
    for reason in refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]:
        form.add_error(field if field in form.fields else None, reason)
    if refusal.status == 409:
        form.renew(fresh)
    return _act(request, fresh, verb, form, refusal.status)


def _act(request: HttpRequest, row: Any, verb: Verb, form: Any, status: int) -> HttpResponse:
    context = {
        "row": row, "verb": verb, "form": form, "titled": row.titled, "from": _word(request, "from"),
        "task": _word(request, "task"),
    }  # fmt: skip
    return render(request, "seals/request_act.html", context, status=status)


def _word(request: HttpRequest, name: str) -> str:
    text = request.POST.get(name) or request.GET.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) <= 20 else ""


# -- the text ------------------------------------------------------------------------------------------


def text_of(row: SealRequest) -> tuple[Blob | None, str]:
    """The very file that was approved, and its name; None where the original of a paper was not kept."""
    if row.file is not None:
        return row.file, row.file_name
    original = row.run.original if row.run is not None else None
    return original, f"{row.doc_number or row.title[:40]}.pdf"


def _viewer(row: Any, asked: dict[str, Any]) -> Viewer:
    blob, name = text_of(row)
    if not row.titled or blob is None:
        return Viewer(blank=str(_NOTHING if row.titled else _HIDDEN))
    route = f"seal_request_{'drawing' if is_drawing(blob.ext) else 'page'}"
    here, (pages, why) = reverse("seal_request", args=[row.ref]), _pages(row, blob)
    file = {
        "id": "f", "role": "body", "number": 1, "version": 1, "latest": True, "name": name, "ext": blob.ext,
        "sha": blob.sha256, "pages": pages, "words": len(blob.text), "text": blob.text, "why_not": why,
        "label": str(_TEXT), "plain": True, "folder": reverse(route, args=[row.ref, 0]).rpartition("/")[0] + "/",
        "original": reverse("seal_request_file", args=[row.ref]), "size": blob.size,
    }  # fmt: skip
    return viewer([file], {**asked, "file": "f"}, here)


def _pages(row: Any, blob: Blob) -> tuple[int, str]:
    """How many pages it has, or why it cannot be shown: an original that was laid out here is counted when it is seen."""
    if row.file is not None:
        return blob.pages, blob.why_not
    try:
        return len(kept.sizes(blob)), ""
    except CannotShow as error:
        return 0, error.reason


def _file(request: HttpRequest, ref: str) -> tuple[Blob, str]:
    row = on_screen(request, ref)
    blob, name = text_of(row)
    if blob is None or not row.titled:
        raise Http404
    return blob, name


@require_safe
def page_picture(request: HttpRequest, ref: str, page: int) -> FileResponse:
    """`/seals/requests/<ref>/pages/<page>.webp`"""
    return page_of(_file(request, ref)[0], page, request)


@require_safe
def page_drawing(request: HttpRequest, ref: str, page: int) -> FileResponse:
    """`/seals/requests/<ref>/pages/<page>.svg`: a page of an OFD."""
    return page_of(_file(request, ref)[0], page, request, drawing=True)


@require_safe
def file(request: HttpRequest, ref: str) -> FileResponse:
    """`/seals/requests/<ref>/file/`: the approved text as it was sent, as a download; logged."""
    blob, name = _file(request, ref)
    return original_of(blob, name, request, {"seal_request": ref})
