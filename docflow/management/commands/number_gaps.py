"""``manage.py number_gaps [--json]``: 1 when a document number is missing without a reason, given twice, or unknown to
its counter."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from outgoing.queries.numbers import counts, troubles


class Command(BaseCommand):
    help = (
        "Account for every document number (domain.md NUM-10); exit 1 and say which cannot be accounted for."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *args: Any, **options: Any) -> None:
        found, seen = list(troubles()), counts().values()
        numbers = sum(count.used + count.reserved + count.void for count in seen)
        if options["json"]:
            told = {"series_years": len(seen), "numbers": numbers, "troubles": found}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        for trouble in found if not options["json"] else ():
            self.stderr.write(_line(trouble))
        if found:
            raise CommandError(f"{len(found)} series with numbers that cannot be accounted for")
        if not options["json"]:
            self.stdout.write(f"every one of {numbers} numbers in {len(seen)} series-years is accounted for")


def _line(trouble: dict[str, Any]) -> str:
    if "numbers_twice" in trouble:
        return "given twice: " + ", ".join(trouble["numbers_twice"])
    missing = ", ".join(map(str, trouble["unexplained"])) or "none"
    return (
        f"{trouble['series']} {trouble['year']}: of {trouble['first']} to {trouble['last']} missing {missing}; "
        f"unknown to the counter {trouble['stray']}; given twice {trouble['twice']}"
    )
