"""导出 Excel: the columns and filters of the list as a sheet, at once or by the worker; and its file."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from docflow.web.aside import Aside
from docflow.web.errors import BadInput, Incomplete
from docflow.web.ledger import Col, texts
from documents.actions.exporting import KEPT, TRIES, alone, ask, claim, given_up, made, take_along
from documents.files import taken
from documents.files.sheet import write_sheet
from documents.forms.batch import picked
from documents.models import Export
from documents.queries.quick import TooWide
from documents.views.batch import nothing_picked
from documents.views.ledger import Ledger, Reading
from documents.views.ledger_page import addresses
from workflow.clock import database_now
from workflow.spine import new_key

log = logging.getLogger("documents.exports")
AT_ONCE, MOST = 5_000, 100_000  # rows: while he waits, and at all
PATIENCE_MS = 60_000  # of the worker, for one piece
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Taken:
    """What a sheet got: how many rows, whether there were more, and a mark of what stands in them."""

    rows: int = 0
    more: bool = False
    mark: Any = field(default_factory=sha256)


def take(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """What will be taken along; POST `query` takes it. `pick`: of the list at `back` (POST: `query`) only these, but
    where `all` says so the whole list."""
    person: Any = request.user
    sent: QueryDict = request.POST if request.method == "POST" else request.GET
    only = [] if "all" in sent else picked(sent)
    if not only and "all" not in sent and ("pick" in sent or "back" in sent):
        return nothing_picked(request, ledger)
    asked = ledger.asked_for(person, _query(request, sent), timezone.localtime(), only)
    cols = ledger.columns(asked)
    if request.method != "POST":
        context = {"ledger": ledger, "query": asked.query, "only": asked.only, "about": ledger.told(asked, cols),
                   "key": new_key(), **addresses(ledger.name)}  # fmt: skip
        return render(request, "documents/export.html", context)
    export = Export(
        person=person, ledger=ledger.name, title=str(ledger.title), query=asked.query,
        columns=[col.key for col in cols], language=get_language() or "",
    )  # fmt: skip
    try:
        page = asked.first(AT_ONCE, asked.needs(cols))
    except TooWide:
        page = None
    filters = [f"{name}：{value}" for name, value in ledger.told(asked, cols)]
    if page is None and asked.only:
        raise BadInput(_("符合条件的太多，没有查完。请加几个字或缩小范围再查。"))
    if page is None or page.older:
        return _later(request, ledger, export, filters)
    file = BytesIO()
    made_now = _write(file, asked, cols, page.lines)
    key = _key(request, export, filters, made_now)
    mark = sha256(file.getvalue()).hexdigest()
    take_along(
        export, by=person, key=key, sent={"key": key}, filters=filters, rows=made_now.rows, sha256=mark
    )
    return _closed(HttpResponse(file.getvalue(), content_type=SHEET), export.title, asked.now)


def _query(request: HttpRequest, sent: QueryDict) -> str:
    """The register's address: of the form that takes along, of the list with its ticks, or this one's own."""
    if request.method == "POST":
        return sent.get("query", "")
    return sent.get("back", "") if "back" in sent else sent.urlencode()


def _later(request: HttpRequest, ledger: Ledger, export: Export, filters: list[str]) -> HttpResponse:
    try:
        done = ask(export, by=request.user, key=_key(request, export, filters), filters=filters)
    except IntegrityError as error:  # two at one moment
        raise Incomplete(_("您的上一份导出还在生成，完成后会通知您，请稍后再导。")) from error
    if not done.subject.waits:  # the same form, when its sheet has been made: it is there
        return redirect("export", done.subject.ref)
    said = _("超过 %(n)s 件，正在后台生成，完成后在“通知”中告诉您。") % {"n": f"{AT_ONCE:,}"}
    messages.success(request, said)
    return redirect(ledger.at(export.query))


def _key(request: HttpRequest, export: Export, filters: list[str], got: Taken | None = None) -> str:
    """The form's key, for this very sheet: a second click takes nothing anew, other rows are another taking along.

    The form stays on the screen when its sheet has come, and no sheet that went straight to him is kept: under the
    form's key alone, rows that came since would go out without a record.
    """
    sent = request.POST.get("key", "")
    if not sent:
        return ""
    parts = [sent, export.ledger, export.query, export.language, filters, got.mark.hexdigest() if got else ""]
    return f"export-{sha256(json.dumps(parts).encode()).hexdigest()[:32]}"


def _write(target: Path | IO[bytes], asked: Reading, cols: list[Col], rows: Iterable[Any]) -> Taken:
    """The sheet of at most MOST rows."""
    taken_now = Taken()

    def lines() -> Iterator[list[str]]:
        for row in rows:
            if taken_now.rows == MOST and not isinstance(row, Aside):
                taken_now.more = True
                return
            taken_now.rows += not isinstance(row, Aside)
            line = texts(row, cols)
            taken_now.mark.update(json.dumps(line).encode())
            yield line

    write_sheet(
        target,
        name=str(asked.ledger.title),
        heads=[(str(col.label), col.chars) for col in cols],
        rows=lines(),
        about_name=pgettext("sheet", "说明"),
        about=_about(asked, cols, taken_now),
    )
    return taken_now


def _about(asked: Reading, cols: list[Col], now_taken: Taken) -> Iterator[tuple[str, str]]:
    """Sheet 2: asked for when the rows have been written."""
    yield _("内容"), _("%(what)s（只含导出人有权查看的公文）") % {"what": asked.ledger.title}
    yield from asked.ledger.told(asked, cols)
    cut = _("（符合条件的更多，一次最多导出这些）") if now_taken.more else ""
    yield _("件数"), f"{now_taken.rows}{cut}"
    yield _("导出人"), f"{asked.person.name}（{asked.person.username}）"
    yield _("导出时间"), f"{asked.now:%Y-%m-%d %H:%M}"


def make_next(ledgers: Mapping[str, Ledger]) -> bool:
    """Make the sheet that has waited longest, as its person may see the register now; was one made? `ledgers`: all
    registers by their names.

    One alone, and none while another process is at one: the alerts of a minute never wait behind a queue of them.
    """
    with alone() as free:
        export = claim(database_now()) if free else None
        if export is None:
            return False
        with override(export.language):
            return _make(ledgers[export.ledger], export)


def _make(ledger: Ledger, export: Export) -> bool:
    person, now = export.person, database_now()
    if not person.is_active or export.tries > TRIES:
        given_up(export, _("已试过几次都没有成功，请缩小范围再导。"), now)
        return False
    asked = ledger.asked_for(person, export.query, timezone.localtime(now))
    cols = ledger.columns(asked, keys=export.columns)
    found = Taken()

    def write(path: Path) -> None:
        nonlocal found
        found = _write(path, asked, cols, asked.all(MOST + 1, asked.needs(cols), PATIENCE_MS))

    try:
        taken.make(export.ref, write)
    except TooWide:
        given_up(export, _("符合条件的太多，没有查完。请缩小范围再导。"), now)
        return False
    mark = sha256(taken.path_of(export.ref).read_bytes()).hexdigest()
    made(export, by=person, rows=found.rows, more=found.more, sha256=mark)
    return True


@require_safe
def export(request: HttpRequest, ref: str, ledgers: Mapping[str, Ledger]) -> HttpResponse:
    """`/documents/exports/<ref>/`: where a notice leads; the owner's alone. `ledgers`: all registers by their names."""
    found = get_object_or_404(Export, ref=ref, person=request.user)
    until = found.made_at + KEPT if found.made_at else None
    context = {"export": found, "until": until, "ledger": ledgers[found.ledger]}
    return render(request, "documents/export_file.html", context)


@require_safe
def export_file(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The file, to its owner as long as it is there; logged."""
    found = get_object_or_404(Export, ref=ref, person=request.user)
    path = taken.path_of(found.ref)
    if found.made_at is None or not found.is_there or not path.is_file():
        raise Http404
    if request.method == "GET":
        log.info("export downloaded", extra={"person": request.user.pk, "export": found.ref})
    file = FileResponse(path.open("rb"), content_type=SHEET)
    return _closed(file, found.title, timezone.localtime(found.made_at))


def _closed(answer: Any, title: str, at: Any) -> Any:
    name = f"{title}-{at:%Y%m%d-%H%M}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
