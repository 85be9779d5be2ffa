"""The demo office: its people, the samples and some hundred made-up papers, all through the acts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from deadlines.days import local
from workflow.clock import database_now

from . import files, hours, issuing, office, papers, plans, samples, scans, seal_trips, sealing, week_ends
from .case import Desk
from .ledger_clock import told_ledgers
from .stage import Story, play
from .stories import Journey

SEED = 2026
DAYS = 60
SCANNED = timedelta(days=5)  # younger papers all have their file, of older ones every third


def load(count: int, heard: Callable[[str], None]) -> int:
    """Build everything in one transaction: a load that is killed leaves an empty database. Returns the steps.

    The files are made beside it, a little ahead; content that is left without a row does no harm.
    """
    now = database_now()
    facts = samples.read_samples()
    window = hours.Window(hours.on(local(now).date() - timedelta(days=DAYS), "00:00"), now)
    written = papers.write(count, window, now, SEED)
    scanned = []
    for paper in written:
        if paper.received_at > now - SCANNED or paper.number % 3 == 0:
            scanned.append(paper.sheet())
        else:
            paper.on_paper()
    heard(f"demo: {len(facts) + count} papers go their way, {len(facts) + len(scanned)} of them with files")
    with (
        files.made([files.SCAN, *samples.sheets(facts), *sealing.sheets(now), *scanned]) as found,
        transaction.atomic(),
        told_ledgers(),
    ):
        office.build()
        issuing.build()
        desk = Desk()
        sealing.build(desk)
        stories: list[Story] = [samples.Sample(desk, one, found).story() for one in facts]
        ways = plans.plans(written, now, SEED)
        stories += [Journey(desk, p, way, found).story() for p, way in zip(written, ways, strict=True)]
        stories += issuing.stories(desk, now, SEED)
        stories += [*sealing.stories(desk, now, found), *seal_trips.stories(desk, now)]
        stories.append(scans.mornings(local(now).date() - timedelta(days=DAYS), now))
        stories += week_ends.stories(desk, now)
        return play(stories, now, heard=lambda n: heard(f"demo: {n} steps") if n % 500 == 0 else None)
