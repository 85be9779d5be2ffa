"""`manage.py due`: when is it due, and why. For other programs (`--json`) and for the curious."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from deadlines.days import SHANGHAI
from deadlines.engine import UNITS, Due, due, explain
from deadlines.errors import BadLimit
from deadlines.limits import calendar


class Command(BaseCommand):
    help = "Count a limit on the working-day calendar and explain it. Bad input ends with status 2."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--start", required=True, help="ISO time; without a zone it is Shanghai time")
        parser.add_argument("--unit", required=True, help=", ".join(UNITS))
        parser.add_argument("--amount", help="how many; not for absolute")
        parser.add_argument("--at", help="the written moment, for absolute")
        parser.add_argument("--roll", help="forward, backward, none: when the last day is off")
        parser.add_argument("--json", action="store_true", help="due, provisional and trace as JSON")

    def handle(self, **options: Any) -> None:
        try:
            found = _count(options)
        except BadLimit as error:
            raise CommandError(str(error), returncode=2) from error
        if not options["json"]:
            self.stdout.write("\n".join([found.at.isoformat(), *explain(found.trace)]))
            return
        answer = {"due": found.at.isoformat(), "provisional": found.provisional, "trace": found.trace}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


def _count(options: dict[str, Any]) -> Due:
    unit, amount, at = options["unit"], options["amount"], options["at"]
    if unit != "absolute" and (amount is None or at is not None):
        raise BadLimit(_("这种单位须用 --amount 给出数量，不用 --at。"))
    if unit == "absolute" and amount is not None:
        raise BadLimit(_("absolute 须用 --at 给出时间，不用 --amount。"))
    return due(
        _moment(options["start"]),
        unit,
        amount,
        calendar(),
        at=_moment(at) if at else None,
        roll=options["roll"],
    )


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadLimit(
            _("“%(text)s”不是时间，应如 2026-02-13T10:00+08:00。") % {"text": text[:40]}
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
