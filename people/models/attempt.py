"""Tries to log in that failed or are still being checked: how guessing is slowed down."""

from __future__ import annotations

from django.db import models


class Attempt(models.Model):
    """One try, written before the password is checked. `name` is a digest: people type passwords there."""

    name = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "name", "at"], name="attempt_by_name"),
            models.Index(fields=["at"], name="attempt_at"),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.at:%m-%d %H:%M:%S}"
