"""`manage.py due`."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from deadlines import store
from deadlines.engine import recompute
from deadlines.models import OfficeHours

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("due", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_json():
    answer = json.loads(
        run("--start", "2026-02-13T10:00+08:00", "--unit", "working_day", "--amount", "3", "--json")
    )
    assert list(answer) == ["due", "provisional", "trace"]
    assert answer["due"] == "2026-02-25T17:30:00+08:00"
    assert answer["provisional"] is False
    assert [e["date"] for e in answer["trace"] if e["step"] == "make_up"] == ["2026-02-14"]


@pytest.mark.django_db
def test_words_and_written_moments():
    assert run("--start", "2026-03-06T16:40", "--unit", "working_hour", "--amount", "2").startswith(
        "2026-03-09T09:40:00+08:00\n"
    )
    back = run(
        "--start", "2026-07-02", "--unit", "absolute", "--at", "2026-07-12T23:59", "--roll", "backward"
    )
    assert back.startswith("2026-07-10T17:30:00+08:00\n")


BAD = [
    ["--start", "soon", "--unit", "working_day", "--amount", "3"],
    ["--start", "2026-02-30T10:00", "--unit", "working_day", "--amount", "3"],
    ["--start", "2026-02-13T10:00", "--unit", "fortnight", "--amount", "3"],
    ["--start", "2026-02-13T10:00", "--unit", "working_day", "--amount", "three"],
    ["--start", "2026-02-13T10:00", "--unit", "working_day", "--amount=-3"],
    ["--start", "2026-02-13T10:00", "--unit", "working_day", "--amount", "0.5"],
    ["--start", "2026-02-13T10:00", "--unit", "working_day"],
    ["--start", "2026-02-13T10:00", "--unit", "absolute"],
    ["--start", "2026-02-13T10:00", "--unit", "absolute", "--amount", "3"],
    ["--start", "2026-02-13T10:00", "--unit", "working_day", "--amount", "3", "--at", "2026-03-01T10:00"],
    ["--start", "9999-12-31T23:00-08:00", "--unit", "clock_hour", "--amount", "3"],
]


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", BAD, ids=" ".join)
def test_bad_input_is_a_sentence(arguments):
    with pytest.raises(CommandError, match="。$") as caught:
        run(*arguments)
    assert caught.value.returncode == 2


@pytest.mark.parametrize(
    "arguments", [["--start", "soon", "--unit", "working_day", "--amount", "3"], ["--unit", "month"]]
)
def test_bad_input_ends_with_status_2(arguments):
    done = subprocess.run(
        [sys.executable, "manage.py", "due", *arguments], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip()


EACH_UNIT = {
    "working_day": (["--amount", "3"], "2026-05-08T18:00:00+08:00"),
    "calendar_day": (["--amount", "4"], "2026-05-06T18:00:00+08:00"),
    "month": (["--amount", "1"], "2026-06-01T18:00:00+08:00"),
    "working_hour": (["--amount", "13.5"], "2026-05-06T12:00:00+08:00"),
    "clock_hour": (["--amount", "0.5"], "2026-04-29T15:30:00+08:00"),
    "absolute": (["--at", "2026-05-02T10:00", "--roll", "backward"], "2026-04-30T17:30:00+08:00"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("unit", EACH_UNIT)
def test_each_unit_by_the_hours_of_the_season(unit):
    """From the 1st of May the office works until six; 1 to 5 May are off, the 9th is worked."""
    OfficeHours.objects.create(
        name="夏令时间", month=5, day=1, spans=[["08:00", "12:00"], ["15:00", "18:00"]], source="本办", since="2026-01-01"
    )  # fmt: skip
    store.reset()
    more, end = EACH_UNIT[unit]
    start = "2026-05-01T09:00" if unit == "month" else "2026-04-29T15:00"
    if unit == "calendar_day":
        start = "2026-04-28T15:00"
    if unit == "working_day":
        start = "2026-04-30T15:00"
    answer = json.loads(run("--start", start, "--unit", unit, *more, "--json"))
    assert list(answer) == ["due", "provisional", "trace"]
    assert answer["due"] == end
    assert recompute(answer["trace"]).isoformat() == end
