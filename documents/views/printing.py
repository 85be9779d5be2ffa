"""打印登记簿: the columns and filters of the list as a ledger on paper."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from docflow.web.aside import Aside
from docflow.web.errors import BadInput
from docflow.web.ledger import texts
from documents.files.ledger_pdf import ledger_pdf
from documents.queries.lists import Page
from documents.queries.quick import TooWide
from documents.views.ledger import Ledger
from people.models import Unit

log = logging.getLogger("documents.exports")
MOST = 1_000  # rows: some forty sheets of paper
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def ledger_print(request: HttpRequest, ledger: Ledger) -> HttpResponse:
    """A PDF of the list for the browser's own print key; logged."""
    person: Any = request.user
    asked = ledger.asked_for(person, request.GET.urlencode(), timezone.localtime())
    cols, title = ledger.columns(asked), str(ledger.title)
    try:
        page = asked.first(MOST, asked.needs(cols))
    except TooWide as error:
        raise BadInput(_("符合条件的太多，没有查完。请加几个字或缩小范围再查。")) from error
    about = "　".join(f"{name}：{value}" for name, value in ledger.told(asked, cols)[:2])
    pdf = ledger_pdf(
        organ=organ(),
        title=title,
        about=about,
        count=_("共 %(n)s 件") % {"n": len(page.rows)} if not page.older else "",
        more=_more(page),
        foot=_("打印：%(who)s %(when)s")
        % {"who": f"{person.name}（{person.username}）", "when": f"{asked.now:%Y-%m-%d %H:%M}"},
        page=_("第 {n} 页，共 {of} 页"),
        heads=[(str(col.label), col.chars) for col in cols],
        rows=[(texts(row, cols), _is_grey(ledger, row)) for row in page.lines],
        at=asked.now,
    )
    if request.method == "GET":
        log.info(
            "register printed",
            extra={"ledger": ledger.name, "person": person.pk, "rows": len(page.rows), "about": about},
        )
    return shown(pdf, f"{title}-{asked.now:%Y%m%d-%H%M}.pdf")


def _is_grey(ledger: Ledger, row: Any) -> bool:
    return isinstance(row, Aside) or bool(ledger.row_class(row))


def organ() -> str:
    if settings.OFFICE_NAME:
        return str(settings.OFFICE_NAME)
    return Unit.objects.filter(kind=Unit.Kind.OFFICE).values_list("name", flat=True).first() or ""


def _more(page: Page) -> str:
    if not page.older:
        return ""
    said = _("符合条件的超过 %(n)s 件，这里只有前 %(n)s 件。请缩小范围再打印，或导出 Excel。")
    return said % {"n": f"{MOST:,}"}


def shown(file: bytes, name: str) -> HttpResponse:
    """A PDF to be seen and printed, a Word copy to be taken along; by the end of its name."""
    word = name.endswith(".docx")
    answer = HttpResponse(file, content_type=WORD if word else "application/pdf")
    answer["Content-Disposition"] = content_disposition_header(word, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
