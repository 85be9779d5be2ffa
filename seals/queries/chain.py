"""The chains as they lie in the database, by a few statements of SQL.

REPLACE with the evidence branch's file of the same name (same names): that one reads line by line with the checker itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from seals.models import LedgerLine, Seal
from workflow.clock import database_now

FIRST = """SELECT l.id, l.canon <> seals_canon(l) FROM seals_ledgerline l
  LEFT JOIN seals_ledgerline p ON p.seal_id = l.seal_id AND p.serial = l.serial - 1
 WHERE l.seal_id = %s AND (l.canon <> seals_canon(l) OR l.hash <> sha256(l.prev || l.canon)
   OR l.serial > 1 AND p.hash IS DISTINCT FROM l.prev) ORDER BY l.serial LIMIT 1"""


@dataclass(frozen=True)
class Broken:
    """The first line that is wrong. `before` and `after`: of the columns that differ, what was sealed and what stands there
    now."""

    ref: str
    seal_no: str
    name: str
    serial: int
    code: str
    words: str
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    line: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What was looked at. `head`: of one seal its last digest, of several the SHA-256 over theirs."""

    lines: int
    seals: int
    head: str
    at: datetime
    fault: Broken | None = None


def check_chain(seal: Seal | None = None) -> Checked:
    """Read every line of a seal, or of all, up to the first that is wrong."""
    at, count, heads = database_now(), 0, []
    seals = list(Seal.objects.order_by("pk") if seal is None else [seal])
    for one in seals:
        lines = LedgerLine.objects.filter(seal=one)
        with connection.cursor() as cursor:
            cursor.execute(FIRST, [one.pk])
            found = cursor.fetchone()
        count += (n := lines.count())
        if found:
            line = lines.get(pk=found[0])
            said = _("登记内容与校验值不符") if found[1] else _("与上一条接不上")
            return Checked(count, len(seals), "", at, _broken(one, line.serial, said))
        if n != one.line_count:
            return Checked(count, len(seals), "", at, _broken(one, n, _("登记条数与台账不符")))
        heads.append(bytes(one.line_head))
    head = heads[0] if len(heads) == 1 else hashlib.sha256(b"".join(heads)).digest() if heads else b""
    return Checked(count, len(seals), head.hex(), at)


def _broken(seal: Seal, serial: int, words: str) -> Broken:
    return Broken(seal.ref, seal.seal_no, seal.name, serial, "digest", words)
