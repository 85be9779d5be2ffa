"""外带登记 as a register: every column has its text, the sheet and the print say what the page says."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from docflow.web.ledger import texts
from seals.views.takeout_list import TAKEOUTS
from tests.lists.test_export import read, sheets
from tests.office import fresh
from tests.seals.takeouts.trip import Trip, asked, back, make_trip, out
from workflow.clock import database_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def t() -> Trip:
    return make_trip()


def test_every_column_has_its_text(t: Trip) -> None:
    back(t)
    out(t)
    reading = TAKEOUTS.asked_for(fresh(t.chief), "", timezone.localtime(database_now()))
    cols = TAKEOUTS.columns(reading, keys=list(TAKEOUTS.every(reading.now, {}, "no", str, ())))
    gone, home = (texts(row, cols) for row in reading.page().rows)
    assert all(gone[i] for i, col in enumerate(cols) if col.key != "back_at")
    assert all(home)
    keys = [col.key for col in cols]
    assert home[keys.index("made")] == "3/3"
    assert gone[keys.index("made")] == "3/—"


def test_the_sheet_and_the_print(t: Trip, client: Client) -> None:
    row = asked(t)
    client.force_login(t.chief)
    main, _about = sheets(read(client.post(reverse("seal_takeouts_export"), {"query": ""})))
    assert [line[0] for line in main] == ["编号", row.number]
    pdf = client.get(reverse("seal_takeouts_print"))
    assert pdf.status_code == 200
    assert b"".join(pdf).startswith(b"%PDF")
    client.force_login(t.w.o.outsider)
    main, _about = sheets(read(client.post(reverse("seal_takeouts_export"), {"query": ""})))
    assert len(main) == 1, "to an outsider there is none"
