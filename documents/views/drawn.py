"""The page's repeated pieces as HTML, one function each: plain values in, escaped text out.

Rows stay out of the template language, which costs more than everything else of a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any, Protocol

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.limits import lamps_at
from docflow.web import parts
from docflow.web.parts import tag, time_html, when
from documents.files.pages import is_drawing
from documents.models import Assignment
from documents.queries.items import Item, Share, progress
from documents.queries.page import Owes, Tasks
from documents.queries.route import DONE, NOW, Stop
from documents.queries.said import Opinion
from documents.queries.timeline import Line
from documents.rules.phrases import Stock
from workflow.models import Task
from workflow.urged import LastUrged, UrgedBy


class Shown(Protocol):
    """A verb as its button shows it: of an incoming paper or of an outgoing one."""

    @property
    def label(self) -> str | Promise: ...
    @property
    def line(self) -> str | Promise: ...
    @property
    def key(self) -> str: ...
    @property
    def danger(self) -> bool: ...


Lamp = Callable[..., tuple[str, str]]
MARK = {"done": "✓"}
YES = '<span class="y" aria-hidden="true">✓</span>'


def route(stops: Sequence[Stop]) -> SafeString:
    """The map: done ✓, now ringed, next hollow; names and dates below."""
    out = []
    for n, stop in enumerate(stops, 1):
        current = ' aria-current="step"' if stop.state == NOW else ""
        below = f'<span class="w">{escape(stop.who)}</span>' if stop.who else ""
        if stop.state == DONE and stop.at:
            below += f'<span class="w">{when(stop.at)[-11:-6] or when(stop.at)}</span>'
        elif stop.due:
            below += f'<span class="w">{escape(_("限%(day)s") % {"day": _day(stop.due)})}</span>'
        said = {DONE: _("已办"), NOW: _("正在办")}.get(stop.state, _("未到"))
        out.append(
            f'<li class="{stop.state}"{current}><span class="n" aria-hidden="true">{MARK.get(stop.state, n)}</span>'
            f'<span class="visually-hidden">{escape(said)}</span><b>{escape(stop.label)}</b>{below}</li>'
        )
    return SafeString(f'<ol class="route" tabindex="0" aria-label="{escape(_("流程"))}">{"".join(out)}</ol>')


def branches(rows: Iterable[Owes], now: datetime, urge: str) -> SafeString:
    """Who of those asked side by side has answered; `urge` is the address of 催办, empty where he may not."""
    lamp = lamps_at(now)
    out = []
    for t in rows:
        if t.status == "done":
            mark, words = YES, _("%(at)s 已回") % {"at": when(t.done_at)}
        else:
            mark, words = (
                _lamp(lamp(t.due_at, t.paused_at is not None)),
                _("未回，限 %(due)s") % {"due": when(t.due_at) or "—"},
            )
        words += _first(t.due_at, t.due_first)
        out.append(
            f'<li>{mark}{escape(t.holder_name)}{urged_tag(t)}{promise(t.last_urged, now)}<span class="sp">{escape(words)}</span>'
            f"{urge_link(urge, t, _('催办'))}</li>"
        )
    return _list(out, _("并行办理情况"))


def items(rows: Sequence[Item], now: datetime, urge: str, *, open_: bool) -> SafeString:
    """Each item with its units: what was asked, who leads, by when, and what came back."""
    if not rows:
        return SafeString("")
    done, asked = progress(rows)
    head = _("办理事项 %(n)s 项，已报结 %(done)s/%(all)s") % {"n": len(rows), "done": done, "all": asked}
    lamp, out = lamps_at(now), ""
    for item in rows:
        number = escape(_("第 %(n)s 项") % {"n": item.number})
        shares = _list([_share(s, lamp, urge, now) for s in item.shares], f"{number}")
        out += f'<p class="it"><b>{number}</b> {escape(item.content)}</p>{shares}'
    return SafeString(
        f'<details class="items"{" open" if open_ else ""}><summary>{escape(head)}</summary>{out}</details>'
    )


def _share(share: Share, lamp: Lamp, urge: str, now: datetime) -> str:
    role = tag(_("主办") if share.lead else _("协办"))
    status = str(Assignment.Status(share.status).label)
    mark, link, nudged = YES if share.reported else "", "", ""
    if share.open:
        mark, words = (
            _lamp(lamp(share.due, share.task is not None and share.task.paused_at is not None)),
            _("%(status)s，限 %(due)s") % {"status": status, "due": when(share.due)},
        )
        words += _first(share.due, share.first)
        if share.task is not None:
            link = urge_link(urge, share.task, _("催办"))
            nudged = urged_tag(share.task) + promise(share.task.last_urged, now)
    else:
        words = f"{when(share.reported)} {status}".strip()
        words += _("（限 %(due)s）") % {"due": when(share.due)} if share.reported else ""
    result = "" if share.open or not share.result else f'<p class="res">{escape(share.result)}</p>'
    return f'<li>{mark}{escape(share.unit)}{role}{nudged}<span class="sp">{escape(words)}</span>{link}{result}</li>'


def _first(due: datetime | None, first: datetime | None) -> str:
    """The date first promised, where it is another."""
    return _("（原限 %(first)s）") % {"first": when(first)} if first and due and first != due else ""


def urged_tag(task: Owes | Task) -> str:
    urged = str(tag(_("已催 %(n)s 次") % {"n": task.urged})) if task.urged else ""
    return urged + up_tag(task)


def up_tag(task: Owes | Task) -> SafeString:
    """To whom this late work went up, and when."""
    up = getattr(task, "gone_up", None)
    return parts.state("late", _("已升级：%(who)s") % {"who": up}) if up else SafeString("")


def promise(last: LastUrged | None, now: datetime) -> str:
    """How he was last urged, in the title; and by when he promised it: a promise that is over is red."""
    if last is None:
        return ""
    how = [f"{when(last.at)} {last.by} {UrgedBy(last.channel).label}", last.answered_by]
    title = escape(" · ".join(filter(None, how)))
    if last.promised_on is None:
        words = str(UrgedBy(last.channel).label) if last.channel != UrgedBy.SYSTEM else ""
        return f'<span class="tag" title="{title}">{escape(words)}</span>' if words else ""
    over = last.promised_on < timezone.localtime(now).date()
    said = (_("答应 %(on)s 前，已过") if over else _("答应 %(on)s 前")) % {"on": when(last.promised_on)}
    return f'<span class="{"st st-late" if over else "tag"}" title="{title}">{escape(said)}</span>'


def unsure(*, provisional: bool) -> str:
    """暂: the date rests on a year whose holidays nobody has announced yet."""
    if not provisional:
        return ""
    title = escape(_("当年放假安排未录入，按周末规则暂算，录入后重算"))
    return SafeString(f'<span class="st st-warn" title="{title}">{escape(_("暂"))}</span>')


def _lamp(shown: tuple[str, str]) -> str:
    return str(parts.lamp(*shown))


def _list(rows: list[str], label: str) -> SafeString:
    return SafeString(f'<ul class="co" aria-label="{escape(label)}">{"".join(rows)}</ul>' if rows else "")


def opinions(rows: Iterable[Opinion], ref: str) -> SafeString:
    """Opinions as given, each with its bar by rank; a recorded one says by whom and links to its scan.

    What holds no more is folded up, with the reason."""
    return SafeString("".join(_gone(o) if o.gone else _opinion(o) for o in rows))


def _opinion(o: Opinion) -> str:
    links = "".join(f'<a href="{escape(url)}">{escape(words)}</a>' for url, words in o.links)
    asks = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in o.facts)
    asks = f'<dl class="facts">{asks}</dl>' if asks else ""
    return (
        f'<article class="op {o.bar}"><div class="h">{_head(o)}{links}{time_html(o.at)}</div>'
        f"<p>{escape(o.text)}</p>{asks}</article>"
    )


def _gone(o: Opinion) -> str:
    over = f'<span class="st">{escape(o.gone)}</span>'
    return (
        f'<details class="op gone {o.bar}"><summary class="h">{_head(o)}{over}{time_html(o.at)}</summary>'
        f"<p>{escape(o.text)}</p></details>"
    )


def _head(o: Opinion) -> str:
    unit = f" {escape(o.unit)}" if o.unit else ""
    head = f"<b>{escape(o.who)}{unit}</b>{tag(o.title)}{tag(o.kind)}"
    words, colour = o.mark
    head += f'<span class="st st-{colour}">{escape(words)}</span>' if words else ""
    if o.now:
        head += f'<span class="st st-doing">{escape(_("现在的拟办"))}</span>'
    if o.recorder:
        head += str(tag(_("%(who)s 代录") % {"who": o.recorder}))
    if o.round_words:
        head += str(tag(o.round_words))
    head += "".join(f'<span class="st st-warn">{escape(w)}</span>' for w in o.wants)
    return head + str(tag(_("%(who)s 已核") % {"who": o.checked}) if o.checked else "")


def timeline(lines: Iterable[Line]) -> SafeString:
    """Newest first: when, who, what, and below it everything else the entry says."""
    out = []
    for one in lines:
        unit = f' <span class="mut">{escape(one.where)}</span>' if one.where else ""
        more = "".join(f'<div class="mut wrap">{escape(text)}</div>' for text in one.more)
        said = f'<div class="pre">「{escape(one.opinion)}」</div>' if one.opinion else ""
        out.append(
            f"<li>{time_html(one.at)}<b>{escape(one.who)}</b>{unit} {escape(one.did)}{said}{more}</li>"
        )
    return SafeString(f'<ol class="tl">{"".join(out)}</ol>')


def circulation(tasks: Tasks, now: datetime, urge: str) -> SafeString:
    """Given, opened, read and when, for each reader shown."""
    out = []
    for t in tasks.readers:
        given = _("送 %(at)s") % {"at": when(t.given_at)}
        opened = _("打开 %(at)s") % {"at": when(t.opened_at)} if t.opened_at else _("未打开")
        if t.status == "done":
            mark, state = "y", _("已阅 %(at)s") % {"at": when(t.done_at)}
        elif t.status == "cancelled":
            mark, state = "mut", _("已撤回")
        else:
            mark, state = "n0", _("轮候") if t.status == "waiting" else _("未阅")
        link = promise(t.last_urged, now) + urge_link(urge, t, _("催阅"))
        note = f'<span class="mut wrap">{escape(t.note)}</span>' if t.note else ""
        out.append(
            f'<li><span class="{mark}">{escape(state)}</span> {escape(t.holder_name)}{note}'
            f'<span class="sp">{escape(given)} · {escape(opened)}</span>{link}</li>'
        )
    return _list(out, _("传阅"))


def urge_link(url: str, task: Owes | Task, words: str) -> str:
    """The link that urges exactly this one; none where his work stands still."""
    if not url or task.status != "open" or task.paused_at is not None:
        return ""
    return f'<a href="{escape(url)}?task={task.pk}">{escape(words)}</a>'


def pictures(
    file: Mapping[str, Any], sizes: Sequence[tuple[int, int]], start: int
) -> tuple[SafeString, SafeString]:
    """Thumbnails and page pictures; those below the first are fetched when they come into sight. `file` has `folder`
    (their address), `label`, `ext`; `mark`, where there is one, changes with what is on the pages; `alt` says how to
    read them otherwise."""
    thumbs, shown = [], []
    drawing = is_drawing(file["ext"])
    last, mark = ".svg" if drawing else ".webp", file.get("mark", "")
    tail = f"?v={mark}" if mark else ""
    little = (
        tail if drawing else f"{tail}{'&amp;' if tail else '?'}small=1"
    )  # the same address is fetched once
    title = escape(file.get("alt") or _("%(name)s第 %(n)s 页，可切换文字版阅读")) % {
        "name": escape(file["label"]),
        "n": "%s",
    }
    for n, (width, height) in enumerate(sizes, start):
        url = f"{file['folder']}{n}{last}"
        lazy = "" if n == start else ' loading="lazy"'
        here = ' aria-current="true"' if n == start else ""
        alt = title.replace("%s", str(n))
        small = round(66 * height / width) if width else 93
        thumbs.append(
            f'<a href="#p{n}"{here}><img src="{url}{little}" alt="" width="66" height="{small}"{lazy}>{n}</a>'
        )
        shown.append(f'<img id="p{n}" src="{url}{tail}" alt="{alt}" width="{width}" height="{height}"{lazy}>')
    return SafeString("".join(thumbs)), SafeString("".join(shown))


def words(pages: Sequence[str], *, numbered: bool = False) -> SafeString:
    """文字版: the text page by page; `numbered`: each line an address, through all pages, so that findings lead there."""
    out, before = [], 1
    for n, text in enumerate(pages, 1):
        shown = escape(text)
        if numbered and text:
            rows = text.split("\n")
            shown = "\n".join(f'<span id="line-{k}">{escape(r)}</span>' for k, r in enumerate(rows, before))
        before += text.count("\n") + 1
        out.append(f'<div class="text" id="p{n}" data-page>{shown or "—"}</div>')
    return SafeString("".join(out))


def tabs(rows: Iterable[tuple[str, str, str, bool]], target: str) -> SafeString:
    """Links that change one part of the page: (address, words, title, current). Without script, or a target: the whole
    page."""
    out = []
    for url, text, title, current in rows:
        here = ' aria-current="true"' if current else ""
        hint = f' title="{escape(title)}"' if title else ""
        part = (
            f' hx-get="{escape(url)}" hx-select="{target}" hx-target="{target}" hx-swap="outerHTML"'
            if target
            else ""
        )
        out.append(f'<a class="tab" href="{escape(url)}"{part}{here}{hint}>{escape(text)}</a>')
    return SafeString("".join(out))


def chips(phrases: Sequence[Stock], wording: Sequence[Stock]) -> SafeString:
    """Stock phrases, each with its digit, then the fixed wordings."""
    out = []
    for n, stock in enumerate([*phrases, *wording], 1):
        text, digit = escape(stock.text), f"<kbd>{n}</kbd>" if n <= len(phrases) else ""
        out.append(
            f'<button type="button" data-phrase="{text}" title="{text}">{digit}{escape(stock.button)}</button>'
        )
    return SafeString("".join(out))


def verbs(rows: Iterable[tuple[str, Shown]]) -> SafeString:
    """Verbs one key away: what each will do is its title."""
    out = []
    for url, verb in rows:
        css = "btn-danger" if verb.danger else "btn-line"
        out.append(
            f'<a class="btn {css}" href="{escape(url)}" title="{escape(str(verb.line))}"{_key(verb)}>'
            f"{escape(str(verb.label))}{_kbd(verb)}</a>"
        )
    return SafeString("".join(out))


def more(rows: Iterable[tuple[str, Shown]]) -> SafeString:
    """The other verbs, each with its line."""
    out = []
    for url, verb in rows:
        css = ' class="danger"' if verb.danger else ""
        out.append(
            f'<li><a href="{escape(url)}"{_key(verb)}{css}>{escape(str(verb.label))}{_kbd(verb)}</a>'
            f'<span class="mut">{escape(str(verb.line))}</span></li>'
        )
    return SafeString(f"<ul>{''.join(out)}</ul>") if out else SafeString("")


def _key(verb: Shown) -> str:
    return f' data-key="{verb.key}"' if verb.key else ""


def _kbd(verb: Shown) -> str:
    return f"<kbd>{verb.key.removeprefix('Key')}</kbd>" if verb.key else ""


def _day(moment: datetime) -> str:
    return when(moment).rsplit(" ", 1)[0]
