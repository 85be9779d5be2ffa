"""One run of the seals' chaos: four seals are set by thirty-two browsers while web parts and backends die; then the books are
read. What must hold: see `Told.broken`."""

from __future__ import annotations

import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from seals.actions.sitting import sit_down
from seals.models import LedgerLine
from tests.chaos.stampers import Job, Seen, Stampers
from tests.chaos.web import Web
from tests.office import fresh
from tests.seals.desk.steps import asked
from tests.seals.world import World, in_use, make_world
from workflow.models import Entry

GRACE = 90  # seconds in which, nobody being killed any more, all must be answered
CHAIN = """
SELECT count(*) FILTER (WHERE serial <> n), count(*) FILTER (WHERE prev <> before),
       count(*) FILTER (WHERE canon <> again OR hash <> sha256(prev || again)), count(*) FILTER (WHERE at < earlier)
  FROM (SELECT l.*, seals_canon(l) AS again, row_number() OVER w AS n, coalesce(lag(hash) OVER w, '') AS before,
               coalesce(lag(at) OVER w, at) AS earlier FROM seals_ledgerline l WINDOW w AS (PARTITION BY seal_id ORDER BY serial)) x
"""
HEADS = """
SELECT count(*) FROM seals_seal s LEFT JOIN LATERAL (SELECT serial, hash FROM seals_ledgerline l WHERE l.seal_id = s.id
  ORDER BY serial DESC LIMIT 1) l ON true WHERE (s.line_count, s.line_head) IS DISTINCT FROM (coalesce(l.serial, 0), coalesce(l.hash, ''))
"""
SUMS = """
SELECT count(*) FILTER (WHERE r.stamped <> coalesce(l.told, 0)), count(*) FILTER (WHERE r.stamped <> r.copies OR r.state <> 'closed')
  FROM seals_sealrequest r LEFT JOIN (SELECT request_id, sum(stamped) AS told FROM seals_ledgerline WHERE kind = 'use'
  GROUP BY request_id) l ON l.request_id = r.id
"""


@dataclass(frozen=True)
class Plan:
    """`each`: applications of each client, of `copies` copies; `every`: seconds from one kill to the next."""

    each: int
    seconds: float
    seals: int = 4
    clients: int = 32
    copies: int = 3
    every: float = 0.3
    crash: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Told:
    """What came of it. `confirmed`: forms that somebody was told are done."""

    stamps: int
    confirmed: int
    unanswered: int
    lines_of_confirmed_missing: int
    heads_shown_missing: int
    counted_twice: int
    gaps: int
    links: int
    hashes: int
    times: int
    heads: int
    sums: int
    unfinished: int
    retried: int
    sent_again: int
    workers: int
    backends: int
    parts: int
    databases: int
    seconds: float

    @property
    def kills(self) -> int:
        return self.workers + self.backends + self.parts + self.databases

    @property
    def broken(self) -> list[str]:
        """The promises that did not hold."""
        none = (
            "unanswered", "lines_of_confirmed_missing", "heads_shown_missing", "counted_twice", "gaps", "links", "hashes", "times",
            "heads", "sums", "unfinished",
        )  # fmt: skip
        return [f"{name} = {value}" for name, value in asdict(self).items() if name in none and value]


def prepare(plan: Plan) -> tuple[World, list[Job]]:
    """The seals in one keeper's hands, the supervisor at his desk, applications in turn for each seal."""
    w = make_world()
    seals = [w.seal]
    seals += [
        in_use(w, seal_no=f"C-{n}", name=w.organ.name, kind="legal", organ=w.organ)
        for n in range(1, plan.seals)
    ]
    who = fresh(w.keeper)
    who.set_password("bench-bench")
    who.save()
    sit_down(fresh(w.keeper), w.supervisor)
    made = [
        asked(w, plan.copies, seal=seals[n % plan.seals], off_hours=True)
        for n in range(plan.clients * plan.each)
    ]
    return w, [Job(r.ref, r.copies, r.entry_count) for r in made]


def environment(home: Path, database_url: str, role: str) -> dict[str, str]:
    """What a site would set."""
    return {
        "DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:1/0", "DOCFLOW_HOME": str(home), "DEMO": "0",
        "SECRET_KEY": secrets.token_urlsafe(64), "ALLOWED_HOSTS": "oa.example.gov.cn", "INSECURE_HTTP": "acknowledged",
        "DJANGO_SETTINGS_MODULE": "tests.chaos.settings", "LOG_LEVEL": "ERROR", "CHAOS_ROLE": role,
    }  # fmt: skip


def run(plan: Plan, home: Path, database_url: str, role: str, admin: Mapping[str, Any]) -> Told:
    """Prepare, start, kill, count. `database_url`: of a migrated database, for `role`; `admin`: how a superuser connects."""
    rng = random.Random(plan.seed)
    _world, jobs = prepare(plan)
    rng.shuffle(jobs)
    connection.close()
    web = Web(home, environment(home, database_url, role), admin, rng=rng, crash=plan.crash)
    try:
        web.start()
        browsers = Stampers(web.ports, jobs, clients=plan.clients, seed=plan.seed)
        began = time.monotonic()
        browsers.go()
        while browsers.at_work and time.monotonic() < began + plan.seconds:
            time.sleep(plan.every)
            web.kill()
        browsers.end = time.monotonic() + GRACE
        while browsers.at_work and time.monotonic() < browsers.end:
            web.restart_the_dead()
            time.sleep(0.2)
        browsers.join()
        return counted(browsers.seen, browsers.jobs.qsize(), web.kills, time.monotonic() - began)
    finally:
        web.stop()


def _row(sql: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone())


def counted(seen: Seen, left: int, kills: Mapping[str, int], seconds: float) -> Told:
    entries = {e.key: e for e in Entry.objects.filter(subject_kind="seal_request", verb="stamp")}
    lines = {(seal, serial): bytes(h).hex()[:16] for seal, serial, h in LedgerLine.objects.filter(kind="use").values_list("seal_id", "serial", "hash")}  # fmt: skip
    named = [tuple(e.data["line"]) for e in entries.values()]
    told = [entries[key].data["line"] for key in seen.confirmed if key in entries]
    gaps, links, hashes, times = _row(CHAIN)
    sums, unfinished = _row(SUMS)
    shown = {(serial, head) for (_seal, serial), head in lines.items()}
    missing = sum(lines.get((seal, serial)) != head for seal, serial, head in told)
    return Told(
        stamps=len(lines),
        confirmed=len(seen.confirmed),
        unanswered=left,
        lines_of_confirmed_missing=missing + len(set(seen.confirmed) - set(entries)),
        heads_shown_missing=len(seen.heads - shown),
        counted_twice=len(lines) - len({line[:2] for line in named}),
        gaps=gaps,
        links=links,
        hashes=hashes,
        times=times,
        heads=_row(HEADS)[0],
        sums=sums,
        unfinished=unfinished,
        retried=seen.retried,
        sent_again=seen.again,
        workers=kills["worker"],
        backends=kills["backend"],
        parts=kills["part"],
        databases=kills["database"],
        seconds=round(seconds, 1),
    )


def last_words(home: Path) -> str:
    """The end of what the web parts had to say."""
    return "\n".join((home / "web.log").read_text(errors="replace").splitlines()[-40:])
