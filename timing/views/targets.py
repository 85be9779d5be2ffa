"""消息接收端: where alerts may be sent outside. For the security administrator; to others these pages do not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alerts.models import Target
from docflow.web import parts
from docflow.web.errors import Faster, Incomplete, NotAllowed, Refusal
from docflow.web.ledger import Col, table_html
from people.views.acting import status
from timing.actions.targets import save_target, switch_target
from timing.forms.targets import SwitchForm, TargetForm
from timing.models import Timetable
from timing.queries import targets as query
from timing.rules.alerts import keeps_targets
from timing.rules.targets import shown_path
from workflow.models import Entry


def keepers_only(request: HttpRequest) -> None:
    if not keeps_targets(request.user.hats):  # type: ignore[union-attr]
        raise Http404


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """`/alerts/targets/`: every receiver, and what was changed last."""
    keepers_only(request)
    found = query.targets()
    context = {"count": len(found), "table": _table(found), "entries": query.entries()[:20]}
    return render(request, "timing/targets.html", context)


def _table(rows: list[Target]) -> SafeString:
    def url(row: Target) -> str:
        return reverse("alert_target", args=[row.pk])

    def address(row: Target) -> object:
        scheme = "https" if row.tls else "http"
        mark = "" if row.tls else parts.state("warn", _("不加密"))
        return format_html("{}://{}:{}{} {}", scheme, row.host, row.port, shown_path(row.path), mark)

    def use(row: Target) -> SafeString:
        return parts.state("ok", _("启用")) if row.is_active else parts.state("", _("已停用"))

    cols = [
        Col("name", _("名称"), "c-title", lambda row: row.name, "em14", link=True),
        Col("form", _("形式"), "c-unit", lambda row: row.get_form_display(), "em9"),
        Col("address", _("地址"), "c-note", address),
        Col("network", _("允许的地址或网段"), "c-note", lambda row: row.network, "em14"),
        Col("use", _("状态"), "c-lamp", use, "em6"),
    ]
    return table_html(rows, cols, label=_("消息接收端"), row_url=url, css="slim")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def target(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """`/alerts/targets/new/`, `/alerts/targets/<pk>/`: add one, change one."""
    keepers_only(request)
    row = get_object_or_404(Target, pk=pk) if pk else Target()
    heading, saved = row.name, query.drawn(row)
    form = TargetForm(request.POST or None, instance=row, saved=saved)
    if form.is_valid():
        data = form.cleaned_data
        typed = {name: data[name] for name in query.FIELDS} | {"secret": _mark(data["secret"])}
        if _did(
            request,
            form,
            save_target,
            target=form.instance,
            seen=data["seen"],
            secret=data["secret"],
            sent=typed,
        ):
            return redirect("alert_targets")
    return _page(request, row, heading, form)


def _mark(secret: str) -> str:
    """That the same secret was typed, by a key of this site: whoever reads the trail cannot guess at it."""
    return salted_hmac("alert target", secret, algorithm="sha256").hexdigest()[:16] if secret else ""


@require_POST
def target_switch(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`/alerts/targets/<pk>/close|open/`"""
    keepers_only(request)
    row = get_object_or_404(Target, pk=pk)
    saved = query.drawn(row)
    form = SwitchForm(request.POST, saved=saved)
    if form.is_valid() and _did(
        request, form, switch_target, target=row, on=what == "open", seen=form.cleaned_data["seen"]
    ):
        return redirect("alert_targets")
    return _page(request, row, row.name, TargetForm(instance=row, saved=saved), form)


def _page(
    request: HttpRequest, row: Target, heading: str, form: TargetForm, refused: SwitchForm | None = None
) -> HttpResponse:
    switch = SwitchForm(saved=query.drawn(row))
    context = {
        "target": row,
        "heading": heading,
        "form": form,
        "switch": switch,
        "refused": refused or switch,
    }
    context["entries"] = query.entries_about(row).order_by("-seq")[:20] if row.pk else Entry.objects.none()
    return render(request, "timing/target.html", context, status=status(form, context["refused"]))


def _did(request: HttpRequest, form: Any, action: Callable[..., Any], **kwargs: Any) -> bool:
    """Run the act of a valid form; True when done. A refusal is left in the form."""
    try:
        done = action(Timetable.the(), by=request.user, key=form.cleaned_data["key"], **kwargs)
    except NotAllowed:
        raise  # answered with a page of its own
    except Refusal as refusal:
        reasons = refusal.reasons if isinstance(refusal, Incomplete) else [str(refusal)]
        field = getattr(refusal, "field", None)
        for reason in reasons:
            form.add_error(field if field in form.fields else None, reason)
        if isinstance(refusal, Faster):
            form.renew()
        form.status = refusal.status
        return False
    messages.success(request, done.said)
    return True
