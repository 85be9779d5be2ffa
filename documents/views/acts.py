"""One view for every verb: GET draws its form with what will happen, POST calls its act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.actions.guard import explained
from documents.forms.act import ActForm
from documents.models import Document
from documents.queries.drafts import forgetting
from documents.queries.known import known
from documents.queries.onward import onward
from documents.rules.did import DID
from documents.rules.known import Known
from documents.rules.verbs import Offer, offer, offers
from documents.views import matters
from documents.views.page_query import read_query
from documents.views.panel import WORDS, draft_name
from documents.views.registry import ACTS
from documents.views.workbench import QUIET, on_screen, word, workbench
from documents.words import State
from workflow.spine import Done
from workflow.write import Statement

BESIDE = {
    "csrfmiddlewaretoken",
    "key",
    "version",
    "from",
    "then",
    "drafted",
    "kept",
}  # sent along, nobody's words


NAMED = {"check_record", "ignore_finding"}  # their link says which instruction, which finding is meant


@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/documents/<ref>/do/<verb>/`"""
    if verb not in ACTS:
        raise Http404
    doc = on_screen(request, ref)
    form_class, action = ACTS[verb]
    if request.method != "POST":
        offered = _offer(request, doc, verb)
        return _page(request, doc, verb, None, status=200 if offered.ok else 403, offered=offered)
    form = form_class(request.POST, request.FILES, doc=doc, person=request.user)
    if not form.is_valid():
        return _page(request, doc, verb, form, status=422)
    try:
        done = action(
            doc,
            by=request.user,
            key=form.cleaned_data["key"],
            expected_version=form.cleaned_data["version"],
            sent=_sent(request),
            also=_draft_of(request, ref, verb),
            **form.act_kwargs(),
        )
    except (BadInput, Incomplete, Faster, NotAllowed) as refusal:
        return _refused(request, doc, verb, form, refusal)
    if done.said:
        messages.success(request, _said(request.user, done))
    sent = request.POST.get
    return redirect(onward(request.user, done.subject, sent("from", ""), sent("then", ""), sent("task", "")))


def _of_paper(doc: Any, said: str) -> str:
    """What was done, and to which paper: another one is on the screen by now."""
    if doc.receipt_no in said:
        return said
    return _("%(no)s %(said)s") % {"no": doc.receipt_no, "said": said}


def _draft_of(request: HttpRequest, ref: str, verb: str) -> list[Statement]:
    """The draft of this form goes with the act."""
    return [forgetting(request.user, draft_name(verb, ref))] if verb in WORDS else []


def _said(person: Any, done: Done) -> str:
    """What happened; with the way back while it is open. The next paper of his list comes up: from there, too."""
    doc, entry = done.subject, done.entry
    said = _of_paper(doc, done.said)
    back = offer("withdraw", person.hats, Known(doc.state, [], last=lambda: entry))
    if not back.ok or done.replayed:
        return said
    url = reverse("act", args=[doc.ref, "withdraw"])
    return format_html('{} <a href="{}" data-undo title="Ctrl+Z">{}</a>', said, url, back.verb.label)


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What he filled in, by which a form that comes again is known."""
    words = {name: values for name, values in request.POST.lists() if name not in BESIDE}
    return words | {name: [(f.name, f.size) for f in files] for name, files in request.FILES.lists()}


def _offer(request: HttpRequest, doc: Document, verb: str) -> Offer:
    found = offer(verb, request.user.hats, known(doc))  # type: ignore[union-attr]
    return explained(found, doc, request.user)


def _refused(
    request: HttpRequest,
    doc: Document,
    verb: str,
    form: ActForm,
    refusal: BadInput | Incomplete | Faster | NotAllowed,
) -> HttpResponse:
    """What was typed stays in the form; the refusal stands on top. After `Faster` it is drawn from the new paper."""
    fresh = on_screen(request, doc.ref)
    if isinstance(refusal, Incomplete):
        for reason in _told(form, refusal.reasons):
            form.add_error(None, reason)
    elif isinstance(refusal, Faster):
        form.add_error(None, _who_was_faster(refusal, fresh))
        form.renew(fresh)
    else:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
    return _page(request, fresh, verb, form, status=refusal.status)


def _told(form: ActForm, reasons: list[str]) -> list[str]:
    """What the summary says: the open matters stand below it with their links, and are not told twice."""
    listed = {matter.words for matter in getattr(form, "open_matters", ())}
    rest = [reason for reason in reasons if reason not in listed]
    return rest if len(rest) == len(reasons) else [*rest, _("还有未了事项，请先办下面所列各项。")]


def _who_was_faster(refusal: Faster, doc: Any) -> str:
    """李副主任 09:31 已审核同意，本件已到「送批」。您的意见已保留。"""
    did = DID.get(refusal.verb)
    if not (refusal.who and refusal.when and did):
        return str(refusal)
    at = timezone.localtime(refusal.when)
    same_day = at.date() == timezone.localtime(doc.now).date()
    return _("%(who)s %(at)s 已%(did)s，本件现在是「%(state)s」。您填写的内容已保留。") % {
        "who": refusal.who,
        "at": at.strftime("%H:%M" if same_day else "%m-%d %H:%M"),
        "did": did,
        "state": State(doc.state).label,
    }


def _page(
    request: HttpRequest,
    doc: Any,
    verb: str,
    form: ActForm | None,
    status: int = 200,
    offered: Offer | None = None,
) -> HttpResponse:
    """On the workbench; verbs with a page of their own (`documents/act_<verb>.html`) on that."""
    own, query = f"documents/act_{verb}.html", read_query(request)
    if not _exists(own):
        if form is None and verb in NAMED and offered is not None and offered.ok:
            form = ACTS[verb][0](doc=doc, person=request.user, initial=query.prefilled)
        if form is not None and (original := form.original()) is not None:
            query = read_query(request, original)
        return workbench(request, doc, query, verb=verb, form=form, status=status)
    if not query.is_valid():
        return HttpResponseBadRequest(query.errors.as_text(), content_type="text/plain; charset=utf-8")
    offered = offered or _offer(request, doc, verb)
    if form is None and offered.ok:
        form = ACTS[verb][0](doc=doc, person=request.user, initial=query.prefilled)
    context = {
        "doc": doc, "offer": offered, "verb": offered.verb, "form": form,
        "from": word(request, "from"), "then": word(request, "then"),
    }  # fmt: skip
    if hasattr(form, "open_matters"):
        context["open_matters"] = _matters(request, doc, form)
    return render(request, own, context, status=status)


def _matters(request: HttpRequest, doc: Any, form: Any) -> list[matters.Shown]:
    paper, hats = known(doc), request.user.hats  # type: ignore[union-attr]
    allowed = {o.verb.code for o in offers(hats, paper)} | {q for q in QUIET if offer(q, hats, paper).ok}
    own = {t.pk for t in paper.tasks if hats.acts_for(t.holder, t.kind)[0]}
    leaders = dict(doc.instructions.values_list("number", "leader_id"))
    confirms = matters.to_confirm(hats, leaders)
    return matters.shown(form.open_matters, doc.ref, allowed, paper.tasks, own, confirms)


def _exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
