"""Alerts: one row per person, task, deadline version and stage, however often the scan runs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Alert(models.Model):
    """Something a person must know. Its own page links to the work; it holds copies, no join needed."""

    class Stage(models.TextChoices):
        DUE_SOON = "due_soon", _("将到期")
        DUE_TODAY = "due_today", _("今日到期")
        OVERDUE = "overdue", _("已超期")
        URGED = "urged", _("催办")
        TOLD = "told", _("知会")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="alerts")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    task_id = models.BigIntegerField(null=True)
    due_version = models.PositiveSmallIntegerField(default=1)
    occurrence = models.PositiveSmallIntegerField(default=0)  # the n-th urging of one task
    subject_kind = models.CharField(max_length=20)
    subject_ref = models.CharField(max_length=20)
    title = models.TextField(blank=True)
    task_kind = models.CharField(max_length=20, blank=True)
    due_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True)
    by_name = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "task_id", "due_version", "stage", "occurrence"], name="alert_once"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["due_soon", "due_today", "overdue", "urged", "told"]),
                name="alert_stage_known",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-id"], name="alert_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="alert_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.stage} {self.task_id}"


class Scan(models.Model):
    """How far the scan has looked: one row. A lost row costs one full sweep, nothing else."""

    upto = models.DateTimeField()
    today = models.DateTimeField()
    soon = models.DateTimeField()
    swept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.upto:%m-%d %H:%M:%S}"
