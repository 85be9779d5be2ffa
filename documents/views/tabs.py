"""The parts of the rail beside a paper: opinions, the record, its readers, the register, what the checker found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.queries.page import Tasks
from documents.rules.proofing import LOOKED_AT
from documents.views import drawn
from documents.views.proofing import in_short

OPINIONS = "opinions"


def tabs(here: str, tab: str, doc: Any, tasks: Tasks, proof: Sequence[Any], first: str) -> Any:
    """`first`: what the opinions are called, where no name at all means that the tabs are not shown."""
    words = [(first, _("意见"))]
    words.append(("log", _("流转记录 %(n)s") % {"n": doc.entry_count}))
    if tasks.readers:
        words.append(("readers", _("传阅 %(n)s/%(all)s") % {"n": tasks.answered, "all": tasks.total}))
    words.append(("facts", _("登记与关联")))
    rows = [
        (f"{here}&tab={code}" if code else here, text, "", code == (first if tab in ("", OPINIONS) else tab))
        for code, text in words
    ]
    if doc.state not in LOOKED_AT:
        return drawn.tabs(rows, ".rs")
    checked = [(f"{here}&tab=proof#proof", in_short(proof), "", tab == "proof")]
    if tab == "proof":  # there the form has made room: every way leads back to the whole page
        return drawn.tabs(rows + checked, "")
    return drawn.tabs(rows, ".rs") + drawn.tabs(checked, "")
