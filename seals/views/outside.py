"""What other pages show of a seal that is outside: on its own page, and on the desk."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deadlines.limits import lamp
from docflow.web import parts
from seals.models import Seal, SealTakeout
from seals.queries.takeouts import late, out_now


def outside_html(seal: Seal, now: datetime) -> SafeString:
    """Of one seal: by which take-out it is outside, until when, with the lamp; empty where it is here."""
    found = out_now(seal)
    return _line(found, now) if found is not None else SafeString("")


def late_html(now: datetime) -> SafeString:
    """Every seal that should be back: a list in red, the longest first; empty where none is late."""
    rows = list(late(now))
    if not rows:
        return SafeString("")
    items = format_html_join("", "<li>{}</li>", ((_line(row, now, row.seal.name),) for row in rows))
    return format_html(
        '<div class="msg error" role="alert"><p>{}</p><ul>{}</ul></div>', _("外带超期未还："), items
    )


def _line(t: SealTakeout, now: datetime, name: str = "") -> SafeString:
    url = reverse("seal_takeout", args=[t.ref])
    who = _("随带人 %(one)s、%(two)s，限 %(due)s 归还") % {
        "one": t.traveller1_name, "two": t.traveller2_name, "due": parts.when(t.until)}  # fmt: skip
    return format_html(
        '{} <a href="{}">{}</a> {} {}', parts.lamp(*lamp(t.until, now)), url, t.number, name, who
    )
