"""How a line of an inbox is drawn: one escaping function per cell, no template."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bulletins import words as bulletins
from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.ledger import Col
from docflow.worked import Worked
from documents.queries.onward import line_urls
from documents.queries.strip import Line
from documents.rules.verbs import VERBS
from documents.views.register_rows import labels
from documents.words import FINAL, State, TaskKind, Urgency
from outgoing import words as outgoing
from seals import words as seals
from workflow.queries import Owed

STATES: dict[str, type[TextChoices]] = {
    "document": State, "outgoing": outgoing.State, "seal_request": seals.RequestState, "seal_takeout": seals.TakeoutState,
    "error_report": bulletins.ReportState, "meeting_action": bulletins.ActionState,
}  # fmt: skip
GOING = {
    "seal_request": seals.REQUEST_LIVE,
    "seal_takeout": seals.TAKEOUT_LIVE,
    "error_report": bulletins.REPORT_LIVE,
    "meeting_action": (bulletins.ActionState.OPEN,),
}
NOTE = 14  # characters of what is asked, before the title


def task_words() -> dict[str, str]:
    """What each kind of work is called, of incoming papers, of outgoing ones, of seals and of the book."""
    return labels(bulletins.TaskKind) | labels(seals.TaskKind) | labels(outgoing.TaskKind) | labels(TaskKind)


def signs_for(row: Owed) -> bool:
    """Copies that his unit got: signed for from the list, all of them with one key."""
    return row.kind == outgoing.TaskKind.RECEIVE


def owed_columns(now: datetime, hats: Any, tab: str, rows: list[Owed]) -> list[Col]:
    """Lamp, title, sender, step, from whom and since when, and what can be done at once. Rows: `inbox.in_order`.

    Of a paper that stands there several times each line says what is asked in it.
    """
    papers = Counter(row.ref for row in rows)
    kinds, urgencies = task_words(), labels(Urgency)
    own, names = hats.own, {p: s.name for s in hats.stand_ins for p in s.principals}
    today, read = now.date(), f"{parts.esc(_('已阅'))}<kbd>M</kbd>"
    line_url = line_urls(tab)
    sign = f"{parts.esc(_('签收'))}<kbd>M</kbd>"
    agree = f"{parts.esc(_('同意'))}<kbd>1</kbd>"

    def before(shown: Any) -> object:
        row: Owed = shown[2]
        mark = parts.urgency(row.urgency, urgencies.get(row.urgency, ""))
        return SafeString(mark + parts.tag(row.note[:NOTE])) if papers[row.ref] > 1 else mark

    def step(shown: Any) -> object:
        row: Owed = shown[2]
        behalf = parts.tag(_("代%(name)s") % {"name": names[row.holder]}) if row.holder not in own else ""
        urged = parts.state("warn", _("催")) if row.urged else ""
        return SafeString(f"{parts.esc(kinds.get(row.kind, row.kind))} {behalf}{urged}")

    def since(shown: Any) -> object:
        row: Owed = shown[2]
        at = parts.when(row.given_at, today)
        who = parts.esc(row.given_by)
        return SafeString(f'<span title="{at}">{who} <span class="mut">· {at[:-6]}</span></span>')

    def do(shown: Any) -> object:
        row: Owed = shown[2]
        if tab == "toread":
            return SafeString(
                f'<button class="btn btn-line" name="one" value="{row.id}" data-read>{read}</button>'
            )
        if tab == "todo" and signs_for(row):
            return SafeString(
                f'<button class="btn btn-line" name="one" value="{row.id}" data-read>{sign}</button>'
            )
        url, kind = parts.esc(line_url(row)), parts.esc(kinds.get(row.kind, row.kind))
        if (
            row.kind == TaskKind.REVIEW
        ):  # opens the paper with the first phrase written: seen before it is sent
            url, kind = f"{url}#say-同意", agree
            return SafeString(
                f'<a class="btn btn-line onrow" href="{url}" tabindex="-1" data-agree>{kind}</a>'
            )
        return SafeString(f'<a class="btn btn-line onrow" href="{url}" tabindex="-1">{kind}</a>')

    cols = [
        Col("lamp", _("时限"), "c-lamp", lambda s: parts.lamp(*s[1]), "em8"),
        Col("title", _("标题"), "c-title", lambda s: s[2].title, link=True, before=before),
        Col("unit", _("来文单位"), "c-unit", lambda s: s[2].source, "w4"),
        Col("step", _("环节"), "c-docno", step, "em7"),
        Col("since", _("交来"), "c-node", since, "em9"),
        Col("do", _("办理"), "c-do", do, "em9" if tab == "todo" and any(map(signs_for, rows)) else "em7"),
    ]  # fmt: skip
    return [col for col in cols if col.key != "step" or tab != "toread"]


def worked_columns(now: datetime, tab: str) -> list[Col]:
    """What I did, when, and where it is now."""
    kinds, urgencies = task_words(), labels(Urgency)
    states = {kind: labels(words) for kind, words in STATES.items()}
    lamp, today = lamps_at(now), now.date()

    def did(row: Worked) -> object:
        behalf = parts.tag(_("代")) if row.behalf else ""
        return SafeString(f"{parts.esc(kinds.get(row.kind, row.kind))} {behalf}")

    def light(row: Worked) -> object:
        if _is_final(row):
            return parts.lamp("done", states[row.subject_kind][row.state])
        return parts.lamp(*lamp(row.due_at, row.paused))

    def where(row: Worked) -> object:
        who = f' <span class="mut">· {parts.esc(row.holders)}</span>' if row.holders else ""
        return SafeString(f"{parts.esc(states[row.subject_kind][row.state])}{who}")

    return [
        Col("lamp", _("时限"), "c-lamp", light, "em8"),
        Col("title", _("标题"), "c-title", lambda row: row.title, link=True,
            before=lambda row: parts.urgency(row.urgency, urgencies.get(row.urgency, ""))),
        Col("unit", _("来文单位"), "c-unit", lambda row: row.source, "w4"),
        Col("did", _("我办的"), "c-docno", did, "em6"),
        Col("at", _("办理时间"), "c-date", lambda row: parts.when(row.done_at, today), "em8"),
        Col("node", _("现在"), "c-node", where, "w8"),
    ]  # fmt: skip


def _is_final(row: Worked) -> bool:
    if row.subject_kind in GOING:
        return row.state not in GOING[row.subject_kind]
    return row.state in (FINAL if row.subject_kind == "document" else outgoing.FINAL)


def drafts_html(lines: list[Line]) -> SafeString:
    """What I have begun to write: a paper being registered, or words on one."""
    return _listed([_draft(line) for line in lines if line.ref or line.code == "register"], _("没有草稿。"))


def _draft(line: Line) -> str:
    url = (
        reverse("document", args=[line.ref])
        if line.ref
        else f"{reverse('register_new')}?{urlencode({'draft': line.key})}"
    )
    return _linked(url, line.title or _("未写标题的登记"), "", line.at)


def acted_html(lines: list[Line]) -> SafeString:
    """What I did last, and on which paper."""
    return _listed(
        [
            _linked(reverse("document", args=[line.ref]), line.title, did(line.code), line.at)
            for line in lines
        ],
        _("还没有办过公文。"),
    )


def did(verb: str) -> str:
    """A verb of the trail, as the list of what I did names it."""
    if verb in VERBS:
        return str(VERBS[verb].label)
    return {"register": _("登记"), "extra_copy": _("补收份数")}.get(verb, "")


def _linked(url: str, title: str, what: str, at: datetime) -> str:
    mark = f"{parts.esc(what)} " if what else ""
    return (
        f'<li><a href="{url}">{parts.esc(title)}</a> <span class="mut nw">{mark}{parts.when(at)}</span></li>'
    )


def _listed(rows: list[str], empty: str) -> SafeString:
    inner = "".join(rows) or f'<li class="mut">{parts.esc(empty)}</li>'
    return SafeString(f'<ul class="plain-list">{inner}</ul>')
