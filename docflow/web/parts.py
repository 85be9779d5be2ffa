"""Small pieces of HTML, each written once: the template tags and the ledger rows both call these.

Every function takes plain values, escapes them and returns a SafeString.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SPECIAL = re.compile("[&<>\"']").search
QUIET = frozenset({"", "normal"})  # an ordinary paper carries no badge


def esc(value: object) -> str:
    """HTML of a value: as it is when it says it is HTML, else escaped; None is empty."""
    if type(value) is SafeString:
        return value
    if value is None:
        return ""
    if type(value) is not str:
        html = getattr(value, "__html__", None)
        if html is not None:
            return html()
        value = str(value)
    return value if SPECIAL(value) is None else escape(value)  # most cells have nothing to escape


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Decorative picture `name` of static/icons.svg; the words beside it carry the meaning."""
    return format_html(
        '<svg class="ic" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )


def menu_html(groups: Iterable[dict[str, Any]]) -> SafeString:
    """Headings with their links, as `docflow.menu` lists them: on every page, so not by the template language."""
    return SafeString(
        "".join(
            f"<h2>{esc(group['label'])}</h2>\n<ul>{''.join(map(_menu_item, group['items']))}</ul>\n"
            for group in groups
        )
    )


def _menu_item(item: dict[str, Any]) -> str:
    current = ' aria-current="page"' if item["current"] else ""
    keys = "".join(f' data-{name}="{esc(item[name])}"' for name in ("go", "key") if item[name])
    late = ' class="late"' if item["late"] else ""
    count = f"<b{late}>{esc(item['count'])}</b>" if item["count"] else ""
    return f'<li><a href="{esc(item["url"])}"{current}{keys}>{icon(item["icon"])}{esc(item["label"])}{count}</a></li>'


def tabs_html(tabs: Iterable[tuple[str, object]], current: str, counts: object) -> SafeString:
    """The workbench's tabs: (code, words); `counts` has the text of a count by the tab's code, where it has one."""
    url, label = reverse("home"), esc(_("待办工作台"))
    items = ""
    for i, (code, words) in enumerate(tabs):
        query = f"?tab={code}" if i else ""
        here = ' aria-current="page"' if code == current else ""
        count = getattr(counts, code, "")
        items += f'<li><a href="{url}{query}"{here}>{esc(words)}{" " + esc(count) if count else ""}</a></li>'
    return SafeString(f'<ul class="views" data-tabs aria-label="{label}">{items}</ul>')


def lamp(colour: str, text: object) -> SafeString:
    """Deadline lamp: shape + colour + words. `colour`: green, yellow, red, done or pause; empty: nothing."""
    if not colour:
        return SafeString("")
    return SafeString(
        f'<span class="lamp lamp-{escape(str(colour))}"><i aria-hidden="true"></i>{esc(text)}</span>'
    )


def urgency(code: str, label: object) -> SafeString:
    """Badge for an urgency code (top_urgent, urgent, flash, routine, …); an ordinary paper has none."""
    if code in QUIET or code is None:
        return SafeString("")
    return SafeString(f'<span class="u u-{escape(str(code))}">{esc(label)}</span>')


def tag(text: object) -> SafeString:
    """Small grey label; empty text gives nothing."""
    return SafeString(f'<span class="tag">{esc(text)}</span>' if text else "")


def state(kind: str, label: object) -> SafeString:
    """State mark. `kind`: todo, doing, late, ok, warn or '' (grey)."""
    css = f"st st-{escape(kind)}" if kind else "st"
    return SafeString(f'<span class="{css}">{esc(label)}</span>')


def due_box(colour: str, text: object, why: object = "") -> SafeString:
    """Deadline box of a document: lamp, then the sentence that says which limit and from when."""
    return SafeString(
        f'<div class="due due-{escape(str(colour))}">{lamp(colour, text)}<span class="why">{esc(why)}</span></div>'
    )


def when(value: date | datetime | None, today: date | None = None) -> str:
    """Short time: 11-19 09:12 (local), 11-19 for a date; another year is written out. None is empty."""
    if not value:
        return ""
    clock = ""
    zone = timezone.get_default_timezone()  # one zone for all; localtime() is dear in a long list
    if isinstance(value, datetime):
        value = value.astimezone(zone) if value.tzinfo else value
        clock = f" {value.hour:02}:{value.minute:02}"
    year = (today or datetime.now(zone)).year
    head = "" if value.year == year else f"{value.year}-"
    return f"{head}{value.month:02}-{value.day:02}{clock}"


def day(value: date | datetime | None) -> str:
    """Full date for papers and notices: 2026年11月19日. None is empty."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return _("%(year)s年%(month)s月%(day)s日") % {"year": value.year, "month": value.month, "day": value.day}


def time_html(value: date | datetime | None) -> SafeString:
    """<time> with the machine form and the short form."""
    if not value:
        return SafeString("")
    return SafeString(f'<time datetime="{value.isoformat()}">{when(value)}</time>')
