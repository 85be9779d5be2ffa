"""The page of one seal: what is written of it, who had it, its ledger, what is open, what can be done now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alerts.queries import seen
from docflow.web import parts
from docflow.web.ledger import Col, table_html
from seals.actions.stocktaking import may_take_stock
from seals.models import LedgerLine
from seals.queries.custody import custody_of
from seals.queries.moves import offers
from seals.queries.registry import seen_by
from seals.queries.seal_page import LINES, may_see_imprint, shown
from seals.queries.stocktaking import is_counted, quarter_of
from seals.rules.moves import GONE, LOOK
from seals.rules.rights import appoints, keeps_registry, sees_ledger, sees_titles
from seals.words import LineKind, Refused, SealState
from workflow.clock import database_now

READ = ("organ", "unit", "signer", "twin", "keeper", "stand_in", "supervisor")


def on_screen(request: HttpRequest, ref: str) -> Any:
    """The seal with the clock as `now` (local), if this person may see it; else 404."""
    seal: Any = seen_by(request.user).filter(ref=ref).select_related(*READ).first()
    if seal is None:
        raise Http404
    seal.now = timezone.localtime(database_now())
    return seal


@require_safe
def seal(request: HttpRequest, ref: str) -> HttpResponse:
    """`/seals/<ref>/`"""
    found, person = on_screen(request, ref), request.user
    seen(person, found, found.now)
    custody, more = custody_of(found), shown(found)
    mine = offers(person, found, custody)
    hats: Any = person.hats  # type: ignore[union-attr]
    last = more.stocktake
    context = {
        "seal": found, "custody": custody, "shown": more, "look": LOOK[SealState(found.state)],
        "can": [o for o in mine if o.ok], "cannot": [o for o in mine if not o.ok],
        "may_edit": keeps_registry(hats) and found.state not in GONE,
        "may_count": is_counted(found) and may_take_stock(hats),
        "counted": last is not None and last.at >= quarter_of(found.now).since, "is_counted": is_counted(found),
        "imprint": found.imprint_id is not None and may_see_imprint(person, found),
        "lines": _lines(more.lines), "further": found.line_count > LINES, "overdue": _overdue(found, more.takeout),
        "may_appoint": appoints(hats) and found.state not in GONE, "titles": sees_titles(hats), "may_read": sees_ledger(hats),
        "may_hand_over": found.state not in GONE and (appoints(hats) or custody is not None and custody.person_id == person.pk),
        "expired": found.valid_to is not None and found.valid_to < found.now,
    }  # fmt: skip
    return render(request, "seals/seal.html", context)


def _overdue(found: Any, takeout: Any) -> bool:
    return takeout is not None and takeout.until < found.now


def _lines(rows: list[LedgerLine]) -> SafeString:
    kinds = {code: str(label) for code, label in LineKind.choices}
    cols = [
        Col("serial", _("序号"), "c-no", lambda line: line.serial, "em4"),
        Col("at", _("时间"), "c-docno", lambda line: parts.when(line.at), "em9"),
        Col("kind", _("事项"), "c-unit", lambda line: kinds[line.kind], "em6"),
        Col("what", _("内容"), "c-note c-wrap", what),
        Col("who", _("经手"), "c-node c-wrap", _hands, "em8"),
        Col("head", _("链尾"), "c-docnum", lambda line: line.head, "em12"),
    ]
    return table_html(rows, cols, label=_("用印登记"), row_url=lambda line: "", css="slim")


def what(line: LedgerLine) -> str:
    """What a line tells, without the title of any paper: that stands on the page of its application."""
    if line.kind == LineKind.REFUSAL:
        return f"{line.code} {Refused(line.code).label}"
    if line.request_no:
        return _("%(no)s：实盖 %(stamped)s、废印 %(spoiled)s、未用 %(unused)s") % {
            "no": line.request_no, "stamped": line.stamped or 0, "spoiled": line.spoiled or 0, "unused": line.unused or 0
        }  # fmt: skip
    said = line.reason
    if line.corrects is not None:
        return _("更正第 %(n)s 号：%(why)s") % {"n": line.corrects, "why": said}
    if line.from_state and line.from_state != line.to_state:
        states = dict(SealState.choices)
        return f"{states[line.from_state]} → {states[line.to_state]}；{said}"
    return said


def _hands(line: LedgerLine) -> str:
    return "、".join(dict.fromkeys(name for name in (line.actor_name, line.second_name) if name))
