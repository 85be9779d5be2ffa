"""Suggested limits (domain.md §4.8): ours, to be replaced by the office. Nobody prescribes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

SOURCE = gettext_noop("本办公厅默认值（可调整）")
SOURCE_COUNTERSIGN = gettext_noop("本办公厅默认值（可调整）；参照国办函〔2009〕15号：一般7个工作日")
SOURCE_LEGAL = gettext_noop("国办发〔2018〕115号：一般不少于5个、最长不超过15个工作日")
SOURCE_RECEIVE = gettext_noop("公文交换：发出后4个工作小时未签收即提醒，特急15分钟（可调整）")
SINCE = date(2000, 1, 1)  # early enough for any paper registered late

CLOCK, OFFICE, DAYS, NATURAL = "clock_hour", "working_hour", "working_day", "calendar_day"
COLUMNS = ("flash", "top_urgent", "urgent", "normal", "routine")
TABLE: dict[str, tuple[tuple[str, str], ...]] = {
    "register": ((CLOCK, "0.25"), (CLOCK, "0.5"), (OFFICE, "2"), (OFFICE, "4"), (OFFICE, "4")),
    "propose": ((CLOCK, "0.5"), (CLOCK, "1"), (OFFICE, "4"), (DAYS, "1"), (OFFICE, "4")),
    "review": ((CLOCK, "0.5"), (CLOCK, "1"), (OFFICE, "4"), (DAYS, "1"), (OFFICE, "4")),
    "instruct": ((CLOCK, "2"), (OFFICE, "4"), (DAYS, "1"), (DAYS, "2"), (DAYS, "1")),
    "assign": ((CLOCK, "1"), (CLOCK, "1"), (OFFICE, "4"), (OFFICE, "4"), (OFFICE, "4")),
    "handle": ((CLOCK, "24"), (CLOCK, "24"), (DAYS, "3"), (DAYS, "10"), (DAYS, "5")),
    "assist": ((CLOCK, "12"), (DAYS, "1"), (DAYS, "3"), (DAYS, "7"), (DAYS, "5")),
    "countersign": ((CLOCK, "12"), (DAYS, "1"), (DAYS, "3"), (DAYS, "7"), (DAYS, "5")),
    "read": ((CLOCK, "4"), (OFFICE, "4"), (DAYS, "1"), (DAYS, "2"), (DAYS, "1")),
    "follow": ((CLOCK, "24"), (CLOCK, "24"), (DAYS, "3"), (DAYS, "10"), (DAYS, "5")),
    "draft": ((CLOCK, "4"), (DAYS, "1"), (DAYS, "2"), (DAYS, "5"), (DAYS, "2")),
    "sign": ((CLOCK, "2"), (OFFICE, "4"), (DAYS, "1"), (DAYS, "2"), (DAYS, "1")),
    "recheck": ((CLOCK, "0.5"), (CLOCK, "1"), (OFFICE, "4"), (DAYS, "1"), (OFFICE, "4")),
    "issue": ((CLOCK, "2"), (OFFICE, "4"), (DAYS, "1"), (DAYS, "2"), (DAYS, "1")),
    "receive": ((CLOCK, "0.25"), (CLOCK, "0.25"), (OFFICE, "4"), (OFFICE, "4"), (OFFICE, "4")),
    "seal_approve": ((CLOCK, "0.5"), (OFFICE, "1"), (OFFICE, "1"), (OFFICE, "4"), (OFFICE, "4")),
    "seal": ((CLOCK, "0.5"), (OFFICE, "1"), (OFFICE, "2"), (OFFICE, "4"), (OFFICE, "4")),
    "feedback": ((DAYS, "3"), (DAYS, "3"), (DAYS, "3"), (NATURAL, "15"), (DAYS, "3")),
}
# The same for every urgency.
FLAT = {
    "circulate": (DAYS, "5"),
    "send_back": (DAYS, "1"),
    "return": (DAYS, "1"),
    "close_check": (DAYS, "1"),
    "legal": (DAYS, "15"),
    "receipts": (DAYS, "5"),
}
# What a limit goes by where it is not the office's own default.
SOURCES = {"legal": SOURCE_LEGAL, "receive": SOURCE_RECEIVE}
# A mark the table does not name: as an ordinary paper.
ORDINARY = COLUMNS.index("normal")


def _row(step: str, urgency: str, limit: tuple[str, str], category: str = "") -> dict[str, Any]:
    source = SOURCES.get(step, SOURCE)
    if step == "countersign" and limit == (DAYS, "7"):
        source = SOURCE_COUNTERSIGN
    return {
        "category": category,
        "step": step,
        "urgency": urgency,
        "unit": limit[0],
        "amount": Decimal(limit[1]),
        "source": source,
        "effective_from": SINCE,
    }


POLICIES = [
    *(_row(step, code, row[i]) for step, row in TABLE.items() for i, code in enumerate(COLUMNS)),
    *(_row(step, "", row[ORDINARY]) for step, row in TABLE.items()),
    *(_row(step, "", limit) for step, limit in FLAT.items()),
    # An ordinary reading item is finished when it has gone round.
    *(_row(step, "normal", FLAT["circulate"], "reading") for step in ("handle", "follow")),
]
