"""Is everything alive? ``GET /healthz`` for probes, and the heartbeats behind it: of the clock, of the worker, and of
the two that tell people: the scan for deadlines and the deliveries, which count as alive when they finished well."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from functools import wraps
from typing import Any

import psycopg2
import redis
from celery import shared_task
from celery.beat import Scheduler
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)
STALE = 95  # seconds: three missed ticks
SILENT = 180  # seconds: so long without a scan or a delivery run that ended well, and nobody is told anything
LIMITS = {"worker": STALE, "beat": STALE, "scan": SILENT, "deliver": SILENT}
AT_ONCE = ("heartbeat", "alerts", "deliver")  # of the timetable: nobody waits a minute for them after a start
PATIENCE = 1.5  # seconds for each answer
PASSED_OVER = "passed_over"  # tasks whose alerts the scan could not write: named, but the site itself is well
# A stamp from the future is one of before the clock was set back: it says nothing of now.
_AGES = f"""SELECT part, extract(epoch FROM now() - at)::int FROM docflow_heartbeat
  WHERE at < now() + interval '{STALE} seconds'
 UNION ALL SELECT '{PASSED_OVER}', jsonb_array_length(passed_over) FROM alerts_scan"""  # noqa: S608 - constants above
_BEAT = (
    "INSERT INTO docflow_heartbeat (part, at) VALUES (%s, clock_timestamp()) "
    "ON CONFLICT (part) DO UPDATE SET at = excluded.at"
)
_pool = ThreadPoolExecutor(4, thread_name_prefix="health")


@shared_task(name="docflow.health.tick")
def tick() -> None:
    """The worker ran what the clock sent: both are alive."""
    alive("worker")


def finishes(part: str) -> Callable[[Callable[[], object]], Callable[[], None]]:
    """A task's mark: each time it ends well, this part has shown life. One that fails or hangs stamps nothing."""

    def mark(work: Callable[[], object]) -> Callable[[], None]:
        @wraps(work)
        def task() -> None:
            work()
            alive(part)

        return task

    return mark


class Timetable(Scheduler):
    """Celery's clock without its state file: stamps that it is alive, and ticks what cannot wait at the start."""

    def setup_schedule(self) -> None:
        super().setup_schedule()
        self.merge_inplace(self.app.conf.beat_schedule)
        for name in AT_ONCE:
            entry = self.schedule[name]
            entry.last_run_at = entry.last_run_at - entry.schedule.run_every

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        if entry.name == "heartbeat":
            try:
                alive("beat")
            except DatabaseError:
                log.exception("The clock cannot reach the database.")
                connection.close()
        super().apply_entry(entry, producer=producer)


def probe(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Middleware: a probe is answered whatever host it names, and whatever ails the rest of the way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return healthz(request) if request.path_info == "/healthz" else get_response(request)

    return middleware


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker, clock, scan and deliveries are well, else 503; each is "ok" or what is
    wrong. One bad row of the scan is named, and takes no site out of service."""
    parts = report()
    well = all(state == "ok" for part, state in parts.items() if part != PASSED_OVER)
    answer = JsonResponse({"status": "ok" if well else "failing", **parts}, status=200 if well else 503)
    answer._has_been_logged = True  # type: ignore[attr-defined]  # Django's mark: a probe needs no log line
    return answer


def report() -> dict[str, str]:
    """The state of each part within two seconds: "ok" or what is wrong in short words."""
    database, broker, ages = measured()
    parts = {"database": database, "broker": broker}
    parts |= {part: _alive(ages.get(part), limit) for part, limit in LIMITS.items()}
    left = ages.get(PASSED_OVER, 0)
    return parts | ({PASSED_OVER: f"{left} tasks"} if left else {})


def measured() -> tuple[str, str, dict[str, int]]:
    """Database and broker, each "ok" or what is wrong, and the seconds since each part's last tick as far as known,
    with the count of what the scan passed over; within two seconds."""
    asked = _pool.submit(_ages, connection.get_connection_params), _pool.submit(_broker)
    ages, broker = _within(asked[0]), _within(asked[1])
    return ("ok", broker, ages) if isinstance(ages, dict) else (ages, broker, {})


def _within(future: Any) -> Any:
    try:
        return future.result(PATIENCE)
    except (TookTooLong, OSError, psycopg2.Error, redis.RedisError):
        return "no answer"
    except Exception:  # a setting that slipped through: the probe says which part, the log says why
        log.exception("A part could not be asked.")
        return "cannot be asked"


def _alive(age: int | None, limit: int) -> str:
    if age is None:
        return "no tick known"
    return "ok" if age <= limit else f"last tick {age} seconds ago"


def _ages(params: Callable[[], dict[str, Any]]) -> dict[str, int]:
    """Seconds since each part's last tick, over a connection of its own, so that a dead one shows."""
    ours = {"connect_timeout": 2, "options": "-c statement_timeout=1000"}
    fresh = psycopg2.connect(**params() | ours)
    try:
        with fresh.cursor() as cursor:
            cursor.execute(_AGES)
            return dict(cursor.fetchall())
    finally:
        fresh.close()


def broker_address(url: str) -> str:
    """What the worker's library understands, in the words of ours."""
    return url.replace("redis+socket://", "unix://").replace("virtual_host=", "db=")


def _broker() -> str:
    url = broker_address(settings.BROKER_URL)
    client = redis.Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
    try:
        client.ping()
    finally:
        client.close()
    return "ok"


def alive(part: str) -> None:
    """This part has shown life now."""
    with connection.cursor() as cursor:
        cursor.execute(_BEAT, [part])
