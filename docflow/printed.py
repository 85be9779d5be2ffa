"""The log of what was printed, of papers of both kinds and of handovers of seals: by whom, which form, when. Only of papers he may see; everybody's
for who keeps the register, else his own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.utils import timezone

from docflow.web.prepared import fetch
from documents.queries.quick import rows
from documents.queries.visible import MAY_SEE, may_see
from outgoing.queries.prints import sees_all_prints
from outgoing.queries.visible import SEES_INSIDE
from seals.rules.custody import sees_custody

RECENT, PAGE = 20, 50  # lines of each group; of a page of the whole log
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# How many times the same form of the same paper had been printed by then, whoever did it. Of an outgoing paper the log
# belongs to the inside; the original, which whoever received it may print, too.
INCOMING = f"""(SELECT 'document' AS kind, f.id, d.ref, d.receipt_no, d.title, f.form, f.way, NULL::int AS copy,
    f.person_name, f.at, f.person_id = %(me)s AS own,
    (SELECT count(*) FROM documents_formprint e
      WHERE e.document_id = f.document_id AND e.form = f.form AND e.id <= f.id) AS times
  FROM documents_formprint f JOIN documents_document d ON d.id = f.document_id
 WHERE <which> AND {MAY_SEE} ORDER BY f.at DESC, f.id DESC LIMIT <limit>)"""  # noqa: S608 - constants
OUTGOING = f"""(SELECT 'outgoing' AS kind, f.id, o.ref, o.number, o.title, f.form, f.way, f.copy,
    f.person_name, f.at, f.person_id = %(me)s AS own,
    (SELECT count(*) FROM outgoing_sheetprint e
      WHERE e.paper_id = f.paper_id AND e.form = f.form AND e.id <= f.id) AS times
  FROM outgoing_sheetprint f JOIN outgoing_outgoing o ON o.id = f.paper_id
 WHERE <which> AND {SEES_INSIDE} ORDER BY f.at DESC, f.id DESC LIMIT <limit>)"""  # noqa: S608 - constants
HANDOVERS = """(SELECT 'handover_sheet' AS kind, f.id, f.ref, f.ref AS number, f.title, f.form, f.way, NULL::int AS copy,
    f.person_name, f.at, f.person_id = %(me)s AS own,
    (SELECT count(*) FROM seals_sealprint e WHERE e.form = f.form AND e.ref = f.ref AND e.id <= f.id) AS times
  FROM seals_sealprint f
 WHERE <which> AND f.form = 'handover' AND (%(custody)s OR EXISTS (SELECT 1 FROM seals_handover h WHERE h.sheet = f.ref
       AND %(me)s IN (h.from_person_id, h.to_person_id, h.supervised_by_id, h.signed_for_from_id)))
 ORDER BY f.at DESC, f.id DESC LIMIT <limit>)"""
NEWEST = "ORDER BY at DESC, kind DESC, id DESC"
WANTED = {
    "place": "f.at <= %(at)s AND (f.at, '<kind>'::text, f.id) < (%(at)s, %(kind)s::text, %(id)s)",
    "day": "f.at >= %(since)s AND f.at < %(until)s",
    "only": "f.person_id = %(me)s",
    "who": "strpos(f.person_name, %(who)s) > 0",
    "form": "'<kind>-' || f.form = %(form)s",
}


def _all(which: str, limit: int) -> str:
    parts = [
        sql.replace("<which>", which).replace("<limit>", str(limit)).replace("<kind>", kind)
        for kind, sql in (("document", INCOMING), ("outgoing", OUTGOING), ("handover_sheet", HANDOVERS))
    ]
    return f"(SELECT * FROM ({' UNION ALL '.join(parts)}) p {NEWEST} LIMIT {limit})"  # noqa: S608 - constants


MINE, OTHERS = _all("f.person_id = %(me)s", RECENT), _all("f.person_id <> %(me)s", RECENT)
EVERYBODY = f"SELECT * FROM ({MINE} UNION ALL {OTHERS}) q ORDER BY own DESC, at DESC, kind DESC, id DESC"  # noqa: S608


class Printed(NamedTuple):
    """One printing; `times`: the how many-th of this form of this paper; `copy`: the copy number printed on it."""

    kind: str
    id: int
    ref: str
    number: str
    title: str
    form: str
    way: str
    copy: int | None
    who: str
    at: datetime
    own: bool
    times: int

    @property
    def place(self) -> str:
        """Where the log goes on below this line, for an address."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.kind}-{self.id}"


def recent(person: Any) -> list[Printed]:
    """The last ones of his own, then, where he may see them, the last ones of others. One query."""
    sql = EVERYBODY if sees_all_prints(person.hats) else MINE
    return [Printed(*row) for row in fetch(sql, _values(person))]


def page(person: Any, asked: Mapping[str, Any]) -> tuple[list[Printed], bool]:
    """The newest first, by the name of who printed (`who`), the `day` and the `form` (kind and form), from the place
    `before`; are there older ones? One query. Raises `TooWide`."""
    values = _values(person) | {"who": asked["who"], "form": asked["form"]}
    wanted = [name for name in ("who", "form") if asked[name]]
    if not sees_all_prints(person.hats):
        wanted.append("only")
    if day := asked["day"]:
        wanted.append("day")
        values |= {"since": _midnight(day), "until": _midnight(day + timedelta(1))}
    if asked["before"]:
        wanted.append("place")
        values["at"], values["kind"], values["id"] = _place(asked["before"])
    which = " AND ".join(WANTED[name] for name in wanted) or "true"
    found = [Printed(*row) for row in rows(_all(which, PAGE + 1), values)]
    return found[:PAGE], len(found) > PAGE


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _values(person: Any) -> dict[str, Any]:
    return {**may_see(person.hats), "me": person.pk, "custody": sees_custody(person.hats)}


def _place(text: str) -> tuple[datetime, str, int]:
    at, kind, last = text.split("-")
    return EPOCH + timedelta(microseconds=int(at)), kind, int(last)
