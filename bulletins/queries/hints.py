"""同类差错提示: what went wrong with papers like this in a year, and what prevents it. No name, no title of another paper:
descriptions are kept without names (`actions.collecting`, `forms.errors`)."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlencode

from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bulletins.words import Category
from checking.hints import Hint, Like
from docflow.web.prepared import fetch
from proofing.catalogue import RULES

MOST, FEWEST = 3, 2
KEEP = 120  # seconds: the same form is asked for many times a morning
# Of papers of this kind, those from (or to) the same organ first: one statement.
SQL = """
SELECT e.category, e.rule, count(*), count(*) FILTER (WHERE e.organ = %(organ)s AND e.organ <> ''),
  coalesce((array_agg(e.prevention ORDER BY e.found_at DESC) FILTER (WHERE e.prevention <> ''))[1], ''),
  coalesce((array_agg(e.description ORDER BY e.found_at DESC, e.id DESC)
            FILTER (WHERE e.subject_title = '' OR strpos(e.description, e.subject_title) = 0))[1], ''),
  bool_and(e.paper_kind = %(kind)s)
  FROM bulletins_errorentry e
 WHERE e.found_at > now() - interval '1 year' AND e.subject_kind = %(side)s AND NOT e.subject_secret
   AND e.source <> 'missed' AND (e.paper_kind = %(kind)s AND e.paper_kind <> '' OR e.organ = %(organ)s AND e.organ <> '')
 GROUP BY e.category, e.rule HAVING count(*) >= %(fewest)s OR bool_or(e.prevention <> '')
 ORDER BY 4 DESC, 3 DESC, 1, 2 LIMIT %(most)s
"""


def hints(like: Like) -> list[Hint]:
    """The most frequent first, three at most; empty where nothing is known of the paper yet."""
    if not like.kind and not like.organ:
        return []
    key = f"error-hints-3|{like.side}|{like.kind}|{sha256(like.organ.encode()).hexdigest()[:16]}"
    rows = cache.get(key)
    if rows is None:
        asked = {"side": like.side, "kind": like.kind, "organ": like.organ, "fewest": FEWEST, "most": MOST}
        rows = [tuple(row) for row in fetch(SQL, asked)]
        cache.set(key, rows, KEEP)
    return [
        Hint(
            _words(category, rule),
            times,
            cure,
            "" if rule in RULES else last,
            _url(category, rule, like.kind if alike else ""),
        )
        for category, rule, times, _same, cure, last, alike in rows
    ]


def _url(category: str, rule: str, kind: str) -> str:
    """The error book, narrowed to these and perhaps others of another organ: everybody who writes a paper of ours reads it. `kind`
    where all of them are of that kind."""
    since = timezone.localdate() - timedelta(days=365)
    asked = {"category": category, "rule": rule, "kind": kind, "since": since.isoformat()}
    return f"{reverse('errors')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _words(category: str, rule: str) -> str:
    label = Category(category).label
    if rule in RULES:
        return _("%(kind)s：%(rule)s") % {
            "kind": label,
            "rule": RULES[rule].english if get_language() == "en" else RULES[rule].text,
        }
    return _("%(kind)s差错") % {"kind": label} + (f"（{rule}）" if rule else "")
