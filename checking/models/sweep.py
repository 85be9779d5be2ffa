"""The daily sweep (运转中检查): where is each paper, who holds it, which did not move today."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from checking.words import Side


class Sweep(models.Model):
    """One working day: counts of all papers on their way, and the moment the list was made."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    papers = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)


class SweepRow(models.Model):
    """One paper of the list that somebody has to look at. A second person (not its holder) says where it is: `found`."""

    sweep = models.ForeignKey(Sweep, on_delete=models.PROTECT, related_name="rows")
    side = models.CharField(max_length=10, choices=Side.choices)
    subject_pk = models.BigIntegerField()
    marks = ArrayField(models.CharField(max_length=8))
    state = models.CharField(max_length=20)
    holders = models.CharField(max_length=200, blank=True)
    holder_keys = ArrayField(models.CharField(max_length=24), default=list)
    moved_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    found = models.CharField(max_length=200, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_by_name = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["sweep", "side", "subject_pk"], name="sweep_row_once"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="sweep_row_side_known"),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False) & ~Q(found=""),
                name="sweep_row_checked_pair",
            ),
        ]
        indexes = [models.Index(fields=["side", "subject_pk"], name="sweep_row_of")]

    def __str__(self) -> str:
        return f"{self.side} {self.subject_pk}"
