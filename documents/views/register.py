"""The register form: drawn, checked while it is filled in, saved, and on to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from checking.hints import Like, hints
from deadlines.explain import explain
from docflow.web.errors import Faster, Refusal
from docflow.web.forms import QueryForm, no_surrogate
from documents.actions.extra import extra_copy, may_register
from documents.actions.numbers import receipt_no
from documents.actions.register import Duplicate, register
from documents.actions.uploads import ROLES, sent_by
from documents.files.kinds import ACCEPT_ATTRIBUTE
from documents.forms.register import RegisterForm
from documents.forms.suggest import fill
from documents.models import Document, Draft
from documents.queries.drafts import NEWEST, drafts_of, forgetting, own_drafts, own_keys
from documents.queries.duplicates import mark, shown_to, twins
from documents.queries.previous import form_values, last_registered, next_serial
from documents.queries.visible import visible_to
from documents.views.upload import FORM, Incoming, collect, forget, shown
from people.models import Unit
from workflow.spine import new_key

SERIES = "收"


class StartQuery(QueryForm):
    """How the form starts: from the draft, from the last paper, or with the batch's unit and date."""

    draft = forms.CharField(max_length=64)
    copy = forms.ChoiceField(choices=[("last", "")])
    unit = forms.ModelChoiceField(Unit.objects.filter(is_active=True))
    date = forms.DateField()
    batch = forms.BooleanField()


@require_http_methods(["GET", "POST"])
def register_new(request: HttpRequest) -> HttpResponse:
    """`/documents/new/`"""
    _allowed(request)
    return _save(request) if request.method == "POST" else _start(request)


def _allowed(request: HttpRequest) -> None:
    if not may_register(request.user.hats):  # type: ignore[union-attr]
        raise PermissionDenied


def _start(request: HttpRequest) -> HttpResponse:
    query = StartQuery(request.GET)
    if not query.is_valid():
        return redirect("register_new")
    wanted = query.cleaned_data
    kept = list(drafts_of(request.user, FORM)[:NEWEST])
    draft = drafts_of(request.user, FORM).filter(key=wanted["draft"]).first() if wanted["draft"] else None
    got, initial = Incoming(), {}
    if draft is not None:
        initial = {name: values[-1] for name, values in draft.data.items() if values}
        initial = {name: value for name, value in initial.items() if value or name != "received_at"}
        got = _draft_files(request, draft)
    elif wanted["copy"]:
        initial = {**_previous(request)}
    elif wanted["unit"]:
        initial = {"sender": wanted["unit"].name, "sender_id": str(wanted["unit"].pk), "batch": wanted["batch"],
                   "document_date": wanted["date"]}  # fmt: skip
    form = RegisterForm(person=request.user, initial=initial)
    if draft is not None:
        return _page(request, form, got, drafted=draft.key)
    return _page(request, form, got, drafts=kept)


def _kept(draft: Draft) -> dict[str, Any]:
    """A draft as the line that offers it."""
    first = {name: values[0] for name, values in draft.data.items() if values}
    title = first.get("title") or first.get("sender") or first.get("source_doc_number") or ""
    return {
        "key": draft.key,
        "at": draft.updated_at,
        "title": title,
        "files": len(draft.data.get("files", ())),
    }


def _previous(request: HttpRequest) -> dict[str, str]:
    last = last_registered(request.user)
    if last is None:
        return {}
    return {**form_values(last), "code": last.source.number_code}


def _draft_files(request: HttpRequest, draft: Draft) -> Incoming:
    got = Incoming()
    try:
        got.sent = sent_by(request.user, draft.data.get("files", []))
    except Refusal as error:
        got.errors.append(str(error))
    for number, one in enumerate(got.sent):
        asked = (draft.data.get(f"role-{one.blob.sha256[:12]}") or [""])[-1]
        one.role = asked if asked in ROLES else ROLES[min(number, 1)]
    return got


def _save(request: HttpRequest) -> HttpResponse:
    got = collect(request)
    form = RegisterForm(request.POST, person=request.user)
    valid = form.is_valid()
    if form.secret:
        got.secret = True
        forget(request, got, "form field")
    if got.secret:
        return _page(request, form, got, status=422)
    if "read" in request.POST or (got.fresh and not valid and got.offers):
        return _offered(request, got)
    if got.errors:
        return _page(request, form, got, status=422)
    if not valid:
        return _page(request, form, got, status=422)
    return _register(request, form, got)


def _register(request: HttpRequest, form: RegisterForm, got: Incoming) -> HttpResponse:
    values = form.cleaned_data
    try:
        done = register(
            form.document(),
            by=request.user,
            key=values["key"],
            handler=values["handler"],
            blobs=got.blobs(),
            due=form.due if values["limit"] else None,
            note=values["note"],
            twin_reason=values["twin_reason"],
            twins_seen=values["twins_seen"],
            resubmits=values["resubmits"],
            also=[forgetting(request.user, FORM, own_keys(request.POST))],
        )
    except Duplicate as refusal:
        form.add_error("twin_reason", str(refusal))
        return _page(request, form, got, status=refusal.status, found=refusal.twins)
    except Refusal as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        if isinstance(refusal, Faster):  # this key is used up: sent again, the form is another paper
            data: Any = form.data.copy()  # type: ignore[attr-defined]
            data["key"] = new_key()
            form.data = data
        return _page(request, form, got, status=refusal.status)
    messages.success(request, done.said)
    return redirect(
        _next(request, form) if "next" in request.POST else reverse("document", args=[done.subject.ref])
    )


def _next(request: HttpRequest, form: RegisterForm) -> str:
    url = reverse("register_new")
    if not form.cleaned_data["batch"] or form.unit is None or form.unit.pk is None:
        return url
    day = form.cleaned_data["document_date"]
    keep = {"unit": form.unit.pk, "batch": 1} | ({"date": day.isoformat()} if day else {})
    return f"{url}?{urlencode(keep)}"


def _offered(request: HttpRequest, got: Incoming) -> HttpResponse:
    """The form again, filled from the original: to be checked and saved."""
    values, filled = fill(request.POST.dict(), got.offers)
    form = RegisterForm(person=request.user, initial=values)
    form.mark_auto(filled)
    return _page(request, form, got, filled=bool(filled), status=422 if got.errors else 200)


def _page(
    request: HttpRequest,
    form: RegisterForm,
    got: Incoming,
    *,
    status: int = 200,
    found: list[Document] | None = None,
    drafts: Sequence[Draft] = (),
    drafted: str = "",
    filled: bool = False,
) -> HttpResponse:
    form.offer_previous(_previous(request))
    year = timezone.localdate().year
    context: dict[str, Any] = {
        "form": form,
        "filled": filled,
        "drafts": [_kept(draft) for draft in drafts],
        "drafted": drafted or form.data.get("drafted", "") or request.POST.get("drafted", ""),
        "accept": ACCEPT_ATTRIBUTE,
        "next_no": receipt_no(SERIES, year, next_serial(SERIES, year)),
        **shown(got),
        **_checked(request, form, found),
    }
    return render(request, "documents/register_new.html", context, status=status)


# -- while it is filled in ---------------------------------------------------------------------


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """`/documents/new/check/`: twins, the sender as understood, the limit with its reason. Stores nothing."""
    _allowed(request)
    form = RegisterForm(request.POST, person=request.user)
    form.is_valid()
    notes = {"form": form, **_checked(request, form, None)}
    return HttpResponse(render_to_string("documents/register_checks.html", notes))


def _checked(request: HttpRequest, form: RegisterForm, found: list[Document] | None) -> dict[str, Any]:
    """What the notes under the fields say."""
    if not form.is_bound:
        return {"twins": [], "twins_mark": "", "unknown": "", "trace": [], "hints": []}
    doc = form.likely() if not form.secret else None
    if found is None:
        found = twins(doc) if doc is not None else []
    return {
        "twins": shown_to(request.user, doc, found) if doc is not None and found else [],
        "twins_mark": mark(found),
        "unknown": form.unknown,
        "trace": explain(form.due.trace) if form.due else [],
        "hints": []
        if form.secret
        else hints(Like("document", form.cleaned_data.get("kind", ""), sender(form))),
    }


def sender(form: RegisterForm) -> str:
    """The organ it comes from, where that is clear."""
    return form.unit.name if form.unit is not None else ""


# -- the same paper once more ------------------------------------------------------------------


class ExtraForm(forms.Form):
    key = forms.CharField(max_length=50)
    copies = forms.IntegerField(min_value=1, max_value=9999)
    copy_numbers = forms.CharField(max_length=200, required=False, validators=[no_surrogate])


@require_POST
def extra(request: HttpRequest) -> HttpResponse:
    """`/documents/new/extra/`: the typed copies are added to the paper `twin`; the form is done with."""
    _allowed(request)
    doc = get_object_or_404(visible_to(request.user), ref=request.POST.get("twin", "")[:20].replace("\0", ""))
    asked = ExtraForm(request.POST)
    if not asked.is_valid():
        return _again(request, None)
    data = asked.cleaned_data
    numbers = data["copy_numbers"]
    try:
        done = extra_copy(
            doc, by=request.user, key=f"{data['key']}-extra", copies=data["copies"], copy_numbers=numbers
        )
    except Refusal as refusal:
        return _again(request, refusal)
    own_drafts(request.user, FORM, request.POST).delete()
    messages.success(request, done.said)
    return redirect("document", done.subject.ref)


def _again(request: HttpRequest, refusal: Refusal | None) -> HttpResponse:
    """The form as it was typed, with what stands in the way."""
    form = RegisterForm(request.POST, person=request.user)
    form.is_valid()
    if refusal is not None:
        form.add_error(None, str(refusal))
    return _page(request, form, collect(request), status=refusal.status if refusal else 422)
