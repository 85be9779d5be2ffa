"""打印中心 (S27): a paper of either kind by its number, barcode or title, the forms it has, a list of papers to be printed
together, and what was printed before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow import printed
from docflow.print_query import LABELS, CentreQuery
from docflow.printables import FOUND, KINDS, Paper, find, rows
from docflow.web import parts
from docflow.web.ledger import Col, grouped_html
from documents.queries.quick import TooWide
from documents.views.batch import reader_of
from documents.words import PrintAs
from outgoing.queries.prints import sees_all_prints

FILTERS = ("who", "day", "form")


@require_safe
def print_centre(request: HttpRequest) -> HttpResponse:
    """`/printing/?q=&paper=&pick=…&log=&who=&day=&form=&before=`, for the people of the register; to others it does not
    exist."""
    person = reader_of(request)
    form = CentreQuery(request.GET)
    context: dict[str, Any] = {
        "form": form, "typed": "", "paper": None, "choice": [], "lines": [], "listed": [], "many": [], "adding": "",
        "clear": "", "whole": False, "filtered": False, "sees_all": sees_all_prints(person.hats), "wide": False, "log_wide": False, "cut": 0,
    }  # fmt: skip
    if not form.is_valid():
        return render(request, "printing.html", {**context, "table": "", "older": ""}, status=400)
    asked = form.cleaned_data
    context |= {"typed": asked["q"] or asked["paper"], "whole": asked["log"] == "all"}
    context |= _listed(person, asked["pick"])
    try:
        context |= _found(person, asked, [paper.key for paper, _url in context["listed"]])
    except TooWide:
        context["wide"] = True
    if not context["paper"]:
        form.fields["q"].widget.attrs["autofocus"] = True  # a scanner types where the focus is
    context |= _log(person, asked) if context["whole"] else _recent(person)
    return render(request, "printing.html", context)


def _found(person: Any, asked: Mapping[str, Any], picked: list[str]) -> dict[str, Any]:
    """The paper meant with its forms; or those of which it may be one."""
    keys = [asked["paper"]] if asked["paper"] else []
    if asked["q"]:
        found = find(person, asked["q"])
        if len(found) != 1:
            of = Counter(paper.kind for paper in found)
            return {"choice": found, "cut": FOUND if max(of.values(), default=0) == FOUND else 0}
        keys = [found[0].key]
    if not (chosen := rows(person, keys)):
        return {}
    kind, row = chosen[0]
    paper = KINDS[kind].named(row)
    adding = "" if paper.key in picked else f"?{urlencode({'pick': [*picked, paper.key]}, doseq=True)}"
    return {"paper": paper, "lines": _lines(kind, row), "adding": adding}


def _lines(kind: str, row: Any) -> list[dict[str, Any]]:
    """Each form this paper has: its name, how often it was printed, where."""
    printables = KINDS[kind]
    known = printables.times(row)
    return [
        {"label": form.label, "times": known.get(form.value, 0), "pdf": printables.url(row.ref, form),
         "word": printables.word(row.ref, form)}
        for form in printables.there(row)
    ]  # fmt: skip


def _listed(person: Any, picked: Sequence[str]) -> dict[str, Any]:
    """The list of what is to be printed together: each paper with the address without it, and what can be printed."""
    found = [KINDS[kind].named(row) for kind, row in rows(person, picked)]
    keys = [paper.key for paper in found]
    listed = [
        (paper, f"?{urlencode({'pick': [k for k in keys if k != paper.key]}, doseq=True)}") for paper in found
    ]
    return {"listed": listed, "many": _many(found) if found else []}


def _many(found: Sequence[Paper]) -> list[tuple[str, str, int]]:
    """What can be printed of the list at once: name, address, of how many papers."""
    of = {kind: [paper.key for paper in found if paper.kind == kind] for kind in KINDS}
    offered = [
        (str(printables.forms(form).label), f"{kind}-{form}", of[kind])
        for kind, printables in KINDS.items()
        for form in printables.many
        if of[kind]
    ]
    labelled = [paper.key for paper in found if paper.number]
    offered += [(_("条码"), LABELS, labelled)] if labelled else []
    base = reverse("print_many")
    return [(name, f"{base}?{urlencode({'form': code, 'pick': keys}, doseq=True)}", len(keys))
            for name, code, keys in offered]  # fmt: skip


def _recent(person: Any) -> dict[str, Any]:
    found = printed.recent(person)
    own = [row for row in found if row.own]
    groups = [(_("我打印的"), own), (_("其他人打印的"), [row for row in found if not row.own])]
    return {"table": _table([group for group in groups if group[1]]), "older": ""}


def _log(person: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found, more = printed.page(person, asked)
    except TooWide:
        return {"table": "", "older": "", "log_wide": True}
    kept = {"log": "all", **{name: asked[name] for name in FILTERS if asked[name]}}
    older = f"?{urlencode({**kept, 'before': found[-1].place})}" if more else ""
    return {"table": _table([("", found)] if found else []), "older": older, "filtered": len(kept) > 1}


def _table(groups: Sequence[tuple[str, Sequence[printed.Printed]]]) -> SafeString | str:
    """The log; a line leads to its paper's forms."""
    if not groups:
        return ""
    forms = {(kind, form.value): form.label for kind, one in KINDS.items() for form in one.forms}
    ways, again, copy = dict(PrintAs.choices), _("第 %(n)s 次"), _("份号 %(n)s")
    cols = [
        Col("no", _("编号"), "c-no", lambda row: row.number, "em10"),
        Col("title", _("公文"), "c-title", lambda row: row.title, link=True),
        Col("form", _("单据"), "c-unit", lambda row: forms[row.kind, row.form], "em8"),
        Col("way", _("格式"), "c-docno", lambda row: f"{ways[row.way]} {copy % {'n': row.copy} if row.copy else ''}", "em7"),
        Col("times", _("次数"), "c-lamp", lambda row: again % {"n": row.times}, "em6"),
        Col("who", _("打印人"), "c-note", lambda row: row.who, "em7"),
        Col("at", _("时间"), "c-node", lambda row: parts.time_html(row.at), "em9"),
        Col("do", _("再打印"), "c-do", _again, "em12"),
    ]  # fmt: skip
    url = f"{reverse('print_centre')}?paper="
    return grouped_html(
        groups,
        cols,
        label=_("打印记录"),
        css="slim",
        first=False,
        row_url=lambda row: f"{url}{row.kind}-{row.ref}",
    )


def _again(row: printed.Printed) -> SafeString:
    """The same form once more, as it would be today; with the same copy number."""
    printables = KINDS[row.kind]
    button = '<a class="btn btn-line" href="{}" target="_blank" rel="noopener">PDF</a>'
    tail = f"?copy={row.copy}" if row.copy else ""
    html = format_html(button, printables.url(row.ref, row.form) + tail)
    word = printables.word(row.ref, row.form)
    return html + format_html(' <a class="btn btn-line" href="{}">Word</a>', word) if word else html
