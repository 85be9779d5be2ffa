"""电子印章: what was asked of the system of electronic seals, and what it answered (domain.md §6.7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from documents.models import Blob

from .ledger import LedgerLine
from .request import SealRequest
from .seal import Seal


class ESign(models.Model):
    """One request to the adapter with its answer; `line` is that of our ledger. Never changed once answered."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(SealRequest, on_delete=models.PROTECT, related_name="esigns")
    asked_at = models.DateTimeField()
    asked_hash = models.CharField(max_length=64)
    adapter = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True)
    operation = models.CharField(max_length=80, blank=True)  # as the system calls it
    certificate = models.CharField(max_length=80, blank=True)
    signed_at = models.DateTimeField(null=True)  # the time stamp of the signature
    signed = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    signed_hash = models.CharField(max_length=64, blank=True)
    verified = models.BooleanField(null=True)
    said = models.CharField(max_length=300, blank=True)
    line = models.OneToOneField(LedgerLine, on_delete=models.PROTECT, null=True, related_name="esign")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["adapter", "operation"], condition=~Q(operation=""), name="esign_once"
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(signed__isnull=False, verified=True) & ~Q(certificate=""),
                name="esign_line_of_a_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.operation}"
