"""What docflow brings along: the published calendar and suggested limits, loaded where there are none."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps as installed
from django.db import transaction
from django.utils.translation import gettext_noop

from . import store
from .defaults import POLICIES, SOURCE
from .hours import OFFICE_HOURS, plain
from .stages import DEFAULTS

DATA = Path(__file__).parent / "data"
ALL_YEAR = gettext_noop("全年")
KINDS = {"holiday": "holiday", "workday": "make_up"}


def after_migrate(sender: Any, *, using: str = "default", apps: Any = installed, **_: Any) -> None:
    """Load after `migrate` and `flush`; quiet when the tables are not there (yet, or any more)."""
    try:
        notice, day, policy, hours, stage = (
            apps.get_model("deadlines", name)
            for name in ("CalendarNotice", "CalendarDay", "LimitPolicy", "OfficeHours", "StageRule")
        )
    except LookupError:
        return
    load(notice, day, policy, using=using)
    load_hours(hours, using=using)
    load_stages(stage, using=using)


def load(notice_model: Any, day_model: Any, policy_model: Any, using: str = "default") -> None:
    """Add each shipped year that has no notice, and the default limits of each step that has no rule at all."""
    with transaction.atomic(using=using):
        for path in sorted(DATA.glob("calendar_*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            if not notice_model.objects.using(using).filter(year=data["year"], scope="national").exists():
                _add_year(data, notice_model, day_model, using)
        ruled = set(policy_model.objects.using(using).values_list("step", flat=True))
        policy_model.objects.using(using).bulk_create(
            policy_model(**row) for row in POLICIES if row["step"] not in ruled
        )
    store.reset()


def load_hours(hours_model: Any, using: str = "default") -> None:
    """The default table of office hours, where the office has none."""
    rows = hours_model.objects.using(using)
    if not rows.exists():
        rows.create(name=ALL_YEAR, spans=plain(OFFICE_HOURS), source=SOURCE, since=date(1990, 1, 1))
    store.reset()


def load_stages(stage_model: Any, using: str = "default") -> None:
    """Add the suggested rule of each urgency and stage that has none."""
    rows = stage_model.objects.using(using)
    ruled = set(rows.values_list("urgency", "stage"))
    rows.bulk_create(
        (stage_model(**asdict(rule)) for rule in DEFAULTS if (rule.urgency, rule.stage) not in ruled),
        ignore_conflicts=True,
    )
    store.reset()


def _add_year(data: dict[str, Any], notice_model: Any, day_model: Any, using: str) -> None:
    notice = notice_model.objects.using(using).create(
        year=data["year"],
        version=data["version"],
        text=data["text"],
        source=data["source"],
        issued_on=date.fromisoformat(data["issued_on"]),
    )
    day_model.objects.using(using).bulk_create(
        day_model(
            date=date.fromisoformat(day["date"]),
            kind=KINDS[day["type"]],
            name=day["name"],
            statutory=day["statutory"],
            notice=notice,
        )
        for day in data["days"]
    )
