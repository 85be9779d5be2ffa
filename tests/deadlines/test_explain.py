"""A trace in words."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from hypothesis import given

from deadlines.engine import due, explain

from .calendars import amounts, at, invented, minutes, shipped

NOTICE = "（国务院办公厅关于2026年部分节假日安排的通知）"


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


def test_working_days_over_the_spring_festival():
    lines = explain(due(at("2026-02-13T10:00"), "working_day", 3, shipped(), source="拟办人设定").trace)
    assert lines[:2] == ["时限：3个工作日", "来源：拟办人设定"]
    assert lines[3:7] == [
        "自2026年2月13日10:00起算，当日不计",
        f"2月14日（周六）上班，计入：春节调休{NOTICE}",
        f"跳过2月15日（周日）至2月23日（周一）：春节{NOTICE}",
        "到期：2026年2月25日17:30",
    ]
    assert lines[7].startswith("日历版本：2026.")


def test_roll_hours_written_and_provisional():
    assert "末日10月1日（周四）不上班，顺延至10月8日（周四）" in explain(
        due(at("2026-09-16T10:00"), "calendar_day", 15, shipped()).trace
    )
    assert "3月6日（周五）16:40至17:30，计50分钟" in explain(
        due(at("2026-03-06T16:40"), "working_hour", 2, shipped()).trace
    )
    written = due(at("2026-07-02T08:50"), "absolute", None, shipped(), at=at("2026-07-12T23:59"))
    assert "7月12日（周日）不上班（周末），按写明的时间执行，不顺延" in explain(written.trace)
    back = due(
        at("2026-07-02T08:50"), "absolute", None, shipped(), at=at("2026-07-12T23:59"), roll="backward"
    )
    assert "末日7月12日（周日）不上班，提前至7月10日（周五）" in explain(back.trace)
    next_year = explain(due(at("2026-12-25T10:00"), "working_day", 9, shipped()).trace)
    assert "2027年放假安排未录入，按周末规则暂算，录入后重算" in next_year
    assert "时限：15分钟" in explain(due(at("2026-02-16T23:40"), "clock_hour", 0.25, shipped()).trace)


def test_unknown_steps_of_a_later_version_are_left_out():
    trace = due(at("2026-03-04T09:00"), "working_day", 1, shipped()).trace
    assert explain([*trace, {"step": "pause"}, {}]) == explain(trace)


@given(minutes, amounts(), invented())
def test_every_trace_has_words_in_both_languages(start, limit, calendar):
    trace = due(start, limit[0], limit[1], calendar).trace
    for lang in ("zh-hans", "en"):
        lines = explain(trace, lang)
        assert all(line and "%(" not in line and "Project-Id" not in line for line in lines)
