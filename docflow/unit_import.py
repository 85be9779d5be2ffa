"""/people/units/import/: a table of units, looked at line by line, then made by one act a line, all or none."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from docflow.units_file import Line, lines_of, rows_of, template, upper
from docflow.web.errors import BadInput, Refusal
from docflow.web.forms import BaseForm
from people.actions.units import save_unit
from people.models import Roster
from people.views.acting import keepers_only
from workflow.models import Entry
from workflow.spine import new_key

SALT = "units-import"
KEY = re.compile(r"[A-Za-z0-9_-]{16,40}")
HOURS = 8  # so long a table that was looked at may be confirmed
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(BaseForm):
    file = forms.FileField(label=lazy("单位表（XLSX）"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: HttpRequest) -> HttpResponse:
    """GET asks for the table; POST of a file shows what it would make; POST of what was shown makes it."""
    keepers_only(request)
    if request.POST.get("table"):
        return _confirmed(request)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if not form.is_valid():
        return _page(request, form, [], "")
    try:
        rows = rows_of(form.cleaned_data["file"])
        lines = lines_of(rows)
    except BadInput as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, [], "")
    return _page(request, form, lines, signing.dumps(rows, salt=SALT, compress=True))


@require_safe
def unit_template(request: HttpRequest) -> HttpResponse:
    """The empty table."""
    keepers_only(request)
    name = "attachment; filename=units.xlsx; filename*=UTF-8''%E5%8D%95%E4%BD%8D%E5%AF%BC%E5%85%A5.xlsx"
    return HttpResponse(template(), content_type=XLSX, headers={"Content-Disposition": name})


def _page(request: HttpRequest, form: TableForm, lines: list[Line], table: str) -> HttpResponse:
    wrong = sum(bool(line.problems) for line in lines)
    new = sum(not line.known for line in lines)
    context = {"form": form, "lines": lines, "table": table, "wrong": wrong, "new": new, "key": new_key()}
    return render(request, "people/import.html", context, status=422 if form.errors or wrong else 200)


def _confirmed(request: HttpRequest) -> HttpResponse:
    key, by = request.POST.get("key", ""), request.user
    whole = KEY.fullmatch(key) is not None
    if whole and Entry.objects.filter(key=f"{key}-1", subject_kind="roster", actor_id=by.pk or 0).exists():
        messages.success(request, _("这张表已导入过。"))
        return redirect("people")
    try:
        if not whole:
            raise signing.BadSignature
        rows = signing.loads(request.POST["table"], salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        messages.warning(request, _("这张表放得太久或不完整，请重新上传。"))
        return redirect("unit_import")
    try:
        with transaction.atomic():
            made = _make(by, lines_of(rows), key)
    except Refusal as refusal:
        messages.warning(request, _("没有导入任何一行：%(why)s") % {"why": refusal})
        return redirect("unit_import")
    messages.success(request, _("已导入 %(n)s 个单位。") % {"n": made})
    return redirect("people")


def _make(by: Any, lines: list[Line], key: str) -> int:
    """One act a line, upper units first. Looked at anew: somebody may have added or closed units meanwhile."""
    wrong = next((line for line in lines if line.problems), None)
    if wrong is not None:
        raise BadInput(_("第 %(n)s 行：%(why)s") % {"n": wrong.number, "why": wrong.problems[0]})
    new = [line for line in lines if not line.known]
    for n, line in enumerate(new, start=1):
        line.unit.parent = upper(line.above)
        save_unit(Roster.the(), by=by, key=f"{key}-{n}", unit=line.unit)
    return len(new)
