"""Voiding a reserved number takes two persons: who asked, who answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from outgoing.words import VoidAsked

from .number import NumberSlot


class VoidRequest(models.Model):
    """A reserved number is to be voided, with the reason. One waits at a time; what was answered stays as it is."""

    slot = models.ForeignKey(NumberSlot, on_delete=models.PROTECT, related_name="void_requests")
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=VoidAsked.choices, default=VoidAsked.PENDING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=60)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_by_name = models.CharField(max_length=60, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(status="pending"), name="void_request_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(status__in=VoidAsked.values), name="void_request_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(status="pending")
                & Q(answered_at__isnull=False, answered_at__gte=F("asked_at"), answered_by__isnull=False),
                name="void_request_answered_pair",
            ),
            models.CheckConstraint(
                condition=~Q(status="confirmed") | ~Q(answered_by=F("asked_by")),
                name="void_request_two_persons",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="void_request_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id} {self.status}"
