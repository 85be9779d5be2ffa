"""Writing a pack: sections and texts, counting again, and issuing after what changed was shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bulletins.actions import packs as acts
from bulletins.figures.shown import shown
from bulletins.forms.packs import IssueForm, PackForm, SectionsForm
from bulletins.models import Pack, PackBook
from bulletins.queries.counting import Change, changes, figures_of, mark, take
from bulletins.queries.drafts import newest
from bulletins.queries.labels import named
from bulletins.queries.pack_parts import changed, parts_of
from bulletins.queries.packs import before, values_of
from bulletins.views.guarded import chief_of, pack_of
from docflow.web.errors import Faster, NotAllowed, Refusal
from documents.queries.drafts import forgetting
from seals.views.versioned import refused, sent, status
from workflow.clock import database_now

FORM = require_http_methods(["GET", "HEAD", "POST"])


def did(request: HttpRequest, form: Any, pack: Pack, action: Callable[..., Any], /, **kwargs: Any) -> Any:
    """Run an act on the book about this pack; what was done, or None: then the refusal is in the form, which after `Faster` is
    drawn from the pack as it is now."""
    data = form.cleaned_data
    try:
        done = action(
            PackBook.the(), by=request.user, key=data["key"], sent=sent(request), pack=pack, version=data["version"], **kwargs
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as refusal:
        refused(form, refusal)
        if isinstance(refusal, Faster):
            form.renew(Pack.objects.get(pk=pack.pk))
        return None
    messages.success(request, done.said)
    return done


@FORM
def pack_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/edit/`: each text beside the figures it is about."""
    person = chief_of(request)
    pack = pack_of(person, ref)
    draft, drafted = f"pack-{ref}", ""
    if request.method == "POST":
        form = SectionsForm(request.POST, doc=pack, person=person)
        if form.is_valid():
            also = [forgetting(person, draft)]
            done = did(request, form, pack, acts.edit, sections=form.sections(), also=also)
            if done is not None:
                way, code = form.cleaned_data["move"]
                there = redirect("pack_edit" if way else "pack", ref)
                if way:
                    there["Location"] += f"#s-{code}"
                return there
    else:
        form = SectionsForm(doc=pack, person=person)
        drafted = form.restore(newest(person, draft, pack))
    said = {part.code: part.lines for part in parts_of(pack, figures_of(pack), values_of(before(pack)))}
    rows = [{**row, "lines": said.get(row["code"], [])} for row in form.rows()]
    context = {"pack": pack, "form": form, "rows": rows, "draft": draft, "drafted": drafted}
    return render(request, "bulletins/pack_edit.html", context, status=status(form))


@require_POST
def pack_recount(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/recount/`"""
    person = chief_of(request)
    pack = pack_of(person, ref)
    form = PackForm(request.POST, doc=pack, person=person)
    if not form.is_valid():
        messages.error(request, _("没有收到完整的表单，请再按一次。"))
    elif did(request, form, pack, acts.recount) is None:
        messages.error(request, "；".join(map(str, form.non_field_errors())))
    return redirect("pack", ref)


@FORM
def pack_issue(request: HttpRequest, ref: str) -> HttpResponse:
    """`/packs/<ref>/issue/`: counted once more and shown; posting confirms just these figures."""
    person = chief_of(request)
    pack = pack_of(person, ref)
    if request.method == "POST":
        form = IssueForm(request.POST, doc=pack, person=person)
        if (
            form.is_valid()
            and did(request, form, pack, acts.issue, seen=form.cleaned_data["seen"]) is not None
        ):
            return redirect("pack", ref)
        pack = Pack.objects.get(pk=pack.pk)
    else:
        form = IssueForm(doc=pack, person=person)
    found: list[Change] = []
    figures = figures_of(pack)
    if not pack.is_issued:
        taken = take(pack.first, pack.last, database_now())
        found = changes(figures, taken)
        _see(form, mark(taken))
    context = {
        "pack": pack,
        "form": form,
        "changes": [_shown(one) for one in found],
        "changed": changed(figures),
    }
    return render(request, "bulletins/pack_issue.html", context, status=status(form))


def _see(form: Any, seen: str) -> None:
    """He confirms what the page shows him now."""
    if form.is_bound:
        form.data = form.data.copy()
        form.data["seen"] = seen
    else:
        form.initial["seen"] = seen


def _shown(one: Change) -> dict[str, Any]:
    return {
        "label": named(one.label), "same": one.same, "before": shown(one.measure, one.before), "after": shown(one.measure, one.after)
    }  # fmt: skip
