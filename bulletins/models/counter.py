"""Numbers without a gap: one locked row for each series (`error`, `report-2026`)."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """`last` is the number given last; 0 before the first. Moved by `actions.counting` alone."""

    name = models.CharField(max_length=20, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
