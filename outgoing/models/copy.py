"""份号: numbered copies, each with its holder until it comes back (清退)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .addressee import Addressee


class Copy(models.Model):
    """One printed copy. With the office until given out; `returned`, `destroyed` and `lost` end its way."""

    class Status(models.TextChoices):
        KEPT = "kept", _("留存")
        GIVEN = "given", _("已分发")
        RETURNED = "returned", _("已清退")
        DESTROYED = "destroyed", _("已销毁")
        LOST = "lost", _("遗失")

    paper = models.ForeignKey("outgoing.Outgoing", on_delete=models.PROTECT, related_name="numbered")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.KEPT)
    addressee = models.ForeignKey(Addressee, on_delete=models.PROTECT, null=True, related_name="numbered")
    holder = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="copy_once"),
            models.CheckConstraint(
                condition=Q(status__in=["kept", "given", "returned", "destroyed", "lost"]),
                name="copy_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status="kept", holder="") | ~Q(status="kept") & ~Q(holder=""),
                name="copy_holder_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:06d}"
