"""What the auditor makes of an anomaly: open until it is explained or confirmed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from seals.words import FindingState

from .seal import Seal


class Finding(models.Model):
    """One anomaly of one of the tests A1 to A20, by the `key` under which the test finds it again. Only answered ones have a
    row; the answer before stays in the trail of the seal."""

    test = models.CharField(max_length=3)
    key = models.CharField(max_length=80)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, null=True, related_name="findings")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    words = models.CharField(max_length=300, blank=True)
    by_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["test", "key"], name="finding_once"),
            models.CheckConstraint(condition=Q(state__in=FindingState.values), name="finding_state_known"),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(words=""), name="finding_answered_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test} {self.key}"
