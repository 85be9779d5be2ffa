"""What has not gone out: for the administrator's page and for whoever watches from outside."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection


class Backlog(NamedTuple):
    """Deliveries that should be out by now, the seconds the oldest of them waits, and those given up."""

    waiting: int
    oldest: int
    dead: int


# A delivery held for the morning or for a digest waits for nobody's fault; one that was tried does, whenever it is
# to be tried again.
SQL = """
SELECT (SELECT count(*) FROM alerts_delivery WHERE state IN ('new', 'sending') AND (next_try <= now() OR attempts > 0)),
       (SELECT coalesce(extract(epoch FROM now() - min(CASE WHEN attempts > 0 THEN created_at ELSE next_try END)), 0)::int
          FROM alerts_delivery WHERE state IN ('new', 'sending') AND (next_try <= now() OR attempts > 0)),
       (SELECT count(*) FROM alerts_delivery WHERE state = 'dead')
"""


def backlog() -> Backlog:
    """One statement; it reads the unsent and the dead, which the indexes keep apart from the millions sent."""
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        return Backlog(*cursor.fetchone())
