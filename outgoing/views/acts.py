"""One view for every verb: GET draws its form with what will happen, POST calls its act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.web.errors import BadInput, Faster, Incomplete, NotAllowed
from documents.forms.act import ActForm
from documents.queries.onward import onward
from documents.queries.visible import given_to
from documents.rules.known import MOVED, ROLE
from documents.views import drawn
from outgoing.queries.known import known
from outgoing.queries.phrases import chips
from outgoing.rules.did import DID
from outgoing.rules.offers import offer
from outgoing.rules.proofing import REPLIES
from outgoing.rules.verbs import VERBS, Offer
from outgoing.views.elsewhere import DESKS, desk
from outgoing.views.issued import RECEIVE
from outgoing.views.kept import done_with, draft_name, restore
from outgoing.views.proofing import Panel, kept_beside
from outgoing.views.registry import ACTS
from outgoing.views.screen import on_screen, word
from outgoing.words import State

BESIDE = {
    "csrfmiddlewaretoken",
    "key",
    "version",
    "from",
    "then",
    "task",
    "drafted",
    "kept",
}  # nobody's words


@require_http_methods(["GET", "HEAD", "POST"])
def perform(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/outgoing/<ref>/do/<verb>/`"""
    if verb not in ACTS and verb not in DESKS:
        raise Http404
    paper = on_screen(request, ref)
    if paper.inside and (there := desk(verb, paper)):
        return redirect(there)
    if verb not in ACTS:
        raise Http404
    form_class, action = ACTS[verb]
    if not paper.inside and verb != RECEIVE:
        return page(request, paper, offered_to(request, paper, verb), None, 403)
    if request.method != "POST":
        offered = offered_to(request, paper, verb)
        form = form_class(doc=paper, person=request.user, initial=_prefilled(request)) if offered.ok else None
        drafted = restore(form, request.user, draft_name(verb, ref))
        return page(request, paper, offered, form, 200 if offered.ok else 403, drafted)
    form = form_class(request.POST, request.FILES, doc=paper, person=request.user)
    if not form.is_valid():
        offered = offered_to(request, paper, verb)
        status = {ROLE: 403, MOVED: 409}.get(offered.bar, 422)
        return page(request, paper, offered, _drawn(request, paper, offered, form), status)
    try:
        done = action(
            paper,
            by=request.user,
            key=form.cleaned_data["key"],
            expected_version=form.cleaned_data["version"],
            sent=_sent(request),
            also=done_with(request.user, draft_name(verb, ref)),
            **form.act_kwargs(),
        )
    except (BadInput, Incomplete, Faster, NotAllowed) as refusal:
        return _refused(request, paper, verb, form, refusal)
    if verb in REPLIES:
        messages.success(request, done.said)
        return redirect(f"{reverse('outgoing', args=[ref])}?tab=proof#proof")
    if done.said:
        named = done.said if done.subject.number in done.said else f"{done.subject.name} {done.said}"
        messages.success(request, named if done.subject.number else done.said)
    sent = request.POST.get
    return redirect(onward(request.user, done.subject, sent("from", ""), sent("then", ""), sent("task", "")))


def _prefilled(request: HttpRequest) -> dict[str, Any]:
    """Which task the link was drawn for; a number alone."""
    task = word(request, "task")
    return {"task": int(task)} if task.isascii() and task.isdecimal() else {}


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What he filled in, by which a form that comes again is known."""
    words = {name: values for name, values in request.POST.lists() if name not in BESIDE}
    return words | {name: [(f.name, f.size) for f in files] for name, files in request.FILES.lists()}


def offered_to(request: HttpRequest, paper: Any, verb: str) -> Offer:
    """What this verb is to him; an addressee is not told with whom the paper is."""
    if not paper.inside and verb != RECEIVE:
        return Offer(VERBS[verb], _("本件由发文机关办理，收文单位可以查看正本和签收。"), bar=ROLE)
    return offer(verb, request.user.hats, known(paper, paper.now))  # type: ignore[union-attr]


def _drawn(request: HttpRequest, paper: Any, offered: Offer, form: ActForm) -> ActForm | None:
    """The form with what was typed, for whose it is or was: a colleague may have been faster. Else the refusal alone,
    for a form shows what stands in the paper."""
    verb, hats = offered.verb, request.user.hats  # type: ignore[union-attr]
    if offered.bar not in (ROLE, MOVED):
        return form
    if verb.drafter and paper.drafter_id == hats.person_id or hats.office_roles & verb.roles:
        return form
    had = given_to(hats, paper.subject_kind).filter(subject_pk=paper.pk, kind__in=verb.task, lane=verb.lane)
    return form if had.exists() else None


def _refused(request: HttpRequest, paper: Any, verb: str, form: ActForm, refusal: Any) -> HttpResponse:
    """What was typed stays in the form; the refusal stands on top. After `Faster` it is drawn from the new paper."""
    fresh = on_screen(request, paper.ref)
    if isinstance(refusal, Incomplete):
        for reason in refusal.reasons:
            form.add_error(None, reason)
    elif isinstance(refusal, Faster):
        form.add_error(None, _who_was_faster(refusal, fresh))
        form.renew(fresh)
    else:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
    offered = offered_to(request, fresh, verb)
    return page(request, fresh, offered, _drawn(request, fresh, offered, form), refusal.status)


def _who_was_faster(refusal: Faster, paper: Any) -> str:
    """李副主任 09:31 已签发，本件已到「复核」。您填写的内容已保留。"""
    did = DID.get(refusal.verb)
    if not (refusal.who and refusal.when and did):
        return str(refusal)
    at = timezone.localtime(refusal.when)
    return _("%(who)s %(at)s 已%(did)s，本件现在是「%(state)s」。您填写的内容已保留。") % {
        "who": refusal.who,
        "at": at.strftime("%H:%M" if at.date() == paper.now.date() else "%m-%d %H:%M"),
        "did": did,
        "state": State(paper.state).label,
    }


def page(
    request: HttpRequest, paper: Any, offered: Offer, form: ActForm | None, status: int, drafted: str = "",
    *, proof: Panel | None = None,
) -> HttpResponse:  # fmt: skip
    """`proof`: what was found in the text that is typed; else, beside a text, what was kept of it."""
    if proof is None and form is not None and offered.verb.code == "text":
        proof = kept_beside(paper, request.user)
    context = {
        "draft": draft_name(offered.verb.code, paper.ref), "drafted": drafted,
        "paper": paper, "offer": offered, "verb": offered.verb, "form": form, "from": word(request, "from"),
        "then": word(request, "then"), "task": word(request, "task"),
        "chips": drawn.chips(chips(request.user, offered.verb.code) if form is not None else [], []),
        "proof": proof,
    }  # fmt: skip
    return render(request, "outgoing/act.html", context, status=status)
