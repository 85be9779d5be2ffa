"""外带: the application, its page, and what is done with it, each on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from deadlines.limits import lamp
from docflow.web.errors import BadInput, NotAllowed
from documents.queries.onward import onward
from documents.views.file import page_of
from people.actions.signature import signed_by
from people.forms.login import peer
from people.models import Person
from seals.actions.takeouts import apply_takeout, approve_takeout, reject_takeout, withdraw_takeout
from seals.actions.travelling import check_in, check_out
from seals.forms.takeouts import AnswerForm, InForm, OutForm, ReasonForm, SignedForm, TakeoutForm
from seals.models import SealTakeout, TakeoutPhoto
from seals.queries import takeouts as query
from seals.rules.rights import may_apply, sees_titles
from seals.rules.takeouts import LONG, checks_out
from seals.views.versioned import did, refused, status
from seals.words import SealState, TakeoutState, TaskKind
from workflow.clock import database_now
from workflow.models import Entry, Task

T = TakeoutState
FORM = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Verb:
    """One thing that is done with a take-out, and the state in which it is done."""

    code: str
    label: Any
    line: Any
    states: tuple[str, ...]
    form: type[Any]
    action: Any
    danger: bool = False


VERBS = {
    v.code: v
    for v in (
        Verb("approve", lazy("同意外带"), lazy("两位审批人都同意后，处长或副处长才能办理带出。"), (T.ASKING,), AnswerForm, approve_takeout),
        Verb("reject", lazy("不同意外带"), lazy("申请就此结束，原因告知申请人和随带人。"), (T.ASKING,), ReasonForm, reject_takeout, True),
        Verb("withdraw", lazy("撤回申请"), lazy("印章不带出，申请就此结束。"), (T.ASKING, T.APPROVED), ReasonForm, withdraw_takeout, True),
        Verb("out", lazy("带出登记"), lazy("两位随带人和保管人都在场，各自输入密码签名。"), (T.APPROVED,), OutForm, check_out),
        Verb("in", lazy("归还登记"), lazy("当面清点：印章状况、实际用印次数、盖章页照片；保管人输入密码签收。"), (T.OUT,), InForm, check_in),
    )
}  # fmt: skip


def _found(request: HttpRequest, ref: str) -> SealTakeout:
    rows = query.visible_to(request.user).select_related(
        "seal", "applicant", "traveller1", "traveller2", "approver1", "approver2"
    )
    return get_object_or_404(rows, ref=ref)


def offered(takeout: SealTakeout, person: Any, tasks: list[Task]) -> list[Verb]:
    """What he can do with it now."""
    own = {task.kind for task in tasks if task.holder == person.principal}
    may = {
        "approve": TaskKind.TAKE_APPROVE in own,
        "reject": TaskKind.TAKE_APPROVE in own,
        "withdraw": person.pk == takeout.applicant_id,
        "out": registers(takeout, person),
        "in": registers(takeout, person),
    }
    return [v for v in VERBS.values() if takeout.state in v.states and may[v.code]]


def registers(takeout: SealTakeout, person: Any) -> bool:
    return checks_out(person.hats) and person.pk not in (takeout.traveller1_id, takeout.traveller2_id)


@require_safe
def takeout(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/takeouts/<ref>/`"""
    person: Any = request.user
    found, now = _found(request, ref), database_now()
    tasks = query.open_tasks(found)
    is_out = found.state == T.OUT and found.seal.state != SealState.LOST
    entries = Entry.objects.filter(subject_kind=found.subject_kind, subject_pk=found.pk).order_by("-seq")
    context = {
        "t": found, "tasks": tasks, "verbs": offered(found, person, tasks), "titles": sees_titles(person.hats),
        "lamp": lamp(found.until, now) if is_out else None, "late": is_out and found.until < now,
        "entries": entries[:50], "photos": found.photos.all(), "requests": query.requests_of(found),
    }  # fmt: skip
    return render(request, "seals/takeout.html", context)


@FORM
def takeout_new(request: HttpRequest) -> HttpResponse:
    """`/seals/takeouts/new/`"""
    person: Any = request.user
    if not may_apply(person.hats):
        raise NotAllowed(_("只有本机关工作人员可以申请外带印章。"))
    empty: Any = SealTakeout()
    form = TakeoutForm(request.POST or None, doc=empty, person=person)
    if form.is_bound and form.is_valid():
        done = did(request, form, apply_takeout, form.takeout(), new=True)
        if done is not None:
            return redirect("seal_takeout", done.subject.ref)
    return render(request, "seals/takeout_new.html", {"form": form, "days": LONG.days}, status=status(form))


@sensitive_post_parameters()
@sensitive_variables()
@FORM
def takeout_act(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """`/seals/takeouts/<ref>/do/<verb>/`"""
    person: Any = request.user
    found = _found(request, ref)
    if verb not in VERBS:
        raise Http404
    said = VERBS[verb]
    may = said in offered(found, person, query.open_tasks(found))
    if request.method != "POST":
        form = said.form(doc=found, person=person) if may else None
        return _page(request, found, said, form, 200) if may else _not_his(request, found, said)
    form = said.form(request.POST, request.FILES, doc=found, person=person)
    if form.is_valid() and (kwargs := _given(request, form)) is not None:
        done = did(request, form, said.action, found, **kwargs)
        if done is not None:
            return redirect(onward(person, done.subject, "", "", ""))
    elif not may:
        return _not_his(request, found, said)
    return _page(request, found, said, form, status(form))


def _given(request: HttpRequest, form: Any) -> dict[str, Any] | None:
    """What the act is called with: who signed, in place of what they typed. None where a signature is wrong."""
    if not isinstance(form, SignedForm):
        return dict(form.act_kwargs())
    data, signed = form.cleaned_data, {}
    try:
        for name, who in form.signers.items():
            signed[name] = _sign(request, who.username, data[name], name)
        second = None
        if data.get("second_password"):
            second = _sign(request, data["second_user"], data["second_password"], "second_password")
    except BadInput as refusal:
        refused(form, refusal)
        return None
    if "password_keeper" not in signed:
        form.add_error(None, _("印章现在没有保管人，请先办理交接。"))
        return None
    if isinstance(form, InForm):
        return {"keeper": signed["password_keeper"], "second": second, "used": form.used(), "made": data["made"],
                "why": data["why"], "condition": data["condition"],
                "photos": [(one.blob, one.name) for one in form.sent]}  # fmt: skip
    return {"keeper": signed["password_keeper"], "travellers": [signed["password1"], signed["password2"]]}


def _sign(request: HttpRequest, username: str, password: str, field: str) -> Person:
    return signed_by(username, password, address=peer(request), field=field)


def _not_his(request: HttpRequest, found: SealTakeout, verb: Verb) -> HttpResponse:
    """Not his (403), or not now (409): somebody was faster."""
    moved = found.state not in verb.states
    why = (
        _("这份外带申请现在是「%(state)s」。") % {"state": found.get_state_display()}
        if moved
        else _("这项工作不在您名下。")
    )
    return _page(request, found, verb, None, 409 if moved else 403, why)


def _page(
    request: HttpRequest, found: SealTakeout, verb: Verb, form: Any, code: int, why: str = ""
) -> HttpResponse:
    context = {"t": found, "verb": verb, "form": form, "why": why, "titles": sees_titles(request.user.hats)}  # type: ignore[union-attr]
    return render(request, "seals/takeout_act.html", context, status=code)


@require_safe
def takeout_photo(request: HttpRequest, ref: str, number: int) -> FileResponse:
    """`/seals/takeouts/<ref>/photos/<n>.webp`: a picture of what was stamped; not for administrators."""
    found = _found(request, ref)
    if not sees_titles(request.user.hats):  # type: ignore[union-attr]
        raise Http404
    photo = get_object_or_404(TakeoutPhoto.objects.select_related("blob"), takeout=found, pk=number)
    return page_of(photo.blob, 1, request)
