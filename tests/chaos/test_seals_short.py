"""The short run of `make chaos-seals`, with real web parts and the database of the tests; and what it would find."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from docflow import embedded
from seals.actions import stamping
from seals.models import SealRequest
from tests.chaos.sealing import Plan, Told, counted, last_words, prepare, run
from tests.chaos.stampers import Seen
from tests.office import fresh
from tests.races.seals import SUMS, without_triggers
from workflow.spine import new_key

pytestmark = pytest.mark.django_db(transaction=True)
KILLS = {"worker": 0, "backend": 0, "part": 0, "database": 0}


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="docflow-chaos-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def test_the_book_holds_whatever_dies(home: Path) -> None:
    """As the role that serves people, and nobody's superuser but he who kills."""
    at = connection.settings_dict
    url = f"postgres://{embedded.WEB}@/{at['NAME']}?host={quote(at['HOST'])}"
    admin = {"host": at["HOST"], "user": "postgres", "dbname": at["NAME"]}
    told = run(Plan(each=2, seconds=8), home, url, embedded.WEB, admin)
    assert told.broken == [], f"{told}\n{last_words(home)}"
    assert told.confirmed == told.stamps == 32 * 2 * 3
    assert told.kills >= 4, told


WELL = Told(
    stamps=9, confirmed=9, unanswered=0, lines_of_confirmed_missing=0, heads_shown_missing=0, counted_twice=0, gaps=0, links=0,
    hashes=0, times=0, heads=0, sums=0, unfinished=0, retried=1, sent_again=1, workers=1, backends=1, parts=0, databases=0, seconds=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        "unanswered", "lines_of_confirmed_missing", "heads_shown_missing", "counted_twice", "gaps", "links", "hashes", "times",
        "heads", "sums", "unfinished",
    ],
)  # fmt: skip
def test_each_broken_promise_is_named(wrong: str) -> None:
    assert WELL.broken == []
    assert replace(WELL, **{wrong: 1}).broken == [f"{wrong} = 1"]


def test_a_book_that_was_written_badly_is_found() -> None:
    """Negative control, by the owner, with every guard off: a line that a browser was shown is gone, another is changed, one
    was counted although nobody asked."""
    w, jobs = prepare(Plan(each=1, seconds=0, clients=4))
    seen = Seen()
    for job in jobs:
        request = SealRequest.objects.get(ref=job.ref)
        for _n in range(job.copies):
            key = new_key()
            line = stamping.desk_stamp(request, by=fresh(w.keeper), key=key, copies=1).entry.data["line"]
            seen.confirmed.append(key)
            seen.heads.add((line[1], line[2]))
    well = counted(seen, 0, KILLS, 1.0)
    assert (well.broken, well.stamps) == ([], 12)
    guards = [("seals_ledgerline", "seals_ledgerline_once"), ("seals_ledgerline", "ledger_write_line"), *SUMS]
    with without_triggers(*guards), connection.cursor() as cursor:
        cursor.execute("DELETE FROM seals_ledgerline WHERE seal_id = %s AND serial = 2", [w.seal.pk])
        cursor.execute(
            "UPDATE seals_ledgerline SET reason = '改' WHERE seal_id <> %s AND serial = 1", [w.seal.pk]
        )
    found = counted(seen, 0, KILLS, 1.0)
    assert {line.split()[0] for line in found.broken} == {
        "lines_of_confirmed_missing", "heads_shown_missing", "counted_twice", "gaps", "links", "hashes", "sums",
    }  # fmt: skip
