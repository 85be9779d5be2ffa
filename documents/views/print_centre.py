"""打印中心 (S27): a paper by its number or barcode, the forms it has, and what was printed before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web import parts
from docflow.web.ledger import Col, grouped_html
from documents.forms.printing import CentreQuery
from documents.models import Document
from documents.queries import prints
from documents.queries.forms import there
from documents.queries.numbered import numbered
from documents.queries.visible import visible_to
from documents.words import FormKind, PrintAs

# Where each form is printed; None where there is no Word copy of it.
ADDRESS = {
    FormKind.HANDLING: "handling_sheet",
    FormKind.CIRCULATION: "circulation_sheet",
    FormKind.ASSIGNMENT: "assignment_sheets",
    FormKind.URGE: "urge_sheets",
    FormKind.RETURN: "return_slip",
    FormKind.LABEL: "label",
}
ONLY_PDF = frozenset({FormKind.LABEL})


@require_safe
def print_centre(request: HttpRequest) -> HttpResponse:
    """`/printing/?q=&paper=&log=&before=`, for the people of the register; to others it does not exist."""
    person: Any = request.user
    if not person.hats.reads_register:
        raise Http404
    form = CentreQuery(request.GET)
    context: dict[str, Any] = {
        "form": form,
        "typed": "",
        "doc": None,
        "choice": [],
        "lines": [],
        "whole": False,
    }
    if not form.is_valid():
        return render(request, "documents/printing.html", {**context, "table": "", "older": ""}, status=400)
    asked = form.cleaned_data
    found = _found(person, asked["q"], asked["paper"])
    context |= {"typed": asked["q"] or asked["paper"], "whole": asked["log"] == "all"}
    if len(found) == 1:
        context |= {"doc": found[0], "lines": _lines(found[0])}
    else:
        context["choice"] = found
        form.fields["q"].widget.attrs["autofocus"] = True  # a scanner types where the focus is
    context |= _log(person, asked["before"]) if context["whole"] else _recent(person)
    return render(request, "documents/printing.html", context)


def _found(person: Any, typed: str, ref: str) -> list[Document]:
    """The paper meant; two where the number names more than one."""
    if typed:
        return numbered(person, typed)
    return list(visible_to(person).filter(ref=ref)) if ref else []


def _lines(doc: Document) -> list[dict[str, Any]]:
    """Each form this paper has: its name, how often it was printed, where."""
    known = prints.times(doc)
    return [
        {"label": kind.label, "times": known.get(kind.value, 0), "pdf": _url(doc.ref, kind), "word": _word(doc.ref, kind)}
        for kind in there(doc)
    ]  # fmt: skip


def _url(ref: str, kind: FormKind) -> str:
    return reverse(ADDRESS[kind], args=[ref])


def _word(ref: str, kind: FormKind) -> str:
    return "" if kind in ONLY_PDF else f"{_url(ref, kind)}?as={PrintAs.DOCX.value}"


def _recent(person: Any) -> dict[str, Any]:
    rows = prints.recent(person)
    own = [row for row in rows if row.own]
    groups = [(_("我打印的"), own), (_("其他人打印的"), [row for row in rows if not row.own])]
    return {"table": _table([group for group in groups if group[1]]), "older": ""}


def _log(person: Any, before: int | None) -> dict[str, Any]:
    rows, more = prints.page(person, before)
    older = f"?log=all&before={rows[-1].id}" if more else ""
    return {"table": _table([("", rows)] if rows else []), "older": older}


def _table(groups: Sequence[tuple[str, Sequence[prints.Printed]]]) -> SafeString | str:
    """The log; a line leads to its paper's forms."""
    if not groups:
        return ""
    forms, ways = dict(FormKind.choices), dict(PrintAs.choices)
    again = _("第 %(n)s 次")
    cols = [
        Col("no", _("收文编号"), "c-no", lambda row: row.receipt_no, "em10"),
        Col("title", _("公文"), "c-title", lambda row: row.title, link=True),
        Col("form", _("单据"), "c-unit", lambda row: forms[row.form], "em8"),
        Col("way", _("格式"), "c-docno", lambda row: ways[row.way], "em5"),
        Col("times", _("次数"), "c-lamp", lambda row: again % {"n": row.times}, "em6"),
        Col("who", _("打印人"), "c-note", lambda row: row.who, "em7"),
        Col("at", _("时间"), "c-node", lambda row: parts.time_html(row.at), "em9"),
        Col("do", _("再打印"), "c-do", _again, "em12"),
    ]
    url = f"{reverse('print_centre')}?paper=REF"
    return grouped_html(
        groups,
        cols,
        label=_("打印记录"),
        css="slim",
        first=False,
        row_url=lambda row: url.replace("REF", row.ref),
    )


def _again(row: prints.Printed) -> SafeString:
    """The same form once more, as it would be today."""
    kind = FormKind(row.form)
    button = '<a class="btn btn-line" href="{}" target="_blank" rel="noopener">PDF</a>'
    html = format_html(button, _url(row.ref, kind))
    word = _word(row.ref, kind)
    return html + format_html(' <a class="btn btn-line" href="{}">Word</a>', word) if word else html
