"""The check lists of the three gates: the office's own items, and what was checked when by whom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from checking.words import Gate, Side


class GateItem(models.Model):
    """One manual item an office adds to a list: for which gate and flow, and for papers of which kinds, urgencies and
    labels (empty: all). Never changed: another wording is another item, and this one ends."""

    gate = models.CharField(max_length=8, choices=Gate.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    words = models.CharField(max_length=120)
    kinds = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    urgencies = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    labels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    added_by_name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["gate", "side", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(gate__in=Gate.values), name="gate_item_gate_known"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="gate_item_side_known"),
            models.UniqueConstraint(
                fields=["gate", "side", "words"],
                condition=Q(ended_at__isnull=True),
                name="gate_item_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class GateCheck(models.Model):
    """A gate passed: every item with how it stood, which version of the paper was looked at, by whom and when. Written by
    the act that moves the paper, in its transaction; never changed.

    `items` are `{key, words, auto, result, note}`; `waived` how many of them were let pass with a reason.
    """

    side = models.CharField(max_length=10, choices=Side.choices)
    subject_pk = models.BigIntegerField()
    gate = models.CharField(max_length=8, choices=Gate.choices)
    round = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField()  # of the paper, as the act wrote it
    text_hash = models.CharField(max_length=64, blank=True)
    verb = models.CharField(max_length=40)
    items = models.JSONField(default=list)
    waived = models.PositiveSmallIntegerField(default=0)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_by_name = models.CharField(max_length=60)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(gate__in=Gate.values), name="gate_check_gate_known"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="gate_check_side_known"),
        ]
        indexes = [
            models.Index(fields=["side", "subject_pk", "gate"], name="gate_check_of"),
            models.Index(fields=["checked_at"], name="gate_check_at"),
        ]

    def __str__(self) -> str:
        return f"{self.gate} {self.side} {self.subject_pk}"
